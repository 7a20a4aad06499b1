/** The engine's thread: opens DuckDB, then carries out one request after the other. See messages.ts for what they are. */
import { parentPort, workerData } from 'node:worker_threads'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { CausewayError } from '../../base/errors.ts'
import { toWireError } from '../../protocol/wire-error.ts'
import { EngineJob } from './engine-job.ts'
import type { EngineAnswers, EngineFailure, EngineRequest, EngineThreadData, FromEngine, ToEngine } from './messages.ts'
import { StreamScans } from './stream-scans.ts'
import { TextExport } from './text-export.ts'

/** None of these can be changed by a statement once the configuration is locked; extensions cannot be loaded at all. */
const OPEN_OPTIONS = {
  threads: '1',
  allow_unsigned_extensions: 'false',
  autoinstall_known_extensions: 'false',
  autoload_known_extensions: 'false',
  allow_community_extensions: 'false',
  allow_persistent_secrets: 'false',
} as const

if (parentPort === null) throw new Error('engine-thread.ts is started by engine.ts')
const port = parentPort
const post = (message: FromEngine) => port.postMessage(message)

const { statements } = workerData as EngineThreadData
const instance = await DuckDBInstance.create(':memory:', OPEN_OPTIONS)
const control = await instance.connect()
await runAll(control, statements)
const scans = new StreamScans(control, (request) => post({ kind: 'open-stream', ...request }))
const textExport = new TextExport(control)
let job: EngineJob | undefined

port.on('message', (message: ToEngine) => {
  switch (message.kind) {
    case 'request':
      void carryOut(message.request).then(
        (value) => post({ kind: 'answer', requestId: message.requestId, value }),
        (error: unknown) => post({ kind: 'failed', requestId: message.requestId, failure: failureOf(error) }),
      )
      return
    case 'interrupt':
      return job?.interrupt()
  }
})
post({ kind: 'opened' })

async function carryOut(request: EngineRequest): Promise<EngineAnswers[EngineRequest['kind']]> {
  switch (request.kind) {
    case 'run-statements':
      await runAll(control, request.statements)
      return null
    case 'begin-job':
      if (job !== undefined) throw new Error('a job is already open')
      job = new EngineJob({ connection: await instance.connect(), scans, textExport, cancelFlag: new Int32Array(request.cancelFlag), post })
      return null
    case 'end-job': {
      const ended = openJob()
      job = undefined
      return ended.close()
    }
    case 'describe':
      return openJob().describe(request.sql)
    case 'define-scans':
      await openJob().defineScans(request.scans)
      return null
    case 'push-down':
      return openJob().pushDown(request.sql)
    case 'query':
      return openJob().query(request)
    case 'execute':
      return openJob().execute(request.sql)
    case 'export-text':
      return openJob().exportText(request)
  }
}

function openJob(): EngineJob {
  if (job === undefined) throw new Error('no job is open')
  return job
}

/** In one call: each crossing into the engine costs more than such a statement does. The first that fails ends it. */
async function runAll(connection: DuckDBConnection, all: readonly string[]): Promise<void> {
  await connection.run(all.join(';\n'))
}

function failureOf(error: unknown): EngineFailure {
  if (error instanceof CausewayError) return { kind: 'known', error: toWireError(error) }
  return { kind: 'engine', message: error instanceof Error ? error.message : String(error) }
}
