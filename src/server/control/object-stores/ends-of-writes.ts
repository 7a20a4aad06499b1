import { CausewayError } from '../../../base/errors.ts'
import type { Logger } from '../../../base/log.ts'
import { sideBySide } from '../../../base/side-by-side.ts'
import { abortUploads, putObject, removeObject, removeObjectOf } from '../../../protocol/object-store/store-writes.ts'
import {
  deleteObjectPublication,
  deleteObjectUpload,
  listObjectPublications,
  listObjectUploads,
  type StoredPublication,
  type StoredUpload,
} from '../../store/catalog/object-writes.ts'
import type { Store } from '../../store/store.ts'
import { unlessAborted } from '../shared/unless-aborted.ts'
import { Leftovers } from './leftovers.ts'
import type { ObjectStores } from './object-stores.ts'
import type { HiddenObject, SeenObjects } from './seen-objects.ts'

const AT_ONCE = 8

/** What of a committed write is still to be done. */
export interface Rest {
  /** So many of those that were replaced are still in the store. */
  readonly remaining: number
  /** False: the marker is not there yet. */
  readonly isMarked: boolean
}

interface GivenUp extends StoredUpload {
  /** The store may make an object of it behind what takes the object away: nothing is until it has answered. Never rejects. */
  readonly completing: Promise<unknown> | undefined
}

type Leftover =
  | { readonly kind: 'upload'; readonly upload: StoredUpload }
  | { readonly kind: 'publication'; readonly publication: StoredPublication }

interface EndsOfWritesDeps {
  readonly store: Store
  readonly stores: Pick<ObjectStores, 'client' | 'placeOf'>
  readonly seen: SeenObjects
  readonly log: Logger
}

/**
 * How what jobs write into stores ends: what is not committed is given up, what is committed is finished. Both are asked of a store again and again until it has done them,
 * by the next start, too; what is written down says which of the two it is.
 */
export class EndsOfWrites {
  readonly #deps: EndsOfWritesDeps
  readonly #left: Leftovers<Leftover>
  /** What no job waits for. */
  readonly #background = new Set<Promise<unknown>>()

  constructor(deps: EndsOfWritesDeps) {
    this.#deps = deps
    this.#left = new Leftovers<Leftover>({
      bucketOf: (leftover) => (leftover.kind === 'upload' ? leftover.upload : leftover.publication).bucket,
      clear: (leftover) => this.#clear(leftover),
      log: deps.log,
    })
  }

  /** Of those that the store is making an object of nobody waits for the end. */
  async giveUp(uploads: readonly GivenUp[]): Promise<void> {
    const isSettled = ({ completing }: GivenUp): boolean => completing === undefined
    void this.#inBackground(this.giveUpAll(uploads.filter((upload) => !isSettled(upload))))
    await this.giveUpAll(uploads.filter(isSettled))
  }

  async giveUpAll(uploads: readonly GivenUp[]): Promise<void> {
    await sideBySide(uploads, AT_ONCE, async ({ id, projectId, bucket, key, completing }) => {
      await completing
      const upload = { id, projectId, bucket, key }
      await this.#remove(upload).catch((error: unknown) => this.#left.keep({ kind: 'upload', upload }, error))
    })
  }

  /** Who is stopped is told what is not done yet, and it is done nevertheless. */
  async finish(publication: StoredPublication, stop: AbortSignal): Promise<Rest> {
    const done = this.#inBackground(this.#finishOrKeep(publication))
    return await unlessAborted(done, stop).catch(() => ({ remaining: replacedOf(publication).length, isMarked: false }))
  }

  /** What the last server has left is hidden at once, and looked after in the background: its stores may not answer. */
  async settle(): Promise<void> {
    const { store, log } = this.#deps
    const [uploads, publications] = await Promise.all([listObjectUploads(store.db), listObjectPublications(store.db)])
    for (const upload of uploads) {
      this.#hide(upload, [{ key: upload.key }])
      this.#left.add({ kind: 'upload', upload })
    }
    for (const publication of publications) {
      this.#hide(publication, replacedOf(publication))
      this.#left.add({ kind: 'publication', publication })
    }
    const count = uploads.length + publications.length
    if (count > 0) log.info({ count }, 'What jobs of the last server have left in stores is being brought to its end')
  }

  async drain(): Promise<void> {
    await Promise.all([this.#left.drain(), ...this.#background])
  }

  async #clear(leftover: Leftover): Promise<void> {
    if (leftover.kind === 'upload') return await this.#remove(leftover.upload)
    const { remaining } = await this.#finish(leftover.publication)
    if (remaining > 0) throw new CausewayError('remote-failure', `The store keeps ${remaining} objects that were to be removed`)
  }

  async #remove({ id, projectId, bucket, key }: StoredUpload): Promise<void> {
    const { store, stores, seen } = this.#deps
    const client = stores.client(projectId, bucket)
    await abortUploads(client, key)
    await removeObject(client, key)
    await deleteObjectUpload(store.db, id)
    seen.show(stores.placeOf(projectId, bucket), [{ key }])
  }

  async #finish(publication: StoredPublication): Promise<Rest> {
    const { store, stores, seen } = this.#deps
    const { id, projectId, bucket, marker } = publication
    const client = stores.client(projectId, bucket)
    const place = stores.placeOf(projectId, bucket)
    let remaining = 0
    await sideBySide(replacedOf(publication), AT_ONCE, async (replaced) => {
      const { key, etag } = replaced
      try {
        // Somebody else may have put another one there since.
        if (etag === undefined) await removeObject(client, key)
        else await removeObjectOf(client, key, etag)
        seen.show(place, [replaced])
      } catch {
        remaining += 1
      }
    })
    if (remaining > 0) return { remaining, isMarked: false }
    if (marker !== '') await putObject(client, marker, new Uint8Array())
    await deleteObjectPublication(store.db, id)
    return { remaining: 0, isMarked: true }
  }

  async #finishOrKeep(publication: StoredPublication): Promise<Rest> {
    try {
      const rest = await this.#finish(publication)
      if (rest.remaining > 0) this.#left.keep({ kind: 'publication', publication }, undefined)
      return rest
    } catch (error) {
      this.#left.keep({ kind: 'publication', publication }, error)
      return { remaining: 0, isMarked: false }
    }
  }

  /** A bucket may be none of a store by now. */
  #hide({ projectId, bucket }: { readonly projectId: string; readonly bucket: string }, objects: readonly HiddenObject[]): void {
    const { stores, seen } = this.#deps
    try {
      seen.hide(stores.placeOf(projectId, bucket), objects)
    } catch (error) {
      if (!(error instanceof CausewayError && error.kind === 'not-found')) throw error
    }
  }

  /** Nobody waits for it but who stops the server. */
  #inBackground<T>(work: Promise<T>): Promise<T> {
    this.#background.add(work)
    void work.finally(() => this.#background.delete(work))
    return work
  }
}

const replacedOf = ({ replaced }: StoredPublication): readonly HiddenObject[] => JSON.parse(replaced) as readonly HiddenObject[]
