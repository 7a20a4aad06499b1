import type { DeclaredType, SparkType } from '../../../base/spark-type.ts'
import { flatten } from './flatten.ts'
import { knownRange, withRange } from './known-range.ts'
import type { EarlyType, Retyped } from './retyped.ts'
import type { Sql } from './sql.ts'

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
  readonly sql: Sql
  /** Of a column of the query around: the condition that reads it is no equality of a column, or reads nothing of its own query. */
  readonly correlation?: 'unequal' | 'alone'
  /** Read by a query that stands for a value in the select list of groups. */
  readonly isOfQuery?: true
  /** The part of the statement that reads it. */
  readonly written?: object
}

/** A value that is known while the statement is translated. */
export type Constant =
  | { readonly kind: 'null' }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'number'; readonly text: string }
  | { readonly kind: 'string'; readonly value: string }
  /** A map of texts, as options are written. */
  | { readonly kind: 'map'; readonly entries: readonly (readonly [string, string])[] }

/** Rows that explode and its like make: one engine expression a column, all of the same length. */
interface Generator {
  readonly columns: readonly { readonly name: string; readonly type: SparkType; readonly sql: Sql }[]
}

/** An expression with its names resolved: its Spark type, and what computes it. */
export interface Bound {
  /** Closed in itself: an atom, a call or in brackets, so it can stand anywhere. */
  readonly sql: Sql
  readonly type: SparkType
  /** As Spark prints it: the column's name when it has no alias. */
  readonly name: string
  readonly uses: readonly ColumnUse[]
  readonly hasAggregate: boolean
  readonly hasWindow: boolean
  readonly constant?: Constant
  readonly generator?: Generator
  /** Of a column, and of nothing that is computed: its type with the lengths of char(n) and varchar(n). */
  readonly declared?: DeclaredType
  /** Of a column, and of nothing that is computed: NULL is never in it, to Spark. */
  readonly isNeverNull?: true
  /** Of a column, and of nothing that is computed: what its table says of it. */
  readonly comment?: string
  /**
   * A calculation with decimals of one type, or made of one: before Spark gives it its own type it has that of its left side, and set operations and VALUES
   * look at it then.
   */
  readonly retyped?: Retyped
  /** Of what has its type before anything is cast. */
  readonly early?: EarlyType
  /** As Spark prints it where a field of its elements is read: with all that the call is made of. */
  readonly nameBeforeField?: string
}

/** Of what is made of these. */
export function retypedOf(parts: readonly Bound[]): Retyped | 'not' {
  if (parts.some(({ retyped }) => retyped === 'digits')) return 'digits'
  return parts.some(({ retyped }) => retyped === 'room') ? 'room' : 'not'
}

type Kept = Pick<Bound, 'declared' | 'isNeverNull' | 'comment' | 'retyped'>

/** The part of a column that its name does not change. */
export const declaredOf = ({ declared, isNeverNull, comment, retyped }: Kept): Kept => ({
  ...(declared === undefined ? {} : { declared }),
  ...(isNeverNull === true && { isNeverNull }),
  ...(comment === undefined ? {} : { comment }),
  ...(retyped === undefined ? {} : { retyped }),
})

/** Each column once, so that a chain of a thousand operators does not list its columns a thousand times. */
function unionUses(parts: readonly Bound[]): readonly ColumnUse[] {
  const lists = [...new Set(parts.map((part) => part.uses).filter((uses) => uses.length > 0))]
  const [only] = lists
  if (lists.length <= 1) return only ?? []
  const uses = new Map<string, ColumnUse>()
  for (const list of lists) for (const use of list) uses.set(`${use.scopeId} ${use.name}`, use)
  return [...uses.values()]
}

/** Spark prints the operand of a CASE once for each branch, so a nesting doubles its name; what is longer than this is shown nowhere. */
const NAME_LENGTH_MAX = 2000

/** An expression made of others: what they read and contain, it reads and contains. The tree is one template over theirs. */
export function compose(
  parts: readonly Bound[],
  {
    retyped = retypedOf(parts),
    ...made
  }: { readonly sql: Sql; readonly type: SparkType; readonly name: string; readonly retyped?: Retyped | 'not' },
): Bound {
  return {
    ...made,
    ...(retyped === 'not' ? {} : { retyped }),
    name: made.name.length > NAME_LENGTH_MAX ? made.name.slice(0, NAME_LENGTH_MAX) : made.name,
    sql: withRange(flatten(made.sql, new Set(parts.map((part) => part.sql))), knownRange(made.sql)),
    uses: unionUses(parts),
    hasAggregate: parts.some((part) => part.hasAggregate),
    hasWindow: parts.some((part) => part.hasWindow),
  }
}

const NUMBERS: ReadonlySet<string> = new Set(['smallint', 'int', 'bigint', 'float', 'double', 'decimal'])

/** The same value by other SQL and of another type, as an implicit cast makes it: Spark does not print those. */
export function recast(bound: Bound, sql: Sql, type: SparkType): Bound {
  const { constant, generator: _generator, declared: _declared, isNeverNull: _isNeverNull, comment: _comment, ...rest } = bound
  const isKept = constant?.kind === 'null' || (constant?.kind === 'number' && NUMBERS.has(type.kind))
  return { ...rest, sql: flatten(sql, new Set([bound.sql])), type, ...(isKept ? { constant } : {}) }
}

export function literal(sql: Sql, type: SparkType, name: string, constant?: Constant): Bound {
  return { sql, type, name, uses: [], hasAggregate: false, hasWindow: false, ...(constant === undefined ? {} : { constant }) }
}
