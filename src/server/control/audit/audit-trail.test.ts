import { cp, mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { AuditEvent } from '../../domain/audit-event.ts'
import { auditStep } from '../../store/audit-events.ts'
import { findSetting, insertSetting } from '../../store/settings.ts'
import { openStore, type Store } from '../../store/store.ts'
import { type AuditTrail, createAuditTrail, type NewAuditEvent } from './audit-trail.ts'
import { USERS_MAX, WINDOW_MS } from './refusal-tally.ts'

let home: string
let store: Store
let trail: AuditTrail
let monotonicNow = 0
const now = Date.parse('2026-11-27T12:00:00Z')
const log = pino({ level: 'silent' })

const told: AuditEvent[] = []

async function openTrail(settings = { days: 90, rows: 1_000_000 }): Promise<AuditTrail> {
  const tell = (event: AuditEvent): void => void told.push(event)
  return await createAuditTrail({ store, clock: () => now, monotonic: () => monotonicNow, log, settings, tell })
}

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'causeway-audit-'))
  store = await openStore({ home: join(home, 'data') })
  trail = await openTrail()
  told.length = 0
})
afterEach(async () => {
  await trail.stop()
  await store.close()
  await rm(home, { recursive: true, force: true })
})

const event = (action: string, more: Partial<NewAuditEvent> = {}): NewAuditEvent => ({
  at: now,
  kind: 'call',
  requestId: 'r',
  domainId: 'd',
  projectId: 'p',
  userId: 'u',
  userName: 'anna',
  method: 'token',
  accessKey: '',
  peer: '192.0.2.1',
  proxy: '',
  action,
  object: 'queues/q',
  outcome: 'unknown',
  status: 0,
  code: '',
  durationMs: 0,
  details: {},
  ...more,
})

const stored = async (of: Store = store) =>
  (await auditStep(of.db, {}, { after: undefined, looks: 100_000, most: 100_000 })).events.map(({ action, outcome, count, status }) => ({
    action,
    outcome,
    count,
    status,
  }))

/** What a start would find if the machine stopped now. */
async function afterKill<T>(look: (copy: Store) => Promise<T>): Promise<T> {
  const copy = join(home, 'copy')
  await cp(join(home, 'data'), copy, { recursive: true })
  const opened = await openStore({ home: copy })
  try {
    return await look(opened)
  } finally {
    await opened.close()
    await rm(copy, { recursive: true })
  }
}

it('commits the record that a change was asked for together with the change', async () => {
  const entry = trail.begin(event('change'))
  await trail.within(entry, () => store.transaction(async (tx) => await insertSetting(tx, 'changed', 'yes')))
  await afterKill(async (copy) => {
    expect(await findSetting(copy.db, 'changed')).toBe('yes')
    expect(await stored(copy)).toEqual([{ action: 'change', outcome: 'unknown', count: 1, status: 0 }])
  })
  entry.end({ outcome: 'succeeded', status: 200 })
  await trail.flush()
  expect(await stored()).toEqual([{ action: 'change', outcome: 'succeeded', count: 1, status: 200 }])
})

it('does so for a change that is no transaction of its own making', async () => {
  const entry = trail.begin(event('change'))
  await trail.within(entry, () => insertSetting(store.db, 'changed', 'yes'))
  await afterKill(async (copy) => expect(await stored(copy)).toMatchObject([{ action: 'change', outcome: 'unknown' }]))
})

it('leaves no record of a change that was undone before it was told of', async () => {
  const entry = trail.begin(event('change'))
  const undone = trail.within(entry, () =>
    store.transaction(async (tx) => {
      await insertSetting(tx, 'changed', 'yes')
      throw new Error('no')
    }),
  )
  await expect(undone).rejects.toThrow('no')
  expect(await stored()).toEqual([])
  entry.end({ outcome: 'failed', status: 400 })
  await trail.flush()
  expect(await stored()).toEqual([{ action: 'change', outcome: 'failed', count: 1, status: 400 }])
})

it('undoes a change whose record cannot be written', async () => {
  const entry = trail.begin(event('change', { details: { number: 1n } }))
  await expect(trail.within(entry, () => store.transaction((tx) => insertSetting(tx, 'changed', 'yes')))).rejects.toThrow('BigInt')
  expect(await findSetting(store.db, 'changed')).toBeUndefined()
  await store.transaction((tx) => insertSetting(tx, 'changed', 'later'))
  expect(await findSetting(store.db, 'changed')).toBe('later')
})

it('is stopped by no record that can never be written, and keeps nobody from committing', async () => {
  trail.record(event('poisoned', { outcome: 'succeeded', status: 200, details: { number: 1n } }))
  trail.record(event('halved', { outcome: 'succeeded', status: Number.NaN, userName: 'bob' }))
  trail.record(event('whole', { outcome: 'succeeded', status: 200 }))
  await store.transaction((tx) => insertSetting(tx, 'changed', 'yes'))
  expect(await findSetting(store.db, 'changed')).toBe('yes')
  await trail.flush()
  const { events } = await auditStep(store.db, {}, { after: undefined, looks: 10, most: 10 })
  expect(events.map(({ action, userName, status, details }) => ({ action, userName, status, details }))).toEqual([
    { action: 'whole', userName: 'anna', status: 200, details: {} },
    { action: 'halved', userName: 'bob', status: 0, details: { unwritable: true } },
    { action: 'poisoned', userName: 'anna', status: 200, details: { unwritable: true } },
  ])
})

it('makes no write of a transaction that only reads', async () => {
  await store.transaction((tx) => insertSetting(tx, 'changed', 'yes'))
  const size = async () => (await stat(join(home, 'data', 'causeway.db-wal'))).size
  const before = await size()
  const entry = trail.begin(event('look'))
  await trail.within(entry, () => store.transaction((tx) => findSetting(tx, 'changed')))
  expect(await size()).toBe(before)
  expect(await stored()).toEqual([])
})

it('writes what waits along with the next change of anybody', async () => {
  trail.record(event('earlier', { outcome: 'succeeded', status: 200 }))
  expect(await stored()).toEqual([])
  await store.transaction((tx) => insertSetting(tx, 'changed', 'yes'))
  expect(await stored()).toEqual([{ action: 'earlier', outcome: 'succeeded', count: 1, status: 200 }])
})

it('counts the same refusal of a minute in one record, and begins another after it', async () => {
  const refused = event('try', { outcome: 'refused', status: 403 })
  for (let n = 0; n < 5; n += 1) trail.record(refused)
  await trail.flush()
  trail.record(refused)
  await trail.flush()
  expect(await stored()).toEqual([{ action: 'try', outcome: 'refused', count: 6, status: 403 }])
  monotonicNow += WINDOW_MS
  trail.record(refused)
  trail.record(event('try', { outcome: 'refused', status: 403, userId: 'other' }))
  await trail.flush()
  expect((await stored()).map(({ count }) => count)).toEqual([1, 1, 6])
})

it('tells whoever listens how often a refusal came, also where it never pauses, and at its stop', async () => {
  const refused = event('try', { outcome: 'refused', status: 403 })
  for (const times of [3, 2]) {
    for (let n = 0; n < times; n += 1) trail.record(refused)
    monotonicNow += WINDOW_MS
  }
  monotonicNow -= WINDOW_MS / 2
  await trail.stop()
  expect(told.map(({ count }) => count)).toEqual([1, 1, 3, 2])
})

it('keeps a flood of different refusals of a minute to so many records', async () => {
  for (let n = 0; n < 3 * USERS_MAX; n += 1) trail.record(event('try', { object: `queues/q${n}`, outcome: 'refused', status: 403 }))
  await trail.flush()
  const all = await stored()
  expect(all).toHaveLength(USERS_MAX + 1)
  expect(all.find(({ action }) => action === 'audit.others')).toMatchObject({ count: 2 * USERS_MAX })
})

it('goes on with its numbers after a start', async () => {
  trail.record(event('before', { outcome: 'succeeded' }))
  await trail.stop()
  trail = await openTrail()
  trail.record(event('after', { outcome: 'succeeded' }))
  await trail.flush()
  expect((await stored()).map(({ action }) => action)).toEqual(['after', 'before'])
})
