import { BIGINT, type Bound, DOUBLE } from '../bound/bound.ts'
import { NULL_SQL, type Sql } from '../bound/sql.ts'
import { joined, template } from '../bound/template.ts'
import { aggregate, average } from './aggregate.ts'
import { aggregateSql, type CallTail, coerce, type Emitted, type SqlFunction } from './function-record.ts'
import { castBound } from './operators/cast.ts'

const doublesOf = (values: readonly Bound[], name: string): readonly Sql[] =>
  values.map((value, index) => castBound(coerce(value, 'number', name, index), DOUBLE).sql)

/** The engine's moments stop at a value that is infinite or no number, of which Spark's are NaN. rowsMin: with fewer rows there is no spread. */
function ofFinite(engine: string, numbers: readonly Sql[], tail: CallTail, rowsMin: number): Sql {
  const finite = numbers.map((value) => template`isfinite(${value})`)
  const present = numbers.map((value) => template`${value} IS NOT NULL`)
  const moment = aggregateSql(engine, numbers, tail, finite)
  const rows = aggregateSql('count', numbers.slice(0, 1), tail, present)
  const odd = aggregateSql('count', ['*'], { ...tail, isDistinct: false }, [...present, template`NOT (${joined(finite, ' AND ')})`])
  return template`(CASE WHEN ${odd} = 0 THEN ${moment} WHEN ${rows} >= ${rowsMin} THEN CAST('NaN' AS DOUBLE) END)`
}

/** An aggregate of doubles under the engine's own name. */
const ofDoubles = (names: string, engine: string, rowsMin: number): SqlFunction =>
  aggregate(names, 1, 1, (values, tail, name) => ({ sql: ofFinite(engine, doublesOf(values, name), tail, rowsMin), type: DOUBLE }))

/** The engine's second argument is Spark's first: of the two ways to add up the same, Spark has the other. */
const covariance = (name: 'covar_pop' | 'covar_samp', rowsMin: number): SqlFunction =>
  aggregate(name, 2, 2, (values, tail) => ({ sql: ofFinite(name, doublesOf(values, name).toReversed(), tail, rowsMin), type: DOUBLE }))

/** Without any spread there is no correlation: the engine says NaN. */
const correlation = (numbers: readonly Sql[], tail: CallTail): Sql => {
  const spread = numbers.map((value) => varies(value, numbers, tail))
  return template`(CASE WHEN ${joined(spread, ' AND ')} THEN ${ofFinite('corr', numbers, tail, 2)} END)`
}

/** Whether a number has more than one value in the rows that have them all. */
function varies(value: Sql, numbers: readonly Sql[], tail: CallTail): Sql {
  const present = numbers.map((number) => template`${number} IS NOT NULL`)
  const plain = { ...tail, isDistinct: false }
  return template`(${aggregateSql('min', [value], plain, present)} <> ${aggregateSql('max', [value], plain, present)})`
}

function determination(values: readonly Bound[], tail: CallTail, name: string): Emitted {
  const numbers = doublesOf(values, name)
  const [y = NULL_SQL, x = NULL_SQL] = numbers
  const present = numbers.map((number) => template`${number} IS NOT NULL`)
  const pairs = aggregateSql('list', [template`{'x': ${x}, 'y': ${y}}`], tail, present)
  return { sql: template`sp_regr_r2_of(sp_pair_moments(${pairs}))`, type: DOUBLE }
}

/** The mean of one of the two, of the rows that have both. */
const meanOf =
  (place: 0 | 1) =>
  (values: readonly Bound[], tail: CallTail, name: string): Emitted => {
    const present = values.map((value) => template`${value} IS NOT NULL`)
    return average(values.slice(place, place + 1), { ...tail, filters: [...tail.filters, ...present] }, name)
  }

/** skewness and kurtosis, by Spark's own steps. */
const ofMoments = (name: 'skewness' | 'kurtosis'): SqlFunction =>
  aggregate(name, 1, 1, (values, tail) => {
    const [number = NULL_SQL] = doublesOf(values, name)
    const all = aggregateSql('list', [number], tail, [template`${number} IS NOT NULL`])
    return { sql: template`sp_${name}_of(sp_moments(${all}))`, type: DOUBLE }
  })

export const STATISTICS_FUNCTIONS: readonly SqlFunction[] = [
  ofDoubles('stddev std stddev_samp', 'stddev_samp', 2),
  ofDoubles('stddev_pop', 'stddev_pop', 1),
  ofDoubles('variance var_samp', 'var_samp', 2),
  ofDoubles('var_pop', 'var_pop', 1),
  ofMoments('skewness'),
  ofMoments('kurtosis'),
  aggregate('corr', 2, 2, (values, tail, name) => ({ sql: correlation(doublesOf(values, name), tail), type: DOUBLE })),
  covariance('covar_pop', 1),
  covariance('covar_samp', 2),
  aggregate('regr_count', 2, 2, (values, tail) => ({
    sql: aggregateSql(
      'count',
      ['*'],
      tail,
      values.map((value) => template`${value.sql} IS NOT NULL`),
    ),
    type: BIGINT,
  })),
  aggregate('regr_avgx', 2, 2, meanOf(1)),
  aggregate('regr_avgy', 2, 2, meanOf(0)),
  aggregate('regr_r2', 2, 2, determination),
]
