import { readFile, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findFreePort } from '../testing/free-port.ts'
import { type Api, listOf } from './support/api.ts'
import { Person } from './support/command-line.ts'
import { openServer } from './support/lab.ts'
import { tokenOf } from './support/log-in.ts'
import { TestServer } from './support/server.ts'

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

const byPassword = (...more: readonly string[]): readonly string[] => {
  const { user, domain } = api.server.identity
  return ['login', api.server.endpoint, '--user', user, '--domain', domain, '--secret-stdin', ...more]
}

describe('who has not logged in', () => {
  it('is told so, with what to do', async () => {
    const asked = await ada.run(['whoami', '--endpoint', api.server.endpoint])
    expect(asked).toMatchObject({ code: 5, stdout: '', stderr: expect.stringContaining(`causeway login ${api.server.endpoint}`) })
    expect((await ada.run(['explain', 'default', 'a:1'])).stderr).toMatch(/No server runs on the data folder[\s\S]*causeway login URL/)
  })

  it('does not get in by a wrong password, and nothing is kept', async () => {
    const tried = await ada.run(byPassword(), { input: 'wrong password\n' })
    expect(tried).toMatchObject({ code: 5, stdout: '' })
    await expect(stat(ada.profile)).rejects.toThrow()
  })

  it('is asked for nothing where nobody is at a terminal', async () => {
    expect(await ada.run(['login', api.server.endpoint])).toMatchObject({ code: 2, stderr: expect.stringContaining('--secret-stdin') })
  })
})

describe('by a password', () => {
  it('all commands work from another machine, until one logs out', async () => {
    const { password, user, project } = api.server.identity
    // In the only domain that there is.
    const words = ['login', api.server.endpoint, '--user', user, '--secret-stdin', '--context', 'lake']
    const done = await ada.run(words, { input: `${password}\n` })
    expect(done, done.stderr).toMatchObject({
      code: 0,
      stdout: '',
      stderr: expect.stringContaining(`as ${user}, project ${project} until `),
    })
    expect((await stat(ada.profile)).mode & 0o777).toBe(0o600)
    expect(await readFile(ada.profile, 'utf8')).not.toContain(password)
    expect((await ada.run(['whoami'])).stdout).toBe(
      `${user} at ${api.server.endpoint}, project ${project} (${api.projectId}), context lake\n`,
    )
    const explained = await ada.run(['explain', 'default', 'pg-orders:5432', '--json'])
    expect([explained.code, JSON.parse(explained.stdout)]).toEqual([3, expect.objectContaining({ verdict: 'refused' })])
    expect((await ada.run(['user', 'list', '--json'])).stdout).toContain(`"${user}"`)
    expect((await ada.run(['audit', '--count', '1'])).code).toBe(0)
    expect((await ada.run(['run', '-q', 'default', '--', 'true'])).stderr).toContain('works on the machine of the server')

    expect((await ada.run(['logout'])).code).toBe(0)
    expect(await ada.run(['whoami'])).toMatchObject({ code: 5, stderr: expect.stringContaining('causeway login --context lake') })
  })

  it('ends after its time, and says so', async () => {
    await ada.run(byPassword('--context', 'lake'), { input: api.server.identity.password })
    const profile: string = await readFile(ada.profile, 'utf8')
    await writeFile(ada.profile, profile.replace(/"expires_at": "[^"]*"/, '"expires_at": "2020-01-01T00:00:00Z"'))
    expect(await ada.run(['whoami'])).toMatchObject({ code: 5, stderr: expect.stringContaining('has ended') })
  })

  it('opens another project by its name, and makes it the context’s own', async () => {
    const made = await api.post('/causeway/v1/projects', { name: 'second' })
    expect(made.status, made.text).toBe(201)
    await ada.run(byPassword('--context', 'lake', '--project', 'local-1'), { input: api.server.identity.password })
    expect((await ada.run(['expect', 'list', '--project', 'second'])).stdout).toContain('There is no expectation')
    expect(await ada.run(['expect', 'list', '--project', 'none'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('local-1, second'),
    })
    expect((await ada.run(['context', 'use', 'lake', '--project', 'second'])).code).toBe(0)
    expect((await ada.run(['whoami', '--json'])).stdout).toContain('"project":"second"')
    expect((await ada.run(['expect', 'list'])).code).toBe(0)
  })
})

describe('by a key pair', () => {
  it('is signed, for good', async () => {
    const { accessKey, secretKey } = api.server.identity
    const args = ['login', api.server.endpoint, '--access-key', accessKey, '--secret-stdin', '--project', 'local-1', '--context', 'keys']
    expect((await ada.run(args, { input: 'not the secret key' })).code).toBe(5)
    const done = await ada.run(args, { input: `${secretKey}\n` })
    expect(done, done.stderr).toMatchObject({ code: 0 })
    expect((await ada.run(['context', 'list'])).stdout).toMatch(/^\* {2}keys .* by a key pair$/m)
    const added = await ada.run(['expect', 'add', 'default', 'a:5432', 'refused', '--note', 'ä', '--json'])
    expect(added.code, added.stderr).toBe(0)
    expect((await ada.run(['context', 'remove', 'keys'])).code).toBe(0)
    expect(await ada.run(['whoami', '--context', 'keys'])).toMatchObject({ code: 2 })
  })

  it('needs no profile where the environment has it', async () => {
    const { accessKey, secretKey } = api.server.identity
    const env = {
      CAUSEWAY_ENDPOINT: api.server.endpoint,
      CAUSEWAY_ACCESS_KEY: accessKey,
      CAUSEWAY_SECRET_KEY: secretKey,
      XDG_CONFIG_HOME: '/nowhere',
    }
    expect(await ada.run(['expect', 'list', '--project', 'local-1'], { env })).toMatchObject({ code: 0 })
    // The first by the alphabet is somebody else.
    expect(await api.post('/causeway/v1/users', { name: 'aaron' })).toMatchObject({ status: 201 })
    expect((await ada.run(['key', 'list'], { env })).stdout).toContain(accessKey)
    expect((await ada.run(['whoami', '--project', 'local-1'], { env })).stdout).toContain(
      `${api.server.identity.user} at ${api.server.endpoint}`,
    )
  })

  it('may be a temporary one, with what goes with it', async () => {
    const made = await api.post('/v3.0/OS-CREDENTIAL/securitytokens', { auth: { identity: { methods: ['token'] } } })
    const { credential } = made.body as { credential: Record<'access' | 'secret' | 'securitytoken', string> }
    const env = {
      CAUSEWAY_ENDPOINT: api.server.endpoint,
      CAUSEWAY_ACCESS_KEY: credential.access,
      CAUSEWAY_SECRET_KEY: credential.secret,
      CAUSEWAY_PROJECT: 'local-1',
    }
    expect(await ada.run(['whoami'], { env })).toMatchObject({ code: 5, stderr: expect.stringContaining('X-Security-Token') })
    const done = await ada.run(['whoami'], { env: { ...env, CAUSEWAY_SECURITY_TOKEN: credential.securitytoken } })
    expect(done, done.stderr).toMatchObject({ code: 0, stdout: expect.stringContaining(`${api.server.identity.user} at `) })
    const posted = await ada.run(['sql', '-q', 'default', '-e', 'SELECT 1'], {
      env: { ...env, CAUSEWAY_SECURITY_TOKEN: credential.securitytoken },
    })
    expect(posted, posted.stderr).toMatchObject({ code: 0 })
  })
})

it('a token means the project that it opens, where its user has several', async () => {
  // Made above, beside local-1.
  const projects = listOf((await api.get('/v3/projects')).body['projects'])
  const [second] = projects.filter(({ name }) => name === 'second')
  expect(projects.length).toBeGreaterThan(1)
  const token = await tokenOf(api, undefined, String(second?.['id']))
  const env = { CAUSEWAY_ENDPOINT: api.server.endpoint, CAUSEWAY_TOKEN: token }
  const done = await ada.run(['whoami', '--json'], { env })
  expect(done, done.stderr).toMatchObject({ code: 0 })
  expect(JSON.parse(done.stdout)).toMatchObject({ project: 'second', user: api.server.identity.user })
  expect((await ada.run(['whoami', '--project', 'local-1'], { env })).stdout).toContain('project local-1')
})

describe('in a folder whose server runs', () => {
  it('who has logged out logs in at its address, and commands there work again', async () => {
    const cat = await Person.come()
    try {
      await symlink(api.server.home, join(cat.home, '.causeway'))
      const { user, domain, password } = api.server.identity
      expect(await cat.run(['login', '--project', 'local-1'])).toMatchObject({ code: 0 })
      expect(await cat.run(['logout'])).toMatchObject({ code: 0 })
      expect(await cat.run(['whoami'])).toMatchObject({ code: 5 })
      const args = ['login', api.server.endpoint, '--user', user, '--domain', domain, '--project', 'local-1', '--secret-stdin']
      expect((await cat.run(args, { input: password })).stderr).toMatch(
        /^Logged in at \S+ .* until [\d-]+ [\d:]+ UTC \(context local,.*\n$/,
      )
      expect(await cat.run(['whoami'])).toMatchObject({ code: 0, stdout: expect.stringContaining('context local') })
    } finally {
      await cat.leave()
    }
  })

  it('login, use and list say that commands ask it and no other, and how to ask the other', async () => {
    const other = await TestServer.start()
    const cat = await Person.come()
    try {
      const { user, domain, password } = other.identity
      await symlink(api.server.home, join(cat.home, '.causeway'))
      const args = ['login', other.endpoint, '--user', user, '--domain', domain, '--secret-stdin', '--context', 'far']
      const told =
        /in this folder ask the server of \S+, whose data folder is \.\/\.causeway here, and not far\n {2}To ask far from here: --context far /
      expect(await cat.run(args, { input: password })).toMatchObject({ code: 0, stderr: expect.stringMatching(told) })
      expect((await cat.run(['login', '--project', 'local-1'])).stderr).toMatch(/^Logged in at \S+ as .*\n$/)
      const used = await cat.run(['context', 'use', 'far'])
      expect(used).toMatchObject({
        code: 0,
        stderr: expect.stringMatching(/^far is the current one: .*\nCommands in this folder ask local \(/),
      })
      expect((await cat.run(['context', 'list'])).stderr).toContain('Commands in this folder ask local (')
      expect((await cat.run(['whoami'])).stdout).toContain(api.server.endpoint)
      expect((await cat.run(['whoami', '--context', 'far'])).stdout).toContain(other.endpoint)
      expect((await cat.run(['whoami'], { env: { CAUSEWAY_CONTEXT: 'far' } })).stdout).toContain(other.endpoint)
      expect((await cat.run(['context', 'use', 'local'])).stderr.split('\n')).toHaveLength(2)
    } finally {
      await cat.leave()
      await other.close()
    }
  })
})

it('whoever holds the data folder logs in without a password, and follows the server to its next port', async () => {
  const done = await ada.run(['login', '--home', api.server.home, '--project', 'local-1'])
  expect(done, done.stderr).toMatchObject({ code: 0 })
  await api.server.end('SIGTERM')
  expect(await ada.run(['whoami'])).toMatchObject({ code: 4, stderr: expect.stringContaining('No server runs on the data folder') })
  await api.server.start()
  expect((await ada.run(['whoami'])).stdout).toContain(`${api.server.identity.user} at ${api.server.endpoint}`)

  // Asked as nobody's user, what administers means the project of the context all the same.
  const made = await ada.run(['project', 'create', 'beside-it'])
  expect(made, made.stderr).toMatchObject({ code: 0 })
  expect(await ada.run(['explain', 'default', 'a:1'])).toMatchObject({
    code: 3,
    stdout: expect.stringContaining('default is the preset queue'),
  })
  expect((await ada.run(['project', 'delete', 'beside-it'])).code).toBe(0)
})

it('who was logged in until the password changed is told to log in again', async () => {
  const bob = await Person.come()
  try {
    const made = JSON.parse((await ada.run(['user', 'create', 'bob', '--json', '--home', api.server.home])).stdout) as { password: string }
    await ada.run(['project', 'grant', 'local-1', 'bob', 'reader', '--home', api.server.home])
    const { domain } = api.server.identity
    const login = ['login', api.server.endpoint, '--user', 'bob', '--domain', domain, '--secret-stdin', '--context', 'bobs']
    expect((await bob.run(login, { input: made.password })).code).toBe(0)
    expect((await bob.run(['status'])).code).toBe(0)
    // What a right refuses only when it runs, and what an audit refuses, in words that help here.
    const refused = await bob.run(['sql', '-q', 'default', '-e', 'CREATE DATABASE of_bob'])
    expect(refused, refused.stderr).toMatchObject({ code: 3, stderr: expect.stringContaining('bob may not') })
    const audit = await bob.run(['audit', '--context', 'bobs'])
    expect(audit).toMatchObject({ code: 3, stderr: expect.stringMatching(/causeway audit --project-id ID/) })
    expect(audit.stderr).not.toContain('in the query')
    const users = (await ada.run(['user', 'list', '--home', api.server.home])).stdout
    expect(users).toMatch(/^name +enabled .* is admin .*\n/)
    expect(users).toMatch(/\nbob +yes /)
    expect((await ada.run(['project', 'roles', 'local-1', '--home', api.server.home])).stdout).toMatch(/bob .*reader/)
    await ada.run(['user', 'password', 'bob', '--home', api.server.home])
    expect(await bob.run(['status'])).toMatchObject({ code: 5, stderr: expect.stringContaining('causeway login --context bobs') })
  } finally {
    await bob.leave()
  }
})

it('ends with 4 where no server is, and with 2 where the command is none', async () => {
  const env = { CAUSEWAY_TOKEN: 'x' }
  const endpoint = `http://127.0.0.1:${await findFreePort()}`
  expect(await ada.run(['whoami', '--endpoint', endpoint], { env })).toMatchObject({
    code: 4,
    stderr: expect.stringContaining('nothing listens there'),
  })
  expect(await ada.run(['whoami', '--endpoint', 'no address'])).toMatchObject({ code: 2, stdout: '' })
  expect(await ada.run(['nothing'])).toMatchObject({ code: 2, stdout: '' })
  expect(await ada.run(['nothing', '--help'])).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('nothing') })
  expect(await ada.run(['grant', 'queues.q1', 'SUBMIT_JOB'])).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/--user NAME.*--to-project ID/),
  })
  expect(await ada.run(['start', '--port', '99999'])).toMatchObject({ code: 2, stderr: expect.stringContaining('99999') })
  expect(await ada.run(['explain', '--no-such-flag'])).toMatchObject({ code: 2, stdout: '' })
  expect(await ada.run(['whoami', '--timeout', 'soon'])).toMatchObject({ code: 2 })
  expect(await ada.run(['--help'])).toMatchObject({ code: 0, stderr: '' })
})

describe('a server with a certificate of its own', () => {
  let server: TestServer
  beforeAll(async () => {
    server = await TestServer.start({ CAUSEWAY_TLS_SELF_SIGNED: 'true' })
  })
  afterAll(() => server?.close())

  it('is believed by its file alone, which the profile then has', async () => {
    const { user, domain, password } = server.identity
    const args = ['login', server.endpoint, '--user', user, '--domain', domain, '--secret-stdin', '--context', 'tls']
    const refused = await ada.run(args, { input: password })
    expect(refused).toMatchObject({ code: 4, stderr: expect.stringContaining('--ca FILE') })
    const done = await ada.run([...args, '--ca', join(server.home, 'tls-certificate.pem')], { input: password })
    expect(done, done.stderr).toMatchObject({ code: 0 })
    expect((await ada.run(['whoami', '--context', 'tls'])).stdout).toContain(server.endpoint)
    const plain = await ada.run(['login', server.endpoint.replace('https:', 'http:'), '--user', user, '--secret-stdin'], {
      input: password,
    })
    expect(plain).toMatchObject({ code: 1, stderr: expect.stringContaining('https://') })
    expect(await ada.run([...args, '--ca', join(server.home, 'server.json')], { input: password })).toMatchObject({ code: 2 })
  })
})
