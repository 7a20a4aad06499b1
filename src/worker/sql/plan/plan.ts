/**
 * What a Spark SQL statement becomes: something the worker can carry out. The translator (translate.ts) makes it and nothing else
 * does; it holds no text of the user's, only what the renderer writes.
 */
import type { ColumnsChange } from '../../../protocol/columns-change.ts'
import type { DatabaseConnection } from '../../../protocol/database-connection.ts'
import type { JobType } from '../../../protocol/job-type.ts'
import type { Buckets, Column, Properties, TableDefinition } from '../../../protocol/table-definition.ts'
import type { PartitionValues, VersionChoice } from '../../../protocol/table-files.ts'
import type { TableAnnotation } from '../../../protocol/worker-calls.ts'
import type { EngineText } from '../bound/engine-text.ts'
import type { Scan } from '../bound/scan.ts'
import type { CatalogReader } from '../catalog-reader.ts'
import type { NewTableSource } from '../new-table-source.ts'
import type { NamedRelation, SessionCommand } from '../session/session-command.ts'
import type { SessionContext } from '../session/session-context.ts'
import type { NamedValue } from './partition-values.ts'
import type { JoinKeys } from './remote-parts/join-keys.ts'
import type { RemotePart, UnaskedPart } from './remote-parts/remote-part.ts'

/**
 * A translated query: engine SQL over the scans, and the Spark names and types of its columns in order. The engine's columns have the same
 * names (quoted, two may be equal in a query); a name longer than the protocol carries is cut here only.
 */
export interface TranslatedQuery<Text extends string = string> {
  readonly sql: Text
  readonly columns: readonly Column[]
  readonly scans: readonly Scan[]
  /** Absent: nothing of it could be asked as a whole. */
  readonly remote?: RemoteChoice<Text>
  /** Tables of databases that are joined with tables here; absent: none. */
  readonly keys?: readonly JoinKeys[]
}

/** As the translator gives it: what the worker puts around it, as limits, makes another one of it. */
export type PrintedQuery = TranslatedQuery<EngineText>

/** What of a query databases could compute, and the query where they compute some of that, by the relations of the parts. */
export interface RemoteChoice<Text extends string = string> {
  readonly parts: readonly RemotePart[]
  readonly unasked: readonly UnaskedPart[]
  readonly withTaken: (taken: ReadonlySet<string>) => Pick<TranslatedQuery<Text>, 'sql' | 'scans' | 'keys'>
}

/** A query whose rows are kept under a name until the job ends. */
export interface KeptQuery {
  readonly name: string
  readonly query: PrintedQuery
}

export type Command =
  | {
      readonly kind: 'create-database'
      readonly database: string
      readonly ifNotExists: boolean
      readonly comment?: string
      readonly properties?: Properties
      readonly connection?: DatabaseConnection
    }
  | { readonly kind: 'annotate-database'; readonly database: string; readonly comment?: string; readonly properties: Properties }
  | { readonly kind: 'drop-database'; readonly database: string; readonly ifExists: boolean; readonly cascade: boolean }
  | { readonly kind: 'describe-database'; readonly database: string; readonly extended: boolean }
  | { readonly kind: 'show-catalogs'; readonly pattern?: string }
  | { readonly kind: 'show-databases'; readonly pattern?: string }
  | { readonly kind: 'drop-table'; readonly relation: NamedRelation; readonly ifExists: boolean }
  | {
      readonly kind: 'create-table-like'
      readonly database: string
      readonly table: string
      readonly ifNotExists: boolean
      readonly like: NamedRelation
      readonly location?: string
      /** What USING or STORED AS says; absent: as the other table. */
      readonly source?: NewTableSource
      readonly properties?: Properties
    }
  | { readonly kind: 'truncate-table'; readonly relation: NamedRelation; readonly partition: readonly NamedValue[] }
  | { readonly kind: 'show-partitions'; readonly relation: NamedRelation; readonly partition: readonly NamedValue[] }
  | {
      readonly kind: 'change-partitions'
      readonly relation: NamedRelation
      readonly change: 'add' | 'drop'
      readonly isLenient: boolean
      readonly partitions: readonly (readonly NamedValue[])[]
      /** Of each that is added, where one is written. */
      readonly locations: readonly (string | undefined)[]
    }
  | { readonly kind: 'alter-columns'; readonly relation: NamedRelation; readonly change: ColumnsChange }
  | { readonly kind: 'rename-table'; readonly relation: NamedRelation; readonly newName: string }
  | {
      readonly kind: 'rename-partition'
      readonly relation: NamedRelation
      readonly from: readonly NamedValue[]
      readonly to: readonly NamedValue[]
    }
  | {
      readonly kind: 'place-partition'
      readonly relation: NamedRelation
      readonly partition: readonly NamedValue[]
      readonly location: string
    }
  | { readonly kind: 'recover-partitions'; readonly relation: NamedRelation; readonly adds: boolean }
  | { readonly kind: 'describe-history'; readonly relation: NamedRelation; readonly limit: number | undefined }
  | { readonly kind: 'restore-table'; readonly relation: NamedRelation; readonly was: VersionChoice }
  | { readonly kind: 'vacuum-table'; readonly relation: NamedRelation; readonly hours?: number; readonly isDry: boolean }
  | {
      readonly kind: 'describe-table'
      readonly relation: NamedRelation
      readonly extended: boolean
      readonly partition?: readonly NamedValue[]
    }
  | {
      readonly kind: 'show-table-extended'
      readonly database: string
      readonly pattern: string
      readonly partition?: readonly NamedValue[]
    }
  | { readonly kind: 'show-tables'; readonly database: string; readonly pattern?: string }
  | {
      readonly kind: 'describe-column'
      readonly relation: NamedRelation
      readonly column: readonly string[]
      readonly extended: boolean
    }
  | { readonly kind: 'show-properties'; readonly relation: NamedRelation; readonly key?: string }
  | { readonly kind: 'annotate-table'; readonly relation: NamedRelation; readonly annotation: TableAnnotation }
  | { readonly kind: 'show-columns'; readonly relation: NamedRelation }
  | { readonly kind: 'show-create-table'; readonly relation: NamedRelation }
  | SessionCommand

/** Asks the places of tables whether they would take what is written. @throws CausewayError when one would not. */
export type CheckSource = (source: NewTableSource) => void

export type InsertMode =
  | { readonly kind: 'append' }
  /** `partition`: only the rows of these partitions go; of all when it is empty. `isDynamic`: only those of partitions that get rows. */
  | { readonly kind: 'overwrite'; readonly partition: PartitionValues; readonly isDynamic: boolean }

export interface InsertPlan {
  readonly kind: 'insert'
  readonly jobType: Extract<JobType, 'INSERT' | 'IMPORT'>
  readonly target: TableDefinition
  readonly mode: InsertMode
  /** Nothing is done when the table has rows of it already. */
  readonly unlessPartitionExists: PartitionValues | undefined
  /** Columns in the target's order and types: with the casts of Spark's store assignment. One that gets no value is NULL. */
  readonly query: PrintedQuery
  /** The target's columns that get a value, by a column list or by PARTITION, in its order. */
  readonly given: readonly string[]
}

/** The rows take the place of all that is in a folder. */
export interface DirectoryPlan {
  readonly kind: 'write-directory'
  readonly jobType: Extract<JobType, 'EXPORT'>
  readonly target: {
    readonly format: 'parquet' | 'csv' | 'json' | 'text' | 'hive'
    readonly location: string
    readonly options: Readonly<Record<string, string>>
  }
  readonly query: PrintedQuery
}

export type Plan =
  | { readonly kind: 'query'; readonly jobType: Extract<JobType, 'QUERY'>; readonly query: PrintedQuery }
  | InsertPlan
  | DirectoryPlan
  | { readonly kind: 'write-directories'; readonly jobType: Extract<JobType, 'EXPORT'>; readonly directories: readonly DirectoryPlan[] }
  | { readonly kind: 'multi-insert'; readonly jobType: Extract<JobType, 'INSERT'>; readonly inserts: readonly InsertPlan[] }
  | {
      readonly kind: 'create-table'
      readonly jobType: Extract<JobType, 'DDL'>
      readonly database: string
      readonly table: string
      readonly ifNotExists: boolean
      /** Absent: read from the files or the remote table when the table is made, then frozen. */
      readonly columns?: readonly Column[]
      /** Names of the last columns. */
      readonly partitionedBy: readonly string[] | undefined
      readonly buckets?: Buckets
      readonly source: NewTableSource
      readonly comment?: string
      readonly properties?: Properties
      /** CREATE TABLE … AS SELECT. */
      readonly query?: PrintedQuery
    }
  | {
      readonly kind: 'change-rows'
      readonly jobType: Extract<JobType, 'UPDATE' | 'DELETE'>
      readonly target: TableDefinition
      /** Where other tables say which rows are changed, or to what: these are read once, for they may change meanwhile. The others read what is kept. */
      readonly kept: KeptQuery | undefined
      /** File and number of the rows that are changed. */
      readonly matching: PrintedQuery
      /** What stands in these files afterwards; only they are read. */
      readonly remaining: PrintedQuery
    }
  | {
      readonly kind: 'merge-rows'
      readonly jobType: Extract<JobType, 'UPDATE'>
      readonly target: TableDefinition
      readonly source: KeptQuery
      /** File and row of the table, row of the source, and the number of the clause that takes the pair. Undefined: no clause takes rows that match. */
      readonly pairs: KeptQuery | undefined
      /** Row of the source, and the number of the clause that takes it. */
      readonly newRows: KeptQuery | undefined
      /** Whether a row of the table may match several rows of the source. */
      readonly allowsManyMatches: boolean
      /** What stands afterwards in the files that hold rows which change, and what is added. */
      readonly remaining: PrintedQuery
    }
  | {
      readonly kind: 'compact-table'
      readonly jobType: Extract<JobType, 'DDL'>
      readonly target: TableDefinition
      /** Its rows; only the files that are written anew are read. */
      readonly rows: PrintedQuery
    }
  | { readonly kind: 'command'; readonly jobType: Extract<JobType, 'DDL'>; readonly command: Command }
  /** What the other one would do is told, and not done. */
  | { readonly kind: 'explain'; readonly jobType: Extract<JobType, 'DDL'>; readonly plan: Plan }

export interface TranslationContext {
  /** For unqualified names; lower case. */
  readonly currentDatabase: string
  readonly catalog: CatalogReader
  /** The job's start: current_date and current_timestamp are one instant in the whole statement. Epoch ms. */
  readonly now: number
  readonly userName: string
  /** Absent: one in which nothing was done. */
  readonly session?: SessionContext
}
