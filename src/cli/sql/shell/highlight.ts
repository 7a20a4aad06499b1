import { KEYWORDS } from '../../../client/sql-text/keywords.ts'

const KEYWORD_SET: ReadonlySet<string> = new Set(KEYWORDS)
const TOKENS =
  /--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|'(?:[^'\\]|\\[\s\S])*(?:'|$)|"(?:[^"\\]|\\[\s\S])*(?:"|$)|`[^`]*(?:`|$)|\b\d[\w.]*|\b[A-Za-z_]\w*/g
const [BOLD, GREEN, CYAN, GREY, OFF] = ['\u001b[1;34m', '\u001b[32m', '\u001b[36m', '\u001b[90m', '\u001b[0m']

/** With the colours of a terminal: keywords, texts, numbers, comments; the signs themselves stay as they are. */
export function highlight(sql: string): string {
  return sql.replaceAll(TOKENS, (token) => {
    const colour = colourOf(token)
    // A line of its own each, for other things are written between lines.
    return colour === ''
      ? token
      : token
          .split('\n')
          .map((part) => `${colour}${part}${OFF}`)
          .join('\n')
  })
}

function colourOf(token: string): string {
  switch (token[0]) {
    case '-':
    case '/':
      return GREY
    case "'":
    case '"':
      return GREEN
    case '`':
      return ''
    default:
      if (/\d/.test(token[0] ?? '')) return CYAN
      return KEYWORD_SET.has(token.toUpperCase()) ? BOLD : ''
  }
}

/** By https://no-color.org, and of a terminal that has colours. */
export const hasColours = (environment: NodeJS.ProcessEnv): boolean => !environment['NO_COLOR'] && environment['TERM'] !== 'dumb'
