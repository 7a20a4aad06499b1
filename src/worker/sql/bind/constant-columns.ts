import type { Expression } from '../tree/query.ts'
import { type Constant, constantValue, isNeverNull, noteConstant } from './constant-value.ts'
import type { Scope, ScopeColumn } from './scope.ts'

type Comparison = Extract<Expression, { kind: 'comparison' }>

/** A column and the one value that a condition beside leaves it. */
interface Equation {
  readonly column: ScopeColumn
  readonly value: Constant
  readonly condition: Comparison
}

/**
 * Notes the columns of WHERE that are constants to Spark (ConstantPropagation): those that an operand of the same AND gives one value, wherever they stand within
 * another equation.
 */
export function noteConstantColumns(condition: Expression, scope: Scope): void {
  propagate(condition, scope, true)
}

/** `isPlain`: NULL is as good as FALSE there. */
function propagate(condition: Expression, scope: Scope, isPlain: boolean): void {
  if (condition.kind === 'not') {
    propagate(condition.operand, scope, false)
    return
  }
  if (condition.kind !== 'logic') return
  const operands = condition.operator === 'AND' ? conjuncts(condition) : condition.operands
  for (const operand of operands) propagate(operand, scope, isPlain)
  if (condition.operator !== 'AND') return
  const equations = operands
    .flatMap((operand) => equationOf(operand, scope) ?? [])
    .filter(({ condition: { left, right } }) => isPlain || isNeverNull(left.kind === 'column' ? left : right))
  if (equations.length > 0) for (const operand of operands) noteWithin(operand, equations, scope, false)
}

const conjuncts = (condition: Expression): readonly Expression[] =>
  condition.kind === 'logic' && condition.operator === 'AND' ? condition.operands.flatMap(conjuncts) : [condition]

function equationOf(condition: Expression, scope: Scope): Equation | undefined {
  if (condition.kind !== 'comparison' || (condition.operator !== '=' && condition.operator !== '<=>')) return undefined
  const { left, right } = condition
  const [written, other] = left.kind === 'column' ? [left, right] : [right, left]
  const column = written.kind === 'column' ? scope.ownColumn(written.parts) : undefined
  const value = constantValue(other)
  if (column === undefined || value === undefined || value === null || !isOfType(value, column)) return undefined
  return { column, value, condition }
}

function isOfType(value: Constant, { type, declared }: ScopeColumn): boolean {
  switch (typeof value) {
    case 'bigint':
      return WHOLE.has(type.kind)
    case 'string':
      return type.kind === 'string' && declared === undefined
    default:
      return type.kind === 'boolean'
  }
}

const WHOLE: ReadonlySet<string> = new Set(['tinyint', 'smallint', 'int', 'bigint'])

/** `isEquated`: it stands within an equation, or in what is one to Spark. */
function noteWithin(node: unknown, equations: readonly Equation[], scope: Scope, isEquated: boolean): void {
  if (Array.isArray(node)) {
    for (const part of node) noteWithin(part, equations, scope, isEquated)
    return
  }
  if (typeof node !== 'object' || node === null) return
  const part = node as Expression
  if (part.kind === 'column') {
    const column = isEquated ? scope.ownColumn(part.parts) : undefined
    const equation = equations.find((one) => one.column === column)
    if (equation !== undefined) noteConstant(part, equation.value)
    return
  }
  const isOne = isEquated || (isEquation(part) && !equations.some(({ condition }) => isSame(condition, part, scope)))
  for (const [key, inner] of Object.entries(part)) if (key !== 'query') noteWithin(inner, equations, scope, isOne)
}

function isEquation(part: Expression): boolean {
  switch (part.kind) {
    case 'comparison':
      return EQUATIONS.has(part.operator)
    case 'in-list':
      return part.items.length === 1
    case 'call':
      return part.name === 'nullif'
    default:
      return false
  }
}

const EQUATIONS: ReadonlySet<string> = new Set(['=', '<>', '<=>'])

/** Whether it is the same condition once more, which Spark leaves as it is. */
function isSame(condition: Comparison, other: Expression, scope: Scope): boolean {
  if (condition === other) return true
  if (other.kind !== 'comparison' || (other.operator === '<>' ? '=' : other.operator) !== condition.operator) return false
  return isSameSide(condition.left, other.left, scope) && isSameSide(condition.right, other.right, scope)
}

function isSameSide(one: Expression, other: Expression, scope: Scope): boolean {
  if (one.kind === 'column') return other.kind === 'column' && scope.ownColumn(one.parts) === scope.ownColumn(other.parts)
  if (one.kind === 'number') return other.kind === 'number' && one.type === other.type && one.text === other.text
  return one.kind === other.kind && constantValue(one) === constantValue(other)
}
