import type { Bound, ColumnUse } from '../bound/bound.ts'
import { notSupported, semanticError } from '../syntax-error.ts'
import type { Expression, JoinKind } from '../tree/query.ts'
import type { BoundRelation, ExpressionContext } from './context.ts'
import type { RowBound } from './row-bound.ts'
import type { Scope } from './scope.ts'

/** Throws sql-semantics where a column of the query around is read. */
export function refuseOuter(uses: readonly ColumnUse[], place: string): void {
  const [use] = uses
  if (use !== undefined)
    throw semanticError(
      `${place} may not read ${use.name}, a column of the query around it`,
      'Columns of the query around may stand in WHERE and HAVING; or join with that query instead.',
    )
}

/** Throws sql-semantics where a part of a query, wherever it is within, reads a column of the query around. */
export function refuseCorrelated(uses: readonly ColumnUse[], what: string): void {
  const [use] = uses
  if (use !== undefined)
    throw semanticError(
      `${what} may not stand in or above a query that reads ${use.name}, a column of the query around it`,
      'Join with that query, and write it there.',
    )
}

/** Throws sql-semantics where an aggregate is above a condition that Spark cannot move out of it. */
export function refuseUnequal(uses: readonly ColumnUse[]): void {
  const use = uses.find(({ correlation }) => correlation === 'unequal')
  if (use !== undefined)
    throw semanticError(
      `An aggregate, or DISTINCT, above a condition on ${use.name}, a column of the query around it, needs that to be an equality with a column`,
      'Write column = expression of the query around; or join with that query, and group there.',
    )
}

/** What the conditions and the list of a SELECT read of the query around. */
export const outerUsesOf = (bound: Bound, scope: Scope): readonly ColumnUse[] => bound.uses.filter((use) => use.scopeId !== scope.id)

/** The operands of AND, in their order. */
export function conjunctsOf(condition: Expression | undefined): readonly Expression[] {
  if (condition === undefined) return []
  return condition.kind === 'logic' && condition.operator === 'AND' ? condition.operands.flatMap(conjunctsOf) : [condition]
}

/**
 * What Spark makes of a condition before it looks at what an aggregate stands above: (a AND b) OR (a AND c) is a AND (b OR c).
 * `identity` is the same number for what computes the same.
 */
function simplifiedConjuncts(condition: Expression, identity: (part: Expression) => number): readonly Expression[] {
  const of = (part: Expression): readonly Expression[] => simplifiedConjuncts(part, identity)
  if (condition.kind === 'not' && condition.operand.kind === 'not') return of(condition.operand.operand)
  if (condition.kind !== 'logic') return [condition]
  if (condition.operator === 'AND') return condition.operands.flatMap(of)
  const [first = [], ...others] = condition.operands.filter((part) => !isFalse(part)).map(of)
  const identities = others.map((parts) => new Set(parts.map(identity)))
  const common = first.filter((part) => identities.every((numbers) => numbers.has(identity(part))))
  if (common.length === 0) return [condition]
  const factors = new Set(common.map(identity))
  const rests = [first, ...others].map((parts) => parts.filter((part) => !factors.has(identity(part))))
  if (rests.some((rest) => rest.length === 0)) return common
  return [
    ...common,
    { kind: 'logic', operator: 'OR', operands: rests.map((operands): Expression => ({ kind: 'logic', operator: 'AND', operands })) },
  ]
}

const isFalse = (part: Expression): boolean => part.kind === 'boolean' && !part.value

/** The same with what a condition on the outside of an aggregate may not be marked: it is an equality of a column, or reads nothing of its own query. */
export function markedUses(
  condition: Expression,
  bound: Bound,
  context: ExpressionContext,
  bind: (expression: Expression) => Bound,
): readonly ColumnUse[] {
  const outer = outerUsesOf(bound, context.scope)
  if (outer.length === 0) return outer
  if (outer.length === bound.uses.length) return outer.map((use) => ({ ...use, correlation: 'alone' as const }))
  const simplified = simplifiedConjuncts(condition, (part) => context.state.identities.of(bind(part).sql))
  if (simplified.length > 1 || simplified[0] !== condition) return simplified.flatMap((part) => markedUses(part, bind(part), context, bind))
  return isEqualityOfColumn(condition, context, bind) ? outer : outer.map((use) => ({ ...use, correlation: 'unequal' as const }))
}

function isEqualityOfColumn(condition: Expression, context: ExpressionContext, bind: (expression: Expression) => Bound): boolean {
  if (condition.kind === 'not' && condition.operand.kind === 'comparison' && condition.operand.operator === '<>')
    return isEqualityOfColumn({ ...condition.operand, operator: '=' }, context, bind)
  if (condition.kind !== 'comparison' || (condition.operator !== '=' && condition.operator !== '<=>')) return false
  const isOwn = (side: Expression): boolean => bind(side).uses.some((use) => use.scopeId === context.scope.id)
  const { left, right } = condition
  return (isPlainColumn(left) && !isOwn(right)) || (isPlainColumn(right) && !isOwn(left))
}

const isPlainColumn = (side: Expression): boolean => side.kind === 'column' || (side.kind === 'cast' && isPlainColumn(side.operand))

/** Throws sql-semantics for a value of a correlated query that could be several. */
export function checkOneValue(rows: RowBound, uses: readonly ColumnUse[]): void {
  const [use] = uses
  if (use === undefined || rows.kind === 'one') return
  if (rows.kind === 'groups' && rows.fault === undefined) return
  throw semanticError(
    rows.kind === 'groups' && rows.fault !== undefined
      ? rows.fault
      : `A subquery that stands for a value and reads ${use.name}, a column of the query around it, has an aggregate and no condition around that`,
    'Write max(…) or first(…) of the column.',
  )
}

/** A join moves no condition out of a side whose rows it keeps, or makes NULL. */
export function checkJoinSides(join: JoinKind, left: BoundRelation, right: BoundRelation): void {
  const name = `The ${join.toUpperCase()} JOIN`
  // Spark has these, and the engine no join but inner ones above columns of a query around.
  if ((join === 'semi' || join === 'anti') && left.outerUses.length > 0)
    throw notSupported(`${name} of a query that reads columns of the query around it`, 'Write EXISTS or NOT EXISTS.')
  if (join === 'right' || join === 'full') refuseCorrelated(left.outerUses, name)
  if (join === 'left' || join === 'full' || join === 'semi' || join === 'anti') refuseCorrelated(right.outerUses, name)
}
