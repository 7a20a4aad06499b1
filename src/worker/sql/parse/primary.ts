import type { CausewayError } from '../../../base/errors.ts'
import { notSupported } from '../syntax-error.ts'
import type { Expression, FunctionCall } from '../tree/query.ts'
import { keepWritten } from '../tree/written.ts'
import { itemsAsExpression } from './brackets.ts'
import { readCall, readFunctionName } from './calls.ts'
import { beginsInterval, readInterval } from './intervals.ts'
import { KEYWORD_FORMS } from './keyword-forms.ts'
import { beginsNoExpression, beginsQuery } from './keywords.ts'
import { readTypedLiteral } from './literals.ts'
import { beginsLambda, functionName, isName, readName, readNameList, readParts } from './names.ts'
import { readNumber } from './numbers.ts'
import type { Parser } from './parser.ts'
import { readString } from './strings.ts'
import type { TokenReader } from './token-reader.ts'

/** One operand, with the subscripts and fields behind it. */
export function readPrimary(parser: Parser, seed?: Expression): Expression {
  const { reader } = parser
  const start = reader.start(seed)
  let operand = reader.written(start, seed ?? readOperand(parser))
  for (;;) {
    if (reader.takeSymbol('[')) {
      const index = parser.value()
      reader.expectSymbol(']')
      operand = reader.written(start, { kind: 'subscript', operand, index })
    } else if (reader.isSymbol('.') && isName(reader, 1)) {
      reader.next()
      const field = reader.peek()
      operand = reader.written(field, { kind: 'field', operand, name: readName(reader) })
    } else return operand
  }
}

function readOperand(parser: Parser): Expression {
  const { reader } = parser
  const token = reader.peek()
  switch (token.kind) {
    case 'number':
      return readNumber(reader)
    case 'string':
      return { kind: 'string', value: readString(reader) }
    case 'symbol':
      return readSymbolForm(parser)
    case 'word':
    case 'quoted-name':
      return readWordForm(parser)
    case 'hint':
    case 'end':
      throw reader.unexpected()
  }
}

function readSymbolForm(parser: Parser): Expression {
  const { reader } = parser
  if (reader.isSymbol('-') && reader.peek(1).kind === 'number') return readNumber(reader)
  if (reader.isSymbol('(')) {
    if (beginsLambda(reader)) return readLambda(parser, readNameList(reader))
    const content = parser.bracketContent(true)
    return content.kind === 'query' ? { kind: 'scalar-query', query: content.query } : itemsAsExpression(content.items)
  }
  if (reader.takeSymbol('*')) return readStar(reader, [])
  if (reader.isSymbol('?') || (reader.isSymbol(':') && isName(reader, 1))) {
    throw parameterRefused(reader)
  }
  throw reader.unexpected('an expression')
}

/** JDBC's ? and :name, which later Sparks take. What is marked is what was read last. */
function parameterRefused(reader: TokenReader): CausewayError {
  const mark = reader.next().text
  if (mark === '?') return notSupported('The parameter ?', 'Write the value into the statement.')
  const name = reader.peek().text
  return notSupported(
    `The parameter :${name}`,
    `Write \${${name}}, and set its value before (SET ${name} = value), or write the value into the statement.`,
  )
}

/** What stands behind *: EXCEPT (a, b) leaves columns out; EXCEPT (SELECT …) is the next query. */
function readStar(reader: TokenReader, qualifier: readonly string[]): Expression {
  const leavesOut = reader.isWord('EXCEPT') && reader.isSymbol('(', 1) && isName(reader, 2) && !beginsQuery(reader, 2)
  if (leavesOut) reader.next()
  return { kind: 'star', qualifier, except: leavesOut ? readNameList(reader) : [] }
}

function readLambda(parser: Parser, parameters: readonly string[]): Expression {
  parser.reader.expectSymbol('->')
  return { kind: 'lambda', parameters, body: parser.expression() }
}

function readWordForm(parser: Parser): Expression {
  const { reader } = parser
  const first = reader.peek()
  const { word } = first
  if (reader.isSymbol('->', 1)) return readLambda(parser, [readName(reader)])
  if (beginsInterval(reader)) return readInterval(reader)
  if (beginsNoExpression(reader)) throw reader.unexpected('an expression')
  const form = KEYWORD_FORMS.get(word)?.(parser)
  if (form !== undefined) return form.kind === 'call' ? reader.named(first, form) : form
  if (reader.peek(1).kind === 'string') return readTypedLiteral(reader)
  const constant = readConstantWord(reader)
  if (constant !== undefined) return constant
  if (reader.isSymbol('(', 1)) return asNegation(reader.named(first, readCall(parser, readFunctionName(reader))))
  const parts = readParts(reader)
  if (parser.takesPatterns() && reader.peek(-1).kind === 'quoted-name' && !/^\w+$/.test(parts.at(-1) ?? ''))
    return { kind: 'star', qualifier: parts.slice(0, -1), except: [], pattern: parts.at(-1) ?? '' }
  if (reader.isSymbol('(')) {
    const { database, name } = functionName(parts)
    if (database === undefined) throw reader.unexpected()
    const named = reader.written(first, {})
    const call: FunctionCall = { ...readCall(parser, name), home: { database, isWritten: true } }
    return keepWritten(call, named)
  }
  if (!reader.isSymbol('.')) return { kind: 'column', parts }
  reader.next()
  if (!reader.takeSymbol('*')) throw reader.unexpected('a name or *')
  return readStar(reader, parts)
}

/** not(a) where an operand is read, as in a = NOT (b): a function to Spark. */
function asNegation(call: FunctionCall): Expression {
  const [operand, ...others] = call.arguments
  return call.name === 'not' && operand !== undefined && others.length === 0 ? { kind: 'not', operand } : call
}

/** Constants: words that are no column's name unless something of a column stands behind them. The session's values are not among them: a column may have their names. */
function readConstantWord(reader: TokenReader): Expression | undefined {
  if (reader.isSymbol('.', 1) || reader.isSymbol('(', 1)) return undefined
  switch (reader.peek().word) {
    case 'NULL':
      reader.next()
      return { kind: 'null' }
    case 'TRUE':
    case 'FALSE':
      return { kind: 'boolean', value: reader.next().word === 'TRUE' }
    default:
      return undefined
  }
}
