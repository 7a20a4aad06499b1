import { type Static, Type } from 'typebox'
import { COLUMN_LIMITS } from './column-limits.ts'
import { ColumnsChange } from './columns-change.ts'
import { DatabaseConnection } from './database-connection.ts'
import { DIAL_TARGET } from './dial-target.ts'
import type { JobCredential } from './job-credential.ts'
import { ObjectPart, ObjectPublication, ObjectRead, type ObjectStoreAddress, type SignedRequest } from './object-store/object-store.ts'
import { RowExport } from './row-transfer.ts'
import { SESSION_CALLS, type SessionCallAnswers } from './session.ts'
import { type Column, PartitionFolders, PLACED_PARTITIONS_MAX, PlacedPartition, Properties, TableDefinition } from './table-definition.ts'
import { TABLE_FILE_LIMITS } from './table-file-limits.ts'
import {
  type FileStatistics,
  RemovedFiles,
  type TableFile,
  TableFiles,
  TableOperation,
  type TableVersionShown,
  VersionChoice,
} from './table-files.ts'
import { UserFunction } from './user-function.ts'
import { type CatalogEntry, ViewDefinition, ViewMode } from './view-definition.ts'

const PropertiesChange = Type.Object({
  set: Properties,
  unset: Type.Array(Type.String({ minLength: 1, maxLength: 256 })),
  /** Unless so, one to be unset that is not there is refused. */
  ifExists: Type.Boolean(),
})
export type PropertiesChange = Readonly<Static<typeof PropertiesChange>>

/** One change of what the catalog tells of a table. */
export const TableAnnotation = Type.Union([
  Type.Object({ kind: Type.Literal('properties'), change: PropertiesChange }),
  Type.Object({ kind: Type.Literal('comment'), comment: Type.String({ maxLength: 4096 }) }),
  Type.Object({
    kind: Type.Literal('column-comment'),
    column: Type.String(),
    comment: Type.String({ maxLength: COLUMN_LIMITS.commentCharacters }),
  }),
  /** Where its files are. */
  Type.Object({ kind: Type.Literal('location'), location: Type.String({ pattern: '^obs://', maxLength: 4096 }) }),
  /** Partitions of a table at a location go, and their files stay. */
  Type.Object({ kind: Type.Literal('drop-partitions'), folders: PartitionFolders }),
  /** They come back, with what files are there by now. */
  Type.Object({ kind: Type.Literal('restore-partitions'), folders: Type.Union([Type.Literal('all'), PartitionFolders]) }),
  /** Partitions of a table at a location stand at places of their own from then on; those that `removed` names by their folders do no longer. */
  Type.Object({
    kind: Type.Literal('place-partitions'),
    /** The statement, whose privilege it takes. */
    by: Type.Union([
      Type.Literal('add'),
      Type.Literal('set-location'),
      Type.Literal('rename'),
      Type.Literal('drop'),
      Type.Literal('overwrite'),
    ]),
    placed: Type.Array(PlacedPartition, { maxItems: PLACED_PARTITIONS_MAX }),
    removed: PartitionFolders,
    /** Folders below the table's location. */
    dropped: PartitionFolders,
    restored: PartitionFolders,
  }),
])
export type TableAnnotation = Readonly<Static<typeof TableAnnotation>>

/** No longer than the system takes. */
const PathBelow = Type.String({ minLength: 1, maxLength: 4096 })

const TABLES_OF_COMMIT_MAX = 64

/** What becomes of one managed table. */
const TableCommit = Type.Object({
  database: Type.String(),
  table: Type.String(),
  baseVersion: Type.Optional(Type.Integer({ minimum: 0 })),
  operation: TableOperation,
  add: TableFiles,
  remove: RemovedFiles,
  /** What is added hangs on rows that were not there: every version since that may have brought some, but for plain additions, is in its way, too. */
  dependsOn: Type.Optional(Type.Literal('absence')),
  /** Nobody asked for it: refused as a 'conflict' while another job has the table open, for that one would find its files gone. */
  yields: Type.Optional(Type.Literal(true)),
})

/** What a worker may ask of the server on behalf of its job. Answered by `answer` with the same id. */
export const WorkerCall = Type.Union([
  Type.Object({ kind: Type.Literal('get-database'), database: Type.String() }),
  Type.Object({ kind: Type.Literal('list-databases') }),
  Type.Object({
    kind: Type.Literal('create-database'),
    database: Type.String(),
    ifNotExists: Type.Boolean(),
    comment: Type.Optional(Type.String()),
    properties: Type.Optional(Properties),
    /** A schema of a remote database, whose tables are found when they are named. */
    connection: Type.Optional(DatabaseConnection),
  }),
  /** `comment`: absent: it stays. `properties`: beside those that it has. */
  Type.Object({
    kind: Type.Literal('annotate-database'),
    database: Type.String(),
    comment: Type.Optional(Type.String({ maxLength: 4096 })),
    properties: Properties,
  }),
  Type.Object({ kind: Type.Literal('drop-database'), database: Type.String(), ifExists: Type.Boolean(), cascade: Type.Boolean() }),
  /** `was`: with the columns that a managed table had then. */
  Type.Object({
    kind: Type.Literal('get-table'),
    database: Type.String(),
    table: Type.String(),
    was: Type.Optional(VersionChoice),
    /** It is described, and neither read nor written: whoever may only describe it is told of it, though its statement does not name it. */
    describes: Type.Optional(Type.Literal(true)),
  }),
  /** Who made a table or a view, and when. */
  Type.Object({ kind: Type.Literal('get-origin'), database: Type.String(), table: Type.String() }),
  Type.Object({ kind: Type.Literal('list-tables'), database: Type.String() }),
  /** A table of the schema that a database stands for, as it is there now. */
  Type.Object({
    kind: Type.Literal('keep-found-table'),
    database: Type.String(),
    /** With the capitals that it has there. */
    table: Type.String({ minLength: 1, maxLength: 128 }),
    columns: TableDefinition.properties.columns,
    unusable: TableDefinition.properties.unusable,
  }),
  /** One that is not there any more. */
  Type.Object({ kind: Type.Literal('forget-found-table'), database: Type.String(), table: Type.String() }),
  /** `files`: of a managed table, below the folder that was staged for it. */
  Type.Object({
    kind: Type.Literal('create-table'),
    table: TableDefinition,
    ifNotExists: Type.Boolean(),
    files: Type.Optional(TableFiles),
  }),
  /** Refused for a view. */
  Type.Object({ kind: Type.Literal('drop-table'), database: Type.String(), table: Type.String(), ifExists: Type.Boolean() }),
  /** What a table is to be told of, and nothing of its rows. Refused for a view. */
  Type.Object({ kind: Type.Literal('annotate-table'), database: Type.String(), table: Type.String(), change: TableAnnotation }),
  /** Makes a version of a managed table with the same files and other columns; of files at a location only new columns are possible. */
  Type.Object({ kind: Type.Literal('alter-columns'), database: Type.String(), table: Type.String(), change: ColumnsChange }),
  /** In its database. Refused for a view. */
  Type.Object({ kind: Type.Literal('rename-table'), database: Type.String(), table: Type.String(), newName: Type.String() }),
  /** Refused where a table has the name. */
  Type.Object({ kind: Type.Literal('put-catalog-view'), view: ViewDefinition, mode: ViewMode, ifNotExists: Type.Boolean() }),
  Type.Object({ kind: Type.Literal('drop-catalog-view'), database: Type.String(), view: Type.String(), ifExists: Type.Boolean() }),
  Type.Object({ kind: Type.Literal('rename-catalog-view'), database: Type.String(), view: Type.String(), newName: Type.String() }),
  Type.Object({ kind: Type.Literal('change-view-properties'), database: Type.String(), view: Type.String(), change: PropertiesChange }),
  /** Functions of a database. Refused for a name that is there, unless it replaces it. */
  Type.Object({
    kind: Type.Literal('put-catalog-function'),
    database: Type.String(),
    function: UserFunction,
    isReplacing: Type.Boolean(),
    ifNotExists: Type.Boolean(),
  }),
  Type.Object({ kind: Type.Literal('get-catalog-function'), database: Type.String(), name: Type.String() }),
  Type.Object({ kind: Type.Literal('list-catalog-functions'), database: Type.String() }),
  Type.Object({ kind: Type.Literal('drop-catalog-function'), database: Type.String(), name: Type.String() }),
  /** The folder of this machine behind an obs:// location: { folder }. `byPath`: the statement names the place itself, and so all that is in it. */
  Type.Object({ kind: Type.Literal('locate-path'), location: Type.String(), byPath: Type.Optional(Type.Literal(true)) }),
  /** A managed table as it is now, or as it was: its version, and the files of that version below the folder. They stay as long as the job runs. */
  Type.Object({ kind: Type.Literal('open-table'), database: Type.String(), table: Type.String(), was: Type.Optional(VersionChoice) }),
  /** What is known of these columns, by their names in the files, in the files of a version that the job has opened. */
  Type.Object({
    kind: Type.Literal('get-statistics'),
    database: Type.String(),
    table: Type.String(),
    version: Type.Integer({ minimum: 0 }),
    columns: Type.Array(Type.String(), { maxItems: TABLE_FILE_LIMITS.columnsAsked }),
  }),
  /** Every version of a managed table, the newest first. */
  Type.Object({ kind: Type.Literal('list-versions'), database: Type.String(), table: Type.String() }),
  /** Makes a new version of the files that the table had in an earlier one. */
  Type.Object({ kind: Type.Literal('restore-table'), database: Type.String(), table: Type.String(), was: VersionChoice }),
  /** Forgets versions of a managed table that were replaced so long ago, with the files that only they have; without hours: those that nobody keeps any longer. */
  Type.Object({
    kind: Type.Literal('vacuum-table'),
    database: Type.String(),
    table: Type.String(),
    hours: Type.Optional(Type.Number({ minimum: 0, maximum: 1_000_000 })),
  }),
  /** What `vacuum-table` would remove of the table. */
  Type.Object({
    kind: Type.Literal('list-old-files'),
    database: Type.String(),
    table: Type.String(),
    hours: Type.Optional(Type.Number({ minimum: 0, maximum: 1_000_000 })),
  }),
  /** How many files of a managed table are smaller than so many bytes, with another such file in their partition. */
  Type.Object({
    kind: Type.Literal('count-small-files'),
    database: Type.String(),
    table: Type.String(),
    bytes: Type.Integer({ minimum: 0 }),
  }),
  /** An empty folder for files that the job will add to a managed table, and the table's version by now. What it does not commit is removed. */
  Type.Object({ kind: Type.Literal('stage-table'), database: Type.String(), table: Type.String() }),
  /** The same for a managed table that the job is about to make; create-table names the files. */
  Type.Object({ kind: Type.Literal('stage-new-table'), database: Type.String(), table: Type.String() }),
  /**
   * Makes the next version of a managed table, of the files that were there without those that are removed, and of those that were added below the staged
   * folder. Refused as a 'conflict' when a base version is given, and what is removed was changed since.
   */
  Type.Object({ kind: Type.Literal('commit-table'), ...TableCommit.properties }),
  /** The same of several tables: of all, or of none. */
  Type.Object({ kind: Type.Literal('commit-tables'), changes: Type.Array(TableCommit, { minItems: 1, maxItems: TABLES_OF_COMMIT_MAX }) }),
  /** A request to the store of a bucket, of which the job has located what it reads. */
  Type.Object({ kind: Type.Literal('sign-object-read'), bucket: Type.String({ maxLength: 64 }), read: ObjectRead }),
  /** Before and after a place is listed: the commit that it has, and which objects are passed over. */
  Type.Object({ kind: Type.Literal('look-at-objects'), bucket: Type.String({ maxLength: 64 }), key: Type.String({ maxLength: 1_024 }) }),
  /**
   * An object that the job will write below a location in a store: it is seen by nobody until it is published. `name` holds {id}, in the place of which comes what makes it
   * a new one. What is not published goes with the job.
   */
  Type.Object({ kind: Type.Literal('begin-object'), location: Type.String(), name: Type.String({ maxLength: 1_024 }) }),
  /** A request that brings a part of an object that the job has begun. */
  Type.Object({ kind: Type.Literal('sign-object-part'), ...ObjectPart.properties }),
  /** Puts objects there whose parts have all come, in the place of others: all, or none where it fails. */
  Type.Object({ kind: Type.Literal('publish-objects'), ...ObjectPublication.properties }),
  /** What the job has begun, published or not. It stops what is being published, and is not committed yet: all of it when no uploads are named. */
  Type.Object({
    kind: Type.Literal('discard-objects'),
    location: Type.String(),
    uploads: Type.Array(Type.String({ maxLength: 64 }), { maxItems: 10_000 }),
  }),
  /** An empty folder for all rows of the job's result, and how many bytes they may take. */
  Type.Object({ kind: Type.Literal('stage-result') }),
  /** How many bytes the project may still keep, with those that other running jobs have written by now. */
  Type.Object({ kind: Type.Literal('ask-result-room') }),
  /** Brings the rows of the job's result to the disk. Refused when the project would keep more than it may. */
  Type.Object({ kind: Type.Literal('keep-result') }),
  /**
   * Before the job makes a file or folder of a name of what is not whole, in the folder of the location or beside it: what is left of it goes with the job, however
   * that ends.
   */
  Type.Object({
    kind: Type.Literal('announce-write'),
    location: Type.String(),
    place: Type.Union([Type.Literal('inside'), Type.Literal('beside')]),
    name: Type.String({ maxLength: 255 }),
  }),
  /**
   * Brings files that the job has written below a location to the disk and moves them to their names, one after the other; then removes others. Paths are below
   * the location, and the folders of the new names are there. A failure or a crash leaves all of it, or nothing.
   */
  Type.Object({
    kind: Type.Literal('publish-files'),
    location: Type.String(),
    moves: Type.Array(Type.Object({ from: PathBelow, to: PathBelow })),
    remove: Type.Array(PathBelow),
    /** The job makes a table of what it has moved: without that it is taken back. */
    forTable: Type.Boolean(),
  }),
  /** Brings a folder of files beside a location to the disk and moves it there, in the place of what is there. A crash leaves the old one or the new one. */
  Type.Object({
    kind: Type.Literal('replace-folder'),
    location: Type.String(),
    /** Its name: it stands beside the location. */
    replacement: Type.String(),
    mode: RowExport.properties.mode,
  }),
  /** All rows of an earlier job of the project. Refused where they were not kept. */
  Type.Object({ kind: Type.Literal('open-result'), jobId: Type.String({ maxLength: 64 }) }),
  /**
   * The user name and password behind a datasource authentication, for the database at host:port: { userName, password }. Refused for one that no table of
   * the job's statement names, and for one that is tied to other hosts.
   */
  Type.Object({ kind: Type.Literal('get-credential'), authName: Type.String({ maxLength: 128 }), ...DIAL_TARGET }),
  ...SESSION_CALLS,
])
export type WorkerCall = Static<typeof WorkerCall>

/** What each call is answered with. */
export interface WorkerCallAnswers extends SessionCallAnswers {
  'get-database': {
    readonly database: string
    readonly comment: string
    readonly properties: Properties
    readonly connection?: DatabaseConnection
  } | null
  'list-databases': { readonly databases: readonly string[] }
  'create-database': { readonly created: boolean }
  'annotate-database': { readonly changed: boolean }
  'drop-database': { readonly dropped: boolean }
  'get-table': CatalogEntry | null
  /** createdAt: epoch ms. */
  'get-origin': { readonly createdAt: number; readonly owner: string } | null
  /** Views are among the tables. `areAll`: none is left out for want of rights. */
  'list-tables': { readonly tables: readonly string[]; readonly views: readonly string[]; readonly areAll: boolean }
  'keep-found-table': { readonly kept: true }
  'forget-found-table': { readonly forgotten: true }
  'create-table': { readonly created: boolean }
  'drop-table': { readonly dropped: boolean }
  'annotate-table': { readonly changed: true }
  'alter-columns': { readonly changed: boolean }
  'rename-table': { readonly renamed: true }
  'put-catalog-view': { readonly created: boolean }
  'drop-catalog-view': { readonly dropped: boolean }
  'rename-catalog-view': { readonly renamed: true }
  'change-view-properties': { readonly properties: Properties }
  'put-catalog-function': { readonly created: boolean }
  'get-catalog-function': UserFunction | null
  'list-catalog-functions': { readonly names: readonly string[] }
  'drop-catalog-function': { readonly dropped: boolean }
  /** `store`: the bucket is no folder. */
  'locate-path': { readonly folder: string; readonly store?: ObjectStoreAddress }
  'sign-object-read': SignedRequest
  /** One with an ETag is passed over as long as it has it. */
  'look-at-objects': { readonly commit: number; readonly hidden: readonly { readonly key: string; readonly etag?: string }[] }
  'begin-object': { readonly upload: string }
  'sign-object-part': SignedRequest
  /** So many of those that were replaced are still in the store, and whether the marker is there: the server goes on with it. */
  'publish-objects': { readonly remaining: number; readonly isMarked: boolean }
  'discard-objects': { readonly discarded: true }
  /** `columnsVersion`: which version changed the columns of the table, as it is now, last. */
  'open-table': {
    readonly folder: string
    readonly version: number
    readonly columnsVersion?: number
    readonly files: readonly TableFile[]
  }
  /** By the files' names; a file of which nothing is known is not in it. */
  'get-statistics': { readonly files: Readonly<Record<string, FileStatistics>> }
  'list-versions': { readonly versions: readonly TableVersionShown[] }
  'restore-table': { readonly version: number }
  'vacuum-table': { readonly removedFiles: number }
  /** Their names below the table's folder, the first thousand. */
  'list-old-files': { readonly files: readonly string[] }
  'count-small-files': { readonly count: number }
  'stage-table': { readonly folder: string; readonly version: number }
  'stage-new-table': { readonly folder: string }
  'commit-table': { readonly version: number }
  'commit-tables': { readonly versions: readonly number[] }
  'stage-result': { readonly folder: string; readonly bytesMax: number }
  'ask-result-room': { readonly bytesMax: number }
  'keep-result': { readonly kept: true }
  'announce-write': { readonly announced: true }
  /** How many of those that were to be removed could not be. */
  'publish-files': { readonly remaining: number }
  'replace-folder': { readonly replaced: true }
  /** A Parquet file whose columns are those in their order, or the text of a JSON array for each row. */
  'open-result': { readonly columns: readonly Column[] } & ({ readonly path: string } | { readonly rowsJson: readonly string[] })
  'get-credential': JobCredential
}
