/** How one record of CSV is written: the separator is one character or more, each other mark one character, or none. */
export interface CsvFormat {
  readonly separator: string
  readonly quote: string
  readonly escapeMark: string
  /** What "" stands for. */
  readonly empty: string
  /** The text that stands for NULL, as a field without any text does. */
  readonly nothing: string
  /** White space before a value, and behind one without quotes, is off. */
  readonly trimsStart: boolean
  readonly trimsEnd: boolean
  /** A record that begins with it is none; '': there is no such mark. */
  readonly comment: string
}

/** How many columns Spark reads of a record. */
const COLUMNS_MAX = 20_480

/**
 * The fields of one record, as Spark's reader (univocity) takes them apart: a line break is an ordinary character; a quote that is not escaped, in the middle of a
 * quoted field, makes the field end at the next separator, with all its quotes. Undefined for a text without a record.
 */
export function csvFields(text: string, format: CsvFormat): readonly (string | null)[] | undefined {
  if (text === '' || (format.comment !== '' && text.startsWith(format.comment))) return undefined
  const fields: (string | null)[] = []
  // Taken for the mark of an encoding, there alone.
  let at = text.startsWith('\uFEFF') ? 1 : 0
  for (;;) {
    if (format.trimsStart) at = behindBlanks(text, at, format)
    const read = text[at] === format.quote && format.quote !== '' ? quotedField(text, at, format) : plainField(text, at, format)
    fields.push(read.field === null || read.field === format.nothing ? null : read.field)
    if (fields.length > COLUMNS_MAX) throw new Error(`A CSV record has more than ${COLUMNS_MAX} columns`)
    if (read.end >= text.length) return fields
    at = read.end + format.separator.length
  }
}

function behindBlanks(text: string, from: number, { separator }: CsvFormat): number {
  let at = from
  while (at < text.length && text.charAt(at) <= ' ' && !text.startsWith(separator, at)) at += 1
  return at
}

interface Read {
  readonly field: string | null
  /** Of the separator behind it, or of the text. */
  readonly end: number
}

function plainField(text: string, from: number, format: CsvFormat): Read {
  const end = separatorFrom(text, from, format)
  let last = end
  if (format.trimsEnd) while (last > from && text.charAt(last - 1) <= ' ') last -= 1
  return { field: last === from ? null : text.slice(from, last), end }
}

function separatorFrom(text: string, from: number, { separator }: CsvFormat): number {
  const found = text.indexOf(separator, from)
  return found < 0 ? text.length : found
}

function quotedField(text: string, from: number, format: CsvFormat): Read {
  const { quote, escapeMark } = format
  const kept: string[] = []
  let at = from + 1
  while (at < text.length) {
    const character = text.charAt(at)
    const next = text.charAt(at + 1)
    if (character === escapeMark && escapeMark !== quote && (next === quote || next === escapeMark)) {
      kept.push(next)
      at += 2
    } else if (character === quote && escapeMark === quote && next === quote) {
      kept.push(quote)
      at += 2
    } else if (character === quote) {
      // Of quotes in a row the last one may end the field; the others are its own.
      while (text.charAt(at + 1) === quote) {
        kept.push(quote)
        at += 1
      }
      const behind = behindBlanks(text, at + 1, format)
      if (behind >= text.length || text.startsWith(format.separator, behind))
        return { field: kept.length === 0 ? format.empty : kept.join(''), end: behind }
      if (behind === at + 1 && text[behind] === escapeMark && escapeMark !== '')
        throw new Error(`CSV with ${escapeMark} right behind the quote that ends a field is not supported`)
      // No end of the field: it is taken as it stands from here on, its first quote with it.
      const end = separatorFrom(text, behind, format)
      return { field: `${quote}${kept.join('')}${text.slice(at, end)}`, end }
    } else if (character === escapeMark && next === '') {
      at += 1
    } else {
      kept.push(character)
      at += 1
    }
  }
  return { field: from + 1 === text.length ? quote : kept.join(''), end: text.length }
}
