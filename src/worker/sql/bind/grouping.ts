import type { Bound } from '../bound/bound.ts'
import type { GroupingNode, Sql } from '../bound/sql.ts'
import { ONE_GROUP } from '../functions/literals.ts'
import { semanticError } from '../syntax-error.ts'
import type { Expression, NamedExpression, Select } from '../tree.ts'
import { bindExpression, type ExpressionContext } from './context.ts'
import { ordinalOf } from './output.ts'

export interface BoundGrouping {
  /** The grouping expressions by their identity. */
  readonly keys: ReadonlyMap<number, Sql>
  readonly bounds: readonly Bound[]
  readonly elements: readonly GroupingNode[]
}

/** GROUP BY's expressions: places in the select list, columns, aliases of the select list, or any expression. */
export function bindGrouping(select: Select, context: ExpressionContext): BoundGrouping | undefined {
  if (select.groupBy === undefined) return undefined
  const bounds: Bound[] = []
  const keys = new Map<number, Sql>()
  const bind = (expression: Expression): Bound => {
    const bound = bindKey(expression, select.items, context)
    if (bound.type.kind === 'map') throw semanticError(`${bound.name} is a map: GROUP BY cannot compare maps`)
    bounds.push(bound)
    // Of two equal keys the first stands for both.
    const identity = context.state.identities.of(bound.sql)
    const key = keys.get(identity) ?? bound.sql
    keys.set(identity, key)
    return bound.constant === undefined ? { ...bound, sql: key } : { ...bound, sql: ONE_GROUP }
  }
  const elements = select.groupBy.map((element): GroupingNode => {
    if (element.kind === 'expression') return { kind: 'key', key: bind(element.expression).sql }
    return { kind: element.kind, sets: element.sets.map((set) => set.map((expression) => bind(expression).sql)) }
  })
  return { keys, bounds, elements }
}

function bindKey(expression: Expression, items: readonly NamedExpression[], context: ExpressionContext): Bound {
  const inGroupBy = { ...context, clause: 'GROUP BY' }
  const ordinal = items.some((item) => item.expression.kind === 'star') ? undefined : ordinalOf(expression, items.length, 'GROUP BY')
  const named = ordinal === undefined ? aliasOf(expression, items, context) : items[ordinal]
  return bindExpression(named?.expression ?? expression, inGroupBy)
}

/** A column wins over an alias of the same name. */
function aliasOf(expression: Expression, items: readonly NamedExpression[], context: ExpressionContext): NamedExpression | undefined {
  if (expression.kind !== 'column' || expression.parts.length !== 1) return undefined
  const [name] = expression.parts
  if (name === undefined || context.scope.has(name)) return undefined
  return items.find((item) => item.alias?.toLowerCase() === name.toLowerCase())
}
