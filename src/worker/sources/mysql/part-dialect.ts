import { EXACT, uncertain } from '../shared/dialect.ts'
import { noPartRules, type PartDialect, samePartRules } from '../shared/part-dialect.ts'
import { exactly, type MysqlComparable, SORTED_BYTES, ZERO_IS_FIRST, ZERO_IS_NULL } from './dialect.ts'
import { addendWithRoom } from './part-numbers.ts'

const LONG = uncertain(`of texts that may be longer than ${SORTED_BYTES} bytes the beginnings are compared there`)

/**
 * What MySQL and MariaDB surely compute as Spark does, by the types of columns. Integers and decimals are added up as decimals of 65 digits there; texts are compared by their bytes in
 * UTF-8, whatever the column's collation and character set.
 */
export const mysqlParts: PartDialect<MysqlComparable> = {
  rules: {
    number: { ...samePartRules(), sum: EXACT },
    double: {
      ...noPartRules(uncertain('0 and -0 are one value, of which either may be the answer')),
      sum: uncertain('a sum of doubles depends on the order of its rows'),
      order: EXACT,
    },
    boolean: samePartRules(),
    date: samePartRules(),
    timestamp: samePartRules(),
    'date-or-null': noPartRules(uncertain(ZERO_IS_NULL), uncertain(ZERO_IS_NULL)),
    'timestamp-or-null': noPartRules(uncertain(ZERO_IS_NULL), uncertain(ZERO_IS_NULL)),
    'moved-time': noPartRules(uncertain(ZERO_IS_FIRST)),
    text: samePartRules(exactly),
    'one-of': {
      ...samePartRules(exactly),
      join: uncertain('a value that is none of its own is the empty text, and may not be found as that there'),
    },
    'long-text': noPartRules(LONG),
    'endless-text': noPartRules(LONG),
    other: noPartRules(uncertain('its type is read in another form than it has there')),
  },
  addend: addendWithRoom,
  longSum: (sum, digits) => `IF(ABS(${sum}) >= 1${'0'.repeat(digits)}, NULL, ${sum})`,
  // NULL is below all values there, and has no words for another place.
  sorted: (operand, { isDescending, nullsFirst }) => {
    const sorted = `${operand} ${isDescending ? 'DESC' : 'ASC'}`
    return isDescending === nullsFirst ? `${operand} IS NULL ${nullsFirst ? 'DESC' : 'ASC'}, ${sorted}` : sorted
  },
  // An index finds by the columns themselves alone.
  equal: ([left, right], [leftRead, rightRead]) =>
    left === leftRead && right === rightRead ? `${left} = ${right}` : `(${leftRead} = ${rightRead} AND ${left} = ${right})`,
  ofNumbers: { type: 'number' },
  fullJoin: uncertain('it has no FULL JOIN'),
  nothing: 'NULL',
}
