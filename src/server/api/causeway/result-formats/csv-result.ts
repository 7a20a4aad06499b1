import { jsonCells } from '../../../../base/json-cells.ts'
import { linesOf, type ResultFormat, ROWS_AT_ONCE_MAX } from './result-format.ts'

const NEEDS_QUOTES = /[",\r\n]|^\s|\s$|^$/

/** RFC 4180 in UTF-8, with line feeds: NULL is nothing, an empty text is "", arrays, maps and structs are their JSON. */
export const csvResult = (withHeader: boolean): ResultFormat => ({
  contentType: `text/csv; charset=utf-8; header=${withHeader ? 'present' : 'absent'}`,
  ending: 'csv',
  rowsAtOnce: ROWS_AT_ONCE_MAX,
  head: (columns) => (withHeader ? `${columns.map(({ name }) => quoted(name)).join(',')}\n` : ''),
  rows(lines) {
    let text = ''
    for (const line of linesOf(lines)) text += `${jsonCells(line).map(cellOf).join(',')}\n`
    return text
  },
  tail: () => '',
})

function cellOf(json: string): string {
  switch (json[0]) {
    case 'n':
      return ''
    case '"':
      // What has no escape stands as it is.
      return quoted(json.includes('\\') ? String(JSON.parse(json)) : json.slice(1, -1))
    case '[':
    case '{':
      return quoted(json)
    default:
      return json
  }
}

const quoted = (text: string): string => (NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
