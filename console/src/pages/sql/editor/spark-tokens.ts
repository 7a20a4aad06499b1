import { KEYWORDS } from '../../../../../src/client/sql-text/keywords.ts'
import { SPARK_FUNCTIONS } from '../../../../../src/client/sql-text/spark-functions.ts'

/** The names that CodeMirror's styles go by. */
export type TokenStyle =
  | 'keyword'
  | 'typeName'
  | 'string'
  | 'number'
  | 'comment'
  | 'operator'
  | 'variableName'
  | 'propertyName'
  | 'function'

export interface LexerState {
  /** How deep comments stand within each other; those of Spark nest. */
  depth: number
  /** The sign that ends the text or the quoted name in which a line began. */
  quote: string
  /** Whether a backslash in it takes the sign behind it along. */
  hasEscapes: boolean
}

/** What CodeMirror's StringStream gives of it. */
export interface CharacterStream {
  eol(): boolean
  next(): unknown
  peek(): unknown
  match(pattern: RegExp, takes?: boolean): RegExpMatchArray | boolean | null
}

const TYPES: ReadonlySet<string> = new Set(
  'BIGINT BINARY BOOLEAN DATE DECIMAL DOUBLE FLOAT INT INTERVAL SMALLINT STRING TIMESTAMP TINYINT ARRAY MAP STRUCT'.split(' '),
)
const KEYWORD_SET: ReadonlySet<string> = new Set(KEYWORDS)
const FUNCTION_SET: ReadonlySet<string> = new Set(SPARK_FUNCTIONS)

export const startState = (): LexerState => ({ depth: 0, quote: '', hasEscapes: true })

/** One token of a line; null for what has no style of its own. */
export function sparkToken(stream: CharacterStream, state: LexerState): TokenStyle | null {
  if (state.depth > 0) return inComment(stream, state)
  if (state.quote !== '') return inQuotes(stream, state)
  if (stream.match(/^\s+/)) return null
  if (stream.match(/^--.*/)) return 'comment'
  if (stream.match(/^\/\*/)) {
    state.depth = 1
    return inComment(stream, state)
  }
  if (stream.match(/^\$\{[^}]*\}|^\{\{[^}]*\}\}/)) return 'variableName'
  const isRaw = Boolean(stream.match(/^[rR](?=['"])/))
  const sign = stream.peek()
  if (sign === "'" || sign === '"' || sign === '`') {
    stream.next()
    state.quote = sign
    state.hasEscapes = !isRaw && sign !== '`'
    return inQuotes(stream, state)
  }
  if (stream.match(/^(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?(?:[bB][dD]|[lLsSyYdDfF])?(?!\w)/)) return 'number'
  const word = stream.match(/^\w+/)
  if (word !== null && typeof word !== 'boolean') return wordStyle(word[0], stream)
  stream.next()
  return 'operator'
}

function wordStyle(word: string, stream: CharacterStream): TokenStyle | null {
  const upper = word.toUpperCase()
  if (TYPES.has(upper)) return 'typeName'
  if (stream.match(/^\s*(?=\()/, false) && FUNCTION_SET.has(word.toLowerCase())) return 'function'
  return KEYWORD_SET.has(upper) ? 'keyword' : null
}

function inComment(stream: CharacterStream, state: LexerState): TokenStyle {
  while (!stream.eol() && state.depth > 0) {
    if (stream.match(/^\/\*/)) state.depth += 1
    else if (stream.match(/^\*\//)) state.depth -= 1
    else stream.next()
  }
  return 'comment'
}

function inQuotes(stream: CharacterStream, state: LexerState): TokenStyle {
  const style = state.quote === '`' ? 'propertyName' : 'string'
  while (!stream.eol()) {
    const sign = stream.next()
    if (sign === '\\' && state.hasEscapes) stream.next()
    else if (sign === state.quote) {
      state.quote = ''
      break
    }
  }
  return style
}
