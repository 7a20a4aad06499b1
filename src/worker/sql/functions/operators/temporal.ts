import { isMonths } from '../../../../base/spark-type.ts'
import { type Bound, DATE, DOUBLE, STRING, TIMESTAMP } from '../../bound/bound.ts'
import type { Sql } from '../../bound/sql.ts'
import { template, text } from '../../bound/template.ts'
import type { ArithmeticOperator } from '../../tree/query.ts'
import { isInteger, isInterval, isNumeric, isTemporal, tightestType } from '../../types/coercion.ts'
import { castBound, castSql } from './cast.ts'
import { DAY_TO_SECOND, DAYS, engineInterval, isDays } from './interval.ts'
import { scaledCalendar, scaledInterval } from './interval-scaling.ts'
import type { Made } from './made.ts'
import { operatorMismatch } from './mismatch.ts'

/** Spark prints what the sum of a date became. */
export function temporalName(operator: ArithmeticOperator, left: Bound, right: Bound): string | undefined {
  if (isInterval(left.type) && (operator === '*' || operator === '/') && left.type.kind === 'calendar-interval')
    return `${operator === '*' ? 'multiply_interval' : 'divide_interval'}(${left.name}, ${right.name})`
  if (operator === '*' && isInterval(right.type)) return temporalName(operator, right, left) ?? `(${right.name} * ${left.name})`
  if (operator !== '+' && operator !== '-') return undefined
  if (
    operator === '+' &&
    !isInterval(right.type) &&
    right.type.kind !== 'date' &&
    isInterval(left.type) &&
    left.type.kind !== right.type.kind
  )
    return temporalName(operator, right, left)
  if (isInterval(left.type) && isTemporal(right.type)) return temporalName(operator, right, left)
  if (isInterval(right.type) && (isTemporal(left.type) || left.type.kind === 'string')) {
    if (left.type.kind !== 'date' || !isDays(right.type)) return `${left.name} ${operator} ${right.name}`
    const days = `extractansiintervaldays(${right.name})`
    return `date_add(${left.name}, ${operator === '+' ? days : `(- ${days})`})`
  }
  const isCount = ({ type }: Bound): boolean => isInteger(type) || type.kind === 'void'
  if (left.type.kind === 'date' && isCount(right)) return `${operator === '+' ? 'date_add' : 'date_sub'}(${left.name}, ${right.name})`
  return operator === '+' && right.type.kind === 'date' && isCount(left) ? `date_add(${right.name}, ${left.name})` : undefined
}

/** Dates, timestamps and intervals with + and -, intervals with * and / as well. */
export function temporal(operator: ArithmeticOperator, left: Bound, right: Bound): Made | undefined {
  const hasInterval = isInterval(left.type) || isInterval(right.type)
  if (operator === '*' && hasInterval) return isInterval(left.type) ? scaled('*', left, right) : scaled('*', right, left)
  if (operator === '/' && hasInterval) return scaled('/', left, right)
  if (operator === 'div' && hasInterval) return quotient(left, right)
  if (operator !== '+' && operator !== '-') {
    if (hasInterval || isTemporal(left.type) || isTemporal(right.type)) throw operatorMismatch(operator, left, right)
    return undefined
  }
  if (hasInterval) return added(operator, left, right)
  if (!isTemporal(left.type) && !isTemporal(right.type)) return undefined
  return operator === '-' && isTemporal(right.type) ? difference(left, right) : days(operator, left, right)
}

function scaled(operator: '*' | '/', interval: Bound, number: Bound): Made {
  const by = number.type.kind === 'string' ? castBound(number, DOUBLE) : number
  if (!isNumeric(by.type) && by.type.kind !== 'void') throw operatorMismatch(operator, interval, number)
  if (interval.type.kind === 'interval') return scaledInterval(operator, interval.sql, interval.type, by)
  if (interval.type.kind === 'calendar-interval') return scaledCalendar(operator, interval.sql, by)
  throw operatorMismatch(operator, interval, number)
}

/** try_multiply and try_divide of an interval of one kind: NULL where it would be too long, or is divided by 0. Undefined: it is none. */
export function tryScaled(operator: '*' | '/', left: Bound, right: Bound): Made | undefined {
  const [interval, number] = operator === '*' && isInterval(right.type) ? [right, left] : [left, right]
  const by = number.type.kind === 'string' ? castBound(number, DOUBLE) : number
  return interval.type.kind === 'interval' ? scaledInterval(operator, interval.sql, interval.type, by, true) : undefined
}

function quotient(left: Bound, right: Bound): Made {
  const type = tightestType(left.type, right.type)
  if (left.type.kind !== 'interval' || right.type.kind !== 'interval' || type === undefined) throw operatorMismatch('div', left, right)
  return { sql: template`(CAST(${left.sql} AS BIGINT) // nullif(CAST(${right.sql} AS BIGINT), 0))`, type: { kind: 'bigint' } }
}

function added(operator: '+' | '-', left: Bound, right: Bound): Made {
  if (isInterval(left.type) && isInterval(right.type)) return sum(operator, left, right)
  if (left.type.kind === 'void') return sum(operator, castBound(left, right.type), right)
  if (right.type.kind === 'void') return sum(operator, left, castBound(right, left.type))
  const [moment, interval] = operator === '+' && isInterval(left.type) ? [right, left] : [left, right]
  if (moment.type.kind === 'string') {
    // Spark takes a text as a timestamp only where the interval is one of days and times.
    if (interval.type.kind === 'interval' && isMonths(interval.type)) throw operatorMismatch(operator, left, right)
    const { sql } = shifted(operator, castBound(moment, TIMESTAMP), interval)
    return { sql: castSql(sql, TIMESTAMP, STRING), type: STRING }
  }
  if (!isTemporal(moment.type) || !isInterval(interval.type)) throw operatorMismatch(operator, left, right)
  return shifted(operator, moment, interval)
}

function sum(operator: '+' | '-', left: Bound, right: Bound): Made {
  const type = tightestType(left.type, right.type)
  if (type === undefined) throw operatorMismatch(operator, left, right)
  if (type.kind !== 'calendar-interval') return { sql: template`(${left.sql} ${operator} ${right.sql})`, type }
  const part = (name: string): Sql => template`${left.sql}.${name} ${operator} ${right.sql}.${name}`
  return { sql: template`sp_calendar(${part('months')}, ${part('days')}, ${part('microseconds')})`, type }
}

function shifted(operator: '+' | '-', moment: Bound, interval: Bound): Made {
  const { type } = interval
  if (type.kind === 'calendar-interval') {
    const sql = template`sp_calendar_added(CAST(${moment.sql} AS TIMESTAMP), ${interval.sql}, ${operator === '+' ? 1 : -1})`
    return moment.type.kind === 'date' ? { sql: template`CAST(${sql} AS DATE)`, type: DATE } : { sql, type: TIMESTAMP }
  }
  if (type.kind !== 'interval') throw operatorMismatch(operator, moment, interval)
  if (moment.type.kind === 'date' && isDays(type)) {
    const count = template`CAST(${interval.sql} // 86400000000 AS INTEGER)`
    return { sql: template`CAST(${moment.sql} ${operator} ${count} AS DATE)`, type: DATE }
  }
  if (moment.type.kind === 'date' && isMonths(type))
    return { sql: template`sp_with_months(${moment}, ${operator === '-' ? '-' : ''}CAST(${interval} AS BIGINT))`, type: DATE }
  const moved = template`${castBound(moment, TIMESTAMP).sql} ${operator} ${engineInterval({ ...interval, type })}`
  return { sql: template`CAST(${moved} AS TIMESTAMP)`, type: TIMESTAMP }
}

function difference(left: Bound, right: Bound): Made {
  const isDateLike = ({ type }: Bound): boolean => type.kind === 'date' || type.kind === 'void'
  if (right.type.kind === 'date' && (isDateLike(left) || left.type.kind === 'string')) {
    const from = castBound(left, DATE).sql
    return { sql: template`(CAST(${from} - ${right.sql} AS BIGINT) * 86400000000)`, type: DAYS }
  }
  if (!isTemporal(left.type) && left.type.kind !== 'void') throw operatorMismatch('-', left, right)
  const [from, to] = [castBound(right, TIMESTAMP).sql, castBound(left, TIMESTAMP).sql]
  return { sql: template`(epoch_us(${to}) - epoch_us(${from}))`, type: DAY_TO_SECOND }
}

/** A date and a number of days, or NULL. */
function days(operator: '+' | '-', left: Bound, right: Bound): Made {
  if (operator === '-' && left.type.kind === 'timestamp' && right.type.kind === 'void')
    return { sql: text('CAST(NULL AS BIGINT)'), type: DAY_TO_SECOND }
  const [date, count] = operator === '+' && right.type.kind === 'date' ? [right, left] : [left, right]
  const isCount = count.type.kind === 'void' || (isInteger(count.type) && count.type.kind !== 'bigint')
  if (date.type.kind !== 'date' || !isCount) throw operatorMismatch(operator, left, right)
  return { sql: withDays(date.sql, operator, count), type: DATE }
}

/** So few that no date of everyday leaves the engine's range. */
const FEW_DAYS = /^-?\d{1,5}$/

/** A date so many days later, or earlier: Spark's days wrap as ints do. */
export function withDays(date: Sql, operator: '+' | '-', count: Bound): Sql {
  const days = template`CAST(${count} AS INTEGER)`
  const isFew = count.constant?.kind === 'number' && FEW_DAYS.test(count.constant.text)
  return isFew
    ? template`CAST(${date} ${operator} ${days} AS DATE)`
    : template`sp_with_days(${date}, ${operator === '-' ? '-' : ''}CAST(${days} AS BIGINT))`
}
