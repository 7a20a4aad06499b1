import { CausewayError } from '../../base/errors.ts'
import type { TableDefinition } from '../../protocol/table-definition.ts'

/** Columns of a table that the user may not read; undefined: there are none. */
export interface UnreadableColumns {
  readonly database: string
  readonly table: string
  readonly names: readonly string[]
  /** Whether it may be told that they are there. */
  readonly areTold: boolean
}

export function unreadableOf({ database, name: table, columns, columnRights }: TableDefinition): UnreadableColumns | undefined {
  if (columnRights === undefined) return undefined
  const names = columns.map(({ name }) => name.toLowerCase()).filter((name) => !columnRights.readable.includes(name))
  return names.length === 0 ? undefined : { database, table, names, areTold: columnRights.isDescribed }
}

/** Of one that may not be told to be there it says the same as of one that is not: else whoever guesses names finds out which there are. */
export const unreadableColumn = ({ database, table, areTold }: UnreadableColumns, name: string): CausewayError =>
  new CausewayError('sql-permission', `The column ${name} of ${database}.${table} may not be read${areTold ? '' : ', or is not there'}`, {
    hint: `Name the columns that you may read: DESCRIBE ${database}.${table} lists them. SELECT on databases.${database}.tables.${table}.columns.${name} would help.`,
  })

/** For what takes all columns in a query. */
export function unreadableStar(columns: UnreadableColumns): CausewayError {
  const [name] = columns.names
  if (columns.areTold && name !== undefined) return unreadableColumn(columns, name)
  const { database, table } = columns
  return new CausewayError('sql-permission', `Some columns of ${database}.${table} may not be read`, {
    hint: `Name the columns that you may read: DESCRIBE ${database}.${table} lists them. SELECT on databases.${database}.tables.${table} would help.`,
  })
}

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
