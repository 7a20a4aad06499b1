import { bindExpression, type ExpressionContext } from './bind-context.ts'
import { ordinalOf } from './bind-output.ts'
import type { Bound } from './bound.ts'
import { semanticError } from './syntax-error.ts'
import type { Expression, GroupingElement, NamedExpression, Select } from './tree.ts'

export interface BoundGrouping {
  /** The engine SQL of every grouping expression. */
  readonly keys: ReadonlySet<string>
  readonly bounds: readonly Bound[]
  /** '' when there is nothing to group by: one group of all rows. */
  readonly sql: string
}

/** GROUP BY's expressions: places in the select list, columns, aliases of the select list, or any expression. */
export function bindGrouping(select: Select, context: ExpressionContext): BoundGrouping | undefined {
  if (select.groupBy === undefined) return undefined
  const bounds: Bound[] = []
  const bind = (expression: Expression): string => {
    const bound = bindKey(expression, select.items, context)
    if (bound.type.kind === 'map') throw semanticError(`${bound.name} is a map: GROUP BY cannot compare maps`)
    bounds.push(bound)
    return bound.sql
  }
  const texts = select.groupBy.map((element) => groupingText(element, bind))
  const keys = new Set(bounds.map((bound) => bound.sql))
  const sql = texts.filter((text) => text !== '').join(', ')
  return { keys, bounds, sql: sql === '' && texts.length > 0 ? '()' : sql }
}

function groupingText(element: GroupingElement, bind: (expression: Expression) => string): string {
  if (element.kind === 'expression') {
    const sql = bind(element.expression)
    // The engine would read a bare number as a place in the select list.
    return /^-?\d+$/.test(sql) || sql === 'NULL' ? '' : sql
  }
  const sets = element.sets.map((set) => set.map(bind))
  if (element.kind === 'grouping-sets') return `GROUPING SETS (${sets.map((set) => `(${set.join(', ')})`).join(', ')})`
  return `${element.kind.toUpperCase()} (${sets.map((set) => (set.length === 1 ? set.join('') : `(${set.join(', ')})`)).join(', ')})`
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
