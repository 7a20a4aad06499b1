import { BIGINT, type Bound, DATE, INT, STRING, TIMESTAMP } from '../bound/bound.ts'
import type { Sql } from '../bound/sql.ts'
import { template, text } from '../bound/template.ts'
import { quoteString } from '../dialect/quote.ts'
import { notSupported, semanticError } from '../syntax-error.ts'
import { isInteger, isInterval, isNumeric } from '../types/coercion.ts'
import { parseSql } from './date-parsing.ts'
import { formatSql } from './date-pattern.ts'
import {
  coerce,
  constantText,
  type Emitted,
  fill,
  type ScalarCall,
  type ScalarFunction,
  type SqlFunction,
  scalar,
} from './function-record.ts'
import { intervalPart } from './interval-functions.ts'
import { castBound } from './operators/cast.ts'

const PATTERN = 'The pattern'
const DEFAULT_PATTERN = 'yyyy-MM-dd HH:mm:ss'

function custom(
  names: string,
  argumentsMin: number,
  argumentsMax: number,
  emit: (values: readonly Bound[], call: ScalarCall) => Emitted,
): ScalarFunction {
  return { kind: 'scalar', names: names.split(' '), argumentsMin, argumentsMax, emit }
}

const at = (values: readonly Bound[], index: number, parameter: string, call: ScalarCall): Bound => {
  const value = values[index]
  if (value === undefined) throw semanticError(`${call.name} lacks an argument`)
  return coerce(value, parameter, call.name, index)
}

/** date_add of days: an int, or a text that is one. */
const days = (names: string, sign: '+' | '-'): SqlFunction =>
  custom(names, 2, 2, (values, call) => {
    const count = values[1]
    // A text that is a whole number is taken where it stands in the statement only.
    const isWritten = count?.constant?.kind === 'string' && /^\s*[+-]?\d+\s*$/.test(count.constant.value)
    if (count !== undefined && !isWritten && count.type.kind !== 'void' && (!isInteger(count.type) || count.type.kind === 'bigint'))
      throw semanticError(`${call.name} takes an int of days; ${count.name} is ${count.type.kind}`)
    return { sql: template`CAST(${at(values, 0, 'date', call).sql} ${sign} ${at(values, 1, 'int', call).sql} AS DATE)`, type: DATE }
  })

const field = (names: string, body: string): SqlFunction => scalar(names, ['date'], 'int', `CAST(${body} AS INTEGER)`)
const clock = (names: string, body: string): SqlFunction => scalar(names, ['timestamp'], 'int', `CAST(${body} AS INTEGER)`)

const FIELDS: Readonly<Record<string, string>> = {
  year: 'year($1)',
  y: 'year($1)',
  years: 'year($1)',
  yr: 'year($1)',
  yrs: 'year($1)',
  quarter: 'quarter($1)',
  qtr: 'quarter($1)',
  month: 'month($1)',
  months: 'month($1)',
  mon: 'month($1)',
  mons: 'month($1)',
  week: 'week($1)',
  weeks: 'week($1)',
  w: 'week($1)',
  day: 'day($1)',
  days: 'day($1)',
  d: 'day($1)',
  dayofweek: 'dayofweek($1) + 1',
  dow: 'dayofweek($1) + 1',
  dayofweek_iso: 'isodow($1)',
  dow_iso: 'isodow($1)',
  doy: 'dayofyear($1)',
  yearofweek: 'isoyear($1)',
  hour: 'hour($1)',
  hours: 'hour($1)',
  h: 'hour($1)',
  hr: 'hour($1)',
  hrs: 'hour($1)',
  minute: 'minute($1)',
  minutes: 'minute($1)',
  min: 'minute($1)',
  mins: 'minute($1)',
  m: 'minute($1)',
}

const SECOND_NAMES: readonly string[] = ['second', 'seconds', 's', 'sec', 'secs']

const datePart = (names: string): SqlFunction =>
  custom(names, 2, 2, (values, call) => {
    const unit = constantText(values[0], `The field of ${call.name}`).toLowerCase()
    const name =
      call.name === 'extract'
        ? `extract(${values[0]?.name} FROM ${values[1]?.name})`
        : `${call.name}(${values[0]?.name}, ${values[1]?.name})`
    if (values[1] !== undefined && isInterval(values[1].type)) return { ...intervalPart(unit, values[1]), name }
    const source = at(values, 1, values[1]?.type.kind === 'date' ? 'date' : 'timestamp', call)
    if (SECOND_NAMES.includes(unit)) {
      const timestamp = castBound(source, TIMESTAMP).sql
      return {
        sql: template`CAST(((epoch_us(${timestamp}) % 60000000 + 60000000) % 60000000) / 1000000.0 AS DECIMAL(8,6))`,
        type: { kind: 'decimal', precision: 8, scale: 6 },
        name,
      }
    }
    const body = FIELDS[unit]
    if (body === undefined) throw notSupported(`The field ${unit} of ${call.name}`)
    return { sql: template`CAST(${fill(body, [source])} AS INTEGER)`, type: INT, name }
  })

const UNIT_MICROSECONDS: Readonly<Record<string, number>> = {
  microsecond: 1,
  millisecond: 1000,
  second: 1_000_000,
  minute: 60_000_000,
  hour: 3_600_000_000,
  day: 86_400_000_000,
  week: 604_800_000_000,
}
const UNIT_MONTHS: Readonly<Record<string, number>> = { month: 1, quarter: 3, year: 12 }

const timestampAdd = custom('timestampadd', 3, 3, (values, call) => {
  const unit = constantText(values[0], 'The unit of timestampadd').toLowerCase()
  const count = at(values, 1, 'int', call).sql
  const timestamp = at(values, 2, 'timestamp', call).sql
  const name = `timestampadd(${unit.toUpperCase()}, ${values[1]?.name}, ${values[2]?.name})`
  const months = UNIT_MONTHS[unit]
  if (months !== undefined)
    return { sql: template`CAST(${timestamp} + to_months(${count} * ${months}) AS TIMESTAMP)`, type: TIMESTAMP, name }
  const size = UNIT_MICROSECONDS[unit === 'dayofyear' ? 'day' : unit]
  if (size === undefined) throw notSupported(`The unit ${unit}`)
  return { sql: template`CAST(${timestamp} + to_microseconds(CAST(${count} AS BIGINT) * ${size}) AS TIMESTAMP)`, type: TIMESTAMP, name }
})

const timestampDifference = custom('timestampdiff', 3, 3, (values, call) => {
  const unit = constantText(values[0], 'The unit of timestampdiff').toLowerCase()
  const from = at(values, 1, 'timestamp', call).sql
  const to = at(values, 2, 'timestamp', call).sql
  const name = `timestampdiff(${unit.toUpperCase()}, ${values[1]?.name}, ${values[2]?.name})`
  const months = UNIT_MONTHS[unit]
  if (months !== undefined) return { sql: template`(sp_month_difference(${from}, ${to}) // ${months})`, type: BIGINT, name }
  const size = UNIT_MICROSECONDS[unit]
  if (size === undefined) throw notSupported(`The unit ${unit}`)
  return { sql: template`((epoch_us(${to}) - epoch_us(${from})) // ${size})`, type: BIGINT, name }
})

const toDate = custom('to_date', 1, 2, (values, call) => {
  if (values.length === 1) return { sql: at(values, 0, 'date', call).sql, type: DATE }
  const pattern = constantText(values[1], PATTERN)
  if (values[0]?.type.kind !== 'string') return { sql: at(values, 0, 'date', call).sql, type: DATE }
  return { sql: template`CAST(${parseSql(pattern, at(values, 0, 'string', call).sql)} AS DATE)`, type: DATE }
})

const toTimestamp = custom('to_timestamp try_to_timestamp', 1, 2, (values, call) => {
  const [only] = values
  if (values.length === 1)
    return {
      sql: only !== undefined && isNumeric(only.type) ? castBound(only, TIMESTAMP).sql : at(values, 0, 'timestamp', call).sql,
      type: TIMESTAMP,
    }
  const pattern = constantText(values[1], PATTERN)
  if (values[0]?.type.kind !== 'string') return { sql: at(values, 0, 'timestamp', call).sql, type: TIMESTAMP }
  return { sql: parseSql(pattern, at(values, 0, 'string', call).sql), type: TIMESTAMP }
})

const unixTimestamp = custom('unix_timestamp to_unix_timestamp', 0, 2, (values, call) => {
  const seconds = (timestamp: Sql): Emitted => ({ sql: template`CAST(floor(epoch_us(${timestamp}) / 1000000.0) AS BIGINT)`, type: BIGINT })
  const name = `${call.name}(${values[0]?.name ?? 'current_timestamp()'}, ${values[1]?.name ?? DEFAULT_PATTERN})`
  if (values.length === 0) return { ...seconds(nowSql(call)), name }
  if (values[0]?.type.kind !== 'string') return { ...seconds(at(values, 0, 'timestamp', call).sql), name }
  const pattern = values[1] === undefined ? DEFAULT_PATTERN : constantText(values[1], PATTERN)
  return { ...seconds(parseSql(pattern, at(values, 0, 'string', call).sql)), name }
})

const nowSql = (call: ScalarCall): Sql =>
  text(`TIMESTAMP ${quoteString(new Date(call.environment.now).toISOString().replace('T', ' ').replace('Z', ''))}`)

/** Of Z, UTC, +08:00, GMT-5 and the like, which the engine does not know as zones. */
function offsetMicroseconds(name: string): number | undefined {
  const match = /^(?:Z|(?:UTC|GMT|UT)|(?:UTC|GMT|UT)?([+-])(\d{1,2})(?::(\d{2}))?)$/.exec(name)
  if (match === null) return undefined
  const [, sign, hours = '0', minutes = '0'] = match
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000_000
}

function zoneText(name: string): string {
  if (!/^[A-Za-z][A-Za-z0-9_+/-]*$/.test(name)) throw notSupported(`The time zone ${name}`, "Name it by its region, as in 'Asia/Shanghai'.")
  return quoteString(name)
}

const zone = (names: string, emit: (timestamp: Sql, name: string) => Sql): SqlFunction =>
  custom(names, 2, 2, (values, call) => {
    const name = constantText(values[1], 'The time zone')
    const offset = offsetMicroseconds(name)
    if (offset !== undefined) {
      const sign = call.name === 'from_utc_timestamp' ? '+' : '-'
      return { sql: template`(${at(values, 0, 'timestamp', call).sql} ${sign} to_microseconds(${offset}))`, type: TIMESTAMP }
    }
    return { sql: emit(at(values, 0, 'timestamp', call).sql, zoneText(name)), type: TIMESTAMP }
  })

/** A decimal finer than a microsecond stops the job where it would have to be rounded. */
function secondsSql(value: Bound): Sql {
  const { sql } = castBound(value, TIMESTAMP)
  if (value.type.kind !== 'decimal' || value.type.scale <= 6) return sql
  const refused = "error('timestamp_seconds: a second has six digits behind the point')"
  return template`CASE WHEN trunc(${value.sql}, 6) <> ${value.sql} THEN ${refused} ELSE ${sql} END`
}

const makeTimestamp = custom('make_timestamp', 6, 7, (values, call) => {
  const [year, month, day, hour, minute] = values.slice(0, 5).map((_, index) => at(values, index, 'int', call).sql)
  const second = at(values, 5, 'decimal(16,6)', call).sql
  const local = template`sp_make_timestamp(TRY(make_date(${year}, ${month}, ${day})), ${hour}, ${minute}, ${second})`
  if (values[6] === undefined) return { sql: local, type: TIMESTAMP }
  const name = constantText(values[6], 'The time zone')
  const offset = offsetMicroseconds(name)
  return {
    sql: offset === undefined ? template`sp_to_utc(${local}, ${zoneText(name)})` : template`(${local} - to_microseconds(${offset}))`,
    type: TIMESTAMP,
  }
})

export const DATE_FUNCTIONS: readonly SqlFunction[] = [
  custom('current_date curdate', 0, 0, (_values, call) => ({
    sql: template`DATE ${quoteString(new Date(call.environment.now).toISOString().slice(0, 10))}`,
    type: DATE,
    name: 'current_date()',
  })),
  custom('current_timestamp now', 0, 0, (_values, call) => ({ sql: nowSql(call), type: TIMESTAMP })),
  custom('current_timezone', 0, 0, () => ({ sql: text("'UTC'"), type: STRING })),
  days('date_add dateadd', '+'),
  days('date_sub', '-'),
  scalar('datediff date_diff', ['date', 'date'], 'int', 'CAST($1 - $2 AS INTEGER)'),
  scalar('add_months', ['date', 'int'], 'date', 'CAST($1 + to_months($2) AS DATE)'),
  scalar('last_day', ['date'], 'date', 'last_day($1)'),
  scalar('next_day', ['date', 'string'], 'date', 'sp_next_day($1, $2)'),
  scalar('trunc', ['date', 'string'], 'date', 'sp_trunc($1, $2)'),
  scalar('date_trunc', ['string', 'timestamp'], 'timestamp', 'sp_date_trunc($1, $2)'),
  scalar(
    'months_between',
    ['timestamp', 'timestamp', 'boolean?'],
    'double',
    ([a, b, r]) => template`sp_months_between(${a}, ${b}, ${r ?? 'TRUE'})`,
    {
      print: (names) => `months_between(${[...names, ...(names.length === 2 ? ['true'] : [])].join(', ')})`,
    },
  ),
  field('year', 'year($1)'),
  field('quarter', 'quarter($1)'),
  field('month', 'month($1)'),
  field('day dayofmonth', 'day($1)'),
  field('dayofweek', 'dayofweek($1) + 1'),
  field('weekday', 'isodow($1) - 1'),
  field('dayofyear', 'dayofyear($1)'),
  field('weekofyear', 'week($1)'),
  clock('hour', 'hour($1)'),
  clock('minute', 'minute($1)'),
  clock('second', 'second($1)'),
  scalar('dayname', ['date'], 'string', "strftime($1, '%a')"),
  scalar('monthname', ['date'], 'string', "strftime($1, '%b')"),
  datePart('extract'),
  datePart('date_part datepart'),
  timestampAdd,
  timestampDifference,
  toDate,
  toTimestamp,
  unixTimestamp,
  custom('from_unixtime', 1, 2, (values, call) => {
    const pattern = values[1] === undefined ? DEFAULT_PATTERN : constantText(values[1], PATTERN)
    return {
      sql: formatSql(pattern, template`make_timestamp(${at(values, 0, 'bigint', call).sql} * 1000000)`),
      type: STRING,
      name: `from_unixtime(${values[0]?.name}, ${pattern})`,
    }
  }),
  custom('date_format', 2, 2, (values, call) => ({
    sql: formatSql(constantText(values[1], PATTERN), at(values, 0, 'timestamp', call).sql),
    type: STRING,
  })),
  scalar('make_date', ['int', 'int', 'int'], 'date', 'TRY(make_date($1, $2, $3))'),
  scalar('date_from_unix_date', ['int'], 'date', "CAST(DATE '1970-01-01' + $1 AS DATE)"),
  scalar('unix_date', ['date'], 'int', "CAST($1 - DATE '1970-01-01' AS INTEGER)"),
  scalar('unix_seconds', ['timestamp'], 'bigint', 'CAST(floor(epoch_us($1) / 1000000.0) AS BIGINT)'),
  scalar('unix_millis', ['timestamp'], 'bigint', 'CAST(floor(epoch_us($1) / 1000.0) AS BIGINT)'),
  scalar('unix_micros', ['timestamp'], 'bigint', 'epoch_us($1)'),
  // Unlike a count of milliseconds, one of seconds may have a fraction.
  custom('timestamp_seconds', 1, 1, ([value], call) => {
    if (value === undefined || (!isNumeric(value.type) && value.type.kind !== 'void'))
      throw semanticError(`${call.name} takes a number of seconds`, 'Cast the text to a number.')
    return { sql: secondsSql(value), type: TIMESTAMP }
  }),
  makeTimestamp,
  scalar('timestamp_millis', ['bigint'], 'timestamp', 'make_timestamp($1 * 1000)'),
  scalar('timestamp_micros', ['bigint'], 'timestamp', 'make_timestamp($1)'),
  zone('from_utc_timestamp', (timestamp, name) => template`timezone(${name}, timezone('UTC', ${timestamp}))`),
  zone('to_utc_timestamp', (timestamp, name) => template`sp_to_utc(${timestamp}, ${name})`),
]
