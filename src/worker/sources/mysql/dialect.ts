import type { Literal } from '../../engine/predicate.ts'
import { atLeast, type Dialect, EXACT, type TypeRules, uncertain } from '../shared/dialect.ts'
import { quoteName } from './table-name.ts'

/** The types that MySQL's conditions tell apart. */
export type MysqlComparable =
  /** Integers and decimals. */
  | 'number'
  | 'double'
  | 'boolean'
  | 'date'
  | 'timestamp'
  /** 0000-00-00 is NULL here. */
  | 'date-or-null'
  | 'timestamp-or-null'
  /** 0000-00-00 is another day here. */
  | 'moved-time'
  | 'text'
  /** Of which a part may be all that is sorted by. */
  | 'long-text'
  /** That may be longer than the server makes of it by a function. */
  | 'endless-text'
  /** Of an ENUM. */
  | 'one-of'
  | 'other'

/** Of longer texts the server sorts, and sometimes groups, by the first bytes alone: as many as max_sort_length says, which is 1024 unless set. */
export const SORTED_BYTES = 1024

/** Of a TEXT. What is longer may be more than max_allowed_packet, and then a function makes NULL of it. */
export const CONVERTED_BYTES = 262_144

const NO_TRUTH = uncertain('it is no boolean')
const NO_PREFIX = uncertain('it is no text')
const NO_LITERAL = uncertain('its literals are not those of the engine')
const COLLATED = 'texts that differ in case, accents or spaces at the end may be equal there'
export const ZERO_IS_NULL = 'a date 0000-00-00 is NULL here and none there'
export const ZERO_IS_FIRST = 'a date 0000-00-00 is 0001-01-01 here'
/** Where a column takes no NULL, IS NULL finds the zero dates there. */
const ZERO_FOUND = 'IS NULL may find 0000-00-00 there'

/** Values of which both sides have the same order. */
const ordered = (literal: TypeRules['literal'], truth = NO_TRUTH, nullness = EXACT): TypeRules => ({
  literal,
  equality: EXACT,
  difference: EXACT,
  order: EXACT,
  prefix: NO_PREFIX,
  truth,
  nullness,
})

const unordered = (because: string, nullness = EXACT): TypeRules => ({
  literal: () => undefined,
  equality: uncertain(because),
  difference: uncertain(because),
  order: uncertain(because),
  prefix: NO_PREFIX,
  truth: NO_TRUTH,
  nullness,
})

const TEXT: TypeRules = {
  literal: (literal) => (literal.kind === 'text' ? textLiteral(literal.value) : undefined),
  equality: atLeast(COLLATED),
  difference: uncertain(COLLATED),
  order: uncertain('texts have the order of their collation there, and that of their bytes here'),
  prefix: atLeast(COLLATED),
  truth: NO_TRUTH,
  nullness: EXACT,
}

/** By its bytes in UTF-8: no collation takes others for the same, and none has another order. */
export const exactly = (text: string): string => `CAST(CONVERT(${text} USING utf8mb4) AS BINARY)`

const EXACT_TEXT: TypeRules = { ...TEXT, exactly, equality: EXACT, difference: EXACT, order: EXACT, prefix: EXACT }

const TOO_LONG = atLeast('of a text that is longer than its max_allowed_packet the server does not know the bytes')

const ENDLESS_TEXT: TypeRules = {
  ...EXACT_TEXT,
  difference: TOO_LONG,
  order: TOO_LONG,
  prefix: TOO_LONG,
  unlessFalse: (condition) => `(${condition}) IS NOT FALSE`,
}

/** A value that was none of its own is read as the empty text, too, and is not found by it where that is one of its own, and an index helps. */
const isOneOf = (literal: Literal): boolean => literalText(literal) !== ''

const date = (literal: Literal) => timeLiteral(literal, 'date', 'DATE')
const timestamp = (literal: Literal) => timeLiteral(literal, 'timestamp', 'TIMESTAMP')

const orNull = (literal: TypeRules['literal']): TypeRules => ({
  ...ordered(literal),
  difference: atLeast(ZERO_IS_NULL),
  order: atLeast(ZERO_IS_NULL),
  nullness: uncertain(ZERO_IS_NULL),
})

/** Thai vowels that are written before their consonant: tis620_thai_ci orders them behind it, so that an index does not find a text by such a beginning. */
const ENDS_REORDERED = /[\u0e40-\u0e44]$/

export const mysqlDialect: Dialect<MysqlComparable> = {
  quoteName,
  // The escape is named, for which it is without a name hangs on the server's sql_mode.
  startsWith: (operand, prefix) =>
    prefix.includes('\0') || ENDS_REORDERED.test(prefix)
      ? undefined
      : `${operand} LIKE ${textLiteral(`${prefix.replace(/[|%_]/g, '|$&')}%`)} ESCAPE '|'`,
  isTruth: (operand, value) => `${operand} = ${value ? 1 : 0}`,
  rounded: (operand, scale) => `ROUND(${operand}, ${scale})`,
  rules: {
    // Exponent notation is that of a double, which is compared as a double here and as a decimal there.
    number: ordered((literal) => (literal.kind === 'number' && /^[-\d.]+$/.test(literal.text) ? parenthesized(literal.text) : undefined)),
    double: ordered((literal) =>
      literal.kind === 'number' ? parenthesized(/e/i.test(literal.text) ? literal.text : `${literal.text}e0`) : undefined,
    ),
    boolean: ordered((literal) => (literal.kind === 'boolean' ? (literal.value ? '1' : '0') : undefined), EXACT),
    date: ordered(date, NO_TRUTH, atLeast(ZERO_FOUND)),
    timestamp: ordered(timestamp, NO_TRUTH, atLeast(ZERO_FOUND)),
    'date-or-null': orNull(date),
    'timestamp-or-null': orNull(timestamp),
    'moved-time': unordered(ZERO_IS_FIRST, atLeast(ZERO_FOUND)),
    text: EXACT_TEXT,
    'long-text': EXACT_TEXT,
    'endless-text': ENDLESS_TEXT,
    'one-of': { ...EXACT_TEXT, isFound: isOneOf },
    other: { ...unordered(''), equality: NO_LITERAL, difference: NO_LITERAL, order: NO_LITERAL },
  },
}

const COMMON_TEXT: TypeRules = {
  ...TEXT,
  literal: (literal) => (/^[\dA-Za-z ]*$/.test(literalText(literal)) ? TEXT.literal(literal) : undefined),
}

/** Asks of no text with other characters than those of every character set: swe7 has not even all of ASCII. */
export const anyCharacterSetDialect: Dialect<MysqlComparable> = {
  ...mysqlDialect,
  startsWith: () => undefined,
  rules: { ...mysqlDialect.rules, text: COMMON_TEXT, 'long-text': COMMON_TEXT, 'endless-text': COMMON_TEXT, 'one-of': COMMON_TEXT },
}

const literalText = (literal: Literal): string => (literal.kind === 'text' ? literal.value : '')

/** Years from 1 to 9999 are all that it has. */
function timeLiteral(literal: Literal, kind: 'date' | 'timestamp', word: string): string | undefined {
  return literal.kind === kind && /^(?!0000)\d{4}-/.test(literal.text) && !literal.text.endsWith('(BC)')
    ? `${word}'${literal.text}'`
    : undefined
}

const parenthesized = (number: string): string => (number.startsWith('-') ? `(${number})` : number)

/** By its bytes where a character, or that there is none, might mean something else with some sql_mode. */
export function textLiteral(value: string): string {
  if (/^[^\\\p{Cc}]+$/u.test(value)) return `'${value.replaceAll("'", "''")}'`
  return `_utf8mb4 X'${Buffer.from(value, 'utf8').toString('hex')}'`
}
