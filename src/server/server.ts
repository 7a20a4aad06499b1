import { mkdir } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { systemClock } from '../base/clock.ts'
import type { Config } from '../base/config.ts'
import { CausewayError } from '../base/errors.ts'
import type { Logger } from '../base/log.ts'
import { createApi } from './api/api.ts'
import { remedyText } from './api/remedy-text.ts'
import { createCompute } from './compute/compute.ts'
import { createControl, type FirstIdentity } from './control/control.ts'
import { createBroker } from './network/broker.ts'
import { openStore } from './store/store.ts'

export interface RunningServer {
  /** http://host:port, with the port that is really listened on. */
  readonly url: string
  /** What to show once: given by the first start of a data folder, and by later ones until `identityWasShown` was called. */
  readonly firstIdentity: FirstIdentity | undefined
  identityWasShown(): Promise<void>
  readonly sandbox: string
  /** Refuses new requests, cancels and records what runs, ends the workers, closes the files. */
  stop(reason: string): Promise<void>
}

const DIAL_TIMEOUT_MS = 10_000

/**
 * Puts the rooms together and starts them, in the order in which they lean on each other; what has started is stopped again when a later one fails.
 * Throws 'in-use' when another server has the data folder or the port.
 */
export async function startServer(config: Config, log: Logger): Promise<RunningServer> {
  await using started = new AsyncDisposableStack()
  const store = await openStore({ home: config.home })
  started.defer(() => store.close())

  // Known before it is listened on, unless a free one is to be found.
  let { port } = config
  const broker = createBroker({ dialTimeoutMs: DIAL_TIMEOUT_MS, ownPorts: () => [port] })
  started.defer(() => broker.close())
  const bucketsFolder = join(config.home, 'buckets')
  const warehouseFolder = join(config.home, 'warehouse')
  await Promise.all([mkdir(bucketsFolder, { recursive: true }), mkdir(warehouseFolder, { recursive: true })])
  const compute = createCompute({
    home: config.home,
    settings: config.compute,
    dataFoldersReadable: [bucketsFolder, warehouseFolder, ...Object.values(config.buckets)],
    log,
    clock: systemClock,
  })
  const { control, firstIdentity, identityWasShown, stop } = await createControl({
    config,
    store,
    broker,
    compute,
    clock: systemClock,
    log,
    remedyText,
  })
  let stopReason = 'The server was stopped'
  started.defer(() => stop(stopReason))

  const api = createApi({
    control,
    log,
    clock: systemClock,
    readiness: () => control.readiness(),
    spareWorkers: () => compute.spareWorkers(),
    sandbox: () => compute.sandbox(),
  })
  // At the same time: a request that waits for its job is answered when the job is cancelled, and would hold up the end otherwise.
  started.defer(async () => {
    await Promise.all([api.close(), stop(stopReason)])
  })
  port = await listen(api, config)
  const url = `http://${config.host.includes(':') ? `[${config.host}]` : config.host}:${port}`
  await store.announce(url)

  const running = started.move()
  return {
    url,
    firstIdentity,
    identityWasShown,
    sandbox: compute.sandbox().details.join('; '),
    stop: async (reason) => {
      stopReason = reason
      await running.disposeAsync()
    },
  }
}

async function listen(api: ReturnType<typeof createApi>, config: Config): Promise<number> {
  try {
    await api.listen({ host: config.host, port: config.port })
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
      throw new CausewayError('in-use', `Port ${config.port} of ${config.host} is taken by another program`, {
        hint: 'Give another port with --port, or 0 for a free one',
      })
    }
    if (error instanceof Error && 'code' in error && error.code === 'EADDRNOTAVAIL') {
      throw new CausewayError('invalid-parameter', `${config.host} is not an address of this machine`, {
        hint: 'Give an address of this machine with --host',
      })
    }
    if (error instanceof Error && 'syscall' in error) {
      throw new CausewayError('invalid-parameter', `The server cannot listen on port ${config.port} of ${config.host}: ${error.message}`, {
        hint: 'Check --host and --port; ports below 1024 are for root only on most systems',
        cause: error,
      })
    }
    throw error
  }
  const address: AddressInfo | string | null = api.server.address()
  if (address === null || typeof address === 'string') throw new CausewayError('internal', 'The server has no TCP address')
  return address.port
}
