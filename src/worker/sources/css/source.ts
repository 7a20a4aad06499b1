import type { Source } from '../shared/source.ts'
import { describeCss } from './describe.ts'
import { insertCss } from './insert.ts'
import { partOfCss } from './part.ts'
import { scanCss } from './scan.ts'

export const cssSource: Source = {
  describe: describeCss,
  present: undefined,
  scan: async (table, _was, context) => scanCss(table, context),
  tableNames: undefined,
  part: partOfCss,
  insert: insertCss,
  hasDefaults: false,
  rewriteFiles: undefined,
  newRows: undefined,
}
