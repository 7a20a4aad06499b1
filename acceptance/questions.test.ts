import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Api } from './support/api.ts'
import { Person } from './support/command-line.ts'
import { openServer } from './support/lab.ts'
import { Terminal } from './support/terminal.ts'

const LEAVE = '\u0003'
const DOWN = '\u001b[B'
/** Cyan, which all questions have. */
const COLOUR = '\u001b[36m'

let api: Api
let ada: Person
beforeAll(async () => {
  api = await openServer()
  ada = await Person.come()
})
afterAll(async () => {
  await ada?.leave()
  await api?.server.close()
})

const at = (...words: readonly string[]): readonly string[] => [
  ...words,
  api.server.endpoint,
  '--domain',
  api.server.identity.domain,
  '--project',
  'local-1',
]

describe.skipIf(process.platform !== 'linux')('who sits at a terminal is asked', () => {
  it('who they are and for their password, which is not shown', async () => {
    const { user, password } = api.server.identity
    const terminal = new Terminal(ada, at('login'))
    await terminal.type('', /◆ {2}User\n/)
    await terminal.type('\r', 'User: nothing is typed yet')
    await terminal.type(`${user}\r`, /◆ {2}Password\n/)
    await terminal.type(`${password}\r`, `as ${user}, project local-1`)
    expect(await terminal.ended).toBe(0)
    expect(terminal.text).not.toContain(password.slice(0, 4))
    expect(terminal.seen).toContain(COLOUR)
    expect((await ada.run(['whoami'])).stdout).toContain(`${user} at ${api.server.endpoint}`)
  })

  it('in no colours where nobody wants any', async () => {
    const terminal = new Terminal(ada, at('login'), { NO_COLOR: '1' })
    await terminal.type('', /User\n/)
    await terminal.type(LEAVE, 'Nobody was logged in')
    expect(await terminal.ended).toBe(130)
    expect(terminal.seen).not.toContain(COLOUR)
  })

  it('for one answer after the other, also where all were pasted at once, by whatever ends their lines', async () => {
    const { user, password } = api.server.identity
    for (const end of ['\r', '\n', '\r\n']) {
      const terminal = new Terminal(ada, at('login'))
      await terminal.type('', /◆ {2}User\n/)
      await terminal.type(`${end}${user}${end}${password}${end}`, `as ${user}, project local-1`)
      expect([end, await terminal.ended]).toEqual([end, 0])
    }
  })

  it('until they leave: by Ctrl-C, by Escape, and by Ctrl-D, which ends the input', async () => {
    for (const [key, code] of [
      [LEAVE, 130],
      ['\u001b', 130],
      ['\u0004', 1],
    ] as const) {
      const terminal = new Terminal(ada, at('login', '--user', 'ada'))
      await terminal.type('', /Password\n/)
      await terminal.type(key, 'Nobody was logged in')
      expect([key, await terminal.ended]).toEqual([key, code])
    }
  })

  it('which project is meant, of several', async () => {
    for (const name of ['second', 'second-b']) expect((await api.post('/causeway/v1/projects', { name })).status).toBe(201)
    const { user, domain, password } = api.server.identity
    const login = ['login', api.server.endpoint, '--user', user, '--domain', domain]
    const terminal = new Terminal(ada, login)
    await terminal.type('', /Password\n/)
    await terminal.type(`${password}\r`, /Project\n[\s\S]*local-1\n[\s\S]*second-b\n/)
    await terminal.type(DOWN, '● second')
    await terminal.type('\r', `as ${user}, project second`)
    expect(await terminal.ended).toBe(0)
    // Where nobody is there, it is said what to give.
    expect(await ada.run([...login, '--secret-stdin'], { input: password })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('Name one of them with --project: local-1, second, second-b'),
    })
  })

  it('for the password of a database, which the server then has', async () => {
    const make = ['credential', 'create', 'asked', '--user', 'u']
    const terminal = new Terminal(ada, make)
    await terminal.type('', /Password\n/)
    await terminal.type('pass word\r', 'The credential asked is made')
    expect(await terminal.ended).toBe(0)
    expect(terminal.text).not.toContain('pass')
    const left = new Terminal(ada, ['credential', 'create', 'left', '--user', 'u'])
    await left.type('', /Password\n/)
    await left.type(LEAVE, 'No password was given')
    expect(await left.ended).toBe(130)
    expect((await ada.run(['credential', 'list'])).stdout).not.toContain('left')
  })

  it('and not where what the command says goes elsewhere, nor with --quiet', async () => {
    const make = ['credential', 'create', 'none', '--user', 'u']
    const elsewhere = new Terminal(ada, make, {}, '> said')
    expect([await elsewhere.ended, elsewhere.text]).toEqual([2, expect.stringContaining('nobody is at a terminal to be asked')])
    expect(await readFile(join(ada.home, 'said'), 'utf8')).toBe('')
    const unseen = new Terminal(ada, make, {}, '2> said')
    expect(await unseen.ended).toBe(2)
    expect(await readFile(join(ada.home, 'said'), 'utf8')).toContain('Name a variable that holds it: --password VARIABLE')
    const quiet = new Terminal(ada, [...make, '--quiet'])
    expect([await quiet.ended, quiet.text]).toEqual([2, expect.stringContaining('--quiet asks nobody')])
  })
})

it('no library for questions is loaded where nothing is asked', async () => {
  const list = `import { registerHooks } from 'node:module'; const urls = []
    registerHooks({ load: (url, context, next) => (urls.push(url), next(url, context)) })
    process.on('exit', () => console.error(urls.filter((url) => url.includes('@clack')).join()))`
  const said = await ada.run(['whoami'], { env: { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(list)}` } })
  expect(said).toMatchObject({ code: 0, stderr: '\n' })
})
