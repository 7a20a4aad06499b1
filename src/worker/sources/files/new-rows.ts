import { CausewayError } from '../../../base/errors.ts'
import type { NewRows } from '../shared/source.ts'
import { listDataFiles } from './data-files.ts'
import { stageFile } from './insert.ts'
import { tableFolder } from './table-folder.ts'

/** CREATE TABLE … AS: a managed table gets a new folder, an obs:// path must be empty. */
export const newFileRows: NewRows = {
  async check(table, context) {
    if (table.source.kind !== 'files') return
    const folder = await tableFolder(table, table.source, context)
    if ((await listDataFiles(folder)).paths.length === 0) return
    throw new CausewayError('already-exists', `There are files in ${folder.shown} already`, {
      hint: 'CREATE TABLE … AS SELECT needs an empty path: choose another one, or CREATE TABLE without AS and INSERT INTO it',
    })
  },
  write: (table, sql, context) => stageFile(table, sql, context, true),
}
