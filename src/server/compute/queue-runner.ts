import { isDeepStrictEqual } from 'node:util'
import type { Logger } from 'pino'
import { asCausewayError, CausewayError } from '../../base/errors.ts'
import { capacityOf, isSameForSession, type Machine, type QueueCapacity } from './capacity.ts'
import type { ComputePorts, JobOutcome, JobRun, QueueLoad, QueueSpec } from './compute-ports.ts'
import type { EngineSession, SessionJobEnd } from './engine.ts'

export interface QueueRunnerOptions {
  readonly machine: Machine
  readonly ports: ComputePorts
  readonly log: Logger
  readonly takeSession: () => EngineSession | undefined
  /** One whose first job will be a quick one, for jobs that are still to come. */
  readonly takeWarmSession: () => EngineSession | undefined
  /** A session of the queue has become idle or has ended: another queue may want its place. */
  readonly freed: () => void
  /** Whether another queue is to have the place of a session that this one has had for so long, and would give its next job. */
  readonly givesUp: (heldMs: number) => boolean
  /** Defaults are the product's; a test shortens them. */
  readonly limits?: Partial<QueueLimits>
}

export interface QueueLimits {
  readonly lineMax: number
  readonly idleMs: number
}

const LIMITS: QueueLimits = { lineMax: 10_000, idleMs: 60_000 }
/** A claim that fails has not begun the job, so the job may have another session. */
const CLAIMS_MAX = 2
/** What setTimeout can hold. */
const TIMER_MS_MAX = 2 ** 31 - 1

interface Waiting {
  readonly job: JobRun
  claimsFailed: number
}

interface Running {
  readonly job: JobRun
  readonly session: EngineSession
  phase: 'claiming' | 'running'
  cancelReason: string | undefined
  timer: NodeJS.Timeout | undefined
}

interface Idle {
  readonly session: EngineSession
  /** By the clock of performance.now(). */
  readonly since: number
  readonly timer: NodeJS.Timeout
}

/** One queue: its line, its sessions, the jobs that they run. Jobs begin in the order in which they came. */
export class QueueRunner {
  readonly #options: QueueRunnerOptions
  readonly #limits: QueueLimits
  readonly #line: Waiting[] = []
  readonly #running = new Map<string, Running>()
  /** Jobs until their outcomes are told. */
  readonly #executing = new Set<Promise<void>>()
  /** Since when the queue has them, by the clock of performance.now(). */
  readonly #heldSince = new WeakMap<EngineSession, number>()
  #idle: Idle[] = []
  #spec: QueueSpec
  #capacity: QueueCapacity
  /** Another after each change that sessions are not to outlive. */
  #sessionsOf = Symbol('sessions of the first settings')
  #isTaking = false
  /** Claimed for jobs to come, and not idle yet. */
  readonly #preparing = new Set<EngineSession>()
  /** A claim that failed would fail for ever, and each costs a process. */
  #mayPrepare = true
  #closed = false

  constructor(spec: QueueSpec, options: QueueRunnerOptions) {
    this.#options = options
    this.#limits = { ...LIMITS, ...options.limits }
    this.#spec = spec
    this.#capacity = capacityOf(spec.cuCount, options.machine, spec.jobLimits)
  }

  /** Jobs that could begin now if they had a session. */
  get wanted(): number {
    const begun = this.#running.size + (this.#isTaking ? 1 : 0)
    return Math.max(0, Math.min(this.#line.length, this.#capacity.jobsMax - begun) - this.#idle.length - this.#preparing.size)
  }

  get spec(): QueueSpec {
    return this.#spec
  }

  get load(): QueueLoad {
    return { running: this.#running.size, waiting: this.#line.length }
  }

  get idleWorkers(): number {
    return this.#idle.length
  }

  /** Sessions that it has. */
  get held(): number {
    return this.#running.size + this.#idle.length + this.#preparing.size
  }

  /** Sessions that its settings want ready for jobs to come, and that it has not. */
  get wantedAhead(): number {
    return this.#closed || !this.#mayPrepare ? 0 : Math.max(0, this.#ahead - this.#idle.length - this.#preparing.size)
  }

  /** Sessions to have ready beside those of running jobs. */
  get #ahead(): number {
    return Math.min(this.#spec.jobLimits.sessionsAhead ?? 0, this.#capacity.jobsMax - this.#running.size)
  }

  get oldestIdleSince(): number | undefined {
    return this.#idle[0]?.since
  }

  /** New settings count from the next job on. Sessions stay where only the number of jobs at once is another. */
  update(spec: QueueSpec): void {
    const before = { spec: this.#spec, capacity: this.#capacity }
    this.#spec = spec
    const { cuCount, jobLimits } = spec
    this.#capacity = capacityOf(cuCount, this.#options.machine, jobLimits)
    if (!isSameForSession(before.capacity, this.#capacity) || !isDeepStrictEqual({ ...before.spec, cuCount, jobLimits }, spec)) {
      this.#sessionsOf = Symbol('sessions of later settings')
      for (const { session } of this.#idle) void this.#endSession(session, 'The queue was changed')
      this.#dropIdle(() => true)
    }
    this.#mayPrepare = true
    this.dispatch()
  }

  /** Takes what its settings want ready for jobs to come, as far as it is there. */
  prepareAhead(): void {
    while (this.wantedAhead > 0) {
      const session = this.#options.takeWarmSession()
      if (session === undefined) return
      this.#beginToPrepare(session)
    }
  }

  /** A job is about to come: where it would find no session of the queue, one is claimed for it meanwhile, if there is one now. */
  expect(): void {
    if (this.#closed || !this.#mayPrepare || this.held > 0 || this.#line.length > 0 || this.#capacity.jobsMax === 0) return
    const session = this.#options.takeSession()
    if (session !== undefined) this.#beginToPrepare(session)
  }

  #beginToPrepare(session: EngineSession): void {
    const executing = this.#prepare(session).finally(() => this.#executing.delete(executing))
    this.#executing.add(executing)
  }

  add(job: JobRun): void {
    if (this.#line.length >= this.#limits.lineMax) {
      throw new CausewayError('limit-exceeded', `${this.#limits.lineMax} jobs wait for queue ${this.#spec.name} already`, {
        hint: 'Wait until some have ended, or use another queue',
      })
    }
    this.#line.push({ job, claimsFailed: 0 })
    this.dispatch()
    this.#loadChanged()
  }

  /** Gives waiting jobs to sessions as long as there are both. */
  dispatch(): void {
    while (this.dispatchOne());
  }

  /** False: no job waits that may begin, or there is no session for it. */
  dispatchOne(): boolean {
    if (this.#closed || this.#running.size >= this.#capacity.jobsMax) return false
    // Each gets one that is being claimed, which comes sooner than another would.
    if (this.#idle.length === 0 && this.wanted === 0) return false
    const waiting = this.#line.shift()
    if (waiting === undefined) return false
    const idle = this.#takeIdle()
    // Only now, for a pool that gives one away looks at what is still wanted: no longer this.
    this.#isTaking = true
    const session = idle ?? this.#options.takeSession()
    this.#isTaking = false
    if (session === undefined) {
      this.#line.unshift(waiting)
      return false
    }
    const executing = this.#execute(waiting, session, idle === undefined).finally(() => this.#executing.delete(executing))
    this.#executing.add(executing)
    return true
  }

  /** What a job in the line waits for; undefined: it does not wait here. */
  waitsFor(jobId: string): 'another-job' | 'cus' | 'session' | undefined {
    const index = this.#line.findIndex(({ job }) => job.order.jobId === jobId)
    if (index < 0) return undefined
    if (this.#capacity.jobsMax === 0) return 'cus'
    if (index + this.#running.size >= this.#capacity.jobsMax) return 'another-job'
    return index < this.#preparing.size ? undefined : 'session'
  }

  cancel(jobId: string, reason: string): boolean {
    const index = this.#line.findIndex(({ job }) => job.order.jobId === jobId)
    if (index >= 0) {
      this.#line.splice(index, 1)
      queueMicrotask(() => this.#tellEnd(jobId, { kind: 'cancelled', reason }))
      this.#loadChanged()
      return true
    }
    const running = this.#running.get(jobId)
    if (running === undefined) return false
    this.#cancelRunning(running, reason)
    return true
  }

  /** Cancels every job, ends every session; resolves when the sessions are gone and the outcomes were told. */
  async close(reason: string): Promise<void> {
    this.#closed = true
    for (const { job } of this.#line.splice(0)) this.#tellEnd(job.order.jobId, { kind: 'cancelled', reason })
    const running = [...this.#running.values()].map(({ session }) => session)
    const sessions = [...this.#idle.map(({ session }) => session), ...running, ...this.#preparing]
    for (const running of this.#running.values()) running.cancelReason ??= reason
    this.#dropIdle(() => true)
    await Promise.all(sessions.map((session) => session.end(new CausewayError('cancelled', reason))))
    await Promise.all(this.#executing)
  }

  /** Ends the longest idle session. */
  evictIdle(): void {
    const [first] = this.#idle
    if (first === undefined) return
    this.#dropIdle((idle) => idle === first)
    void this.#endSession(first.session, 'Another queue needs the place')
  }

  async #execute(waiting: Waiting, session: EngineSession, isNew: boolean): Promise<void> {
    const { job } = waiting
    const { jobId } = job.order
    const capacity = this.#capacity
    const sessionsOf = this.#sessionsOf
    const running: Running = {
      job,
      session,
      phase: isNew ? 'claiming' : 'running',
      cancelReason: undefined,
      timer: undefined,
    }
    this.#running.set(jobId, running)
    if (isNew) this.#hold(session)
    let outcome: JobOutcome | undefined
    let end: SessionJobEnd | undefined
    try {
      if (isNew) await session.claim(this.#spec, capacity)
      this.#mayPrepare = true
      if (running.cancelReason !== undefined) {
        outcome = { kind: 'cancelled', reason: running.cancelReason }
      } else {
        running.phase = 'running'
        const ended = session.run(job.order, job.reader)
        this.#started(running)
        end = await ended
        outcome = outcomeOf(end, running)
      }
    } catch (thrown) {
      const error = asCausewayError(thrown)
      if (running.cancelReason !== undefined) outcome = { kind: 'cancelled', reason: running.cancelReason }
      else if (running.phase === 'running' || waiting.claimsFailed + 1 >= CLAIMS_MAX) {
        outcome = { kind: 'failed', error, remoteStatements: [] }
      }
      void session.end(error)
    }
    clearTimeout(running.timer)
    this.#running.delete(jobId)
    this.#keepOrEnd(session, sessionsOf, end?.reusable ?? true)
    if (outcome === undefined) this.#line.unshift({ job, claimsFailed: waiting.claimsFailed + 1 })
    else this.#tellEnd(jobId, outcome)
    this.dispatch()
    this.#loadChanged()
    this.#options.freed()
  }

  async #prepare(session: EngineSession): Promise<void> {
    const sessionsOf = this.#sessionsOf
    this.#preparing.add(session)
    this.#hold(session)
    try {
      await session.claim(this.#spec, this.#capacity)
    } catch (thrown) {
      this.#mayPrepare = false
      const error = asCausewayError(thrown)
      this.#options.log.warn({ session: session.name, error: error.message }, 'no session could be made ready ahead of jobs')
      void session.end(error)
    }
    this.#preparing.delete(session)
    this.#keepOrEnd(session, sessionsOf, true)
    this.dispatch()
    // What waited for it wants another now: it was not counted among what is wanted.
    if (!session.alive) this.#options.freed()
  }

  #hold(session: EngineSession): void {
    this.#heldSince.set(session, performance.now())
    void session.ended.then(() => this.#dropIdle((idle) => idle.session === session))
  }

  #started(running: Running): void {
    const { job } = running
    try {
      this.#options.ports.jobStarted(job.order.jobId)
    } catch (error) {
      this.#options.log.error({ jobId: job.order.jobId, error: String(error) }, 'jobStarted failed')
    }
    if (job.timeoutMs === undefined) return
    const reason = `The job ran longer than its limit of ${job.timeoutMs} ms (${job.timeoutOf ?? 'dli.sql.job.timeout'})`
    running.timer = setTimeout(() => this.#cancelRunning(running, reason), Math.min(job.timeoutMs, TIMER_MS_MAX))
  }

  #cancelRunning(running: Running, reason: string): void {
    if (running.cancelReason !== undefined) return
    running.cancelReason = reason
    running.session.cancel(reason)
  }

  #keepOrEnd(session: EngineSession, sessionsOf: symbol, reusable: boolean): void {
    if (!session.alive) return
    const usable = !this.#closed && sessionsOf === this.#sessionsOf
    if (!usable) void this.#endSession(session, 'The queue was changed')
    else if (!reusable) void this.#endSession(session, 'The session has grown too large')
    else if (this.#givesUp(session)) void this.#endSession(session, 'Another queue has its turn')
    else this.#makeIdle(session)
  }

  #givesUp(session: EngineSession): boolean {
    return this.#line.length > 0 && this.#options.givesUp(performance.now() - (this.#heldSince.get(session) ?? 0))
  }

  #makeIdle(session: EngineSession): void {
    const timer = setTimeout(() => {
      if (this.#idle.length <= this.#ahead) return void timer.refresh()
      this.#dropIdle((idle) => idle.session === session)
      void this.#endSession(session, 'The session was idle for long')
    }, this.#limits.idleMs)
    timer.unref()
    this.#idle.push({ session, since: performance.now(), timer })
  }

  /** The one that was used last: its caches are warm, and the others may end. */
  #takeIdle(): EngineSession | undefined {
    for (;;) {
      const idle = this.#idle.pop()
      if (idle === undefined) return undefined
      clearTimeout(idle.timer)
      if (idle.session.alive) return idle.session
    }
  }

  #dropIdle(drop: (idle: Idle) => boolean): void {
    for (const idle of this.#idle) if (drop(idle)) clearTimeout(idle.timer)
    this.#idle = this.#idle.filter((idle) => !drop(idle))
  }

  async #endSession(session: EngineSession, why: string): Promise<void> {
    this.#options.log.debug({ session: session.name, why }, 'session is ended')
    await session.end(new CausewayError('cancelled', why))
    this.#options.freed()
  }

  #loadChanged(): void {
    try {
      this.#options.ports.queueLoadChanged(this.#spec.id)
    } catch (error) {
      this.#options.log.error({ error: String(error) }, 'queueLoadChanged failed')
    }
  }

  #tellEnd(jobId: string, outcome: JobOutcome): void {
    try {
      this.#options.ports.jobEnded(jobId, outcome)
    } catch (error) {
      this.#options.log.error({ jobId, error: String(error) }, 'jobEnded failed')
    }
  }
}

function outcomeOf(end: SessionJobEnd, running: Running): JobOutcome {
  switch (end.kind) {
    case 'finished':
      // It had finished before the cancel took: what it wrote is there, so that is the truth.
      return { kind: 'finished', result: end.result }
    case 'failed':
      if (running.cancelReason !== undefined) return { kind: 'cancelled', reason: running.cancelReason }
      return { kind: 'failed', error: end.error, remoteStatements: end.remoteStatements }
    case 'cancelled':
      if (running.cancelReason !== undefined) return { kind: 'cancelled', reason: running.cancelReason }
      return { kind: 'failed', error: new CausewayError('internal', 'The worker cancelled the job unasked'), remoteStatements: [] }
  }
}
