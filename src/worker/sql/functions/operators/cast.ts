/** Casts as Spark with spark.sql.ansi.enabled=false makes them: what cannot be read is NULL, too long an integer keeps its low bits. */
import { lookup } from '../../../../base/lookup.ts'
import { type SparkType, sameSparkType } from '../../../../base/spark-type.ts'
import { type Bound, recast } from '../../bound/bound.ts'
import { isWithin, rangeOf, typeRange, withRange } from '../../bound/known-range.ts'
import type { Sql } from '../../bound/sql.ts'
import { step, template, text } from '../../bound/template.ts'
import { engineType } from '../../dialect/engine-type.ts'
import { quoteString } from '../../dialect/quote.ts'
import { isInteger, isInterval, isNested, isNumeric } from '../../types/coercion.ts'
import { specialWord } from '../../types/special-word.ts'
import { castInterval, intervalOfConstant } from './cast-interval.ts'
import { castNested, impossible } from './cast-nested.ts'

const BYTES: Readonly<Record<string, number>> = lookup({ tinyint: 1, smallint: 2, int: 4, bigint: 8 })

const ORDER: readonly string[] = ['tinyint', 'smallint', 'int', 'bigint']

/** The bound expression as another type; the name stays, for Spark does not print implicit casts. */
export function castBound(bound: Bound, type: SparkType): Bound {
  if (sameSparkType(bound.type, type)) return bound
  if (isInterval(type) && bound.constant?.kind === 'string') return recast(bound, intervalOfConstant(bound.constant.value, type), type)
  const folded = foldedDate(bound, type)
  const sql = folded === undefined ? castSql(bound.sql, bound.type, type) : text(folded)
  const isWhole = isInteger(bound.type) && isInteger(type) && isWithin(rangeOf(bound), typeRange(type))
  const cast = recast(bound, isWhole ? withRange(sql, rangeOf(bound)) : sql, type)
  if (!isInterval(bound.type) || cast.constant?.kind !== 'number') return cast
  // The constant of an interval counts months or microseconds, not what the number counts.
  const { constant: _constant, ...value } = cast
  return value
}

/** A date in quotes becomes a date literal, so that a filter on it can be pushed down. */
function foldedDate(bound: Bound, type: SparkType): string | undefined {
  if (bound.constant?.kind !== 'string' || bound.type.kind !== 'string') return undefined
  const written = bound.constant.value
  const word = specialWord(written)
  const special = specialMoment(word)
  if (special !== undefined && (type.kind === 'date' || type.kind === 'timestamp'))
    return type.kind === 'timestamp' && word === 'now'
      ? 'CAST(get_current_timestamp() AS TIMESTAMP)'
      : `CAST(${special} AS ${engineType(type)})`
  if (type.kind === 'date' && /^\d{4}-\d{2}-\d{2}$/.test(written) && isCalendarDate(written)) return `DATE ${quoteString(written)}`
  if (
    type.kind === 'timestamp' &&
    /^\d{4}-\d{2}-\d{2}( ([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,6})?)?$/.test(written) &&
    isCalendarDate(written.slice(0, 10))
  )
    return `TIMESTAMP ${quoteString(written)}`
  return undefined
}

const SPECIAL_DAYS: Readonly<Record<string, string>> = lookup({
  epoch: "DATE '1970-01-01'",
  now: 'current_date',
  today: 'current_date',
  yesterday: 'current_date - 1',
  tomorrow: 'current_date + 1',
})

const specialMoment = (word: string | undefined): string | undefined => (word === undefined ? undefined : SPECIAL_DAYS[word])

function isCalendarDate(date: string): boolean {
  const parsed = new Date(`${date}T00:00:00Z`)
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(date)
}

/** Engine SQL of the cast. Throws sql-semantics for a cast Spark has not. */
export function castSql(sql: Sql, from: SparkType, to: SparkType): Sql {
  if (sameSparkType(from, to)) return sql
  const cast = madeCast(sql, from, to)
  return cast.kind === 'template' ? step(cast) : cast
}

function madeCast(sql: Sql, from: SparkType, to: SparkType): Sql {
  const plain = template`CAST(${sql} AS ${engineType(to)})`
  if (from.kind === 'void') return plain
  if (isNested(from) || isNested(to)) return castNested(sql, from, to, castSql)
  if (isInterval(from) || isInterval(to)) return castInterval(sql, from, to)
  // Spark has no number of a date, and does not refuse it (ANSI off).
  if (from.kind === 'date' && (isNumeric(to) || to.kind === 'boolean')) return template`CAST(NULL AS ${engineType(to)})`
  switch (to.kind) {
    case 'string':
      return toText(sql, from)
    case 'boolean':
      return toBoolean(sql, from, to)
    case 'tinyint':
    case 'smallint':
    case 'int':
    case 'bigint':
      return toInteger(sql, from, to)
    case 'float':
    case 'double':
      return toFloating(sql, from, to)
    case 'decimal':
      return toDecimal(sql, from, to)
    case 'date':
      if (from.kind === 'string') return template`sp_to_date(${sql})`
      if (from.kind === 'timestamp') return plain
      throw impossible(from, to)
    case 'timestamp':
      return toTimestamp(sql, from, to)
    case 'binary':
      if (from.kind === 'string') return template`encode(${sql})`
      if (isInteger(from)) return template`unhex(right(lpad(to_hex(CAST(${sql} AS BIGINT)), 16, '0'), ${2 * (BYTES[from.kind] ?? 8)}))`
      throw impossible(from, to)
    default:
      throw impossible(from, to)
  }
}

function toText(sql: Sql, from: SparkType): Sql {
  switch (from.kind) {
    case 'double':
      return template`sp_double_text(${sql})`
    case 'float':
      return template`sp_float_text(${sql})`
    case 'binary':
      return template`decode(${sql})`
    case 'date':
      return template`sp_date_string(${sql})`
    case 'timestamp':
      return template`sp_timestamp_string(${sql})`
    case 'decimal':
      // The engine leaves out the zero before the point of a decimal without whole digits; Java writes very small ones with an exponent.
      if (from.scale > 6) return template`sp_small_decimal_text(${sql}, ${from.scale})`
      return from.precision === from.scale ? template`sp_decimal_text(${sql})` : template`CAST(${sql} AS VARCHAR)`
    default:
      return template`CAST(${sql} AS VARCHAR)`
  }
}

function toBoolean(sql: Sql, from: SparkType, to: SparkType): Sql {
  if (from.kind === 'string') return template`sp_text_boolean(${sql})`
  if (isNumeric(from)) return template`(${sql} <> 0)`
  if (from.kind === 'timestamp') return template`(epoch_us(${sql}) <> 0)`
  throw impossible(from, to)
}

function toInteger(sql: Sql, from: SparkType, to: SparkType): Sql {
  if (from.kind === 'boolean') return template`CAST(${sql} AS ${engineType(to)})`
  if (from.kind === 'string') return template`TRY_CAST(sp_text_integer(${sql}) AS ${engineType(to)})`
  if (isInteger(from)) {
    if (ORDER.indexOf(to.kind) > ORDER.indexOf(from.kind)) return template`CAST(${sql} AS ${engineType(to)})`
    return template`sp_wrap_${to.kind}(CAST(${sql} AS BIGINT))`
  }
  if (from.kind === 'float' || from.kind === 'double') {
    if (to.kind === 'bigint') return template`sp_double_bigint(CAST(${sql} AS DOUBLE))`
    const int = template`sp_double_int(CAST(${sql} AS DOUBLE))`
    return to.kind === 'int' ? int : template`sp_wrap_${to.kind}(CAST(${int} AS BIGINT))`
  }
  if (from.kind === 'decimal') {
    const bigint = template`sp_wrap_bigint(CAST(trunc(${sql}) AS HUGEINT))`
    return to.kind === 'bigint' ? bigint : template`sp_wrap_${to.kind}(${bigint})`
  }
  if (from.kind === 'timestamp') {
    const seconds = template`sp_floor_units(epoch_us(${sql}), 1000000)`
    return to.kind === 'bigint' ? seconds : template`sp_wrap_${to.kind}(${seconds})`
  }
  throw impossible(from, to)
}

function toFloating(sql: Sql, from: SparkType, to: SparkType): Sql {
  if (from.kind === 'string') return to.kind === 'float' ? template`sp_text_float(${sql})` : template`sp_text_double(${sql})`
  if (from.kind === 'decimal') return ofDecimal(sql, from, to)
  if (to.kind === 'float' && from.kind === 'double') return template`sp_to_float(${sql})`
  if (isNumeric(from) || from.kind === 'boolean') return template`CAST(${sql} AS ${engineType(to)})`
  if (from.kind === 'timestamp') return template`CAST(epoch_us(${sql}) / 1000000.0 AS ${engineType(to)})`
  throw impossible(from, to)
}

/** The digits up to which a double or a float holds every whole number, and up to which every power of ten. */
const EXACT = { double: { digits: 15, scale: 22 }, float: { digits: 7, scale: 10 } }

/** Of more digits the engine rounds twice: the text is read as Java reads it. */
function ofDecimal(sql: Sql, from: Extract<SparkType, { kind: 'decimal' }>, to: SparkType): Sql {
  const { digits, scale } = EXACT[to.kind === 'float' ? 'float' : 'double']
  const plain = template`CAST(${sql} AS ${engineType(to)})`
  if (from.precision <= digits && from.scale <= scale) return plain
  const read = template`CAST(CAST(${sql} AS VARCHAR) AS ${engineType(to)})`
  if (from.scale > scale) return read
  const units = '9'.repeat(digits).padStart(from.scale + 1, '0')
  const point = units.length - from.scale
  const limit = `CAST('${units.slice(0, point)}.${units.slice(point)}' AS ${engineType(from)})`
  return template`(CASE WHEN ${sql} BETWEEN -${limit} AND ${limit} THEN ${plain} ELSE ${read} END)`
}

function toDecimal(sql: Sql, from: SparkType, to: SparkType): Sql {
  const type = engineType(to)
  if (from.kind === 'string') return template`TRY_CAST(sp_plain_number(sp_text_decimal(sp_ascii_digits(${sql}))) AS ${type})`
  // By its text, as Spark's Decimal(double) goes: 2.675 is 2.675 and rounds up.
  if (from.kind === 'float' || from.kind === 'double')
    return template`TRY_CAST(sp_plain_number(sp_double_digits(CAST(${sql} AS DOUBLE))) AS ${type})`
  if (isNumeric(from)) return template`TRY_CAST(${sql} AS ${type})`
  if (from.kind === 'boolean') return template`TRY_CAST(CAST(${sql} AS INTEGER) AS ${type})`
  // By way of a double, as Spark goes.
  if (from.kind === 'timestamp') return template`TRY_CAST(sp_plain_number(sp_double_digits(epoch_us(${sql}) / 1000000.0)) AS ${type})`
  throw impossible(from, to)
}

function toTimestamp(sql: Sql, from: SparkType, to: SparkType): Sql {
  if (from.kind === 'string') return template`sp_to_timestamp(${sql})`
  if (from.kind === 'date') return template`CAST(${sql} AS TIMESTAMP)`
  if (from.kind === 'bigint') return template`sp_seconds_timestamp(${sql})`
  if (isInteger(from)) return template`make_timestamp(CAST(${sql} AS BIGINT) * 1000000)`
  if (from.kind === 'float' || from.kind === 'double') return template`sp_double_moment(CAST(${sql} AS DOUBLE))`
  if (from.kind === 'decimal') {
    // The engine multiplies decimals of up to 18 digits within 18 digits.
    const wide = `DECIMAL(${Math.max(from.precision, 19)}, ${from.scale})`
    return template`make_timestamp(CAST(trunc(CAST(${sql} AS ${wide}) * 1000000) AS BIGINT))`
  }
  if (from.kind === 'boolean') return template`make_timestamp(CAST(${sql} AS BIGINT))`
  throw impossible(from, to)
}
