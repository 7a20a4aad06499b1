import { pino } from 'pino'
import { expect, test } from 'vitest'
import { CausewayError } from '../../base/errors.ts'
import type { JobLimits } from './compute-ports.ts'
import type { EngineSession } from './engine.ts'
import { eventually } from './fixtures/started-compute.ts'
import { QueueRunner } from './queue-runner.ts'

/** Sessions that are there whenever they are asked for, up to `warm` of them for jobs to come. */
function lab({ warm = 9, failing = false, idleMs = 2 ** 31 - 1 } = {}) {
  const sessions: EngineSession[] = []
  let warmLeft = warm
  const session = (): EngineSession => {
    const gone = Promise.withResolvers<void>()
    let job: PromiseWithResolvers<never> | undefined
    let alive = true
    const made: EngineSession = {
      name: `session ${sessions.length}`,
      get alive() {
        return alive
      },
      ended: gone.promise,
      claim: async () => {
        if (failing) throw new CausewayError('unavailable', 'no')
      },
      run: () => {
        job = Promise.withResolvers()
        return job.promise
      },
      cancel: (reason) => job?.reject(new CausewayError('cancelled', reason)),
      end: async (reason) => {
        alive = false
        job?.reject(reason)
        gone.resolve()
      },
    }
    sessions.push(made)
    return made
  }
  const spec = (jobLimits: JobLimits, cuCount = 16) => ({ id: 'q', name: 'q', engine: 'fake', cuCount, jobLimits, dataFolders: [] })
  const runner = new QueueRunner(spec({}), {
    machine: { cores: 2, memoryBytes: 8 * 1024 ** 3 },
    ports: {
      jobStarted() {},
      jobProgress() {},
      jobEnded() {},
      queueLoadChanged() {},
      dial: async () => ({ kind: 'refused', error: new CausewayError('unavailable', 'no network') }),
      call: async () => null,
    },
    log: pino({ level: 'silent' }),
    takeSession: session,
    takeWarmSession: () => (warmLeft-- > 0 ? session() : undefined),
    freed: () => runner.prepareAhead(),
    givesUp: () => false,
    limits: { idleMs },
  })
  const ask = (jobLimits: JobLimits, cuCount?: number) => {
    runner.update(spec(jobLimits, cuCount))
    runner.prepareAhead()
  }
  let jobs = 0
  const run = () => {
    jobs += 1
    runner.add({ queueId: 'q', timeoutMs: undefined, order: { jobId: `j${jobs}`, sql: '', currentDatabase: '', conf: {} } })
  }
  return { runner, sessions, ask, run, [Symbol.asyncDispose]: () => runner.close('over') }
}

test('without a word of its settings a queue has no session before its first job', async () => {
  await using made = lab()
  made.ask({})
  made.ask({ sessionsAhead: 0 })
  expect(made.sessions).toEqual([])
})

test('sessions are claimed for jobs to come, as many as the settings say, and the next jobs get them', async () => {
  await using made = lab()
  made.ask({ sessionsAhead: 2 })
  await eventually(() => made.runner.idleWorkers === 2)
  made.run()
  expect(made.runner.load.running).toBe(1)
  // Beside the one that runs a job there are two again.
  made.runner.prepareAhead()
  await eventually(() => made.runner.idleWorkers === 2)
  expect(made.sessions).toHaveLength(3)
})

test('no more than could run jobs at once', async () => {
  await using made = lab()
  made.ask({ sessionsAhead: 4, instances: 1, jobsOfInstance: 1 })
  await eventually(() => made.runner.idleWorkers === 1)
  made.run()
  made.runner.prepareAhead()
  expect([made.sessions.length, made.runner.held]).toEqual([1, 1])
})

test('a queue to which its pool lends no CUs has none', async () => {
  await using made = lab()
  made.ask({ sessionsAhead: 1 }, 0)
  expect(made.sessions).toEqual([])
})

test('they stay however long no job comes; those beyond them end', async () => {
  await using made = lab({ idleMs: 1 })
  made.ask({ sessionsAhead: 2 })
  await eventually(() => made.runner.idleWorkers === 2)
  made.ask({ sessionsAhead: 1 })
  await eventually(() => made.runner.idleWorkers === 1)
  // As often as a session could have ended.
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setTimeout(resolve, 1))
  expect(made.runner.idleWorkers).toBe(1)
  made.ask({})
  await eventually(() => made.runner.idleWorkers === 0)
})

test('a claim that fails is not made again and again: the next job or other settings try anew', async () => {
  await using made = lab({ failing: true })
  made.ask({ sessionsAhead: 1 })
  await eventually(() => made.sessions[0]?.alive === false)
  for (let turn = 0; turn < 10; turn += 1) made.runner.prepareAhead()
  expect(made.sessions).toHaveLength(1)
  made.ask({ sessionsAhead: 2 })
  expect(made.sessions).toHaveLength(3)
})

test('one whose place another queue needs is given away and had again when there is one', async () => {
  await using made = lab({ warm: 2 })
  made.ask({ sessionsAhead: 1 })
  await eventually(() => made.runner.idleWorkers === 1)
  made.runner.evictIdle()
  await eventually(() => made.sessions.length === 2 && made.runner.idleWorkers === 1)
  expect(made.sessions.map(({ alive }) => alive)).toEqual([false, true])
})

test('for a job that is about to come a session is claimed, and the job waits for that one and takes no other', async () => {
  await using made = lab({ warm: 0 })
  made.runner.expect()
  made.runner.expect()
  made.run()
  expect([made.sessions.length, made.runner.load, made.runner.wanted]).toEqual([1, { running: 0, waiting: 1 }, 0])
  expect(made.runner.waitsFor('j1')).toBe(undefined)
  await eventually(() => made.runner.load.running === 1)
  // The next finds no idle one, and one is not claimed for what may never come where the queue has one.
  made.runner.expect()
  expect(made.sessions).toHaveLength(1)
  made.run()
  expect([made.sessions.length, made.runner.load]).toEqual([2, { running: 2, waiting: 0 }])
})

test('a job that comes while one is claimed for another takes its own', async () => {
  await using made = lab({ warm: 0 })
  made.runner.expect()
  made.run()
  made.run()
  expect(made.sessions).toHaveLength(2)
  await eventually(() => made.runner.load.running === 2)
  expect(made.sessions).toHaveLength(2)
})

test('of jobs that may not run at once the first waits for the session that is claimed, and none is taken beside it', async () => {
  await using made = lab({ warm: 0 })
  made.ask({ instances: 1, jobsOfInstance: 1 })
  made.runner.expect()
  made.run()
  made.run()
  expect([made.sessions.length, made.runner.wanted, made.runner.waitsFor('j2')]).toEqual([1, 0, 'another-job'])
  await eventually(() => made.runner.load.running === 1)
  expect([made.sessions.length, made.runner.load]).toEqual([1, { running: 1, waiting: 1 }])
})

test('where the claim for a job that is about to come fails, the job tries anew', async () => {
  await using made = lab({ failing: true })
  made.runner.expect()
  made.run()
  await eventually(() => made.sessions.length > 1)
  expect(made.sessions[0]?.alive).toBe(false)
})

test('a queue to which its pool lends no CUs expects nothing, and one that is expected in vain is idle', async () => {
  await using made = lab({ warm: 0 })
  made.ask({}, 0)
  made.runner.expect()
  expect(made.sessions).toEqual([])
  made.ask({})
  made.runner.expect()
  await eventually(() => made.runner.idleWorkers === 1)
})

test('a close ends those that are being claimed as well', async () => {
  const made = lab()
  made.ask({ sessionsAhead: 2 })
  await made.runner.close('over')
  expect(made.sessions.map(({ alive }) => alive)).toEqual([false, false])
  expect(made.runner.idleWorkers).toBe(0)
})
