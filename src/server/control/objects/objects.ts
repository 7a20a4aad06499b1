import { createHash } from 'node:crypto'
import type { FileHandle } from 'node:fs/promises'
import { CausewayError } from '../../../base/errors.ts'
import { hasCode } from '../../../base/has-code.ts'
import { newHexId } from '../../../base/ids.ts'
import { systemFailure } from '../../../base/system-failure.ts'
import { isReservedPath, UPLOADS_FOLDER } from '../../../protocol/reserved-names.ts'
import type { Buckets, ProjectBuckets } from '../catalog/buckets/buckets.ts'
import { isBucketName, parseObsLocation } from '../catalog/buckets/obs-location.ts'
import type { OpenFolder } from '../catalog/buckets/open-folder.ts'
import type { PublishingGate } from '../catalog/buckets/publishing-gate.ts'
import type { Caller } from '../shared/caller.ts'
import { removeEmptyBucket } from './empty-bucket.ts'
import { type ByteRange, type ObjectState, type OpenObject, openObject } from './open-object.ts'
import { type ListedObject, pageOfObjects } from './page-of-objects.ts'

export interface ObjectPageRequest {
  /** What the keys begin with. */
  readonly prefix: string
  /** Only keys behind it. */
  readonly after: string
  readonly limit: number
}

export interface ObjectPage {
  readonly objects: readonly ListedObject[]
  /** There are more: what `after` is to be for them. */
  readonly next: string | undefined
}

export interface NewObject {
  readonly content: AsyncIterable<Uint8Array>
  /** In hexadecimal: what the content must have. */
  readonly sha256: string | undefined
}

/**
 * The files of buckets by their keys. Links are not followed: a job may put one anywhere in a bucket, and what it leads to is not the caller's.
 * Each caller sees the buckets of its project.
 */
export interface Objects {
  buckets(caller: Caller): Promise<readonly string[]>
  makeBucket(caller: Caller, bucket: string): Promise<void>
  /** One of the project's own, with the folders in it. 'in-use' where an object stands in it, or a table names it. */
  removeBucket(caller: Caller, bucket: string): Promise<void>
  /** By key. */
  page(caller: Caller, bucket: string, request: ObjectPageRequest): Promise<ObjectPage>
  /** In the place of what has the key; readers see the old one or the new one, whole. @returns its bytes */
  put(caller: Caller, bucket: string, key: string, object: NewObject): Promise<number>
  /** What of it is wanted is asked when it is open. @throws RangeNotMet */
  open(caller: Caller, bucket: string, key: string, rangeOf: (object: ObjectState) => ByteRange | undefined): Promise<OpenObject>
  remove(caller: Caller, bucket: string, key: string): Promise<void>
  /** What uploads of a server that was killed have left in the buckets of these projects, and in those that are shared. */
  removeUploads(projectIds: readonly string[]): Promise<void>
}

/** So many tables, as database.table, whose files are to be in a bucket. */
export type TablesIn = (projectId: string, bucket: string, limit: number) => Promise<readonly string[]>

export function createObjects(buckets: Buckets, gate: Pick<PublishingGate, 'pass'>, tablesIn: TablesIn): Objects {
  async function openBucket({ projectId }: Caller, bucket: string): Promise<OpenFolder> {
    if (!isBucketName(bucket)) parseObsLocation(`obs://${bucket}`)
    return await buckets.of(projectId).open(bucket)
  }

  /** Opens the folder of a key. Undefined: it is not there. The folders on the way are made when `make` is set. */
  async function openParent(caller: Caller, bucket: string, key: string, make: boolean): Promise<(Place & AsyncDisposable) | undefined> {
    const segments = segmentsOf(bucket, key)
    const name = segments.at(-1) ?? ''
    let folder = await openBucket(caller, bucket)
    for (const segment of segments.slice(0, -1)) {
      try {
        const next = make ? await folder.make(segment) : await folder.folder(segment)
        await folder[Symbol.asyncDispose]()
        if (next === undefined) return undefined
        folder = next
      } catch (thrown) {
        await folder[Symbol.asyncDispose]()
        throw wordsFor(thrown, bucket, key)
      }
    }
    const opened = folder
    return { folder: opened, name, [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose]() }
  }

  return {
    buckets: async ({ projectId }) => await buckets.of(projectId).names(),
    async makeBucket(caller, bucket) {
      if (!isBucketName(bucket)) parseObsLocation(`obs://${bucket}`)
      await buckets.of(caller.projectId).make(bucket)
    },
    async removeBucket({ projectId }, bucket) {
      if (!isBucketName(bucket)) parseObsLocation(`obs://${bucket}`)
      await gate.pass(async () => {
        await using above = await buckets.of(projectId).openAbove(bucket)
        const tables = await tablesIn(projectId, bucket, TABLES_NAMED_MAX + 1)
        if (tables.length > 0) throw namedBy(bucket, tables)
        await removeEmptyBucket(above, bucket)
      })
    },
    async page(caller, bucket, request) {
      await using root = await openBucket(caller, bucket)
      const found = await pageOfObjects(root, { ...request, limit: request.limit + 1, hidden: UPLOADS_FOLDER })
      const objects = found.slice(0, request.limit)
      return { objects, next: found.length > objects.length ? objects.at(-1)?.key : undefined }
    },
    async put(caller, bucket, key, object) {
      // Before a byte is taken: a key that cannot be.
      if (isReservedPath(segmentsOf(bucket, key))) {
        throw new CausewayError('forbidden', `obs://${bucket}/${key} is a place of what is not whole yet: nothing stays there`, {
          hint: 'Choose another key.',
        })
      }
      await using root = await openBucket(caller, bucket)
      await using uploads = await openUploads(root, bucket)
      // A job writes in the folder too, and must not have taken the name.
      const draft = newHexId()
      const file = await uploads.create(draft).catch((thrown: unknown) => {
        throw wordsFor(thrown, bucket, key)
      })
      try {
        const bytes = await write(file, object)
        await gate.pass(async () => {
          await using place = await openParent(caller, bucket, key, true)
          if (place === undefined) throw noObject(bucket, key)
          await uploads.moveFile(draft, place.folder, place.name)
        })
        return bytes
      } catch (thrown) {
        // A job may have put a folder in its place, or closed the folder: what is told is why the upload failed.
        await uploads.removeFile(draft).catch(() => {})
        throw wordsFor(thrown, bucket, key)
      }
    },
    async open(caller, bucket, key, rangeOf) {
      await using place = await openParent(caller, bucket, key, false)
      const file = await place?.folder.file(place.name).catch((thrown: unknown) => {
        throw wordsFor(thrown, bucket, key)
      })
      if (file === undefined) throw noObject(bucket, key)
      return await openObject(file, rangeOf)
    },
    async remove(caller, bucket, key) {
      await using place = await openParent(caller, bucket, key, false)
      if (place === undefined) return
      if (!(await gate.pass(() => place.folder.removeFile(place.name)))) {
        throw new CausewayError('in-use', `obs://${bucket}/${key} is a folder`, { hint: 'Delete the objects in it.' })
      }
    },
    async removeUploads(projectIds) {
      for (const each of [buckets.shared, ...projectIds.map((id) => buckets.of(id))]) await removeUploadsOf(each)
    },
  }
}

const TABLES_NAMED_MAX = 10

function namedBy(bucket: string, tables: readonly string[]): CausewayError {
  const more = tables.length > TABLES_NAMED_MAX ? ' and more' : ''
  return new CausewayError('in-use', `The bucket ${bucket} is named by ${tables.slice(0, TABLES_NAMED_MAX).join(', ')}${more}`, {
    hint: 'Drop these tables first.',
  })
}

async function removeUploadsOf(buckets: ProjectBuckets): Promise<void> {
  for (const bucket of await buckets.names()) {
    try {
      await using root = await buckets.open(bucket)
      await root.remove(UPLOADS_FOLDER)
    } catch {
      // A bucket whose folder is not there, or may not be written: the next start tries again.
    }
  }
}

interface Place {
  readonly folder: OpenFolder
  readonly name: string
}

/** @throws CausewayError where it is no key of an object */
export function segmentsOf(bucket: string, key: string): readonly string[] {
  const { segments } = parseObsLocation(`obs://${bucket}/${key}`)
  if (segments.length === 0 || key.endsWith('/')) {
    throw new CausewayError('invalid-parameter', `${JSON.stringify(key.slice(0, 200))} is no key of an object`, {
      hint: 'Name a file: folders are made on the way.',
    })
  }
  if (segments[0] === UPLOADS_FOLDER)
    throw new CausewayError('forbidden', `${UPLOADS_FOLDER} is not for objects`, { hint: 'Choose another key.' })
  return segments
}

/** Closes the file in any case. @returns how many bytes came */
async function write(file: FileHandle, { content, sha256 }: NewObject): Promise<number> {
  const hash = createHash('sha256')
  let bytes = 0
  try {
    for await (const piece of content) {
      hash.update(piece)
      bytes += piece.length
      await file.writeFile(piece)
    }
    if (sha256 !== undefined && hash.digest('hex') !== sha256) throw otherContent()
    await file.sync()
    return bytes
  } catch (thrown) {
    throw systemFailure(thrown, 'The object') ?? thrown
  } finally {
    await file.close()
  }
}

export const otherContent = (): CausewayError =>
  new CausewayError('invalid-parameter', 'The content is not what its hash was made of: X-Sdk-Content-Sha256 is another one', {
    hint: 'Send the file again; nothing was changed.',
  })

export const noObject = (bucket: string, key: string): CausewayError =>
  new CausewayError('not-found', `There is no object obs://${bucket}/${key}`, {
    hint: `List the objects of the bucket: GET /causeway/v1/{project_id}/buckets/${bucket}/objects.`,
  })

/** The name is the server's: what a job has put in its place gives way. */
async function openUploads(root: OpenFolder, bucket: string): Promise<OpenFolder> {
  try {
    try {
      return await root.make(UPLOADS_FOLDER)
    } catch (thrown) {
      if (!isNoFolder(thrown)) throw thrown
      await root.removeFile(UPLOADS_FOLDER)
      return await root.make(UPLOADS_FOLDER)
    }
  } catch (thrown) {
    throw wordsFor(thrown, bucket, UPLOADS_FOLDER)
  }
}

const isNoFolder = (thrown: unknown): boolean => hasCode(thrown, 'ENOTDIR', 'ELOOP')

/** What is in the way of a key, in our words. */
function wordsFor(thrown: unknown, bucket: string, key: string): unknown {
  if (isNoFolder(thrown)) {
    return new CausewayError('in-use', `A part of obs://${bucket}/${key} is a file or a link, not a folder`, {
      hint: 'Choose another key.',
    })
  }
  if (hasCode(thrown, 'EISDIR', 'ENOTEMPTY', 'EEXIST')) {
    return new CausewayError('in-use', `obs://${bucket}/${key} is a folder`, { hint: 'Choose another key.' })
  }
  if (hasCode(thrown, 'ENOENT')) {
    return new CausewayError('conflict', `A folder on the way to obs://${bucket}/${key} was taken away meanwhile`, {
      hint: 'Send it again.',
    })
  }
  if (hasCode(thrown, 'EACCES', 'EPERM')) {
    return new CausewayError('forbidden', `obs://${bucket}/${key} is closed to the server: its rights are not for the server's user`, {
      hint: 'Give the file and the folders above it rights for the user of the server.',
    })
  }
  return systemFailure(thrown, `obs://${bucket}/${key}`) ?? thrown
}
