import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { MakeEngine } from './engine.ts'
import { childPids, eventually, notes, startCompute } from './fixtures/started-compute.ts'

const FINISH = { do: 'finish' } as const
const WAIT = { do: 'wait', ms: 600_000 } as const

/** The same kind of engine once more, with a folder of its own. */
const twoEngines = (scripted: MakeEngine) => ({
  duckdb: scripted,
  other: (options: Parameters<MakeEngine>[0]) => scripted({ ...options, home: join(options.home, 'other') }),
})

test('every engine of the table is started; a queue runs on the one that it names, and a check too', async () => {
  await using started = await startCompute({ spareWorkers: 1, engines: twoEngines })
  // An analyzer and a spare one each.
  await eventually(() => started.workerPids().length === 4 && started.compute.spareWorkers() === 2)
  started.openQueue('here', 16, 'duckdb')
  started.openQueue('there', 16, 'other')
  const jobs = ['here', 'there'].map((queueId) => ({ id: queueId, outcome: started.job([WAIT, FINISH], { id: queueId, queueId }) }))
  await Promise.all(jobs.map(({ id }) => started.jobStarted(id)))
  // Each has had a spare one taken, and has the next.
  const workersIn = (...folder: readonly string[]) => childPids(join(started.home, ...folder, 'scratch')).length
  await eventually(() => workersIn() === 3 && workersIn('other') === 3)
  for (const { id, outcome } of jobs) {
    expect(started.compute.cancel(id, 'enough')).toBe(true)
    expect(await outcome).toEqual({ kind: 'cancelled', reason: 'enough' })
  }
  const order = { analysisId: 'a', sql: 'ok', currentDatabase: '', depth: 'syntax' } as const
  for (const engine of ['duckdb', 'other']) expect(await started.analyze(order, engine)).toMatchObject({ jobType: 'QUERY' })
})

test('an engine or a queue that is not there is refused, and an open queue stays with its engine', async () => {
  await using started = await startCompute({ spareWorkers: 0, engines: twoEngines })
  expect(() => started.openQueue('nowhere', 16, 'spark')).toThrow(expect.objectContaining({ kind: 'not-supported' }))
  started.openQueue('there', 16, 'other')
  expect(() => started.openQueue('there', 16, 'duckdb')).toThrow(expect.objectContaining({ kind: 'not-supported' }))
  notes(await started.job([FINISH], { queueId: 'there' }))
  const order = { analysisId: 'a', sql: 'ok', currentDatabase: '', depth: 'syntax' } as const
  await expect(started.analyze(order, 'spark')).rejects.toMatchObject({ kind: 'not-supported' })
  await started.compute.closeQueue('there')
  started.openQueue('there', 16, 'duckdb')
  notes(await started.job([FINISH], { queueId: 'there' }))
})

test('a stop ends every engine', async () => {
  const started = await startCompute({ spareWorkers: 1, engines: twoEngines })
  await started[Symbol.asyncDispose]()
  expect(started.workerPids()).toEqual([])
})
