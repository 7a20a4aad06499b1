import type { Column, TableDefinition } from '../../../protocol/table-definition.ts'
import { matchHint } from '../match-hint.ts'
import { semanticError } from '../syntax-error.ts'
import { blame } from '../tree/written.ts'

/** The column of a table that is written to, by its name in any case. @param written the part of the statement that names it @throws CausewayError sql-semantics when the table has none of the name */
export function targetColumn(target: TableDefinition, name: string, written?: object): Column {
  const key = name.toLowerCase()
  const found = target.columns.find((column) => column.name.toLowerCase() === key)
  if (found !== undefined) return found
  const names = target.columns.map((column) => column.name)
  throw blame(semanticError(`The table ${target.name} has no column ${name}`, matchHint(name, names)), written)
}
