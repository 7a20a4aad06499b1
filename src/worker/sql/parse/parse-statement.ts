import { CausewayError } from '../../../base/errors.ts'
import { DEFAULT_RULES, type ReadingRules } from '../reading-rules.ts'
import type { Statement } from '../tree/statement.ts'
import { readBracketContent } from './brackets.ts'
import { readExpression, readValue } from './expressions.ts'
import { tokenize } from './lexer.ts'
import type { Parser } from './parser.ts'
import { readQuery, readQueryFrom } from './queries.ts'
import { readAlias, readSortItem } from './select-items.ts'
import { readSettingStatement } from './setting-statements.ts'
import { readStatement } from './statements.ts'
import { TokenReader } from './token-reader.ts'

/** The vendor's own limit (characters). */
const STATEMENT_LENGTH_MAX = 500_000

/**
 * The tree of one statement; a ; may follow it. Throws sql-syntax with line, column and what was met, limit-exceeded for a statement that is too long or too
 * deep, not-supported for a statement that Spark has and Causeway has not, sql-syntax for a second statement. Linear in the statement's length.
 * @param isTold whether what is found wrong later is told where it stands: of a statement that somebody reads who is told so
 */
export function parseStatement(sql: string, rules: ReadingRules = DEFAULT_RULES, isTold = false): Statement {
  if (sql.length >= STATEMENT_LENGTH_MAX)
    throw new CausewayError('limit-exceeded', `The statement has ${sql.length} characters; it may have fewer than ${STATEMENT_LENGTH_MAX}`)
  const setting = readSettingStatement(sql)
  if (setting !== undefined) return setting
  const reader = new TokenReader(sql, tokenize(sql), isTold)
  let items = 0
  const parser: Parser = {
    reader,
    rules,
    expression: (seed) => readExpression(parser, seed),
    value: () => reader.deeper(() => readValue(parser)),
    named: () => {
      items += 1
      const item = readAlias(parser, readExpression(parser))
      items -= 1
      return item
    },
    takesPatterns: () => rules.quotedPatterns && items > 0,
    sortItem: () => readSortItem(parser),
    query: () => readQuery(parser),
    queryFrom: (body) => readQueryFrom(parser, body),
    bracketContent: (mayName) => readBracketContent(parser, mayName),
  }
  if (reader.peek().kind === 'end' || reader.isSymbol(';')) {
    throw new CausewayError('sql-syntax', 'The statement is empty', { hint: 'Send one SQL statement, as in SELECT 1.' })
  }
  const statement = placed(reader, () => readStatement(parser))
  const isEnded = reader.takeSymbol(';')
  while (reader.takeSymbol(';'));
  if (reader.peek().kind !== 'end') throw isEnded ? reader.secondStatement() : reader.unexpected()
  return statement
}

function placed<T>(reader: TokenReader, read: () => T): T {
  try {
    return read()
  } catch (thrown) {
    throw reader.blamed(thrown)
  }
}
