import type { Source } from '../shared/source.ts'
import { describeMysql } from './describe.ts'
import { insertMysql } from './insert.ts'
import { partOfMysql } from './part.ts'
import { scanMysql } from './scan.ts'
import { tableNamesOfMysql } from './schema-tables.ts'

export const mysqlSource: Source = {
  describe: describeMysql,
  present: undefined,
  scan: (table, _was, context) => scanMysql(table, context),
  tableNames: tableNamesOfMysql,
  part: partOfMysql,
  insert: insertMysql,
  hasDefaults: true,
  rewriteFiles: undefined,
  newRows: undefined,
}
