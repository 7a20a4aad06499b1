import { createHash } from 'node:crypto'
import { CausewayError } from '../../../base/errors.ts'
import { passingBytes } from '../../../base/sockets/passing-bytes.ts'
import type { ListedObject as StoredObject } from '../../../protocol/object-store/listed-objects.ts'
import type { ObjectClient } from '../../../protocol/object-store/object-client.ts'
import type { StoreRequest } from '../../../protocol/object-store/object-store.ts'
import { bareEtag, objectHead, removeObject } from '../../../protocol/object-store/store-writes.ts'
import { isReservedPath } from '../../../protocol/reserved-names.ts'
import type { Buckets } from '../catalog/buckets/buckets.ts'
import type { ObjectSendings } from '../object-stores/object-sendings.ts'
import type { ObjectStores } from '../object-stores/object-stores.ts'
import type { ObjectUploads } from '../object-stores/object-uploads.ts'
import type { HiddenObject } from '../object-stores/seen-objects.ts'
import type { Caller } from '../shared/caller.ts'
import { type NewObject, noObject, type ObjectPage, type ObjectPageRequest, type Objects, otherContent, segmentsOf } from './objects.ts'
import { partOf } from './open-object.ts'

type Client = ObjectClient<StoreRequest>

interface StoresDeps {
  readonly buckets: Buckets
  readonly stores: Pick<ObjectStores, 'clientFor'>
  readonly uploads: Pick<ObjectUploads, 'look'>
  readonly sendings: Pick<ObjectSendings, 'send'>
}

/** Each holds its parts in memory: two of 8 MiB, of large objects of up to 32. */
const SENDINGS_MAX = 16
/** Of one user: the others get on. */
const SENDINGS_OF_USER_MAX = 8
const KEYS_OF_A_REQUEST_MAX = 1_000
/** Jobs commit into the place again and again while it is listed. */
const LISTS_MAX = 10

/** Objects of folders as they are, and of buckets that are in stores in the same words. What jobs are about to write there, or to remove, is not seen. */
export function withStores(folders: Objects, { buckets, stores, uploads, sendings }: StoresDeps): Objects {
  /** The ids of their users. */
  const sending: string[] = []

  const isInStore = ({ projectId }: Caller, bucket: string): boolean => buckets.of(projectId).store(bucket) !== undefined

  async function using<T>(caller: Caller, bucket: string, work: (client: Client) => Promise<T>): Promise<T> {
    const client = stores.clientFor(caller, bucket)
    try {
      return await work(client)
    } finally {
      client.close()
    }
  }

  const hiddenAt = ({ projectId }: Caller, bucket: string, key: string): readonly HiddenObject[] =>
    uploads.look(projectId, { bucket, key }).hidden

  async function page(caller: Caller, bucket: string, request: ObjectPageRequest): Promise<ObjectPage> {
    const { prefix, limit } = request
    const place = { bucket, key: prefix.slice(0, Math.max(0, prefix.lastIndexOf('/'))) }
    return await using(caller, bucket, async (client) => {
      for (let lists = 1; lists <= LISTS_MAX; lists += 1) {
        const before = uploads.look(caller.projectId, place)
        const found: StoredObject[] = []
        for await (const object of listAfter(client, request)) {
          if (!isKey(bucket, object.key) || isHidden(object, before.hidden)) continue
          if (found.push(object) > limit) break
        }
        const after = uploads.look(caller.projectId, place)
        if (after.commit !== before.commit) continue
        const objects = found.slice(0, limit).filter((object) => !isHidden(object, after.hidden))
        return {
          objects: objects.map(({ key, bytes, modifiedAt }) => ({ key, bytes, changedAt: modifiedAt })),
          next: found.length > limit ? found[limit - 1]?.key : undefined,
        }
      }
      throw new CausewayError('conflict', `Jobs write into obs://${bucket}/${place.key} again and again while it is listed`, {
        hint: 'Ask again.',
      })
    })
  }

  async function put(caller: Caller, bucket: string, key: string, { content, sha256 }: NewObject): Promise<number> {
    const segments = segmentsOf(bucket, key)
    if (isReservedPath(segments))
      throw new CausewayError('forbidden', `obs://${bucket}/${key} is a place of what is not whole yet: nothing stays there`, {
        hint: 'Choose another key.',
      })
    const path = segments.join('/')
    // Of what it replaces it knows the ETag, and leaves another one.
    if (hiddenAt(caller, bucket, path).some((hidden) => hidden.key === path && hidden.etag === undefined))
      throw new CausewayError('in-use', `A job is writing obs://${bucket}/${key}`, { hint: 'Choose another key.' })
    requireTurn(caller)
    sending.push(caller.userId)
    try {
      return await using(caller, bucket, (client) =>
        sendings.send(client, { projectId: caller.projectId, bucket, key: path, content: held(content, sha256) }),
      )
    } finally {
      sending.splice(sending.indexOf(caller.userId), 1)
    }
  }

  function requireTurn({ userId }: Caller): void {
    const isFull = sending.length >= SENDINGS_MAX
    if (!isFull && sending.filter((id) => id === userId).length < SENDINGS_OF_USER_MAX) return
    const [count, whose] = isFull ? [SENDINGS_MAX, ''] : [SENDINGS_OF_USER_MAX, 'of yours ']
    throw new CausewayError('limit-exceeded', `${count} objects ${whose}are being sent into stores, and more are not taken at once`, {
      hint: 'Send it again when others have ended.',
    })
  }

  return {
    ...folders,
    page: async (caller, bucket, request) =>
      isInStore(caller, bucket) ? await page(caller, bucket, request) : await folders.page(caller, bucket, request),
    put: async (caller, bucket, key, object) =>
      isInStore(caller, bucket) ? await put(caller, bucket, key, object) : await folders.put(caller, bucket, key, object),
    async open(caller, bucket, key, rangeOf) {
      if (!isInStore(caller, bucket)) return await folders.open(caller, bucket, key, rangeOf)
      const path = segmentsOf(bucket, key).join('/')
      const client = stores.clientFor(caller, bucket)
      try {
        const found = await objectHead(client, path)
        if (found === undefined || isHidden({ ...found, key: path }, hiddenAt(caller, bucket, path))) throw noObject(bucket, key)
        const { bytes, modifiedAt, etag } = found
        const state = { bytes, changedAt: modifiedAt, tag: bareEtag(etag) }
        const range = rangeOf(state)
        const part = range === undefined ? undefined : partOf(range, bytes)
        return { ...state, part, pieces: piecesOf(client, { key: path, etag }, part ?? { from: 0, to: bytes - 1 }) }
      } catch (thrown) {
        client.close()
        throw thrown
      }
    },
    async remove(caller, bucket, key) {
      if (!isInStore(caller, bucket)) return await folders.remove(caller, bucket, key)
      const path = segmentsOf(bucket, key).join('/')
      if (hiddenAt(caller, bucket, path).some((hidden) => hidden.key === path && hidden.etag === undefined)) return
      await using(caller, bucket, (client) => removeObject(client, path))
    },
  }
}

async function* listAfter(client: Client, { prefix, after, limit }: ObjectPageRequest): AsyncGenerator<StoredObject> {
  const keysMax = Math.min(KEYS_OF_A_REQUEST_MAX, limit + 1)
  for (let last = after; ; ) {
    const { objects, token } = await client.page({ kind: 'list-after', prefix, keysMax, after: last }, prefix)
    yield* objects
    const end = objects.at(-1)?.key
    if (token === undefined || end === undefined || end === last) return
    last = end
  }
}

/** A store has keys too that no call here can name. */
function isKey(bucket: string, key: string): boolean {
  try {
    return segmentsOf(bucket, key).join('/') === key
  } catch {
    return false
  }
}

const isHidden = ({ key, etag }: Pick<StoredObject, 'key' | 'etag'>, hidden: readonly HiddenObject[]): boolean =>
  hidden.some((one) => one.key === key && (one.etag === undefined || one.etag === bareEtag(etag)))

async function* piecesOf(
  client: Client,
  object: { readonly key: string; readonly etag: string },
  { from, to }: { readonly from: number; readonly to: number },
): AsyncGenerator<Uint8Array> {
  try {
    for await (const piece of client.pieces(object, from, to)) {
      passingBytes(piece.length)
      yield piece
    }
  } finally {
    client.close()
  }
}

/** Throws at its end where it is not what the hash was made of: before anything of it is there. */
async function* held(content: AsyncIterable<Uint8Array>, sha256: string | undefined): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256')
  for await (const piece of content) {
    if (sha256 !== undefined) hash.update(piece)
    yield piece
  }
  if (sha256 !== undefined && hash.digest('hex') !== sha256) throw otherContent()
}
