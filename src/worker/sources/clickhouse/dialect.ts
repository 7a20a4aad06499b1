import type { Literal } from '../../engine/predicate.ts'
import { type Dialect, EXACT, type TypeRules, uncertain } from '../shared/dialect.ts'
import { quoteName, textLiteral } from './table-name.ts'

/**
 * The types that ClickHouse's conditions tell apart; decimals by their digits and those behind the point, moments by those behind the second: a literal of another one might have no room
 * there, and is another value, or none, within IN.
 */
export type ClickhouseComparable =
  | 'integer'
  | `decimal-${number}-${number}`
  | 'float'
  | 'boolean'
  | 'date'
  | 'date32'
  | 'datetime'
  | `datetime64-${number}`
  | 'text'
  | 'other'

export const DIGITS_MAX = 38
/** What a TIMESTAMP has behind the second. */
export const FRACTION_MAX = 6
/** Servers take statements of 256 KiB, unless max_query_size says otherwise. */
export const STATEMENT_BYTES_MAX = 200_000
const LONG_MAX = 2n ** 63n - 1n

const NO_TRUTH = uncertain('it is no boolean')
const NO_PREFIX = uncertain('it is no text')
const NO_LITERAL = uncertain('it has no literals that are surely those of Spark')

/** Values of which both sides have the same order. */
const ordered = (literal: TypeRules['literal'], truth = NO_TRUTH, prefix = NO_PREFIX): TypeRules => ({
  literal,
  equality: EXACT,
  difference: EXACT,
  order: EXACT,
  prefix,
  truth,
  nullness: EXACT,
})

const unordered = (because: TypeRules['equality']): TypeRules => ({
  literal: () => undefined,
  equality: because,
  difference: because,
  order: because,
  prefix: NO_PREFIX,
  truth: NO_TRUTH,
  nullness: EXACT,
})

/** Of other numbers the server makes doubles, which have not all digits. */
function integerLiteral(literal: Literal): string | undefined {
  if (literal.kind !== 'number' || !/^-?\d{1,19}$/.test(literal.text)) return undefined
  const value = BigInt(literal.text)
  return value <= LONG_MAX && value >= -LONG_MAX ? value.toString() : undefined
}

interface Digits {
  readonly precision: number
  readonly scale: number
}

/** Of each decimal. */
export const ofDecimals = <T>(make: (digits: Digits) => T): Readonly<Record<`decimal-${number}-${number}`, T>> =>
  Object.fromEntries(
    Array.from({ length: DIGITS_MAX }, (_, index) => index + 1).flatMap((precision) =>
      Array.from({ length: precision + 1 }, (_, scale) => [`decimal-${precision}-${scale}`, make({ precision, scale })] as const),
    ),
  )

/** Of moments with so many digits behind the second. */
export const ofMoments = <T>(make: (digits: number) => T): Readonly<Record<`datetime64-${number}`, T>> =>
  Object.fromEntries(Array.from({ length: FRACTION_MAX + 1 }, (_, digits) => [`datetime64-${digits}`, make(digits)]))

/** A number that has room in so many digits: nothing is moved, so that nothing is cut, and a server that reads it finds all of it. */
function decimalText(literal: Literal, { precision, scale }: Digits): string | undefined {
  const [, whole = '', fraction = ''] = literal.kind === 'number' ? (/^-?0*(\d+)(?:\.(\d+))?$/.exec(literal.text) ?? []) : []
  const digits = whole === '0' ? 0 : whole.length
  if (literal.kind !== 'number' || whole === '' || fraction.length > scale || digits + scale > precision) return undefined
  return literal.text
}

/** Of the column's own type: by an older server none that a table is sorted by is compared with another decimal. */
const decimalLiteral =
  (digits: Digits): TypeRules['literal'] =>
  (literal) => {
    const text = decimalText(literal, digits)
    return text === undefined ? undefined : `CAST('${text}' AS Decimal(${digits.precision}, ${digits.scale}))`
  }

/** Of no decimal that is written, old servers take the one that a column of NULLs has; of a text, all do. */
const decimalMember =
  (digits: Digits): TypeRules['literal'] =>
  (literal) => {
    const text = decimalText(literal, digits)
    return text === undefined ? undefined : `'${text}'`
  }

/** Days and moments that a type has for certain: others it moves to its ends. */
const timeLiteral =
  (kind: 'date' | 'timestamp', years: readonly [from: number, to: number], write: (text: string) => string | undefined) =>
  (literal: Literal): string | undefined => {
    if (literal.kind !== kind || !/^\d{4}-/.test(literal.text) || literal.text.endsWith(')')) return undefined
    const year = Number(literal.text.slice(0, 4))
    return year >= years[0] && year <= years[1] ? write(literal.text) : undefined
  }

/** A DateTime has whole seconds. */
const wholeSeconds = (text: string): string | undefined =>
  /\.\d*[1-9]/.test(text) ? undefined : `toDateTime('${text.replace(/\.\d*$/, '')}', 'UTC')`

const momentLiteral = (digits: number): TypeRules['literal'] =>
  timeLiteral('timestamp', [1926, 2261], (text) => `toDateTime64('${text}', ${digits}, 'UTC')`)

/** Within IN, digits that the column has not are cut. */
const momentMember = (digits: number): TypeRules['literal'] => {
  const write = momentLiteral(digits)
  return (literal) => {
    const [, fraction = ''] = literal.kind === 'timestamp' ? (/\.(\d*?)0*$/.exec(literal.text) ?? []) : []
    return fraction.length > digits ? undefined : write(literal)
  }
}

const decimals = ofDecimals((digits) => ({ ...ordered(decimalLiteral(digits)), member: decimalMember(digits) }))
const moments = ofMoments((digits) => ({ ...ordered(momentLiteral(FRACTION_MAX)), member: momentMember(digits) }))

export const clickhouseDialect: Dialect<ClickhouseComparable> = {
  quoteName,
  statementBytesMax: STATEMENT_BYTES_MAX,
  startsWith: (operand, prefix) => `${operand} LIKE ${textLiteral(`${prefix.replace(/[\\%_]/g, '\\$&')}%`)}`,
  isTruth: (operand, value) => `${operand} = ${value}`,
  rounded: (operand, scale) => `round(${operand}, ${scale})`,
  rules: {
    ...decimals,
    ...moments,
    integer: ordered(integerLiteral),
    float: unordered(uncertain('NaN is above all numbers here and beside them there, and a number is read in another way')),
    boolean: ordered((literal) => (literal.kind === 'boolean' ? String(literal.value) : undefined), EXACT),
    date: ordered(timeLiteral('date', [1970, 2105], (text) => `toDate('${text}')`)),
    date32: ordered(timeLiteral('date', [1926, 2282], (text) => `toDate32('${text}')`)),
    datetime: ordered(timeLiteral('timestamp', [1971, 2104], wholeSeconds)),
    text: ordered((literal) => (literal.kind === 'text' ? textLiteral(literal.value) : undefined), NO_TRUTH, EXACT),
    other: unordered(NO_LITERAL),
  },
}
