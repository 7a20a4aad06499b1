import { type FileHandle, mkdir, mkdtemp, open, realpath, rm } from 'node:fs/promises'
import type { Socket } from 'node:net'
import { dirname, join, relative } from 'node:path'
import { CausewayError } from '../../../base/errors.ts'
import { hasCode } from '../../../base/has-code.ts'
import { sideBySide } from '../../../base/side-by-side.ts'
import type { ListedObject } from '../../../protocol/object-store/listed-objects.ts'
import { ObjectClient } from '../../../protocol/object-store/object-client.ts'
import { TOUCHED_MAX } from '../../../protocol/object-store/object-names.ts'
import type {
  ObjectPart,
  ObjectPublication,
  ObjectRead,
  ObjectStoreAddress,
  SignedRequest,
} from '../../../protocol/object-store/object-store.ts'
import type { WorkerCallAnswers } from '../../../protocol/worker-calls.ts'
import { checkFooterLength, footerLength } from '../files/parquet/check-footers.ts'
import type { DistantFiles, DistantFolder, DistantPublication, DistantRest, DistantWrite } from '../shared/source-context.ts'
import { type ByteRange, merged, missing, pieces } from './byte-ranges.ts'
import { KnownFooters } from './known-footers.ts'
import { listedObjects } from './listed-objects.ts'
import { excerptKey, makeExcerpt, readEnd } from './object-excerpt.ts'
import { type JobStoreRequest, ObjectWrite } from './object-write.ts'
import { connectToStore } from './store-connection.ts'
import { writeAll, writeAllAtOnce } from './write-all.ts'

/** What the mirror needs of its job. */
export interface MirrorPorts {
  readonly signal: AbortSignal
  /** Asks the broker for a connection to the store that has the bucket. */
  dialStore(bucket: string, host: string, port: number): Promise<Socket>
  signRead(bucket: string, read: ObjectRead): Promise<SignedRequest>
  /** Answers with what the object is known by until it is published. */
  begin(location: string, name: string): Promise<string>
  signPart(part: ObjectPart): Promise<SignedRequest>
  /** Which objects of a place its readers pass over, and the commit that it has. */
  look(bucket: string, key: string): Promise<WorkerCallAnswers['look-at-objects']>
  publish(publication: ObjectPublication): Promise<DistantRest>
  /** Stops what is being published as well, as long as it is not committed: all of it when none is named. */
  discard(location: string, uploads: readonly string[]): Promise<void>
  /** Of the worker: what is read of objects stands there until the job has ended. */
  readonly folder: string
  /** So much of it the mirror may take. */
  readonly bytesMax: number
}

/** Each but the last was overtaken by a write. */
const LISTINGS_MAX = 20
const CONNECTIONS_MAX = 8
const PIECE_BYTES = 8 << 20
const GAP_BYTES = 256 << 10
const FOOTER_BYTES = 64 << 10
/** Behind a footer. */
const TAIL_BYTES = 8
const FOOTERS_BYTES_MAX = 64 << 20

/** Of the worker, which serves one project for its whole life. */
const footers = new KnownFooters(FOOTERS_BYTES_MAX)

interface MirrorFolders {
  readonly root: string
  /** Of the files of the buckets. */
  readonly top: string
}

interface MirroredFile {
  readonly client: ObjectClient<JobStoreRequest>
  readonly bucket: string
  readonly object: ListedObject
  readonly shown: string
  /** What of it is there. */
  brought: readonly ByteRange[]
}

/**
 * The objects of stores as files of this machine, which all readers take for those of a folder: made by a list of their keys, as long as the objects are, and empty. What
 * is to be read is brought before; between that the files have holes, which take no room. One list of a place holds for the whole job, and with it the ETags.
 */
export class ObjectMirror implements DistantFiles {
  readonly #ports: MirrorPorts
  readonly #clients = new Map<string, ObjectClient<JobStoreRequest>>()
  readonly #writes = new Map<DistantWrite, ObjectWrite>()
  readonly #files = new Map<string, MirroredFile>()
  /** Of the places that were listed, by path. */
  readonly #commits = new Map<string, number>()
  readonly #located = new Map<string, Promise<string>>()
  readonly #madeFolders = new Set<string>()
  /** Their folders, by what is in them. */
  readonly #excerpts = new Map<string, string>()
  #folders: Promise<MirrorFolders> | undefined
  #root: string | undefined
  #bytes = 0

  constructor(ports: MirrorPorts) {
    this.#ports = ports
  }

  /** The path that stands for a location: of a file, of a folder, or of nothing. */
  locate(address: ObjectStoreAddress): Promise<string> {
    const place = `${address.bucket}/${address.key}`
    const located = this.#located.get(place) ?? this.#list(address)
    this.#located.set(place, located)
    return located
  }

  holds(path: string): boolean {
    return this.#root !== undefined && path.startsWith(`${this.#root}/`)
  }

  modifiedAt(path: string): number | undefined {
    return this.#files.get(path)?.object.modifiedAt
  }

  /** All bytes of the files; what is no object stands there already. */
  async bringWhole(paths: readonly string[]): Promise<void> {
    await this.#bring(paths, ({ object }) => (object.bytes === 0 ? [] : [{ from: 0, to: object.bytes - 1 }]))
  }

  async bringRanges(ranges: ReadonlyMap<string, readonly ByteRange[]>): Promise<void> {
    await this.#bring([...ranges.keys()], ({ object }, path) =>
      (ranges.get(path) ?? []).flatMap(({ from, to }) => {
        const last = Math.min(to, object.bytes - 1)
        return from <= last ? [{ from, to: last }] : []
      }),
    )
  }

  /** Of Parquet files. */
  async bringFooters(paths: readonly string[]): Promise<void> {
    const files = paths.flatMap((path) => {
      const file = this.#files.get(path)
      return file === undefined || file.brought.some(({ to }) => to === file.object.bytes - 1) ? [] : [[path, file] as const]
    })
    await sideBySide(files, CONNECTIONS_MAX, ([path, file]) => this.#bringFooter(path, file))
  }

  async excerpt(paths: readonly string[], ends: ReadonlyMap<string, Buffer>): Promise<(path: string) => string> {
    const { root, top } = await this.#made()
    const key = excerptKey(paths, ends)
    const known = this.#excerpts.get(key)
    const folder = known ?? join(root, `excerpt-${this.#excerpts.size}`)
    const placed = (path: string): string => (this.holds(path) ? join(folder, relative(top, path)) : path)
    if (known !== undefined) return placed
    for (const path of paths.filter((one) => this.holds(one))) {
      const file = this.#files.get(path)
      if (file === undefined) throw notLocated()
      const { bytes } = file.object
      const end = ends.get(path) ?? (await readEnd(path, bytes, file.brought.at(-1)))
      this.#take(end.length)
      await this.#makeFolder(dirname(placed(path)))
      await makeExcerpt(placed(path), bytes, end)
      this.#files.set(placed(path), { ...file, brought: [{ from: bytes - end.length, to: bytes - 1 }] })
    }
    this.#excerpts.set(key, folder)
    return placed
  }

  async begin({ shown: location }: DistantFolder, name: string, path: string): Promise<DistantWrite> {
    const client = this.#clients.get(bucketOf(location))
    if (client === undefined) throw notLocated()
    const upload = await this.#ports.begin(location, name)
    const { signal } = this.#ports
    const discard = (): Promise<void> => this.#ports.discard(location, [upload])
    const write = new ObjectWrite({ client, upload, shown: location, path, signal, discard })
    this.#writes.set(write, write)
    return write
  }

  async publish(
    folder: DistantFolder,
    { objects, replace, touched, isAlone, isNew, forTable, marker }: DistantPublication,
  ): Promise<DistantRest> {
    const since = this.#commits.get(folder.path)
    if (since === undefined) throw notLocated()
    const sent = objects.flatMap((one) => this.#writes.get(one)?.sent ?? [])
    const publication: ObjectPublication = {
      location: folder.shown,
      objects: sent,
      replace: replace.flatMap((path) => {
        const object = this.#files.get(path)?.object
        return object === undefined ? [] : [{ path: relative(folder.path, path), etag: object.etag }]
      }),
      touched: touched.length > TOUCHED_MAX ? [''] : [...touched],
      ...(isAlone ? { since } : {}),
      isNew,
      forTable,
      marker,
    }
    const { signal, discard, publish } = this.#ports
    signal.throwIfAborted()
    const uploads = sent.map(({ upload }) => upload)
    const stop = (): void => void discard(folder.shown, uploads).catch(() => undefined)
    signal.addEventListener('abort', stop, { once: true })
    try {
      const rest = await publish(publication)
      // It was committed before it was stopped: what is still to be done the server does, and the statement has had its effect.
      return signal.aborted ? { remaining: 0, isMarked: true } : rest
    } finally {
      signal.removeEventListener('abort', stop)
    }
  }

  #makeClient(address: ObjectStoreAddress): ObjectClient<JobStoreRequest> {
    const { bucket } = address
    const { signal, dialStore, signRead, signPart } = this.#ports
    return new ObjectClient<JobStoreRequest>(address, {
      signal,
      connect: () => connectToStore(address, dialStore),
      sign: (request) => (request.kind === 'part' ? signPart(partOf(request)) : signRead(bucket, request)),
    })
  }

  /** Removes what was brought. */
  async close(): Promise<void> {
    for (const client of this.#clients.values()) client.close()
    if (this.#folders !== undefined) await rm((await this.#folders).root, { recursive: true, force: true })
  }

  async #list(address: ObjectStoreAddress): Promise<string> {
    const { bucket, key } = address
    const client = this.#clients.get(bucket) ?? this.#makeClient(address)
    this.#clients.set(bucket, client)
    const top = join((await this.#made()).top, bucket)
    await this.#makeFolder(top)
    const { commit, objects } = await this.#seenObjects(client, address)
    for (const object of objects) await this.#make(top, { client, bucket, object, shown: `obs://${bucket}/${object.key}`, brought: [] })
    const path = join(top, key)
    this.#commits.set(path, commit)
    return path
  }

  /** What there is of a place before or after each write of a job, and no mixture. */
  async #seenObjects(
    client: ObjectClient<JobStoreRequest>,
    { bucket, key }: ObjectStoreAddress,
  ): Promise<{ readonly commit: number; readonly objects: readonly ListedObject[] }> {
    for (let tries = 0; tries < LISTINGS_MAX; tries += 1) {
      const before = await this.#ports.look(bucket, key)
      const objects = await listedObjects(client, bucket, key)
      const after = await this.#ports.look(bucket, key)
      if (before.commit !== after.commit) continue
      const hidden = new Map([...before.hidden, ...after.hidden].map((each) => [each.key, each.etag]))
      const isSeen = (object: ListedObject): boolean => {
        const etag = hidden.get(object.key)
        return !hidden.has(object.key) || (etag !== undefined && etag !== object.etag.replaceAll('"', ''))
      }
      return { commit: after.commit, objects: objects.filter(isSeen) }
    }
    throw new CausewayError('conflict', `Other jobs write into obs://${bucket}/${key} faster than it can be listed`, {
      hint: 'Run the statement again when they have ended.',
    })
  }

  async #make(top: string, file: MirroredFile): Promise<void> {
    const { object, shown } = file
    if (
      object.key.includes('\0') ||
      object.key.split('/').some((part) => part === '' || part === '.' || part === '..' || Buffer.byteLength(part) > 255)
    )
      throw new CausewayError(
        'not-supported',
        `The store has an object whose key is no path of a file: ${JSON.stringify(shown.slice(0, 300))}`,
        {
          hint: 'Give it a key whose parts are not empty, not . or .., and have at most 255 bytes.',
        },
      )
    const path = join(top, object.key)
    const known = this.#files.get(path)
    if (known !== undefined) {
      if (known.object.etag === object.etag) return
      throw new CausewayError('conflict', `${shown} was changed in its store while the job looked at it`, {
        hint: 'Run the statement again.',
      })
    }
    try {
      await this.#makeFolder(dirname(path))
      const handle = await open(path, 'wx', 0o600)
      try {
        await handle.truncate(object.bytes)
      } finally {
        await handle.close()
      }
    } catch (error) {
      if (hasCode(error, 'EFBIG'))
        throw new CausewayError('not-supported', `${shown} is larger than a file of the server’s disk can be`, {
          hint: 'Have it written in several objects.',
          cause: error,
        })
      if (!hasCode(error, 'EEXIST', 'ENOTDIR', 'EISDIR')) throw error
      throw new CausewayError('not-supported', `The store has an object ${shown} and others below it, as if it were a folder`, {
        hint: 'Give it another key.',
        cause: error,
      })
    }
    this.#files.set(path, file)
  }

  async #makeFolder(path: string): Promise<void> {
    if (this.#madeFolders.has(path)) return
    await mkdir(path, { recursive: true, mode: 0o700 })
    this.#madeFolders.add(path)
  }

  /** Of this mirror only: the engine remembers what files say of themselves, by their paths. */
  #made(): Promise<MirrorFolders> {
    this.#folders ??= (async () => {
      await mkdir(this.#ports.folder, { recursive: true, mode: 0o700 })
      const root = await realpath(await mkdtemp(join(this.#ports.folder, 'job-')))
      this.#root = root
      return { root, top: join(root, 'objects') }
    })()
    return this.#folders
  }

  async #bringFooter(path: string, file: MirroredFile): Promise<void> {
    const { object, client } = file
    const known = footerOf(file)
    let footer = footers.find(known)
    if (footer === undefined) {
      const tail = async (bytes: number): Promise<Buffer> => {
        const parts: Buffer[] = []
        const from = Math.max(0, object.bytes - bytes)
        if (object.bytes > 0)
          await client.get(object, from, object.bytes - 1, async (part) => {
            parts.push(part)
          })
        return Buffer.concat(parts)
      }
      footer = await tail(FOOTER_BYTES)
      const length = (footerLength(footer) ?? 0) + TAIL_BYTES
      if (length > footer.length && length <= object.bytes) {
        checkFooterLength(length, file.shown)
        footer = await tail(length)
      }
      footers.keep(known, footer)
    }
    const from = object.bytes - footer.length
    this.#take(footer.length)
    const handle = await open(path, 'r+')
    try {
      await writeAll(handle, footer, from)
    } finally {
      await handle.close()
    }
    if (footer.length > 0) file.brought = merged([...file.brought, { from, to: object.bytes - 1 }])
  }

  async #bring(paths: readonly string[], rangesOf: (file: MirroredFile, path: string) => readonly ByteRange[]): Promise<void> {
    // Opened once, by whichever piece comes first.
    const handles = new Map<string, Promise<FileHandle>>()
    const brought = new Map<MirroredFile, ByteRange[]>()
    try {
      const work: { readonly file: MirroredFile; readonly path: string; readonly range: ByteRange }[] = []
      for (const path of paths) {
        const file = this.#files.get(path)
        if (file === undefined) continue
        const wanted = missing(merged(rangesOf(file, path), GAP_BYTES), file.brought)
        for (const range of wanted.flatMap((one) => pieces(one, PIECE_BYTES))) work.push({ file, path, range })
      }
      this.#take(work.reduce((sum, { range }) => sum + range.to - range.from + 1, 0))
      await sideBySide(work, CONNECTIONS_MAX, async ({ file, path, range }) => {
        const opening = handles.get(path) ?? open(path, 'r+')
        handles.set(path, opening)
        const handle = await opening
        let at = range.from
        await file.client.copy(file.object, range.from, range.to, (bytes) => {
          writeAllAtOnce(handle, bytes, at)
          at += bytes.length
        })
        const ranges = brought.get(file) ?? []
        ranges.push(range)
        brought.set(file, ranges)
      })
    } finally {
      for (const [file, ranges] of brought) file.brought = merged([...file.brought, ...ranges])
      await Promise.allSettled([...handles.values()].map(async (opening) => (await opening).close()))
    }
  }

  #take(bytes: number): void {
    this.#bytes += bytes
    if (this.#bytes <= this.#ports.bytesMax) return
    const gib = (count: number): string => (count / 2 ** 30).toFixed(1)
    throw new CausewayError(
      'limit-exceeded',
      `The statement reads ${gib(this.#bytes)} GiB of objects of stores, and its queue has room for ${gib(this.#ports.bytesMax)} GiB of them`,
      { hint: 'Read fewer columns or partitions, use a queue with more CUs, or raise scratchGib in causeway.yaml.' },
    )
  }
}

const notLocated = (): CausewayError => new CausewayError('internal', 'What was not located is to be written')

const bucketOf = (location: string): string => /^obs:\/\/([^/]*)/.exec(location)?.[1] ?? ''

const partOf = ({ upload, part, bytes, sha256 }: ObjectPart): ObjectPart => ({ upload, part, bytes, sha256 })

const footerOf = ({ bucket, object }: MirroredFile): string => JSON.stringify([bucket, object.key, object.etag, object.bytes])
