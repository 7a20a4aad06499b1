import { rmSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { forgetExpiredBearers } from '../../store/accounts/bearer-rows.ts'
import { openStore, type Store } from '../../store/store.ts'
import { type Accounts, createAccounts } from '../accounts/accounts.ts'
import type { Actor } from '../accounts/actor.ts'
import { temporaryHome } from '../fixtures/started-control.ts'
import { makeFirstIdentity } from './first-identity.ts'
import { createIdentity, type Identity } from './identity.ts'

const home = temporaryHome()
const time = { aheadMs: 0 }
const clock = (): number => Date.now() + time.aheadMs
let store: Store
let identity: Identity
let accounts: Accounts
let admin: Actor
beforeAll(async () => {
  store = await openStore({ home })
  const first = await makeFirstIdentity(store, clock, { domain: 'd', user: 'first', password: 'password-of-first', project: 'p' })
  if (first === undefined) throw new Error('no first identity')
  identity = createIdentity({ store, clock, monotonic: () => performance.now() })
  accounts = createAccounts({ store, clock, keyUses: identity.keyUses, open: async () => {} })
  admin = { kind: 'user', ...(await identity.logInByKey(first.accessKey, first.secretKey)) }
})
afterAll(async () => {
  await store.close()
  rmSync(home, { recursive: true, force: true })
})

let count = 0
async function newUser() {
  count += 1
  const name = `user${count}`
  const { user } = await accounts.users.create(admin, { name, password: `password-of-${name}`, description: '', isAdmin: false })
  const logIn = () => identity.logIn({ kind: 'id', id: user.id }, `password-of-${name}`, 'here')
  return { id: user.id, logIn, open: async () => await identity.console.open(await logIn()) }
}

describe('a session of the console', () => {
  it.each([
    ['is disabled', (id: string) => accounts.users.update(admin, id, { enabled: false })],
    ['is deleted', (id: string) => accounts.users.delete(admin, id)],
    ['gets another password', (id: string) => accounts.users.setPassword(admin, id, 'another-password')],
  ])('ends when its user %s, and the others stay', async (_what, change) => {
    const [user, other] = [await newUser(), await newUser()]
    const [{ halves }, others] = [await user.open(), await other.open()]
    expect(await identity.console.read(halves)).toMatchObject({ user: { id: user.id } })
    await change(user.id)
    expect(await identity.console.read(halves)).toBeUndefined()
    expect(await identity.console.read(others.halves)).toMatchObject({ user: { id: other.id } })
  })

  it.each([
    ['disabled', (key: string) => accounts.keys.setEnabled(admin, key, false)],
    ['deleted', (key: string) => accounts.keys.delete(admin, key)],
    ['rotated', (key: string) => accounts.keys.rotate(admin, key)],
  ])('that was opened by a key ends when that is %s, and not with the password', async (_what, change) => {
    const user = await newUser()
    const { accessKey, secretKey } = await accounts.keys.create(admin, user.id, '')
    const { halves } = await identity.console.open(await identity.logInByKey(accessKey, secretKey))
    await accounts.users.setPassword(admin, user.id, 'another-password')
    expect(await identity.console.read(halves)).toMatchObject({ accessKey })
    await change(accessKey)
    expect(await identity.console.read(halves)).toBeUndefined()
  })

  it('is not opened by what was taken away meanwhile, and gives nothing once it has ended', async () => {
    const user = await newUser()
    const [early, { session }] = [await user.logIn(), await user.open()]
    await accounts.users.setPassword(admin, user.id, 'another-password')
    await expect(identity.console.open(early)).rejects.toMatchObject({ kind: 'unauthenticated' })
    const late: Actor = { kind: 'user', user: session.user, proof: session.proof }
    await expect(accounts.keys.create(late, user.id, '')).rejects.toMatchObject({ kind: 'unauthenticated' })
  })

  it('is good for what outlives a request until it is ended, or its time is over, and no longer', async () => {
    const user = await newUser()
    const opened = [await user.open(), await user.open()].map(({ session }) => session)
    const [ended, old] = opened.map(({ proof }) => identity.standingOf(user.id, proof))
    for (const standing of [ended, old, ended, old]) expect(await standing?.()).toBeUndefined()
    if (opened[0] !== undefined) await identity.console.close(opened[0])
    await expect(ended?.()).rejects.toThrow(/taken away/)
    expect(await old?.()).toBeUndefined()
    time.aheadMs += 12 * 3_600_000
    await expect(old?.()).rejects.toThrow(/taken away/)
  })

  it('lives 12 hours, and the sweeper forgets it', async () => {
    const user = await newUser()
    const { halves, session } = await user.open()
    expect(session.expiresAt - session.issuedAt).toBe(12 * 3_600_000)
    time.aheadMs += 12 * 3_600_000
    expect(await identity.console.read(halves)).toBeUndefined()
    const before = await store.db.selectFrom('consoleSession').selectAll().where('userId', '=', user.id).execute()
    await forgetExpiredBearers(store.db, 'consoleSession', clock())
    const after = await store.db.selectFrom('consoleSession').selectAll().where('userId', '=', user.id).execute()
    expect([before.length, after.length]).toEqual([1, 0])
  })

  it('is not in the database: a hash of both halves is, and each half alone finds nothing', async () => {
    const user = await newUser()
    const [{ halves }, other] = [await user.open(), await user.open()]
    const rows = JSON.stringify(await store.db.selectFrom('consoleSession').selectAll().execute())
    expect(rows).toContain(user.id)
    for (const half of Object.values(halves)) expect(rows).not.toContain(half.slice(4, 20))
    expect(await identity.console.read({ page: halves.page, cookie: other.halves.cookie })).toBeUndefined()
    expect(await identity.console.read({ page: halves.cookie, cookie: halves.page })).toBeUndefined()
    expect(await identity.console.read({ page: '', cookie: '' })).toBeUndefined()
  })

  it('of a user are a hundred at most: the oldest ends', async () => {
    const user = await newUser()
    const loggedIn = await user.logIn()
    const oldest = await identity.console.open(loggedIn)
    for (let at = 0; at < 100; at += 1) {
      time.aheadMs += 1
      await identity.console.open(loggedIn)
    }
    expect(await identity.console.read(oldest.halves)).toBeUndefined()
    expect(await store.db.selectFrom('consoleSession').selectAll().where('userId', '=', user.id).execute()).toHaveLength(100)
  })
})
