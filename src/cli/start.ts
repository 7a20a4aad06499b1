import type { Config } from '../base/config.ts'
import { dataFiles } from '../base/data-files.ts'
import { asCausewayError, CausewayError } from '../base/errors.ts'
import { systemFailure } from '../base/system-failure.ts'
import { isConsoleBuilt } from '../server/api/console/built-console.ts'
import { type RunningServer, startServer } from '../server/server.ts'
import { EXIT } from './connect/exit-codes.ts'
import { isLoopback, readLogLevel, readSettings, type StartFlags } from './settings.ts'
import { watchStop } from './stop-watch.ts'

/** `causeway start`: runs until SIGINT or SIGTERM, then ends in order. Resolves to the exit code of a start that failed; ends the process otherwise. */
export async function start(flags: StartFlags): Promise<number> {
  // From the first moment: a signal that comes while the server starts ends the start in order too.
  const signalled = firstSignal()
  let server: RunningServer
  let files = 'A file'
  let settings: { readonly logLevel: string; readonly config: Config }
  try {
    settings = { logLevel: readLogLevel(process.env), config: await readSettings(flags, process.env, process.cwd()) }
  } catch (thrown) {
    // What was given is wrong, and nothing was tried.
    const code = await reportFailure(thrown, files)
    return asCausewayError(thrown).kind === 'invalid-parameter' ? EXIT.usage : code
  }
  try {
    const { logLevel, config } = settings
    files = `A file of the data folder ${config.home}`
    server = await startServer({ config, logLevel, signal: signalled.signal, onListening: tellStart, onCertificate: console.log })
    if (!signalled.signal.aborted) await greet(server, config)
  } catch (thrown) {
    if (!signalled.signal.aborted) return await reportFailure(thrown, files)
    return stopped()
  }
  await signalled.promise
  await server.stop(String(signalled.signal.reason))
  return stopped()
}

function stopped(): never {
  console.log('Causeway has stopped')
  process.exit(0)
}

const tellStart = (url: string): void => console.log(`Causeway starts; ${url}/readyz tells how far it is`)

/** That it listens comes before the lines to paste: who sees them may use them. Both at once, for a signal may come in between. */
async function greet(server: RunningServer, { home, host, tls }: Config): Promise<void> {
  const { firstIdentity: identity, url } = server
  const [{ consoleText, firstStartText }, { ownName }, { sandboxText }] = await Promise.all([
    import('./first-start-text.ts'),
    import('./own-name.ts'),
    import('./sandbox-text.ts'),
  ])
  const hasConsole = isConsoleBuilt()
  const ownCertificate = tls?.kind === 'self-signed' ? dataFiles(home).tlsCertificate : undefined
  const firstStart = identity === undefined ? '' : `\n${firstStartText({ url, home, identity, ownCertificate, hasConsole })}`
  const own = ownName(process.env, process.cwd())
  for (const line of sandboxText(server.sandbox, own, process.getuid?.() === 0)) console.log(line)
  if (server.tls !== undefined) console.log(server.tls)
  else if (!isLoopback(host))
    console.log(
      'Other machines reach this server, and what they send is not encrypted: give it a certificate (--tls-cert, --tls-self-signed), or put a proxy with TLS before it',
    )
  console.log(`Causeway listens on ${url}${firstStart}`)
  if (identity === undefined) {
    console.log(`${consoleText(url, hasConsole)} (a password that is lost: ${own} user password NAME)`)
    return
  }
  await server.identityWasShown()
  const { keepFirstContext } = await import('./log-in/first-context.ts')
  const kept = await keepFirstContext({ url, home, identity, own }, process.env, process.cwd())
  if (kept !== undefined) console.log(kept)
}

interface FirstSignal {
  readonly promise: Promise<void>
  /** Aborted by the first signal, with what ends the jobs that run as its reason. */
  readonly signal: AbortSignal
}

/** The first SIGINT or SIGTERM begins an end in order; the second is told so, for one that is typed twice must not cut it short; the third ends at once. */
function firstSignal(): FirstSignal {
  const { promise, resolve } = Promise.withResolvers<void>()
  const controller = new AbortController()
  let count = 0
  const listener = (signal: NodeJS.Signals): void => {
    count += 1
    if (count === 1) {
      console.log(`Causeway stops (${signal}): running jobs are cancelled and recorded`)
      controller.abort(`The server was stopped (${signal})`)
      watchStop({ tell: console.log, giveUp: () => process.exit(1) })
      resolve()
    } else if (count === 2) {
      console.log('Causeway is stopping already; once more ends it at once, and leaves its jobs for the next start to record')
    } else {
      process.exit(1)
    }
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, listener)
  return { promise, signal: controller.signal }
}

/** What the system refused is told in our words; only what neither it nor we have foreseen is for the log. */
async function reportFailure(thrown: unknown, files: string): Promise<number> {
  const foreseen = thrown instanceof CausewayError ? thrown : systemFailure(thrown, files)
  console.error(`Causeway did not start: ${foreseen === undefined ? 'it failed inside, see the log' : foreseen.message}`)
  if (foreseen?.hint !== undefined) console.error(`  ${foreseen.hint}`)
  if (foreseen === undefined) (await import('../base/log.ts')).createLog('error').error({ err: thrown }, 'start failed')
  return EXIT.failed
}
