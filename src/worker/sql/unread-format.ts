import type { CausewayError } from '../../base/errors.ts'
import { notSupported } from './syntax-error.ts'

const ANOTHER_STORE =
  'Bring its rows into files of a bucket, and make a table of those; or into a store that is served: USING jdbc, redis, mongo or css.'

/** What else there is for formats that others have. */
const INSTEAD: ReadonlyMap<string, string> = new Map([
  ['orc', 'ORC files are read here, not written: write USING parquet.'],
  ['jsonfile', 'Write USING json.'],
  ['csvfile', 'Write USING csv.'],
  ['carbon', 'Write USING parquet.'],
  ['carbondata', 'Write USING parquet.'],
  ['sequencefile', 'Write STORED AS TEXTFILE, or USING parquet.'],
  ['rcfile', 'Write STORED AS TEXTFILE, or USING parquet.'],
  ['hbase', ANOTHER_STORE],
  ['cloudtable', ANOTHER_STORE],
  ['opentsdb', ANOTHER_STORE],
  ['geomesa', ANOTHER_STORE],
  ['clickhouse', 'Write USING jdbc with the URL jdbc:clickhouse://host:8123/database.'],
  ['mysql', 'Write USING jdbc with the URL jdbc:mysql://host:3306/database.'],
  ['mariadb', 'Write USING jdbc with the URL jdbc:mariadb://host:3306/database.'],
  ['postgres', 'Write USING jdbc with the URL jdbc:postgresql://host:5432/database.'],
  ['postgresql', 'Write USING jdbc with the URL jdbc:postgresql://host:5432/database.'],
  ['oracle', `No Oracle was there to try. ${ANOTHER_STORE}`],
  ['dws', 'Write USING jdbc with the URL jdbc:postgresql://host:8000/database.'],
  ['binaryfile', 'Read the bytes where they come from.'],
])

/** For a format that is not served: `otherwise` says which are. */
export const unreadFormat = (what: string, format: string, otherwise: string): CausewayError =>
  notSupported(what, INSTEAD.get(format.toLowerCase().split('.').at(-1) ?? '') ?? otherwise)
