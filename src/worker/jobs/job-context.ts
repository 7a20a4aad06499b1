import type { Socket } from 'node:net'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { CausewayError } from '../../base/errors.ts'
import type { JobCredential } from '../../protocol/job-credential.ts'
import type { JobProgress } from '../../protocol/job-result.ts'
import type { FileStatistics, VersionChoice } from '../../protocol/table-files.ts'
import type { WorkerCall, WorkerCallAnswers } from '../../protocol/worker-calls.ts'
import type { ServerChannel } from '../channel/server-channel.ts'
import type { Engine } from '../engine/engine.ts'
import type { JobCounters } from '../engine/job-counters.ts'
import type { EngineRequest } from '../engine/messages.ts'
import { LANES_MAX } from '../engine/ring.ts'
import { forgetTableFiles } from '../sources/files/table-files.ts'
import type { ObjectMirror } from '../sources/object-store/object-mirror.ts'
import type { ReadingShare } from '../sources/shared/reading-share.ts'
import type {
  DistantFiles,
  FileMoves,
  FilesContext,
  OpenTable,
  RemoteContext,
  SentStatement,
  TableChange,
  TableName,
} from '../sources/shared/source-context.ts'
import { IS_CHANGE } from './changing-calls.ts'
import { JobNotes } from './job-notes.ts'
import { ReadShare } from './read-share.ts'
import { sourceProgress } from './source-progress.ts'

/** What the engine is asked for when text is exported. */
type TextRequest =
  | Omit<Extract<EngineRequest, { kind: 'export-text' }>, 'writtenBatches'>
  | Omit<Extract<EngineRequest, { kind: 'export-rows' }>, 'writtenBatches'>

export interface JobContextOptions {
  readonly jobId: string
  readonly engine: Engine
  readonly channel: ServerChannel
  readonly signal: AbortSignal
  readonly dataFolders: readonly string[]
  readonly scratchFolder: string
  readonly scratchBytesMax: number
  readonly counters: JobCounters
  /** Of the queue. */
  readonly threads: number
}

/** What the parts of a job share: the way to the server, the engine, what was sent where, and what must be closed at the end. */
export class JobContext implements FilesContext, RemoteContext {
  readonly jobId: string
  readonly engine: Engine
  readonly signal: AbortSignal
  readonly dataFolders: readonly string[]
  readonly scratchFolder: string
  changing: FilesContext['changing']
  readsFoldersAsTexts = false
  readonly connectionsMax: number
  readonly notes = new JobNotes()
  readonly #channel: ServerChannel
  readonly #stopped: Promise<never>
  /** Where what is read of stores of objects stands while the job runs. */
  readonly #objectsFolder: string
  readonly #scratchBytesMax: number
  #mirror: Promise<ObjectMirror> | undefined
  #distant: ObjectMirror | undefined
  readonly #closers: (() => Promise<void>)[] = []
  readonly #shownPaths = new Map<string, string>()
  readonly #openTables = new Map<string, Promise<OpenTable>>()
  readonly #counters: JobCounters
  readonly readShare = new ReadShare()
  #streamBytes = 0
  /** Of them. */
  #streamedFileBytes = 0
  #fileBytes = 0
  #outputRowCount = 0
  #writeBatch: ((bytes: Uint8Array, rowCount: number) => void) | undefined

  constructor(options: JobContextOptions) {
    this.jobId = options.jobId
    this.engine = options.engine
    this.signal = options.signal
    this.#objectsFolder = join(options.scratchFolder, 'objects')
    this.dataFolders = [...options.dataFolders, this.#objectsFolder]
    this.scratchFolder = options.scratchFolder
    this.#scratchBytesMax = options.scratchBytesMax
    this.connectionsMax = Math.min(Math.floor(options.threads), availableParallelism(), LANES_MAX)
    this.#channel = options.channel
    this.#counters = options.counters
    const { promise, reject } = Promise.withResolvers<never>()
    promise.catch(() => undefined)
    this.signal.addEventListener('abort', () => reject(new CausewayError('cancelled', 'The job was stopped')), { once: true })
    this.#stopped = promise
  }

  /**
   * Asks the server. A question is given up at once when the job is stopped; a change of the catalog is waited for, so that the job's end
   * tells what became of it.
   */
  call<C extends WorkerCall>(call: C): Promise<WorkerCallAnswers[C['kind']]> {
    const answer = this.#channel.call(this.jobId, call)
    return IS_CHANGE[call.kind] ? answer : this.unlessStopped(answer)
  }

  async locatePath(location: string): Promise<string> {
    const { folder, store } = await this.call({ kind: 'locate-path', location })
    if (store === undefined) return folder
    this.#mirror ??= this.#makeMirror()
    this.#distant = await this.#mirror
    return await this.unlessStopped(this.#distant.locate(store))
  }

  get distant(): DistantFiles | undefined {
    return this.#distant
  }

  /** Its module is read by the jobs that need it. */
  async #makeMirror(): Promise<ObjectMirror> {
    const { ObjectMirror } = await import('../sources/object-store/object-mirror.ts')
    const made = new ObjectMirror({
      folder: this.#objectsFolder,
      bytesMax: this.#scratchBytesMax,
      signal: this.signal,
      dialStore: (bucket, host, port) => this.#dial(host, port, bucket),
      signRead: (bucket, read) => this.call({ kind: 'sign-object-read', bucket, read }),
      begin: async (location, name) => (await this.call({ kind: 'begin-object', location, name })).upload,
      signPart: (part) => this.call({ kind: 'sign-object-part', ...part }),
      look: (bucket, key) => this.call({ kind: 'look-at-objects', bucket, key }),
      publish: (publication) => this.call({ kind: 'publish-objects', ...publication }),
      discard: async (location, uploads) => void (await this.call({ kind: 'discard-objects', location, uploads: [...uploads] })),
    })
    this.onEnd(() => made.close())
    return made
  }

  openTable({ database, name: table }: TableName, was?: VersionChoice): Promise<OpenTable> {
    const key = JSON.stringify([database, table, was])
    const chosen = was === undefined ? {} : { was }
    const open = this.#openTables.get(key) ?? this.call({ kind: 'open-table', database, table, ...chosen })
    this.#openTables.set(key, open)
    return open
  }

  async fileStatistics(
    { database, name: table }: TableName,
    version: number,
    columns: readonly string[],
  ): Promise<Readonly<Record<string, FileStatistics>>> {
    return (await this.call({ kind: 'get-statistics', database, table, version, columns: [...columns] })).files
  }

  /** What was seen of tables: the statement is run anew. */
  forgetTables(): void {
    this.notes.forget()
    this.#openTables.clear()
    forgetTableFiles(this)
    this.changing = undefined
  }

  async stageTable(
    { database, name: table }: TableName,
    isNew: boolean,
  ): Promise<{ readonly folder: string; readonly version: number | undefined }> {
    if (!isNew) return this.call({ kind: 'stage-table', database, table })
    return { ...(await this.call({ kind: 'stage-new-table', database, table })), version: undefined }
  }

  async commitTable({ database, name: table }: TableName, { add, remove, ...change }: TableChange): Promise<void> {
    await this.call({ kind: 'commit-table', database, table, ...change, add: [...add], remove })
  }

  /** Makes the next version of each of the managed tables, or of none. */
  async commitTables(changes: readonly { readonly table: TableName; readonly change: TableChange }[]): Promise<void> {
    await this.call({
      kind: 'commit-tables',
      changes: changes.map(({ table: { database, name: table }, change: { add, remove, ...change } }) => ({
        database,
        table,
        ...change,
        add: [...add],
        remove,
      })),
    })
  }

  async announceWrite(location: string, place: 'inside' | 'beside', name: string): Promise<void> {
    await this.call({ kind: 'announce-write', location, place, name })
  }

  async publishFiles(location: string, { moves, remove, forTable }: FileMoves): Promise<{ readonly remaining: number }> {
    return await this.call({ kind: 'publish-files', location, moves: [...moves], remove: [...remove], forTable })
  }

  async restorePartitions({ database, name }: TableName, folders: readonly string[]): Promise<void> {
    await this.call({ kind: 'annotate-table', database, table: name, change: { kind: 'restore-partitions', folders: [...folders] } })
  }

  async unplacePartitions({ database, name }: TableName, folders: readonly string[]): Promise<void> {
    const removed = {
      kind: 'place-partitions' as const,
      by: 'overwrite' as const,
      placed: [],
      removed: [...folders],
      dropped: [],
      restored: [],
    }
    await this.call({ kind: 'annotate-table', database, table: name, change: removed })
  }

  async replaceFolder(location: string, replacement: string, mode: 'error-if-exists' | 'overwrite'): Promise<void> {
    await this.call({ kind: 'replace-folder', location, replacement, mode })
  }

  credential(authName: string, host: string, port: number): Promise<JobCredential> {
    return this.call({ kind: 'get-credential', authName, host, port })
  }

  dial(host: string, port: number): Promise<Socket> {
    return this.#dial(host, port)
  }

  #dial(host: string, port: number, bucket?: string): Promise<Socket> {
    const dialling = this.#channel.dial(this.jobId, host, port, bucket)
    const closeLate = (socket: Socket) => {
      if (this.signal.aborted) socket.destroy()
    }
    dialling.then(closeLate, () => undefined)
    return this.unlessStopped(dialling)
  }

  dialThoughStopped(host: string, port: number): Promise<Socket> {
    return this.#channel.dial(this.jobId, host, port)
  }

  unlessStopped<T>(work: Promise<T>): Promise<T> {
    return Promise.race([work, this.#stopped])
  }

  recordStatement(source: string, sql: string): SentStatement {
    return this.notes.recordStatement(source, sql)
  }

  countInput(bytes: number): void {
    this.#streamBytes += bytes
  }

  countFileInput(bytes: number): void {
    this.#streamedFileBytes += bytes
    this.countInput(bytes)
  }

  expectFiles(bytes: number): void {
    this.#fileBytes += bytes
    this.readShare.expectFiles(bytes)
  }

  expectReading(reading: ReadingShare): void {
    this.readShare.expectReading(reading)
  }

  progress(): JobProgress {
    const { streamRows, fileShare } = this.#counters
    const { remoteStatements } = this.notes
    const percent = this.readShare.percent({ fileShare, streamedFileBytes: this.#streamedFileBytes })
    return {
      inputRowCount: streamRows,
      inputBytes: this.#streamBytes + Math.floor(this.#fileBytes * fileShare),
      outputRowCount: this.#outputRowCount,
      ...(percent === undefined ? {} : { percent }),
      ...(remoteStatements.length === 0 ? {} : { sources: [...sourceProgress(remoteStatements)] }),
    }
  }

  showPathAs(path: string, shown: string): void {
    this.#shownPaths.set(path, shown)
  }

  get shownPaths(): ReadonlyMap<string, string> {
    return this.#shownPaths
  }

  exportText(sql: string, write: (bytes: Uint8Array) => Promise<void>): Promise<{ readonly rowCount: number }> {
    return this.export({ kind: 'export-text', sql }, write)
  }

  exportRows(
    rows: Omit<Extract<TextRequest, { kind: 'export-rows' }>, 'kind'>,
    write: (bytes: Uint8Array) => Promise<void>,
  ): Promise<{ readonly rowCount: number }> {
    return this.export({ kind: 'export-rows', ...rows }, write)
  }

  /** The same for either kind of text. */
  export(request: TextRequest, write: (bytes: Uint8Array) => Promise<void>): Promise<{ readonly rowCount: number }> {
    const writtenBatches = new SharedArrayBuffer(4)
    const written = new Int32Array(writtenBatches)
    const settled = () => {
      Atomics.add(written, 0, 1)
      Atomics.notify(written, 0)
    }
    this.#writeBatch = (bytes, rowCount) => {
      const done = () => {
        this.#outputRowCount += rowCount
        settled()
      }
      write(bytes).then(done, settled)
    }
    return this.engine.request({ ...request, writtenBatches })
  }

  writeBatch(bytes: Uint8Array, rowCount: number): void {
    this.#writeBatch?.(bytes, rowCount)
  }

  onEnd(close: () => Promise<void>): void {
    this.#closers.push(close)
  }

  async close(): Promise<void> {
    await Promise.allSettled(this.#closers.splice(0).map(async (close) => close()))
  }
}
