import type { SparkType } from '../../../base/spark-type.ts'
import type { Sql } from './sql.ts'

/** What an aggregate computes, where that can be said without the engine's text. */
export interface AggregateCall {
  /** avg: of integers, as a double. */
  readonly name: 'count' | 'sum' | 'min' | 'max' | 'avg'
  readonly isDistinct: boolean
  /** Undefined: the rows are counted. */
  readonly value: Sql | undefined
  /** NULL where the sum has no room in the type; absent: it is exact. */
  readonly fits?: Extract<SparkType, { kind: 'decimal' }>
}

const calls = new WeakMap<Sql, AggregateCall>()

/** It belongs to the tree: whatever computes another value is no such call. */
export const aggregateCall = (sql: Sql): AggregateCall | undefined => calls.get(sql)

export function withAggregateCall<T extends Sql>(sql: T, call: AggregateCall | undefined): T {
  if (call !== undefined) calls.set(sql, call)
  return sql
}
