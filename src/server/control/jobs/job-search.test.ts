import { afterEach, beforeEach, expect, it } from 'vitest'
import { jobRecord } from '../../store/fixtures/job-record.ts'
import { openProjectStore, type ProjectStore } from '../../store/fixtures/project-store.ts'
import { pageOfJobs } from '../../store/jobs/job-pages.ts'
import { listJobsForSearch } from '../../store/jobs/job-search.ts'
import { insertJob } from '../../store/jobs/jobs.ts'
import type { Store } from '../../store/store.ts'
import { orderedJobs } from './job-search.ts'

let made: ProjectStore
let store: Store
beforeEach(async () => {
  made = await openProjectStore('p')
  store = made.store
})
afterEach(() => made[Symbol.asyncDispose]())

it.each(['start_time_asc', 'start_time_desc', 'duration_asc', 'duration_desc'] as const)(
  'orders what a search found by %s as the list orders all jobs, those of one moment or of one duration as well',
  async (order) => {
    const lasts = ({ startedAt }: { readonly startedAt: number }) => 100 - startedAt
    await store.transaction(async (tx) => {
      for (const [n, id] of ['f', 'a', 'd', 'b', 'e', 'c', 'h', 'g'].entries()) {
        const startedAt = 10 + (n % 2)
        const endedAt = n < 6 ? startedAt + 5 : undefined
        await insertJob(tx, jobRecord(id, { state: endedAt === undefined ? 'running' : 'finished', startedAt, endedAt }))
      }
    })
    const found = await listJobsForSearch(store.db, { projectId: 'p' }, undefined, 100)
    const list = await pageOfJobs(
      store.db,
      { projectId: 'p' },
      {
        orderBy: order.startsWith('duration') ? 'duration' : 'start-time',
        direction: order.endsWith('asc') ? 'asc' : 'desc',
        ...{ limit: 100, offset: 0, lasts },
      },
    )
    expect(orderedJobs(found, order, lasts).map(({ id }) => id)).toEqual(list.jobs.map(({ id }) => id))
  },
)
