import type { Socket } from 'node:net'
import type { JobCredential } from '../../../protocol/job-credential.ts'
import type { FileStatistics, RemovedFiles, TableFile, TableOperation, VersionChoice } from '../../../protocol/table-files.ts'
import type { EngineAnswers, EngineRequest } from '../../engine/messages.ts'
import type { ReadingShare } from './reading-share.ts'

/** What every source needs of the job it works for. */
interface SourceContext {
  readonly engine: EnginePort
  /** Aborted when the job is cancelled or has failed: whoever waits for something remote stops. */
  readonly signal: AbortSignal
  /** Bytes that came from a remote database, or from a file that is not read by the engine. */
  countInput(bytes: number): void
  /** Where a stream knows how far its reading is, and how far it goes. */
  expectReading(reading: ReadingShare): void
  /**
   * Runs engine SQL with one text column and hands its bytes on, in order, with as many batches under way as the engine allows.
   * Rejects with the engine's failure; a failure to write is the writer's to notice.
   */
  exportText(sql: string, write: (bytes: Uint8Array) => Promise<void>): Promise<{ readonly rowCount: number }>
  /** The same with the rows of a query, each a line with the text of a JSON array (engine/results/value-json.ts). */
  exportRows(rows: ExportedRows, write: (bytes: Uint8Array) => Promise<void>): Promise<{ readonly rowCount: number }>
}

type ExportedRows = Pick<Extract<EngineRequest, { kind: 'export-rows' }>, 'sql' | 'columnCount' | 'batchesMax' | 'rowLengthMax'>

/** The engine, as far as a source may use it. Rejects with a CausewayError or an EngineError. */
interface EnginePort {
  request<R extends Extract<EngineRequest, { kind: 'describe' | 'query' | 'execute' | 'write-files' }>>(
    request: R,
  ): Promise<EngineAnswers[R['kind']]>
}

export interface TableName {
  readonly database: string
  readonly name: string
}

export interface OpenTable {
  readonly folder: string
  readonly version: number
  /** Which version changed the columns last, of the table as it is now. */
  readonly columnsVersion?: number
  /** Below the folder. */
  readonly files: readonly TableFile[]
}

export interface TableChange {
  /** The version that it was made from, if what it takes away is what was seen there; it fails when that was changed meanwhile. */
  readonly baseVersion?: number
  readonly operation: TableOperation
  /** Below the folder that was staged. */
  readonly add: readonly TableFile[]
  readonly remove: RemovedFiles
  /** What is added hangs on rows that were not there: it fails, too, when others may have brought some, but for plain additions. */
  readonly dependsOn?: 'absence'
  /** It gives way to every other job that has the table open: refused then as a conflict. */
  readonly yields?: true
}

/** Below a location. */
export interface FileMoves {
  readonly moves: readonly { readonly from: string; readonly to: string }[]
  readonly remove: readonly string[]
  /** The job makes a table of them: without that they are taken back. */
  readonly forTable: boolean
}

/** From the first byte up to the last, which is in it. */
export interface FileRange {
  readonly from: number
  readonly to: number
}

/** Files that stand for objects of a store: as long as those, and empty until something of them is brought. */
export interface DistantFiles {
  /** Whether the path, of a file, a folder or nothing, stands for a place in a store. */
  holds(path: string): boolean
  /** Epoch milliseconds, of an object. */
  modifiedAt(path: string): number | undefined
  /** Each brings what is not there yet; of a path that is no object, nothing. */
  bringWhole(paths: readonly string[]): Promise<void>
  bringRanges(ranges: ReadonlyMap<string, readonly FileRange[]>): Promise<void>
  /** Of Parquet files. */
  bringFooters(paths: readonly string[]): Promise<void>
  /**
   * Other files that stand for the same objects, whose ends are those that are given, and of which nothing else is there; those without one are the same files, and so are those of no store.
   * Answers with where a path that is one of these, or above them, is among those.
   */
  excerpt(paths: readonly string[], ends: ReadonlyMap<string, Buffer>): Promise<(path: string) => string>
  /**
   * Begins an object below a folder, `name` with {id} in it for what makes it a new one. What stands in the file at the path goes there, also while that grows:
   * what has been written of it must not change. The object is there when it is published.
   */
  begin(folder: DistantFolder, name: string, path: string): Promise<DistantWrite>
  /** Puts objects there in the place of others, all at once for who reads here; what fails has put none there. */
  publish(folder: DistantFolder, publication: DistantPublication): Promise<DistantRest>
}

/** What stands here for a place in a store, and its location. */
export interface DistantFolder {
  readonly path: string
  readonly shown: string
}

export interface DistantWrite {
  /** The file is whole: settles when all of it is at the store. */
  finish(): Promise<void>
  /** Nothing is left of an object, be it published or not, unless others went for it. */
  discard(): Promise<void>
}

export interface DistantPublication {
  readonly objects: readonly DistantWrite[]
  /** Paths of files that stand for objects below the folder. */
  readonly replace: readonly string[]
  /** Paths below the folder of what it changes; '' is all of it. */
  readonly touched: readonly string[]
  /** Refused where another job has written into what it changes since the folder was listed. */
  readonly isAlone: boolean
  /** Refused where there is anything below the folder by now. */
  readonly isNew: boolean
  /** They are seen when a table of the folder is made, and not there without it. */
  readonly forTable: boolean
  /** In the end an empty object _SUCCESS says that all is there. */
  readonly marker: boolean
}

/** What the server goes on with, after all is published. */
export interface DistantRest {
  /** So many of the replaced objects are still in the store. */
  readonly remaining: number
  readonly isMarked: boolean
}

/** What a source of files needs. */
export interface FilesContext extends SourceContext {
  /** Undefined: the job has located no object of a store. */
  readonly distant: DistantFiles | undefined
  /** The only folders with data: the project's buckets and its warehouse. */
  readonly dataFolders: readonly string[]
  /** The worker's own, for what is needed until the job ends. */
  readonly scratchFolder: string
  /** The table whose rows the job changes, and what of it is read where they are; undefined: all files. */
  readonly changing: { readonly table: TableName; readonly files: readonly string[] | undefined } | undefined
  /** Of folders k=v no types are found out, as the session wants it. */
  readonly readsFoldersAsTexts: boolean
  /** The same of a file that is read to its end, as the stream of its scan. */
  countFileInput(bytes: number): void
  /** Bytes of files that engine SQL will read: they count as read as the engine gets on with them. */
  expectFiles(bytes: number): void
  /** The folder of this machine behind an obs:// location, or what stands for it here. */
  locatePath(location: string): Promise<string>
  /** A managed table as it was when the job asked first: one version for the whole statement; or as it was before. */
  openTable(table: TableName, was?: VersionChoice): Promise<OpenTable>
  /** What is known of the columns, by their names in the files, in the files of an opened version; by the files' names. */
  fileStatistics(table: TableName, version: number, columns: readonly string[]): Promise<Readonly<Record<string, FileStatistics>>>
  /** An empty folder for the rows of a managed table; `isNew`: of one that the job will make when they are written. */
  stageTable(table: TableName, isNew: boolean): Promise<{ readonly folder: string; readonly version: number | undefined }>
  /** Makes the managed table's next version, in one step. */
  commitTable(table: TableName, change: TableChange): Promise<void>
  /** Before a file or folder of a name of what is not whole is made in the folder of the location, or beside it: so that it goes however the job ends. */
  announceWrite(location: string, place: 'inside' | 'beside', name: string): Promise<void>
  /** Brings files that were written below the location to the disk, moves them to their names, then removes others; answers with how many of those remain. All of it, or none where it throws. */
  publishFiles(location: string, files: FileMoves): Promise<{ readonly remaining: number }>
  /** Partitions that were dropped come back to the table: rows were written into their folders. */
  restorePartitions(table: TableName, folders: readonly string[]): Promise<void>
  /** Partitions with a place of their own are the table's no longer. */
  unplacePartitions(table: TableName, folders: readonly string[]): Promise<void>
  /** The same of a folder that stands beside the location, and comes in its place. @throws 'already-exists' where one is there that is not to be replaced */
  replaceFolder(location: string, replacement: string, mode: 'error-if-exists' | 'overwrite'): Promise<void>
  /** Messages show `shown` where the engine writes `path`. */
  showPathAs(path: string, shown: string): void
}

/** What a source of remote tables needs. */
export interface RemoteContext extends SourceContext {
  /** Asks the broker for a connected socket. Rejects at once when the job is stopped; a socket that comes later is closed. */
  dial(host: string, port: number): Promise<Socket>
  /** For telling a database to stop, which is done when the job has been. */
  dialThoughStopped(host: string, port: number): Promise<Socket>
  /** What is behind a datasource authentication, for the database at host:port. */
  credential(authName: string, host: string, port: number): Promise<JobCredential>
  /** How many connections one reading may have, by what its queue may use of the machine. */
  readonly connectionsMax: number
  /** Keeps a statement that goes to a remote database, for the job's detail. `source` is host:port/database.table. */
  recordStatement(source: string, sql: string): SentStatement
  /** To be done when the job ends, however it ends. */
  onEnd(close: () => Promise<void>): void
}

/** A statement of which rows come. */
export interface SentStatement {
  received(bytes: number): void
  /** The last row has come. */
  ended(rows: number | undefined): void
}
