import { type Bound, DOUBLE } from '../bound/bound.ts'
import { NULL_SQL, type Sql } from '../bound/sql.ts'
import { joined, template } from '../bound/template.ts'
import { aggregate } from './aggregate.ts'
import { doublesOf, finite, ofFinite } from './finite.ts'
import { aggregateSql, type CallTail, type Emitted, type SqlFunction } from './function-record.ts'

/** The engine's second argument is Spark's first: of the two ways to add up the same, Spark has the other. */
const covariance = (name: 'covar_pop' | 'covar_samp', rowsMin: number): SqlFunction =>
  aggregate(name, 2, 2, (values, tail) => ({ sql: ofFinite(name, doublesOf(values, name).toReversed(), tail, rowsMin), type: DOUBLE }))

/** Of the sums of products of how far two numbers are from their means; NULL where one does not differ. */
const correlation = (values: readonly Bound[], tail: CallTail, name: string): Emitted => {
  const numbers = doublesOf(values, name)
  const [a = NULL_SQL, b = NULL_SQL] = numbers
  const plain = { ...tail, isDistinct: false }
  const own = tail.isDistinct ? ofPairs(numbers, tail) : ofSums(a, b, tail)
  const odd = aggregateSql('count', [a], plain, [template`${b} IS NOT NULL`, template`NOT (${joined(finite(numbers), ' AND ')})`])
  const rows = aggregateSql('count', [a], plain, [template`${b} IS NOT NULL`])
  return { sql: template`(CASE WHEN ${odd} = 0 THEN ${own} WHEN ${rows} > 1 THEN CAST('NaN' AS DOUBLE) END)`, type: DOUBLE }
}

/** The engine's own correlation has other digits; its covariances are Spark's sums, divided by how many rows there are. */
function ofSums(a: Sql, b: Sql, tail: CallTail): Sql {
  const filters = finite([a, b])
  const divided = (x: Sql, y: Sql) => ['covar_pop', 'covar_samp'].map((engine) => aggregateSql(engine, [y, x], tail, filters))
  const count = aggregateSql('count', ['*'], tail, filters)
  return template`sp_correlation(${joined([...divided(a, b), ...divided(a, a), ...divided(b, b), count], ', ')})`
}

/** DISTINCT is of pairs, which have no order in Spark either: any last digit is as good. */
function ofPairs(numbers: readonly Sql[], tail: CallTail): Sql {
  const filters = finite(numbers)
  const plain = { ...tail, isDistinct: false }
  const differ = numbers.map(
    (value) => template`${aggregateSql('min', [value], plain, filters)} <> ${aggregateSql('max', [value], plain, filters)}`,
  )
  return template`(CASE WHEN ${joined(differ, ' AND ')} THEN ${aggregateSql('corr', numbers, tail, filters)} END)`
}

export const CORRELATION_FUNCTIONS: readonly SqlFunction[] = [
  covariance('covar_pop', 1),
  covariance('covar_samp', 2),
  aggregate('corr', 2, 2, correlation),
]
