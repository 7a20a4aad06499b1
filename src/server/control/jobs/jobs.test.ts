import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { JobRecord } from '../../domain/job.ts'
import { insertJob, updateJobLife } from '../../store/jobs/jobs.ts'
import { openStore } from '../../store/store.ts'
import { inAnotherProject, newQueue, type StartedServer, startServerRooms } from '../fixtures/started-control.ts'
import { sweep } from '../sweeper.ts'
import type { NewJob } from './job-intake.ts'
import type { JobFilter } from './jobs.ts'

let server: StartedServer
beforeAll(async () => {
  server = await startServerRooms()
  await server.control.queues.create(server.caller, newQueue('q1'))
})
afterAll(() => server.remove())

const script = (...steps: readonly object[]): string => JSON.stringify(steps)
const finish = script({ do: 'finish', rows: ['one', 'two'] })
const endless = script({ do: 'wait', ms: 600_000 }, { do: 'finish' })
const job = (change: Partial<NewJob> = {}): NewJob => ({ sql: finish, currentDatabase: '', queueName: 'q1', conf: {}, tags: [], ...change })
const submit = async (change: Partial<NewJob> = {}) => await server.control.jobs.submit(server.caller, job(change))
const ended = async (id: string) => {
  await expect.poll(async () => (await server.control.jobs.get(server.caller, id)).endedAt).toBeDefined()
  return await server.control.jobs.get(server.caller, id)
}
const all: JobFilter = { order: 'start_time_asc', limit: 1_000, offset: 0 }
const count = async (): Promise<number> => (await server.control.jobs.list(server.caller, all)).total

describe('a job', () => {
  it('J1 J5: is answered before it runs, finishes, and has its result at the same moment', async () => {
    const made = await submit({ tags: [{ key: 'workspace', value: 'space1' }], conf: { 'spark.sql.shuffle.partitions': '200' } })
    expect(made).toMatchObject({
      state: 'launching',
      mode: 'async',
      type: 'QUERY',
      queueName: 'q1',
      owner: 'tester',
      currentDatabase: 'default',
    })
    const after = await ended(made.id)
    expect(after).toMatchObject({
      state: 'finished',
      message: '',
      resultColumns: [{ name: 'note', type: 'string' }],
      tags: made.tags,
      conf: made.conf,
    })
    const preview = await server.control.jobs.preview(server.caller, made.id, 1_000)
    expect(preview).toEqual({ job: after, rowsJson: ['["one"]', '["two"]'] })
    expect((await server.control.jobs.preview(server.caller, made.id, 1)).rowsJson).toEqual(['["one"]'])
    server = await server.restart()
    expect(await server.control.jobs.preview(server.caller, made.id, 1_000)).toEqual(preview)
  })

  it('lasts as long as it lasts, whatever is done to the clock meanwhile', async () => {
    const HOUR = 3_600_000
    const lasted = async (id: string) => (await server.control.jobs.get(server.caller, id)).lastedMs
    const before = performance.now()
    const [forward, back] = [await submit({ sql: endless }), await submit({ sql: endless })]
    server.time.aheadMs += HOUR
    expect(await lasted(forward.id)).toBeLessThan(HOUR)
    await server.control.jobs.cancel(server.caller, forward.id)
    await ended(forward.id)
    server.time.aheadMs -= 2 * HOUR
    const living = await lasted(back.id)
    await server.control.jobs.cancel(server.caller, back.id)
    const { startedAt, endedAt } = await ended(back.id)
    expect(endedAt).toBe(startedAt)
    const most = performance.now() - before
    for (const id of [forward.id, back.id]) {
      expect(await lasted(id)).toBeGreaterThan(0)
      expect(await lasted(id)).toBeLessThanOrEqual(most + 1)
    }
    expect(await lasted(back.id)).toBeGreaterThanOrEqual(living ?? Number.POSITIVE_INFINITY)
    server.time.aheadMs += HOUR
    const durations = async (sqlPart?: string) => {
      const found = await server.control.jobs.list(server.caller, {
        ...all,
        order: 'duration_desc',
        ...(sqlPart === undefined ? {} : { sqlPart }),
      })
      return found.jobs.map(({ lastedMs }) => lastedMs ?? 0)
    }
    for (const found of [await durations(), await durations('wait')]) expect(found).toEqual(found.toSorted((a, b) => b - a))
    server = await server.restart()
    expect(await lasted(back.id)).toBeGreaterThan(0)
  })

  it('stands among those that run where it belongs by how long it lasts, whatever was done to the clock', async () => {
    server.time.aheadMs += 3_600_000
    const first = await submit({ sql: endless })
    server.time.aheadMs -= 3_600_000
    const second = await submit({ sql: endless })
    for (const found of [{}, { sqlPart: endless }]) {
      const { jobs } = await server.control.jobs.list(server.caller, { ...all, order: 'duration_desc', ...found })
      expect(jobs.map(({ id }) => id).filter((id) => id === first.id || id === second.id)).toEqual([first.id, second.id])
    }
    for (const { id } of [first, second]) {
      await server.control.jobs.cancel(server.caller, id)
      await ended(id)
    }
  })

  it('runs on the queue default when none is named', async () => {
    expect(await ended((await submit({ queueName: '' })).id)).toMatchObject({ queueName: 'default', state: 'finished' })
  })

  it('that runs shows how far it is, in the list too; one that is cancelled then keeps what it had read', async () => {
    const { id } = await submit({
      sql: JSON.stringify([
        { do: 'progress', progress: { inputRowCount: 7, inputBytes: 70, outputRowCount: 3 } },
        { do: 'wait', ms: 600_000 },
        { do: 'finish' },
      ]),
    })
    const counts = { inputRowCount: 7, inputBytes: 70 }
    await expect
      .poll(async () => await server.control.jobs.get(server.caller, id))
      .toMatchObject({ state: 'running', rowCount: 3, ...counts })
    expect((await server.control.jobs.list(server.caller, { ...all, jobId: id })).jobs).toMatchObject([{ rowCount: 3, ...counts }])
    await server.control.jobs.cancel(server.caller, id)
    expect(await ended(id)).toMatchObject({ state: 'cancelled', rowCount: 0, ...counts })
  })

  it('that fails says why', async () => {
    const { id } = await submit({ sql: script({ do: 'fail', message: 'division by zero' }) })
    expect(await ended(id)).toMatchObject({ state: 'failed', message: 'division by zero' })
    await expect(server.control.jobs.preview(server.caller, id, 10)).rejects.toMatchObject({ kind: 'not-supported' })
  })

  it('whose worker ends fails and says so', async () => {
    const { id } = await submit({ sql: script({ do: 'exit', code: 1 }) })
    const after = await ended(id)
    expect(after.state).toBe('failed')
    expect(after.message).not.toBe('')
  })

  it('is cancelled by its time limit, which is in seconds', async () => {
    const { id } = await submit({ sql: endless, conf: { 'dli.sql.job.timeout': '1' } })
    const after = await ended(id)
    expect(after).toMatchObject({ state: 'cancelled', message: expect.stringMatching(/1\s?(s|000)/) })
  })

  it('J8: is cancelled on request, and only while it is open', async () => {
    const running = await submit({ sql: endless })
    const { jobs } = server.control
    await expect.poll(async () => (await jobs.get(server.caller, running.id)).state).toBe('running')
    await jobs.cancel(server.caller, running.id)
    expect(await ended(running.id)).toMatchObject({ state: 'cancelled', message: 'Cancelled by tester' })
    await expect(jobs.cancel(server.caller, running.id)).rejects.toMatchObject({ kind: 'not-supported' })
    await expect(jobs.preview(server.caller, running.id, 1)).rejects.toMatchObject({ kind: 'not-supported' })
  })

  it('that waits in line is cancelled too', async () => {
    await server.control.queues.create(server.caller, newQueue('narrow', { cuCount: 4 }))
    const many = await Promise.all(Array.from({ length: 12 }, () => submit({ sql: endless, queueName: 'narrow' })))
    for (const { id } of many) await server.control.jobs.cancel(server.caller, id)
    for (const { id } of many) expect((await ended(id)).state).toBe('cancelled')
  })

  it('is nobody else’s', async () => {
    const { id } = await submit()
    const stranger = await inAnotherProject(server)
    const { jobs } = server.control
    for (const attempt of [() => jobs.get(stranger, id), () => jobs.cancel(stranger, id), () => jobs.preview(stranger, id, 1)]) {
      await expect(attempt()).rejects.toMatchObject({ kind: 'not-found' })
    }
    expect(await jobs.list(stranger, all)).toEqual({ total: 0, jobs: [] })
    await ended(id)
  })
})

describe('J9: a submission that is refused leaves no job', () => {
  it.each([
    [{ sql: 'bad' }, 'sql-syntax'],
    [{ sql: '' }, 'invalid-parameter'],
    [{ sql: ' \n' }, 'invalid-parameter'],
    [{ sql: 'x'.repeat(500_000) }, 'invalid-parameter'],
    [{ sql: '€'.repeat(350_000) }, 'invalid-parameter'],
    [{ queueName: 'nobody' }, 'not-found'],
    [{ currentDatabase: 'nowhere' }, 'not-found'],
    [{ conf: { 'dli.sql.job.timeout': 'soon' } }, 'invalid-parameter'],
    [{ tags: [{ key: '', value: '' }] }, 'invalid-parameter'],
  ] as const)('%#', async (change, kind) => {
    const before = await count()
    await expect(submit(change)).rejects.toMatchObject({ kind })
    expect(await count()).toBe(before)
  })

  it('with the vendor’s words', async () => {
    await expect(submit({ queueName: 'testqueue' })).rejects.toMatchObject({ message: 'There is no queue named testqueue' })
    await expect(submit({ currentDatabase: 'xxx' })).rejects.toMatchObject({ message: 'There is no database named xxx' })
  })
})

describe('the list', () => {
  it('filters, orders and pages in the store', async () => {
    await server.control.queues.create(server.caller, newQueue('listed'))
    const ids: string[] = []
    for (const [i, durationMs] of [6_000, 1_000, 2_000].entries()) {
      const { id } = await submit({ sql: script({ do: 'finish', rows: [`Row_${i}%`] }), queueName: 'listed' })
      const { startedAt } = await ended(id)
      // How long it really took is the machine's business.
      await server.store.db
        .updateTable('job')
        .set({ endedAt: startedAt + durationMs, lastedMs: durationMs })
        .where('id', '=', id)
        .execute()
      ids.push(id)
      server.time.aheadMs += 1_000
    }
    const list = async (filter: Partial<JobFilter>) =>
      (await server.control.jobs.list(server.caller, { ...all, queueName: 'LISTED', ...filter })).jobs.map((j) => j.id)
    expect(await list({})).toEqual(ids)
    expect(await list({ order: 'start_time_desc' })).toEqual(ids.toReversed())
    expect(await list({ order: 'duration_desc' })).toEqual([ids[0], ids[2], ids[1]])
    expect(await list({ order: 'duration_asc' })).toEqual([ids[1], ids[2], ids[0]])
    expect(await list({ limit: 1, offset: 1 })).toEqual([ids[1]])
    expect(await list({ limit: 0 })).toEqual([])
    expect(await list({ sqlPart: 'ROW_1%' })).toEqual([ids[1]])
    expect(await list({ sqlPart: 'Row%1' })).toEqual([])
    expect(await list({ state: 'failed' })).toEqual([])
    expect(await list({ types: ['DDL', 'INSERT'] })).toEqual([])
    expect(await list({ types: [] })).toEqual([])
    expect(await list({ types: ['QUERY'], owner: 'tester', database: 'DEFAULT' })).toEqual(ids)
    expect(await list({ owner: 'somebody' })).toEqual([])
    expect(await list({ jobId: ids[2] ?? '' })).toEqual([ids[2]])
    const second = (await server.control.jobs.get(server.caller, ids[1] ?? '')).startedAt
    expect(await list({ startedFrom: second })).toEqual(ids.slice(1))
    expect(await list({ startedTo: second })).toEqual(ids.slice(0, 2))
    expect((await server.control.jobs.list(server.caller, { ...all, queueName: 'listed', limit: 1 })).total).toBe(3)
    await expect(list({ limit: -1 })).rejects.toMatchObject({ kind: 'invalid-parameter' })
  })
})

it('a statement is checked without a job', async () => {
  const before = await count()
  expect(await server.control.jobs.check(server.caller, { sql: finish, currentDatabase: '' })).toEqual({ jobType: 'QUERY', hints: [] })
  await expect(server.control.jobs.check(server.caller, { sql: 'bad', currentDatabase: '' })).rejects.toMatchObject({ kind: 'sql-syntax' })
  await expect(server.control.jobs.check(server.caller, { sql: finish, currentDatabase: 'nowhere' })).rejects.toMatchObject({
    kind: 'not-found',
  })
  // J10
  await expect(server.control.jobs.check(server.caller, { sql: 'dial', currentDatabase: '' })).rejects.toMatchObject({
    kind: 'unreachable',
  })
  expect(await count()).toBe(before)
})

it('J7: rows are kept for 24 hours and records for 30 days', async () => {
  const { id } = await submit()
  await ended(id)
  const hour = 3_600_000
  server.time.aheadMs += 24 * hour - 60_000
  await sweep(server.store, Date.now() + server.time.aheadMs)
  expect((await server.control.jobs.preview(server.caller, id, 10)).rowsJson).toHaveLength(2)
  server.time.aheadMs += 120_000
  await expect(server.control.jobs.preview(server.caller, id, 10)).rejects.toMatchObject({ kind: 'expired' })
  await sweep(server.store, Date.now() + server.time.aheadMs)
  await expect(server.control.jobs.preview(server.caller, id, 10)).rejects.toMatchObject({ kind: 'expired' })
  expect((await server.control.jobs.get(server.caller, id)).state).toBe('finished')
  const { rows } = await server.store.db
    .selectFrom('jobResult')
    .select((e) => e.fn.countAll<number>().as('rows'))
    .executeTakeFirstOrThrow()
  expect(rows).toBe(0)
  server.time.aheadMs += 30 * 24 * hour
  await sweep(server.store, Date.now() + server.time.aheadMs)
  await expect(server.control.jobs.get(server.caller, id)).rejects.toMatchObject({ kind: 'not-found' })
  server.time.aheadMs = 0
})

it('J3 J6 J8: a start ends what the last server left open, and runs again only queries that were waiting', async () => {
  const base = await submit()
  await ended(base.id)
  const { home, caller } = server
  await server.stop()
  const store = await openStore({ home })
  const record = await store.db.selectFrom('job').selectAll().where('id', '=', base.id).executeTakeFirstOrThrow()
  const queueId = record.queueId
  const left = async (name: string, type: 'QUERY' | 'INSERT', state: 'launching' | 'running', change: Partial<JobRecord> = {}) => {
    const id = `00000000-0000-4000-8000-00000000000${name}`
    await insertJob(store.db, {
      ...base,
      id,
      queueId,
      ownerId: caller.userId,
      type,
      state: 'launching',
      startedAt: Date.now(),
      runningAt: undefined,
      endedAt: undefined,
      cancelRequestedAt: undefined,
      ...change,
    })
    if (state === 'running') await updateJobLife(store.db, id, { state, message: '', runningAt: Date.now(), endedAt: undefined })
    return id
  }
  const waitingQuery = await left('1', 'QUERY', 'launching')
  const runningQuery = await left('2', 'QUERY', 'running')
  const waitingInsert = await left('3', 'INSERT', 'launching')
  const runningInsert = await left('4', 'INSERT', 'running')
  const cancelledQuery = await left('5', 'QUERY', 'launching', { cancelRequestedAt: Date.now() })
  const streamedQuery = await left('6', 'QUERY', 'launching', { mode: 'sync' })
  const filledQuery = await left('7', 'QUERY', 'launching', { sql: 'SELECT {{v}}' })
  const strangersQuery = await left('8', 'QUERY', 'launching', { ownerId: 'gone', owner: 'gone' })
  await store.close()

  server = await startServerRooms({ home, caller })
  expect((await ended(waitingQuery)).state).toBe('finished')
  const restarted = { state: 'failed', message: expect.stringContaining('The server was restarted') }
  for (const id of [runningQuery, waitingInsert, runningInsert, filledQuery])
    expect(await server.control.jobs.get(caller, id)).toMatchObject(restarted)
  expect((await server.control.jobs.get(caller, cancelledQuery)).state).toBe('cancelled')
  expect(await ended(strangersQuery)).toMatchObject({ state: 'failed', message: 'The user gone is deleted' })
  // Whoever read its rows is gone.
  expect(await server.control.jobs.get(caller, streamedQuery)).toMatchObject({
    state: 'cancelled',
    message: expect.stringContaining('The server was restarted'),
  })
})

it('J5: an end that cannot be written is written later, with its result, and the server says so meanwhile', async () => {
  await sql`create trigger broken before update on job begin select raise(abort, 'the disk is full'); end`.execute(server.store.db)
  const { id } = await submit()
  await expect.poll(() => server.control.readiness().missing.join()).toContain('could not be written')
  expect((await server.control.jobs.get(server.caller, id)).state).toBe('launching')
  await sql`drop trigger broken`.execute(server.store.db)
  expect((await ended(id)).state).toBe('finished')
  expect((await server.control.jobs.preview(server.caller, id, 10)).rowsJson).toHaveLength(2)
  await expect.poll(() => server.control.readiness().missing.join()).not.toContain('could not be written')
})

it('a stop ends what runs as cancelled, with the reason', async () => {
  const { id } = await submit({ sql: endless })
  await expect.poll(async () => (await server.control.jobs.get(server.caller, id)).state).toBe('running')
  server = await server.restart()
  expect(await server.control.jobs.get(server.caller, id)).toMatchObject({ state: 'cancelled', message: 'The test has ended' })
})
