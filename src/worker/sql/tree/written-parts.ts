/** What statements are put together from beside queries: columns, partitions, assignments, and what was written with its text. */
import type { DeclaredType } from '../../../base/spark-type.ts'
import type { Expression, Query, TableName } from './query.ts'

export interface NewColumn {
  readonly name: string
  readonly type: DeclaredType
  readonly comment: string | undefined
}

export interface WrittenPartition {
  readonly column: string
  /** Undefined: none is written. */
  readonly value: Expression | undefined
}

/** CLUSTERED BY (…) SORTED BY (…) INTO n BUCKETS */
export interface WrittenBuckets {
  readonly columns: readonly string[]
  readonly sortedBy: readonly string[]
  readonly count: number
}

export interface Assignment {
  readonly column: string
  readonly value: Expression
}

export type NewColumnPlace = 'first' | { readonly after: string }

export interface PlacedColumn extends NewColumn {
  readonly place: NewColumnPlace | undefined
}

/** What ALTER TABLE does with columns. */
export type AlteredColumns =
  | { readonly kind: 'add' | 'replace'; readonly columns: readonly PlacedColumn[] }
  | { readonly kind: 'drop'; readonly columns: readonly string[]; readonly ifExists: boolean }
  | { readonly kind: 'rename'; readonly column: string; readonly name: string }
  | {
      readonly kind: 'alter'
      readonly column: string
      readonly type?: DeclaredType
      readonly comment?: string | undefined
      readonly place?: NewColumnPlace | undefined
    }

export interface Insert {
  readonly table: TableName
  readonly mode: 'append' | 'overwrite'
  /** PARTITION (a = 1, b): one without a value gets it from the query. */
  readonly partition: readonly WrittenPartition[]
  readonly ifNotExists: boolean
  readonly columnNames: readonly string[] | undefined
  readonly query: Query
}

/** WHEN MATCHED; 'all': SET *, by the names of the columns. */
export interface MatchedClause {
  readonly condition: Expression | undefined
  readonly action: { readonly kind: 'delete' } | { readonly kind: 'update'; readonly assignments: readonly Assignment[] | 'all' }
}

/** WHEN NOT MATCHED; 'all': INSERT *. */
export interface UnmatchedClause {
  readonly condition: Expression | undefined
  readonly assignments: readonly Assignment[] | 'all'
}

/** Rows into a folder of files. */
export interface WrittenDirectory {
  readonly location: string
  readonly provider: string
  readonly options: ReadonlyMap<string, string>
  readonly query: Query
}

export type WrittenAnnotation =
  | {
      readonly kind: 'properties'
      readonly set: ReadonlyMap<string, string>
      readonly unset: readonly string[]
      readonly ifExists: boolean
    }
  | { readonly kind: 'comment'; readonly comment: string }
  | { readonly kind: 'location'; readonly location: string }
  | { readonly kind: 'column-comment'; readonly column: string; readonly comment: string }

export interface ViewColumn {
  readonly name: string
  readonly comment: string | undefined
}

/** A query with the text that it was read from: what a view keeps. */
export interface WrittenQuery {
  readonly query: Query
  readonly text: string
}

/** An expression with the text that it was read from. */
export interface WrittenExpression {
  readonly expression: Expression
  readonly text: string
}

/** In lower case. `database`: as written, and undefined for a temporary one. */
export interface FunctionName {
  readonly isTemporary: boolean
  readonly database: string | undefined
  readonly name: string
}

export interface FunctionParameter {
  readonly name: string
  readonly type: DeclaredType
  /** DEFAULT */
  readonly value: WrittenExpression | undefined
  readonly comment: string | undefined
}
