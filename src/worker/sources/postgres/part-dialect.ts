import { EXACT, uncertain } from '../shared/dialect.ts'
import { noPartRules, type PartDialect, type PartRules, printNumber, samePartRules } from '../shared/part-dialect.ts'
import { CONVERTED, type PostgresComparable } from './dialect.ts'

/** Texts of one encoding are the same where their bytes are, and Spark's order is that of their bytes, whatever the column's own collation says. */
const textRules = (isUtf8: boolean): PartRules =>
  isUtf8 ? samePartRules((read) => `${read} COLLATE "C"`) : noPartRules(uncertain(CONVERTED))

/**
 * What PostgreSQL surely computes as Spark does, by the types of columns. Integers are added up in a wider type there, and wrapped to 64 bits here; decimals are exact on both
 * sides. NaN of a decimal, and infinite times, are refused when they are read, there as from rows.
 */
export const postgresParts = (isUtf8: boolean): PartDialect<PostgresComparable> => ({
  rules: {
    number: { ...samePartRules(), sum: EXACT },
    double: {
      ...noPartRules(uncertain('0 and -0 are one value, of which either may be the answer')),
      sum: uncertain('a sum of doubles depends on the order of its rows'),
      order: EXACT,
    },
    boolean: { ...samePartRules(), extremes: uncertain('booleans have no min and max there') },
    date: samePartRules(),
    timestamp: samePartRules(),
    instant: samePartRules(),
    text: textRules(isUtf8),
    'collated-text': textRules(isUtf8),
    'padded-text': noPartRules(uncertain('spaces at the end count for nothing there')),
    other: noPartRules(uncertain('its type is read in another form than it has there')),
  },
  addend: (number) => printNumber(number, (sql) => sql),
  longSum: (sum, digits) => `CASE WHEN abs(${sum}) >= 1${'0'.repeat(digits)} AND ${sum} <> 'NaN' THEN NULL ELSE ${sum} END`,
  sorted: (operand, { isDescending, nullsFirst }) => `${operand} ${isDescending ? 'DESC' : 'ASC'} NULLS ${nullsFirst ? 'FIRST' : 'LAST'}`,
  equal: ([left, right]) => `${left} = ${right}`,
  ofNumbers: { type: 'number' },
  fullJoin: EXACT,
  nothing: '',
})
