import { CausewayError } from '../../base/errors.ts'
import { scratchUse } from '../../base/scratch-use.ts'
import { quotedName } from '../../base/sql-text/quoted.ts'
import type { Claim, JobOrder } from '../../protocol/job-order.ts'
import type { JobResult } from '../../protocol/job-result.ts'
import type { TableDefinition } from '../../protocol/table-definition.ts'
import { toWireError, type WireError } from '../../protocol/wire-error.ts'
import type { WorkerMessage } from '../../protocol/worker-channel.ts'
import type { ServerChannel } from '../channel/server-channel.ts'
import type { Engine } from '../engine/engine.ts'
import { JobCounters } from '../engine/job-counters.ts'
import type { ResultRows } from '../engine/results/result-rows.ts'
import { RingWriter } from '../engine/ring.ts'
import type { Plan } from '../sql/plan/plan.ts'
import { checkSentConf, conflictRetries, readsFoldersAsTexts } from '../sql/session/settings.ts'
import { translate } from '../sql/translate.ts'
import { catalogReader } from './catalog-reader.ts'
import { changeRows } from './change-rows.ts'
import { explain } from './commands/explain.ts'
import { runCommand } from './commands/run-command.ts'
import { compactAfter } from './compact-after.ts'
import { compactTable } from './compact-table.ts'
import { createTable } from './create-table.ts'
import { NOT_SHOWN } from './engine-sentences.ts'
import { withImportedFiles } from './imported-files.ts'
import { JobContext } from './job-context.ts'
import { type JobSession, jobSession } from './job-session.ts'
import { LimitWatch } from './limit-watch.ts'
import { mergeRows } from './merge-rows.ts'
import { namingMissingTables } from './missing-names.ts'
import { PreparedScans } from './prepared-scans.ts'
import { ProgressReporter } from './progress-reporter.ts'
import { RowPieces } from './results/row-pieces.ts'
import { sinkOfOrder } from './results/sink-of-order.ts'
import { runInsert, runMultiInsert, runQuery, runWriteDirectories, runWriteDirectory } from './run-query.ts'
import { StatementLimits } from './statement-limits.ts'
import { userError } from './user-error.ts'

/** An interrupt that comes between two statements has no effect, so it is repeated until the job has stopped. */
const INTERRUPT_AGAIN_MS = 20

/** One job from its order to its end. Never throws: what happened is the message it resolves with. */
export class Job {
  readonly #order: JobOrder
  readonly #limits: StatementLimits
  readonly #engine: Engine
  readonly #context: JobContext
  readonly #channel: ServerChannel
  readonly #scans: PreparedScans
  readonly #watch: LimitWatch
  readonly #pieces: RowPieces
  readonly #abort = new AbortController()
  readonly #cancelFlag = new SharedArrayBuffer(4)
  readonly #counters = new JobCounters()
  #cancelled = false
  #hasBegun = false
  /** It asks nothing of the engine any more, which has another job next. */
  #isOver = false
  /** The engine could not even open or close the job. */
  #isSpent = false
  #interrupting: NodeJS.Timeout | undefined
  /** Why the engine was stopped, or the first failure of something that it waits for: the engine itself only says that its callback failed. */
  #streamFailure: CausewayError | undefined
  /** Asked for while the engine opens the job; of its first statement. */
  #firstSession: Promise<JobSession> | undefined

  constructor(
    order: JobOrder,
    engine: Engine,
    channel: ServerChannel,
    claim: Pick<Claim, 'dataFolders' | 'scratchFolder' | 'scratchBytesMax' | 'threads'>,
  ) {
    this.#order = order
    this.#engine = engine
    this.#channel = channel
    this.#context = new JobContext({
      jobId: order.jobId,
      engine,
      channel,
      signal: this.#abort.signal,
      dataFolders: claim.dataFolders,
      scratchFolder: claim.scratchFolder,
      scratchBytesMax: claim.scratchBytesMax,
      counters: this.#counters,
      threads: claim.threads,
    })
    this.#limits = new StatementLimits(order.limits, (text) => this.#context.notes.recordHint(text))
    this.#scans = new PreparedScans(this.#context, this.#limits)
    const residentBefore = process.memoryUsage.rss()
    const spent = async () => ({
      read: this.#context.progress().inputBytes,
      memory: process.memoryUsage.rss() - residentBefore,
      scratch: this.#limits.boundsScratch ? await scratchUse(claim.scratchFolder, process.pid) : 0,
    })
    this.#watch = new LimitWatch(this.#limits, spent, (reason) => {
      this.#streamFailure ??= reason
      this.#stop()
    })
    this.#pieces = new RowPieces(order.jobId, channel)
  }

  get jobId(): string {
    return this.#order.jobId
  }

  cancel(): void {
    if (this.#cancelled) return
    this.#cancelled = true
    this.#stop()
  }

  /** The server has taken a piece of the rows that are streamed. */
  rowsTaken(): void {
    this.#pieces.taken()
  }

  async run(): Promise<WorkerMessage> {
    const { jobId } = this.#order
    let rows: ResultRows | undefined
    let plan: Plan | undefined
    let failure: CausewayError | undefined
    const reporter = new ProgressReporter(
      () => this.#context.progress(),
      (progress) => this.#channel.send({ kind: 'job-progress', jobId, progress }),
    )
    try {
      this.#firstSession = this.#session()
      this.#firstSession.catch(() => undefined)
      await this.#begin()
      const done = await this.#untilNoConflict()
      plan = done.plan
      rows = done.rows
    } catch (error) {
      failure = this.#streamFailure ?? userError(error, this.#context.shownPaths)
      this.#stop()
    }
    this.#watch.end()
    await this.#engine.idle()
    this.#isOver = true
    clearInterval(this.#interrupting)
    await this.#endInEngine()
    await this.#context.close()
    reporter.end()
    this.#engine.listen(undefined)
    const residentBytes = process.memoryUsage.rss()
    const remoteStatements = [...this.#context.notes.remoteStatements]
    const spent = this.#isSpent || this.#engine.hasFailed ? { isSpent: true } : {}
    // A statement that had its effect before the cancel came is finished, not cancelled.
    if (rows !== undefined && plan !== undefined) {
      return { kind: 'job-finished', jobId, result: this.#result(plan, rows), residentBytes, ...spent }
    }
    if (this.#cancelled) return { kind: 'job-cancelled', jobId, residentBytes, ...spent }
    const error = wireErrorOf(failure ?? new CausewayError('internal', 'The job ended without a result'), jobId)
    return { kind: 'job-failed', jobId, error, remoteStatements, residentBytes, ...spent }
  }

  #result(plan: Plan, rows: ResultRows): JobResult {
    const { inputRowCount, inputBytes } = this.#context.progress()
    const tableReadings = [...this.#context.notes.tableReadings]
    const madeHere = [...this.#context.notes.madeHere]
    const hints = [...this.#context.notes.hints]
    return {
      jobType: plan.jobType,
      ...rows,
      columns: [...rows.columns],
      rowsJson: [...rows.rowsJson],
      inputRowCount,
      inputBytes,
      remoteStatements: [...this.#context.notes.remoteStatements],
      ...(tableReadings.length === 0 ? {} : { tableReadings }),
      ...(madeHere.length === 0 ? {} : { madeHere }),
      ...(hints.length === 0 ? {} : { hints }),
    }
  }

  async #begin(): Promise<void> {
    try {
      await this.#engine.request({ kind: 'begin-job', cancelFlag: this.#cancelFlag, counters: this.#counters.buffer })
    } catch (error) {
      this.#isSpent = true
      throw error
    }
    this.#hasBegun = true
    this.#listen()
  }

  /** An engine that cannot close a job's connection keeps what the job had: it gets no other one, and this one's end stays as it is. */
  async #endInEngine(): Promise<void> {
    if (!this.#hasBegun || this.#engine.hasFailed) return
    try {
      await this.#engine.request({ kind: 'end-job' })
    } catch (error) {
      this.#isSpent = true
      tellLog(this.jobId, error)
    }
  }

  /** A statement that fails by a conflict has written nothing: as often as its session allows, it is run anew, on what is there now. */
  async #untilNoConflict(): Promise<{ readonly plan: Plan; readonly rows: ResultRows }> {
    for (let retry = 1; ; retry += 1) {
      const { plan, retries } = await this.#context.unlessStopped(this.#translate())
      this.#checkCancelled()
      try {
        const rows = await this.#carryOut(plan)
        // It has had its effect: what broke a rule from here on changes nothing any more.
        this.#watch.end()
        // What the engine said last was on the way.
        this.#counters.raiseFileShare(1)
        await this.#tidyUp(plan, rows)
        return { plan, rows }
      } catch (error) {
        const isConflict = error instanceof CausewayError && error.kind === 'conflict'
        if (!isConflict || !writesVersion(plan) || retry > retries) throw error
        this.#checkCancelled()
        this.#context.forgetTables()
      }
    }
  }

  /** The statement has had its effect, and what was asked to stop has nothing more to do. A worker that is lost here must not seem to have done nothing. */
  async #tidyUp(plan: Plan, rows: ResultRows): Promise<void> {
    this.#context.notes.endReadings()
    if (this.#cancelled || !writesVersion(plan)) return
    const { jobId } = this.#order
    this.#channel.send({ kind: 'job-settled', jobId, result: this.#result(plan, rows) })
    const optimize = async ({ database, name }: TableDefinition): Promise<Plan> =>
      (await this.#translate(`OPTIMIZE ${quotedName(database)}.${quotedName(name)}`)).plan
    await compactAfter(plan, optimize, this.#context, this.#scans)
  }

  async #translate(sql = this.#order.sql): Promise<{ readonly plan: Plan; readonly retries: number }> {
    const { jobId, conf, userName = '' } = this.#order
    checkSentConf(conf)
    const session = await (this.#firstSession ?? this.#session())
    this.#firstSession = undefined
    this.#context.readsFoldersAsTexts = readsFoldersAsTexts(session.settings)
    const translated = translate(sql, {
      currentDatabase: session.currentDatabase,
      catalog: withImportedFiles(catalogReader(this.#channel, jobId, this.#context), this.#order, this.#context),
      now: Date.now(),
      userName,
      session,
    })
    const plan = await namingMissingTables((call) => this.#channel.call(jobId, call), translated, this.#context)
    return { plan, retries: conflictRetries(session.settings) }
  }

  #session(): Promise<JobSession> {
    const { jobId, currentDatabase, conf } = this.#order
    return jobSession(this.#channel, jobId, { currentDatabase, settings: conf })
  }

  async #carryOut(plan: Plan): Promise<ResultRows> {
    if (this.#order.result === 'stream' && plan.kind !== 'query') {
      // It was a query when it was accepted: a variable in it has another value by now.
      throw new CausewayError('not-supported', 'The statement is no query, so it has no rows to be read while it runs')
    }
    if (this.#order.exportTo !== undefined && plan.kind !== 'query') {
      throw new CausewayError('internal', 'An export was ordered with a statement that is no query')
    }
    switch (plan.kind) {
      case 'query':
        return runQuery(plan.query, this.#context, this.#scans, sinkOfOrder(this.#order, this.#pieces), this.#limits)
      case 'insert':
        return runInsert(plan, this.#context, this.#scans)
      case 'write-directory':
        return runWriteDirectory(plan, this.#context, this.#scans)
      case 'write-directories':
        return runWriteDirectories(plan, this.#context, this.#scans)
      case 'multi-insert':
        return runMultiInsert(plan, this.#context, this.#scans)
      case 'change-rows':
        return changeRows(plan, this.#context, this.#scans)
      case 'compact-table':
        this.#limits.needsNoConditions()
        return compactTable(plan, this.#context, this.#scans)
      case 'merge-rows':
        return mergeRows(plan, this.#context, this.#scans)
      case 'create-table':
        return createTable(plan, this.#context, this.#scans)
      case 'command':
        return runCommand(plan.command, this.#context)
      case 'explain':
        return explain(plan.plan, this.#context, this.#scans)
    }
  }

  #listen(): void {
    this.#engine.listen({
      onOpenStream: ({ relation, columnIndexes, ring }) => {
        const writer = new RingWriter(ring)
        this.#scans.read(relation, columnIndexes, writer).then(
          () => writer.end(),
          (error: unknown) => {
            this.#streamFailure ??= userError(error, this.#context.shownPaths)
            writer.fail()
          },
        )
      },
      onTextBatch: (bytes, rowCount) => this.#context.writeBatch(bytes, rowCount),
    })
  }

  /** Whatever the job still does ends: the engine's statement, what it waits for, and what waits for the network. */
  #stop(): void {
    if (this.#isOver || this.#interrupting !== undefined) return
    Atomics.store(new Int32Array(this.#cancelFlag), 0, 1)
    this.#abort.abort()
    this.#engine.interrupt()
    this.#interrupting = setInterval(() => this.#engine.interrupt(), INTERRUPT_AGAIN_MS)
  }

  #checkCancelled(): void {
    if (this.#cancelled) throw new CausewayError('cancelled', 'The job was cancelled')
  }
}

/** Whether all that it does is done by one commit of managed tables, or by several of which each is whole. */
function writesVersion(plan: Plan): boolean {
  switch (plan.kind) {
    case 'multi-insert':
      return plan.inserts.every(({ target }) => target.source.kind === 'managed')
    case 'insert':
    case 'change-rows':
    case 'merge-rows':
    case 'compact-table':
      return plan.target.source.kind === 'managed'
    default:
      return false
  }
}

/** What a user may see. What should not have happened is told to whoever reads the worker's stderr, too. */
function wireErrorOf(error: CausewayError, jobId: string): WireError {
  if (error.kind === 'internal' || error.message === NOT_SHOWN) tellLog(jobId, error.cause ?? error.message)
  return toWireError(error)
}

function tellLog(jobId: string, cause: unknown): void {
  const text = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)
  process.stderr.write(`worker: job ${jobId}: ${text.replaceAll('\n', ' | ')}\n`)
}
