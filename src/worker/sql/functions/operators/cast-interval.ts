import { INTERVAL_FIELDS, type IntervalType, isMonths, type SparkType, sparkTypeName } from '../../../../base/spark-type.ts'
import type { Sql } from '../../bound/sql.ts'
import { template, text } from '../../bound/template.ts'
import { engineType } from '../../dialect/engine-type.ts'
import { totalOfSpan } from '../../parse/interval-spans.ts'
import { sumOfText } from '../../parse/interval-text.ts'
import { semanticError } from '../../syntax-error.ts'
import { isInteger } from '../../types/coercion.ts'
import { FIELD_SIZES, literalText, monthsOrMicroseconds } from './interval.ts'
import { intervalOfText } from './text-interval.ts'

/** Casts from and to intervals, except of a text that is known. Throws sql-semantics for a cast Spark has not. */
export function castInterval(sql: Sql, from: SparkType, to: SparkType): Sql {
  const refused = semanticError(`Cannot cast ${sparkTypeName(from)} to ${sparkTypeName(to)}`)
  if (to.kind === 'string') {
    if (from.kind === 'interval') return literalText(sql, from)
    if (from.kind === 'calendar-interval') return template`sp_calendar_text(${sql})`
  }
  if (from.kind === 'string' && to.kind === 'interval') return intervalOfText(sql, to)
  if (from.kind === 'string') return template`sp_text_calendar(${sql})`
  if (from.kind === 'interval' && to.kind === 'interval') {
    if (isMonths(from) !== isMonths(to)) throw refused
    const { size } = FIELD_SIZES[to.to]
    // Smaller fields than the type's last are cut off.
    return isFiner(from, to) && size > 1 ? template`CAST(${sql} // ${size} * ${size} AS ${engineType(to)})` : sql
  }
  if (from.kind === 'interval' && isInteger(to)) return template`CAST(${sql} // ${FIELD_SIZES[from.to].size} AS ${engineType(to)})`
  if (to.kind === 'interval' && isInteger(from) && to.from === to.to)
    return template`CAST(CAST(${sql} AS BIGINT) * ${FIELD_SIZES[to.to].size} AS ${engineType(to)})`
  throw refused
}

const isFiner = (from: IntervalType, to: IntervalType): boolean => INTERVAL_FIELDS.indexOf(from.to) > INTERVAL_FIELDS.indexOf(to.to)

/** A text that is written in the statement, cast to an interval: '1 02:03', or INTERVAL '1 02:03' DAY TO MINUTE. */
export function intervalOfConstant(written: string, type: SparkType): Sql {
  if (type.kind === 'calendar-interval') return calendarOf(written)
  if (type.kind !== 'interval') throw semanticError(`Cannot cast string to ${sparkTypeName(type)}`)
  const fields = (type.from === type.to ? type.from : `${type.from} to ${type.to}`).toUpperCase()
  const quoted = new RegExp(`^\\s*INTERVAL\\s+([+-]?)'(.*)'\\s+${fields.replaceAll(' ', '\\s+')}\\s*$`, 'i').exec(written)
  const inner = quoted?.[2] ?? written.trim()
  const isNegated = quoted?.[1] === '-'
  if (type.from !== type.to) return counted(totalOfSpan(inner, type.from, type.to), isNegated, type)
  const pattern = type.to === 'second' ? /^[+-]?\d+(\.\d{1,9})?$/ : /^[+-]?\d+$/
  if (!pattern.test(inner)) throw semanticError(`'${written.slice(0, 60)}' is not an interval ${fields}`)
  const { months, microseconds } = sumOfText(`${inner} ${type.to}`)
  return counted(isMonths(type) ? months : microseconds, isNegated, type)
}

const counted = (total: bigint, isNegated: boolean, type: IntervalType): Sql => monthsOrMicroseconds(isNegated ? -total : total, type)

/** What is no interval is NULL. */
function calendarOf(written: string): Sql {
  try {
    const { months, days, clock } = sumOfText(written)
    return text(`sp_calendar(${months}, ${days}, CAST(${clock} AS BIGINT))`)
  } catch {
    return text(`CAST(NULL AS ${engineType({ kind: 'calendar-interval' })})`)
  }
}
