import { type Bound, DOUBLE } from '../bound/bound.ts'
import type { Sql } from '../bound/sql.ts'
import { joined, template } from '../bound/template.ts'
import { aggregateSql, type CallTail, coerce } from './function-record.ts'
import { castBound } from './operators/cast.ts'

export const doublesOf = (values: readonly Bound[], name: string): readonly Sql[] =>
  values.map((value, index) => castBound(coerce(value, 'number', name, index), DOUBLE).sql)

/** Those rows in which all of the numbers are finite. */
export const finite = (numbers: readonly Sql[]): readonly Sql[] => numbers.map((value) => template`isfinite(${value})`)

/** The engine's moments stop at a value that is infinite or no number, of which Spark's are NaN. rowsMin: with fewer rows there is no spread. */
export function ofFinite(engine: string, numbers: readonly Sql[], tail: CallTail, rowsMin: number): Sql {
  const present = numbers.map((value) => template`${value} IS NOT NULL`)
  const moment = aggregateSql(engine, numbers, tail, finite(numbers))
  const rows = aggregateSql('count', numbers.slice(0, 1), tail, present)
  const isOdd = template`NOT (${joined(finite(numbers), ' AND ')})`
  const odd = aggregateSql('count', ['*'], { ...tail, isDistinct: false }, [...present, isOdd])
  return template`(CASE WHEN ${odd} = 0 THEN ${moment} WHEN ${rows} >= ${rowsMin} THEN CAST('NaN' AS DOUBLE) END)`
}
