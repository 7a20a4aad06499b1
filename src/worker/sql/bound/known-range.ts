import { lookup } from '../../../base/lookup.ts'
import type { SparkType } from '../../../base/spark-type.ts'
import type { Sql } from './sql.ts'

/** The least and the greatest value that an integer may have. */
export interface Range {
  readonly low: bigint
  readonly high: bigint
}

const ranges = new WeakMap<Sql, Range>()

/** What is known of a value beyond its type. It belongs to the tree: whatever computes another value knows nothing of it. */
export const knownRange = (sql: Sql): Range | undefined => ranges.get(sql)

export function withRange<T extends Sql>(sql: T, range: Range | undefined): T {
  if (range !== undefined) ranges.set(sql, range)
  return sql
}

const BITS: Readonly<Record<string, bigint>> = lookup({ tinyint: 8n, smallint: 16n, int: 32n, bigint: 64n })

export function typeRange(type: SparkType): Range {
  const half = 1n << ((BITS[type.kind] ?? 64n) - 1n)
  return { low: -half, high: half - 1n }
}

export const isWithin = (inner: Range, outer: Range): boolean => inner.low >= outer.low && inner.high <= outer.high

/** What an integer may be, by what is known of it or else by its type. */
export function rangeOf({
  sql,
  type,
  constant,
}: {
  readonly sql: Sql
  readonly type: SparkType
  readonly constant?: { readonly kind: string; readonly text?: string }
}): Range {
  const whole = typeRange(type)
  const written =
    constant?.kind === 'number' && constant.text !== undefined && /^-?\d{1,19}$/.test(constant.text) ? BigInt(constant.text) : undefined
  const known = written === undefined ? knownRange(sql) : { low: written, high: written }
  return known !== undefined && isWithin(known, whole) ? known : whole
}
