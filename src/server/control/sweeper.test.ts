import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { createLog } from '../../base/log.ts'
import type { JobRecord } from '../domain/job.ts'
import { countedQueries } from '../store/fixtures/counted-queries.ts'
import { jobRecord } from '../store/fixtures/job-record.ts'
import { insertJobResult } from '../store/jobs/job-results.ts'
import { databaseSize, endedJobSizes } from '../store/jobs/job-sizes.ts'
import { deleteJob, insertJob } from '../store/jobs/jobs.ts'
import { createTableReaders } from './catalog/table-readers.ts'
import { createWarehouse } from './catalog/warehouse.ts'
import { newQueue, newSubnet, type StartedServer, startServerRooms } from './fixtures/started-control.ts'
import { createJobRoom, type JobRoom } from './jobs/job-room.ts'
import { createResultFiles } from './jobs/result-files.ts'
import { createCounters } from './metrics/counters.ts'
import { ALONE, startSweeper, sweep } from './sweeper.ts'

let server: StartedServer
beforeAll(async () => {
  server = await startServerRooms()
})
afterAll(() => server.remove())

const DAY_MS = 24 * 3_600_000
const passDays = async (days: number): Promise<void> => {
  server.time.aheadMs += days * DAY_MS
  await sweep(server.store, Date.now() + server.time.aheadMs)
}
const stored = async (table: 'queue' | 'connection' | 'binding' | 'privilege' | 'job' | 'jobResult'): Promise<number> =>
  (
    await server.store.db
      .selectFrom(table)
      .select((e) => e.fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow()
  ).count

it('C2: deleted queues and connections and removed bindings are forgotten after 30 days, what is there never', async () => {
  const { control, caller } = server
  const { vpc, subnet } = await newSubnet(server)
  const target = { vpcId: vpc.id, subnetId: subnet.id, hosts: [], tags: [] }
  for (const name of ['kept', 'gone', 'loose']) await control.queues.create(caller, newQueue(name))
  const kept = await control.connections.create(caller, { ...target, name: 'kept', queues: ['kept', 'gone', 'loose'] })
  const gone = await control.connections.create(caller, { ...target, name: 'gone', queues: ['kept', 'gone'] })
  await control.connections.unbind(caller, kept.id, ['loose'])
  await control.permissions.change(caller, {
    grantee: { projectId: 'elsewhere' },
    action: 'grant',
    privileges: [kept, gone].map(({ id }) => ({ object: `edsconnections.${id}`, privileges: ['BIND_QUEUE'] })),
  })
  await control.connections.delete(caller, gone.id)
  await control.queues.delete(caller, 'gone')

  await passDays(29)
  expect((await control.connections.get(caller, gone.id)).state).toBe('deleted')
  expect([await stored('queue'), await stored('connection'), await stored('binding')]).toEqual([4, 2, 5])
  expect(await stored('privilege')).toBe(2)
  await passDays(2)
  await expect(control.connections.get(caller, gone.id)).rejects.toMatchObject({ kind: 'not-found' })
  expect([await stored('queue'), await stored('connection'), await stored('binding')]).toEqual([3, 1, 1])
  expect(await stored('privilege')).toBe(1)
  expect((await control.connections.get(caller, kept.id)).bindings.map((binding) => binding.holder.name)).toEqual(['kept'])
})

it('of many that are too old a few are forgotten at a time, and others have their turn between', async () => {
  const { caller, store } = server
  const { projectId } = caller
  await store.transaction(async (tx) => {
    for (let n = 0; n < 120; n += 1) {
      await insertJob(tx, jobRecord(`old-${n}`, { projectId, startedAt: n, endedAt: n }))
      await insertJobResult(tx, `old-${n}`, new Uint8Array(10))
    }
    await insertJob(tx, jobRecord('new', { projectId, endedAt: Date.now() + server.time.aheadMs }))
    await insertJobResult(tx, 'new', new Uint8Array(10))
  })
  const seen: { readonly job: number; readonly jobResult: number }[] = []
  const look = async (): Promise<void> => void seen.push({ job: await stored('job'), jobResult: await stored('jobResult') })
  await look()
  let isOver = false
  const swept = sweep(store, Date.now() + server.time.aheadMs).finally(() => {
    isOver = true
  })
  while (!isOver) {
    await new Promise((resolve) => setImmediate(resolve))
    await look()
  }
  await swept
  expect(seen.at(0)).toEqual({ job: 121, jobResult: 121 })
  expect(seen.at(-1)).toEqual({ job: 1, jobResult: 1 })
  for (const table of ['job', 'jobResult'] as const)
    expect(new Set(seen.map((counts) => counts[table])).size, 'all at once').toBeGreaterThan(2)
})

it('where the records of ended jobs take more of the disk than they may, the first to have ended are forgotten, and no other', async () => {
  const { caller, store } = server
  await sweep(store, Number.MAX_SAFE_INTEGER)
  const job = { projectId: caller.projectId, sql: 'x'.repeat(100_000) }
  const ended = Date.now()
  await store.transaction(async (tx) => {
    // Two ended in the same moment; what has not ended stays, whatever it takes.
    for (const [index, endedAt] of [1, 2, 2, 3, 4, 5].entries()) {
      await insertJob(tx, jobRecord(`large-${index}`, { ...job, startedAt: ended, endedAt: ended + endedAt }))
      await insertJobResult(tx, `large-${index}`, new Uint8Array(150_000))
    }
    await insertJob(tx, jobRecord('running', { ...job, state: 'running', startedAt: ended, endedAt: undefined }))
  })
  const left = async (): Promise<readonly string[]> =>
    (await store.db.selectFrom('job').select('id').orderBy('id').execute()).map(({ id }) => id)
  const makeRoom = async (bytesMax: number): Promise<number> => {
    let forgotten = 0
    const room = createJobRoom(store, bytesMax, (jobs) => {
      forgotten += jobs
    })
    await room.make(ALONE)
    return forgotten
  }
  expect(await makeRoom(2_000_000)).toBe(0)
  expect(await left()).toHaveLength(7)
  expect(await makeRoom(1_100_000)).toBe(3)
  expect(await left()).toEqual(['large-3', 'large-4', 'large-5', 'running'])
  expect(await makeRoom(1_100_000)).toBe(0)
  expect(await makeRoom(300_000)).toBe(2)
  expect(await left()).toEqual(['large-5', 'running'])
  expect(await makeRoom(1_000)).toBe(0)
  await deleteJob(store.db, 'running')
})

/** Jobs of this project that no statement can remove. */
async function breakJobs(): Promise<void> {
  await sql`create trigger broken_job before delete on job when old.owner_id = 'broken'
    begin select raise(abort, 'malformed JSON'); end`.execute(server.store.db)
}
const mendJobs = async (): Promise<void> => void (await sql`drop trigger broken_job`.execute(server.store.db))

function sweeperParts() {
  const log = createLog('silent')
  const { counters } = createCounters({ monotonic: () => 0 })
  const { store, home } = server
  const results = { ...createResultFiles({ home, store, clock: Date.now, log }), sweep: vi.fn(async () => undefined) }
  const warehouse = createWarehouse(home, log)
  const clock = (): number => Date.now() + server.time.aheadMs + 31 * DAY_MS
  return { store, clock, log, counters, results, warehouse, readers: createTableReaders(log) }
}

it('what cannot be removed keeps nothing else: the other records and the other steps, each of which is told and counted', async () => {
  const { caller, store, control } = server
  await sweep(store, Number.MAX_SAFE_INTEGER)
  const queues = await stored('queue')
  await control.queues.create(caller, newQueue('removed'))
  await control.queues.delete(caller, 'removed')
  expect(await stored('queue')).toBe(queues + 1)
  const { projectId } = caller
  const parts = sweeperParts()
  await store.transaction(async (tx) => {
    for (let n = 0; n < 60; n += 1)
      await insertJob(tx, jobRecord(`b${n}`, { projectId, ownerId: n % 20 === 3 ? 'broken' : 'u', startedAt: n }))
    // These take too much, and one of them as well cannot go.
    for (let n = 0; n < 5; n += 1) {
      const ownerId = n === 0 ? 'broken' : 'u'
      await insertJob(tx, jobRecord(`l${n}`, { projectId, ownerId, sql: 'x'.repeat(400_000), startedAt: parts.clock() + n }))
    }
  })
  await breakJobs()
  const told = vi.spyOn(parts.log, 'error')
  const sweeper = startSweeper({ ...parts, jobRecordBytes: 1_000_000 })
  await expect.poll(() => parts.results.sweep.mock.calls.length).toBe(1)
  await sweeper.stop()
  const left = await store.db.selectFrom('job').select('id').orderBy('id').execute()
  expect(left.map(({ id }) => id)).toEqual(['b23', 'b3', 'b43', 'l0', 'l3', 'l4'])
  expect(await stored('queue'), 'a step behind the one that failed').toBe(queues)
  expect(told.mock.calls).toMatchObject([
    [{ what: 'jobs', err: { message: 'malformed JSON' } }, expect.any(String)],
    [{ what: 'records of jobs that take too much of the disk' }, expect.any(String)],
  ])
  expect(parts.counters.removalsFailed).toBe(2)
  expect(parts.counters.jobsForgotten).toBe(2)
  await mendJobs()
  await sweep(store, Number.MAX_SAFE_INTEGER)
})

it('is stopped between two pieces: the rest is left to the next start', async () => {
  const { caller, store } = server
  const parts = sweeperParts()
  await store.transaction(async (tx) => {
    for (let n = 0; n < 500; n += 1)
      await insertJob(tx, jobRecord(`s${n}`, { projectId: caller.projectId, startedAt: parts.clock() + n, sql: 'x'.repeat(2_000) }))
  })
  const all = await stored('job')
  const sweeper = startSweeper({ ...parts, jobRecordBytes: 10_000 })
  while (parts.counters.jobsForgotten === 0) await new Promise((resolve) => setImmediate(resolve))
  const before = parts.counters.jobsForgotten
  await sweeper.stop()
  expect(parts.counters.jobsForgotten - before).toBeLessThanOrEqual(20)
  expect(await stored('job')).toBe(all - parts.counters.jobsForgotten)
  expect(parts.results.sweep).not.toHaveBeenCalled()
  await sweep(store, Number.MAX_SAFE_INTEGER)
})

it('looks at no job while the whole database is small, and at those alone that have ended since where the rest of it is large', async () => {
  const { caller, store } = server
  const ended = (id: string, minute: number, text = '') =>
    jobRecord(id, { projectId: caller.projectId, sql: text, startedAt: 1_000_000 + minute * 60_000 })
  const insert = async (...jobs: readonly JobRecord[]): Promise<void> =>
    store.transaction(async (tx) => {
      for (const each of jobs) await insertJob(tx, each)
    })
  await insert(...Array.from({ length: 1_000 }, (_, n) => ended(`r${n}`, n)))
  // What has not ended is no part of it.
  await insert({ ...ended('open', 1, 'x'.repeat(2_000_000)), state: 'running', endedAt: undefined })
  const { usedBytes } = await databaseSize(store.db)
  const all = await stored('job')
  const bytes = (await endedJobSizes(store.db, undefined, 2_000)).reduce((sum, job) => sum + job.bytes, 0)
  const { db, count } = countedQueries(store.db)
  const queriesOf = async (room: JobRoom): Promise<number> => {
    const before = count()
    await room.make(ALONE)
    return count() - before
  }
  let forgotten = 0
  const roomOf = (bytesMax: number): JobRoom =>
    createJobRoom({ ...store, db }, bytesMax, (jobs) => {
      forgotten += jobs
    })
  expect(await queriesOf(roomOf(usedBytes + 100_000))).toBe(1)

  const room = roomOf(bytes + 50_000)
  expect(usedBytes, 'the rest makes it too large').toBeGreaterThan(bytes + 1_000_000)
  const whole = await queriesOf(room)
  expect(whole).toBeGreaterThan(8)
  expect(await queriesOf(room)).toBeLessThan(5)
  await insert(ended('new', 1_001))
  expect(await queriesOf(room)).toBeLessThan(5)
  expect(forgotten).toBe(0)
  // Those that have ended since are counted, and with them it is too much.
  await insert(ended('large', 1_002, 'x'.repeat(300_000)), ended('last', 1_003))
  await room.make(ALONE)
  expect(forgotten).toBeGreaterThan(50)
  expect(forgotten).toBeLessThan(500)
  expect(await stored('job')).toBe(all + 3 - forgotten)
})
