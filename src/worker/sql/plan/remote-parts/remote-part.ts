/** A part of a statement that reads tables of one place only, in words that do not depend on any engine's SQL: the place may compute it where it surely means the same. */
import type { SparkType } from '../../../../base/spark-type.ts'
import type { EngineText } from '../../bound/engine-text.ts'
import type { Scan } from '../../bound/scan.ts'

export type RemotePart = PartShape & {
  /** What the statement reads in its place, if the place computes it: a relation whose columns have the names of its outputs. */
  readonly relation: string
  readonly tables: readonly PartTable[]
  /** What is looked at of rows of single tables. */
  readonly tests: readonly PartTest[]
  readonly from: PartFrom
  /** All hold of each row of `from`. */
  readonly filters: readonly PartFilter[]
  readonly outputs: readonly PartOutput[]
}

/** What becomes of the rows. */
export type PartShape =
  /** Those that the filters leave. */
  | { readonly kind: 'rows with partners' }
  | { readonly kind: 'groups' }
  | { readonly kind: 'distinct rows' }
  | { readonly kind: 'first rows'; readonly order: readonly PartSort[]; readonly limit: number }

interface PartTable {
  readonly scan: Scan
}

export interface PartTest {
  /** The table's place. */
  readonly table: number
  /** Engine SQL of a condition on the rows of this table alone, whose columns are c0, c1 … by their places in the table. */
  readonly sql: EngineText
}

export type PartFrom =
  /** Rows of a table, of which all of `filters` hold. */
  | { readonly kind: 'table'; readonly table: number; readonly filters: readonly PartFilter[] }
  /** Each row of the one with each of the other. */
  | { readonly kind: 'product'; readonly of: readonly PartFrom[] }
  /** Rows of one side, or of both, stay without a partner by all of `on`. */
  | {
      readonly kind: 'outer join'
      readonly join: OuterJoin
      readonly left: PartFrom
      readonly right: PartFrom
      readonly on: readonly PartFilter[]
    }

export type OuterJoin = 'left' | 'right' | 'full'

export type PartFilter =
  /** By its place among the tests. */
  | { readonly kind: 'test'; readonly test: number }
  | { readonly kind: 'equal'; readonly left: PartColumn; readonly right: PartColumn }
  /** There is a row of `from` of which all of `on` hold, or there is none. */
  | { readonly kind: 'partner'; readonly isNegated: boolean; readonly from: PartFrom; readonly on: readonly PartFilter[] }

/** By places from 0. */
export interface PartColumn {
  readonly table: number
  readonly column: number
}

export interface PartSort {
  readonly by: PartColumn
  readonly isDescending: boolean
  readonly nullsFirst: boolean
}

export type PartOutput =
  /** Of groups: rows with the same of all of these are one group. */
  { readonly kind: 'column'; readonly name: string; readonly column: PartColumn; readonly type: SparkType } | PartAggregate

export interface PartAggregate {
  readonly kind: 'aggregate'
  /** Of the output. */
  readonly name: string
  readonly call: 'count' | 'sum' | 'min' | 'max'
  readonly isDistinct: boolean
  /** Undefined: rows are counted. */
  readonly value: PartValue | undefined
  /** What it is read as. */
  readonly type: SparkType
  /** NULL where a sum has no room in its type; otherwise it always has. */
  readonly isNullWhereLong: boolean
}

/** Numbers are computed without limits: every digit counts. */
export type PartValue =
  | { readonly kind: 'column'; readonly column: PartColumn }
  | { readonly kind: 'constant'; readonly text: string }
  | { readonly kind: 'arithmetic'; readonly operator: '+' | '-' | '*'; readonly left: PartValue; readonly right: PartValue }

/** What could be asked of a place as a whole, and is not, before the place is looked at. */
export interface UnaskedPart {
  readonly kind: RemotePart['kind']
  readonly because: string
}
