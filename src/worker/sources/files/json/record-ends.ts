import { CausewayError } from '../../../../base/errors.ts'
import { type RecordEnds, type RecordSplitter, RecordTooLong } from '../record-splitter.ts'
import type { JsonOptions } from './json-options.ts'
import { encoded } from './utf8-text.ts'

export function recordEnds({ multiLine, lineSep, encoding }: JsonOptions): RecordEnds {
  if (multiLine) return { kind: 'file' }
  return lineSep === undefined ? { kind: 'lines' } : { kind: 'separator', bytes: encoded(lineSep, encoding) }
}

/** The next record of the splitter. `line`: of it; undefined where a file is one record. @throws CausewayError for one that is too long */
export function nextRecord(splitter: RecordSplitter, file: string, line: number | undefined): boolean {
  try {
    return splitter.next()
  } catch (error) {
    if (!(error instanceof RecordTooLong)) throw error
    const what = line === undefined ? `${file}, which is read with multiLine,` : `Line ${line} of ${file}`
    throw new CausewayError('limit-exceeded', `${what} is larger than ${splitter.bytesMax >> 20} MiB`, { hint: 'Write one object a line' })
  }
}
