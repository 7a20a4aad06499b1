import { notSupported } from '../syntax-error.ts'
import type { Expression } from '../tree/query.ts'
import { keepWritten } from '../tree/written.ts'
import { constantValue, isInferred, isNeverNull } from './constant-value.ts'
import type { Truth } from './context.ts'
import { holdsMembership, readsRows } from './membership.ts'

/**
 * Around an IN (SELECT …): what Spark's optimizer leaves of AND, OR, NOT, comparisons, CASE, if() and coalesce() once it has computed what needs no rows, before it looks
 * where the IN stands. Any other expression is itself. Throws not-supported where the place hangs on a value that is not computed here, and the place makes a difference.
 */
export function withoutKnownTruths(expression: Expression, truth: Truth): Expression {
  return holdsMembership(expression) && !settled.has(expression) ? left(expression, truth === 'filter') : expression
}

/** What has nothing more to leave out: each part is looked at once. */
const settled = new WeakSet<object>()

/** `isPlain`: NULL is as good as FALSE there, so that it makes no difference whether an IN stands by itself. */
function left(expression: Expression, isPlain: boolean): Expression {
  if (settled.has(expression)) return expression
  const value = constantValue(expression)
  const made = value === null || typeof value === 'boolean' ? constant(value) : ofKind(expression, isPlain)
  settled.add(made)
  return keepWritten(made, expression)
}

const constant = (value: boolean | null): Expression => (value === null ? { kind: 'null' } : { kind: 'boolean', value })

function ofKind(expression: Expression, isPlain: boolean): Expression {
  switch (expression.kind) {
    case 'logic': {
      const neutral = expression.operator === 'AND'
      const operands = expression.operands.map((operand) => left(operand, isPlain))
      if (operands.some((operand) => operand.kind === 'boolean' && operand.value !== neutral)) return constant(!neutral)
      const others = operands.filter(({ kind }) => kind !== 'boolean')
      const [only] = others
      if (only === undefined) return constant(neutral)
      if (others.length === 1) return only
      return isSame(others, expression.operands) ? expression : { ...expression, operands: others }
    }
    case 'not': {
      const operand = left(expression.operand, expression.operand.kind === 'in-query')
      const known = truthOf(operand)
      if (known !== undefined) return constant(known === null ? null : !known)
      return operand === expression.operand ? expression : { ...expression, operand }
    }
    case 'comparison': {
      const [one, other] = [left(expression.left, false), left(expression.right, false)]
      const made = one === expression.left && other === expression.right ? expression : { ...expression, left: one, right: other }
      const isExact = made.operator === '<=>' && (one.kind === 'boolean' || other.kind === 'boolean')
      return isExact && isNeverNull(one) && isNeverNull(other) ? { ...made, operator: '=' } : made
    }
    case 'is': {
      const operand = left(expression.operand, false)
      if ((expression.test === 'true' || expression.test === 'false') && isNeverNull(operand)) {
        const test: Expression = { kind: 'comparison', operator: '=', left: operand, right: constant(expression.test === 'true') }
        return expression.isNegated ? { kind: 'not', operand: test } : test
      }
      return operand === expression.operand ? expression : { ...expression, operand }
    }
    case 'cast': {
      const operand = left(expression.operand, isPlain)
      if (expression.type.kind === 'boolean' && TRUTHS.has(operand.kind)) return operand
      return operand === expression.operand ? expression : { ...expression, operand }
    }
    case 'call':
      return ofCall(expression, isPlain)
    case 'case':
      return ofCase(expression, isPlain)
    default:
      return expression
  }
}

const isSame = (made: readonly Expression[], of: readonly Expression[]): boolean =>
  made.length === of.length && made.every((one, index) => one === of[index])

const TRUTHS: ReadonlySet<string> = new Set<Expression['kind']>(['in-query', 'not', 'logic', 'comparison', 'is', 'boolean', 'null'])

/** TRUE, FALSE or NULL, where that is known. */
function truthOf(expression: Expression): boolean | null | undefined {
  const value = constantValue(expression)
  return typeof value === 'boolean' || value === null ? value : undefined
}

type Call = Extract<Expression, { kind: 'call' }>

function ofCall(call: Call, isPlain: boolean): Expression {
  const [first, second, third] = call.arguments
  switch (call.name) {
    case 'boolean': {
      const operand = first === undefined || call.arguments.length > 1 ? call : left(first, isPlain)
      return TRUTHS.has(operand.kind) ? operand : call
    }
    case 'if': {
      if (first === undefined || second === undefined || third === undefined) return call
      const condition = left(first, false)
      const known = truthOf(condition)
      if (known !== undefined) return left(known === true ? second : third, isPlain)
      if (!isPlain) refuseUnknown(condition, [second, third])
      const [yes, no] = [left(second, isPlain), left(third, isPlain)]
      return asCondition(condition, yes, no) ?? withArguments(call, [condition, yes, no])
    }
    case 'nvl2': {
      if (first === undefined || second === undefined || third === undefined) return call
      const value = constantValue(first)
      if (value !== undefined || isNeverNull(first)) return left(value === null ? third : second, isPlain)
      if (!isPlain) refuseUnknown(first, [second, third])
      return withArguments(call, [first, left(second, isPlain), left(third, isPlain)])
    }
    case 'coalesce':
    case 'nvl':
    case 'ifnull':
      return ofCoalesce(call, isPlain)
    case 'nullif':
      if (first === undefined || second === undefined) return call
      return left(
        { ...call, name: 'if', arguments: [{ kind: 'comparison', operator: '=', left: first, right: second }, NULL, first] },
        isPlain,
      )
    case 'decode':
      return call.arguments.length < 3 ? call : left(decoded(call.arguments), isPlain)
    default:
      return call
  }
}

const NULL: Expression = { kind: 'null' }

/** decode(x, y, a, z, b, c) is a CASE to Spark. */
function decoded([value = NULL, ...pairs]: readonly Expression[]): Expression {
  const branches: { when: Expression; result: Expression }[] = []
  for (let index = 0; index + 1 < pairs.length; index += 2) {
    const [right = NULL, result = NULL] = pairs.slice(index, index + 2)
    branches.push({ when: { kind: 'comparison', operator: '=', left: value, right }, result })
  }
  return { kind: 'case', operand: undefined, branches, otherwise: pairs.length % 2 === 1 ? pairs.at(-1) : undefined }
}

/** The condition that a choice between TRUE and FALSE is, if it cannot be NULL. */
function asCondition(condition: Expression, yes: Expression, no: Expression | undefined): Expression | undefined {
  if (yes.kind !== 'boolean' || no?.kind !== 'boolean' || yes.value === no.value || !isNeverNull(condition)) return undefined
  return yes.value ? condition : { kind: 'not', operand: condition }
}

function withArguments(call: Call, values: readonly Expression[]): Call {
  return isSame(values, call.arguments) ? call : { ...call, arguments: values }
}

/** Without what is NULL, and what stands behind one that never is. */
function ofCoalesce(call: Call, isPlain: boolean): Expression {
  const values: Expression[] = []
  for (const argument of call.arguments) {
    const value = left(argument, isPlain)
    const known = constantValue(value)
    if (known === null) continue
    if (known === undefined && !isPlain && !isNeverNull(value)) refuseUnknown(value, call.arguments)
    values.push(value)
    if (known !== undefined || isNeverNull(value)) break
  }
  const [only] = values
  if (only === undefined) return constant(null)
  return values.length === 1 ? only : withArguments(call, values)
}

function ofCase(expression: Extract<Expression, { kind: 'case' }>, isPlain: boolean): Expression {
  const { operand, otherwise } = expression
  const value = operand === undefined ? undefined : constantValue(operand)
  const branches: { when: Expression; result: Expression }[] = []
  let last = otherwise
  let isChanged = false
  for (const { when, result } of expression.branches) {
    const test: Expression = operand === undefined ? when : { kind: 'comparison', operator: '=', left: operand, right: when }
    const condition = operand === undefined ? left(when, false) : when
    const known = operand === undefined ? truthOf(condition) : truthOf(test)
    if (known === true) {
      last = result
      isChanged = true
      break
    }
    if (known !== undefined) {
      isChanged = true
      continue
    }
    if (!isPlain && (operand === undefined || value !== undefined || !readsRows(operand)))
      refuseUnknown(condition, [...expression.branches.map((branch) => branch.result), ...(otherwise === undefined ? [] : [otherwise])])
    const kept = left(result, isPlain)
    isChanged = isChanged || kept !== result || condition !== when
    branches.push({ when: condition, result: kept })
  }
  const end = last === undefined ? undefined : left(last, isPlain)
  const [first, ...others] = branches
  if (first === undefined) return end ?? constant(null)
  const whole = operand === undefined && others.length === 0 ? asCondition(first.when, first.result, end) : undefined
  if (whole !== undefined) return whole
  return isChanged || end !== otherwise ? { ...expression, branches, otherwise: end } : expression
}

/** A condition, or a part of one, that Spark may know by computing it. */
function mayBeKnown(expression: Expression): boolean {
  if (!readsRows(expression)) return !isNeverNull(expression) || TRUTH_KINDS.has(expression.kind)
  switch (expression.kind) {
    case 'logic':
      return expression.operands.some(mayBeKnown)
    case 'not':
      return mayBeKnown(expression.operand)
    case 'comparison':
      return [expression.left, expression.right].some(
        (side) => isInferred(side) || (!readsRows(side) && !isNeverNull(side) && constantValue(side) === undefined),
      )
    default:
      return false
  }
}

const TRUTH_KINDS: ReadonlySet<string> = new Set<Expression['kind']>([
  'logic',
  'not',
  'comparison',
  'is',
  'between',
  'in-list',
  'like',
  'case',
])

function refuseUnknown(condition: Expression, among: readonly Expression[]): void {
  if (!among.some(holdsMembership) || !mayBeKnown(condition)) return
  throw notSupported(
    'IN (SELECT …) in a branch that hangs on a value which Spark computes before it reads rows, and Causeway does not',
    'Write TRUE, FALSE or NULL for that value, or leave out what it decides.',
  )
}
