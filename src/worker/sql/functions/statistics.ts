import { BIGINT, type Bound, DOUBLE } from '../bound/bound.ts'
import type { Sql } from '../bound/sql.ts'
import { template } from '../bound/template.ts'
import { notSupported, semanticError } from '../syntax-error.ts'
import { isNumeric } from '../types/coercion.ts'
import { aggregate, firstOf } from './aggregate.ts'
import { aggregateSql, type CallTail, coerce, type Emitted, type SqlFunction } from './function-record.ts'
import { castBound } from './operators/cast.ts'

/** An aggregate of doubles under the engine's own name; a single row where Spark says NULL is NULL. */
const ofDoubles = (names: string, engine: string, count = 1): SqlFunction =>
  aggregate(names, count, count, (values, tail, name) => {
    const numbers = values.map((value, index) => castBound(coerce(value, 'number', name, index), DOUBLE).sql)
    return { sql: aggregateSql(engine, numbers, tail), type: DOUBLE }
  })

function fraction(value: Bound | undefined, name: string): Sql {
  if (value?.constant?.kind !== 'number') throw notSupported(`${name} with a fraction that is not one number written in the statement`)
  const number = Number(value.constant.text)
  if (!(number >= 0 && number <= 1)) throw semanticError(`The fraction of ${name} is from 0 to 1`)
  return template`CAST(${number} AS DOUBLE)`
}

/** percentile interpolates between the two nearest values. */
const percentile = (values: readonly Bound[], tail: CallTail, name: string): Emitted => {
  const value = castBound(coerce(firstOf(values), 'number', name, 0), DOUBLE)
  return {
    sql: aggregateSql('quantile_cont', [value.sql, fraction(values[1], name)], tail),
    type: DOUBLE,
    name: `${name}(${firstOf(values).name}, ${values[1]?.name}, 1)`,
  }
}

const withinGroup =
  (engine: 'quantile_cont' | 'quantile_disc') =>
  (values: readonly Bound[], tail: CallTail, name: string): Emitted => {
    const within = tail.withinGroup
    if (within === undefined) throw semanticError(`${name} needs WITHIN GROUP (ORDER BY …)`)
    const value = castBound(coerce(within.value, 'number', name, 0), DOUBLE)
    const part = fraction(values[0], name)
    const share = within.isDescending ? template`(1 - ${part})` : part
    if (engine === 'quantile_disc' && within.isDescending)
      throw notSupported(`${name} with DESC`, 'Sort ascending and take 1 minus the fraction.')
    const order = within.isDescending ? ' DESC' : ''
    return {
      sql: aggregateSql(engine, [value.sql, share], tail),
      type: DOUBLE,
      name: `${name}(${values[0]?.name}) WITHIN GROUP (ORDER BY ${within.value.name}${order})`,
    }
  }

const median = (values: readonly Bound[], tail: CallTail, name: string): Emitted => {
  const value = firstOf(values)
  if (!isNumeric(value.type)) throw semanticError(`${name} takes numbers`)
  return { sql: aggregateSql('median', [castBound(value, DOUBLE).sql], tail), type: DOUBLE }
}

export const STATISTICS_FUNCTIONS: readonly SqlFunction[] = [
  ofDoubles('stddev std stddev_samp', 'stddev_samp'),
  ofDoubles('stddev_pop', 'stddev_pop'),
  ofDoubles('variance var_samp', 'var_samp'),
  ofDoubles('var_pop', 'var_pop'),
  ofDoubles('kurtosis', 'kurtosis_pop'),
  // Without any spread there is no correlation: the engine says NaN.
  aggregate('corr', 2, 2, (values, tail, name) => {
    const numbers = values.map((value, index) => castBound(coerce(value, 'number', name, index), DOUBLE).sql)
    const correlation = aggregateSql('corr', numbers, tail)
    return { sql: template`(CASE WHEN NOT isnan(${correlation}) THEN ${correlation} END)`, type: DOUBLE }
  }),
  ofDoubles('covar_pop', 'covar_pop', 2),
  ofDoubles('covar_samp', 'covar_samp', 2),
  aggregate('regr_count', 2, 2, (values, tail) => ({
    sql: aggregateSql(
      'count',
      ['*'],
      tail,
      values.map((value) => template`${value.sql} IS NOT NULL`),
    ),
    type: BIGINT,
  })),
  aggregate('percentile', 2, 2, percentile),
  aggregate('median', 1, 1, median),
  aggregate('percentile_cont', 1, 1, withinGroup('quantile_cont'), false),
  aggregate('percentile_disc', 1, 1, withinGroup('quantile_disc'), false),
  // Exact where Spark estimates: Spark's own answer is within its relative error of it.
  aggregate(
    'approx_count_distinct',
    1,
    2,
    (values, tail) => ({ sql: aggregateSql('count', [firstOf(values).sql], { ...tail, isDistinct: true }), type: BIGINT }),
    false,
  ),
  aggregate(
    'percentile_approx approx_percentile',
    2,
    3,
    (values, tail, name) => {
      const value = coerce(firstOf(values), 'number', name, 0)
      const printed = `${name}(${[...values.map((v) => v.name), ...(values.length === 2 ? ['10000'] : [])].join(', ')})`
      return { sql: aggregateSql('quantile_disc', [value.sql, fraction(values[1], name)], tail), type: value.type, name: printed }
    },
    false,
  ),
]
