import { quotedIfNeeded } from '../../../base/sql-text/quoted.ts'
import { type Bound, compose } from '../bound/bound.ts'
import { structOf } from '../functions/collections/struct-value.ts'
import type { NamedExpression } from '../tree/query.ts'
import { columnsOfStar } from './columns-of-star.ts'
import { bindExpression, type ExpressionContext } from './context.ts'
import { columnName } from './output.ts'

/** struct(a, b AS c) and (a, b): a field is named as its column or alias, else col1, col2 … by its place. */
export function makeStruct(items: readonly (NamedExpression & { readonly place?: number })[], context: ExpressionContext): Bound {
  const bounds = items.map((item) => bindExpression(item.expression, context))
  const names = items.map((item, index) => {
    if (item.alias !== undefined) return item.alias
    const name = columnName(bounds[index]?.name ?? '', item.expression)
    const { expression } = item
    if (expression.kind === 'column' && expression.printed !== undefined) return expression.parts.at(-1) ?? name
    if (expression.kind === 'column' && expression.parts.length === 1 && name === 'namedlambdavariable()')
      return expression.parts[0] ?? name
    // A word such as current_date that is no column prints as a call.
    const isNamed = (item.expression.kind === 'column' && !/^\w+\(\)$/.test(name)) || item.expression.kind === 'field'
    return isNamed ? name : `col${(item.place ?? index) + 1}`
  })
  const printed = bounds.map((bound, index) => printedItem(bound.name, items[index]?.alias))
  return compose(bounds, { ...structOf(names, bounds), name: `struct(${printed.join(', ')})` })
}

const printedItem = (name: string, alias: string | undefined): string =>
  alias === undefined ? name : `${name} AS ${quotedIfNeeded(alias)}`

/** (a, b) prints otherwise than struct(a, b), and (t.*, b) counts the star as one. */
export function makeRow(written: readonly NamedExpression[], context: ExpressionContext): Bound {
  const items = written.flatMap((item, place) =>
    columnsOfStar(item.expression, context).map((expression) => ({ ...item, expression, place })),
  )
  const made = makeStruct(items, context)
  const names = made.type.kind === 'struct' ? made.type.fields.map((field) => field.name) : []
  const parts = items.map((item, index) => `${names[index]}, ${printedItem(bindExpression(item.expression, context).name, item.alias)}`)
  return { ...made, name: `named_struct(${parts.join(', ')})` }
}
