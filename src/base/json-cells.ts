import type { SparkType } from './spark-type.ts'

/**
 * The texts of the values of a JSON array, as they stand in it: a number keeps every digit. For texts that were written here, with nothing between the tokens;
 * nothing is checked.
 */
export function jsonCells(array: string): readonly string[] {
  const cells: string[] = []
  let depth = 0
  let from = 1
  for (let at = 1; at < array.length; at += 1) {
    switch (array.charCodeAt(at)) {
      case QUOTE:
        at = stringEnd(array, at)
        break
      case OPEN_BRACKET:
      case OPEN_BRACE:
        depth += 1
        break
      case CLOSE_BRACKET:
      case CLOSE_BRACE:
        depth -= 1
        if (depth < 0 && at > from) cells.push(array.slice(from, at))
        break
      case COMMA:
        if (depth > 0) break
        cells.push(array.slice(from, at))
        from = at + 1
        break
    }
  }
  return cells
}

/** The same of an object: its keys, as JSON texts, and the texts of their values, in their order. */
export function jsonEntries(object: string): readonly (readonly [key: string, value: string])[] {
  return jsonCells(object).map((entry) => {
    const keyEnd = stringEnd(entry, 0) + 1
    return [entry.slice(0, keyEnd), entry.slice(keyEnd + 1)]
  })
}

/** The value of a text, or the JSON text of another value. */
export const cellText = (cell: string): string => (cell.startsWith('"') ? String(JSON.parse(cell)) : cell)

/** The JSON text of a map's key, which stands in an object: one that is no text is in the string as its own JSON text. */
export function keyCell(key: string, type: SparkType): string {
  switch (type.kind) {
    case 'string':
    case 'binary':
    case 'date':
    case 'timestamp':
    case 'interval':
    case 'calendar-interval':
      return key
    default:
      return cellText(key)
  }
}

const [QUOTE, BACKSLASH, COMMA, OPEN_BRACKET, CLOSE_BRACKET, OPEN_BRACE, CLOSE_BRACE] = [0x22, 0x5c, 0x2c, 0x5b, 0x5d, 0x7b, 0x7d]

/** Where the quote stands that ends the string which begins there. */
function stringEnd(text: string, begin: number): number {
  for (let end = text.indexOf('"', begin + 1); ; end = text.indexOf('"', end + 1)) {
    if (end < 0) return text.length
    let backslashes = 0
    while (text.charCodeAt(end - 1 - backslashes) === BACKSLASH) backslashes += 1
    if (backslashes % 2 === 0) return end
  }
}
