import { mkdir } from 'node:fs/promises'
import type { FastifyInstance } from 'fastify'
import { systemClock } from '../base/clock.ts'
import type { Config } from '../base/config.ts'
import { dataFiles } from '../base/data-files.ts'
import { nextTurn } from '../base/next-turn.ts'
import type { ApiOptions } from './api/api.ts'
import type { FrontDoor } from './api/door/front-door.ts'
import type { PublicAddress } from './api/door/public-address.ts'
import type { SandboxReport } from './compute/sandbox/sandbox.ts'
import type { Control, FirstIdentity } from './control/control.ts'
import type { Progress } from './progress.ts'
import type { LockedFolder } from './store/locked-folder.ts'

export interface Rooms {
  readonly firstIdentity: FirstIdentity | undefined
  identityWasShown(): Promise<void>
  readonly sandbox: SandboxReport
  stop(reason: string): Promise<void>
}

export interface RoomsOptions {
  readonly config: Config
  readonly logLevel: string
  readonly door: FrontDoor
  readonly address: PublicAddress
  readonly folder: LockedFolder
  readonly progress: Progress
  readonly signal: AbortSignal
}

const DIAL_TIMEOUT_MS = 10_000
const SETTLED_DELAY_MS = 100

/**
 * Puts the rooms together and starts them, in the order in which they lean on each other; what has started is stopped again when a later one fails. The api
 * is attached to the door, which is opened by the caller.
 */
export async function startRooms({ config, logLevel, door, address, folder, progress, signal }: RoomsOptions): Promise<Rooms> {
  await using started = new AsyncDisposableStack()
  const loading = 'The program is being loaded'
  const { measureServerSandbox } = await progress.during(loading, import('./compute/sandbox/server-sandbox.ts'))
  const probing = Promise.withResolvers<void>()
  const measured = measureServerSandbox({ home: config.home, launched: probing.resolve })
  const sandbox = progress.during("The workers' sandbox is being measured", measured)
  // Told by createControl, which waits for it.
  sandbox.catch(() => {})
  await Promise.race([probing.promise, sandbox])
  const files = dataFiles(config.home)
  // While the probes run and workers start, and in pieces: whoever asks in between whether the server lives is answered.
  const piece = async <T>(imported: () => Promise<T>): Promise<T> => {
    await nextTurn()
    return await progress.during(loading, imported())
  }
  const { openLockedStore } = await piece(() => import('./store/store.ts'))
  const { createLog } = await piece(() => import('../base/log.ts'))
  const log = createLog(logLevel)
  const { createCompute } = await piece(() => import('./compute/compute.ts'))
  const settled = Promise.withResolvers<void>()
  const compute = createCompute({
    home: config.home,
    settings: config.compute,
    dataFoldersReadable: [files.buckets, files.projectBuckets, files.warehouse, ...Object.values(config.buckets)],
    log,
    sandbox,
    settled: settled.promise,
    ...(config.sandbox === undefined ? {} : { levelRequired: config.sandbox }),
  })
  started.defer(() => compute.stop('The server could not start'))
  // What is not there when a worker starts, the worker can never write.
  for (const folder of [files.buckets, files.projectBuckets, files.warehouse]) await mkdir(folder, { recursive: true })
  await compute.launch()
  const { createBroker } = await piece(() => import('./network/broker.ts'))
  const { attachmentSecret } = await piece(() => import('./store/network/attachment-secret.ts'))
  const { createControl } = await piece(() => import('./control/control.ts'))
  const { remedyText } = await piece(() => import('./api/answers/remedy-text.ts'))
  const { remedyRequest } = await piece(() => import('./api/answers/remedy-request.ts'))

  const store = await progress.during('The database is brought up to date', openLockedStore(folder))
  started.defer(() => store.close())
  await store.announce(door.url)
  const ownPorts = new Set<number>()
  const broker = createBroker({
    dialTimeoutMs: DIAL_TIMEOUT_MS,
    ownPorts: () => [door.port, ...ownPorts],
    scratchFolder: files.scratch,
    clock: systemClock,
    secretOf: (vpcId) => attachmentSecret(store, vpcId),
    ...(config.allowedTargets === undefined ? {} : { allowedTargets: config.allowedTargets }),
    ...(config.networkNamespaces === undefined ? {} : { networkNamespaces: config.networkNamespaces }),
    ...(config.sshAgents === undefined ? {} : { sshAgents: new Map(Object.entries(config.sshAgents)) }),
  })
  started.defer(() => broker.close())
  signal.throwIfAborted()
  let stopReason = 'The server was stopped'
  const giveUp = (): void => void compute.stop(String(signal.reason))
  signal.addEventListener('abort', giveUp, { once: true })
  let api: FastifyInstance | undefined
  const startApi = async (control: Control): Promise<void> => {
    const { apiPieces } = await piece(() => import('./api/pieces.ts'))
    for (const load of apiPieces) await piece(load)
    const { openApi } = await piece(() => import('./api/api.ts'))
    const options: ApiOptions = {
      control,
      log,
      clock: systemClock,
      resultCells: config.resultCells ?? 'documents',
      tableComments: config.tableComments ?? 'written',
      metrics: config.metrics ?? 'local',
      readiness: () => control.readinessNow(),
      spareWorkers: () => compute.spareWorkers(),
      remedyRequest,
      sandbox: () => compute.sandbox(),
      door,
      address,
    }
    api = await openApi(options, nextTurn)
  }
  const starting = createControl({
    config,
    store,
    broker,
    compute,
    clock: systemClock,
    log,
    remedyText,
    ownPorts,
    whileWorkersStart: (control) => progress.during('The API is being opened', startApi(control)),
  })
  progress.watch(() => compute.readiness().missing)
  const { firstIdentity, identityWasShown, stop } = await progress.during('Queues and workers are being started', starting)
  signal.removeEventListener('abort', giveUp)
  // At the same time: a request that waits for its job is answered when the job is cancelled, and would hold up the end otherwise.
  started.defer(async () => {
    await Promise.all([api?.close(), stop(stopReason)])
  })
  signal.throwIfAborted()
  // Whoever waits for the start is answered first.
  setTimeout(settled.resolve, SETTLED_DELAY_MS).unref()

  const running = started.move()
  return {
    firstIdentity,
    identityWasShown,
    sandbox: compute.sandbox(),
    async stop(reason) {
      stopReason = reason
      await running.disposeAsync()
    },
  }
}
