import { createHash } from 'node:crypto'
import { CausewayError } from '../../base/errors.ts'
import { isCompletion, type ListedObject, markedUp, readStoreError, readUploadId, readUploads } from './listed-objects.ts'
import type { ObjectClient } from './object-client.ts'
import type { StoreRequest } from './object-store.ts'
import { type StoreAnswer, storeFailure } from './store-failure.ts'

type Client = ObjectClient<StoreRequest>

const isDone = ({ status }: StoreAnswer): boolean => status >= 200 && status < 300

const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** Answers with the store's id of it, and in how many tries it was got: of the others nobody knows whether the store has begun them. */
export async function beginUpload(client: Client, key: string): Promise<{ readonly uploadId: string; readonly tries: number }> {
  const shown = client.shown(key)
  const answer = await client.send({ kind: 'begin-upload', key }, { shown })
  const uploadId = readUploadId(answer.body)
  if (!isDone(answer) || uploadId === undefined) throw storeFailure(answer, shown, 'write')
  return { uploadId, tries: answer.tries }
}

/** The ETag of the part. */
export async function sendPart(
  client: Client,
  { key, uploadId, part }: { readonly key: string; readonly uploadId: string; readonly part: number },
  bytes: Uint8Array,
): Promise<string> {
  const shown = client.shown(key)
  const asked = { kind: 'part', key, uploadId, part, bytes: bytes.length, sha256: sha256Of(bytes) } as const
  const answer = await client.send(asked, { shown, body: bytes })
  if (!isDone(answer)) throw storeFailure(answer, shown, 'write')
  const { etag } = answer.headers
  if (typeof etag === 'string') return etag
  throw new CausewayError('remote-failure', `The store does not tell the ETag of a part of ${shown}`)
}

/** One that is not there any more is no error. */
export async function abortUpload(
  client: Client,
  { key, uploadId }: { readonly key: string; readonly uploadId: string },
  stop?: AbortSignal,
): Promise<void> {
  const shown = client.shown(key)
  const answer = await client.send({ kind: 'abort-upload', key, uploadId }, { shown, stop })
  if (!isDone(answer) && answer.status !== 404) throw storeFailure(answer, shown, 'write')
}

/**
 * Makes an object of its parts.
 *
 * @param isThereNow whether the object that is there is the one of these parts: asked where the answer of the store was lost
 */
export async function completeUpload(
  client: Client,
  { key, uploadId }: { readonly key: string; readonly uploadId: string },
  etags: readonly string[],
  // What has the key of a new object is ours, for nobody else knows it.
  isThereNow: () => Promise<boolean> = () => isThere(client, key),
): Promise<void> {
  const shown = client.shown(key)
  const parts = etags.map((etag, index) => `<Part><PartNumber>${index + 1}</PartNumber><ETag>${markedUp(etag)}</ETag></Part>`)
  const body = Buffer.from(
    `<CompleteMultipartUpload xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${parts.join('')}</CompleteMultipartUpload>`,
  )
  const answer = await client.send({ kind: 'complete-upload', key, uploadId, bytes: body.length, sha256: sha256Of(body) }, { shown, body })
  const { code } = readStoreError(answer.body)
  // The answer to an earlier try may have been lost: a first one would have told of the object.
  if (code === 'NoSuchUpload' && answer.tries > 1 && (await isThereNow())) return
  // A store begins its answer before it has put the parts together: what does not say that they are an object says nothing.
  if (!isDone(answer) || !isCompletion(answer.body))
    throw storeFailure(isDone(answer) ? { ...answer, status: 500 } : answer, shown, 'write')
}

export async function putObject(client: Client, key: string, bytes: Uint8Array): Promise<void> {
  const shown = client.shown(key)
  const answer = await client.send({ kind: 'put', key, bytes: bytes.length, sha256: sha256Of(bytes) }, { shown, body: bytes })
  if (!isDone(answer)) throw storeFailure(answer, shown, 'write')
}

/** One that is not there is no error. */
export async function removeObject(client: Client, key: string): Promise<void> {
  const shown = client.shown(key)
  const answer = await client.send({ kind: 'delete', key }, { shown })
  if (!isDone(answer) && readStoreError(answer.body).code !== 'NoSuchKey') throw storeFailure(answer, shown, 'write')
}

/**
 * Only as long as it is the one of the ETag: what somebody else has put there since stays. A store that does not look at conditions may remove one that has come in the moment
 * between its two answers.
 */
export async function removeObjectOf(client: Client, key: string, etag: string): Promise<void> {
  const found = await headers(client, key)
  if (found === undefined || bareEtag(found.etag) !== etag) return
  const shown = client.shown(key)
  const answer = await client.send({ kind: 'delete', key, etag: found.etag }, { shown })
  const { code } = readStoreError(answer.body)
  if (isDone(answer) || answer.status === 412 || code === 'NoSuchKey') return
  if (answer.status !== 501 && code !== 'NotImplemented') throw storeFailure(answer, shown, 'write')
  await removeObject(client, key)
}

/** All that were begun for the key, whoever has begun them. */
export async function abortUploads(client: Client, key: string, stop?: AbortSignal): Promise<void> {
  const shown = client.shown(key)
  const answer = await client.send({ kind: 'list-uploads', prefix: key }, { shown, stop })
  const uploads = readUploads(answer.body)
  if (!isDone(answer) || uploads === undefined) throw storeFailure(answer, shown, 'write')
  for (const upload of uploads) if (upload.key === key) await abortUpload(client, upload, stop)
}

async function isThere(client: Client, key: string): Promise<boolean> {
  return (await objectEtag(client, key)) !== undefined
}

/** Stores do not agree whether the quotes are part of it. */
export const bareEtag = (etag: string): string => etag.replaceAll('"', '')

/** Undefined: there is no such object. */
export async function objectEtag(client: Client, key: string): Promise<string | undefined> {
  const found = await headers(client, key)
  return found === undefined ? undefined : bareEtag(found.etag)
}

/** Undefined: there is no such object. */
export async function objectHead(client: Client, key: string): Promise<Omit<ListedObject, 'key'> | undefined> {
  const found = await headers(client, key)
  if (found === undefined) return undefined
  const { etag, 'content-length': length, 'last-modified': modified } = found
  if (typeof length !== 'string' || !/^\d+$/.test(length))
    throw new CausewayError('remote-failure', `The store does not tell the length of ${client.shown(key)}`)
  const modifiedAt = typeof modified === 'string' ? Date.parse(modified) : Number.NaN
  return { etag, bytes: Number(length), modifiedAt: Number.isNaN(modifiedAt) ? 0 : modifiedAt }
}

async function headers(client: Client, key: string): Promise<(StoreAnswer['headers'] & { readonly etag: string }) | undefined> {
  const shown = client.shown(key)
  const answer = await client.send({ kind: 'head', key }, { shown })
  if (answer.status === 404) return undefined
  if (!isDone(answer)) throw storeFailure(answer, shown)
  const { etag } = answer.headers
  if (typeof etag === 'string') return { ...answer.headers, etag }
  throw new CausewayError('remote-failure', `The store does not tell the ETag of ${shown}`)
}

interface NewPlace {
  readonly location: string
  /** Of all keys there. */
  readonly prefix: string
  readonly isNone: (key: string) => boolean
  /** So many of them do not count. */
  readonly noneMax: number
}

/** They may become more while it is looked. */
const MORE_NONE_MAX = 1_000

/** @throws CausewayError 'already-exists' where there is a key, but for those that do not count */
export async function requireNothing(client: Client, { location, prefix, isNone, noneMax }: NewPlace, stop: AbortSignal): Promise<void> {
  let count = 0
  for await (const { key } of client.list(prefix, Number.MAX_SAFE_INTEGER, stop)) {
    count += 1
    // A list without end: each key is there once.
    if (isNone(key) && count <= noneMax + MORE_NONE_MAX) continue
    throw new CausewayError('already-exists', `${location} is there already: somebody else has written it meanwhile`, {
      hint: 'Choose another place, or run the statement again.',
    })
  }
}
