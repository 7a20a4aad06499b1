import { jsonCells } from '../../../../base/json-cells.ts'
import { linesOf, type ResultFormat, rowsWithin } from './result-format.ts'

/** Of the names alone, which every row has again. */
const NAME_CHARACTERS_MAX = 4 << 20

/** An object a line, its numbers with all their digits. */
export function jsonlResult(): ResultFormat {
  let keys: readonly string[] = []
  return {
    contentType: 'application/x-ndjson; charset=utf-8',
    ending: 'jsonl',
    get rowsAtOnce() {
      return rowsWithin(
        NAME_CHARACTERS_MAX,
        keys.reduce((sum, { length }) => sum + length, 0),
      )
    },
    head(columns) {
      keys = columns.map(({ name }) => `${JSON.stringify(name)}:`)
      return ''
    },
    rows(lines) {
      let text = ''
      for (const line of linesOf(lines)) {
        text += `{${jsonCells(line)
          .map((cell, index) => `${keys[index] ?? ''}${cell}`)
          .join(',')}}\n`
      }
      return text
    },
    tail: () => '',
  }
}
