import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Api } from './support/api.ts'
import { connect, makeVpc, openServer } from './support/lab.ts'
import { logIn, tokenOf } from './support/log-in.ts'
import { paste as pasteInto } from './support/paste.ts'

const guide = readFileSync(new URL('../docs/guides/users.md', import.meta.url), 'utf8')
const blocks = [...guide.matchAll(/```\n((?:causeway|curl|bob) [\s\S]*?)```/g)].map(([, block = '']) => block)

let api: Api
/** Where the guide is pasted. */
let folder = ''
beforeAll(async () => {
  api = await openServer()
  folder = await mkdtemp(join(tmpdir(), 'causeway-users-guide-'))
})
afterAll(async () => {
  await api?.server.close()
  if (folder !== '') await rm(folder, { recursive: true, force: true })
})

/** As it would be pasted; every command is to succeed. */
async function paste(text: string, variables: Readonly<Record<string, string>>): Promise<string> {
  const commands = text.replaceAll('CAUSEWAY_PROJECT=local-1', `CAUSEWAY_PROJECT=${api.server.identity.project}`)
  const { code, said } = await pasteInto(api, folder, commands, { P: api.projectId, ...variables })
  expect(code, said).toBe(0)
  return said
}

/** One command, which may fail: how it ends, and what it says. */
async function tryLine(line: string): Promise<{ readonly code: string; readonly said: string }> {
  const said = await paste(`${asBob}\n{ ${line.replace(/ +#.*$/, '')}; } 2>&1 || echo "ended with $?"`, {})
  return { code: /^ended with (\d+)$/m.exec(said)?.[1] ?? '0', said }
}

const asBob = /^bob\(\) \{$[\s\S]*?^\}$/m.exec(guide)?.[0] ?? ''
const shownAs = (name: string, text: string): string => new RegExp(`^${name} +(\\S+)$`, 'm').exec(text)?.[1] ?? ''

it('every command of the guide to users does what it says', async () => {
  const [made = '', granted = '', byCall = '', tried = '', lent = '', roles = '', ends = '', ...others] = blocks
  expect(others).toEqual([])
  // Whoever has started a server is logged in.
  await paste(`causeway login --home "$CAUSEWAY_HOME"`, {})
  const password = shownAs('password', await paste(made, {}))
  expect(await logIn(api, { user: 'bob', password })).toMatchObject({
    status: 401,
    text: expect.stringContaining('causeway project grant PROJECT USER ROLE'),
  })
  expect(await tryLine("bob sql -q default -e 'SELECT 1'")).toMatchObject({ code: '3' })
  expect(guide).toContain("`bob sql -q default -e 'SELECT 1'` ends with 3")
  expect(await paste(`{ ${granted} } 2>&1`, {})).toMatch(/SUBMIT_JOB on queues\.default\n.*SELECT on databases\.shop\.tables\.a\n$/)
  expect(await paste(byCall, { TOKEN: await tokenOf(api) })).toContain('"is_success":true')
  const lines = tried.trim().split('\n')
  const answers: Awaited<ReturnType<typeof tryLine>>[] = []
  for (const line of lines) answers.push(await tryLine(line))
  const isAllowed = (index: number): boolean => index === 0 || index === lines.length - 1
  expect(answers.map(({ code }) => code)).toEqual(lines.map((_line, index) => (isAllowed(index) ? '0' : '3')))
  expect(answers[0]?.said).toMatch(/^ +7$/m)
  expect(answers.at(-1)?.said).toMatch(/\| a /)
  expect(answers.at(-1)?.said).not.toMatch(/\| b /)
  const told = /```\n(sql-permission [\s\S]*?)```/.exec(guide)?.[1]
  expect(answers.map(({ said }) => said.replace(/ended with 3\n$/, ''))).toContain(told)

  const bob = { 'x-auth-token': await tokenOf(api, { user: 'bob', password }) }
  const submit = (sql: string) => api.callPlain('POST', '/v1.0/{p}/jobs/submit-job', bob, { queue_name: 'default', sql })
  expect((await submit('SELECT * FROM shop.a')).status).toBe(200)
  expect((await submit('SELECT * FROM shop.b')).body).toMatchObject({ error_code: 'DLI.0003' })

  const other = shownAs('id', await paste('causeway project create other', {}))
  const connection = await connect(api, 'lent', await makeVpc(api, 'vpc_lent'), [])
  const administrator = await tokenOf(api)
  expect(await paste(lent, { TOKEN: administrator, OTHER: other, CONNECTION: connection })).toContain('"is_success":true')
  const privileges = await api.get(`/v2.0/{p}/datasource/enhanced-connections/${connection}/privileges`)
  expect(privileges.body).toMatchObject({
    privileges: [expect.objectContaining({ applicant_project_id: other, privileges: ['BIND_QUEUE'] })],
  })

  // By what is shown to nobody but readers the command line is refused as the API is, whether there is one of the name or not.
  for (const command of [
    'connection show NAME',
    'connection delete NAME',
    'connection ports NAME',
    'connection resolver NAME',
    'impact NAME',
  ]) {
    const [there, nowhere] = [
      await tryLine(`bob ${command.replace('NAME', 'lent')}`),
      await tryLine(`bob ${command.replace('NAME', 'no')}`),
    ]
    expect(there, there.said).toMatchObject({ code: '3', said: expect.stringMatching(/ by causeway project grant \S+ bob reader\./) })
    expect(there.said.replaceAll('lent', 'no')).toBe(nowhere.said)
  }
  for (const command of [`bind default ${connection}`, `unbind default ${connection}`, `connection delete ${connection}`]) {
    const refused = await tryLine(`bob ${command}`)
    expect(refused, refused.said).toMatchObject({ code: '3', said: expect.stringContaining(`edsconnections.${connection}`) })
  }
  for (const [command, said] of [
    ['credential show', 'SHOW_PRIVILEGES'],
    ['credential delete', 'DROP_AUTH'],
    ['pool show', 'SHOW_PRIVILEGES'],
    ['pool delete', 'DROP'],
  ] as const) {
    expect(await tryLine(`bob ${command} nobodys`), command).toMatchObject({ code: '3', said: expect.stringContaining(said) })
  }

  expect(await paste(roles, {})).toMatch(/^user name +group name +role\n(?:.*\n)*? +team +writer$/m)
  expect((await submit('SELECT * FROM shop.b')).status).toBe(200)

  const accessKey = shownAs('access_key', await paste('causeway key create bob', {}))
  const [show = '', list = '', rotate = '', disable = '', ...rest] = ends.trim().split('\n')
  const shown = await paste(show, {})
  expect([shownAs('name', shown), shown.includes(accessKey)]).toEqual(['bob', true])
  expect(await paste(list, {})).toContain(accessKey)
  const rotated = shownAs('access_key', await paste(rotate.replace('ACCESS_KEY', accessKey), {}))
  expect(await paste(disable.replace('ACCESS_KEY', rotated), {})).toContain(`${rotated} is disabled`)
  expect(await paste(rest.join('\n'), {})).toContain('bob is deleted')
  expect((await submit('SELECT * FROM shop.a')).status).toBe(401)
})
