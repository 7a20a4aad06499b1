import type { Source } from '../shared/source.ts'
import { describeRedis } from './describe.ts'
import { insertRedis } from './insert.ts'
import { scanRedis } from './scan.ts'

export const redisSource: Source = {
  describe: describeRedis,
  present: undefined,
  scan: async (table, _was, context) => scanRedis(table, context),
  tableNames: undefined,
  part: undefined,
  insert: insertRedis,
  hasDefaults: false,
  rewriteFiles: undefined,
  newRows: undefined,
}
