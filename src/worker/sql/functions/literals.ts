import { dateText, daysOfText, microsecondsOfText, timestampText } from '../../../base/date-text.ts'
import { javaDoubleText, javaFloatText } from '../../../base/java/java-double-text.ts'
import type { IntervalType, SparkType } from '../../../base/spark-type.ts'
import { BINARY, BOOLEAN, type Bound, type Constant, DATE, DOUBLE, literal as literalOf, STRING, TIMESTAMP, VOID } from '../bound/bound.ts'
import type { Template } from '../bound/sql.ts'
import { text as leaf } from '../bound/template.ts'
import { quoteString } from '../dialect/quote.ts'
import { notSupported, semanticError } from '../syntax-error.ts'
import type { Expression, NumberType } from '../tree/query.ts'
import { specialWord } from '../types/special-word.ts'
import { literalName, monthsOrMicroseconds } from './operators/interval.ts'

/** A constant under the engine's text of it. */
const literal = (written: string, type: SparkType, name: string, constant?: Constant): Bound =>
  literalOf(leaf(written), type, name, constant)

/** A constant makes one group of all rows, and none of no rows. The engine would read a bare number as a place in the select list. */
export const ONE_GROUP = leaf('CAST(0 AS INTEGER)')

/** Sorts nothing. */
export const NO_ORDER = leaf('(NULL)')

export const wholeNumber = (value: number): Template => leaf(`CAST(${value} AS BIGINT)`)

type LiteralExpression = Extract<Expression, { kind: 'null' | 'boolean' | 'number' | 'string' | 'typed-literal' | 'interval' }>

/** now: epoch ms. */
export function bindLiteral(expression: LiteralExpression, now: number): Bound {
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
      return bindTyped(expression.type, expression.value, now)
    case 'interval':
      return bindInterval(expression.total, { kind: 'interval', from: expression.from, to: expression.to })
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
      return literal(`CAST(${floatText(text)} AS FLOAT)`, { kind: 'float' }, javaFloatText(Number(text)), {
        kind: 'number',
        text,
      })
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
  const isZero = /^0*$/.test(whole + fraction)
  const digits = `${sign === '-' && !isZero ? '-' : ''}${whole === '' ? '0' : whole}${scale === 0 ? '' : `.${fraction}`}`
  return literal(`CAST('${digits}' AS DECIMAL(${precision},${scale}))`, { kind: 'decimal', precision, scale }, decimalName(digits, scale), {
    kind: 'number',
    text: digits,
  })
}

/** As Java's BigDecimal prints it: with an exponent where the first digit is behind the sixth zero, 1.230E-26. */
function decimalName(digits: string, scale: number): string {
  const isNegative = digits.startsWith('-')
  const significant = digits.replace(/^-?[0.]*/, '') || '0'
  const exponent = significant.length - 1 - scale
  if (exponent >= -6 || /[1-9].*\./.test(digits)) return digits
  const [first = '', rest = ''] = [significant.slice(0, 1), significant.slice(1)]
  return `${isNegative ? '-' : ''}${first}${rest === '' ? '' : `.${rest}`}E${exponent}`
}

function bindFloating(text: string): Bound {
  const value = Number(text)
  return literal(`CAST(${floatText(text)} AS DOUBLE)`, DOUBLE, javaDoubleText(value), { kind: 'number', text })
}

const floatText = (text: string): string => {
  if (!Number.isFinite(Number(text))) throw semanticError(`The number ${text} is too big`)
  return quoteString(text)
}

function bindTyped(type: 'date' | 'timestamp' | 'binary', value: string, now: number): Bound {
  switch (type) {
    case 'binary':
      return literal(`unhex('${value}')`, BINARY, `X'${value.toUpperCase()}'`)
    case 'date': {
      const days = specialDays(value, now) ?? daysOfText(value)
      if (days === undefined) throw semanticError(`'${value.slice(0, 60)}' is not a date`, "Write DATE '2024-01-31'.")
      const shown = dateText(days)
      // The engine writes the other years otherwise.
      const written = isPlainYear(shown) ? `DATE '${shown}'` : `CAST(DATE '1970-01-01' + CAST(${days} AS INTEGER) AS DATE)`
      return literal(written, DATE, `DATE '${shown}'`)
    }
    case 'timestamp': {
      const microseconds = specialMicroseconds(value, now) ?? microsecondsOfText(value, now)
      if (microseconds === undefined)
        throw semanticError(`'${value.slice(0, 60)}' is not a timestamp`, "Write TIMESTAMP '2024-01-31 12:00:00'.")
      if (microseconds >= MICROSECONDS_END || microseconds < MICROSECONDS_START)
        throw notSupported(
          `The timestamp '${value.slice(0, 60)}', which the engine has not,`,
          'Timestamps are those of the years -290307 to 294246.',
        )
      const shown = timestampText(microseconds)
      const written = isPlainYear(shown) ? `TIMESTAMP '${shown}'` : `make_timestamp(CAST(${microseconds} AS BIGINT))`
      return literal(written, TIMESTAMP, `TIMESTAMP '${shown}'`)
    }
  }
}

/** Of the engine's timestamps, the last of which stands for infinity. */
const MICROSECONDS_START = -9_223_372_022_400_000_000n
const MICROSECONDS_END = 9_223_372_036_854_775_807n

/** From 1 to 9999. */
const isPlainYear = (shown: string): boolean => /^\d{4}-/.test(shown) && !shown.startsWith('0000')

const DAY_MS = 86_400_000

/** DATE 'today' and its like, which Spark has in literals only; the session's zone is UTC. */
function specialDays(text: string, now: number): number | undefined {
  const today = Math.floor(now / DAY_MS)
  switch (specialWord(text)) {
    case 'epoch':
      return 0
    case 'now':
    case 'today':
      return today
    case 'yesterday':
      return today - 1
    case 'tomorrow':
      return today + 1
    default:
      return undefined
  }
}

function specialMicroseconds(text: string, now: number): bigint | undefined {
  if (specialWord(text) === 'now') return BigInt(now) * 1000n
  const days = specialDays(text, now)
  return days === undefined ? undefined : BigInt(days) * BigInt(DAY_MS) * 1000n
}

const bindInterval = (total: bigint, type: IntervalType): Bound =>
  literalOf(monthsOrMicroseconds(total, type), type, literalName(total, type), { kind: 'number', text: total.toString() })
