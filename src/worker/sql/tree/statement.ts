import type { ReadingRules } from '../reading-rules.ts'
import type { Expression, Query, TableName, WrittenVersion } from './query.ts'
import type { SessionStatement } from './session-statement.ts'
import type {
  AlteredColumns,
  Assignment,
  Insert,
  MatchedClause,
  NewColumn,
  UnmatchedClause,
  WrittenAnnotation,
  WrittenBuckets,
  WrittenDirectory,
  WrittenPartition,
} from './written-parts.ts'

/** Where a statement's rows go or its table is: names as written, lower-cased later against the catalog. */
export type Statement =
  | { readonly kind: 'query'; readonly query: Query }
  | ({ readonly kind: 'insert' } & Insert)
  | ({ readonly kind: 'write-directory' } & WrittenDirectory)
  /** Several, which share a FROM clause. */
  | { readonly kind: 'write-directories'; readonly directories: readonly WrittenDirectory[] }
  /** Rows of files into a table. */
  | {
      readonly kind: 'load-data'
      readonly location: string
      readonly mode: 'append' | 'overwrite'
      readonly table: TableName
      readonly partition: readonly WrittenPartition[]
      readonly options: ReadonlyMap<string, string>
    }
  /** They share a FROM clause. */
  | { readonly kind: 'multi-insert'; readonly inserts: readonly Insert[] }
  | {
      readonly kind: 'create-table-like'
      readonly table: TableName
      readonly ifNotExists: boolean
      readonly like: TableName
      readonly provider: string | undefined
      /** Option names in lower case. */
      readonly options: ReadonlyMap<string, string>
      readonly location: string | undefined
      readonly isHive: boolean
      readonly properties: ReadonlyMap<string, string>
    }
  | {
      readonly kind: 'change-rows'
      readonly operation: 'DELETE' | 'UPDATE'
      readonly table: TableName
      readonly alias: string | undefined
      readonly assignments: readonly Assignment[]
      readonly where: Expression | undefined
      /** By which its text was read. */
      readonly rules: ReadingRules
    }
  | {
      readonly kind: 'merge-rows'
      readonly table: TableName
      readonly alias: string | undefined
      /** Every column of the source. */
      readonly query: Query
      /** Undefined: the source is a query in brackets. */
      readonly source: TableName | undefined
      readonly sourceAlias: string | undefined
      readonly on: Expression
      /** The first whose condition is true counts. */
      readonly matched: readonly MatchedClause[]
      readonly unmatched: readonly UnmatchedClause[]
      /** By which its text was read. */
      readonly rules: ReadingRules
    }
  | { readonly kind: 'alter-columns'; readonly table: TableName; readonly change: AlteredColumns }
  | { readonly kind: 'rename-table'; readonly table: TableName; readonly newName: TableName }
  | {
      readonly kind: 'rename-partition'
      readonly table: TableName
      readonly from: readonly WrittenPartition[]
      readonly to: readonly WrittenPartition[]
    }
  /** ALTER TABLE … PARTITION (…) SET LOCATION '…' */
  | {
      readonly kind: 'place-partition'
      readonly table: TableName
      readonly partition: readonly WrittenPartition[]
      readonly location: string
    }
  | { readonly kind: 'truncate-table'; readonly table: TableName; readonly partition: readonly WrittenPartition[] }
  | { readonly kind: 'show-partitions'; readonly table: TableName; readonly partition: readonly WrittenPartition[] }
  | {
      readonly kind: 'change-partitions'
      readonly table: TableName
      readonly change: 'add' | 'drop'
      /** IF NOT EXISTS, or IF EXISTS. */
      readonly isLenient: boolean
      readonly partitions: readonly (readonly WrittenPartition[])[]
      /** Of each that is added, where one is written. */
      readonly locations: readonly (string | undefined)[]
    }
  /** MSCK REPAIR TABLE, ALTER TABLE … RECOVER PARTITIONS. `adds`: what is there and not among the partitions becomes one. */
  | { readonly kind: 'recover-partitions'; readonly table: TableName; readonly adds: boolean }
  | { readonly kind: 'describe-history'; readonly table: TableName; readonly limit: number | undefined }
  | { readonly kind: 'restore-table'; readonly table: TableName; readonly was: WrittenVersion }
  | { readonly kind: 'optimize-table'; readonly table: TableName }
  | { readonly kind: 'vacuum-table'; readonly table: TableName; readonly hours: number | undefined; readonly isDry: boolean }
  | {
      readonly kind: 'create-table'
      readonly table: TableName
      readonly ifNotExists: boolean
      readonly columns: readonly NewColumn[] | undefined
      readonly provider: string | undefined
      /** Option names in lower case. */
      readonly options: ReadonlyMap<string, string>
      readonly location: string | undefined
      readonly isExternal: boolean
      /** It has STORED AS or ROW FORMAT. */
      readonly isHive: boolean
      readonly comment: string | undefined
      /** Names, or new columns behind the others. */
      readonly partitionedBy: readonly (string | NewColumn)[] | undefined
      readonly buckets: WrittenBuckets | undefined
      readonly properties: ReadonlyMap<string, string>
      readonly query: Query | undefined
    }
  | {
      readonly kind: 'create-database'
      readonly database: string
      readonly ifNotExists: boolean
      readonly comment: string | undefined
      readonly properties: ReadonlyMap<string, string>
      /** FROM CONNECTION: the options of the remote schema that it stands for. */
      readonly connection: ReadonlyMap<string, string> | undefined
    }
  | {
      readonly kind: 'annotate-database'
      readonly database: string
      /** Undefined: it stays; empty: it has none. */
      readonly comment: string | undefined
      /** Beside those that it has. */
      readonly properties: ReadonlyMap<string, string>
    }
  | { readonly kind: 'drop-database'; readonly database: string; readonly ifExists: boolean; readonly cascade: boolean }
  | { readonly kind: 'describe-database'; readonly database: string; readonly extended: boolean }
  | { readonly kind: 'show-catalogs'; readonly pattern: string | undefined }
  | { readonly kind: 'show-databases'; readonly pattern: string | undefined }
  | { readonly kind: 'drop-table'; readonly table: TableName; readonly ifExists: boolean }
  | {
      readonly kind: 'describe-table'
      readonly table: TableName
      readonly extended: boolean
      readonly partition: readonly WrittenPartition[] | undefined
    }
  | {
      readonly kind: 'show-table-extended'
      readonly database: string | undefined
      readonly pattern: string
      readonly partition: readonly WrittenPartition[] | undefined
    }
  | { readonly kind: 'show-tables'; readonly database: string | undefined; readonly pattern: string | undefined }
  /** `column`: its parts, the last of which is its name. */
  | { readonly kind: 'describe-column'; readonly table: TableName; readonly column: readonly string[]; readonly extended: boolean }
  | { readonly kind: 'show-properties'; readonly table: TableName; readonly key: string | undefined }
  | { readonly kind: 'annotate-table'; readonly table: TableName; readonly annotation: WrittenAnnotation }
  | { readonly kind: 'show-columns'; readonly table: TableName }
  | { readonly kind: 'show-create-table'; readonly table: TableName }
  | { readonly kind: 'explain'; readonly statement: Statement }
  | SessionStatement
