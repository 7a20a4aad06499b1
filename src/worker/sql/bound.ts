import type { SparkType } from '../../base/spark-type.ts'

export const BOOLEAN: SparkType = { kind: 'boolean' }
export const INT: SparkType = { kind: 'int' }
export const BIGINT: SparkType = { kind: 'bigint' }
export const DOUBLE: SparkType = { kind: 'double' }
export const STRING: SparkType = { kind: 'string' }
export const BINARY: SparkType = { kind: 'binary' }
export const DATE: SparkType = { kind: 'date' }
export const TIMESTAMP: SparkType = { kind: 'timestamp' }
export const VOID: SparkType = { kind: 'void' }

/** A column that an expression reads outside every aggregate, and the query it belongs to. */
export interface ColumnUse {
  readonly scopeId: number
  readonly name: string
  readonly sql: string
}

/** A value that is known while the statement is translated. */
export type Constant =
  | { readonly kind: 'null' }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'number'; readonly text: string }
  | { readonly kind: 'string'; readonly value: string }

/** Rows that explode and its like make: one engine expression a column, all of the same length. */
interface Generator {
  readonly columns: readonly { readonly name: string; readonly type: SparkType; readonly sql: string }[]
}

/** An expression with its names resolved: its Spark type, and the engine SQL that computes it. */
export interface Bound {
  /** Closed in itself: an atom, a call or in brackets, so it can stand anywhere. */
  readonly sql: string
  readonly type: SparkType
  /** As Spark prints it: the column's name when it has no alias. */
  readonly name: string
  readonly uses: readonly ColumnUse[]
  readonly hasAggregate: boolean
  readonly hasWindow: boolean
  readonly constant?: Constant
  readonly generator?: Generator
}

function unionUses(parts: readonly Bound[]): readonly ColumnUse[] {
  const [only] = parts
  if (parts.length === 1 && only !== undefined) return only.uses
  return parts.flatMap((part) => part.uses)
}

/** An expression made of others: what they read and contain, it reads and contains. */
export function compose(parts: readonly Bound[], made: { readonly sql: string; readonly type: SparkType; readonly name: string }): Bound {
  return {
    ...made,
    uses: unionUses(parts),
    hasAggregate: parts.some((part) => part.hasAggregate),
    hasWindow: parts.some((part) => part.hasWindow),
  }
}

const NUMBERS: ReadonlySet<string> = new Set(['smallint', 'int', 'bigint', 'float', 'double', 'decimal'])

/** The same value by other SQL and of another type, as an implicit cast makes it: Spark does not print those. */
export function recast(bound: Bound, sql: string, type: SparkType): Bound {
  const { constant, generator: _generator, ...rest } = bound
  const isKept = constant?.kind === 'null' || (constant?.kind === 'number' && NUMBERS.has(type.kind))
  return { ...rest, sql, type, ...(isKept ? { constant } : {}) }
}

export function literal(sql: string, type: SparkType, name: string, constant?: Constant): Bound {
  return { sql, type, name, uses: [], hasAggregate: false, hasWindow: false, ...(constant === undefined ? {} : { constant }) }
}
