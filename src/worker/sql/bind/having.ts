import { BOOLEAN, type Bound } from '../bound/bound.ts'
import { castBound } from '../functions/operators/cast.ts'
import { asBoolean } from '../functions/operators/unify.ts'
import { notSupported } from '../syntax-error.ts'
import type { Select } from '../tree/query.ts'
import { isNested } from '../types/coercion.ts'
import { checkGrouped } from './check-grouped.ts'
import { bindExpression, type ExpressionContext } from './context.ts'
import { countsIn } from './counts.ts'
import { type HavingLift, havingLift, liftedAliases } from './having-lift.ts'

/** HAVING: a condition on groups, and, by a setting of old, on the rows of a select list without aggregates. */
export interface BoundHaving {
  readonly condition: Bound
  readonly isOnRows: boolean
  /** The condition is one around the groups. */
  readonly lift: HavingLift | undefined
}

export function bindHaving(
  select: Select,
  list: readonly Bound[],
  context: ExpressionContext,
  aliases: ExpressionContext['aliases'],
): BoundHaving | undefined {
  if (select.having === undefined) return undefined
  const isOnRows = context.rules.havingWithoutGroupByAsWhere && select.groupBy === undefined && !list.some((bound) => bound.hasAggregate)
  if (isOnRows && list.some((bound) => bound.hasWindow || bound.generator !== undefined))
    throw notSupported('HAVING as WHERE around window functions and functions that make rows', 'Filter around a subquery.')
  const lift = isOnRows ? undefined : havingLift(select, list, context)
  const bound = bindExpression(select.having, {
    ...(lift?.context ?? context),
    clause: isOnRows ? 'WHERE' : 'HAVING',
    allowsStars: false,
    allowsAggregates: !isOnRows,
    allowsWindows: false,
    aliases: lift === undefined ? aliases : liftedAliases(aliases, lift),
    aliasesFirst: isOnRows,
    truth: 'filter',
    countsAround: new Set(countsIn([...select.items, select.having])),
  })
  // What is no condition is cast to one here, though not in WHERE.
  const condition = isNested(bound.type) || bound.type.kind === 'void' ? asBoolean(bound, 'HAVING') : castBound(bound, BOOLEAN)
  if (lift !== undefined) checkGrouped([condition], lift.context.scope)
  return { condition, isOnRows, lift }
}
