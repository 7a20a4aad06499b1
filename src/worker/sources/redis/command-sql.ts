import { parseSparkType } from '../../../base/spark-type.ts'
import type { Column } from '../../../protocol/table-definition.ts'

const END = 'chr(13) || chr(10)'
/** Its length, which Redis counts in bytes, and itself. */
const word = (text: string): string => `'$' || strlen(${text}) || ${END} || ${text} || ${END}`
const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`

interface WrittenRows {
  /** A table of the engine with the columns c0, c1, … and the key of each row, k. */
  readonly from: string
  readonly columns: readonly Column[]
  /** Which of them is the key and no field; -1: none. */
  readonly keyIndex: number
  /** Seconds; 0: for ever. */
  readonly ttl: number
}

/** How many replies a row has. */
export const repliesPerRow = ({ ttl }: Pick<WrittenRows, 'ttl'>): number => (ttl > 0 ? 2 : 1)

/** Engine SQL with one text column: each row as the commands that write it. What is NULL is no field. */
export function commandSql({ from, columns, keyIndex, ttl }: WrittenRows): string {
  const fields = columns.flatMap(({ name, type }, index) =>
    index === keyIndex ? [] : [{ name, value: valueSql(type, `c${index}`), column: `c${index}` }],
  )
  const count = ['2', ...fields.map(({ column }) => `CASE WHEN ${column} IS NULL THEN 0 ELSE 2 END`)].join(' + ')
  const values = fields.map(({ name, value }) => ` || coalesce(${word(literal(name))} || ${word(value)}, '')`).join('')
  const expiry = ttl > 0 ? ` || '*3' || ${END} || ${word("'EXPIRE'")} || ${word('k')} || ${word(`'${ttl}'`)}` : ''
  return `SELECT '*' || (${count}) || ${END} || ${word("'HMSET'")} || ${word('k')}${values}${expiry} FROM ${from}`
}

/** The text of a value as the vendor's connector writes it, so that it reads it again. */
export function valueSql(typeName: string, value: string): string {
  const text = `CAST(${value} AS VARCHAR)`
  const type = parseSparkType(typeName)
  switch (type.kind) {
    case 'float':
    case 'double':
      return `CASE WHEN isnan(${value}) THEN 'NaN' WHEN isinf(${value}) THEN CASE WHEN ${value} > 0 THEN 'Infinity' ELSE '-Infinity' END ELSE ${text} END`
    case 'timestamp':
      return `CASE WHEN contains(${text}, '.') THEN ${text} ELSE ${text} || '.0' END`
    default:
      return text
  }
}
