import { notSupported } from '../syntax-error.ts'
import type { Statement } from '../tree/statement.ts'
import { readTableName } from './names.ts'
import { readOptions } from './new-table.ts'
import type { Parser } from './parser.ts'
import { readPartition } from './partitions.ts'
import { readSingleString } from './strings.ts'

/** The vendor's LOAD DATA INPATH 'obs://…' INTO TABLE t [OPTIONS (…)], with Spark's OVERWRITE and PARTITION. */
export function readLoadData(parser: Parser): Statement {
  const { reader } = parser
  reader.expectWord('LOAD')
  reader.expectWord('DATA')
  if (reader.takeWord('LOCAL'))
    throw notSupported('LOAD DATA LOCAL', "A queue has no files of its own: write LOAD DATA INPATH 'obs://bucket/folder'.")
  reader.expectWord('INPATH')
  const location = readSingleString(reader)
  const mode = reader.takeWord('OVERWRITE') ? 'overwrite' : 'append'
  reader.expectWord('INTO')
  reader.expectWord('TABLE')
  const table = readTableName(reader)
  const partition = reader.isWord('PARTITION') ? readPartition(parser) : []
  const options = new Map<string, string>()
  if (reader.takeWord('OPTIONS')) readOptions(reader, options)
  return { kind: 'load-data', location, mode, table, partition, options }
}
