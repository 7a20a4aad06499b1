import { asCausewayError, CausewayError } from '../base/errors.ts'
import { createLog, type Logger } from '../base/log.ts'
import { type RunningServer, startServer } from '../server/server.ts'
import { firstStartText } from './first-start-text.ts'
import { readSettings, type StartFlags } from './settings.ts'

const STOP_TIMEOUT_MS = 15_000

/** `causeway start`: runs until SIGINT or SIGTERM, then ends in order. Resolves to the exit code. */
export async function start(flags: StartFlags): Promise<number> {
  const log = createLog(process.env['CAUSEWAY_LOG_LEVEL'] ?? 'warn')
  let server: RunningServer
  try {
    const config = readSettings(flags, process.env, process.cwd())
    server = await startServer(config, log)
    if (server.firstIdentity !== undefined) console.log(firstStartText(server.url, config.home, server.firstIdentity, config.identity))
    console.log(`Workers: ${server.sandbox}`)
    console.log(`Causeway listens on ${server.url}`)
  } catch (thrown) {
    return reportFailure(thrown, log)
  }
  const signal = await firstSignal()
  console.log(`Causeway stops (${signal}): running jobs are cancelled and recorded`)
  // A second signal, or a stop that hangs, must not leave a process that only SIGKILL ends.
  const forced = setTimeout(() => process.exit(1), STOP_TIMEOUT_MS)
  void firstSignal().then(() => process.exit(1))
  await server.stop(`The server was stopped (${signal})`)
  clearTimeout(forced)
  console.log('Causeway has stopped')
  process.exit(0)
}

function firstSignal(): Promise<string> {
  return new Promise((resolve) => {
    const signals = ['SIGINT', 'SIGTERM'] as const
    const listener = (signal: NodeJS.Signals): void => {
      for (const name of signals) process.off(name, listener)
      resolve(signal)
    }
    for (const name of signals) process.on(name, listener)
  })
}

function reportFailure(thrown: unknown, log: Logger): number {
  const error = asCausewayError(thrown)
  console.error(`Causeway did not start: ${error.message}`)
  if (error.hint !== undefined) console.error(`  ${error.hint}`)
  if (!(thrown instanceof CausewayError)) log.error({ err: thrown }, 'start failed')
  return 1
}
