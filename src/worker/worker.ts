import { asCausewayError, CausewayError } from '../base/errors.ts'
import type { Analysis, AnalysisOrder } from '../protocol/analysis.ts'
import type { Claim, JobOrder } from '../protocol/job-order.ts'
import { toWireError } from '../protocol/wire-error.ts'
import { type ChannelProcess, ServerChannel, type ServerOrder } from './channel/server-channel.ts'
import { claimSql } from './engine/claim-sql.ts'
import type { Engine } from './engine/engine.ts'
import { catalogReader } from './jobs/catalog-reader.ts'
import { checkNewSource } from './jobs/check-new-source.ts'
import { Job } from './jobs/job.ts'
import { jobSession } from './jobs/job-session.ts'
import { namingMissingTables } from './jobs/missing-names.ts'
import { check, classify } from './sql/translate.ts'
import { StepsInAdvance } from './warm-up/steps-in-advance.ts'
import type { WarmUpStep } from './warm-up/warm-up.ts'

/**
 * The worker's life: started, warmed up unless somebody needs it sooner, claimed once by a queue, then one job at a time. Analyses need no claim and run
 * beside a job.
 * What goes wrong with an order is answered; what should never happen is thrown and ends the process.
 */
export class QueueWorker {
  readonly #engine: Engine
  readonly #channel: ServerChannel
  #claim: Claim | undefined
  #job: Job | undefined
  readonly #advance = new StepsInAdvance()

  constructor(process: ChannelProcess, engine: Engine) {
    this.#engine = engine
    this.#channel = new ServerChannel(process, (order) => this.#obey(order))
    this.#channel.send({ kind: 'ready' })
  }

  /** Takes the steps, and no more once the worker is claimed: a job that waits gains more by beginning. */
  async warmUp(steps: readonly WarmUpStep[]): Promise<void> {
    if (await this.#advance.take(steps)) this.#channel.send({ kind: 'warm' })
  }

  #obey(order: ServerOrder): void {
    switch (order.kind) {
      case 'rest':
        this.#advance.rest()
        return
      case 'warm-up':
        this.#advance.goOn()
        return
      case 'claim':
        void this.#takeClaim(order.claim)
        return
      case 'run':
        void this.#run(order.order)
        return
      case 'cancel':
        if (this.#job?.jobId === order.jobId) this.#job.cancel()
        return
      case 'rows-taken':
        if (this.#job?.jobId === order.jobId) this.#job.rowsTaken()
        return
      case 'analyze':
        void this.#analyze(order.order)
        return
    }
  }

  async #takeClaim(claim: Claim): Promise<void> {
    if (this.#claim !== undefined) throw new Error('this worker is claimed already')
    this.#claim = claim
    await this.#advance.end()
    await this.#engine.request({ kind: 'run-sql', sql: claimSql(claim) })
    this.#channel.send({ kind: 'claimed' })
  }

  async #run(order: JobOrder): Promise<void> {
    const claim = this.#claim
    if (claim === undefined || this.#job !== undefined) {
      const error = new CausewayError('internal', claim !== undefined ? 'The worker runs another job' : 'The worker belongs to no queue')
      const residentBytes = process.memoryUsage.rss()
      this.#channel.send({ kind: 'job-failed', jobId: order.jobId, error: toWireError(error), remoteStatements: [], residentBytes })
      return
    }
    const job = new Job(order, this.#engine, this.#channel, claim)
    this.#job = job
    const message = await job.run()
    this.#job = undefined
    this.#channel.send(message)
  }

  async #analyze(order: AnalysisOrder): Promise<void> {
    const { analysisId } = order
    try {
      this.#channel.send({ kind: 'analyzed', analysisId, analysis: await this.#analysis(order) })
    } catch (error) {
      this.#channel.send({ kind: 'analysis-failed', analysisId, error: toWireError(asCausewayError(error)) })
    }
  }

  async #analysis(order: AnalysisOrder): Promise<Analysis> {
    const { analysisId, sql, currentDatabase, settings = {} } = order
    if (order.depth === 'syntax') return classify(sql, currentDatabase, checkNewSource, settings)
    const session = await jobSession(this.#channel, analysisId, { currentDatabase, settings })
    const context = {
      currentDatabase,
      catalog: catalogReader(this.#channel, analysisId),
      now: Date.now(),
      userName: '',
      session,
    }
    return namingMissingTables((call) => this.#channel.call(analysisId, call), check(sql, context, checkNewSource))
  }
}
