import { BIGINT, type Bound, DOUBLE } from '../bound/bound.ts'
import { NULL_SQL } from '../bound/sql.ts'
import { template } from '../bound/template.ts'
import { aggregate, average } from './aggregate.ts'
import { doublesOf, ofFinite } from './finite.ts'
import { aggregateSql, type CallTail, type Emitted, type SqlFunction } from './function-record.ts'

/** An aggregate of doubles under the engine's own name. */
const ofDoubles = (names: string, engine: string, rowsMin: number): SqlFunction =>
  aggregate(names, 1, 1, (values, tail, name) => ({ sql: ofFinite(engine, doublesOf(values, name), tail, rowsMin), type: DOUBLE }))

/** By Spark's own steps. */
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
