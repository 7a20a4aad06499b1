/** A statement of a text, without the semicolon behind it. */
export interface FoundStatement {
  readonly sql: string
  /** Where it begins: line and column from 1. */
  readonly line: number
  readonly column: number
  /** The half-open range of the text, in UTF-16 units. */
  readonly from: number
  readonly to: number
  /** Whether a semicolon stands behind it. */
  readonly isEnded: boolean
}

/**
 * The statements of a text, by Spark's rules: a semicolon in a text, a quoted name or a comment ends none. A text that is not closed goes to the end. What is nothing but space and
 * comments is no statement.
 */
export function splitStatements(text: string): readonly FoundStatement[] {
  const found: FoundStatement[] = []
  let begin = 0
  let hasWords = false
  const add = (end: number, isEnded: boolean): void => {
    if (hasWords) {
      const from = begin + leadingSpace(text, begin, end)
      const before = text.slice(0, from)
      const line = before.split('\n').length
      const sql = text.slice(from, end).trimEnd()
      found.push({ sql, line, column: from - before.lastIndexOf('\n'), from, to: from + sql.length, isEnded })
    }
    begin = end + 1
    hasWords = false
  }
  for (let at = 0; at < text.length; at += 1) {
    const token = skipped(text, at)
    if (token !== undefined) {
      if (!token.isComment) hasWords = true
      at = token.end - 1
    } else if (text[at] === ';') add(at, true)
    else if (!/\s/.test(text[at] ?? '')) hasWords = true
  }
  add(text.length, false)
  return found
}

const leadingSpace = (text: string, from: number, to: number): number => /^\s*/.exec(text.slice(from, to))?.[0].length ?? 0

interface Skipped {
  readonly end: number
  readonly isComment: boolean
}

/** The text, quoted name or comment that begins there. */
function skipped(text: string, at: number): Skipped | undefined {
  switch (text[at]) {
    case "'":
    case '"':
      return { end: textEnd(text, at, !/[rR]/.test(text[at - 1] ?? '') || /\w/.test(text[at - 2] ?? '')), isComment: false }
    case '`':
      return { end: endBehind(text, '`', at + 1), isComment: false }
    case '-':
      return text[at + 1] === '-' ? { end: endBehind(text, '\n', at), isComment: true } : undefined
    case '/':
      return text[at + 1] === '*' ? { end: commentEnd(text, at), isComment: true } : undefined
    default:
      return undefined
  }
}

function endBehind(text: string, sign: string, from: number): number {
  const at = text.indexOf(sign, from)
  return at < 0 ? text.length : at + 1
}

function textEnd(text: string, begin: number, hasEscapes: boolean): number {
  for (let at = begin + 1; at < text.length; at += 1) {
    if (hasEscapes && text[at] === '\\') at += 1
    else if (text[at] === text[begin]) return at + 1
  }
  return text.length
}

/** Spark's stand within each other. */
function commentEnd(text: string, begin: number): number {
  let depth = 0
  for (let at = begin; at < text.length; at += 1) {
    if (text.startsWith('/*', at)) depth += 1
    else if (text.startsWith('*/', at)) depth -= 1
    else continue
    at += 1
    if (depth === 0) return at + 1
  }
  return text.length
}
