import { CausewayError } from '../../../base/errors.ts'
import { isTable } from '../../../protocol/catalog-entry.ts'
import type { ColumnsChange } from '../../../protocol/columns-change.ts'
import { isStoreSource } from '../../../protocol/record-stores.ts'
import type { TableDefinition } from '../../../protocol/table-definition.ts'
import type { TableOperation } from '../../../protocol/table-files.ts'
import { readOnlyHint, tableFormatOf } from '../../../protocol/table-format.ts'
import type { TableRecord } from '../../domain/database.ts'
import { type ColumnsOfVersion, findTableColumns, insertTableVersion, setTableColumns } from '../../store/catalog/table-versions.ts'
import { updateTable } from '../../store/catalog/tables.ts'
import type { Database } from '../../store/schema.ts'
import { moveColumnPrivileges } from '../authorization/object-privileges.ts'
import { alteredColumns, type ColumnMoves, columnMoves, restoredColumns } from './altered-columns.ts'
import { checkTable } from './table-definition.ts'

const OPERATIONS: Readonly<Record<ColumnsChange['kind'], TableOperation>> = {
  add: 'ADD COLUMNS',
  drop: 'DROP COLUMNS',
  rename: 'RENAME COLUMN',
  alter: 'ALTER COLUMN',
  replace: 'REPLACE COLUMNS',
}

const columnsOf = ({ columns, stored }: TableDefinition): ColumnsOfVersion => ({ columns, ...(stored === undefined ? {} : { stored }) })

/** Files that somebody else keeps are found by the names of their columns; those of CSV by their places. */
function refuseElsewhere({ database, name, source }: TableDefinition, change: ColumnsChange): void {
  const isAtEnd = change.kind === 'add' && change.columns.every(({ place }) => place === undefined)
  if (source.kind === 'files' && isAtEnd && tableFormatOf(source) === undefined) return
  throw new CausewayError(
    'not-supported',
    `The columns of ${database}.${name}, whose rows are not in the warehouse, cannot be changed so`,
    {
      hint:
        source.kind === 'jdbc'
          ? 'Change them in the database, and make the table anew.'
          : isStoreSource(source)
            ? 'Drop the table, which leaves its rows there, and make it anew.'
            : (readOnlyHint(source) ??
              'ADD COLUMNS without a place is possible; else drop the table, which leaves its files, and make it anew.'),
    },
  )
}

/** Rights on a column go where it goes; one that takes the name of another begins without. */
async function replaceDefinition(
  db: Database,
  projectId: string,
  { id, name }: Pick<TableRecord, 'id' | 'name'>,
  { before, after }: { readonly before: TableDefinition; readonly after: TableDefinition },
): Promise<ColumnMoves> {
  const moves = columnMoves(before, after)
  await moveColumnPrivileges(db, projectId, { database: before.database, table: before.name }, moves)
  await updateTable(db, { id, name, definition: after })
  return moves
}

const notATable = ({ definition }: TableRecord): CausewayError =>
  new CausewayError('invalid-parameter', `${definition.database}.${definition.name} is a view, and no table`)

/** In the transaction that makes the version; undefined: there was nothing to change. */
export async function alterColumns(
  db: Database,
  record: TableRecord,
  change: ColumnsChange,
  {
    projectId,
    userName,
    jobId,
    at,
  }: { readonly projectId: string; readonly userName: string; readonly jobId: string; readonly at: number },
): Promise<ColumnMoves | undefined> {
  const { id: tableId, definition } = record
  if (!isTable(definition)) throw notATable(record)
  if (record.version === undefined) {
    refuseElsewhere(definition, change)
    return await replaceDefinition(db, projectId, record, {
      before: definition,
      after: checkTable(alteredColumns(definition, change, undefined)),
    })
  }
  const version = record.version + 1
  const next = checkTable(alteredColumns(definition, change, version))
  if (JSON.stringify(next.columns) === JSON.stringify(definition.columns)) return undefined
  await insertTableVersion(db, { tableId, version, operation: OPERATIONS[change.kind], userName, jobId, committedAt: at })
  await setTableColumns(db, { tableId, version, columns: columnsOf(next), before: columnsOf(definition) })
  return await replaceDefinition(db, projectId, record, { before: definition, after: next })
}

/** The columns that the table had in a version; undefined: those that it has. */
export async function otherColumns(
  db: Database,
  { id, definition }: Pick<TableRecord, 'id' | 'definition'>,
  was: number,
): Promise<ColumnsOfVersion | undefined> {
  const columns = await findTableColumns(db, id, was)
  if (columns === undefined || !isTable(definition)) return undefined
  return JSON.stringify(columns) === JSON.stringify(columnsOf(definition)) ? undefined : columns
}

/** Gives the table other columns that it had, for a version that is just made. */
export async function restoreColumns(
  db: Database,
  projectId: string,
  record: TableRecord,
  columns: ColumnsOfVersion,
  version: number,
): Promise<ColumnMoves> {
  const { id: tableId, definition } = record
  if (!isTable(definition)) throw notATable(record)
  const next = restoredColumns(definition, columns, version)
  await setTableColumns(db, { tableId, version, columns: columnsOf(next), before: columns })
  return await replaceDefinition(db, projectId, record, { before: definition, after: next })
}
