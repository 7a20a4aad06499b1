import type { SparkType } from '../../../base/spark-type.ts'
import { BINARY, BOOLEAN, type Bound, type Constant, DATE, DOUBLE, literal as literalOf, STRING, TIMESTAMP, VOID } from '../bound/bound.ts'
import type { Template } from '../bound/sql.ts'
import { text as leaf } from '../bound/template.ts'
import { quoteString } from '../dialect/quote.ts'
import { semanticError } from '../syntax-error.ts'
import type { Expression, IntervalPart, NumberType } from '../tree.ts'
import { castBound, isCalendarDate } from './operators/cast.ts'

/** A constant under the engine's text of it. */
const literal = (written: string, type: SparkType, name: string, constant?: Constant): Bound =>
  literalOf(leaf(written), type, name, constant)

/** A constant makes one group of all rows, and none of no rows. The engine would read a bare number as a place in the select list. */
export const ONE_GROUP = leaf('CAST(0 AS INTEGER)')

/** Sorts nothing. */
export const NO_ORDER = leaf('(NULL)')

export const wholeNumber = (value: number): Template => leaf(`CAST(${value} AS BIGINT)`)

type LiteralExpression = Extract<Expression, { kind: 'null' | 'boolean' | 'number' | 'string' | 'typed-literal' | 'interval' }>

export function bindLiteral(expression: LiteralExpression): Bound {
  switch (expression.kind) {
    case 'null':
      return literal('NULL', VOID, 'NULL', { kind: 'null' })
    case 'boolean':
      return literal(expression.value ? 'TRUE' : 'FALSE', BOOLEAN, String(expression.value), { kind: 'boolean', value: expression.value })
    case 'string':
      return literal(quoteString(expression.value), STRING, expression.value, { kind: 'string', value: expression.value })
    case 'number':
      return bindNumber(expression.text, expression.type)
    case 'typed-literal':
      return bindTyped(expression.type, expression.value)
    case 'interval':
      return bindInterval(expression.parts)
  }
}

const INTEGER_RANGES = {
  tinyint: { max: 127n, type: { kind: 'tinyint' }, engine: 'TINYINT' },
  smallint: { max: 32_767n, type: { kind: 'smallint' }, engine: 'SMALLINT' },
  int: { max: 2_147_483_647n, type: { kind: 'int' }, engine: 'INTEGER' },
  bigint: { max: 9_223_372_036_854_775_807n, type: { kind: 'bigint' }, engine: 'BIGINT' },
} as const

function bindNumber(text: string, type: NumberType): Bound {
  switch (type) {
    case 'integer':
      return bindInteger(text)
    case 'tinyint':
    case 'smallint':
    case 'bigint': {
      const range = INTEGER_RANGES[type]
      const value = BigInt(text)
      if (value > range.max || value < -range.max - 1n) throw semanticError(`${text} does not fit into ${type}`)
      return literal(`CAST(${value} AS ${range.engine})`, range.type, value.toString(), { kind: 'number', text: value.toString() })
    }
    case 'decimal':
    case 'big-decimal':
      return bindDecimal(text)
    case 'exponent':
    case 'double':
      return bindFloating(text)
    case 'float':
      return literal(`CAST(${floatText(text)} AS FLOAT)`, { kind: 'float' }, javaText(Number(text)), { kind: 'number', text })
  }
}

/** An integer without a suffix is the smallest of int, bigint and decimal that holds it. */
function bindInteger(text: string): Bound {
  const value = BigInt(text)
  const constant = { kind: 'number', text: value.toString() } as const
  for (const range of [INTEGER_RANGES.int, INTEGER_RANGES.bigint]) {
    if (value > range.max || value < -range.max - 1n) continue
    // The engine reads -2147483648 as the negative of a number that is too big for an INTEGER.
    const sql = range.engine === 'INTEGER' && value !== -range.max - 1n ? `${value}` : `CAST(${value} AS ${range.engine})`
    return literal(value < 0n ? `(${sql})` : sql, range.type, value.toString(), constant)
  }
  return bindDecimal(text)
}

function bindDecimal(text: string): Bound {
  if (/e/i.test(text)) throw semanticError(`The decimal ${text} with an exponent cannot be read`, 'Write its digits.')
  const [, sign = '', whole = '', fraction = ''] = /^([+-]?)0*(\d*)\.?(\d*)$/.exec(text) ?? []
  const scale = fraction.length
  const precision = Math.max(whole.length + scale, scale, 1)
  if (precision > 38) throw semanticError(`The number ${text} has more than 38 digits`)
  const digits = `${sign === '-' ? '-' : ''}${whole === '' ? '0' : whole}${scale === 0 ? '' : `.${fraction}`}`
  return literal(`CAST('${digits}' AS DECIMAL(${precision},${scale}))`, { kind: 'decimal', precision, scale }, digits, {
    kind: 'number',
    text: digits,
  })
}

function bindFloating(text: string): Bound {
  const value = Number(text)
  return literal(`CAST(${floatText(text)} AS DOUBLE)`, DOUBLE, javaText(value), { kind: 'number', text })
}

const floatText = (text: string): string => {
  if (!Number.isFinite(Number(text))) throw semanticError(`The number ${text} is too big`)
  return quoteString(text)
}

/** A double as Java prints it: 1.0, 1.0E10. */
function javaText(value: number): string {
  const size = Math.abs(value)
  if (value === 0 || (size >= 1e-3 && size < 1e7)) return Number.isInteger(value) ? `${value}.0` : String(value)
  const [mantissa = '', exponent = ''] = value.toExponential().split('e')
  return `${mantissa.includes('.') ? mantissa : `${mantissa}.0`}E${Number(exponent)}`
}

function bindTyped(type: 'date' | 'timestamp' | 'binary', value: string): Bound {
  if (type === 'binary') return literal(`unhex('${value}')`, BINARY, `X'${value.toUpperCase()}'`)
  const text = value.trim()
  const target = type === 'date' ? DATE : TIMESTAMP
  if (type === 'date') {
    if (!/^\d{4}-\d{1,2}-\d{1,2}$/.test(text) || !isCalendarDate(padded(text)))
      throw semanticError(`'${value}' is not a date`, "Write DATE '2024-01-31'.")
    return literal(`DATE '${padded(text)}'`, target, `DATE '${padded(text)}'`)
  }
  const bound = castBound(literal(quoteString(text), STRING, value, { kind: 'string', value: text }), target)
  if (bound.sql.kind !== 'template' || bound.sql.parts.length > 0)
    throw semanticError(`'${value}' is not a timestamp`, "Write TIMESTAMP '2024-01-31 12:00:00'.")
  const shown = text.length === 10 ? `${text} 00:00:00` : text
  return { ...bound, name: `TIMESTAMP '${shown}'` }
}

const padded = (date: string): string =>
  date
    .split('-')
    .map((part, index) => part.padStart(index === 0 ? 4 : 2, '0'))
    .join('-')

const MICROSECONDS: Readonly<Record<string, bigint>> = {
  week: 604_800_000_000n,
  day: 86_400_000_000n,
  hour: 3_600_000_000n,
  minute: 60_000_000n,
  second: 1_000_000n,
  millisecond: 1000n,
  microsecond: 1n,
}

function bindInterval(parts: readonly IntervalPart[]): Bound {
  const months = parts.filter((part) => part.unit === 'year' || part.unit === 'month')
  if (months.length > 0 && months.length < parts.length)
    throw semanticError('An interval of months and of days together cannot be read', 'Add one interval after the other.')
  if (months.length > 0) {
    const total = months.reduce((sum, part) => sum + unitsOf(part) * (part.unit === 'year' ? 12n : 1n), 0n)
    const [only] = parts.length === 1 ? parts : []
    const name =
      only === undefined ? `INTERVAL '${total / 12n}-${total % 12n}' YEAR TO MONTH` : `INTERVAL '${only.amount}' ${only.unit.toUpperCase()}`
    return literal(`to_months(${total})`, { kind: 'interval', unit: 'year-month' }, name, { kind: 'number', text: total.toString() })
  }
  const total = parts.reduce((sum, part) => sum + microseconds(part), 0n)
  const isDays = parts.every((part) => part.unit === 'day' || part.unit === 'week')
  const sql = `to_microseconds(CAST(${total} AS BIGINT))`
  const type = { kind: 'interval', unit: isDays ? 'day' : 'day-time' } as const
  return literal(sql, type, dayTimeName(parts, total), { kind: 'number', text: total.toString() })
}

/** As Spark prints it: INTERVAL '1' DAY, INTERVAL '02' HOUR, INTERVAL '1 02:03:04' DAY TO SECOND. */
function dayTimeName(parts: readonly IntervalPart[], total: bigint): string {
  const [only] = parts.length === 1 ? parts : []
  if (only?.unit === 'day') return `INTERVAL '${only.amount}' DAY`
  if (only?.unit === 'week') return `INTERVAL '${total / 86_400_000_000n}' DAY`
  if (only !== undefined && ['hour', 'minute', 'second'].includes(only.unit))
    return `INTERVAL '${only.amount.padStart(2, '0')}' ${only.unit.toUpperCase()}`
  const size = total < 0n ? -total : total
  const two = (value: bigint): string => value.toString().padStart(2, '0')
  const clock = [(size / 3_600_000_000n) % 24n, (size / 60_000_000n) % 60n, (size / 1_000_000n) % 60n].map(two).join(':')
  const fraction = size % 1_000_000n === 0n ? '' : `.${(size % 1_000_000n).toString().padStart(6, '0').replace(/0+$/, '')}`
  return `INTERVAL '${total < 0n ? '-' : ''}${size / 86_400_000_000n} ${clock}${fraction}' DAY TO SECOND`
}

function unitsOf(part: IntervalPart): bigint {
  if (!/^[+-]?\d{1,9}$/.test(part.amount)) throw semanticError(`'${part.amount}' ${part.unit}s is not an interval`)
  return BigInt(part.amount)
}

function microseconds(part: IntervalPart): bigint {
  const unit = MICROSECONDS[part.unit] ?? 0n
  const match = /^([+-]?)(\d{1,12})(?:\.(\d{1,6})\d*)?$/.exec(part.amount)
  if (match === null || (match[3] !== undefined && part.unit !== 'second'))
    throw semanticError(`'${part.amount}' ${part.unit}s is not an interval`)
  const whole = BigInt(match[2] ?? '0') * unit + BigInt((match[3] ?? '').padEnd(6, '0') || '0')
  return match[1] === '-' ? -whole : whole
}
