import { BIGINT, type Bound, DOUBLE } from '../../bound/bound.ts'
import { NULL_SQL, type Sql } from '../../bound/sql.ts'
import { joined, template } from '../../bound/template.ts'
import { quoteString } from '../../dialect/quote.ts'
import { aggregateSql, type CallTail, coerce, type Emitted, type SqlFunction } from '../function-record.ts'
import { castBound } from '../operators/cast.ts'
import { aggregate, average } from './aggregate.ts'

const doublesOf = (values: readonly Bound[], name: string): readonly Sql[] =>
  values.map((value, index) => castBound(coerce(value, 'number', name, index), DOUBLE).sql)

/** An aggregate of the rows that have all of the numbers, which ours add up in Spark's order: the engine's own have other last digits. */
const ofSequence = (names: string, engine: string, count: 1 | 2): SqlFunction =>
  aggregate(names, count, count, (values, tail, name) => {
    const numbers = doublesOf(values, name)
    const present = numbers.map((number) => template`${number} IS NOT NULL`)
    const frame = rowsOf(numbers, tail, present)
    if (tail.around === undefined) {
      return { sql: template`${engine}(${joined([...listsOf(numbers, tail, present), frame, frame], ', ')})`, type: DOUBLE }
    }
    const lists = listsOf(numbers, { ...tail, over: tail.around.all }, present)
    const before = rowsOf(numbers, { ...tail, over: tail.around.upToEnd }, present)
    return { sql: template`${engine}_over(${joined([...lists, before, frame], ', ')})`, type: DOUBLE }
  })

/** DISTINCT is of pairs, where there are two numbers. */
function listsOf(numbers: readonly Sql[], tail: CallTail, present: readonly Sql[]): readonly Sql[] {
  const [x = NULL_SQL, y] = numbers
  if (y === undefined) return [aggregateSql('list', [x], tail, present)]
  if (!tail.isDistinct) return numbers.map((number) => aggregateSql('list', [number], tail, present))
  const pairs = aggregateSql('list', [template`{'x': ${x}, 'y': ${y}}`], tail, present)
  return ['x', 'y'].map((name) => template`list_transform(${pairs}, lambda p: struct_extract(p, ${quoteString(name)}))`)
}

function rowsOf(numbers: readonly Sql[], tail: CallTail, present: readonly Sql[]): Sql {
  const [x = NULL_SQL, y] = numbers
  return aggregateSql('count', [y === undefined || !tail.isDistinct ? x : template`{'x': ${x}, 'y': ${y}}`], tail, present)
}

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
    const numbers = values.map((value, index) => coerce(value, 'number', name, index))
    const present = numbers.map((number) => template`${number} IS NOT NULL`)
    return average(numbers.slice(place, place + 1), { ...tail, filters: [...tail.filters, ...present] }, name)
  }

/** skewness and kurtosis, by Spark's own steps. */
const ofMoments = (name: 'skewness' | 'kurtosis'): SqlFunction =>
  aggregate(name, 1, 1, (values, tail) => {
    const [number = NULL_SQL] = doublesOf(values, name)
    const all = aggregateSql('list', [number], tail, [template`${number} IS NOT NULL`])
    return { sql: template`sp_${name}_of(sp_moments(${all}))`, type: DOUBLE }
  })

export const STATISTICS_FUNCTIONS: readonly SqlFunction[] = [
  ofSequence('stddev std stddev_samp', 'fn_stddev_samp', 1),
  ofSequence('stddev_pop', 'fn_stddev_pop', 1),
  ofSequence('variance var_samp', 'fn_var_samp', 1),
  ofSequence('var_pop', 'fn_var_pop', 1),
  ofSequence('covar_pop', 'fn_covar_pop', 2),
  ofSequence('covar_samp', 'fn_covar_samp', 2),
  ofSequence('corr', 'fn_corr', 2),
  ofMoments('skewness'),
  ofMoments('kurtosis'),
  aggregate('regr_count', 2, 2, (values, tail, name) => ({
    sql: aggregateSql(
      'count',
      ['*'],
      tail,
      doublesOf(values, name).map((number) => template`${number} IS NOT NULL`),
    ),
    type: BIGINT,
  })),
  aggregate('regr_avgx', 2, 2, meanOf(1)),
  aggregate('regr_avgy', 2, 2, meanOf(0)),
  aggregate('regr_r2', 2, 2, determination),
]
