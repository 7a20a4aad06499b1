import { notSupported } from '../syntax-error.ts'
import type { ComparisonOperator, Expression } from '../tree/query.ts'
import { constantValue, truthOfWord } from './constant-value.ts'
import type { Truth } from './context.ts'
import { holdsMembership, readsRows } from './membership.ts'

/** What the operands stand in: a comparison with TRUE or FALSE is the operand, or NOT it, to Spark. */
export function truthWithin(expression: Expression, truth: Truth): Truth {
  switch (expression.kind) {
    case 'logic':
    case 'in-query':
    case 'not':
      return truth
    case 'comparison': {
      const { operator, left, right } = expression
      const [literal] = [left, right].filter(({ kind }) => kind === 'boolean')
      if (literal?.kind !== 'boolean' || (operator !== '=' && operator !== '<>')) return 'value'
      if (truth === 'filter' || truth === 'logic') return 'logic'
      return literal.value === (operator === '=') ? truth : negated(truth)
    }
    case 'is':
      // Spark leaves the outermost NOT out here, before it brings one inside.
      return expression.test === 'null' && expression.operand.kind === 'not' ? 'denied' : 'value'
    case 'call':
      return NULL_TESTS.has(expression.name) && expression.arguments[0]?.kind === 'not' ? 'denied' : 'value'
    case 'case':
      return expression.operand !== undefined && expression.branches.every(({ when }) => when.kind === 'boolean') ? 'filter' : 'value'
    default:
      return 'value'
  }
}

const NULL_TESTS: ReadonlySet<string> = new Set(['isnull', 'isnotnull'])

/** Within a NOT: NULL and FALSE are not the same there, and where they are in a value, Spark brings the NOT inside. */
export function negated(truth: Truth): Truth {
  switch (truth) {
    case 'filter':
    case 'logic':
      return 'logic'
    case 'value':
      return 'denied'
    case 'denied':
      return 'value'
  }
}

/**
 * A comparison of an IN (SELECT …) with a constant, as the comparison with TRUE or FALSE that it is to Spark, which looks through casts to numbers
 * (UnwrapCastInBinaryComparison): CAST(x IN (…) AS INT) = 0, and IN (0). Any other expression is itself. Throws not-supported where Spark takes the comparison into a
 * CASE, or knows the constant by computing it.
 */
export function asTruthTest(expression: Expression): Expression {
  switch (expression.kind) {
    case 'comparison': {
      const { operator, left, right } = expression
      return testOf(left, operator, right) ?? testOf(right, TURNED[operator], left) ?? expression
    }
    case 'in-list': {
      if (!holdsMembership(expression.operand)) return expression
      const [only, ...others] = differentConstants(expression.items)
      if (only === undefined || others.length > 0) return expression
      return testOf(expression.operand, expression.isNegated ? '<>' : '=', only) ?? expression
    }
    case 'between':
      if (expression.operand.kind === 'cast' && holdsMembership(expression.operand)) throw notComparable('BETWEEN')
      return expression
    default:
      return expression
  }
}

const TURNED: Readonly<Record<ComparisonOperator, ComparisonOperator>> = {
  '=': '=',
  '<>': '<>',
  '<=>': '<=>',
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
}

function testOf(operand: Expression, operator: ComparisonOperator, value: Expression): Expression | undefined {
  const inner = operator === '<=>' ? undefined : withoutCasts(operand)
  if (inner === undefined || !holdsMembership(inner)) return undefined
  const isCast = inner !== operand
  const isEquality = operator === '=' || operator === '<>'
  if (!isEquality && !isCast) return undefined
  const constant = constantOf(value)
  if (constant === undefined && !readsRows(value)) throw notComparable('a comparison with what is no literal')
  if (typeof constant !== 'boolean') return undefined
  if (isBranching(inner)) throw notComparable('CASE, or what is one, that is compared with a constant')
  const isTrue = (constant ? OF_TRUE : OF_FALSE)[operator]
  return isTrue === undefined ? undefined : { kind: 'comparison', operator: '=', left: inner, right: { kind: 'boolean', value: isTrue } }
}

/** Whether a comparison with TRUE holds for TRUE alone, or for FALSE alone. */
const OF_TRUE: Readonly<Partial<Record<ComparisonOperator, boolean>>> = { '=': true, '>=': true, '<>': false, '<': false }
const OF_FALSE: Readonly<Partial<Record<ComparisonOperator, boolean>>> = { '=': false, '<=': false, '<>': true, '>': true }

/** Spark compares within the branches of these. */
const isBranching = (expression: Expression): boolean =>
  expression.kind === 'case' || (expression.kind === 'call' && BRANCHING_CALLS.has(expression.name))
const BRANCHING_CALLS: ReadonlySet<string> = new Set(['if', 'nvl2', 'nullif', 'decode'])

const NUMBERS: ReadonlySet<string> = new Set(['tinyint', 'smallint', 'int', 'bigint', 'float', 'double', 'decimal'])

/** A truth value beneath casts to numbers; undefined beneath others, which Spark leaves. */
function withoutCasts(expression: Expression): Expression | undefined {
  if (expression.kind === 'cast') {
    if (expression.isTry) return undefined
    if (NUMBERS.has(expression.type.kind)) return withoutCasts(expression.operand)
    return expression.type.kind === 'boolean' && isTruth(expression.operand) ? expression.operand : undefined
  }
  if (expression.kind === 'call' && CASTING_CALLS.has(expression.name) && expression.arguments.length === 1) {
    const [operand] = expression.arguments
    if (operand === undefined || expression.name !== 'boolean') return operand && withoutCasts(operand)
    return isTruth(operand) ? operand : undefined
  }
  return isTruth(expression) ? expression : undefined
}

const isTruth = (expression: Expression): boolean => TRUTHS.has(expression.kind) || isBranching(expression)

const TRUTHS: ReadonlySet<string> = new Set<Expression['kind']>(['in-query', 'not', 'logic', 'comparison', 'in-list', 'is', 'between'])
const CASTING_CALLS: ReadonlySet<string> = new Set([...NUMBERS, 'boolean'])

/** TRUE, FALSE, 1, 0 and the texts that are cast to those; NULL; 'other' for another number or text; undefined for anything that is not known. */
function constantOf(expression: Expression): boolean | null | 'other' | undefined {
  if (expression.kind === 'number') {
    const value = Number(expression.text.replace(/[a-z]+$/i, ''))
    return value === 1 ? true : value === 0 ? false : 'other'
  }
  const value = constantValue(expression)
  if (typeof value === 'string') return truthOfWord(value) ?? 'other'
  if (typeof value === 'bigint') return value === 1n ? true : value === 0n ? false : 'other'
  return value
}

/** Of a list of IN: what is beyond TRUE and FALSE is dropped by Spark, what stands twice is one. */
function differentConstants(items: readonly Expression[]): readonly Expression[] {
  const seen = new Set<unknown>()
  return items.filter((item) => {
    const constant = constantOf(item)
    if (constant === 'other' || (constant !== undefined && seen.has(constant))) return false
    seen.add(constant)
    return true
  })
}

const notComparable = (what: string): Error =>
  notSupported(
    `IN (SELECT …) within ${what}, where Spark looks at it by itself`,
    'Write the condition itself, or NOT (…), or compute it in a subquery with CASE WHEN … THEN 1 ELSE 0 END.',
  )
