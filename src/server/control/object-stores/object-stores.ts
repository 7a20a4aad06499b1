import type { Socket } from 'node:net'
import type { Clock } from '../../../base/clock.ts'
import type { ObjectStoreSettings } from '../../../base/config.ts'
import { CausewayError } from '../../../base/errors.ts'
import type { ObjectRead, ObjectStoreAddress, SignedRequest } from '../../../protocol/object-store.ts'
import type { DialOutcome } from '../../compute/compute-ports.ts'
import type { Grant } from '../../domain/grant.ts'
import { dialDirectly } from '../../network/dial-directly.ts'
import type { Buckets } from '../catalog/buckets.ts'
import { type ObsLocation, parseObsLocation } from '../catalog/obs-location.ts'
import type { Caller } from '../shared/caller.ts'
import { hostOf, signRead } from './sign-request.ts'

/**
 * Buckets that a store of objects has. The settings say where it is: that is the permission, and no binding of a queue is. A worker names the bucket and never an
 * address, and it gets requests that are signed here: the key of the store stays in the server.
 */
export interface ObjectStores {
  /** Undefined: the bucket is none of a store. Throws 'invalid-parameter' for no location. */
  address(projectId: string, location: string): ObjectStoreAddress | undefined
  /** Throws 'not-found' for a bucket that is none of a store. */
  sign(projectId: string, bucket: string, read: ObjectRead): Promise<SignedRequest>
  /** A connection to the store. Throws 'not-found' for a bucket that is none of one. */
  dial(bucket: string, by: { readonly caller: Caller; readonly jobId: string; readonly queueId: string }): Promise<DialOutcome>
}

export interface ObjectStoresDeps {
  readonly buckets: Buckets
  readonly clock: Clock
}

const DIAL_MS = 10_000

export function createObjectStores({ buckets, clock }: ObjectStoresDeps): ObjectStores {
  const requireStore = (projectId: string, bucket: string): ObjectStoreSettings => {
    const store = buckets.of(projectId).store(bucket)
    if (store !== undefined) return store
    throw new CausewayError('not-found', 'This project sees no such bucket of a store')
  }

  return {
    address(projectId, location) {
      const { bucket, segments }: ObsLocation = parseObsLocation(location)
      const store = buckets.of(projectId).store(bucket)
      if (store === undefined) return undefined
      const tls = store.ca === undefined ? {} : { ca: store.ca }
      return { bucket, key: segments.join('/'), host: hostOf(store), port: store.port, ...(store.isTls ? { tls } : {}) }
    },

    async sign(projectId, bucket, read) {
      return await signRead(requireStore(projectId, bucket), read, clock())
    },

    async dial(bucket, { caller }) {
      const store = requireStore(caller.projectId, bucket)
      const host = hostOf(store)
      const { port } = store
      let socket: Socket
      try {
        socket = await dialDirectly({ host, port }, AbortSignal.timeout(DIAL_MS))
      } catch (thrown) {
        return { kind: 'refused', error: unreachable(bucket, host, port, thrown) }
      }
      return { kind: 'connected', socket, grant: AS_LONG_AS_THE_JOB }
    },
  }
}

/** The settings are those of the start: nothing takes the permission away while the server runs. Who loses the right to read loses the job. */
const AS_LONG_AS_THE_JOB: Grant = { revokedBecause: undefined, hold: () => {}, release: () => {} }

function unreachable(bucket: string, host: string, port: number, cause: unknown): CausewayError {
  const why = cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? ` (${cause.code})` : ' in time'
  return new CausewayError('unreachable', `The store of the bucket ${bucket} did not answer at ${host}:${port}${why}`, {
    hint: 'See that the store runs and that its endpoint stands rightly under objectStores in causeway.yaml.',
    cause,
  })
}
