import type { CausewayError } from '../../base/errors.ts'
import { notSupported } from './syntax-error.ts'

/** What else there is for formats that others have. */
const INSTEAD: ReadonlyMap<string, string> = new Map([
  ['orc', 'ORC files are read here, not written: write USING parquet.'],
  ['jsonfile', 'Write USING json.'],
  ['csvfile', 'Write USING csv.'],
  ['carbon', 'Write USING parquet.'],
  ['carbondata', 'Write USING parquet.'],
  ['sequencefile', 'Write STORED AS TEXTFILE, or USING parquet.'],
  ['rcfile', 'Write STORED AS TEXTFILE, or USING parquet.'],
  ['binaryfile', 'Read the bytes where they come from.'],
])

/** For a format that is not served: `otherwise` says which are. */
export const unreadFormat = (what: string, format: string, otherwise: string): CausewayError =>
  notSupported(what, INSTEAD.get(format.toLowerCase().split('.').at(-1) ?? '') ?? otherwise)
