import type { Column, TableDefinition } from '../../../protocol/table-definition.ts'
import { matchHint } from '../match-hint.ts'
import { semanticError } from '../syntax-error.ts'

/** The column of a table that is written to, by its name in any case. @throws CausewayError sql-semantics when the table has none of the name */
export function targetColumn(target: TableDefinition, name: string): Column {
  const key = name.toLowerCase()
  const found = target.columns.find((column) => column.name.toLowerCase() === key)
  if (found !== undefined) return found
  const names = target.columns.map((column) => column.name)
  throw semanticError(`The table ${target.name} has no column ${name}`, matchHint(name, names))
}
