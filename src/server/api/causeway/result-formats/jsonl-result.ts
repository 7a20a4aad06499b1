import { jsonCells } from '../../../../base/json-cells.ts'
import { linesOf, type ResultFormat } from './result-format.ts'

/** An object a line, its numbers with all their digits. */
export function jsonlResult(): ResultFormat {
  let keys: readonly string[] = []
  return {
    contentType: 'application/x-ndjson; charset=utf-8',
    ending: 'jsonl',
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
