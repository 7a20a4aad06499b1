import { CausewayError } from '../../../base/errors.ts'
import type { ObjectRead, ObjectStoreAddress } from '../../../protocol/object-store/object-store.ts'
import type { Context } from './contexts.ts'

/**
 * What each job has located in buckets of stores, as far as its user's rights let it. A worker is not trusted: it gets signatures for what is at these places, or below
 * them, and for nothing else.
 */
export class LocatedObjects {
  readonly #keys = new WeakMap<Context, Map<string, Set<string>>>()

  add(context: Context, { bucket, key }: Pick<ObjectStoreAddress, 'bucket' | 'key'>): void {
    const buckets = this.#keys.get(context) ?? new Map<string, Set<string>>()
    this.#keys.set(context, buckets.set(bucket, (buckets.get(bucket) ?? new Set<string>()).add(key)))
  }

  /** Throws 'forbidden'. */
  requireBucket(context: Context, bucket: string): void {
    this.#keysOf(context, bucket)
  }

  /** Throws 'forbidden'. */
  requireRead(context: Context, { bucket, read }: { readonly bucket: string; readonly read: ObjectRead }): void {
    const wanted = read.kind === 'list' ? read.prefix : read.key
    if (isClimbing(wanted)) throw notLocated(bucket)
    // A list of what begins with a key tells of others that begin so: of one object it is asked for the first.
    const isIn = (key: string): boolean =>
      key === '' || wanted.startsWith(`${key}/`) || (wanted === key && (read.kind === 'get' || read.keysMax === 1))
    if (![...this.#keysOf(context, bucket)].some(isIn)) throw notLocated(bucket)
  }

  /** Throws 'forbidden'. */
  requireBelow(context: Context, address: Pick<ObjectStoreAddress, 'bucket' | 'key'> | undefined): void {
    if (address === undefined) throw new CausewayError('forbidden', 'The place is in no store')
    const { bucket, key: wanted } = address
    if (isClimbing(wanted)) throw notLocated(bucket)
    if (![...this.#keysOf(context, bucket)].some((key) => key === '' || wanted === key || wanted.startsWith(`${key}/`)))
      throw notLocated(bucket)
  }

  #keysOf(context: Context, bucket: string): ReadonlySet<string> {
    const keys = this.#keys.get(context)?.get(bucket)
    if (keys === undefined) throw notLocated(bucket)
    return keys
  }
}

/** Stores that keep their objects as files, and what stands before one, take it for a way out of the place. */
const isClimbing = (key: string): boolean => key.split('/').some((part) => part === '.' || part === '..')

const notLocated = (bucket: string): CausewayError =>
  new CausewayError('forbidden', `The job has not located what it asks for of the bucket ${bucket}`)
