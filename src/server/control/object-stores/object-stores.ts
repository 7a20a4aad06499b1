import type { Socket } from 'node:net'
import type { Clock } from '../../../base/clock.ts'
import type { ObjectStoreSettings } from '../../../base/config.ts'
import { CausewayError } from '../../../base/errors.ts'
import { ObjectClient } from '../../../protocol/object-store/object-client.ts'
import type { ObjectStoreAddress, SignedRequest, StoreRequest } from '../../../protocol/object-store/object-store.ts'
import type { DialOutcome } from '../../compute/compute-ports.ts'
import type { Grant } from '../../domain/grant.ts'
import type { Buckets } from '../catalog/buckets.ts'
import { type ObsLocation, parseObsLocation } from '../catalog/obs-location.ts'
import type { Caller } from '../shared/caller.ts'
import { hostOf, signRequest } from './sign-request.ts'
import { connectToStore, dialStore } from './store-connection.ts'

/**
 * Buckets that a store of objects has. The settings say where it is: that is the permission, and no binding of a queue is. A worker names the bucket and never an
 * address, and it gets requests that are signed here: the key of the store stays in the server.
 */
export interface ObjectStores {
  /** Undefined: the bucket is none of a store. Throws 'invalid-parameter' for no location. */
  address(projectId: string, location: string): ObjectStoreAddress | undefined
  /** Throws 'not-found' for a bucket that is none of a store. */
  sign(projectId: string, bucket: string, request: StoreRequest): Promise<SignedRequest>
  /** A connection to the store. Throws 'not-found' for a bucket that is none of one. */
  dial(bucket: string, by: { readonly caller: Caller; readonly jobId: string; readonly queueId: string }): Promise<DialOutcome>
  /** Which bucket of which store it is: the same for all names that it has here. Throws 'not-found' for a bucket that is none of a store. */
  placeOf(projectId: string, bucket: string): string
  /** For the server's own requests. Throws 'not-found' for a bucket that is none of a store. */
  client(projectId: string, bucket: string): ObjectClient<StoreRequest>
  close(): void
}

export interface ObjectStoresDeps {
  readonly buckets: Buckets
  readonly clock: Clock
}

export function createObjectStores({ buckets, clock }: ObjectStoresDeps): ObjectStores {
  const clients = new Map<ObjectStoreSettings, ObjectClient<StoreRequest>>()
  const closed = new AbortController()

  const requireStore = (projectId: string, bucket: string): ObjectStoreSettings => {
    const store = buckets.of(projectId).store(bucket)
    if (store !== undefined) return store
    throw new CausewayError('not-found', 'This project sees no such bucket of a store')
  }

  const addressOf = (store: ObjectStoreSettings, bucket: string, key: string): ObjectStoreAddress => {
    const tls = store.ca === undefined ? {} : { ca: store.ca }
    return { bucket, key, host: hostOf(store), port: store.port, ...(store.isTls ? { tls } : {}) }
  }

  return {
    address(projectId, location) {
      const { bucket, segments }: ObsLocation = parseObsLocation(location)
      const store = buckets.of(projectId).store(bucket)
      return store === undefined ? undefined : addressOf(store, bucket, segments.join('/'))
    },

    async sign(projectId, bucket, request) {
      return await signRequest(requireStore(projectId, bucket), request, clock())
    },

    async dial(bucket, { caller }) {
      let socket: Socket
      const store = requireStore(caller.projectId, bucket)
      try {
        socket = await dialStore(bucket, store)
      } catch (thrown) {
        if (thrown instanceof CausewayError) return { kind: 'refused', error: thrown }
        throw thrown
      }
      return { kind: 'connected', socket, grant: AS_LONG_AS_THE_JOB }
    },

    placeOf(projectId, bucket) {
      const store = requireStore(projectId, bucket)
      return `${store.host}:${store.port}/${store.bucket}`
    },

    client(projectId, bucket) {
      const store = requireStore(projectId, bucket)
      const found = clients.get(store)
      if (found !== undefined) return found
      const made = new ObjectClient<StoreRequest>(addressOf(store, bucket, ''), {
        signal: closed.signal,
        connect: () => connectToStore(bucket, store),
        sign: (request) => signRequest(store, request, clock()),
      })
      clients.set(store, made)
      return made
    },

    close() {
      closed.abort(new CausewayError('unavailable', 'The server is being stopped'))
      for (const client of clients.values()) client.close()
    },
  }
}

/** The settings are those of the start: nothing takes the permission away while the server runs. Who loses the right to read loses the job. */
const AS_LONG_AS_THE_JOB: Grant = { revokedBecause: undefined, hold: () => {}, release: () => {} }
