import { CausewayError } from '../../../base/errors.ts'
import type { NewRows } from '../shared/source.ts'
import { listDataFiles } from './data-files.ts'
import { writableFormat } from './file-format.ts'
import { stageAtLocation } from './insert.ts'
import { stageInFolders } from './insert-into-folders.ts'
import { stageManaged } from './managed-rows.ts'
import { writableFolder } from './table-folder.ts'
import { refuseLogTable } from './table-format/refuse-log-table.ts'

/** CREATE TABLE … AS: a managed table gets a new folder, an obs:// path must be empty. */
export const newFileRows: NewRows = {
  async check(table, context) {
    if (table.source.kind !== 'files') return
    refuseLogTable(table)
    writableFormat(table.source)
    const folder = await writableFolder(table.source, context)
    if ((await listDataFiles(folder)).paths.length === 0) return
    throw new CausewayError('already-exists', `There are files in ${folder.shown} already`, {
      hint: 'CREATE TABLE … AS SELECT needs an empty path: choose another one, or CREATE TABLE without AS and INSERT INTO it',
    })
  },
  async write(table, sql, context) {
    if (table.source.kind === 'managed') return await stageManaged(table, sql, context, true)
    const folder = await writableFolder(table.source, context)
    const { partitionedBy } = table
    if (partitionedBy !== undefined)
      return await stageInFolders({ table, partitionedBy, sql, mode: { kind: 'append' }, folder, isNew: true }, context)
    return await stageAtLocation({ table, sql, folder, replaced: [], isNew: true }, context)
  },
}
