import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { insertProject } from '../../store/accounts/accounts.ts'
import { type StartedServer, startServerRooms } from '../fixtures/started-control.ts'
import { createIdentity } from './identity.ts'
import { FREE_FAILURES } from './log-in-guard.ts'

let server: StartedServer
beforeAll(async () => {
  server = await startServerRooms()
})
afterAll(() => server.remove())

const first = () => {
  if (server.firstIdentity === undefined) throw new Error('This was not the first start')
  return server.firstIdentity
}
const refused = expect.objectContaining({ kind: 'unauthenticated', hint: expect.any(String) })

describe('the first start', () => {
  it('makes a domain, a user, a project and a key pair', async () => {
    const { domain, user, project, accessKey, secretKey } = first()
    expect([domain.name, user.name, project.name]).toEqual(['testdomain', 'tester', 'test-region'])
    for (const id of [domain.id, user.id, project.id]) expect(id).toMatch(/^[0-9a-f]{32}$/)
    expect(await server.control.identity.findAccessKey(accessKey)).toEqual({
      accessKey,
      secretKey,
      user: { id: user.id, name: user.name, domain },
      temporary: undefined,
    })
    expect(await server.control.identity.findAccessKey(`${accessKey}x`)).toBeUndefined()
  })

  it('writes neither the password nor the secret key to the disk as they are', () => {
    const { user, secretKey } = first()
    for (const name of ['causeway.db', 'causeway.db-wal']) {
      const bytes = readFileSync(join(server.home, name))
      expect([bytes.includes(user.password), bytes.includes(secretKey)]).toEqual([false, false])
    }
  })
})

describe('logging in', () => {
  it('takes the user by id, or by name with a domain by id or by name', async () => {
    const { domain, user } = first()
    const { identity } = server.control
    const expected = expect.objectContaining({ user: { id: user.id, name: user.name, domain } })
    expect(await identity.logIn({ kind: 'id', id: user.id }, user.password, 'here')).toEqual(expected)
    expect(await identity.logIn({ kind: 'name', name: user.name, domain: { name: domain.name } }, user.password, 'here')).toEqual(expected)
    expect(
      await identity.logIn({ kind: 'name', name: user.name, domain: { id: domain.id, name: domain.name } }, user.password, 'here'),
    ).toEqual(expected)
  })

  it('refuses a wrong password and an unknown user with the same words', async () => {
    const { domain, user } = first()
    const { identity } = server.control
    const message = 'The username or password is wrong.'
    const attempts = [
      () => identity.logIn({ kind: 'id', id: user.id }, 'wrong', 'here'),
      () => identity.logIn({ kind: 'id', id: 'nobody' }, user.password, 'here'),
      () => identity.logIn({ kind: 'name', name: 'nobody', domain: { name: domain.name } }, user.password, 'here'),
      () => identity.logIn({ kind: 'name', name: user.name, domain: { name: 'nowhere' } }, user.password, 'here'),
      () => identity.logIn({ kind: 'name', name: user.name, domain: { id: domain.id, name: 'nowhere' } }, user.password, 'here'),
      () => identity.logIn({ kind: 'name', name: user.name, domain: {} }, user.password, 'here'),
      () => identity.logIn({ kind: 'id', id: user.id }, '', 'here'),
    ]
    for (const attempt of attempts) await expect(attempt()).rejects.toMatchObject({ kind: 'unauthenticated', message })
  })
})

describe('guessing passwords', () => {
  it('makes the user wait, by name and by id alike, and an unknown user too', async () => {
    const { domain, user } = first()
    let now = 0
    let wall = Date.now()
    // What other tests have given is kept.
    await server.store.db.deleteFrom('logInAttempt').execute()
    const identity = createIdentity({ store: server.store, clock: () => wall, monotonic: () => now })
    const refused = { kind: 'unauthenticated', message: expect.stringContaining('Too many wrong passwords') }
    for (const name of [user.name, 'guessed']) {
      const reference = { kind: 'name', name, domain: { name: domain.name } } as const
      for (let i = 0; i < FREE_FAILURES; i++) {
        await expect(identity.logIn(reference, 'guess', 'here')).rejects.toMatchObject({ message: 'The username or password is wrong.' })
      }
      await expect(identity.logIn(reference, user.password, 'here')).rejects.toMatchObject(refused)
    }
    await expect(identity.logIn({ kind: 'id', id: user.id }, user.password, 'here')).rejects.toMatchObject(refused)
    // Whoever sets the machine's clock, and wherever to: it changes no wait.
    for (const hours of [1, -2]) {
      wall += hours * 3_600_000
      await expect(identity.logIn({ kind: 'id', id: user.id }, user.password, 'here')).rejects.toMatchObject(refused)
    }
    now += 1_000
    expect(await identity.logIn({ kind: 'id', id: user.id }, user.password, 'here')).toMatchObject({ user: { id: user.id } })
  })
})

describe('a token', () => {
  const log = () => server.control.identity.logIn({ kind: 'id', id: first().user.id }, first().user.password, 'here')

  it('is for the scope that was asked for, and lives 24 hours', async () => {
    const { identity } = server.control
    const { domain, project } = first()
    const user = await log()
    const { token, session } = await identity.issueToken(user, { kind: 'project', name: project.name })
    expect(session.scope).toMatchObject({ kind: 'project', project: { id: project.id, name: project.name, domainId: domain.id } })
    expect(session.expiresAt - session.issuedAt).toBe(24 * 3_600_000)
    expect(await identity.readToken(token)).toEqual(session)
    for (const scope of [
      { kind: 'none' },
      { kind: 'domain', name: domain.name },
      { kind: 'project', id: project.id, name: project.name },
    ] as const) {
      const issued = await identity.issueToken(user, scope)
      expect(await identity.readToken(issued.token)).toEqual(issued.session)
    }
  })

  it('is refused for a scope that the user has not', async () => {
    const { identity } = server.control
    const { project } = first()
    const user = await log()
    for (const scope of [
      { kind: 'project' },
      { kind: 'project', name: 'other' },
      { kind: 'project', id: project.id, name: 'other' },
      { kind: 'domain' },
      { kind: 'domain', name: 'other' },
    ] as const)
      await expect(identity.issueToken(user, scope)).rejects.toEqual(refused)
  })

  it('is not read when any character of it was changed, and never throws', async () => {
    const { identity } = server.control
    const { token } = await identity.issueToken(await log(), { kind: 'none' })
    for (let i = 0; i < token.length; i += 7) {
      const altered = `${token.slice(0, i)}${token[i] === 'A' ? 'B' : 'A'}${token.slice(i + 1)}`
      expect(await identity.readToken(altered)).toBeUndefined()
    }
    const last = token.at(-1) ?? ''
    const otherSpellings = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=+/ !'].filter((c) => c !== last)
    for (const c of otherSpellings) expect(await identity.readToken(`${token.slice(0, -1)}${c}`), c).toBeUndefined()
    for (const text of [`${token}=`, `${token}!`, `${token} `]) expect(await identity.readToken(text)).toBeUndefined()
    for (const text of [
      '',
      'cw1',
      'cw1..',
      `${token}x`,
      `${token}.x`,
      token.slice(0, -1),
      'a'.repeat(100_000),
      'cw1.e30.e30',
      'cwl.1.2.3',
    ]) {
      expect(await identity.readToken(text)).toBeUndefined()
    }
  })

  it('survives a restart, which shows no identity again, and ends after 24 hours', async () => {
    const { token, session } = await server.control.identity.issueToken(await log(), { kind: 'project', name: 'test-region' })
    const { accessKey, secretKey } = first()
    const restarted = await server.restart()
    expect(restarted.firstIdentity).toBeUndefined()
    expect(await restarted.control.identity.readToken(token)).toEqual(session)
    expect((await restarted.control.identity.findAccessKey(accessKey))?.secretKey).toBe(secretKey)
    restarted.time.aheadMs = 24 * 3_600_000 - 60_000
    expect(await restarted.control.identity.readToken(token)).toBeDefined()
    restarted.time.aheadMs = 24 * 3_600_000
    expect(await restarted.control.identity.readToken(token)).toBeUndefined()
    server = restarted
  })
})

describe('what is remembered of the accounts', () => {
  it('is forgotten when they change: a key that is taken away opens nothing, a new project is there at once', async () => {
    const { store, control } = server
    const { identity } = control
    const row = await store.db.selectFrom('accessKey').selectAll().executeTakeFirstOrThrow()
    const found = await identity.findAccessKey(row.accessKey)
    if (found === undefined) throw new Error('no key')
    await store.db.deleteFrom('accessKey').where('accessKey', '=', row.accessKey).execute()
    expect(await identity.findAccessKey(row.accessKey)).toBeUndefined()
    await store.db.insertInto('accessKey').values(row).execute()
    expect(await identity.findAccessKey(row.accessKey)).toEqual(found)

    const before = await identity.listProjects(found.user)
    await insertProject(store.db, { id: 'f'.repeat(32), name: 'another', domainId: found.user.domain.id, description: '' })
    expect(await identity.listProjects(found.user)).toHaveLength(before.length + 1)
    await store.db.deleteFrom('project').where('name', '=', 'another').execute()
    expect(await identity.listProjects(found.user)).toEqual(before)
  })
})
