import { engineColumnName } from '../../../base/engine-column-name.ts'
import { notSupported } from '../syntax-error.ts'

/** A DuckDB identifier: always quoted, so no name is ever read as a keyword, a function or a path. */
export function quoteIdentifier(name: string): string {
  if (name.includes('\0')) throw notSupported('The character U+0000 in a name')
  if (name === '') throw notSupported('An empty name', 'Give it one with AS.')
  return `"${name.replaceAll('"', '""')}"`
}

/** The name of a column of a relation. */
export function quoteColumn(name: string): string {
  const inEngine = engineColumnName(name)
  if (inEngine === undefined) throw notSupported('The character U+F0000 in the name of a column')
  return quoteIdentifier(inEngine)
}

/** The name of a result's column, which may be empty, as that of SELECT ''; the engine has no such name, and whoever reads the result takes the plan's. */
export const quoteOutput = (name: string): string => quoteColumn(name === '' ? ' ' : name)

/** A DuckDB string: a backslash means itself in it. */
export function quoteString(text: string): string {
  if (text.includes('\0')) throw notSupported('The character U+0000 in a string')
  return `'${text.replaceAll("'", "''")}'`
}
