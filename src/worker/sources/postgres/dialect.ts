import type { Literal } from '../../engine/predicate.ts'
import { quoteName } from '../../engine/quote.ts'
import { atLeast, type Dialect, EXACT, type TypeRules, uncertain } from '../shared/dialect.ts'

/** The types that PostgreSQL's conditions tell apart. */
export type PostgresComparable =
  | 'number'
  | 'double'
  | 'boolean'
  | 'date'
  | 'timestamp'
  /** timestamptz */
  | 'instant'
  /** With a collation in which texts are equal only when they are the same. */
  | 'text'
  /** With another collation. */
  | 'collated-text'
  /** char(n) */
  | 'padded-text'
  | 'other'

const NO_TRUTH = uncertain('it is no boolean')
const NO_PREFIX = uncertain('it is no text')
export const CONVERTED = 'texts are kept in the encoding of the database there'
const NO_LITERAL = uncertain('its literals are not those of the engine')

/** Values of which both sides have the same order. */
const ordered = (literal: TypeRules['literal'], truth = NO_TRUTH): TypeRules => ({
  literal,
  equality: EXACT,
  difference: EXACT,
  order: EXACT,
  prefix: NO_PREFIX,
  truth,
  nullness: EXACT,
})

const OTHER: TypeRules = {
  literal: () => undefined,
  equality: NO_LITERAL,
  difference: NO_LITERAL,
  order: NO_LITERAL,
  prefix: NO_LITERAL,
  truth: NO_TRUTH,
  nullness: EXACT,
}

const TEXT: TypeRules = {
  literal: (literal) => (literal.kind === 'text' ? textLiteral(literal.value) : undefined),
  equality: atLeast(CONVERTED),
  difference: uncertain(CONVERTED),
  order: uncertain('texts have the order of their collation there, and that of their bytes here'),
  prefix: atLeast(CONVERTED),
  truth: NO_TRUTH,
  nullness: EXACT,
}

/** Where the database keeps its texts in another encoding than UTF-8, or it is not known. */
export const postgresDialect: Dialect<PostgresComparable> = {
  quoteName,
  startsWith: (operand, prefix) =>
    prefix.includes('\0') ? undefined : `${operand} LIKE ${textLiteral(`${prefix.replace(/[\\%_]/g, '\\$&')}%`)}`,
  isTruth: (operand, value) => `${operand} = ${value}`,
  rounded: (operand, scale) => `round(${operand}, ${scale})`,
  rules: {
    // Exponent notation is that of a double, which is compared as a double here and as a decimal there.
    number: ordered((literal) => (literal.kind === 'number' && /^[-\d.]+$/.test(literal.text) ? parenthesized(literal.text) : undefined)),
    double: ordered((literal) => (literal.kind === 'number' ? `'${literal.text}'::float8` : undefined)),
    boolean: ordered((literal) => (literal.kind === 'boolean' ? String(literal.value) : undefined), EXACT),
    date: ordered((literal) => timeLiteral(literal, 'date', '', 'date')),
    timestamp: ordered((literal) => timeLiteral(literal, 'timestamp', '', 'timestamp')),
    instant: ordered((literal) => timeLiteral(literal, 'timestamp', '+00', 'timestamptz')),
    text: TEXT,
    'collated-text': { ...TEXT, prefix: uncertain('LIKE has no meaning for its collation there') },
    'padded-text': {
      ...TEXT,
      equality: atLeast('spaces at the end count for nothing there'),
      difference: uncertain('spaces at the end count for nothing there'),
      prefix: uncertain('the spaces that fill a value up are not seen by LIKE'),
    },
    other: OTHER,
  },
}

/** Where it keeps them in UTF-8: two texts are the same there and here. */
const utf8Dialect: Dialect<PostgresComparable> = {
  ...postgresDialect,
  rules: { ...postgresDialect.rules, text: { ...TEXT, equality: EXACT, difference: EXACT, prefix: EXACT } },
}

export const dialectOf = ({ isUtf8 }: { readonly isUtf8: boolean }): Dialect<PostgresComparable> => (isUtf8 ? utf8Dialect : postgresDialect)

/** "2024-01-01 00:00:00 (BC)" is "2024-01-01 00:00:00 BC" there, with a zone in between. */
function timeLiteral(literal: Literal, kind: 'date' | 'timestamp', zone: string, type: string): string | undefined {
  if (literal.kind !== kind) return undefined
  const isBefore = literal.text.endsWith(' (BC)')
  return `'${isBefore ? literal.text.slice(0, -5) : literal.text}${zone}${isBefore ? ' BC' : ''}'::${type}`
}

const parenthesized = (number: string): string => (number.startsWith('-') ? `(${number})` : number)

/** An escape string is the same with every setting of standard_conforming_strings. */
function textLiteral(value: string): string {
  const quoted = value.replaceAll("'", "''")
  return quoted.includes('\\') ? `E'${quoted.replaceAll('\\', '\\\\')}'` : `'${quoted}'`
}
