import { CausewayError } from '../../base/errors.ts'
import type { TableDefinition } from '../../protocol/table-definition.ts'

/** Columns of a table that the user may not read; undefined: there are none. */
export interface UnreadableColumns {
  readonly database: string
  readonly table: string
  readonly names: readonly string[]
}

export function unreadableOf({ database, name: table, columns, columnRights }: TableDefinition): UnreadableColumns | undefined {
  if (columnRights === undefined) return undefined
  const names = columns.map(({ name }) => name.toLowerCase()).filter((name) => !columnRights.readable.includes(name))
  return names.length === 0 ? undefined : { database, table, names }
}

export const unreadableColumn = ({ database, table }: UnreadableColumns, name: string): CausewayError =>
  new CausewayError('sql-permission', `The column ${name} of ${database}.${table} may not be read`, {
    hint: `Name the columns that you may read: DESCRIBE ${database}.${table} lists them. SELECT on databases.${database}.tables.${table}.columns.${name} would help.`,
  })

/** For what takes all columns of the table. */
export const unreadableColumns = ({ database, name }: TableDefinition): CausewayError =>
  new CausewayError('sql-permission', `Not all columns of ${database}.${name} may be read`, {
    hint: `SELECT or DESCRIBE_TABLE on databases.${database}.tables.${name} would help.`,
  })

/** For what writes whole rows anew. */
export const unreadableToChange = ({ database, name }: TableDefinition): CausewayError =>
  new CausewayError('sql-permission', `Rows of ${database}.${name} are written anew as a whole, and not all of its columns may be read`, {
    hint: `SELECT on databases.${database}.tables.${name} would help.`,
  })
