import type { Config } from '../base/config.ts'
import { asCausewayError, CausewayError } from '../base/errors.ts'
import { createLog, type Logger } from '../base/log.ts'
import { type RunningServer, startServer } from '../server/server.ts'
import { firstStartText } from './first-start-text.ts'
import { isLoopback, readLogLevel, readSettings, type StartFlags } from './settings.ts'

const STOP_TIMEOUT_MS = 15_000

/** `causeway start`: runs until SIGINT or SIGTERM, then ends in order. Resolves to the exit code of a start that failed; ends the process otherwise. */
export async function start(flags: StartFlags): Promise<number> {
  // From the first moment: a signal that comes while the server starts ends it in order too, as soon as there is something to end.
  const signalled = firstSignal()
  let log = createLog('warn')
  let server: RunningServer
  try {
    log = createLog(readLogLevel(process.env))
    const config = readSettings(flags, process.env, process.cwd())
    server = await startServer(config, log)
    if (signalled.received() === undefined) await greet(server, config)
  } catch (thrown) {
    return reportFailure(thrown, log)
  }
  const signal = await signalled.promise
  // A stop that hangs must not leave a process that only SIGKILL ends.
  setTimeout(() => process.exit(1), STOP_TIMEOUT_MS)
  await server.stop(`The server was stopped (${signal})`)
  console.log('Causeway has stopped')
  process.exit(0)
}

async function greet(server: RunningServer, { home, host }: Config): Promise<void> {
  if (server.firstIdentity !== undefined) {
    console.log(firstStartText(server.url, home, server.firstIdentity))
    await server.identityWasShown()
  }
  console.log(`Workers: ${server.sandbox}`)
  if (!isLoopback(host))
    console.log('Other machines reach this server, and what they send is not encrypted: put a proxy with TLS before it')
  console.log(`Causeway listens on ${server.url}`)
}

interface FirstSignal {
  readonly promise: Promise<NodeJS.Signals>
  received(): NodeJS.Signals | undefined
}

/** The first SIGINT or SIGTERM begins an end in order; the second is told so, for one that is typed twice must not cut it short; the third ends at once. */
function firstSignal(): FirstSignal {
  const { promise, resolve } = Promise.withResolvers<NodeJS.Signals>()
  let first: NodeJS.Signals | undefined
  let count = 0
  const listener = (signal: NodeJS.Signals): void => {
    count += 1
    if (count === 1) {
      first = signal
      console.log(`Causeway stops (${signal}): running jobs are cancelled and recorded`)
      resolve(signal)
    } else if (count === 2) {
      console.log('Causeway is stopping already; once more ends it at once, and leaves its jobs for the next start to record')
    } else {
      process.exit(1)
    }
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, listener)
  return { promise, received: () => first }
}

/** An error of the system says in its own words what failed and where; any other that is not ours is for the log. */
function reportFailure(thrown: unknown, log: Logger): number {
  const isOurs = thrown instanceof CausewayError
  const isOfSystem = thrown instanceof Error && 'syscall' in thrown
  const error = asCausewayError(thrown)
  console.error(
    `Causeway did not start: ${isOfSystem && !isOurs ? thrown.message : isOurs ? error.message : 'it failed inside, see the log'}`,
  )
  if (error.hint !== undefined) console.error(`  ${error.hint}`)
  if (!isOurs) log.error({ err: thrown }, 'start failed')
  return 1
}
