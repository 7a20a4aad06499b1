import type { Source } from '../shared/source.ts'
import { describeFiles } from './describe.ts'
import { insertFiles } from './insert.ts'
import { rewriteManaged } from './managed-rows.ts'
import { newFileRows } from './new-rows.ts'
import { scanFiles } from './scan.ts'
import { presentTable } from './table-format/open-snapshot.ts'

export const filesSource: Source = {
  describe: describeFiles,
  present: presentTable,
  scan: scanFiles,
  tableNames: undefined,
  part: undefined,
  insert: insertFiles,
  hasDefaults: false,
  rewriteFiles: rewriteManaged,
  newRows: newFileRows,
}
