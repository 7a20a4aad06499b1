import { type SparkType, sparkTypeName } from '../../../../base/spark-type.ts'
import { BIGINT, type Bound, DOUBLE, recast } from '../../bound/bound.ts'
import type { Sql } from '../../bound/sql.ts'
import { lambda, template } from '../../bound/template.ts'
import { engineType } from '../../dialect/engine-type.ts'
import { notSupported, semanticError } from '../../syntax-error.ts'
import { isInteger, isNumeric } from '../../types/coercion.ts'
import { aggregateSql, type CallTail, coerce, constantInteger, type Emitted, type SqlFunction } from '../function-record.ts'
import { castBound } from '../operators/cast.ts'
import { aggregate, firstOf } from './aggregate.ts'

/** All the values of a group in their order. */
const sortedValues = (value: Sql, tail: CallTail, isDescending: boolean): Sql =>
  template`${isDescending ? 'list_reverse_sort' : 'list_sort'}(${aggregateSql('list', [value], tail, [template`${value} IS NOT NULL`])})`

/** One of the macros for a percentile, at one fraction or at each of an array. */
function atFractions(macro: string, sorted: Sql, fractions: Bound, type: SparkType, name: string): Pick<Emitted, 'sql' | 'type'> {
  if (fractions.uses.length > 0 || fractions.hasAggregate) throw semanticError(`The fractions of ${name} are written in the statement`)
  if (fractions.type.kind !== 'array') return { sql: template`${macro}(${sorted}, ${fraction(fractions, name)})`, type }
  const shares = castBound(fractions, { kind: 'array', element: DOUBLE })
  const each = lambda(['share'], template`${macro}(${sorted}, share)`)
  const made: SparkType = { kind: 'array', element: type }
  // No fraction gives no array, as no row does.
  const results = template`nullif(list_transform(${shares}, ${each}), CAST([] AS ${engineType(made)}))`
  return { sql: template`(CASE WHEN ${sorted} IS NOT NULL THEN ${results} END)`, type: made }
}

function fraction(value: Bound | undefined, name: string): Sql {
  const written = value?.constant
  const text = written?.kind === 'number' ? written.text : written?.kind === 'string' ? written.value.trim() : ''
  const number = /\d/.test(text) ? Number(text) : Number.NaN
  if (Number.isNaN(number)) throw notSupported(`${name} with a fraction that is not one number written in the statement`)
  if (!(number >= 0 && number <= 1)) throw semanticError(`The fraction of ${name} is from 0 to 1`)
  return template`CAST(${number} AS DOUBLE)`
}

const quantifier = (tail: CallTail): string => (tail.isDistinct ? 'DISTINCT ' : '')

/** percentile interpolates between the two nearest values; each counts as often as its frequency says. */
const percentile = (values: readonly Bound[], tail: CallTail, name: string): Emitted => {
  const value = castBound(coerce(firstOf(values), 'number', name, 0), DOUBLE)
  const [, fractions, frequency] = values
  if (fractions === undefined) throw semanticError(`${name} takes a fraction`)
  const printed = `${name}(${quantifier(tail)}${firstOf(values).name}, ${fractions.name}, ${frequency?.name ?? '1'})`
  if (frequency !== undefined && frequency.constant?.kind !== 'null') {
    if (!isInteger(frequency.type)) throw semanticError(`The frequency of ${name} is a whole number`)
    const times = castBound(frequency, BIGINT)
    const present = [template`${value} IS NOT NULL`, template`${times} IS NOT NULL`]
    const pairs = aggregateSql('list', [template`{'v': ${value}, 'w': sp_frequency(${times})}`], tail, present)
    return { ...atFractions('sp_weighted_percentile', template`list_sort(${pairs})`, fractions, DOUBLE, name), name: printed }
  }
  if (fractions.type.kind === 'array')
    return { ...atFractions('sp_percentile', sortedValues(value.sql, tail, false), fractions, DOUBLE, name), name: printed }
  return { sql: aggregateSql('quantile_cont', [value.sql, fraction(fractions, name)], tail), type: DOUBLE, name: printed }
}

const withinGroup =
  (macro: 'sp_percentile' | 'sp_percentile_disc') =>
  (values: readonly Bound[], tail: CallTail, name: string): Emitted => {
    const within = tail.withinGroup
    if (within === undefined) throw semanticError(`${name} needs WITHIN GROUP (ORDER BY …)`)
    const value = castBound(coerce(within.value, 'number', name, 0), DOUBLE)
    const sorted = sortedValues(value.sql, tail, within.isDescending)
    return {
      ...atFractions(macro, sorted, firstOf(values), DOUBLE, name),
      // Spark 3.3 prints a v for whatever is sorted by.
      name: `${name}(${values[0]?.name}) WITHIN GROUP (ORDER BY v${within.isDescending ? ' DESC' : ''})`,
    }
  }

const median = (values: readonly Bound[], tail: CallTail, name: string): Emitted => {
  const value = firstOf(values)
  if (!isNumeric(value.type)) throw semanticError(`${name} takes numbers`)
  return { sql: aggregateSql('median', [castBound(value, DOUBLE).sql], tail), type: DOUBLE }
}

/** What Spark keeps so many values for: its own answer is within 1 / accuracy of the exact one, which is given here. */
function checkAccuracy(accuracy: Bound | undefined, name: string): void {
  if (accuracy !== undefined && constantInteger(accuracy, `The accuracy of ${name}`) < 1)
    throw semanticError(`The accuracy of ${name} is a positive number`)
}

const ORDERED: ReadonlySet<string> = new Set(['date', 'timestamp', 'interval'])

/** Spark's summary of the values is one of doubles: what has more digits loses them. */
function throughDouble(value: Bound): Bound {
  switch (value.type.kind) {
    case 'bigint':
    case 'decimal':
      return castBound(castBound(value, DOUBLE), value.type)
    case 'timestamp':
      return recast(value, template`make_timestamp(CAST(CAST(epoch_us(${value.sql}) AS DOUBLE) AS BIGINT))`, value.type)
    default:
      return value
  }
}

const nearRank = (values: readonly Bound[], tail: CallTail, name: string): Emitted => {
  const [given, fractions, accuracy] = values
  if (given === undefined || fractions === undefined) throw semanticError(`${name} takes a value and a fraction`)
  if (given.type.kind === 'boolean') throw semanticError(`${name} takes numbers and times; ${given.name} is ${sparkTypeName(given.type)}`)
  const number = ORDERED.has(given.type.kind) ? given : coerce(given, 'number', name, 0)
  const value = number.type.kind === 'void' ? castBound(number, DOUBLE) : throughDouble(number)
  checkAccuracy(accuracy, name)
  const others = [...values.slice(1).map((v) => v.name), ...(accuracy === undefined ? ['10000'] : [])]
  const printed = `${name}(${[`${quantifier(tail)}${given.name}`, ...others].join(', ')})`
  if (fractions.type.kind === 'array')
    return { ...atFractions('sp_percentile_rank', sortedValues(value.sql, tail, false), fractions, value.type, name), name: printed }
  return { sql: aggregateSql('quantile_disc', [value.sql, fraction(fractions, name)], tail), type: value.type, name: printed }
}

export const PERCENTILE_FUNCTIONS: readonly SqlFunction[] = [
  aggregate('percentile', 2, 3, percentile),
  aggregate('median', 1, 1, median),
  aggregate('percentile_cont', 1, 1, withinGroup('sp_percentile'), false),
  aggregate('percentile_disc', 1, 1, withinGroup('sp_percentile_disc'), false),
  aggregate('percentile_approx approx_percentile', 2, 3, nearRank),
]
