/** What Hive's OpenCSVSerde takes a line apart by. */
export interface OpencsvSigns {
  readonly separator: string
  readonly quote: string
  readonly escape: string
}

/**
 * The fields of one line, as the parser of opencsv 2.3 has them. A quote that is not closed in the line takes its field away, for a row is a line; a line without
 * anything has no fields.
 */
export function opencsvFields(line: string, signs: OpencsvSigns): readonly string[] {
  const { separator, quote, escape: escaping } = signs
  if (line === '') return []
  if (!line.includes(quote) && !line.includes(escaping)) return line.split(separator)
  const fields: string[] = []
  let field = ''
  let inQuotes = false
  // As that parser has it: it changes with each quote, also with those that stand for themselves.
  let inField = false
  for (let at = 0; at < line.length; at += 1) {
    const sign = line[at]
    const next = line[at + 1]
    const isInside = inQuotes || inField
    if (sign === escaping) {
      if (!isInside || (next !== quote && next !== escaping)) continue
      field += next
      at += 1
    } else if (sign === quote) {
      if (isInside && next === quote) {
        field += quote
        at += 1
      } else {
        if (at > 2 && line[at - 1] !== separator && next !== undefined && next !== separator) field = isBlank(field) ? '' : field + quote
        inQuotes = !inQuotes
      }
      inField = !inField
    } else if (sign === separator && !inQuotes) {
      fields.push(field)
      field = ''
      inField = false
    } else {
      field += sign
      inField = true
    }
  }
  if (!inQuotes) fields.push(field)
  return fields
}

/** Something, and all of it what Java's Character.isWhitespace takes for white space. */
const isBlank = (text: string): boolean => BLANK.test(text)
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are white space there.
const BLANK = /^[\t-\r\x1C-\x20\u1680\u2000-\u2006\u2008-\u200A\u2028\u2029\u205F\u3000]+$/
