const LEADING = /^[\0- ]+/

/** How a record of CSV is written: each mark is one character. */
export interface CsvLineFormat {
  readonly separator: string
  readonly quote: string
  readonly escapeMark: string
  /** What an empty text is written as, as it stands. */
  readonly empty: string
  /** What NULL is written as. */
  readonly nothing: string
  readonly quotesAll: boolean
}

/** A record as Spark's writer (univocity) writes it, without its end. White space around a value is left out. */
export function csvLine(values: readonly (string | null)[], format: CsvLineFormat): string {
  return values.map((value, index) => fieldText(value, index === 0, format)).join(format.separator)
}

function fieldText(value: string | null, isFirst: boolean, format: CsvLineFormat): string {
  const { quote, escapeMark, separator, empty, nothing, quotesAll } = format
  const trimmed = trimWhiteSpace(value ?? nothing)
  if (value !== null && trimmed === '') return quotesAll ? `${quote}${empty === '""' ? '' : empty}${quote}` : empty
  const shown = (value ?? nothing).replace(LEADING, '')
  // A record that began with # would be a comment.
  const isQuoted =
    quotesAll ||
    (value !== null && ([separator, quote, '\n', '\r'].some((mark) => shown.includes(mark)) || (isFirst && value.startsWith('#'))))
  if (!isQuoted) return trimmed
  const escaped = Array.from(trimmed, (character) =>
    character === quote || (character === escapeMark && escapeMark !== quote) ? `${escapeMark}${character}` : character,
  )
  return `${quote}${escaped.join('')}${quote}`
}

function trimWhiteSpace(text: string): string {
  let [start, end] = [0, text.length]
  while (start < end && text.charAt(start) <= ' ') start += 1
  while (end > start && text.charAt(end - 1) <= ' ') end -= 1
  return text.slice(start, end)
}
