import { sql } from 'kysely'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { jobRecord } from '../fixtures/job-record.ts'
import { openProjectStore, type ProjectStore } from '../fixtures/project-store.ts'
import type { Store } from '../store.ts'
import { endedJobSizes } from './job-sizes.ts'
import { insertJob } from './jobs.ts'

let made: ProjectStore
let store: Store
beforeEach(async () => {
  made = await openProjectStore('p')
  store = made.store
})
afterEach(() => made[Symbol.asyncDispose]())

const size = async (): Promise<number> => (await endedJobSizes(store.db, undefined, 10))[0]?.bytes ?? 0

it('counts whatever text a job has, of each of its columns', async () => {
  await store.transaction((tx) => insertJob(tx, jobRecord('j')))
  const { rows: columns } = await sql<{ name: string; type: string }>`select name, type from pragma_table_info('job')`.execute(store.db)
  // The state is one of few, and counted by triggers; the ids are others' or its own.
  const texts = columns.filter(({ name, type }) => type.toLowerCase() === 'text' && name !== 'state' && !/^id$|_id$/.test(name))
  expect(texts.map(({ name }) => name)).toEqual(expect.arrayContaining(['sql', 'message', 'files_read', 'hints']))
  // Tags are read by triggers, as JSON.
  for (const { name } of texts) {
    const before = await size()
    await sql`update job set ${sql.ref(name)} = ${JSON.stringify([{ key: 'é'.repeat(5_000), value: '' }])}`.execute(store.db)
    expect((await size()) - before, name).toBeGreaterThan(9_000)
  }
})
