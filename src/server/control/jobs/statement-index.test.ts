import { sql } from 'kysely'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { JobRecord } from '../../domain/job.ts'
import { countedQueries } from '../../store/fixtures/counted-queries.ts'
import { jobRecord } from '../../store/fixtures/job-record.ts'
import { openProjectStore, type ProjectStore } from '../../store/fixtures/project-store.ts'
import { countStoredJobs } from '../../store/jobs/job-search.ts'
import { deleteJob, forgetEndedJobs, insertJob } from '../../store/jobs/jobs.ts'
import type { Store } from '../../store/store.ts'
import { createJobSearch } from './job-search.ts'
import { createStatementIndex, type StatementIndex } from './statement-index.ts'

let made: ProjectStore
let store: Store
const log = { error: vi.fn() }
beforeEach(async () => {
  made = await openProjectStore('p', 'other')
  store = made.store
})
afterEach(async () => {
  log.error.mockClear()
  await made[Symbol.asyncDispose]()
})

const job = (id: string, sql: string, startedAt = 1_000): JobRecord => jobRecord(id, { sql, startedAt })
const insert = async (...jobs: readonly JobRecord[]): Promise<void> =>
  await store.transaction(async (tx) => {
    for (const each of jobs) await insertJob(tx, each)
  })

it('finds what was written since, and not what is gone; one that takes the place of the last is read', async () => {
  const { search } = createJobSearch(store.db, log)
  const find = async (part: string): Promise<readonly string[]> =>
    (await search({ projectId: 'p' }, part, undefined)).map(({ id }) => id).sort()
  expect(await find('needle')).toEqual([])
  await insert(job('j1', 'SELECT needle'), job('j2', 'SELECT 1'), { ...job('j3', 'SELECT needle'), projectId: 'other' })
  expect(await find('NEEDLE')).toEqual(['j1'])
  await insert(job('j4', 'SELECT 2 AS nee'))
  expect(await find('nee')).toEqual(['j1', 'j4'])
  expect(await find('2')).toEqual(['j4'])
  await deleteJob(store.db, 'j4')
  await insert(job('j5', 'SELECT Needle, 5', 9_000))
  expect(await find('needle')).toEqual(['j1', 'j5'])
  await forgetEndedJobs(store.db, 5_000)
  expect(await find('needle')).toEqual(['j5'])
  await forgetEndedJobs(store.db, 10_000)
  await insert(job('j6', 'needle 6'))
  expect(await find('needle')).toEqual(['j6'])
})

it('of many jobs it tells nothing until it has read them, and then few for a part that few have; others have their turn meanwhile', async () => {
  const index = createStatementIndex(store.db, log)
  await insert(...Array.from({ length: 3_000 }, (_, n) => job(`j${n}`, n === 7 ? 'SELECT needle' : `SELECT ${n} FROM t`)))
  expect(await index.candidates('p', 'needle', 3_000)).toBeUndefined()
  let turns = 0
  let candidates: readonly number[] | undefined
  while (candidates === undefined) {
    await new Promise((resolve) => setImmediate(resolve))
    turns += 1
    candidates = await index.candidates('p', 'needle', 3_000)
  }
  expect(turns).toBeGreaterThan(1)
  expect(candidates.length).toBeLessThan(20)
  expect(await index.candidates('p', 'select', 2_999)).toBeUndefined()
  const { search } = createJobSearch(store.db, log)
  for (const _ of [1, 2]) expect((await search({ projectId: 'p' }, 'NEEDLE', undefined)).map(({ id }) => id)).toEqual(['j7'])
})

it.each<Partial<JobRecord>>([{ projectId: 'other' }, { queueName: 'q2' }])(
  'among few jobs beside many of %j, a part that most statements have is looked for in the few',
  async (others) => {
    await insert(
      job('mine', 'SELECT 1 FROM mine'),
      ...Array.from({ length: 1_500 }, (_, n) => ({ ...job(`j${n}`, `SELECT ${n} FROM t`), ...others })),
    )
    const { db, count } = countedQueries(store.db)
    const { search } = createJobSearch(db, log)
    const find = async (part: string): Promise<readonly string[]> =>
      (await search({ projectId: 'p', queueName: 'q1' }, part, undefined)).map(({ id }) => id)
    expect(await find('mine')).toEqual(['mine'])
    const queriesOf = async (part: string): Promise<number> => {
      const before = count()
      expect(await find(part)).toEqual(['mine'])
      return count() - before
    }
    // That one is in too many for any index: by the places of all that have the others, each would have been asked about.
    const few = await queriesOf('se')
    for (const part of ['select', 'FROM']) expect(await queriesOf(part), part).toBeLessThanOrEqual(few)
  },
)

/** Reads behind searches until the index knows which jobs have the part. */
async function known(index: StatementIndex, part: string, most: number): Promise<readonly number[]> {
  for (let turn = 0; turn < 10_000; turn += 1) {
    const candidates = await index.candidates('p', part, most)
    if (candidates !== undefined) return candidates
    await new Promise((resolve) => setImmediate(resolve))
  }
  throw new Error(`The index does not come to know where ${part} is`)
}

it('keeps no signatures of jobs that are forgotten, but for some beside others', async () => {
  await insert(...Array.from({ length: 5_000 }, (_, n) => job(`j${n}`, `SELECT ${n}`, n)))
  const index = createStatementIndex(store.db, log)
  expect((await known(index, 'select', 5_000)).length).toBe(5_000)
  expect(index.known).toBe(5_000)
  await forgetEndedJobs(store.db, 4_500)
  expect(await known(index, 'select 49', 500)).toHaveLength(100)
  expect(index.known).toBeLessThan(1_024)
})

it('that is full is read anew once many of its jobs are forgotten, though an old one is kept, and without counting them', async () => {
  // Those of one moment are forgotten, in the middle.
  await insert(...Array.from({ length: 3_000 }, (_, n) => job(`j${n}`, `SELECT ${n}`, n >= 1_000 && n < 1_400 ? 1 : 1_000)))
  const { db, count } = countedQueries(store.db)
  const index = createStatementIndex(db, log, 3_000)
  while (index.known < 3_000) {
    await index.candidates('p', 'select', 3_000)
    await new Promise((resolve) => setImmediate(resolve))
  }
  const before = count()
  for (const _ of [1, 2, 3]) expect(await index.candidates('p', 'select', 3_000)).toBeUndefined()
  expect(count() - before, 'nothing is read anew').toBeLessThan(30)
  await forgetEndedJobs(store.db, 500)
  await insert(job('late', 'SELECT 2999'))
  expect(await known(index, 'select 2999', 100)).toHaveLength(2)
  expect(index.known).toBe(2_601)
  await sql`update job_tally set count = 7 where queue_name = ''`.execute(store.db)
  expect(await countStoredJobs(store.db)).toBe(7)
})

it('tells why statements could not be read when the search that waited for them has gone', async () => {
  await insert(...Array.from({ length: 1_500 }, (_, n) => job(`j${n}`, `SELECT ${n} ${'x'.repeat(10_000)}`)))
  const index = createStatementIndex(store.db, log)
  const ending = new AbortController()
  setImmediate(() => ending.abort(new Error('gone')))
  await expect(index.candidates('p', 'select', 1_500, ending.signal)).rejects.toThrow('gone')
  const broken = vi.spyOn(store.db, 'selectFrom').mockImplementation(() => {
    throw new Error('disk I/O error')
  })
  for (let turn = 0; turn < 1_000 && log.error.mock.calls.length === 0; turn += 1) await new Promise((resolve) => setImmediate(resolve))
  broken.mockRestore()
  expect(log.error.mock.calls).toMatchObject([[{ err: { message: 'disk I/O error' } }, expect.any(String)]])
})

it('tells one project nothing of how many jobs of another may hold a part', async () => {
  await insert(
    job('mine', 'SELECT 1 FROM mine'),
    ...Array.from({ length: 300 }, (_, n) => ({ ...job(`j${n}`, `SELECT ${n} FROM salaries_of_board`), projectId: 'other' })),
  )
  const index = createStatementIndex(store.db, log)
  expect(await index.candidates('p', 'salaries_of_board', 1)).toEqual([])
  expect(await index.candidates('p', 'select', 1)).toHaveLength(1)
  expect(await index.candidates('nobody', 'select', 1)).toEqual([])
  expect(await index.candidates('other', 'select', 1)).toBeUndefined()
})

it('stops within what it reads behind a search, so that the store can be closed', async () => {
  await insert(...Array.from({ length: 3_000 }, (_, n) => job(`j${n}`, `SELECT ${n}`)))
  const index = createStatementIndex(store.db, log)
  const asked = vi.spyOn(store.db, 'selectFrom')
  expect(await index.candidates('p', 'select', 3_000)).toBeUndefined()
  await index.stop()
  const calls = asked.mock.calls.length
  // The ends of the table, and at most one step: to read all it asks twice for each 500.
  expect(calls).toBeLessThan(6)
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve))
  expect(asked.mock.calls.length).toBe(calls)
  expect(log.error.mock.calls).toEqual([])
  asked.mockRestore()
})

it('tells why what it reads behind a search could not be read', async () => {
  await insert(...Array.from({ length: 3_000 }, (_, n) => job(`j${n}`, `SELECT ${n}`)))
  const index = createStatementIndex(store.db, log)
  const selectFrom = store.db.selectFrom.bind(store.db)
  let calls = 0
  const failing = vi.spyOn(store.db, 'selectFrom').mockImplementation((...args: Parameters<typeof selectFrom>) => {
    calls += 1
    // Both ends of the table are asked for first.
    if (calls > 2) throw new Error('disk I/O error')
    return selectFrom(...args)
  })
  expect(await index.candidates('p', 'select', 3_000)).toBeUndefined()
  for (let turn = 0; turn < 1_000 && log.error.mock.calls.length === 0; turn += 1) await new Promise((resolve) => setImmediate(resolve))
  failing.mockRestore()
  expect(log.error.mock.calls).toMatchObject([[{ err: { message: 'disk I/O error' } }, expect.any(String)]])
})

it('leaves off waiting for what is read when the signal of a search aborts', async () => {
  await insert(...Array.from({ length: 1_500 }, (_, n) => job(`j${n}`, `SELECT ${n} ${'x'.repeat(10_000)}`)))
  const index = createStatementIndex(store.db, log)
  const ending = new AbortController()
  setImmediate(() => ending.abort(new Error('gone')))
  const asked = vi.spyOn(store.db, 'selectFrom')
  await expect(index.candidates('p', 'select', 1_500, ending.signal)).rejects.toThrow('gone')
  const before = asked.mock.calls.length
  await index.candidates('p', 'select', 1_500)
  expect(asked.mock.calls.length, 'most is yet to be read').toBeGreaterThan(before + 20)
  asked.mockRestore()
})
