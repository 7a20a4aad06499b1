import { parentPort, workerData } from 'node:worker_threads'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { CausewayError } from '../../base/errors.ts'
import { toWireError } from '../../protocol/wire-error.ts'
import type { Decoders } from './decoder.ts'
import { EngineJob } from './engine-job.ts'
import { ENGINE_FUNCTIONS, registerEngineFunction } from './functions/engine-functions.ts'
import { giveBackMemory } from './give-back-memory.ts'
import { JobCounters } from './job-counters.ts'
import { Macros } from './macros.ts'
import type { EngineAnswers, EngineFailure, EngineRequest, EngineThreadData, FromEngine, ToEngine } from './messages.ts'
import { type ReadPushDown, readPushDown } from './push-down.ts'
import { StreamScans } from './stream-scans.ts'
import { TextExport } from './text-export.ts'
import { readWholeTexts } from './whole-texts.ts'

/** None of these can be changed by a statement once the configuration is locked; extensions cannot be loaded at all. */
const OPEN_OPTIONS = {
  threads: '1',
  allow_unsigned_extensions: 'false',
  autoinstall_known_extensions: 'false',
  autoload_known_extensions: 'false',
  allow_community_extensions: 'false',
  allow_persistent_secrets: 'false',
} as const

/** Opens DuckDB in the thread that this is called in, then carries out one request after the other. See messages.ts for what they are. */
export async function runEngineThread(decoders: Decoders, pushDown: ReadPushDown = readPushDown): Promise<void> {
  if (parentPort === null) throw new Error('the engine runs in a thread of its own')
  const port = parentPort
  const post = (message: FromEngine) => port.postMessage(message)
  const { settings, macros } = workerData as EngineThreadData
  readWholeTexts()
  const instance = await DuckDBInstance.create(':memory:', OPEN_OPTIONS)
  const thread = new EngineThread(instance, await instance.connect(), { decoders, macros, pushDown, post })
  await thread.runAll(settings)
  port.on('message', (message: ToEngine) => thread.receive(message))
  post({ kind: 'opened' })
}

interface EngineThreadOptions {
  readonly decoders: Decoders
  readonly macros: readonly string[]
  readonly pushDown: ReadPushDown
  readonly post: (message: FromEngine) => void
}

class EngineThread {
  readonly #instance: DuckDBInstance
  readonly #control: DuckDBConnection
  readonly #scans: StreamScans
  readonly #textExport: TextExport
  readonly #macros: Macros
  readonly #pushDown: ReadPushDown
  readonly #post: (message: FromEngine) => void
  #job: EngineJob | undefined

  constructor(instance: DuckDBInstance, control: DuckDBConnection, { decoders, macros, pushDown, post }: EngineThreadOptions) {
    this.#instance = instance
    this.#control = control
    this.#post = post
    this.#pushDown = pushDown
    this.#scans = new StreamScans(control, decoders, (request) => post({ kind: 'open-stream', ...request }))
    this.#textExport = new TextExport(control)
    this.#macros = new Macros(
      macros,
      (sql) => control.run(sql),
      Object.keys(ENGINE_FUNCTIONS),
      (name) => registerEngineFunction(control, name),
    )
  }

  receive(message: ToEngine): void {
    switch (message.kind) {
      case 'request':
        void this.#carryOut(message.request).then(
          (value) => this.#post({ kind: 'answer', requestId: message.requestId, value }),
          (error: unknown) => this.#post({ kind: 'failed', requestId: message.requestId, failure: failureOf(error) }),
        )
        return
      case 'interrupt':
        this.#job?.interrupt()
        return
    }
  }

  /** In one call: each crossing into the engine costs more than such SQL does. The first that fails ends it. */
  async runAll(sql: readonly string[]): Promise<void> {
    await this.#control.run(sql.join(';\n'))
  }

  async #carryOut(request: EngineRequest): Promise<EngineAnswers[EngineRequest['kind']]> {
    switch (request.kind) {
      case 'run-sql':
        await this.runAll(request.sql)
        return null
      case 'begin-job':
        await this.#beginJob(new Int32Array(request.cancelFlag), new JobCounters(request.counters))
        return null
      case 'end-job': {
        const ended = this.#openJob()
        this.#job = undefined
        ended.close()
        return null
      }
      case 'give-back-memory':
        giveBackMemory()
        return null
      case 'describe':
        return this.#openJob().describe(request.sql)
      case 'define-scans':
        await this.#openJob().defineScans(request.scans)
        return null
      case 'push-down':
        return this.#openJob().pushDown(request.sql)
      case 'read-conditions':
        return this.#openJob().readConditions(request.conditions)
      case 'query':
        return this.#openJob().query(request)
      case 'execute':
        return this.#openJob().execute(request.sql)
      case 'write-files':
        return this.#openJob().writeFiles(request.sql)
      case 'export-text':
      case 'export-rows':
        return this.#openJob().exportText(request)
    }
  }

  async #beginJob(cancelFlag: Int32Array, counters: JobCounters): Promise<void> {
    if (this.#job !== undefined) throw new Error('a job is already open')
    const connection = await this.#instance.connect()
    this.#job = new EngineJob({
      connection,
      scans: this.#scans,
      textExport: this.#textExport,
      macros: this.#macros,
      pushDown: this.#pushDown,
      cancelFlag,
      counters,
      post: this.#post,
    })
  }

  #openJob(): EngineJob {
    if (this.#job === undefined) throw new Error('no job is open')
    return this.#job
  }
}

function failureOf(error: unknown): EngineFailure {
  if (error instanceof CausewayError) return { kind: 'known', error: toWireError(error) }
  return { kind: 'engine', message: error instanceof Error ? error.message : String(error) }
}
