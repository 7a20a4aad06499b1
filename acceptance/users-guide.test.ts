import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Answer, Api } from './support/api.ts'
import { connect, makeVpc, openServer } from './support/lab.ts'

const guide = readFileSync(new URL('../docs/guides/users.md', import.meta.url), 'utf8')
const launch = fileURLToPath(new URL('../src/cli/launch.mjs', import.meta.url))
const blocks = [...guide.matchAll(/```\n((?:causeway|curl) [\s\S]*?)```/g)].map(([, block = '']) => block)

let api: Api
beforeAll(async () => {
  api = await openServer()
  await api.finish('CREATE DATABASE shop')
  await api.finish('CREATE TABLE shop.a (id INT)')
  await api.finish('CREATE TABLE shop.b (id INT)')
  await api.finish('INSERT INTO shop.a VALUES (7)')
})
afterAll(() => api?.server.close())

function logIn(user: string, password: string): Promise<Answer> {
  const identity = { methods: ['password'], password: { user: { name: user, password, domain: { name: api.server.identity.domain } } } }
  return api.callPlain('POST', '/v3/auth/tokens', {}, { auth: { identity, scope: { project: { id: api.projectId } } } })
}

async function token(user: string, password: string): Promise<string> {
  const answer = await logIn(user, password)
  expect(answer.status, answer.text).toBe(201)
  return String(answer.headers['x-subject-token'])
}

/** As it would be pasted: `causeway` is what the guide says it is, and ends at the first command that fails. */
async function paste(text: string, variables: Readonly<Record<string, string>>): Promise<string> {
  const shell = `set -e\ncauseway() { "${process.execPath}" "${launch}" "$@"; }\n${text.replaceAll('http://127.0.0.1:8600', api.server.endpoint)}`
  const env = { PATH: process.env['PATH'] ?? '', CAUSEWAY_HOME: api.server.home, P: api.projectId, ...variables }
  const { stdout } = await promisify(execFile)('bash', ['-c', shell], { env })
  return stdout
}

const shownAs = (name: string, text: string): string => new RegExp(`^${name} +(\\S+)$`, 'm').exec(text)?.[1] ?? ''

it('every command of the guide to users does what it says', async () => {
  const [made = '', granted = '', lent = '', roles = '', ends = '', ...others] = blocks
  expect(others).toEqual([])
  const password = shownAs('password', await paste(made, {}))
  expect(await logIn('bob', password)).toMatchObject({
    status: 401,
    text: expect.stringContaining('causeway project grant PROJECT USER ROLE'),
  })
  expect(await paste(granted, { TOKEN: await token(api.server.identity.user, api.server.identity.password) })).toContain(
    '"is_success":true',
  )

  const bob = { 'x-auth-token': await token('bob', password) }
  const submit = (sql: string) => api.callPlain('POST', '/v1.0/{p}/jobs/submit-job', bob, { queue_name: 'default', sql })
  expect((await submit('SELECT * FROM shop.a')).status).toBe(200)
  const refused = await submit('SELECT * FROM shop.b')
  const shown = /^DLI\.0003 ([^{]*\{project_id\}[^{]*)(\{.*\})$/m.exec(guide.replaceAll('authorization\n{"user', 'authorization {"user'))
  expect(refused.body).toMatchObject({ error_code: 'DLI.0003', error_msg: `${shown?.[1]}${shown?.[2]}` })

  const other = shownAs('id', await paste('causeway project create other', {}))
  const connection = await connect(api, 'lent', await makeVpc(api, 'vpc_lent'), [])
  const administrator = await token(api.server.identity.user, api.server.identity.password)
  expect(await paste(lent, { TOKEN: administrator, OTHER: other, CONNECTION: connection })).toContain('"is_success":true')
  const privileges = await api.get(`/v2.0/{p}/datasource/enhanced-connections/${connection}/privileges`)
  expect(privileges.body).toMatchObject({
    privileges: [expect.objectContaining({ applicant_project_id: other, privileges: ['BIND_QUEUE'] })],
  })

  expect(await paste(roles, {})).toMatch(/^user name +group name +role\n(?:.*\n)*? +team +writer$/m)
  expect((await submit('SELECT * FROM shop.b')).status).toBe(200)

  const accessKey = shownAs('access_key', await paste('causeway key create bob', {}))
  const [list = '', rotate = '', disable = '', ...rest] = ends.trim().split('\n')
  expect(await paste(list, {})).toContain(accessKey)
  const rotated = shownAs('access_key', await paste(rotate.replace('ACCESS_KEY', accessKey), {}))
  expect(await paste(disable.replace('ACCESS_KEY', rotated), {})).toContain(`${rotated} is disabled`)
  expect(await paste(rest.join('\n'), {})).toContain('bob is deleted')
  expect((await submit('SELECT * FROM shop.a')).status).toBe(401)
})
