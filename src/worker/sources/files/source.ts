import type { Source } from '../shared/source.ts'
import { describeFiles } from './describe.ts'
import { insertFiles } from './insert.ts'
import { rewriteManaged } from './managed-rows.ts'
import { newFileRows } from './new-rows.ts'
import { scanFiles } from './scan.ts'

export const filesSource: Source = {
  describe: describeFiles,
  scan: scanFiles,
  insert: insertFiles,
  hasDefaults: false,
  rewriteFiles: rewriteManaged,
  newRows: newFileRows,
}
