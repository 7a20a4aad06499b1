import { CausewayError } from '../../../base/errors.ts'
import type { Source } from '../shared/source.ts'
import { describeClickhouse } from './describe.ts'
import { partOfClickhouse } from './part.ts'
import { scanClickhouse } from './scan.ts'
import { tableNamesOfClickhouse } from './schema-tables.ts'

export const clickhouseSource: Source = {
  describe: describeClickhouse,
  present: undefined,
  scan: (table, _was, context) => scanClickhouse(table, context),
  tableNames: tableNamesOfClickhouse,
  part: partOfClickhouse,
  async insert({ database, name }) {
    throw new CausewayError('not-supported', `${database}.${name} is a table of ClickHouse, which is only read`, {
      hint: 'ClickHouse takes no rows back, so that a job that fails would leave some. Write into a bucket, and load that there: INSERT INTO … SELECT … FROM s3(…)',
    })
  },
  hasDefaults: true,
  rewriteFiles: undefined,
  newRows: undefined,
}
