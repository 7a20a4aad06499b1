import type { Source } from '../shared/source.ts'
import { describeMysql } from './describe.ts'
import { insertMysql } from './insert.ts'
import { scanMysql } from './scan.ts'
import { tableNamesOfMysql } from './schema-tables.ts'

export const mysqlSource: Source = {
  describe: describeMysql,
  present: undefined,
  scan: (table, _was, context) => scanMysql(table, context),
  tableNames: tableNamesOfMysql,
  part: undefined,
  insert: insertMysql,
  hasDefaults: true,
  rewriteFiles: undefined,
  newRows: undefined,
}
