import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { insertDomain, insertProject } from './accounts.ts'
import { jobRecord } from './fixtures/job-record.ts'
import { endedJobSizes } from './job-sizes.ts'
import { insertJob } from './jobs.ts'
import { openStore, type Store } from './store.ts'

let store: Store
let folder = ''
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'causeway-job-sizes-'))
  store = await openStore({ home: join(folder, 'data') })
  await insertDomain(store.db, { id: 'd', name: 'd' })
  await insertProject(store.db, { id: 'p', name: 'p', domainId: 'd', description: '' })
})
afterEach(async () => {
  await store.close()
  rmSync(folder, { recursive: true, force: true })
})

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
