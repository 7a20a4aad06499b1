import type {
  BooleanExpressionContext,
  ExpressionContext,
  NamedExpressionContext,
  PredicateContext,
  SortItemContext,
  ValueExpressionContext,
} from 'dt-sql-parser/dist/lib/spark/SparkSqlParser.js'
import { stringText } from './build-literal.ts'
import { identifiersOf, identifierText } from './build-name.ts'
import { buildPrimary } from './build-primary.ts'
import { buildQuery } from './build-recursion.ts'
import { notSupported, semanticError } from './syntax-error.ts'
import type { ArithmeticOperator, ComparisonOperator, Expression, NamedExpression, SortItem } from './tree.ts'

export function buildExpression(context: ExpressionContext): Expression {
  return buildBoolean(context.booleanExpression())
}

export function buildBoolean(context: BooleanExpressionContext): Expression {
  const operator = context._operator
  if (operator != null) return buildLogic(context)
  const value = context.valueExpression()
  if (value !== null) {
    const operand = buildValue(value)
    const predicate = context.predicate()
    return predicate === null ? operand : buildPredicate(operand, predicate)
  }
  const query = context.query()
  if (query !== null) return { kind: 'exists', query: buildQuery(query) }
  const [operand] = context.booleanExpression()
  if (operand === undefined) throw notSupported(`The condition ${context.getText().slice(0, 80)}`)
  return { kind: 'not', operand: buildBoolean(operand) }
}

/** `a AND b AND c …` is a chain to the left: it is walked in a loop, for a generated condition may have thousands of links. */
function buildLogic(context: BooleanExpressionContext): Expression {
  const operator = operatorOf(context)
  const operands: Expression[] = []
  let link: BooleanExpressionContext = context
  for (;;) {
    const [left, right] = link.booleanExpression()
    if (left === undefined || right === undefined) throw semanticError(`${operator} has two sides`)
    operands.push(buildBoolean(right))
    if (left._operator == null || operatorOf(left) !== operator) {
      operands.push(buildBoolean(left))
      return { kind: 'logic', operator, operands: operands.reverse() }
    }
    link = left
  }
}

const operatorOf = (context: BooleanExpressionContext): 'AND' | 'OR' => (context.KW_AND() === null ? 'OR' : 'AND')

function buildPredicate(operand: Expression, context: PredicateContext): Expression {
  const isNegated = context.KW_NOT() !== null
  const values = context.valueExpression().map(buildValue)
  const [first, second] = values
  if (context.KW_BETWEEN() !== null && first !== undefined && second !== undefined)
    return { kind: 'between', operand, low: first, high: second, isNegated }
  if (context.KW_IN() !== null) {
    const query = context.query()
    return query === null
      ? { kind: 'in-list', operand, items: context.expression().map(buildExpression), isNegated }
      : { kind: 'in-query', operand, query: buildQuery(query), isNegated }
  }
  if (context.KW_DISTINCT() !== null && first !== undefined) {
    const same: Expression = { kind: 'comparison', operator: '<=>', left: operand, right: first }
    return isNegated ? same : { kind: 'not', operand: same }
  }
  if (context.KW_IS() !== null) {
    const test = context.KW_NULL() ? 'null' : context.KW_TRUE() ? 'true' : context.KW_FALSE() ? 'false' : 'unknown'
    return { kind: 'is', operand, test, isNegated }
  }
  return buildLike(operand, context, first, isNegated)
}

function buildLike(operand: Expression, context: PredicateContext, pattern: Expression | undefined, isNegated: boolean): Expression {
  const operator = context.KW_RLIKE() !== null || context.KW_REGEXP() !== null ? 'RLIKE' : context.KW_ILIKE() !== null ? 'ILIKE' : 'LIKE'
  const escapeText = context.stringLit()
  const escapeCharacter = escapeText === null ? '\\' : stringText(escapeText)
  if ([...escapeCharacter].length !== 1) throw semanticError('ESCAPE has one character')
  const isAll = context.KW_ALL() !== null
  const quantifier = isAll ? 'all' : context.KW_ANY() !== null || context.KW_SOME() !== null ? 'any' : 'one'
  const patterns = quantifier === 'one' ? (pattern === undefined ? [] : [pattern]) : context.expression().map(buildExpression)
  if (patterns.length === 0) throw semanticError(`${operator} has no pattern`)
  return { kind: 'like', operator, operand, patterns, quantifier, escapeCharacter, isNegated }
}

const ARITHMETIC: ReadonlySet<string> = new Set<ArithmeticOperator>(['+', '-', '*', '/', '%', 'div', '&', '|', '^', '||'])
const isArithmetic = (text: string): text is ArithmeticOperator => ARITHMETIC.has(text)

const COMPARISONS: Readonly<Record<string, ComparisonOperator>> = {
  '=': '=',
  '==': '=',
  '<>': '<>',
  '!=': '<>',
  '<': '<',
  '<=': '<=',
  '!>': '<=',
  '>': '>',
  '>=': '>=',
  '!<': '>=',
  '<=>': '<=>',
}

export function buildValue(context: ValueExpressionContext): Expression {
  const primary = context.primaryExpression()
  if (primary !== null) return buildPrimary(primary)
  const operands = context.valueExpression()
  const [left, right] = operands
  const comparison = context.comparisonOperator()
  if (comparison !== null && left !== undefined && right !== undefined) {
    const operator = COMPARISONS[comparison.getText()]
    if (operator === undefined) throw notSupported(`The operator ${comparison.getText()}`)
    return { kind: 'comparison', operator, left: buildValue(left), right: buildValue(right) }
  }
  const operator = context._operator?.text?.toLowerCase() ?? ''
  if (left !== undefined && right === undefined && (operator === '-' || operator === '+' || operator === '~'))
    return { kind: 'sign', operator, operand: buildValue(left) }
  if (left === undefined || right === undefined || !isArithmetic(operator)) throw notSupported(`The operator ${operator}`)
  return { kind: 'arithmetic', operator, left: buildValue(left), right: buildValue(right) }
}

export function buildNamed(context: NamedExpressionContext): NamedExpression {
  const alias = context.errorCapturingIdentifier()
  const all = context.tableAllColumns()
  const expression = context.selectExpressionColumnName()
  if (all !== null) {
    if (alias !== null) throw semanticError('* has no alias')
    const [qualifier] = all.qualifiedName()
    return { expression: { kind: 'star', qualifier: qualifier?.identifier().map(identifierText) ?? [] }, alias: undefined, aliases: [] }
  }
  if (expression === null) throw notSupported(`The column ${context.getText().slice(0, 80)}`)
  return {
    expression: buildExpression(expression.expression()),
    alias: alias === null ? undefined : identifierText(alias),
    aliases: identifiersOf(context.identifierList()),
  }
}

export function buildSortItem(context: SortItemContext): SortItem {
  const expression = context.expression()
  if (expression === null) throw notSupported(`The sort item ${context.getText().slice(0, 80)}`)
  const isDescending = context.KW_DESC() !== null
  const nullsFirst = context.KW_NULLS() === null ? !isDescending : context.KW_FIRST() !== null
  return { expression: buildExpression(expression), isDescending, nullsFirst }
}
