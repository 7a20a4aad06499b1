import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { chmod, chown, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { eventually, isReady, makeCompute, notes, startCompute } from './fixtures/started-compute.ts'
import { findIsolationTools } from './sandbox/isolation.ts'

const FINISH = { do: 'finish' } as const
const WAIT = { do: 'wait', ms: 600_000 } as const
/** It looks into the data folder before it has a queue, which only programs let it do. */
const MOODY = { entry: fileURLToPath(new URL('./fixtures/moody-worker.ts', import.meta.url)), toolsPath: '/usr/bin:/bin:/usr/sbin:/sbin' }

describe('what a worker sees of the data folder', () => {
  test('is nothing but its scratch folder and the folders of its queue, from its claim on; of the analyzer, nothing', async (context) => {
    await using started = await startCompute()
    if (started.compute.sandbox().fileSystem !== 'own') return context.skip('this machine gives no view')
    notes(await started.job([FINISH]))
    const mountsOf = (pid: number): readonly string[] =>
      readFileSync(`/proc/${pid}/mountinfo`, 'utf8')
        .split('\n')
        .map((line) => line.split(' ')[4] ?? '')
    const seen = started.workerPids().map((pid) => {
      const mounts = mountsOf(pid)
      return { isOpen: mounts.includes('/.outside'), inHome: mounts.filter((at) => at.startsWith(`${started.home}/`)) }
    })
    const closed = seen.filter(({ isOpen }) => !isOpen).map(({ inHome }) => inHome.map((at) => at.replace(/w\d+$/, 'w')).toSorted())
    // One that no queue has claimed is open only where programs make its mounts.
    expect(closed.length).toBeGreaterThanOrEqual(2)
    for (const folders of closed) expect([1, 2]).toContain(folders.length)
    expect(closed).toContainEqual([`${started.home}/scratch/w`])
    expect(closed).toContainEqual([started.dataFolder, `${started.home}/scratch/w`])
  })

  test('has to be as the settings ask, or there is no start', async () => {
    const made = await makeCompute({ toolsPath: '', levelRequired: 'full' })
    try {
      await expect(made.start()).rejects.toMatchObject({
        kind: 'unavailable',
        message: expect.stringMatching(/^The settings ask for the sandbox full, and this machine gives runtime: /),
      })
      expect(made.workerPids()).toEqual([])
    } finally {
      await made[Symbol.asyncDispose]()
    }
  })

  // Root in a namespace of its own may not enter what is another user's; the launcher hands a worker its folders from outside.
  test.runIf(process.platform === 'linux' && process.getuid?.() === 0)(
    'made by programs, there is no start in a folder that its workers cannot enter',
    async () => {
      const within = await mkdtemp(join(tmpdir(), 'causeway-compute-closed-'))
      await chmod(within, 0o700)
      await chown(within, 12_345, 12_345)
      const made = await makeCompute({ within, toolsPath: '/usr/bin:/bin:/usr/sbin:/sbin' })
      try {
        await expect(made.start()).rejects.toMatchObject({
          kind: 'unavailable',
          message: expect.stringMatching(/^Workers cannot enter \S+: .+ is closed to them/),
        })
      } finally {
        await made[Symbol.asyncDispose]()
        await rm(within, { recursive: true, force: true })
      }
    },
  )
})

describe('the pool', () => {
  test('what was claimed is replaced, and jobs that find no spare one wait for a new one', async () => {
    await using started = await startCompute({ spareWorkers: 2 })
    await eventually(() => started.isFull(3))
    const jobs = ['a', 'b', 'c', 'd'].map((id) => ({ id, outcome: started.job([WAIT], { id }) }))
    await Promise.all(jobs.map(({ id }) => started.jobStarted(id)))
    await eventually(() => started.isFull(4 + 2 + 1))
    for (const { id, outcome } of jobs) {
      started.compute.cancel(id, 'enough')
      await outcome
    }
  })

  test('a worker that has not warmed up serves a job that waits, but is not counted, and the next is not started beside it', async () => {
    await using started = await startCompute({
      spareWorkers: 2,
      entry: fileURLToPath(new URL('./fixtures/cold-worker.ts', import.meta.url)),
    })
    expect(isReady(started.compute)).toBe(true)
    expect(started.compute.spareWorkers()).toBe(0)
    // The analyzer and the first spare.
    expect(started.workerPids()).toHaveLength(2)
    notes(await started.job([FINISH]))
    expect(started.compute.spareWorkers()).toBe(0)
  })

  test('until the server has started no worker warms up, and then each does', async () => {
    const settled = Promise.withResolvers<void>()
    await using started = await startCompute({
      spareWorkers: 1,
      entry: fileURLToPath(new URL('./fixtures/cold-worker.ts', import.meta.url)),
      settled: settled.promise,
    })
    expect(isReady(started.compute)).toBe(true)
    expect(started.compute.spareWorkers()).toBe(0)
    settled.resolve()
    await eventually(() => started.isFull(2))
  })

  test.each([0, 1])('a queue that wants workers ahead of its jobs gets them, beside %d spare ones for all', async (spareWorkers) => {
    await using started = await startCompute({ spareWorkers, limits: { idleMs: 50 } })
    started.compute.limitJobs('q', { sessionsAhead: 2 })
    await eventually(() => started.compute.workers().idle === 2 && started.compute.spareWorkers() === spareWorkers)
    const before = started.workerPids()
    notes(await started.job([FINISH]))
    await eventually(() => started.compute.workers().idle === 2 && started.compute.spareWorkers() === spareWorkers)
    expect(before).toEqual(expect.arrayContaining([...started.workerPids()].slice(0, 2)))
    started.compute.limitJobs('q', {})
    await eventually(() => started.compute.workers().idle === 0)
  })

  test('works without any spare worker', async () => {
    await using started = await startCompute({ spareWorkers: 0 })
    expect(isReady(started.compute)).toBe(true)
    expect(started.workerPids()).toHaveLength(1)
    notes(await started.job([FINISH]))
  })

  test('a spare worker that dies is replaced', async () => {
    await using started = await startCompute({ spareWorkers: 1 })
    await eventually(() => started.isFull(2))
    for (const pid of started.workerPids()) process.kill(pid, 'SIGKILL')
    await eventually(() => started.compute.spareWorkers() === 0)
    await eventually(() => started.isFull(2))
    notes(await started.job([FINISH]))
  })

  test('a worker that is idle for long ends; one that has grown ends at once', async () => {
    await using started = await startCompute({ limits: { idleMs: 150, residentBytesMax: 1000 } })
    await eventually(() => started.isFull(2))
    const first = started.workerPids()
    notes(await started.job([FINISH]))
    await eventually(() => first.some((pid) => !started.workerPids().includes(pid)))
    await eventually(() => started.isFull(2))
    const second = started.workerPids()
    notes(await started.job([{ do: 'finish', residentBytes: 1001 }]))
    await eventually(() => second.some((pid) => !started.workerPids().includes(pid)))
    await eventually(() => started.isFull(2))
  })

  test('there are never more processes than allowed: an idle worker of another queue makes room', async () => {
    await using started = await startCompute({ spareWorkers: 0, limits: { workersMax: 3 } })
    for (const queueId of ['a', 'b', 'c', 'd', 'a']) {
      started.openQueue(queueId)
      notes(await started.job([FINISH], { queueId }))
      expect(started.workerPids().length).toBeLessThanOrEqual(3)
    }
    const first = started.job([WAIT], { id: 'first', queueId: 'a' })
    const second = started.job([WAIT], { id: 'second', queueId: 'b' })
    await Promise.all([started.jobStarted('first'), started.jobStarted('second')])
    const third = started.job([FINISH], { id: 'third', queueId: 'c' })
    // No worker is on its way for it, and none comes while a whole check of a statement goes through.
    const waits = '1 job waits for a worker; being started: 0'
    expect(started.compute.readiness().degraded).toEqual([waits])
    await started.analyze({ analysisId: 'beside', sql: 'ok', currentDatabase: '', depth: 'syntax' })
    expect(started.compute.readiness().degraded).toEqual([waits])
    expect(started.workerPids()).toHaveLength(3)
    expect(started.startedJobs).not.toContain('third')
    started.compute.cancel('first', 'room')
    await first
    notes(await third)
    started.compute.cancel('second', 'room')
    await second
  })

  test('a queue with a long line leaves a worker’s place to a queue that has fewer, before it begins its next job', async () => {
    await using started = await startCompute({ spareWorkers: 0, limits: { workersMax: 3 } })
    for (const queueId of ['long', 'short']) started.openQueue(queueId)
    const ids = ['l1', 'l2', 'l3', 'l4', 'l5']
    const long = ids.map((id) => started.job([WAIT], { id, queueId: 'long' }))
    await Promise.all(['l1', 'l2'].map((id) => started.jobStarted(id)))
    const short = started.job([FINISH], { id: 's1', queueId: 'short' })
    started.compute.cancel('l1', 'room')
    notes(await short)
    // The place is free again, and nobody else wants it.
    await started.jobStarted('l3')
    // The first two begin side by side, each on a worker of its own.
    expect(started.startedJobs.slice(0, 2).toSorted()).toEqual(['l1', 'l2'])
    expect(started.startedJobs.slice(2)).toEqual(['s1', 'l3'])
    for (const id of ids) started.compute.cancel(id, 'enough')
    await Promise.all(long)
  })

  test('where there are more queues than workers, they take turns', async () => {
    await using started = await startCompute({ spareWorkers: 0, limits: { workersMax: 2, turnMs: 0 } })
    // One place beside the analyzer's.
    const ended: Promise<unknown>[] = []
    for (const queueId of ['a', 'b', 'c']) started.openQueue(queueId)
    for (const queueId of ['a', 'b', 'c']) for (const n of [1, 2, 3]) ended.push(started.job([FINISH], { id: `${queueId}${n}`, queueId }))
    await Promise.all(ended)
    expect(started.startedJobs).toEqual(['a1', 'b1', 'c1', 'a2', 'b2', 'c2', 'a3', 'b3', 'c3'])
  })

  test('a job that needs a place ends one idle worker, however often it is looked at while that one ends', async () => {
    await using started = await startCompute({ spareWorkers: 0, limits: { workersMax: 4 } })
    for (const queueId of ['a', 'b', 'c']) {
      started.openQueue(queueId)
      notes(await started.job([FINISH], { queueId }))
    }
    const before = started.workerPids()
    // One after the other: each that comes is a look.
    started.openQueue('narrow', 4)
    for (const outcome of [1, 2, 3].map(() => started.job([FINISH], { queueId: 'narrow' }))) notes(await outcome)
    expect(started.workerPids().filter((pid) => before.includes(pid))).toHaveLength(before.length - 1)
  })

  test('workers that die at start are not started in a hot loop; readiness says why; start gives up with the reason', async () => {
    const made = await makeCompute({ entry: fileURLToPath(new URL('./fixtures/dying-worker.ts', import.meta.url)) })
    try {
      const start = made.start()
      start.catch(() => {})
      await eventually(() => made.compute.readiness().missing.some((text) => text.includes('Workers fail at start')))
      made.openQueue('q')
      const waiting = made.job([FINISH])
      await expect(start).rejects.toMatchObject({ kind: 'unavailable', message: 'A worker ended while it started (exit code 7)' })
      await made.compute.stop('The server could not start')
      expect(await waiting).toEqual({ kind: 'cancelled', reason: 'The server could not start' })
      const waits = made.logLines.filter(({ msg }) => msg === 'worker start failed').map(({ waitMs }) => waitMs)
      // One count for the pool and the analyzer, and the first two starts, which are made at once, count once.
      expect(waits).toEqual([100, 200, 400, 800, 1600])
      const written = made.logLines.filter(({ msg }) => msg === 'worker wrote').map(({ line }) => line)
      expect([...new Set(written)]).toEqual(['cannot open the engine'])
      expect(made.logLines.filter(({ msg }) => msg === 'worker died')).toHaveLength(6)
    } finally {
      await made[Symbol.asyncDispose]()
    }
  })

  test('while workers fail at start, jobs wait, living workers go on, and the server is degraded, not away', async () => {
    await using started = await startCompute({
      spareWorkers: 1,
      ...MOODY,
    })
    await eventually(() => started.isFull(2))
    const fail = join(started.dataFolder, 'fail')
    writeFileSync(fail, '')
    started.openQueue('other')
    notes(await started.job([FINISH]))
    const waiting = started.job([FINISH], { id: 'waiting', queueId: 'other' })
    const starts = (): readonly unknown[] => started.logLines.filter(({ msg }) => msg === 'worker start failed')
    await eventually(() => starts().length >= 3)
    const { missing, degraded } = started.compute.readiness()
    expect(missing).toEqual([])
    expect(degraded.join()).toMatch(/Workers fail at start .*1 job waits for a worker/)
    expect(started.compute.waitReason('waiting')).toMatch(/^The job waits for a worker\. Workers fail at start/)
    // Not failed after however many starts.
    await eventually(() => starts().length >= 6)
    expect(started.endedJobs).not.toContain('waiting')
    notes(await started.job([FINISH]))
    rmSync(fail)
    notes(await waiting)
    await eventually(() => isReady(started.compute))
  })

  test('an analyzer that is started when it is asked for is tried on though nobody waits any more: the server is ready again by itself', async () => {
    await using started = await startCompute({ spareWorkers: 0, analyzer: 'when-asked', ...MOODY })
    const fail = join(started.dataFolder, 'fail')
    writeFileSync(fail, '')
    const order = { analysisId: 'a', sql: 'ok', currentDatabase: '', depth: 'syntax' } as const
    await expect(started.analyze(order)).rejects.toMatchObject({ kind: 'unavailable' })
    expect(started.compute.readiness().missing).toContain('No statement can be checked')
    rmSync(fail)
    await eventually(() => isReady(started.compute))
    expect(await started.analyze(order)).toMatchObject({ jobType: 'QUERY' })
  })

  test('starts that fail together are one failure, however many cores start them at once', async () => {
    await using started = await startCompute({
      spareWorkers: 1,
      cores: 8,
      ...MOODY,
    })
    await eventually(() => started.isFull(2))
    const fail = join(started.dataFolder, 'fail')
    writeFileSync(fail, '')
    started.openQueue('wide', 64)
    // The first has the spare one; for the others as many workers are started at once.
    const jobs = Array.from({ length: 7 }, () => started.job([FINISH], { queueId: 'wide' }))
    const failed = () => started.logLines.filter(({ msg }) => String(msg).startsWith('worker start failed'))
    await eventually(() => failed().length >= 6)
    expect(
      failed()
        .slice(0, 6)
        .map(({ failures }) => failures),
    ).toEqual([1, 1, 1, 1, 1, 1])
    rmSync(fail)
    for (const outcome of jobs) notes(await outcome)
  })

  test.skipIf(findIsolationTools('/usr/bin:/bin').prlimit === undefined || process.platform !== 'linux')(
    'a worker that came without its filter is ended before it is given anything, and it is told',
    async () => {
      const folder = mkdtempSync(join(tmpdir(), 'causeway-tools-'))
      const disarm = join(folder, 'disarm')
      // What native code would come to by emptying the file that sets the filter.
      const script = `#!/bin/sh
if [ -e ${disarm} ]; then
  for each; do shift; case $each in --import=*call-filter*) ;; *) set -- "$@" "$each";; esac; done
fi
exec ${findIsolationTools('/usr/bin:/bin').prlimit} "$@"
`
      writeFileSync(join(folder, 'prlimit'), script, { mode: 0o755 })
      try {
        await using started = await startCompute({ toolsPath: `${folder}:/usr/bin:/bin` })
        expect(started.compute.sandbox().callFilter).toBe('in-force')
        writeFileSync(disarm, '')
        // It takes the spare one, which started before; nothing comes after it.
        notes(await started.job([FINISH]))
        await eventually(() => started.compute.readiness().degraded.some((why) => /filters of system calls, not/.test(why)))
        started.openQueue('other', 4)
        const job = started.job([FINISH], { id: 'late', queueId: 'other' })
        expect(started.compute.spareWorkers()).toBe(0)
        expect(started.startedJobs).not.toContain('late')
        expect(started.logLines).toContainEqual(
          expect.objectContaining({ msg: 'worker start failed', error: expect.stringContaining('was not held as the server saw it') }),
        )
        rmSync(disarm)
        notes(await job)
      } finally {
        rmSync(folder, { recursive: true, force: true })
      }
    },
  )

  test('a job gets another worker where the one that is claimed for it dies of that, and no reserve is kept', async () => {
    await using started = await startCompute({ spareWorkers: 0 })
    const [analyzer] = started.workerPids()
    // What it is started for is gone when it is there: it belongs to nobody.
    const gone = started.job([FINISH], { id: 'gone' })
    started.compute.cancel('gone', 'The test wants its worker')
    expect((await gone).kind).toBe('cancelled')
    await eventually(() => started.compute.spareWorkers() === 1)
    const spare = started.workerPids().find((pid) => pid !== analyzer) ?? 0
    process.kill(spare, 'SIGSTOP')
    started.compute.expectJob('q')
    const job = started.job([FINISH])
    process.kill(spare, 'SIGKILL')
    expect(notes(await job)).toEqual([])
  })

  test('the same program runs where the machine has no wrapping programs', async () => {
    await using started = await startCompute({ toolsPath: '' })
    expect(started.compute.sandbox()).toMatchObject({ level: 'runtime', ownNetwork: 'none' })
    expect(notes(await started.job([{ do: 'connect', port: 9 }, FINISH]))).toEqual(['ERR_ACCESS_DENIED'])
  })
})
