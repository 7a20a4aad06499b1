import type { JsonOptions } from './json-options.ts'
import type { RecordEnds } from './record-splitter.ts'
import { encoded } from './utf8-text.ts'

/** A record, or a file that is one, is in memory as a whole. */
export const RECORD_BYTES_MAX = 512 << 20

export function recordEnds({ multiLine, lineSep, encoding }: JsonOptions): RecordEnds {
  if (multiLine) return { kind: 'file' }
  return lineSep === undefined ? { kind: 'lines' } : { kind: 'separator', bytes: encoded(lineSep, encoding) }
}
