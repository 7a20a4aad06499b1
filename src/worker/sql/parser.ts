import { BaseErrorListener, CharStreams, CommonTokenStream, PredictionMode, Token } from 'antlr4ng'
import type { StatementContext } from 'dt-sql-parser/dist/lib/spark/SparkSqlParser.js'
import { CausewayError } from '../../base/errors.ts'
import { SparkSqlLexer, SparkSqlParser } from './grammar.ts'
import { syntaxError } from './syntax-error.ts'

/** The vendor's own limit (characters). */
const STATEMENT_LENGTH_MAX = 500_000
const TOKENS_MAX = 60_000
const BRACKETS_DEPTH_MAX = 150
const SHOWN_LENGTH_MAX = 60

/**
 * The parse tree of one statement; a ; may follow it. Throws sql-syntax with line, column and what was met, limit-exceeded for a statement
 * that is too long or too deep, sql-syntax for a second statement.
 */
export function parseStatement(sql: string): StatementContext {
  if (sql.length >= STATEMENT_LENGTH_MAX)
    throw new CausewayError('limit-exceeded', `The statement has ${sql.length} characters; it may have fewer than ${STATEMENT_LENGTH_MAX}`)
  const lexer = new SparkSqlLexer(CharStreams.fromString(sql))
  lexer.removeErrorListeners()
  lexer.addErrorListener(new Refusing())
  const tokens = new CommonTokenStream(lexer)
  tokens.fill()
  mendTokens(tokens.getTokens())
  if (tokens.LA(1) === Token.EOF)
    throw new CausewayError('sql-syntax', 'The statement is empty', { hint: 'Send one SQL statement, as in SELECT 1.' })
  return guardDepth(() => parse(tokens))
}

/** A statement nested so deep that the stack ends is the statement's fault, and is said so. */
export function guardDepth<T>(work: () => T): T {
  try {
    return work()
  } catch (thrown) {
    if (thrown instanceof RangeError) throw new CausewayError('limit-exceeded', 'The statement is nested too deep')
    throw thrown
  }
}

function parse(tokens: CommonTokenStream): StatementContext {
  // SLL reads nearly everything and is the quicker by far; only what it cannot read is tried with full LL, whose error is the one to show.
  const quick = run(tokens, PredictionMode.SLL)
  if (quick !== undefined) return quick
  tokens.seek(0)
  const thorough = run(tokens, PredictionMode.LL)
  if (thorough === undefined) throw new CausewayError('internal', 'The statement could not be parsed and the parser gave no reason')
  return thorough
}

function run(tokens: CommonTokenStream, mode: number): StatementContext | undefined {
  const parser = new SparkSqlParser(tokens)
  parser.removeErrorListeners()
  parser.interpreter.predictionMode = mode
  if (mode === PredictionMode.LL) parser.addErrorListener(new Refusing())
  const single = parser.singleStatement()
  if (parser.numberOfSyntaxErrors > 0) return undefined
  const next = tokens.LT(1)
  if (next !== null && next.type !== Token.EOF) {
    if (single.SEMICOLON() === null) return unexpected(next, mode)
    throw syntaxError(`a second statement begins with ${shown(next)}`, next.line, next.column + 1, 'Submit one statement a job.')
  }
  const statement = single.statement()
  if (statement === null)
    throw new CausewayError('sql-syntax', 'The statement is empty', { hint: 'Send one SQL statement, as in SELECT 1.' })
  return statement
}

function unexpected(token: Token, mode: number): undefined {
  if (mode === PredictionMode.SLL) return undefined
  throw syntaxError(`${shown(token)} is unexpected`, token.line, token.column + 1)
}

/**
 * Gaps of the grammar that a token's type mends: "…" is a string in Spark (the grammar also takes it for an identifier), and map(…) is a call
 * (the grammar knows MAP as a type only). Counts tokens and brackets on the way.
 */
function mendTokens(tokens: readonly Token[]): void {
  let depth = 0
  let previous: Token | undefined
  let beforePrevious: Token | undefined
  let count = 0
  for (const token of tokens) {
    if (token.channel !== Token.DEFAULT_CHANNEL) continue
    if (++count > TOKENS_MAX) throw new CausewayError('limit-exceeded', `The statement has more than ${TOKENS_MAX} tokens`)
    const text = token.text
    if (token.type === SparkSqlLexer.DOUBLEQUOTED_STRING) token.type = SparkSqlLexer.STRING_LITERAL
    if (text === '(' || text === '[' || token.type === SparkSqlLexer.KW_CASE) depth++
    else if (text === ')' || text === ']' || token.type === SparkSqlLexer.KW_END) depth--
    if (depth > BRACKETS_DEPTH_MAX)
      throw new CausewayError('limit-exceeded', `The statement is nested deeper than ${BRACKETS_DEPTH_MAX} brackets`)
    if (text === '(' && previous?.type === SparkSqlLexer.KW_MAP && beforePrevious?.text !== '.') previous.type = SparkSqlLexer.IDENTIFIER
    beforePrevious = previous
    previous = token
  }
}

function shown(token: Token): string {
  if (token.type === Token.EOF) return 'the end of the statement'
  const text = token.text ?? ''
  return shownText(text)
}

/** A string's content is not shown: it may be a password in the wrong place. */
function shownText(text: string): string {
  if (text === "'" || text === '"' || text === '`') return `a ${text} without its end`
  if (/^[rR]?['"]./s.test(text)) return 'a string'
  return `"${text.length > SHOWN_LENGTH_MAX ? `${text.slice(0, SHOWN_LENGTH_MAX)}…` : text}"`
}

/** ANTLR's own wording lists every token that could stand there; what was met is what helps. */
class Refusing extends BaseErrorListener {
  override syntaxError(_recognizer: unknown, offending: unknown, line: number, column: number): void {
    if (offending !== null && typeof offending === 'object' && 'type' in offending && 'text' in offending) {
      const token = { type: offending.type, text: offending.text }
      const met = token.type === Token.EOF ? 'the end of the statement' : shownText(String(token.text))
      throw syntaxError(`${met} is unexpected`, line, column + 1)
    }
    throw syntaxError('a sign that is no part of SQL is met', line, column + 1)
  }
}
