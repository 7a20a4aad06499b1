import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { JobRecord, JobSelection } from '../../domain/job.ts'
import { jobRecord } from '../fixtures/job-record.ts'
import { openProjectStore, type ProjectStore } from '../fixtures/project-store.ts'
import type { Store } from '../store.ts'
import { countJobs, pageOfJobs } from './job-pages.ts'
import { deleteJob, forgetEndedJobs, insertJob, updateJobLife } from './jobs.ts'

let made: ProjectStore
let store: Store
beforeEach(async () => {
  made = await openProjectStore('p', 'other', 'many')
  store = made.store
  await store.transaction(async (tx) => {
    for (let n = 0; n < COUNT; n += 1) await insertJob(tx, job(n))
  })
})
afterEach(() => made[Symbol.asyncDispose]())

const COUNT = 300
const NOW = 5_000
const lasts = ({ startedAt }: Pick<JobRecord, 'startedAt'>): number => NOW - startedAt
const types = ['QUERY', 'INSERT', 'DDL'] as const
const ENDED = ['finished', 'failed', 'cancelled'] as const

const ALL = { key: 'all', value: 'yes' }
const turn = (n: number) => ({ key: 'turn', value: String(n % 5) })
const tagsOf = (n: number) => (n % 2 === 0 ? [turn(n), ALL] : [ALL])

/** Many begin at the same time, and last as long; each seventh has not ended. */
function job(n: number): JobRecord {
  const startedAt = 1_000 + Math.floor(n / 3)
  const isOpen = n % 7 === 0
  return jobRecord(`j${(n * 7919) % COUNT}`, {
    ...{ projectId: n % 10 === 9 ? 'other' : 'p', queueName: `q${n % 4}`, ownerId: `u${n % 2}`, tags: tagsOf(n), startedAt },
    ...{ type: types[n % 3] ?? 'QUERY', state: isOpen ? 'running' : (ENDED[n % 3] ?? 'finished') },
    endedAt: isOpen ? undefined : startedAt + (n % 11) * 500,
  })
}
const JOBS = Array.from({ length: COUNT }, (_, n) => job(n))

const SELECTIONS: readonly JobSelection[] = [
  {},
  { queueName: 'Q1' },
  { state: 'running' },
  { types: ['QUERY', 'DDL'], tags: [] },
  { queueName: 'q2', types: ['INSERT'], state: 'failed' },
  { ownerId: 'u1' },
  { queueName: 'nosuch' },
  { tags: [turn(2)] },
  { tags: [ALL, turn(1)], state: 'finished' },
  { tags: [{ key: 'turn', value: 'x' }] },
]
const matches = ({ queueName, state, types: of, ownerId, tags = [] }: JobSelection, each: JobRecord): boolean =>
  each.projectId === 'p' &&
  (queueName === undefined || each.queueName === queueName.toLowerCase()) &&
  (state === undefined || each.state === state) &&
  (of === undefined || of.includes(each.type)) &&
  (ownerId === undefined || each.ownerId === ownerId) &&
  tags.every(({ key, value }) => each.tags.some((tag) => tag.key === key && tag.value === value))

describe.each(SELECTIONS)('the pages of jobs selected by %j', (selection) => {
  const all = JOBS.filter((each) => matches(selection, each))
  it.each([
    ['start-time', 'asc'],
    ['start-time', 'desc'],
    ['duration', 'asc'],
    ['duration', 'desc'],
  ] as const)('by %s %s are together all of them, each once, in order', async (orderBy, direction) => {
    const sign = direction === 'asc' ? 1 : -1
    const key = ({ startedAt, endedAt = NOW }: JobRecord): number => (orderBy === 'duration' ? endedAt - startedAt : startedAt)
    const sorted = all.toSorted((a, b) => sign * (key(a) - key(b) || (a.id < b.id ? -1 : 1)))
    const found: string[] = []
    for (let offset = 0; offset <= all.length + 7; offset += 7) {
      const page = await pageOfJobs(store.db, { ...selection, projectId: 'p' }, { orderBy, direction, limit: 7, offset, lasts })
      expect(page.total).toBe(all.length)
      expect(page.jobs.length).toBe(Math.max(0, Math.min(7, all.length - offset)))
      found.push(...page.jobs.map(({ id }) => id))
    }
    expect(found).toEqual(sorted.map(({ id }) => id))
  })
})

it('by a tag that more jobs have than are sorted for a page are counted and in order, too', async () => {
  const many = Array.from({ length: 2_100 }, (_, n) => ({ ...job(n), id: `m${n}`, projectId: 'many', startedAt: n, tags: tagsOf(n) }))
  await store.transaction(async (tx) => {
    for (const each of many) await insertJob(tx, each)
  })
  const page = (selection: JobSelection, offset: number) =>
    pageOfJobs(store.db, { ...selection, projectId: 'many' }, { orderBy: 'start-time', direction: 'desc', limit: 2, offset, lasts })
  const shown = async (selection: JobSelection, offset: number) => {
    const { total, jobs } = await page(selection, offset)
    return [total, ...jobs.map(({ id }) => id)]
  }
  expect(await shown({ tags: [ALL] }, 0)).toEqual([2_100, 'm2099', 'm2098'])
  expect(await shown({ tags: [ALL] }, 2_098)).toEqual([2_100, 'm1', 'm0'])
  expect(await shown({ tags: [ALL, turn(4)] }, 0)).toEqual([210, 'm2094', 'm2084'])
  expect(await shown({ tags: [ALL], state: 'running' }, 0)).toEqual([300, 'm2093', 'm2086'])
  expect(await shown({ tags: [{ key: 'all', value: 'no' }] }, 0)).toEqual([0])
})

describe('a page far from both ends', () => {
  /** The same each time. */
  function dice(): (sides: number) => number {
    let seed = 8
    return (sides) => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
      return Math.floor((seed / 2_147_483_648) * sides)
    }
  }
  const LISTS: readonly JobSelection[] = [{}, { queueName: 'Q1' }, { state: 'finished' }, { state: 'failed', queueName: 'q1' }]
  const many = (n: number, startedAt: number): JobRecord => ({
    ...job(n),
    ...{ id: `m${(n * 7_919) % 10_007}`, projectId: 'many', queueName: n % 4 === 0 ? 'q0' : 'q1', startedAt },
    state: n % 5 === 0 ? 'failed' : 'finished',
  })

  async function check(kept: ReadonlyMap<string, JobRecord>): Promise<void> {
    for (const selection of LISTS) {
      const all = [...kept.values()]
        .filter((each) => matches(selection, { ...each, projectId: 'p' }))
        .toSorted((a, b) => a.startedAt - b.startedAt || (a.id < b.id ? -1 : 1))
        .map(({ id }) => id)
      for (const direction of ['asc', 'desc'] as const) {
        const sorted = direction === 'asc' ? all : all.toReversed()
        for (let offset = 0; offset < all.length; offset += 173) {
          const page = { orderBy: 'start-time', direction, limit: 9, offset, lasts } as const
          const { total, jobs } = await pageOfJobs(store.db, { ...selection, projectId: 'many' }, page)
          expect(total).toBe(all.length)
          expect(jobs.map(({ id }) => id)).toEqual(sorted.slice(offset, offset + 9))
        }
      }
    }
  }

  it('has what stands there, whatever came, went and changed its state between, in whatever order', async () => {
    const roll = dice()
    const kept = new Map<string, JobRecord>()
    await store.transaction(async (tx) => {
      for (let n = 0; n < 3_000; n += 1) {
        // Three at a time; now and then one that began earlier.
        const each = many(n, n % 10 === 7 ? roll(1_000) : 1_000 + Math.floor(n / 3))
        await insertJob(tx, each)
        kept.set(each.id, each)
      }
    })
    const segments = await store.db
      .selectFrom('jobSegment')
      .select('count')
      .where('projectId', '=', 'many')
      .where('list', '=', '')
      .execute()
    expect(segments.length).toBeGreaterThan(3)
    await check(kept)
    await store.transaction(async (tx) => {
      for (const each of [...kept.values()].filter(() => roll(3) === 0)) {
        if (roll(2) === 0) {
          await deleteJob(tx, each.id)
          kept.delete(each.id)
        } else {
          const state = each.state === 'failed' ? 'finished' : 'failed'
          await updateJobLife(tx, each.id, { state, message: '', runningAt: 1, endedAt: each.endedAt })
          kept.set(each.id, { ...each, state })
        }
      }
      for (let n = 3_000; n < 3_400; n += 1) {
        const each = many(n, roll(3_000))
        await insertJob(tx, each)
        kept.set(each.id, each)
      }
    })
    await check(kept)
    // All before some time, as what is too old is forgotten; and one from before all others.
    for (const each of [...kept.values()].filter(({ startedAt }) => startedAt < 1_300)) {
      await deleteJob(store.db, each.id)
      kept.delete(each.id)
    }
    const first = { ...many(1, -5), id: 'first' }
    await insertJob(store.db, first)
    kept.set(first.id, first)
    await check(kept)
    for (const id of kept.keys()) await deleteJob(store.db, id)
    expect(await store.db.selectFrom('jobSegment').selectAll().where('projectId', '=', 'many').execute()).toEqual([])
  })
})

describe('the number of jobs', () => {
  const counts = async () =>
    await Promise.all(SELECTIONS.map(async (selection) => await countJobs(store.db, { ...selection, projectId: 'p' })))

  it('follows whatever happens to them', async () => {
    const kept = new Map(JOBS.map((each) => [each.id, each]))
    const expected = () => SELECTIONS.map((selection) => [...kept.values()].filter((each) => matches(selection, each)).length)
    expect(await counts()).toEqual(expected())
    for (const [n, each] of [...kept.values()].filter(({ state }) => state === 'running').entries()) {
      if (n % 3 === 0) {
        await deleteJob(store.db, each.id)
        kept.delete(each.id)
      } else {
        const state = n % 3 === 1 ? 'finished' : 'running'
        await updateJobLife(store.db, each.id, { state, message: '', runningAt: 1, endedAt: state === 'running' ? undefined : NOW })
        kept.set(each.id, { ...each, state, endedAt: state === 'running' ? undefined : NOW })
      }
    }
    expect(await counts()).toEqual(expected())
    await forgetEndedJobs(store.db, 3_000)
    for (const each of JOBS) if ((kept.get(each.id)?.endedAt ?? 3_000) < 3_000) kept.delete(each.id)
    expect(await counts()).toEqual(expected())
    await forgetEndedJobs(store.db, 10_000)
    for (const each of JOBS) if (kept.get(each.id)?.endedAt !== undefined) kept.delete(each.id)
    expect(await counts()).toEqual(expected())
    for (const id of kept.keys()) await deleteJob(store.db, id)
    expect(await counts()).toEqual(SELECTIONS.map(() => 0))
    expect(await store.db.selectFrom('jobTally').selectAll().where('projectId', '=', 'p').execute()).toEqual([])
  })

  it('is undone with a change that is undone', async () => {
    const before = await counts()
    const undone = store.transaction(async (tx) => {
      await forgetEndedJobs(tx, NOW)
      throw new Error('no')
    })
    await expect(undone).rejects.toThrow('no')
    expect(await counts()).toEqual(before)
  })
})
