import type { TableDefinition } from '../../protocol/table-definition.ts'
import { quoteName } from '../engine/quote.ts'
import { KEPT_ROW } from '../sql/kept-tables.ts'

/** The engine's table of the rows that are kept under the name; its columns are c0, c1 …. */
export const keptTable = (name: string): string => quoteName(`kept_${name}`)

/** What is kept, under the names of the columns. */
export function keptSql({ name, columns }: TableDefinition): string {
  const fields = columns.map((column, index) => `${column.name === KEPT_ROW ? 'rowid' : `c${index}`} AS ${quoteName(column.name)}`)
  return `SELECT ${fields.join(', ')} FROM ${keptTable(name)}`
}
