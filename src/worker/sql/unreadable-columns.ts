import { CausewayError } from '../../base/errors.ts'
import type { TableDefinition } from '../../protocol/table-definition.ts'

/** Columns of a table that the user may not read; undefined: there are none. */
export interface UnreadableColumns {
  readonly database: string
  readonly table: string
  readonly names: readonly string[]
  /** Whether it may be told that they are there. */
  readonly areTold: boolean
  /** As ColumnRights has it. */
  readonly grant: string | undefined
  readonly isEarlier: boolean
}

export function unreadableOf({ database, name: table, columns, columnRights }: TableDefinition): UnreadableColumns | undefined {
  if (columnRights === undefined) return undefined
  const names = columns.map(({ name }) => name.toLowerCase()).filter((name) => !columnRights.readable.includes(name))
  return names.length === 0
    ? undefined
    : { database, table, names, areTold: columnRights.isDescribed, grant: columnRights.grant, isEarlier: columnRights.isEarlier === true }
}

type OfTable = Pick<UnreadableColumns, 'database' | 'table' | 'grant'>

/** The request that grants one of its columns, or the whole table; a server of before tells none. */
function helpFor({ database, table, grant }: OfTable, column?: string): string {
  const object = `databases.${database}.tables.${table}`
  const wanted = column === undefined ? object : `${object}.columns.${column}`
  if (grant === undefined) return `SELECT on ${wanted} would help.`
  return grant.replace(JSON.stringify(object), () => JSON.stringify(wanted))
}

const ofTable = ({ database, name: table, columnRights }: TableDefinition): OfTable => ({ database, table, grant: columnRights?.grant })

/** Of one that may not be told to be there it says the same as of one that is not: else whoever guesses names finds out which there are. */
export const unreadableColumn = (columns: UnreadableColumns, name: string): CausewayError => {
  const { database, table, areTold } = columns
  return new CausewayError(
    'sql-permission',
    `The column ${name} of ${database}.${table} may not be read${areTold ? '' : ', or is not there'}`,
    {
      hint: columns.isEarlier
        ? `It is an earlier version: rights on single columns are by their present names. ${helpFor(columns)}`
        : `Name the columns that you may read: DESCRIBE ${database}.${table} lists them. ${helpFor(columns, name)}`,
    },
  )
}

/** For what takes all columns in a query. Several are granted by one request: that of the table. */
export function unreadableStar(columns: UnreadableColumns): CausewayError {
  const [name, ...others] = columns.names
  if (columns.areTold && name !== undefined && others.length === 0) return unreadableColumn(columns, name)
  const { database, table } = columns
  return new CausewayError('sql-permission', `Some columns of ${database}.${table} may not be read`, {
    hint: `Name the columns that you may read: DESCRIBE ${database}.${table} lists them. ${helpFor(columns)}`,
  })
}

/** For what takes all columns of the table. */
export const unreadableColumns = (table: TableDefinition): CausewayError =>
  new CausewayError('sql-permission', `Not all columns of ${table.database}.${table.name} may be read`, { hint: helpFor(ofTable(table)) })

/** For what writes whole rows anew. */
export const unreadableToChange = (table: TableDefinition): CausewayError =>
  new CausewayError(
    'sql-permission',
    `Rows of ${table.database}.${table.name} are written anew as a whole, and not all of its columns may be read`,
    { hint: helpFor(ofTable(table)) },
  )
