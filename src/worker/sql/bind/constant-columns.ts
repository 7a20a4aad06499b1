import type { Sql } from '../bound/sql.ts'
import type { Expression } from '../tree/query.ts'
import { type Constant, constantValue, isNeverNull, noteConstant, noteInferred } from './constant-value.ts'
import type { Scope, ScopeColumn, ScopeRelation } from './scope.ts'

type Comparison = Extract<Expression, { kind: 'comparison' }>

/** A column and the one value that a condition beside leaves it. */
interface Equation {
  readonly column: ScopeColumn
  readonly value: Constant
  readonly condition: Comparison
  /** It follows from an equal column. */
  readonly isInferred?: boolean
}

/** What ON and WHERE let Spark know of columns: those that have one value, and those that are equal. By their values, for each join has scopes of its own. */
export interface KnownColumns {
  readonly equations: readonly Equation[]
  readonly equal: readonly (readonly [Sql, Sql])[]
  /** What holds where no row of an outer join is missing: where of each of these sides a column is compared (EliminateOuterJoin). */
  readonly ofOuterJoins?: readonly { readonly sides: readonly (readonly ScopeColumn[])[]; readonly known: KnownColumns }[]
}

const NOTHING_KNOWN: KnownColumns = { equations: [], equal: [] }

export const bothKnown = (one = NOTHING_KNOWN, other = NOTHING_KNOWN): KnownColumns => ({
  equations: [...one.equations, ...other.equations],
  equal: [...one.equal, ...other.equal],
  ofOuterJoins: [...(one.ofOuterJoins ?? []), ...(other.ofOuterJoins ?? [])],
})

/** What is known beneath, with what is known of its outer joins of which the condition leaves no row that is missing a side. */
function withoutOuterJoins(beneath: KnownColumns, condition: Expression, scope: Scope): KnownColumns {
  const compared = new Set(conjuncts(condition).flatMap((operand) => comparedColumns(operand, scope)))
  const found = (beneath.ofOuterJoins ?? []).filter(({ sides }) => sides.every((side) => side.some(({ sql }) => compared.has(sql))))
  return found.map(({ known }) => known).reduce(bothKnown, beneath)
}

function comparedColumns(operand: Expression, scope: Scope): readonly Sql[] {
  if (operand.kind !== 'comparison' || operand.operator === '<=>') return []
  return [operand.left, operand.right].flatMap((side) => (side.kind === 'column' ? (scope.ownColumn(side.parts)?.sql ?? []) : []))
}

/** What holds of each row that the condition leaves. */
export function knownOf(condition: Expression | undefined, scope: Scope): KnownColumns {
  const operands = condition === undefined ? [] : conjuncts(condition)
  return {
    equations: operands.flatMap((operand) => equationOf(operand, scope) ?? []),
    equal: operands.flatMap((operand) => {
      if (operand.kind !== 'comparison' || operand.operator !== '=') return []
      const [left, right] = [operand.left, operand.right].map((side) => (side.kind === 'column' ? scope.ownColumn(side.parts) : undefined))
      return left === undefined || right === undefined ? [] : [[left.sql, right.sql] as const]
    }),
  }
}

/**
 * Notes the columns of WHERE or ON that are constants to Spark (ConstantPropagation): those that an operand of the same AND gives one value, wherever they stand within
 * another equation. `beneath`: what is known of the joined rows; `sides`: those that conditions are brought to.
 */
export function noteConstantColumns(condition: Expression, scope: Scope, beneath = NOTHING_KNOWN, sides = scope.relations): void {
  const operands = conjuncts(condition)
  for (const operand of operands) propagate(operand, scope, true)
  const known = bothKnown(withoutOuterJoins(beneath, condition, scope), knownOf(condition, scope))
  if (known.equations.length === 0) return
  const classes = new EqualColumns(known.equal)
  for (const operand of operands) {
    const equations = equationsFor(operand, known.equations, classes, scope, sides)
    if (equations.length > 0) noteWithin(operand, equations, scope, false)
  }
}

/** Which columns are equal to one, over others, too; found once, for each condition asks. */
class EqualColumns {
  readonly #classes = new Map<Sql, Set<Sql>>()

  constructor(pairs: KnownColumns['equal']) {
    for (const [left, right] of pairs) {
      const [one, other] = [this.#made(left), this.#made(right)]
      if (one !== other) for (const column of other) this.#classes.set(column, one.add(column))
    }
  }

  of(column: Sql): ReadonlySet<Sql> {
    return this.#classes.get(column) ?? new Set([column])
  }

  #made(column: Sql): Set<Sql> {
    const found = this.#classes.get(column) ?? new Set([column])
    this.#classes.set(column, found)
    return found
  }
}

/**
 * The equations that stand beside the operand once Spark has brought each condition to the side of a join that it reads, and added those that follow from equal columns
 * (PushDownPredicates, InferFiltersFromConstraints). Above the join is none: what reads both sides stays there, and the equations do not.
 */
function equationsFor(
  operand: Expression,
  equations: readonly Equation[],
  classes: EqualColumns,
  scope: Scope,
  sides: readonly ScopeRelation[],
): readonly Equation[] {
  const columns = columnsWithin(operand, scope)
  const isOnOneSide = sides.some((side) =>
    columns.every(({ sql }) => {
      const equal = classes.of(sql)
      return side.columns.some((one) => equal.has(one.sql))
    }),
  )
  if (!isOnOneSide) {
    const made = new Set(sides.flatMap((side) => (side.isGenerated === true ? side.columns.map(({ sql }) => sql) : [])))
    return columns.some(({ sql }) => made.has(sql)) ? equations.filter(({ column }) => made.has(column.sql)) : []
  }
  return columns.flatMap((column) => {
    const equal = classes.of(column.sql)
    const own = equations.find((one) => one.column.sql === column.sql)
    const found = own ?? equations.find((one) => equal.has(one.column.sql))
    return found === undefined ? [] : [{ ...found, column, isInferred: own === undefined }]
  })
}

function columnsWithin(node: unknown, scope: Scope): readonly ScopeColumn[] {
  if (Array.isArray(node)) return node.flatMap((part) => columnsWithin(part, scope))
  if (typeof node !== 'object' || node === null) return []
  const part = node as Expression
  if (part.kind === 'column') {
    const column = scope.ownColumn(part.parts)
    return column === undefined ? [] : [column]
  }
  return Object.entries(part).flatMap(([key, inner]) => (key === 'query' ? [] : columnsWithin(inner, scope)))
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
    if (equation?.isInferred === true) noteInferred(part)
    else if (equation !== undefined) noteConstant(part, equation.value)
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
