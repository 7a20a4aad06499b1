import { writeSync } from 'node:fs'
import { workerProcess } from './channel/worker-process.ts'
import { endAtOnce } from './end-at-once.ts'
import { Engine } from './engine/engine.ts'
import { ENGINE_MACROS } from './sql/render/duckdb/engine-macros.ts'
import { ENGINE_SETTINGS } from './sql/render/duckdb/engine-settings.ts'
import { warmUpSteps } from './warm-up/warm-up.ts'
import { QueueWorker } from './worker.ts'

const EXIT_FAILED = 70

function fail(error: unknown): never {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
  writeSync(2, `worker: ${text.replaceAll('\n', ' | ')}\n`)
  process.exit(EXIT_FAILED)
}

/** Makes this process a worker. `engineThread`: a module that opens the engine, see Engine.start. */
export async function startWorker(engineThread: URL): Promise<void> {
  process.on('uncaughtException', fail)
  process.on('unhandledRejection', fail)
  // A terminal's Ctrl-C and a service manager signal every process of the group. A job's end is the server's to decide, who ends us by SIGKILL or by going.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {})
  // The server is gone.
  process.on('disconnect', endAtOnce)

  if (process.send === undefined) fail(new Error('the worker is started by the server, with a channel'))
  const engine = await Engine.start(engineThread, { settings: ENGINE_SETTINGS, macros: ENGINE_MACROS })
  const worker = new QueueWorker(workerProcess(), engine)
  await worker.warmUp(warmUpSteps(engine))
}
