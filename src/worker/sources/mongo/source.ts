import type { Source } from '../shared/source.ts'
import { describeMongo } from './describe.ts'
import { insertMongo } from './insert.ts'
import { partOfMongo } from './part.ts'
import { scanMongo } from './scan.ts'

export const mongoSource: Source = {
  describe: describeMongo,
  present: undefined,
  scan: async (table, _was, context) => scanMongo(table, context),
  tableNames: undefined,
  part: partOfMongo,
  insert: insertMongo,
  hasDefaults: false,
  rewriteFiles: undefined,
  newRows: undefined,
}
