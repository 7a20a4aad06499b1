import { jsonlResult } from './jsonl-result.ts'
import type { ResultFormat } from './result-format.ts'

/** One array, its objects as those of JSON lines. */
export function jsonResult(): ResultFormat {
  const lines = jsonlResult()
  let isFirst = true
  return {
    contentType: 'application/json; charset=utf-8',
    ending: 'json',
    get rowsAtOnce() {
      return lines.rowsAtOnce
    },
    head: (columns) => `[${String(lines.head(columns))}`,
    rows(text, columns) {
      // A line end in a value is written as \n.
      const objects = String(lines.rows(text, columns)).trimEnd().replaceAll('\n', ',\n ')
      const before = isFirst ? '' : ',\n '
      isFirst = false
      return before + objects
    },
    tail: () => ']\n',
  }
}
