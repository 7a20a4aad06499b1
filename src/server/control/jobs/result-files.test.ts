import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { createLog } from '../../../base/log.ts'
import { KEEP_RESULT, RESULT_FILE } from '../../../protocol/result-files.ts'
import { openStore } from '../../store/store.ts'
import { newQueue, startServerRooms } from '../fixtures/started-control.ts'
import { watchSyncs } from '../fixtures/watch-syncs.ts'
import { createResultFiles, type ResultFiles } from './result-files.ts'

async function resultFiles(bytesMax: number): Promise<{ readonly home: string; readonly files: ResultFiles }> {
  const home = await mkdtemp(join(tmpdir(), 'causeway-results-'))
  await mkdir(join(home, 'warehouse'))
  const store = await openStore({ home })
  onTestFinished(async () => {
    await store.close()
    await rm(home, { recursive: true, force: true })
  })
  return { home, files: createResultFiles({ home, store, clock: Date.now, log: createLog('silent'), bytesMax }) }
}

const job = (id: string) => ({ id, projectId: 'p' })

it('those of several jobs at once are no more together than a project may keep', async () => {
  const { files } = await resultFiles(100)
  const staged = await Promise.all(['a', 'b', 'c'].map(async (id) => ({ id, ...(await files.stage(job(id))) })))
  expect(staged.map(({ bytesMax }) => bytesMax)).toEqual([100, 100, 100])
  for (const { folder } of staged) await writeFile(join(folder, RESULT_FILE), 'x'.repeat(60))
  expect(await files.room(job('a'))).toBe(0)
  const ends = await Promise.allSettled(staged.map(({ id }) => files.keep(job(id))))
  expect(ends.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected', 'rejected'])
  for (const [index, end] of ends.entries())
    if (end.status === 'rejected') {
      expect(end.reason).toMatchObject({ kind: 'limit-exceeded' })
      await files.remove(job(staged[index]?.id ?? ''))
    }
  const { folder, bytesMax } = await files.stage(job('d'))
  expect(bytesMax).toBe(40)
  await writeFile(join(folder, RESULT_FILE), 'x'.repeat(40))
  await files.keep(job('d'))
})

it.runIf(process.platform === 'linux')('one that is kept is on the disk', async () => {
  const { home, files } = await resultFiles(100)
  const { folder } = await files.stage(job('a'))
  await writeFile(join(folder, RESULT_FILE), 'x')
  const synced = await watchSyncs(join(home, 'warehouse', 'p', '.results'))
  await files.keep(job('a'))
  expect([...synced]).toEqual([
    ['a/rows.parquet', []],
    ['a', ['rows.parquet']],
  ])
})

it('the server says whether all rows are kept where neither a job nor its session does', async () => {
  const server = await startServerRooms({ keepResult: 'all' })
  onTestFinished(() => server.remove())
  const { control, caller } = server
  await control.queues.create(caller, newQueue('q1'))
  const confOf = async (conf: Readonly<Record<string, string>>) =>
    (await control.jobs.submit(caller, { sql: 'select 1', currentDatabase: '', queueName: 'q1', conf, tags: [] })).conf[KEEP_RESULT]
  expect(await confOf({})).toBe('all')
  expect(await confOf({ [KEEP_RESULT]: 'preview' })).toBe('preview')
})

it('a queue says so too, before the server does', async () => {
  const server = await startServerRooms({})
  onTestFinished(() => server.remove())
  const { control, caller } = server
  await control.queues.create(caller, newQueue('q1'))
  const confOf = async (conf: Readonly<Record<string, string>>) =>
    (await control.jobs.submit(caller, { sql: 'select 1', currentDatabase: '', queueName: 'q1', conf, tags: [] })).conf[KEEP_RESULT]
  expect(await confOf({})).toBeUndefined()
  await control.queueProperties.set(caller, 'q1', new Map([['job.saveJobResultToJobBucket', 'true']]))
  expect(await confOf({})).toBe('all')
  expect(await confOf({ [KEEP_RESULT]: 'preview' })).toBe('preview')
})
