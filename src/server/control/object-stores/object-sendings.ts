import { setTimeout as sleep } from 'node:timers/promises'
import { newUuid } from '../../../base/ids.ts'
import type { Logger } from '../../../base/log.ts'
import type { ObjectClient } from '../../../protocol/object-store/object-client.ts'
import type { StoreRequest } from '../../../protocol/object-store/object-store.ts'
import { abortUpload, beginUpload, completeUpload, objectEtag, putObject, sendPart } from '../../../protocol/object-store/store-writes.ts'
import { deleteObjectSending, insertObjectSending, listObjectSendings, type StoredSending } from '../../store/catalog/object-writes.ts'
import type { Store } from '../../store/store.ts'
import { inParts } from './in-parts.ts'
import { Leftovers } from './leftovers.ts'
import type { ObjectStores } from './object-stores.ts'

const DRAIN_MS = 5_000

/**
 * Objects that calls send into buckets of stores, in the place of what has the key: at once where they are small, else in parts, of which the store makes the object when
 * all have come. An upload is written down before the first of its parts is sent, so that what a crash leaves of them is given up by the next start: the parts, never the
 * object that has the key. One of which nobody was told the store's id has no parts and stays: the key is not ours alone, and any other upload of it may be somebody's.
 */
export interface ObjectSendings {
  /** Whole, or not at all where it throws. `content` throws where it is not to be kept. @returns its bytes */
  send(client: ObjectClient<StoreRequest>, object: NewStoredObject): Promise<number>
  /** What the last server has left is looked after in the background. */
  settle(): Promise<void>
  drain(): Promise<void>
}

interface NewStoredObject {
  readonly projectId: string
  readonly bucket: string
  readonly key: string
  readonly content: AsyncIterable<Uint8Array>
}

export interface ObjectSendingsDeps {
  readonly store: Store
  readonly stores: Pick<ObjectStores, 'client'>
  readonly log: Logger
}

export function createObjectSendings({ store, stores, log }: ObjectSendingsDeps): ObjectSendings {
  const running = new Set<Promise<unknown>>()
  const left = new Leftovers<StoredSending>({ bucketOf: ({ bucket }) => bucket, clear: giveUp, log })

  async function giveUp({ id, projectId, bucket, key, uploadId }: StoredSending): Promise<void> {
    await abortUpload(stores.client(projectId, bucket), { key, uploadId })
    await deleteObjectSending(store.db, id)
  }

  async function giveUpOrKeep(sending: StoredSending): Promise<void> {
    try {
      await giveUp(sending)
    } catch (error) {
      log.error({ err: error, bucket: sending.bucket }, 'What was begun of an object is still in its store')
      left.add(sending)
    }
  }

  async function sendParts(
    client: ObjectClient<StoreRequest>,
    { projectId, bucket, key }: NewStoredObject,
    parts: AsyncIterable<Buffer>,
  ): Promise<void> {
    const { uploadId } = await beginUpload(client, key)
    const sending: StoredSending = { id: newUuid(), projectId, bucket, key, uploadId }
    try {
      await insertObjectSending(store.db, sending)
      const etags = await sendEach(parts, (bytes, part) => sendPart(client, { key, uploadId, part }, bytes))
      const before = await objectEtag(client, key)
      await completeUpload(client, { key, uploadId }, etags, async () => {
        const now = await objectEtag(client, key)
        return now !== undefined && now !== before
      })
    } catch (thrown) {
      await giveUpOrKeep(sending)
      throw thrown
    }
    await deleteObjectSending(store.db, sending.id)
  }

  async function send(client: ObjectClient<StoreRequest>, object: NewStoredObject): Promise<number> {
    let bytes = 0
    const counted = async function* (): AsyncGenerator<Uint8Array> {
      for await (const piece of object.content) {
        bytes += piece.length
        yield piece
      }
    }
    const parts = inParts(counted())
    const first = await parts.next()
    if (first.done === true || first.value.isLast) await putObject(client, object.key, first.value?.bytes ?? new Uint8Array())
    else {
      const { value } = first
      const all = async function* (): AsyncGenerator<Buffer> {
        yield value.bytes
        for await (const part of parts) yield part.bytes
      }
      await sendParts(client, object, all())
    }
    return bytes
  }

  return {
    async send(client, object) {
      const sending = send(client, object)
      running.add(sending)
      try {
        return await sending
      } finally {
        running.delete(sending)
      }
    },
    async settle() {
      const found = await listObjectSendings(store.db)
      if (found.length > 0) log.info({ count: found.length }, 'What calls to the last server have left in stores is being given up')
      for (const sending of found) left.add(sending)
    },
    async drain() {
      await Promise.race([Promise.allSettled([left.drain(), ...running]), sleep(DRAIN_MS, undefined, { ref: false })])
    },
  }
}

/** One is on its way while the next comes. @returns what was answered, in order */
async function sendEach(
  parts: AsyncIterable<Buffer>,
  sendOne: (bytes: Buffer, part: number) => Promise<string>,
): Promise<readonly string[]> {
  const etags: string[] = []
  let onItsWay: Promise<unknown> | undefined
  try {
    for await (const bytes of parts) {
      await onItsWay
      const part = etags.push('')
      onItsWay = sendOne(bytes, part).then((etag) => {
        etags[part - 1] = etag
      })
      // Looked at when the next has come: one that fails before that is nobody's unhandled failure.
      onItsWay.catch(() => undefined)
    }
    await onItsWay
  } catch (thrown) {
    // What comes to the store after the upload was given up would stay there.
    await onItsWay?.catch(() => undefined)
    throw thrown
  }
  return etags
}
