import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { eventually, failure, notes, startCompute } from './fixtures/started-compute.ts'
import { dataBytesMax } from './sandbox/data-limit.ts'
import { findIsolationTools } from './sandbox/isolation.ts'

const FINISH = { do: 'finish' } as const
const WAIT = { do: 'wait', ms: 600_000 } as const

describe('jobs', () => {
  test('begin in the order in which they came, no more at once than the queue’s CUs allow', async () => {
    await using started = await startCompute({ spareWorkers: 2 })
    started.openQueue('small', 4)
    const ids = ['a', 'b', 'c', 'd', 'e']
    await Promise.all(ids.map((id) => started.job([{ do: 'wait', ms: 20 }, FINISH], { id, queueId: 'small' })))
    expect(started.startedJobs).toEqual(ids)
    expect(started.endedJobs).toEqual(ids)
    // One for the five jobs, two spare ones, the analyzer.
    await eventually(() => started.isFull(4))

    const many = ['f', 'g', 'h', 'i', 'j'].map((id) => ({ id, outcome: started.job([WAIT], { id }) }))
    await eventually(() => started.startedJobs.length === 9)
    // Whoever wants a worker is served in turn: had the queue wanted a fifth, it would have been served before the other queue.
    started.openQueue('other')
    notes(await started.job([FINISH], { queueId: 'other' }))
    // Four begin at once, each on a worker of its own: which of them says first that it has begun is chance. Who waits is not.
    expect(started.startedJobs.slice(5, 9).toSorted()).toEqual(['f', 'g', 'h', 'i'])
    expect(started.startedJobs).not.toContain('j')
    expect(started.compute.waitReason('j')).toBe('The job waits until another job of its queue has ended')
    expect(started.compute.waitReason('f')).toBeUndefined()
    started.compute.cancel('g', 'make room')
    await started.jobStarted('j')
    for (const { id, outcome } of many) {
      started.compute.cancel(id, 'make room')
      expect(await outcome).toEqual({ kind: 'cancelled', reason: 'make room' })
    }
  })

  test('a queue’s worker is used again, and another queue gets another', async () => {
    await using started = await startCompute({ spareWorkers: 1 })
    started.openQueue('other')
    const file = `${started.dataFolder}/queue`
    for (const queueId of ['q', 'other', 'q']) {
      notes(await started.job([{ do: 'write', file }, FINISH], { queueId }))
      expect(readFileSync(file, 'utf8')).toBe(queueId)
    }
    await eventually(() => started.isFull(4))
  })

  test('a job that fails keeps its error, and the worker goes on', async () => {
    await using started = await startCompute()
    expect(failure(await started.job([{ do: 'fail', message: 'relation t does not exist' }]))).toMatchObject({
      kind: 'remote-failure',
      message: 'relation t does not exist',
    })
    notes(await started.job([FINISH]))
  })

  test('a time limit cancels the job and names itself', async () => {
    await using started = await startCompute()
    expect(await started.job([WAIT, FINISH], { timeoutMs: 50 })).toEqual({
      kind: 'cancelled',
      reason: 'The job ran longer than its limit of 50 ms (dli.sql.job.timeout)',
    })
    notes(await started.job([FINISH], { timeoutMs: 10 ** 12 }))
  })

  test('a cancel that does not take ends the worker', async () => {
    await using started = await startCompute({ limits: { cancel: { stillMs: 50, cpuMs: 50, blindMs: 50, graceMsMax: 20_000 } } })
    for (const step of [
      { do: 'block', ms: 600_000 },
      { do: 'wait', ms: 600_000, deaf: true },
    ] as const) {
      expect(await started.job([step, FINISH], { timeoutMs: 20 })).toMatchObject({ kind: 'cancelled' })
    }
    notes(await started.job([FINISH]))
  })

  test('a cancel that passes the end on its way changes nothing of what was done, and the worker goes on', async () => {
    await using started = await startCompute({ spareWorkers: 0 })
    const late = started.job([{ do: 'finish-at-cancel' }], { id: 'late' })
    await started.jobStarted('late')
    await eventually(() => started.isFull(2))
    const workers = started.workerPids()
    expect(started.compute.cancel('late', 'too late')).toBe(true)
    expect(await late).toMatchObject({ kind: 'finished' })
    expect(started.endedJobs).toEqual(['late'])
    notes(await started.job([FINISH]))
    expect(started.workerPids()).toEqual(workers)
  })

  test('a job can be cancelled in the line, while its worker is claimed, while it runs, and not after its end', async () => {
    await using started = await startCompute({ spareWorkers: 1 })
    started.openQueue('small', 4)
    const first = started.job([WAIT], { id: 'first', queueId: 'small' })
    const second = started.job([FINISH], { id: 'second', queueId: 'small' })
    expect(started.compute.cancel('second', 'in the line')).toBe(true)
    expect(await second).toEqual({ kind: 'cancelled', reason: 'in the line' })
    // 'first' has been given a worker in the same turn, which cannot have said 'claimed' yet.
    expect(started.startedJobs).toEqual([])
    expect(started.compute.cancel('first', 'while claimed')).toBe(true)
    expect(await first).toEqual({ kind: 'cancelled', reason: 'while claimed' })
    expect(started.startedJobs).toEqual([])
    const third = started.job([WAIT], { id: 'third', queueId: 'small' })
    await started.jobStarted('third')
    expect(started.compute.cancel('third', 'while it runs')).toBe(true)
    expect(started.compute.cancel('third', 'a second time')).toBe(true)
    expect(await third).toEqual({ kind: 'cancelled', reason: 'while it runs' })
    expect(started.compute.cancel('third', 'after its end')).toBe(false)
    expect(started.compute.cancel('nobody', 'at all')).toBe(false)
  })

  test('the line has a limit', async () => {
    await using started = await startCompute({ limits: { lineMax: 2 } })
    started.openQueue('small', 4)
    const outcomes = ['a', 'b', 'c'].map((id) => started.job([WAIT], { id, queueId: 'small' }))
    await expect(started.job([FINISH], { queueId: 'small' })).rejects.toMatchObject({ kind: 'limit-exceeded' })
    await started.compute.closeQueue('small')
    for (const outcome of outcomes) expect(await outcome).toEqual({ kind: 'cancelled', reason: 'The queue was deleted' })
    await expect(started.job([FINISH], { queueId: 'small' })).rejects.toMatchObject({ kind: 'not-found' })
  })

  test('the memory of a claimed worker is limited by its queue’s CUs, where the machine can', async () => {
    await using started = await startCompute({ spareWorkers: 1 })
    notes(await started.job([FINISH]))
    await eventually(() => started.isFull(3))
    const limits = started.workerPids().map((pid) => /Max data size\s+(\S+)/.exec(readFileSync(`/proc/${pid}/limits`, 'utf8'))?.[1])
    if (findIsolationTools('/usr/bin:/bin').prlimit === undefined) return expect(new Set(limits)).toEqual(new Set(['unlimited']))
    expect(limits).toContain(String(dataBytesMax(2 * 1024 ** 3, 2)))
    expect(limits).not.toContain('unlimited')
  })

  test('a queue that was scaled gets a new worker with the new size, and keeps its worker where only the jobs at once are others', async () => {
    await using started = await startCompute()
    started.openQueue('q', 1)
    notes(await started.job([FINISH]))
    await eventually(() => started.isFull(3))
    const small = started.workerPids()
    started.openQueue('q', 64)
    notes(await started.job([FINISH]))
    await eventually(() => started.isFull(3))
    const large = started.workerPids()
    expect(small.every((pid) => large.includes(pid))).toBe(false)
    started.compute.resizeQueue('q', 16)
    notes(await started.job([FINISH]))
    expect(started.workerPids()).toEqual(large)
  })

  test('a queue that may run one job at once lets the next wait for it, and one that may run more again does not', async () => {
    await using started = await startCompute()
    started.openQueue('q', 16)
    started.compute.limitJobs('q', { instances: 1, jobsOfInstance: 1 })
    const first = started.job([WAIT], { id: 'first', queueId: 'q' })
    await started.jobStarted('first')
    const second = started.job([WAIT], { id: 'second', queueId: 'q' })
    expect(started.compute.waitReason('second')).toContain('another job of its queue')
    started.compute.limitJobs('q', {})
    await started.jobStarted('second')
    await started.compute.closeQueue('q')
    expect([await first, await second]).toEqual([
      { kind: 'cancelled', reason: 'The queue was deleted' },
      { kind: 'cancelled', reason: 'The queue was deleted' },
    ])
  })
})
