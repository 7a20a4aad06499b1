import { type Certainty, EXACT, uncertain } from '../shared/dialect.ts'
import type { PartDialect, PartRules } from '../shared/part-dialect.ts'
import { CONVERTED, type PostgresComparable } from './dialect.ts'

const NO_NUMBER = uncertain('it is no number')

const same = (operand: PartRules['operand'] = (read) => read): PartRules => ({
  group: EXACT,
  extremes: EXACT,
  sum: NO_NUMBER,
  order: EXACT,
  join: EXACT,
  operand,
})

const none = (because: Certainty): PartRules => ({
  group: because,
  extremes: because,
  sum: because,
  order: because,
  join: because,
  operand: (read) => read,
})

/** Texts of one encoding are the same where their bytes are, and Spark's order is that of their bytes, whatever the column's own collation says. */
const textRules = (isUtf8: boolean): PartRules => (isUtf8 ? same((read) => `${read} COLLATE "C"`) : none(uncertain(CONVERTED)))

/**
 * What PostgreSQL surely computes as Spark does, by the types of columns. Integers are added up in a wider type there, and wrapped to 64 bits here; decimals are exact on both
 * sides. NaN of a decimal, and infinite times, are refused when they are read, there as from rows.
 */
export const postgresParts = (isUtf8: boolean): PartDialect<PostgresComparable> => ({
  rules: {
    number: { ...same(), sum: EXACT },
    double: {
      ...none(uncertain('0 and -0 are one value, of which either may be the answer')),
      sum: uncertain('a sum of doubles depends on the order of its rows'),
      order: EXACT,
    },
    boolean: { ...same(), extremes: uncertain('booleans have no min and max there') },
    date: same(),
    timestamp: same(),
    instant: same(),
    text: textRules(isUtf8),
    'collated-text': textRules(isUtf8),
    'padded-text': none(uncertain('spaces at the end count for nothing there')),
    other: none(uncertain('its type is read in another form than it has there')),
  },
  longSum: (sum, digits) => `CASE WHEN abs(${sum}) >= 1${'0'.repeat(digits)} AND ${sum} <> 'NaN' THEN NULL ELSE ${sum} END`,
})
