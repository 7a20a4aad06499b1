import type { Literal } from '../../engine/predicate.ts'
import { type Dialect, EXACT, type TypeRules, uncertain } from '../shared/dialect.ts'
import { quoteName, textLiteral } from './table-name.ts'

/** The types that ClickHouse's conditions tell apart; of decimals, each scale: a literal of another one might have no room there. */
export type ClickhouseComparable =
  | 'integer'
  | `decimal-${number}`
  | 'float'
  | 'boolean'
  | 'date'
  | 'date32'
  | 'datetime'
  | 'datetime64'
  | 'text'
  | 'other'

const DIGITS_MAX = 38
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

/** With the column's own digits behind the point: nothing is moved, so that nothing is without room. */
const decimalLiteral =
  (scale: number): TypeRules['literal'] =>
  (literal) => {
    const [, whole = '', fraction = ''] = literal.kind === 'number' ? (/^-?(\d+)(?:\.(\d+))?$/.exec(literal.text) ?? []) : []
    if (literal.kind !== 'number' || whole === '' || fraction.length > scale || whole.length + scale > DIGITS_MAX) return undefined
    return `toDecimal128('${literal.text}', ${scale})`
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

const decimals = Object.fromEntries(
  Array.from({ length: DIGITS_MAX + 1 }, (_, scale) => [`decimal-${scale}`, ordered(decimalLiteral(scale))]),
)

export const clickhouseDialect: Dialect<ClickhouseComparable> = {
  quoteName,
  statementBytesMax: STATEMENT_BYTES_MAX,
  startsWith: (operand, prefix) => `${operand} LIKE ${textLiteral(`${prefix.replace(/[\\%_]/g, '\\$&')}%`)}`,
  isTruth: (operand, value) => `${operand} = ${value}`,
  rounded: (operand, scale) => `round(${operand}, ${scale})`,
  rules: {
    ...decimals,
    integer: ordered(integerLiteral),
    float: unordered(uncertain('NaN is above all numbers here and beside them there, and a number is read in another way')),
    boolean: ordered((literal) => (literal.kind === 'boolean' ? String(literal.value) : undefined), EXACT),
    date: ordered(timeLiteral('date', [1970, 2105], (text) => `toDate('${text}')`)),
    date32: ordered(timeLiteral('date', [1926, 2282], (text) => `toDate32('${text}')`)),
    datetime: ordered(timeLiteral('timestamp', [1971, 2104], wholeSeconds)),
    datetime64: ordered(timeLiteral('timestamp', [1926, 2261], (text) => `toDateTime64('${text}', 6, 'UTC')`)),
    text: ordered((literal) => (literal.kind === 'text' ? textLiteral(literal.value) : undefined), NO_TRUTH, EXACT),
    other: unordered(NO_LITERAL),
  },
}
