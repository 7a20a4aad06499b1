import { afterAll, beforeAll, expect, it } from 'vitest'
import { jobRecord } from '../store/fixtures/job-record.ts'
import { insertJobResult } from '../store/job-results.ts'
import { insertJob } from '../store/jobs.ts'
import { newQueue, newSubnet, type StartedServer, startServerRooms } from './fixtures/started-control.ts'
import { makeRoomOfJobs, sweep } from './sweeper.ts'

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
  expect(await makeRoomOfJobs(store, 2_000_000)).toBe(0)
  expect(await left()).toHaveLength(7)
  expect(await makeRoomOfJobs(store, 1_100_000)).toBe(3)
  expect(await left()).toEqual(['large-3', 'large-4', 'large-5', 'running'])
  expect(await makeRoomOfJobs(store, 1_100_000)).toBe(0)
  expect(await makeRoomOfJobs(store, 300_000)).toBe(2)
  expect(await left()).toEqual(['large-5', 'running'])
  expect(await makeRoomOfJobs(store, 1_000)).toBe(0)
})
