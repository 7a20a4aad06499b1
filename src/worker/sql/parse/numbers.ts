import { semanticError } from '../syntax-error.ts'
import type { Expression, NumberType } from '../tree/query.ts'
import type { TokenReader } from './token-reader.ts'

const SUFFIXES: readonly (readonly [RegExp, NumberType, number])[] = [
  [/bd$/i, 'big-decimal', 2],
  [/l$/i, 'bigint', 1],
  [/s$/i, 'smallint', 1],
  [/y$/i, 'tinyint', 1],
  [/d$/i, 'double', 1],
  [/f$/i, 'float', 1],
  [/e/i, 'exponent', 0],
  [/\./, 'decimal', 0],
]

const DECIMAL_DIGITS_MAX = 38

const INTEGER_RANGES = {
  tinyint: { low: -128n, high: 127n },
  smallint: { low: -32_768n, high: 32_767n },
  bigint: { low: -9_223_372_036_854_775_808n, high: 9_223_372_036_854_775_807n },
} as const

/** The widest float and double, by the digits that Spark compares with; nothing else of a number without its sign is looked at. */
const FLOATING_RANGES = { float: '3.4028234663852886E+38', double: '1.7976931348623157E+308' } as const

/** A number, with its sign where one stands before it. Throws sql-semantics for one that its type does not hold, as Spark does, and not only when it is computed. */
export function readNumber(reader: TokenReader): Expression {
  const first = reader.peek()
  const sign = reader.takeSymbol('-') ? '-' : ''
  const written = reader.next().text
  const [, type, suffixLength] = SUFFIXES.find(([pattern]) => pattern.test(written)) ?? [/$/, 'integer' as const, 0]
  const text = sign + (suffixLength === 0 ? written : written.slice(0, -suffixLength))
  try {
    return { kind: 'number', type, text: checked(text, type) }
  } catch (error) {
    throw reader.placed(error, first)
  }
}

/** The text as it goes on: a decimal with an exponent as its digits. */
function checked(text: string, type: NumberType): string {
  switch (type) {
    case 'tinyint':
    case 'smallint':
    case 'bigint': {
      const { low, high } = INTEGER_RANGES[type]
      // A bigint has 19 digits: longer texts are not worth a conversion.
      const value = significant(text).length > 20 ? undefined : BigInt(text)
      if (value === undefined || value < low || value > high) throw outside(text, `${low}`, `${high}`, type)
      return text
    }
    case 'float':
    case 'double':
    case 'exponent': {
      const name = type === 'float' ? 'float' : 'double'
      const high = FLOATING_RANGES[name]
      if (isGreater(text, high)) throw outside(text, `-${high}`, high, name)
      return text
    }
    case 'integer':
    case 'decimal':
      if (digitCount(decimalOf(text)) > DECIMAL_DIGITS_MAX) throw tooManyDigits(text)
      return text
    case 'big-decimal': {
      const decimal = decimalOf(text)
      if (digitCount(decimal) > DECIMAL_DIGITS_MAX) throw tooManyDigits(text)
      return digitsOf(decimal)
    }
  }
}

interface Decimal {
  readonly sign: string
  /** Without leading zeros; '' is zero. */
  readonly digits: string
  /** The value is the digits times ten to the power of minus this. */
  readonly scale: number
}

function decimalOf(text: string): Decimal {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = /^([+-]?)(\d*)\.?(\d*)(?:e([+-]?\d+))?$/i.exec(text) ?? []
  return { sign, digits: (whole + fraction).replace(/^0+/, ''), scale: fraction.length - Number(exponent) }
}

const significant = (text: string): string => text.replace(/^[+-]?0*/, '')

/** How many digits a decimal type needs for it; a negative scale is written out in zeros. */
const digitCount = ({ digits, scale }: Decimal): number => (scale < 0 ? Math.max(digits.length, 1) - scale : Math.max(digits.length, scale))

function digitsOf({ sign, digits, scale }: Decimal): string {
  if (scale <= 0) return `${sign}${digits === '' ? '0' : digits + '0'.repeat(-scale)}`
  const padded = digits.padStart(scale + 1, '0')
  return `${sign}${padded.slice(0, -scale)}.${padded.slice(-scale)}`
}

/** Compares the sizes exactly, by the place of the first digit and then by the digits. */
function isGreater(text: string, bound: string): boolean {
  const [value, limit] = [decimalOf(text), decimalOf(bound)]
  if (value.digits === '') return false
  const [place, limitPlace] = [value.digits.length - value.scale, limit.digits.length - limit.scale]
  if (place !== limitPlace) return place > limitPlace
  const length = Math.max(value.digits.length, limit.digits.length)
  return value.digits.padEnd(length, '0') > limit.digits.padEnd(length, '0')
}

const outside = (text: string, low: string, high: string, type: string) =>
  semanticError(`The number ${shortened(text)} does not fit in the range [${low}, ${high}] of ${type}`)

const tooManyDigits = (text: string) =>
  semanticError(`The number ${shortened(text)} has more than ${DECIMAL_DIGITS_MAX} digits`, 'Write it as a double: 1.5E0, or in a string.')

const shortened = (text: string): string => (text.length > 60 ? `${text.slice(0, 60)}…` : text)
