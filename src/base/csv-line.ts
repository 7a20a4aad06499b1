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
  /** A value with a quote in it is in quotes. */
  readonly escapesQuotes: boolean
  /** White space before a value, and behind it, stays. */
  readonly keepsStart: boolean
  readonly keepsEnd: boolean
}

/** A record as Spark's writer (univocity) writes it, without its end. White space around a value is left out, unless it is to stay. */
export function csvLine(values: readonly (string | null)[], format: CsvLineFormat): string {
  return values.map((value, index) => fieldText(value, index === 0, format)).join(format.separator)
}

function fieldText(value: string | null, isFirst: boolean, format: CsvLineFormat): string {
  const { quote, escapeMark, separator, empty, nothing, quotesAll } = format
  const trimmed = trimWhiteSpace(value ?? nothing, format)
  // Spark writes signs of its own there.
  if (value !== null && trimmed === '' && value !== '' && format.keepsStart !== format.keepsEnd)
    throw new Error('A text of blanks alone that is written with white space kept on one side only is not supported')
  if (value !== null && trimmed === '') return quotesAll ? `${quote}${empty === '""' ? '' : empty}${quote}` : empty
  const shown = format.keepsStart ? (value ?? nothing) : (value ?? nothing).replace(LEADING, '')
  // A record that began with # would be a comment.
  const isQuoted =
    quotesAll ||
    (value !== null &&
      ([separator, ...(format.escapesQuotes ? [quote] : []), '\n', '\r'].some((mark) => shown.includes(mark)) ||
        (quote !== '' && shown.startsWith(quote)) ||
        (isFirst && value.startsWith('#'))))
  if (!isQuoted) return trimmed
  const escaped = Array.from(trimmed, (character) =>
    character === quote || (character === escapeMark && escapeMark !== quote) ? `${escapeMark}${character}` : character,
  )
  return `${quote}${escaped.join('')}${quote}`
}

function trimWhiteSpace(text: string, { keepsStart, keepsEnd }: CsvLineFormat): string {
  let [start, end] = [0, text.length]
  while (!keepsStart && start < end && text.charAt(start) <= ' ') start += 1
  while (!keepsEnd && end > start && text.charAt(end - 1) <= ' ') end -= 1
  return text.slice(start, end)
}
