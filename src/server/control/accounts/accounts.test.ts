import { rmSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { User } from '../../domain/account.ts'
import { deleteSqlTemplate, insertSqlTemplate } from '../../store/jobs/sql-templates.ts'
import { deletePool, insertPool } from '../../store/queues/pools.ts'
import { openStore, type Store } from '../../store/store.ts'
import { newPool, temporaryHome } from '../fixtures/started-control.ts'
import { type FirstIdentity, makeFirstIdentity } from '../identity/first-identity.ts'
import { createIdentity, type Identity } from '../identity/identity.ts'
import { isLocalProof, localProof } from '../identity/local-administrator.ts'
import { type Accounts, createAccounts } from './accounts.ts'
import type { Actor } from './actor.ts'

const home = temporaryHome()
const time = { aheadMs: 0 }
const clock = (): number => Date.now() + time.aheadMs
let store: Store
let identity: Identity
let accounts: Accounts
let first: FirstIdentity
let admin: Actor
beforeAll(async () => {
  store = await openStore({ home })
  const made = await makeFirstIdentity(store, clock, { domain: 'd', user: 'first', password: 'password-of-first', project: 'p' })
  if (made === undefined) throw new Error('no first identity')
  first = made
  identity = createIdentity({ store, clock, monotonic: () => performance.now() })
  accounts = createAccounts({ store, clock, keyUses: identity.keyUses, open: async () => {} })
  admin = { kind: 'user', ...(await identity.logInByKey(made.accessKey, made.secretKey)) }
})
afterAll(async () => {
  await store.close()
  rmSync(home, { recursive: true, force: true })
})

let count = 0
/** A new user without a right, and what it logs in by. */
async function newUser() {
  count += 1
  const name = `user${count}`
  const { user } = await accounts.users.create(admin, { name, password: `password-of-${name}`, description: '', isAdmin: false })
  const logIn = () => identity.logIn({ kind: 'id', id: user.id }, `password-of-${name}`, 'here')
  const actor: Actor = { kind: 'user', ...(await logIn()) }
  const token = async () => (await identity.issueToken(await logIn(), { kind: 'none' })).token
  return { ...user, actor, logIn, token }
}

describe('a token', () => {
  it.each([
    ['is disabled', (id: string) => accounts.users.update(admin, id, { enabled: false })],
    ['is deleted', (id: string) => accounts.users.delete(admin, id)],
    ['gets another password', (id: string) => accounts.users.setPassword(admin, id, 'another-password')],
  ])('ends when its user %s, and the others stay', async (_what, change) => {
    const [user, other] = [await newUser(), await newUser()]
    const [token, others] = [await user.token(), await other.token()]
    expect(await identity.readToken(token)).toMatchObject({ user: { id: user.id } })
    await change(user.id)
    expect(await identity.readToken(token)).toBeUndefined()
    expect(await identity.readToken(others)).toMatchObject({ user: { id: other.id } })
    await expect(user.logIn()).rejects.toMatchObject({ kind: 'unauthenticated' })
  })

  it.each([
    ['disabled', (key: string) => accounts.keys.setEnabled(admin, key, false)],
    ['deleted', (key: string) => accounts.keys.delete(admin, key)],
    ['rotated', (key: string) => accounts.keys.rotate(admin, key)],
  ])('that was asked for by a key ends when that is %s, and not with the password', async (_what, change) => {
    const user = await newUser()
    const { accessKey, secretKey } = await accounts.keys.create(admin, user.id, '')
    const byKey = await identity.issueToken(await identity.logInByKey(accessKey, secretKey), { kind: 'none' })
    const byPassword = await user.token()
    await accounts.users.setPassword(admin, user.id, 'another-password')
    expect(await identity.readToken(byPassword)).toBeUndefined()
    expect(await identity.readToken(byKey.token)).toMatchObject({ accessKey })
    await change(accessKey)
    expect(await identity.readToken(byKey.token)).toBeUndefined()
    await expect(identity.logInByKey(accessKey, secretKey)).rejects.toMatchObject({ kind: 'unauthenticated' })
  })

  it('of a token lives no longer than that', async () => {
    const user = await newUser()
    const held = await user.token()
    const session = await identity.readToken(held)
    time.aheadMs += 3_600_000
    if (session === undefined) throw new Error('no session')
    expect((await identity.issueToken(session, { kind: 'none' })).session.expiresAt).toBe(session.expiresAt)
  })

  const changes = [
    ['gets another password', (id: string) => accounts.users.setPassword(admin, id, 'another-password')],
    ['is disabled', (id: string) => accounts.users.update(admin, id, { enabled: false })],
    ['is deleted', (id: string) => accounts.users.delete(admin, id)],
  ] as const
  it.each(changes)('or a key is not given for what was good before the user %s, however long the request took', async (_what, change) => {
    const user = await newUser()
    const byPassword = await user.logIn()
    const byToken = await identity.readToken(await user.token())
    if (byToken === undefined) throw new Error('no session')
    await change(user.id)
    for (const letIn of [byPassword, byToken]) {
      const late: Actor = { kind: 'user', user: letIn.user, proof: letIn.proof }
      for (const attempt of [
        () => identity.issueToken(letIn, { kind: 'none' }),
        () => accounts.keys.create(late, user.id, ''),
        () => accounts.keys.createTemporary(late, undefined, undefined, 900),
        () => accounts.users.setPassword(late, user.id, 'a-third-password'),
        () => accounts.users.setPassword(admin, user.id, 'a-third-password', undefined, letIn.proof),
      ]) {
        await expect(attempt(), String(attempt)).rejects.toMatchObject({ kind: expect.stringMatching(/^(unauthenticated|not-found)$/) })
      }
    }
  })

  it('or a temporary key is not given for a key that is disabled meanwhile', async () => {
    const user = await newUser()
    const { accessKey, secretKey } = await accounts.keys.create(admin, user.id, '')
    const byKey = await identity.logInByKey(accessKey, secretKey)
    await accounts.keys.setEnabled(admin, accessKey, false)
    for (const attempt of [
      () => identity.issueToken(byKey, { kind: 'none' }),
      () => accounts.keys.createTemporary({ kind: 'user', ...byKey }, accessKey, undefined, 900),
    ]) {
      await expect(attempt(), String(attempt)).rejects.toMatchObject({ kind: 'unauthenticated' })
    }
  })

  it('is not in the database: its hash is', async () => {
    const user = await newUser()
    const token = await user.token()
    const rows = JSON.stringify(await store.db.selectFrom('authToken').selectAll().execute())
    expect(rows).toContain(user.id)
    expect(rows).not.toContain(token)
    expect(rows).not.toContain(token.slice(4, 20))
  })
})

describe('keys of a user', () => {
  it('are several, each disabled and enabled by itself; the last use is shown', async () => {
    const user = await newUser()
    const [one, two] = [await accounts.keys.create(user.actor, user.id, 'one'), await accounts.keys.create(user.actor, user.name, 'two')]
    expect((await identity.findAccessKey(one.accessKey))?.secretKey).toBe(one.secretKey)
    await accounts.keys.setEnabled(user.actor, one.accessKey, false)
    expect(await identity.findAccessKey(one.accessKey)).toBeUndefined()
    expect(await identity.findAccessKey(two.accessKey)).toBeDefined()
    await accounts.keys.setEnabled(user.actor, one.accessKey, true)
    expect(await identity.findAccessKey(one.accessKey)).toBeDefined()
    const before = clock()
    identity.keyUsed(two.accessKey)
    const [shownOne, shownTwo] = await accounts.keys.list(admin, user.id)
    expect(shownOne).toMatchObject({ accessKey: one.accessKey, description: 'one', lastUsedAt: undefined })
    expect(shownTwo?.lastUsedAt).toBeGreaterThanOrEqual(before)
    expect(JSON.stringify([shownOne, shownTwo])).not.toMatch(/secret/i)
    // Another server over the same store knows it too.
    await expect
      .poll(() => store.db.selectFrom('accessKeyUse').selectAll().where('accessKey', '=', two.accessKey).execute())
      .toHaveLength(1)
    const later = createAccounts({ store, clock, keyUses: { lastUse: () => undefined }, open: async () => {} })
    expect((await later.keys.list(admin, user.id))[1]?.lastUsedAt).toBeGreaterThanOrEqual(before)
  })

  it('are rotated: the new one is good, the old one is not', async () => {
    const user = await newUser()
    const old = await accounts.keys.create(admin, user.id, 'kept')
    const next = await accounts.keys.rotate(user.actor, old.accessKey)
    expect(await identity.findAccessKey(old.accessKey)).toBeUndefined()
    expect((await identity.findAccessKey(next.accessKey))?.secretKey).toBe(next.secretKey)
    expect(await accounts.keys.list(user.actor, user.id)).toMatchObject([
      { accessKey: old.accessKey, enabled: false },
      { accessKey: next.accessKey, enabled: true, description: 'kept' },
    ])
  })

  it('that are temporary end by themselves, with what made them and when their user is disabled, and make nothing that stays', async () => {
    const user = await newUser()
    const { accessKey } = await accounts.keys.create(admin, user.id, '')
    const [byKey, byPassword] = [
      await accounts.keys.createTemporary(user.actor, accessKey, undefined, 900),
      await accounts.keys.createTemporary(user.actor, undefined, undefined, 900),
    ]
    expect((await identity.findAccessKey(byKey.accessKey))?.temporary?.expiresAt).toBe(byKey.expiresAt)
    const { users, keys, groups } = accounts
    const signing = (user: User, key: string): Actor => ({ kind: 'user', user, proof: { kind: 'key', accessKey: key } })
    const bySigning = signing(user.actor.user, byKey.accessKey)
    const ofAdmin = await keys.createTemporary(admin, first.accessKey, undefined, 900)
    const asAdmin = signing(admin.user, ofAdmin.accessKey)
    for (const attempt of [
      () => keys.createTemporary(bySigning, byKey.accessKey, undefined, 900),
      () => keys.create(bySigning, user.id, ''),
      () => keys.rotate(bySigning, accessKey),
      () => users.setPassword(bySigning, user.id, 'another-password'),
      () => users.setPassword(asAdmin, user.id, 'another-password'),
      () => users.create(asAdmin, { name: 'stays', description: '', isAdmin: true }),
      () => users.update(asAdmin, user.id, { isAdmin: true }),
      () => users.update(asAdmin, user.id, { enabled: true }),
      () => groups.setRole(asAdmin, 'any', { kind: 'user', reference: user.name }, 'admin'),
      () => groups.addMember(asAdmin, 'any', user.id),
      () => keys.setEnabled(asAdmin, accessKey, true),
    ]) {
      await expect(attempt(), String(attempt)).rejects.toMatchObject({ kind: 'forbidden' })
    }
    const another = await newUser()
    const ofAnother = await keys.createTemporary(another.actor, undefined, undefined, 900)
    await users.update(admin, another.id, { enabled: false })
    await users.update(admin, another.id, { enabled: true })
    expect(await identity.findAccessKey(ofAnother.accessKey)).toBeUndefined()
    await accounts.users.setPassword(admin, user.id, 'another-password')
    expect(await identity.findAccessKey(byPassword.accessKey)).toBeUndefined()
    expect(await identity.findAccessKey(byKey.accessKey)).toBeDefined()
    await accounts.keys.setEnabled(admin, accessKey, false)
    expect(await identity.findAccessKey(byKey.accessKey)).toBeUndefined()
    expect(await accounts.keys.list(admin, user.id)).toHaveLength(1)
  })
})

describe('who may change accounts', () => {
  it('is an administrator, and everybody for what is its own', async () => {
    const [user, other] = [await newUser(), await newUser()]
    const { accessKey } = await accounts.keys.create(admin, other.id, '')
    const forbidden = { kind: 'forbidden' }
    const { users, keys, projects, groups } = accounts
    for (const attempt of [
      () => users.list(user.actor),
      () => users.get(user.actor, other.id),
      () => users.create(user.actor, { name: 'x', description: '', isAdmin: true }),
      () => users.update(user.actor, user.id, { isAdmin: true }),
      () => users.setPassword(user.actor, other.id, 'stolen-password'),
      () => users.delete(user.actor, other.id),
      () => keys.create(user.actor, other.id, ''),
      () => keys.list(user.actor, 'nobody'),
      () => projects.create(user.actor, { name: 'x', description: '' }),
      () => groups.setRole(user.actor, 'p', { kind: 'user', reference: user.name }, 'admin'),
    ]) {
      await expect(attempt(), String(attempt)).rejects.toMatchObject(forbidden)
    }
    for (const attempt of [
      () => keys.delete(user.actor, accessKey),
      () => keys.rotate(user.actor, accessKey),
      () => keys.setEnabled(user.actor, accessKey, false),
    ]) {
      await expect(attempt(), String(attempt)).rejects.toMatchObject({ kind: 'not-found', message: `There is no access key ${accessKey}` })
    }
    await expect(keys.delete(user.actor, 'NOBODYSKEY')).rejects.toMatchObject({ message: 'There is no access key NOBODYSKEY' })
    expect(await users.get(user.actor, user.id)).toMatchObject({ id: user.id, isAdmin: false })
  })

  it('is never nobody: the last administrator can be neither deleted, nor disabled, nor made another', async () => {
    for (const attempt of [
      () => accounts.users.delete(admin, first.user.id),
      () => accounts.users.update(admin, 'first', { enabled: false }),
      () => accounts.users.update(admin, 'first', { isAdmin: false }),
    ]) {
      await expect(attempt()).rejects.toMatchObject({ kind: 'in-use' })
    }
  })

  it('is the holder of the data folder, by a proof that is for a minute', () => {
    const now = Date.now()
    const proof = localProof(store.secrets, now)
    expect(isLocalProof(store.secrets, proof, now)).toBe(true)
    expect(isLocalProof(store.secrets, proof, now + 60_000)).toBe(false)
    expect(isLocalProof({ deriveKey: () => new Uint8Array(32) }, proof, now)).toBe(false)
    for (let at = 0; at < proof.length; at++) {
      expect(isLocalProof(store.secrets, `${proof.slice(0, at)}${proof[at] === '1' ? '2' : '1'}${proof.slice(at + 1)}`, now)).toBe(false)
    }
  })
})

describe('projects', () => {
  it('are seen by administrators, and by who has a role in them, itself or by a group', async () => {
    const user = await newUser()
    const project = await accounts.projects.create(admin, { name: 'second', description: '' })
    const names = async () => (await identity.listProjects(user.actor.user)).map(({ name }) => name)
    expect(await names()).toEqual([])
    expect((await identity.listProjects(admin.user)).map(({ name }) => name)).toEqual(['p', 'second'])
    await accounts.groups.create(admin, { name: 'team', description: '' })
    await accounts.groups.setRole(admin, 'second', { kind: 'group', reference: 'team' }, 'reader')
    expect(await names()).toEqual([])
    await accounts.groups.addMember(admin, 'team', user.name)
    expect(await names()).toEqual(['second'])
    await accounts.groups.setRole(admin, 'p', { kind: 'user', reference: user.name }, 'writer')
    expect(await names()).toEqual(['p', 'second'])
    const { token } = await identity.issueToken(await user.logIn(), { kind: 'project', name: 'second' })
    await accounts.projects.update(admin, project.id, { enabled: false })
    expect(await names()).toEqual(['p'])
    expect(await identity.readToken(token)).toBeUndefined()
    await accounts.projects.update(admin, 'second', { enabled: true })
    await accounts.groups.removeMember(admin, 'team', user.name)
    expect(await names()).toEqual(['p'])
    const pool = {
      ...newPool('left'),
      id: 'pool',
      number: 1,
      projectId: project.id,
      owner: 'first',
      ownerId: '',
      createdAt: 0,
      updatedAt: 0,
      currentCu: 64,
    }
    await insertPool(store.db, pool)
    await expect(accounts.projects.delete(admin, 'second')).rejects.toMatchObject({
      kind: 'in-use',
      message: 'The project second has 1 elastic resource pools',
    })
    await deletePool(store.db, pool.id)
    const template = {
      id: 'template',
      projectId: project.id,
      name: 't',
      sql: 'SELECT 1',
      description: '',
      groupName: '',
      owner: 'first',
      createdAt: 0,
    }
    await insertSqlTemplate(store.db, template)
    await expect(accounts.projects.delete(admin, 'second')).rejects.toMatchObject({ message: 'The project second has 1 SQL templates' })
    await deleteSqlTemplate(store.db, template.id)
    await accounts.projects.delete(admin, 'second')
    expect((await accounts.projects.list(admin)).map(({ name }) => name)).toEqual(['p'])
    await accounts.projects.create(admin, { name: 'second', description: 'its name is free again' })
  })
})
