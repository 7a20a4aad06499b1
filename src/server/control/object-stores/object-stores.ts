import type { Socket } from 'node:net'
import type { Clock } from '../../../base/clock.ts'
import type { ObjectStoreSettings } from '../../../base/config.ts'
import { CausewayError } from '../../../base/errors.ts'
import { ObjectClient } from '../../../protocol/object-store/object-client.ts'
import type { ObjectStoreAddress, SignedRequest, StoreRequest } from '../../../protocol/object-store/object-store.ts'
import type { DialOutcome } from '../../compute/compute-ports.ts'
import type { Grant } from '../../domain/grant.ts'
import type { Buckets } from '../catalog/buckets/buckets.ts'
import { type ObsLocation, parseObsLocation } from '../catalog/buckets/obs-location.ts'
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
  /** A connection to the store; `signal` gives it up. Throws 'not-found' for a bucket that is none of one. */
  dial(
    bucket: string,
    by: { readonly caller: Caller; readonly jobId: string; readonly queueId: string; readonly signal?: AbortSignal },
  ): Promise<DialOutcome>
  /** Which bucket of which store it is: the same for all names that it has here. Throws 'not-found' for a bucket that is none of a store. */
  placeOf(projectId: string, bucket: string): string
  /** For the server's own requests. Throws 'not-found' for a bucket that is none of a store. */
  client(projectId: string, bucket: string): ObjectClient<StoreRequest>
  /** For one call of a user, with connections of its own: whoever reads slowly is in nobody's way. To be closed. Throws 'not-found' for a bucket that is none of a store. */
  clientFor(caller: Caller, bucket: string): ObjectClient<StoreRequest>
  close(): void
}

interface OwnDial {
  /** Undefined: for no call, to bring to an end what jobs have written. */
  readonly caller: Caller | undefined
  readonly projectId: string
  readonly bucket: string
  readonly host: string
  readonly port: number
}

export interface ObjectStoresDeps {
  readonly buckets: Buckets
  readonly clock: Clock
  /** Told of each connection that the server makes for itself or for a call; what it answers is told how that went. */
  readonly dialling?: OwnDialling
}

export type OwnDialling = (dial: OwnDial) => (error: CausewayError | undefined) => void

export function createObjectStores({ buckets, clock, dialling }: ObjectStoresDeps): ObjectStores {
  const clients = new Map<string, ObjectClient<StoreRequest>>()
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

  const makeClient = (store: ObjectStoreSettings, dial: Omit<OwnDial, 'host' | 'port'>): ObjectClient<StoreRequest> => {
    const { bucket } = dial
    return new ObjectClient<StoreRequest>(addressOf(store, bucket, ''), {
      signal: closed.signal,
      connect: async () => {
        const ended = dialling?.({ ...dial, host: hostOf(store), port: store.port })
        try {
          const connection = await connectToStore(bucket, store)
          ended?.(undefined)
          return connection
        } catch (thrown) {
          ended?.(thrown instanceof CausewayError ? thrown : new CausewayError('internal', 'The store could not be dialled'))
          throw thrown
        }
      },
      sign: (request) => signRequest(store, request, clock()),
    })
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

    async dial(bucket, { caller, signal }) {
      let socket: Socket
      const store = requireStore(caller.projectId, bucket)
      try {
        socket = await dialStore(bucket, store, signal)
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
      // By project, for the record of each connection is that of one.
      const name = `${projectId}/${bucket}`
      const found = clients.get(name)
      if (found !== undefined) return found
      const made = makeClient(store, { caller: undefined, projectId, bucket })
      clients.set(name, made)
      return made
    },

    clientFor(caller, bucket) {
      const { projectId } = caller
      return makeClient(requireStore(projectId, bucket), { caller, projectId, bucket })
    },

    close() {
      closed.abort(new CausewayError('unavailable', 'The server is being stopped'))
      for (const client of clients.values()) client.close()
    },
  }
}

/** The settings are those of the start: nothing takes the permission away while the server runs. Who loses the right to read loses the job. */
const AS_LONG_AS_THE_JOB: Grant = { revokedBecause: undefined, hold: () => {}, release: () => {} }
