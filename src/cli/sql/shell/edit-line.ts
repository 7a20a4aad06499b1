/** What is typed so far, and where the next sign goes. */
export interface Line {
  readonly text: string
  /** In UTF-16 units, at the beginning of a grapheme. */
  readonly cursor: number
}

/** A key, as Node's readline tells it. */
export interface Key {
  readonly name?: string | undefined
  readonly sequence?: string | undefined
  readonly ctrl?: boolean | undefined
  readonly meta?: boolean | undefined
}

/** What is beyond the text itself. */
export type Wish = 'submit' | 'complete' | 'interrupt' | 'leave' | 'older' | 'newer' | 'search' | 'redraw'

export interface Edited {
  readonly line: Line
  readonly wish?: Wish
}

export const EMPTY_LINE: Line = { text: '', cursor: 0 }

const segments = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

function before({ text, cursor }: Line): number {
  if (cursor === 0) return 0
  // A grapheme is no longer than that.
  const from = Math.max(0, cursor - 64)
  let last = 0
  for (const { index } of segments.segment(text.slice(from, cursor))) last = index
  return from + last
}

function behind({ text, cursor }: Line): number {
  const [first] = segments.segment(text.slice(cursor, cursor + 64))
  return cursor + (first?.segment.length ?? 0)
}

const wordBefore = ({ text, cursor }: Line): number => /\w*\W*$/.exec(text.slice(0, cursor))?.index ?? 0
const wordBehind = ({ text, cursor }: Line): number => cursor + (/^\W*\w*/.exec(text.slice(cursor))?.[0].length ?? 0)
const lineBegin = ({ text, cursor }: Line): number => text.lastIndexOf('\n', cursor - 1) + 1
function lineEnd({ text, cursor }: Line): number {
  const end = text.indexOf('\n', cursor)
  return end < 0 ? text.length : end
}

export function inserted({ text, cursor }: Line, more: string): Line {
  return { text: text.slice(0, cursor) + more + text.slice(cursor), cursor: cursor + more.length }
}

const cut = ({ text }: Line, from: number, to: number): Line => ({ text: text.slice(0, from) + text.slice(to), cursor: from })

/** The same column of the line above or beneath; undefined where there is none. */
function vertical(line: Line, by: -1 | 1): Line | undefined {
  const begin = lineBegin(line)
  const column = line.cursor - begin
  if (by < 0) {
    if (begin === 0) return undefined
    const above = lineBegin({ text: line.text, cursor: begin - 1 })
    return { text: line.text, cursor: Math.min(above + column, begin - 1) }
  }
  const end = lineEnd(line)
  if (end === line.text.length) return undefined
  return { text: line.text, cursor: Math.min(end + 1 + column, lineEnd({ text: line.text, cursor: end + 1 })) }
}

/**
 * What a key does, by the habits of Emacs and of psql.
 * @param isWhole whether Return submits: else it begins another line
 */
export function editLine(line: Line, key: Key, isWhole: (text: string) => boolean): Edited {
  const to = (cursor: number): Edited => ({ line: { text: line.text, cursor } })
  if (key.ctrl === true) return byControl(line, key, to)
  if (key.meta === true) return byMeta(line, key, to)
  switch (key.name) {
    case 'return':
    // Typed before the prompt took the terminal.
    case 'enter':
      return isWhole(line.text) ? { line, wish: 'submit' } : { line: inserted(line, '\n') }
    case 'tab':
      return { line, wish: 'complete' }
    case 'backspace':
      return { line: cut(line, before(line), line.cursor) }
    case 'delete':
      return { line: cut(line, line.cursor, behind(line)) }
    case 'left':
      return to(before(line))
    case 'right':
      return to(behind(line))
    case 'home':
      return to(lineBegin(line))
    case 'end':
      return to(lineEnd(line))
    case 'up': {
      const above = vertical(line, -1)
      return above === undefined ? { line, wish: 'older' } : { line: above }
    }
    case 'down': {
      const beneath = vertical(line, 1)
      return beneath === undefined ? { line, wish: 'newer' } : { line: beneath }
    }
    default:
      return { line: isTyped(key.sequence) ? inserted(line, key.sequence) : line }
  }
}

const isTyped = (sequence: string | undefined): sequence is string => sequence !== undefined && sequence !== '' && !/\p{Cc}/u.test(sequence)

function byControl(line: Line, { name }: Key, to: (cursor: number) => Edited): Edited {
  switch (name) {
    case 'c':
      return { line, wish: 'interrupt' }
    case 'd':
      return line.text === '' ? { line, wish: 'leave' } : { line: cut(line, line.cursor, behind(line)) }
    case 'a':
      return to(lineBegin(line))
    case 'e':
      return to(lineEnd(line))
    case 'b':
      return to(before(line))
    case 'f':
      return to(behind(line))
    case 'left':
      return to(wordBefore(line))
    case 'right':
      return to(wordBehind(line))
    case 'h':
      return { line: cut(line, before(line), line.cursor) }
    case 'w':
      return { line: cut(line, wordBefore(line), line.cursor) }
    case 'u':
      return { line: cut(line, lineBegin(line), line.cursor) }
    case 'k':
      return { line: cut(line, line.cursor, Math.max(lineEnd(line), behind(line) === lineEnd(line) + 1 ? behind(line) : 0)) }
    case 'l':
      return { line, wish: 'redraw' }
    case 'p':
      return { line, wish: 'older' }
    case 'n':
      return { line, wish: 'newer' }
    case 'r':
      return { line, wish: 'search' }
    case 'j':
      return { line: inserted(line, '\n') }
    default:
      return { line }
  }
}

function byMeta(line: Line, { name }: Key, to: (cursor: number) => Edited): Edited {
  switch (name) {
    case 'b':
      return to(wordBefore(line))
    case 'f':
      return to(wordBehind(line))
    case 'd':
      return { line: cut(line, line.cursor, wordBehind(line)) }
    case 'backspace':
      return { line: cut(line, wordBefore(line), line.cursor) }
    case 'return':
    case 'enter':
      return { line: inserted(line, '\n') }
    default:
      return { line }
  }
}
