import { CausewayError } from '../../../base/errors.ts'
import type { FileStatistics, TableFile } from '../../../protocol/table-files.ts'
import type { TableRecord } from '../../domain/database.ts'
import {
  insertTableFiles,
  insertTableVersion,
  listFileStatistics,
  listTableFiles,
  removeTableFiles,
} from '../../store/catalog/table-versions.ts'
import type { Database } from '../../store/schema.ts'
import type { ColumnMoves } from './altered-columns.ts'
import { otherColumns, restoreColumns } from './table-columns.ts'

/** In the transaction that makes the version: its number, and what became of the columns where they have changed. `was`: the number of a version that is kept. */
export async function restoreTable(
  tx: Database,
  record: TableRecord & { readonly version: number },
  { was, changesColumns }: { readonly was: number; readonly changesColumns: boolean },
  {
    projectId,
    userName,
    jobId,
    at,
  }: { readonly projectId: string; readonly userName: string; readonly jobId: string; readonly at: number },
): Promise<{ readonly version: number; readonly moves: ColumnMoves | undefined }> {
  const { id, definition } = record
  const columns = await otherColumns(tx, record, was)
  // The right to change them has not been asked.
  if (columns !== undefined && !changesColumns) {
    throw new CausewayError('conflict', `The columns of the table ${definition.database}.${definition.name} have been changed meanwhile`, {
      hint: 'Restore it again.',
    })
  }
  const version = record.version + 1
  const wanted = await listTableFiles(tx, id, was)
  const present = await listTableFiles(tx, id, record.version)
  await insertTableVersion(tx, { tableId: id, version, operation: 'RESTORE TABLE', userName, jobId, committedAt: at })
  const gone = without(present, wanted).map(({ name }) => name)
  await removeTableFiles(tx, id, version, gone)
  const known = await listFileStatistics(tx, id, was)
  const back = without(wanted, present).map((file) => ({ ...file, ...statisticsOf(known.get(file.name)) }))
  await insertTableFiles(tx, id, version, back)
  return { version, moves: columns === undefined ? undefined : await restoreColumns(tx, projectId, record, columns, version) }
}

function without(files: readonly TableFile[], others: readonly TableFile[]): readonly TableFile[] {
  const names = new Set(others.map(({ name }) => name))
  return files.filter(({ name }) => !names.has(name))
}

const statisticsOf = (statistics: FileStatistics | undefined): Pick<TableFile, 'statistics'> =>
  statistics === undefined ? {} : { statistics }
