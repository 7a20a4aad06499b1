import type { Logger } from 'pino'
import { CausewayError } from '../../../../../base/errors.ts'
import type { Analysis, AnalysisOrder } from '../../../../../protocol/analysis.ts'
import type { Claim, JobOrder } from '../../../../../protocol/job-order.ts'
import type { JobProgress, JobResult, RemoteStatement } from '../../../../../protocol/job-result.ts'
import { fromWireError } from '../../../../../protocol/wire-error.ts'
import type { ServerMessage, WorkerMessage } from '../../../../../protocol/worker-channel.ts'
import type { DialOutcome, RowReader } from '../../../compute-ports.ts'
import type { Exceeded } from '../../../limits/exceeded.ts'
import type { WorkerAllowance } from '../../../limits/worker-allowance.ts'
import type { WorkerHold } from '../../../limits/worker-hold.ts'
import { type NoProgress, type ProgressLimits, watchProgress } from '../../../processes/progress-watch.ts'
import type { WorkerCommand } from '../../../sandbox/isolation.ts'
import type { LowerLimits } from '../../../sandbox/launcher/launch-worker.ts'
import { type DialRequest, HandOver } from './hand-over.ts'
import { ProgressGate } from './progress-gate.ts'
import { RowGate } from './row-gate.ts'
import { type CallRequest, WorkerCalls } from './worker-calls.ts'
import { againHint, exitError, type WorkerExit, type WorkerTask } from './worker-exit.ts'
import { WorkerProcess } from './worker-process.ts'

/** How a job ended, as its worker told it. */
export type WorkerJobEnd =
  | { readonly kind: 'finished'; readonly result: JobResult; readonly residentBytes: number }
  | {
      readonly kind: 'failed'
      readonly error: CausewayError
      readonly remoteStatements: readonly RemoteStatement[]
      readonly residentBytes: number
    }
  | { readonly kind: 'cancelled'; readonly residentBytes: number }

export interface WorkerOptions {
  readonly name: string
  readonly command: WorkerCommand
  /** What limits it. */
  readonly hold: WorkerHold
  readonly log: Logger
  readonly dial: (worker: Worker, request: DialRequest, signal: AbortSignal) => Promise<DialOutcome>
  readonly call: (request: CallRequest) => Promise<unknown>
  readonly progress: (jobId: string, progress: JobProgress) => void
}

/** What the worker is expected to say next; its promise ends with the worker's answer or with the worker. */
type Expected =
  | { readonly kind: 'ready'; readonly done: PromiseWithResolvers<void> }
  | { readonly kind: 'claimed'; readonly done: PromiseWithResolvers<void> }
  | {
      readonly kind: 'job'
      readonly id: string
      readonly done: PromiseWithResolvers<WorkerJobEnd>
      readonly gate: ProgressGate
      /** Where the order asks for a stream. */
      readonly rows: RowGate | undefined
      /** The job has finished with it, whatever becomes of the worker. */
      readonly settled: JobResult | undefined
    }
  | { readonly kind: 'analysis'; readonly id: string; readonly done: PromiseWithResolvers<Analysis> }

/**
 * One worker process and what was agreed with it: it says what it is expected to say and nothing else, or it is ended. Every promise of it ends; when the worker
 * ends first, with the reason of its end.
 */
export class Worker {
  readonly name: string
  readonly exited: Promise<WorkerExit>
  readonly started: Promise<void>
  /** Resolves when the worker has warmed up; a worker that is claimed or ends before never does. */
  readonly warm: Promise<void>
  readonly hold: WorkerHold
  readonly #process: WorkerProcess
  readonly #handOver: HandOver
  readonly #calls: WorkerCalls
  readonly #tellProgress: WorkerOptions['progress']
  readonly #log: Logger
  readonly #warmed = Promise.withResolvers<void>()
  #isWarm = false
  #expected: Expected | undefined
  /** Jobs and analyses of this worker that have ended: a late call of one is refused, not punished. */
  #lastContextId: string | undefined
  #lateRequests = 0
  #endReason: CausewayError | undefined
  #gone = false

  constructor(options: WorkerOptions) {
    this.name = options.name
    this.hold = options.hold
    this.#log = options.log
    this.#tellProgress = options.progress
    const started = Promise.withResolvers<void>()
    // Whoever waits for it gets the error; when nobody does, it is no unhandled one.
    started.promise.catch(() => {})
    this.started = started.promise
    this.warm = this.#warmed.promise
    this.#expected = { kind: 'ready', done: started }
    this.#process = new WorkerProcess(options.command, options.log, {
      message: (message) => this.#receive(message),
      malformed: (what) => this.#breach(what),
    })
    this.#handOver = new HandOver({
      dial: (request, signal) => options.dial(this, request, signal),
      send: (message, socket, sent) => this.#process.send(message, socket, sent),
      sendAtOnce: (message, socket) => this.#process.sendAtOnce(message, socket),
      // A socket that a process holds can be taken from it in no other way.
      revoke: async (reason) => {
        await this.end(new CausewayError('unreachable', reason))
      },
    })
    this.#calls = new WorkerCalls(options.call, (message, written) => this.#send(message, written))
    this.hold.place(this.#process.startedPid)
    this.exited = this.#process.exited.then((exit) => {
      this.#gone = true
      const exceeded = this.hold.exceeded()
      if (exceeded !== undefined) this.#endReason ??= this.hold.error(exceeded)
      this.#handOver.close()
      this.#calls.close()
      const expected = this.#expected
      this.#expected = undefined
      if (expected?.kind === 'job' && expected.settled !== undefined) {
        expected.done.resolve({ kind: 'finished', result: expected.settled, residentBytes: 0 })
      } else if (expected !== undefined) expected.done.reject(this.#endReason ?? exitError(exit, taskOf(expected)))
      if (this.#endReason === undefined) this.#log.warn({ code: exit.code, signal: exit.signal }, 'worker died')
      return exit
    })
  }

  /** False from the moment it is ended or dies. */
  get alive(): boolean {
    return !this.#gone && this.#endReason === undefined
  }

  /** Its first job will be as quick as a later one. */
  get isWarm(): boolean {
    return this.#isWarm
  }

  get pid(): number | undefined {
    return this.#process.pid
  }

  /** Of what was started; see `pid`. */
  get startedPid(): number | undefined {
    return this.#process.startedPid
  }

  /** A job or an analysis is under way. */
  get busy(): boolean {
    return this.#expected?.kind === 'job' || this.#expected?.kind === 'analysis'
  }

  get scratchFolder(): string {
    return this.hold.scratchFolder
  }

  get allowance(): WorkerAllowance {
    return this.hold.allowance
  }

  /** It has taken more than it may. */
  exceed(exceeded: Exceeded): void {
    this.#log.warn({ exceeded }, 'worker has taken more than it may and is ended')
    void this.end(this.hold.error(exceeded))
  }

  /** Takes from what it sees of the machine all but its own and these folders, and, with a launcher, holds it to these limits. Before its first job or analysis. */
  closeView(folders: readonly string[], limits: LowerLimits['limits']): Promise<void> {
    return this.#process.closeView(folders, limits)
  }

  /** Does nothing in advance until `warmUp` or its claim. Told before it has started. */
  rest(): void {
    this.#send({ kind: 'rest' })
  }

  warmUp(): void {
    if (this.alive) this.#send({ kind: 'warm-up' })
  }

  claim(claim: Claim): Promise<void> {
    const done = Promise.withResolvers<void>()
    return this.#ask({ kind: 'claimed', done }, { kind: 'claim', claim }, done)
  }

  run(order: JobOrder, reader?: RowReader): Promise<WorkerJobEnd> {
    const done = Promise.withResolvers<WorkerJobEnd>()
    const gate = new ProgressGate(() => performance.now())
    const { jobId } = order
    const taken = (): void => {
      if (this.alive && this.#isCurrent(jobId)) this.#send({ kind: 'rows-taken', jobId })
    }
    const rows = order.result === 'stream' && reader !== undefined ? new RowGate(reader, taken) : undefined
    return this.#ask({ kind: 'job', id: jobId, done, gate, rows, settled: undefined }, { kind: 'run', order }, done)
  }

  analyze(order: AnalysisOrder): Promise<Analysis> {
    const done = Promise.withResolvers<Analysis>()
    return this.#ask({ kind: 'analysis', id: order.analysisId, done }, { kind: 'analyze', order }, done)
  }

  cancel(jobId: string): void {
    this.#handOver.callOff()
    this.#send({ kind: 'cancel', jobId })
  }

  /** Calls back once when the process gets no further; not while it waits for an answer of ours, which of what was cancelled a dial is not. */
  watch(limits: ProgressLimits, gaveUp: (why: NoProgress) => void, isCancelled = false): Disposable {
    const { startedPid } = this.#process
    // It could not be started: whoever waits for it is told so.
    if (startedPid === undefined) return { [Symbol.dispose]: () => {} }
    return watchProgress(startedPid, {
      limits,
      gaveUp,
      isExcused: () => this.#calls.isAnswering || (!isCancelled && this.#handOver.isDialling),
    })
  }

  setPriority(priority: number): void {
    this.#process.setPriority(priority)
  }

  /** Ends the process at once; what it was doing ends with `reason`. A worker keeps nothing that would need a gentler end. */
  end(reason: CausewayError): Promise<WorkerExit> {
    this.#endReason ??= reason
    this.#process.kill()
    return this.exited
  }

  #ask<T>(expected: Expected, message: ServerMessage, done: PromiseWithResolvers<T>): Promise<T> {
    if (!this.alive) done.reject(this.#endReason ?? new CausewayError('internal', 'The worker is gone'))
    else if (this.#expected !== undefined) done.reject(new CausewayError('internal', 'The worker is busy'))
    else {
      this.#expected = expected
      this.#process.beginTask()
      this.#send(message)
    }
    return done.promise
  }

  #send(message: ServerMessage, written?: () => void): void {
    this.#process.send(message, undefined, written)
    if (this.#process.unwritten > UNWRITTEN_MAX) this.#breach('more questions than it reads answers')
  }

  #breach(what: string): void {
    if (this.#gone) return
    this.#log.error({ what }, 'worker broke the protocol and is ended')
    const again = this.#expected === undefined ? {} : { hint: `The server’s log has more; ${againHint(taskOf(this.#expected))}` }
    void this.end(new CausewayError('internal', `The worker sent ${what}, so it was ended`, again))
  }

  #receive(message: WorkerMessage): void {
    // What a worker says after it was told to end no longer counts.
    if (!this.alive) return
    if (!this.#accept(message)) this.#breach(`'${message.kind}' at the wrong time, too often, or for what it was not given`)
  }

  /** False: the worker has no reason to say this now. */
  #accept(message: WorkerMessage): boolean {
    const expected = this.#expected
    switch (message.kind) {
      case 'ready':
      case 'claimed':
        if (expected?.kind !== message.kind) return false
        this.#expected = undefined
        expected.done.resolve()
        return true
      case 'warm':
        if (expected?.kind === 'ready' || this.#isWarm) return false
        this.#isWarm = true
        this.#warmed.resolve()
        return true
      case 'analyzed':
      case 'analysis-failed':
        if (expected?.kind !== 'analysis' || expected.id !== message.analysisId) return false
        this.#ended(expected.id)
        if (message.kind === 'analyzed') expected.done.resolve(message.analysis)
        else expected.done.reject(fromWireError(message.error))
        return true
      case 'job-progress':
        if (expected?.kind !== 'job' || expected.id !== message.jobId || !expected.gate.accepts(message.progress)) return false
        this.#tellProgress(message.jobId, message.progress)
        return true
      case 'job-columns':
        return expected?.kind === 'job' && expected.id === message.jobId && expected.rows?.columns(message.columns) === true
      case 'job-rows':
        return expected?.kind === 'job' && expected.id === message.jobId && expected.rows?.rows(message.text) === true
      case 'job-settled':
        if (expected?.kind !== 'job' || expected.id !== message.jobId) return false
        if (expected.rows !== undefined || expected.settled !== undefined) return false
        this.#expected = { ...expected, settled: message.result }
        return true
      case 'job-finished':
      case 'job-failed':
      case 'job-cancelled':
        if (expected?.kind !== 'job' || expected.id !== message.jobId) return false
        if (message.kind === 'job-finished' && expected.rows?.isWhole(message.result.rowCount) === false) return false
        this.#ended(expected.id)
        expected.done.resolve(jobEnd(message, expected.settled))
        // Before the job's end is seen: it must get no other one.
        if (message.isSpent === true) void this.end(SPENT)
        return true
      case 'call':
        if (this.#isCurrent(message.contextId)) return this.#calls.request(message)
        return this.#refuseLate(message.contextId, { kind: 'call-refused', callId: message.callId, error: JOB_HAS_ENDED })
      case 'dial':
        if (this.#isCurrent(message.contextId)) return this.#handOver.request(message)
        return this.#refuseLate(message.contextId, { kind: 'dial-refused', dialId: message.dialId, error: JOB_HAS_ENDED })
      case 'sockets-taken':
        return message.dialIds.every((dialId) => this.#handOver.taken(dialId))
    }
  }

  #ended(contextId: string): void {
    this.#expected = undefined
    this.#handOver.callOff()
    this.#lastContextId = contextId
    this.#lateRequests = 0
  }

  /** What was on its way when the job ended is refused; more of it than could be is no accident. */
  #refuseLate(contextId: string, refusal: ServerMessage): boolean {
    this.#lateRequests += 1
    if (contextId !== this.#lastContextId || this.#lateRequests > LATE_REQUESTS_MAX) return false
    this.#send(refusal)
    return true
  }

  #isCurrent(contextId: string): boolean {
    const expected = this.#expected
    return (expected?.kind === 'job' || expected?.kind === 'analysis') && expected.id === contextId
  }
}

function taskOf(expected: Expected): WorkerTask {
  switch (expected.kind) {
    case 'ready':
      return 'start'
    case 'claimed':
      return 'claim'
    case 'analysis':
    case 'job':
      return expected.kind
  }
}

/** A job may have so many calls and dials in flight. */
const LATE_REQUESTS_MAX = 10_000
/** Answers that wait to be written. */
const UNWRITTEN_MAX = 20_000

const JOB_HAS_ENDED = { kind: 'cancelled', message: 'The job has ended' } as const

const SPENT = new CausewayError('internal', 'The engine of the worker has failed')

type JobEndMessage = Extract<WorkerMessage, { kind: 'job-finished' | 'job-failed' | 'job-cancelled' }>

function jobEnd(message: JobEndMessage, settled: JobResult | undefined): WorkerJobEnd {
  const { residentBytes } = message
  if (settled !== undefined) return { kind: 'finished', result: settled, residentBytes }
  switch (message.kind) {
    case 'job-finished':
      return { kind: 'finished', result: message.result, residentBytes }
    case 'job-failed':
      return { kind: 'failed', error: fromWireError(message.error), remoteStatements: message.remoteStatements, residentBytes }
    case 'job-cancelled':
      return { kind: 'cancelled', residentBytes }
  }
}
