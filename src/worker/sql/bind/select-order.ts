import type { Bound } from '../bound/bound.ts'
import type { OutputReferences } from '../bound/output-references.ts'
import { isVolatile, NULL_SQL, type QueryColumn, type SelectNode, type SortNode } from '../bound/sql.ts'
import { notSupported } from '../syntax-error.ts'
import type { Expression, SortItem } from '../tree/query.ts'
import { isNested } from '../types/coercion.ts'
import { bindExpression, type ExpressionContext, type QueryContext } from './context.ts'
import { outerUsesOf, refuseOuter } from './correlation.ts'
import type { OutputColumn } from './generated-columns.ts'
import {
  type Organization,
  orderPlace,
  outputName,
  outputScope,
  placeOf,
  placeToSort,
  plainContext,
  refuseOrganized,
  selectOf,
  sortable,
  sortNode,
} from './output.ts'
import type { Scope } from './scope.ts'

interface SortColumn {
  readonly by: SortNode['by']
  readonly item: SortItem
  readonly bound: Bound
}

/** The sort items; undefined when DISTINCT wants them outside, over the columns of the result. */
export function bindOrder(
  items: readonly SortItem[],
  columns: readonly OutputColumn[],
  context: ExpressionContext,
  isDistinct: boolean,
  above: OutputReferences,
): readonly SortColumn[] | undefined {
  const { identities } = context.state
  const generated = generatedPlaces(columns)
  const order = items.map((item): SortColumn => {
    const ordinal = orderPlace(item.expression, columns.length, context.rules)
    const made = ordinal ?? generatedPlace(item.expression, generated, context.aliases)
    const written = made === undefined ? bindExpression(item.expression, context) : outputBound(columns[made])
    const bound = sortable(written)
    if (isNested(written.type)) {
      if (made !== undefined && columns[made]?.isGenerated)
        throw notSupported(`ORDER BY of ${written.name}, an array or struct that the select list makes rows of`, 'Sort around a subquery.')
      return { item, bound, by: bound.sql }
    }
    const identity = identities.of(written.sql)
    const place = made ?? above.placeOf(written.sql) ?? columns.findIndex((column) => identities.of(column.sql) === identity)
    const isSortedByPlace =
      place >= 0 && (bound.sql === written.sql || isDistinct || isMadeAbove(written, columns[place], made !== undefined))
    return { item, bound, by: isSortedByPlace ? place + 1 : bound.sql }
  })
  // Behind DISTINCT there are the columns of the result alone: a value is not found again among them, only a column is.
  return isDistinct && order.some(({ by, item }) => typeof by !== 'number' || !NAMES.has(item.expression.kind)) ? undefined : order
}

/** What is computed behind the rows, or once for each: no other value may be sorted by. */
const isMadeAbove = ({ sql, hasAggregate, hasWindow }: Bound, column: OutputColumn | undefined, isByPlace: boolean): boolean =>
  hasAggregate || hasWindow || column?.isGenerated === true || isVolatile(sql) || (isByPlace && sql.kind !== 'column')

const NAMES: ReadonlySet<string> = new Set(['column', 'number'])

/** A column that a function such as explode makes has no expression to sort by: it is sorted by its place. */
function generatedPlace(
  expression: Expression,
  places: ReadonlyMap<string, GeneratedPlace>,
  aliases: ExpressionContext['aliases'],
): number | undefined {
  const [name, ...rest] = expression.kind === 'column' ? expression.parts : []
  if (name === undefined || rest.length > 0) return undefined
  const key = name.toLowerCase()
  const made = places.get(key)
  return made !== undefined && (made.isAlone || aliases.has(key)) ? made.place : undefined
}

interface GeneratedPlace {
  readonly place: number
  /** No other column of the select list has the name. */
  readonly isAlone: boolean
}

/** By their names in lower case, but for names that several of them have. */
function generatedPlaces(columns: readonly OutputColumn[]): ReadonlyMap<string, GeneratedPlace> {
  const places = [...columns.entries()].map(([place, { name, isGenerated }]) => ({ place, key: name.toLowerCase(), isGenerated }))
  return new Map(
    [...Map.groupBy(places, ({ key }) => key)].flatMap(([key, named]) => {
      const [only, other] = named.filter(({ isGenerated }) => isGenerated === true)
      return only === undefined || other !== undefined ? [] : [[key, { place: only.place, isAlone: named.length === 1 }]]
    }),
  )
}

const outputBound = (column: OutputColumn | undefined): Bound => ({
  sql: column?.sql ?? NULL_SQL,
  type: column?.type ?? { kind: 'void' },
  name: column?.name ?? '',
  uses: [],
  hasAggregate: false,
  hasWindow: false,
})

export function sortedOutside(
  core: SelectNode,
  columns: readonly QueryColumn[],
  organization: Organization,
  context: QueryContext,
): SelectNode {
  const relation = context.state.relationName()
  const scope = outputScope(relation, columns, context.outer)
  const order = organization.order.map((item) => {
    const ordinal = orderPlace(item.expression, columns.length, context.rules)
    const by =
      ordinal === undefined
        ? sortable(bindExpression(item.expression, plainContext(scope, context, 'ORDER BY of SELECT DISTINCT'))).sql
        : placeToSort(relation, columns, ordinal)
    return sortNode(by, item)
  })
  refuseOrganized([], organization, scope.outerNames)
  const outputs = columns.map((column, index) => ({ sql: placeOf(relation, index), name: outputName(column.name, index, context) }))
  const from = { kind: 'query', query: core, relation, columnNames: undefined, isLateral: false } as const
  return { ...selectOf(outputs, from), order, limit: organization.limit, offset: organization.offset }
}

/** A value of the select list may be sorted by, whatever it reads. */
export function refuseOrderAround(order: readonly SortColumn[], scope: Scope): void {
  for (const { bound, by } of order) if (typeof by !== 'number') refuseOuter(outerUsesOf(bound, scope), 'ORDER BY')
}
