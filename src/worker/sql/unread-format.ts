import type { CausewayError } from '../../base/errors.ts'
import { JDBC_KINDS, JDBC_PROTOCOLS } from '../../base/remote-kinds.ts'
import { STORE_KINDS } from '../../protocol/record-stores.ts'
import { notSupported } from './syntax-error.ts'

const SERVED = ['jdbc', ...STORE_KINDS]
const ANOTHER_STORE = `Bring its rows into files of a bucket, and make a table of those; or into a store that is served: USING ${SERVED.slice(0, -1).join(', ')} or ${SERVED.at(-1)}.`

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
  ...JDBC_PROTOCOLS.flatMap((protocol) => {
    const { schemes, form } = JDBC_KINDS[protocol]
    return schemes.map((scheme) => [scheme, `Write USING jdbc with the URL ${form}.`] as const)
  }),
  ['oracle', `No Oracle was there to try. ${ANOTHER_STORE}`],
  ['dws', 'Write USING jdbc with the URL jdbc:postgresql://host:8000/database.'],
  ['binaryfile', 'Read the bytes where they come from.'],
])

/** For a format that is not served: `otherwise` says which are. */
export const unreadFormat = (what: string, format: string, otherwise: string): CausewayError =>
  notSupported(what, INSTEAD.get(format.toLowerCase().split('.').at(-1) ?? '') ?? otherwise)
