import type { Source } from '../shared/source.ts'
import { describePostgres } from './describe.ts'
import { insertPostgres } from './insert.ts'
import { partOfPostgres } from './part.ts'
import { scanPostgres } from './scan.ts'
import { tableNamesOfPostgres } from './schema-tables.ts'

export const postgresSource: Source = {
  describe: describePostgres,
  present: undefined,
  scan: (table, _was, context) => scanPostgres(table, context),
  tableNames: tableNamesOfPostgres,
  part: partOfPostgres,
  insert: insertPostgres,
  hasDefaults: true,
  rewriteFiles: undefined,
  newRows: undefined,
}
