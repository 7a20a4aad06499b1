import { semanticError } from '../syntax-error.ts'
import type { ArithmeticOperator, ComparisonOperator, Expression, Query } from '../tree/query.ts'
import { beginsQuery } from './keywords.ts'
import type { Parser } from './parser.ts'
import { readPrimary } from './primary.ts'
import { readSingleString } from './strings.ts'
import type { TokenReader } from './token-reader.ts'

/** OR, AND, NOT, then one predicate behind a value, as in Spark's grammar. Chains are read in loops: a generated condition may have thousands of links. */
export function readExpression(parser: Parser, seed?: Expression): Expression {
  return parser.reader.deeper(() =>
    readChain(parser, 'OR', (seeded) => readChain(parser, 'AND', (inner) => readNegation(parser, inner), seeded), seed),
  )
}

function readChain(
  { reader }: Parser,
  operator: 'AND' | 'OR',
  readOperand: (seed?: Expression) => Expression,
  seed: Expression | undefined,
): Expression {
  const start = reader.start(seed)
  const first = readOperand(seed)
  if (!reader.isWord(operator)) return first
  const operands = [first]
  while (reader.takeWord(operator)) operands.push(readOperand())
  return reader.written(start, { kind: 'logic', operator, operands })
}

function readNegation(parser: Parser, seed: Expression | undefined): Expression {
  const { reader } = parser
  const start = reader.start(seed)
  let negations = 0
  while (seed === undefined && (reader.takeWord('NOT') || reader.takeSymbol('!'))) {
    negations += 1
    reader.checkDepth(negations)
  }
  let operand = (seed === undefined ? readExists(parser) : undefined) ?? readPredicate(parser, readValue(parser, seed))
  for (; negations > 0; negations -= 1) operand = { kind: 'not', operand }
  return reader.written(start, operand)
}

/** EXISTS (SELECT …) is a condition by itself and no operand: Spark reads no EXISTS (…) = true. Without a query in it, it is the function of arrays. */
function readExists({ reader, query }: Parser): Expression | undefined {
  if (!reader.isWord('EXISTS') || !reader.isSymbol('(', 1) || !beginsQuery(reader, 2)) return undefined
  reader.next()
  return { kind: 'exists', query: reader.bracketed(query) }
}

/** What binds tighter has the larger number. */
const ARITHMETIC: ReadonlyMap<string, readonly [ArithmeticOperator, number]> = new Map([
  ['|', ['|', 1]],
  ['^', ['^', 2]],
  ['&', ['&', 3]],
  ['+', ['+', 4]],
  ['-', ['-', 4]],
  ['||', ['||', 4]],
  ['*', ['*', 5]],
  ['/', ['/', 5]],
  ['%', ['%', 5]],
  ['DIV', ['div', 5]],
])

const COMPARISONS: ReadonlyMap<string, ComparisonOperator> = new Map([
  ['=', '='],
  ['==', '='],
  ['<>', '<>'],
  ['!=', '<>'],
  ['<', '<'],
  ['<=', '<='],
  ['!>', '<='],
  ['>', '>'],
  ['>=', '>='],
  ['!<', '>='],
  ['<=>', '<=>'],
])

/** A value: comparisons bind loosest, then | ^ & + * and the signs. All lean to the left. */
export function readValue(parser: Parser, seed?: Expression): Expression {
  const { reader } = parser
  const start = reader.start(seed)
  let left = readArithmetic(parser, 0, seed)
  for (;;) {
    const operator = reader.peek().kind === 'symbol' ? COMPARISONS.get(reader.peek().text) : undefined
    if (operator === undefined) return left
    reader.next()
    left = reader.written(start, { kind: 'comparison', operator, left, right: readArithmetic(parser, 0) })
  }
}

function readArithmetic(parser: Parser, tightest: number, seed?: Expression): Expression {
  const { reader } = parser
  const start = reader.start(seed)
  let left = readSigned(parser, seed)
  for (;;) {
    const { kind, text, word } = reader.peek()
    const [operator, tightness] = ARITHMETIC.get(kind === 'symbol' ? text : word) ?? [undefined, 0]
    if (operator === undefined || tightness < tightest) return left
    reader.next()
    left = reader.written(start, { kind: 'arithmetic', operator, left, right: readArithmetic(parser, tightness + 1) })
  }
}

/** Signs are read in a loop too; a minus right before a number is the number's own. */
function readSigned(parser: Parser, seed: Expression | undefined): Expression {
  const { reader } = parser
  const start = reader.start(seed)
  const signs: ('-' | '+' | '~')[] = []
  while (seed === undefined) {
    if (reader.isSymbol('-') && reader.peek(1).kind === 'number') break
    const sign = (['-', '+', '~'] as const).find((one) => reader.takeSymbol(one))
    if (sign === undefined) break
    signs.push(sign)
    reader.checkDepth(signs.length)
  }
  let operand = readPrimary(parser, seed)
  for (const operator of signs.reverse()) operand = { kind: 'sign', operator, operand }
  return reader.written(start, operand)
}

/** At most one predicate follows a value. */
function readPredicate(parser: Parser, operand: Expression): Expression {
  const { reader } = parser
  if (reader.isWord('IS')) return readIs(parser, operand)
  const isNegated = (reader.isWord('NOT') || reader.isSymbol('!')) && beginsPredicate(reader, 1)
  if (isNegated) reader.next()
  else if (!beginsPredicate(reader, 0)) return operand
  if (reader.takeWord('BETWEEN')) {
    const low = parser.value()
    reader.expectWord('AND')
    return { kind: 'between', operand, low, high: parser.value(), isNegated }
  }
  if (reader.takeWord('IN')) return readIn(parser, operand, isNegated)
  return readLike(parser, operand, isNegated)
}

const PREDICATES = new Set(['BETWEEN', 'IN', 'LIKE', 'ILIKE', 'RLIKE', 'REGEXP'])
const beginsPredicate = (reader: TokenReader, ahead: number): boolean => reader.isOneOf(PREDICATES, ahead)

function readIs(parser: Parser, operand: Expression): Expression {
  const { reader } = parser
  reader.expectWord('IS')
  const isNegated = reader.takeWord('NOT') || reader.takeSymbol('!')
  if (reader.takeWord('DISTINCT', 'FROM')) {
    const same: Expression = { kind: 'comparison', operator: '<=>', left: operand, right: parser.value() }
    return isNegated ? same : { kind: 'not', operand: same }
  }
  const test = (['null', 'true', 'false', 'unknown'] as const).find((one) => reader.takeWord(one.toUpperCase()))
  if (test === undefined) throw reader.unexpected('NULL, TRUE, FALSE, UNKNOWN or DISTINCT FROM')
  return { kind: 'is', operand, test, isNegated }
}

function readIn(parser: Parser, operand: Expression, isNegated: boolean): Expression {
  refuseTypedSelect(parser.reader)
  const content = parser.bracketContent(false)
  if (content.kind === 'items') return { kind: 'in-list', operand, items: content.items.map((item) => item.expression), isNegated }
  const { query } = content
  // IN ((SELECT …)): Spark reads a list of one value.
  if (isBracketAlone(query)) return { kind: 'in-list', operand, items: [{ kind: 'scalar-query', query }], isNegated }
  return { kind: 'in-query', operand, query, isNegated }
}

/** IN (SELECT 'a'): Spark reads a list with a literal of a type called SELECT, as DATE '2020-01-01' is one of a date, and refuses it. */
function refuseTypedSelect(reader: TokenReader): void {
  const isTyped =
    reader.isSymbol('(') && reader.peek(1).word === 'SELECT' && reader.peek(2).kind === 'string' && reader.peek(3).kind === 'symbol'
  if (isTyped)
    throw semanticError(
      "IN (SELECT '…') is a list with a literal of a type SELECT, which there is not",
      "Give the column a name: IN (SELECT '…' AS x).",
    )
}

const isBracketAlone = ({ body, ctes, order, limit, offset, windows }: Query): boolean =>
  body.kind === 'nested' && ctes.length + order.length + windows.size === 0 && limit === undefined && offset === undefined

function readLike(parser: Parser, operand: Expression, isNegated: boolean): Expression {
  const { reader } = parser
  const { word } = reader.next()
  const operator = word === 'LIKE' || word === 'ILIKE' ? word : 'RLIKE'
  const hasQuantifier = operator !== 'RLIKE' && reader.isSymbol('(', 1)
  const quantifier =
    hasQuantifier && reader.takeWord('ALL') ? 'all' : hasQuantifier && (reader.takeWord('ANY') || reader.takeWord('SOME')) ? 'any' : 'one'
  const patterns =
    quantifier === 'one' ? [parser.value()] : reader.bracketed(() => (reader.isSymbol(')') ? [] : reader.list(() => parser.expression())))
  if (patterns.length === 0) throw semanticError(`${operator} has no pattern`)
  let escapeCharacter = '\\'
  if (quantifier === 'one' && operator !== 'RLIKE' && reader.takeWord('ESCAPE')) escapeCharacter = readSingleString(reader)
  // By Java's characters, of which one above U+FFFF is two.
  if (escapeCharacter.length !== 1) throw semanticError('ESCAPE has one character')
  return { kind: 'like', operator, operand, patterns, quantifier, escapeCharacter, isNegated }
}
