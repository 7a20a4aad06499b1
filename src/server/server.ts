import { enableCompileCache, flushCompileCache } from 'node:module'
import { join } from 'node:path'
import { systemClock } from '../base/clock.ts'
import type { Config } from '../base/config.ts'
import { dataFiles } from '../base/data-files.ts'
import { nextTurn } from '../base/next-turn.ts'
import { openFrontDoor } from './api/door/front-door.ts'
import { publicAddress } from './api/door/public-address.ts'
import type { OpenTls } from './api/door/tls/open-tls.ts'
import type { SandboxReport } from './compute/sandbox/sandbox.ts'
import type { FirstIdentity } from './control/control.ts'
import { createModuleStore } from './module-store/module-store.ts'
import { createProgress } from './progress.ts'
import { lockDataFolder } from './store/locked-folder.ts'

export interface RunningServer {
  /** http://host:port or https://host:port, with the port that is really listened on. */
  readonly url: string
  /** What to show once: given by the first start of a data folder, and by later ones until `identityWasShown` was called. */
  readonly firstIdentity: FirstIdentity | undefined
  identityWasShown(): Promise<void>
  readonly sandbox: SandboxReport
  /** The certificate that it shows, in words; absent: plain HTTP. */
  readonly tls?: string
  /** Refuses new requests, cancels and records what runs, ends the workers, closes the files. */
  stop(reason: string): Promise<void>
}

export interface StartOptions {
  readonly config: Config
  readonly logLevel: string
  /** The port is bound, and /healthz and /readyz answer there. */
  readonly onListening: (url: string) => void
  /** Told when the certificate changes, or cannot. */
  readonly onCertificate: (text: string) => void
  /** Ends the start in order; startServer then rejects with the reason. */
  readonly signal: AbortSignal
}

/**
 * Binds the port and takes the data folder, and only then loads what is slow to load: whoever waits sees a sign of life, and a port or a folder that is taken
 * is told at once. What has started is stopped again when a later step fails. Throws 'in-use' when another server has the data folder or the port.
 */
export async function startServer({ config, logLevel, onListening, onCertificate, signal }: StartOptions): Promise<RunningServer> {
  await using started = new AsyncDisposableStack()
  const progress = createProgress()
  const tls = await tlsOf(config)
  const address = publicAddress(config)
  const door = await openFrontDoor(config, progress.sentences, { transport: tls?.transport, isProxy: address.isProxy })
  started.defer(() => door.close())
  onListening(door.url)
  const folder = await progress.during('The data folder is being opened', lockDataFolder(config.home))
  const unfollow = await tls?.follow(onCertificate)
  started.defer(() => unfollow?.())
  const { compileCache } = dataFiles(config.home)
  enableCompileCache(compileCache)
  using modules = createModuleStore(join(compileCache, 'modules.json'))
  // That took its time already: whoever asks in between is answered.
  await nextTurn()
  const { startRooms } = await progress.during('The program is being loaded', import('./rooms.ts'))
  const rooms = await startRooms({ config, logLevel, door, address, folder, progress, signal })
  // Before it is ready: writing what a first start has compiled takes up to 0.8 s, in which nobody would be answered; of a later one there is nothing to write.
  flushCompileCache()
  door.open()
  // Later, so that the first requests do not wait for it; a server that is killed has kept it then.
  const keepProgram = modules.recorded()
  setTimeout(() => {
    // Without it the next start takes longer, and nothing else.
    keepProgram().catch(() => {})
  }, KEEP_PROGRAM_DELAY_MS).unref()
  started.move()
  return {
    url: door.url,
    firstIdentity: rooms.firstIdentity,
    identityWasShown: rooms.identityWasShown,
    sandbox: rooms.sandbox,
    ...(tls === undefined ? {} : { tls: tls.summary }),
    async stop(reason) {
      unfollow?.()
      await rooms.stop(reason)
      await door.close()
    },
  }
}

const KEEP_PROGRAM_DELAY_MS = 5_000

async function tlsOf({ tls, host, home }: Config): Promise<OpenTls | undefined> {
  if (tls === undefined) return undefined
  // Not loaded where it is not needed: the port is to be bound at once.
  const { openTls } = await import('./api/door/tls/open-tls.ts')
  return await openTls({ tls, host, home }, systemClock)
}
