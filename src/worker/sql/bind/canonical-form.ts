import type { SparkType } from '../../../base/spark-type.ts'
import type { Expression } from '../tree/query.ts'
import { writtenForm } from './written-form.ts'

/**
 * The expression in the form in which Spark compares it with those of GROUP BY (Canonicalize): x > y as y < x, NOT x < y as y <= x, the values of IN, greatest and least in one
 * order, x NOT IN (y) as NOT x IN (y), CASE x WHEN y as CASE WHEN x = y, BETWEEN as two comparisons, and what is only another name of a call. It is bound for its identity alone: what is shown and computed is the expression as written.
 * The order of what commutes is the identities' own business.
 */
export const canonicalForm = (expression: Expression): Expression => ofNode(expression) as Expression

/** The tree is plain data. */
function ofNode(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(ofNode)
  if (typeof node !== 'object' || node === null || node instanceof Map) return node
  const inner = Object.fromEntries(Object.entries(node).map(([key, child]) => [key, ofNode(child)]))
  return 'kind' in inner ? rewritten(inner as Expression) : inner
}

function rewritten(expression: Expression): Expression {
  switch (expression.kind) {
    case 'comparison':
      return compared(expression)
    case 'not': {
      const { operand } = expression
      return operand.kind === 'comparison' ? (denied(operand) ?? expression) : expression
    }
    case 'in-list': {
      const among: Expression = { ...expression, items: sorted(expression.items), isNegated: false }
      return expression.isNegated ? { kind: 'not', operand: among } : among
    }
    case 'like':
      return expression.isNegated ? { kind: 'not', operand: { ...expression, isNegated: false } } : expression
    case 'arithmetic': {
      const { operator, left, right } = expression
      // Decimals that commute are of other types than their operands, and so computed by other steps than those of the identities.
      if (operator !== '+' && operator !== '*') return expression
      const [first = left, second = right] = sorted([left, right])
      return { ...expression, left: first, right: second }
    }
    case 'case': {
      const { operand, branches, otherwise } = expression
      // Of a column alone: what is longer would stand in each branch, and in those of one around it again.
      if (operand?.kind !== 'column') return expression
      const when = (value: Expression): Expression => ({ kind: 'comparison', operator: '=', left: operand, right: value })
      return { kind: 'case', operand: undefined, branches: branches.map((branch) => ({ ...branch, when: when(branch.when) })), otherwise }
    }
    case 'between': {
      const { operand, low, high, isNegated } = expression
      const both: Expression = {
        kind: 'logic',
        operator: 'AND',
        operands: [
          { kind: 'comparison', operator: '<=', left: low, right: operand },
          { kind: 'comparison', operator: '<=', left: operand, right: high },
        ],
      }
      return isNegated ? { kind: 'not', operand: both } : both
    }
    case 'call':
      return calledAsSpark(expression)
    default:
      return expression
  }
}

type Comparison = Extract<Expression, { kind: 'comparison' }>

function compared(comparison: Comparison): Comparison {
  const { operator, left, right } = comparison
  if (operator === '>') return { kind: 'comparison', operator: '<', left: right, right: left }
  return operator === '>=' ? { kind: 'comparison', operator: '<=', left: right, right: left } : comparison
}

/** Of a comparison in its own form. */
function denied({ operator, left, right }: Comparison): Comparison | undefined {
  switch (operator) {
    case '<':
      return { kind: 'comparison', operator: '<=', left: right, right: left }
    case '<=':
      return { kind: 'comparison', operator: '<', left: right, right: left }
    case '=':
      return { kind: 'comparison', operator: '<>', left, right }
    default:
      return undefined
  }
}

function calledAsSpark(call: Extract<Expression, { kind: 'call' }>): Expression {
  const [first, second, third] = call.arguments
  switch (call.name) {
    case 'greatest':
    case 'least':
      return { ...call, arguments: sorted(call.arguments) }
    case 'nvl2':
      if (first === undefined || second === undefined || third === undefined) return call
      return { ...call, name: 'if', arguments: [{ kind: 'is', operand: first, test: 'null', isNegated: true }, second, third] }
    case 'left':
      return first === undefined || second === undefined ? call : { ...call, name: 'substring', arguments: [first, ONE, second] }
    default: {
      const type = CASTS.get(call.name)
      return type === undefined || first === undefined || second !== undefined ? call : { kind: 'cast', operand: first, type, isTry: false }
    }
  }
}

/** Calls that are casts. */
const CASTS: ReadonlyMap<string, SparkType> = new Map(
  (['boolean', 'tinyint', 'smallint', 'int', 'bigint', 'float', 'double', 'string', 'binary', 'date', 'timestamp'] as const).map((kind) => [
    kind,
    { kind },
  ]),
)

const ONE: Expression = { kind: 'number', type: 'integer', text: '1' }

const sorted = (items: readonly Expression[]): readonly Expression[] =>
  items
    .map((item) => ({ item, text: writtenForm(item) }))
    .sort((a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : 0))
    .map(({ item }) => item)
