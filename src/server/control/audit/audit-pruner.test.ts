import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { AuditEvent } from '../../domain/audit-event.ts'
import { auditShares, auditStep } from '../../store/audit-events.ts'
import { insertSetting } from '../../store/settings.ts'
import { openStore, type Store } from '../../store/store.ts'
import { createAuditPruner } from './audit-pruner.ts'

const DAY_MS = 24 * 3_600_000
const NOW = Date.parse('2026-11-27T12:00:00Z')
let home: string
let store: Store
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'causeway-audit-'))
  store = await openStore({ home })
})
afterEach(async () => {
  await store.close()
  await rm(home, { recursive: true, force: true })
})

const event = (id: number, more: Partial<AuditEvent>): AuditEvent => ({
  ...{ id, at: NOW, kind: 'call', requestId: '', domainId: '', projectId: '', userId: 'u', userName: 'anna', method: '', accessKey: '' },
  ...{ peer: '', proxy: '', action: 'a', object: '', outcome: 'succeeded', status: 200, code: '', count: 1, lastAt: NOW, durationMs: 0 },
  details: {},
  ...more,
})

async function fill(count: number, of: (id: number) => Partial<AuditEvent>): Promise<void> {
  await store.transaction(async (tx) => {
    for (let id = 1; id <= count; id += 1) store.putAuditEvent(event(id, of(id)))
    await insertSetting(tx, 'filled', 'yes')
  })
}
const kept = async () => (await auditStep(store.db, {}, { after: undefined, looks: 100_000, most: 100_000 })).events

async function prune(settings: { readonly days: number; readonly rows: number }): Promise<void> {
  const pruner = createAuditPruner({ store, clock: () => NOW, settings })
  while (await pruner.step());
}

it('removes what is older than its days', async () => {
  await fill(1_200, (id) => ({ at: NOW - (id <= 1_150 ? 91 * DAY_MS : DAY_MS) }))
  await prune({ days: 90, rows: 1_000_000 })
  expect((await kept()).map(({ id }) => id).toSorted((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, n) => 1_151 + n))
})

it('removes the oldest of what is more than its rows, a few hundred at a time', async () => {
  await fill(2_000, () => ({}))
  const pruner = createAuditPruner({ store, clock: () => NOW, settings: { days: 90, rows: 1_000 } })
  await pruner.step()
  const after = (await kept()).length
  expect(after).toBeLessThan(2_000)
  expect(after).toBeGreaterThan(1_000)
  while (await pruner.step());
  expect((await kept()).map(({ id }) => id).toSorted((a, b) => a - b)[0]).toBe(1_001)
  expect(await kept()).toHaveLength(1_000)
})

it('says whether there is more of it to remove', async () => {
  await fill(4_000, (id) => ({ at: NOW - (id <= 1_700 ? 91 * DAY_MS : DAY_MS) }))
  const pruner = createAuditPruner({ store, clock: () => NOW, settings: { days: 90, rows: 1_000 } })
  for (let more = true; more; ) more = await pruner.step()
  expect(await kept()).toHaveLength(1_000)
  pruner.wrote()
  expect(await pruner.step()).toBe(false)
})

it('lets strangers have a tenth of it, and removes nothing of others for them', async () => {
  await fill(2_000, (id) => (id % 2 === 0 ? { userId: '', userName: '' } : {}))
  await prune({ days: 90, rows: 5_000 })
  const left = await kept()
  expect(left.filter(({ userId }) => userId !== '')).toHaveLength(1_000)
  expect(left.filter(({ userId }) => userId === '')).toHaveLength(500)
})

it('removes the oldest records of whoever has most, and none of anybody else', async () => {
  // A hundred old records of anna's, then a flood of bob's, and some of carol's.
  const userOf = (id: number): string => (id <= 100 ? 'anna' : id % 10 === 0 ? 'carol' : 'bob')
  await fill(2_100, (id) => ({ userId: userOf(id), userName: userOf(id) }))
  await prune({ days: 90, rows: 1_000 })
  const left = await kept()
  const of = (user: string) => left.filter(({ userId }) => userId === user).map(({ id }) => id)
  expect([of('anna').length, of('carol').length, of('bob').length]).toEqual([100, 200, 700])
  expect(Math.min(...of('bob'))).toBeGreaterThan(1_300)
})

it('keeps count of the records of each, whatever is written anew, changes hands or goes', async () => {
  await fill(30, (id) => ({ userId: id % 3 === 0 ? '' : 'anna' }))
  await store.transaction(async (tx) => {
    store.putAuditEvent(event(3, { userId: 'bob' }))
    store.putAuditEvent(event(4, { userId: 'anna', status: 400 }))
    await insertSetting(tx, 'again', 'yes')
  })
  expect(await auditShares(store.db)).toEqual({ total: 30, strangers: 9, largest: { userId: 'anna', count: 20 } })
  await prune({ days: 90, rows: 20 })
  expect(await auditShares(store.db)).toEqual({ total: 20, strangers: 2, largest: { userId: 'anna', count: 17 } })
})
