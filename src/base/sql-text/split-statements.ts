import { commentEnd, LINE_COMMENT, QUOTED_NAME, RAW_STRING, STRING, WORD } from './lexical.ts'

/** A statement of a text, without the semicolon behind it. */
export interface FoundStatement {
  readonly sql: string
  /** Where it begins: line and column from 1, a column being a character. */
  readonly line: number
  readonly column: number
  /** The half-open range of the text, in UTF-16 units. */
  readonly from: number
  readonly to: number
  /** Whether a semicolon stands behind it. */
  readonly isEnded: boolean
  /** Where in the text a string, a quoted name or a comment begins that has no end, in UTF-16 units: all that follows is in it. */
  readonly unclosedAt?: number
}

const SPACE = /\s/
/** What is passed over at once: a sign at a time takes twice as long. */
const NOTHING_BEGINS = /[^\s;'"`/\-A-Za-z0-9_]+/y

/**
 * The statements of a text, by Spark's rules: a semicolon in a string, a quoted name or a comment ends none. One that is not closed goes to the end. What is nothing but space and
 * comments is no statement. Linear in the length.
 *
 * @param most behind so many statements no further one is looked for
 */
export function splitStatements(text: string, most = Number.POSITIVE_INFINITY): readonly FoundStatement[] {
  const found: FoundStatement[] = []
  const placeAt = places(text)
  let at = 0
  let begin = 0
  let hasWords = false
  const match = (pattern: RegExp): number | undefined => {
    pattern.lastIndex = at
    return pattern.test(text) ? pattern.lastIndex : undefined
  }
  const add = (end: number, isEnded: boolean, unclosedAt?: number): void => {
    if (hasWords) {
      let from = begin
      while (SPACE.test(text[from] ?? '')) from += 1
      const sql = text.slice(from, end).trimEnd()
      found.push({
        sql,
        ...placeAt(from),
        from,
        to: from + sql.length,
        isEnded,
        ...(unclosedAt === undefined ? {} : { unclosedAt }),
      })
    }
    begin = end + 1
    hasWords = false
  }
  while (at < text.length) {
    const character = text[at] ?? ''
    if (character === ';') {
      add(at, true)
      if (found.length >= most) return found
      at += 1
      continue
    }
    if (character === '/' && text[at + 1] === '*') {
      const end = commentEnd(text, at)
      if (end === undefined) {
        hasWords = true
        add(text.length, false, at)
        return found
      }
      at = end
      continue
    }
    const comment = character === '-' ? match(LINE_COMMENT) : undefined
    if (comment !== undefined) {
      at = comment
      continue
    }
    if (SPACE.test(character)) {
      at += 1
      continue
    }
    hasWords = true
    if (character === "'" || character === '"' || character === '`') {
      const end = match(character === '`' ? QUOTED_NAME : STRING)
      if (end === undefined) {
        add(text.length, false, at)
        return found
      }
      at = end
      continue
    }
    const raw = character === 'r' || character === 'R' ? match(RAW_STRING) : undefined
    at = raw ?? match(WORD) ?? match(NOTHING_BEGINS) ?? at + 1
  }
  add(text.length, false)
  return found
}

/** Asked for places that come one behind the other, it goes through the text once. */
function places(text: string): (to: number) => Pick<FoundStatement, 'line' | 'column'> {
  let at = 0
  let line = 1
  let column = 1
  return (to) => {
    while (at < to) {
      if (text[at] === '\n') {
        line += 1
        column = 1
      } else column += 1
      at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1
    }
    return { line, column }
  }
}
