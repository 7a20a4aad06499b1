import type { Comparable } from '../shared/dialect.ts'
import { CONVERTED_BYTES, type MysqlComparable, SORTED_BYTES } from './dialect.ts'
import type { ColumnDefinition } from './protocol/column-definition.ts'

/** What 0000-00-00 becomes: Connector/J's zeroDateTimeBehavior. */
export type ZeroDates = 'refused' | 'null' | 'first-day'

/** How a value is written for MySQL, where its Spark type does not say it alone. */
export type WrittenForm =
  | 'plain'
  /** The time of the day of a timestamp. */
  | 'time'
  /** The year of a date. */
  | 'year'

export interface RemoteType {
  /** The type a column of the catalog gets. */
  readonly sparkType: string
  /** What is read of a column, an expression over its quoted name. Conditions are asked of the same. */
  readonly read: (column: string) => string
  readonly comparable: Comparable<MysqlComparable>
  readonly written: WrittenForm
}

/** What the table's URL says of types. */
export interface TypeSettings {
  readonly zeroDates: ZeroDates
  readonly tinyInt1IsBit: boolean
  readonly yearIsDate: boolean
}

interface TypeRule {
  readonly typeName: string
  readonly type: RemoteType
}

const UNSIGNED = 32
const ENUM = 256
const SET = 2048
const BYTES = 63
const DECIMAL_DIGITS_MAX = 38
const TEXT_BYTES_MAX = 4
/** Of a number whose places behind the point are not fixed. */
const FLOATING = 31

const asIs = (column: string): string => column

const made = (
  sparkType: string,
  type: MysqlComparable,
  { read = asIs, written = 'plain' }: { read?: (column: string) => string; written?: WrittenForm } = {},
): RemoteType => ({ sparkType, read, comparable: { type }, written })

const BOOLEAN_OF_NUMBER = made('boolean', 'boolean', { read: (column) => `(${column} > 0 OR ${column} = -1)` })

/** Of two digits, as 0000 has them for the driver, it is one of 1970 to 2069. */
const firstDayOfYear = (name: string): string => `MAKEDATE(${name}, 1)`

/** What a column of an answer becomes, as Spark 3.3.1's JDBC source and MySQL's driver make it; `typeName` is MySQL's, for people. */
export function remoteType(column: ColumnDefinition, settings: TypeSettings): TypeRule {
  const { type, flags, length, decimals } = column
  const unsigned = (flags & UNSIGNED) !== 0
  const named = (name: string): string => (unsigned ? `${name} unsigned` : name)
  switch (type) {
    case 1:
      // As the driver, which takes -1 for true.
      if (length === 1 && !unsigned && settings.tinyInt1IsBit) return { typeName: 'tinyint(1)', type: BOOLEAN_OF_NUMBER }
      return { typeName: named('tinyint'), type: made('int', 'number') }
    case 2:
      return { typeName: named('smallint'), type: made('int', 'number') }
    case 9:
      return { typeName: named('mediumint'), type: made(unsigned ? 'bigint' : 'int', 'number') }
    case 3:
      return { typeName: named('int'), type: made(unsigned ? 'bigint' : 'int', 'number') }
    case 8:
      return { typeName: named('bigint'), type: made(unsigned ? 'decimal(20,0)' : 'bigint', 'number') }
    case 4:
      // The server writes six digits, and compares with all that it keeps.
      return { typeName: named('float'), type: made('double', 'other') }
    case 5:
      return { typeName: named('double'), type: made('double', decimals >= FLOATING ? 'double' : 'other') }
    case 0:
    case 246:
      return { typeName: named('decimal'), type: made(decimalType(length, decimals, unsigned), 'number') }
    case 10:
    case 14:
      return { typeName: 'date', type: made('date', TIMES[settings.zeroDates].date) }
    case 7:
      return { typeName: 'timestamp', type: made('timestamp', TIMES[settings.zeroDates].timestamp) }
    case 12:
      return { typeName: 'datetime', type: made('timestamp', TIMES[settings.zeroDates].timestamp) }
    case 11:
      return { typeName: 'time', type: made('timestamp', 'other', { written: 'time' }) }
    case 13:
      return settings.yearIsDate
        ? { typeName: 'year', type: made('date', 'other', { read: firstDayOfYear, written: 'year' }) }
        : { typeName: 'year', type: made('int', 'other') }
    case 16:
      return length === 1
        ? { typeName: 'bit(1)', type: made('boolean', 'boolean', { read: (name) => `(${name} = 1)` }) }
        : { typeName: `bit(${length})`, type: made('bigint', 'number', { read: (name) => `CAST(${name} AS SIGNED)` }) }
    case 245:
      return { typeName: 'json', type: made('string', 'other') }
    case 255:
      return { typeName: 'geometry', type: made('binary', 'other') }
    case 15:
    case 247:
    case 248:
    case 249:
    case 250:
    case 251:
    case 252:
    case 253:
    case 254:
      return stringType(column)
    default:
      return { typeName: `of type ${type}`, type: made('binary', 'other') }
  }
}

const TIMES = {
  refused: { date: 'date', timestamp: 'timestamp' },
  null: { date: 'date-or-null', timestamp: 'timestamp-or-null' },
  'first-day': { date: 'moved-time', timestamp: 'moved-time' },
} as const

function stringType({ type, flags, collation, length }: ColumnDefinition): TypeRule {
  const isText = type >= 249 && type <= 252
  const isFixed = type === 254
  if (collation === BYTES) {
    return { typeName: isText ? 'blob' : isFixed ? `binary(${length})` : `varbinary(${length})`, type: made('binary', 'other') }
  }
  const text = made('string', length > CONVERTED_BYTES ? 'endless-text' : length > SORTED_BYTES ? 'long-text' : 'text')
  if ((flags & ENUM) !== 0 || type === 247) return { typeName: 'enum', type: made('string', 'one-of') }
  if ((flags & SET) !== 0 || type === 248) return { typeName: 'set', type: text }
  const characters = Math.floor(length / TEXT_BYTES_MAX)
  return { typeName: isText ? 'text' : isFixed ? `char(${characters})` : `varchar(${characters})`, type: text }
}

/** The width counts a sign and a point. Spark cuts both numbers at 38. */
function decimalType(length: number, decimals: number, unsigned: boolean): string {
  const digits = length - (decimals > 0 ? 1 : 0) - (unsigned ? 0 : 1)
  const precision = Math.min(Math.max(digits, decimals, 1), DECIMAL_DIGITS_MAX)
  return `decimal(${precision},${Math.min(decimals, DECIMAL_DIGITS_MAX)})`
}

/** In MySQL's own notation. */
export const TEXTUAL = made('string', 'other', { read: (column) => `CAST(${column} AS CHAR)` })
