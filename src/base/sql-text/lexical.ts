/** What holds any text in it, a semicolon too, as Spark's lexer knows it: sticky, to be asked at one place. */

/** A backslash at the end of a line goes on in the next. */
export const LINE_COMMENT = /--(?:\\\n|[^\r\n])*/y
export const WORD = /[A-Za-z0-9_]+/y
export const QUOTED_NAME = /`[^`]*(?:``[^`]*)*`/y
export const STRING = /'[^'\\]*(?:\\[\s\S][^'\\]*)*'|"[^"\\]*(?:\\[\s\S][^"\\]*)*"/y
/** To be asked before a word: its letter is one. */
export const RAW_STRING = /[rR](?:'[^']*'|"[^"]*")/y

const COMMENT_END = /\/\*|\*\//g

/** Behind the comment that begins there; undefined: it has no end. Comments nest, as in Spark. */
export function commentEnd(sql: string, start: number): number | undefined {
  let depth = 0
  COMMENT_END.lastIndex = start
  for (;;) {
    const mark = COMMENT_END.exec(sql)
    if (mark === null) return undefined
    depth += mark[0] === '/*' ? 1 : -1
    if (depth === 0) return mark.index + 2
  }
}
