import { once } from 'node:events'
import { isIP, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { ObjectStoreSettings } from '../../../base/config.ts'
import { CausewayError } from '../../../base/errors.ts'
import { destroyConnection, tlsOver } from '../../../base/sockets/tls-over.ts'
import { dialDirectly } from '../../network/dial-directly.ts'
import { hostOf } from './sign-request.ts'

const DIAL_MS = 10_000

/** To the store that has the bucket; `signal` gives it up. @throws CausewayError 'unreachable', or 'cancelled' */
export async function dialStore(bucket: string, store: ObjectStoreSettings, signal?: AbortSignal): Promise<Socket> {
  const host = hostOf(store)
  const { port } = store
  const late = AbortSignal.timeout(DIAL_MS)
  try {
    return await dialDirectly({ host, port }, signal === undefined ? late : AbortSignal.any([signal, late]))
  } catch (cause) {
    if (signal?.aborted === true)
      throw new CausewayError('cancelled', `The dial was called off before the store of the bucket ${bucket} answered`, { cause })
    const why = cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? ` (${cause.code})` : ' in time'
    throw new CausewayError('unreachable', `The store of the bucket ${bucket} did not answer at ${host}:${port}${why}`, {
      hint: 'See that the store runs and that its endpoint stands rightly under objectStores in causeway.yaml.',
      cause,
    })
  }
}

/** The same, for the server's own requests: in TLS where the store speaks that. */
export async function connectToStore(bucket: string, store: ObjectStoreSettings): Promise<Duplex> {
  const socket = await dialStore(bucket, store)
  socket.setNoDelay(true)
  if (!store.isTls) {
    // It was dialled paused.
    socket.resume()
    return socket
  }
  const host = hostOf(store)
  const secure = tlsOver(socket, { host, servername: isIP(host) === 0 ? host : '', ...(store.ca === undefined ? {} : { ca: store.ca }) })
  try {
    await once(secure, 'secureConnect', { signal: AbortSignal.timeout(DIAL_MS) })
    return secure
  } catch (cause) {
    destroyConnection(socket)
    const why = cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? ` (${cause.code})` : ''
    throw new CausewayError(
      'remote-failure',
      `There is no TLS with the store of the bucket ${bucket}: its certificate is not accepted, or it speaks none${why}`,
      {
        hint: 'Name who has signed it: ca of the bucket under objectStores in causeway.yaml.',
        cause,
      },
    )
  }
}
