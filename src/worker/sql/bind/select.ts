import { type Bound, declaredOf } from '../bound/bound.ts'
import { OutputReferences } from '../bound/output-references.ts'
import { isVolatile, NULL_SQL, type QueryColumn, type SelectNode, type SortNode } from '../bound/sql.ts'
import { columnPattern } from '../column-pattern.ts'
import { HAS_ROWS, withoutNegativeZero } from '../functions/grouping.ts'
import { allOf } from '../functions/operators/logic.ts'
import { matchHint } from '../match-hint.ts'
import { notSupported, semanticError } from '../syntax-error.ts'
import type { Expression, NamedExpression, Select, SortItem } from '../tree/query.ts'
import { blame, blaming, nameWritten } from '../tree/written.ts'
import { isNested } from '../types/coercion.ts'
import { checkGrouped } from './check-grouped.ts'
import { bothKnown } from './constant-columns.ts'
import { isNeverNull } from './constant-value.ts'
import { type BoundQuery, type BoundRelation, bindExpression, type EveryRow, type ExpressionContext, type QueryContext } from './context.ts'
import { CorrelatedSelect } from './correlated-select.ts'
import { outerUsesOf, refuseOuter } from './correlation.ts'
import { ofEveryRow } from './every-row.ts'
import { GeneratedColumns, makesRowsOfTables, type OutputColumn } from './generated-columns.ts'
import { generatedWithoutNull } from './generated-without-null.ts'
import { bindGrouping } from './grouping.ts'
import { bindHaving } from './having.ts'
import { joinNode } from './join.ts'
import { NestedWindows } from './nested-windows.ts'
import { noteColumns } from './never-null-columns.ts'
import { keysToSort, refuseAggregates } from './order-of-groups.ts'
import {
  checkComparable,
  columnName,
  mayBeNull,
  neutralName,
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
import { bindLateralView, bindRelation } from './relation.ts'
import { MANY_ROWS, ONE_ROW } from './row-bound.ts'
import { Scope } from './scope.ts'
import { sessionRows } from './session-windows.ts'
import { TimeWindows } from './time-windows.ts'
import { VolatileKeys } from './volatile-keys.ts'

const NOTHING: BoundRelation = {
  node: undefined,
  relations: [],
  merged: [],
  outerUses: [],
  outerNames: [],
  rows: ONE_ROW,
  isOnePartition: true,
}

export function bindSelect(written: Select, organization: Organization, context: QueryContext): BoundQuery {
  const rows = bindFrom(written, context)
  const sessions = sessionRows(written, rows, context)
  const { from, select } = sessions ?? { from: rows, select: written }
  const scope = new Scope(from.relations, context.outer, from.merged)
  const timeWindows = new TimeWindows(context.state, scope, sessions)
  const base: ExpressionContext = { ...plainContext(scope, context, 'SELECT'), windows: select.windows, timeWindows }
  const correlated = new CorrelatedSelect(context.correlation, from, scope)
  const where = correlated.bindWhere(select.where, { ...base, clause: 'WHERE', truth: 'filter' })
  const volatileKeys = new VolatileKeys(context.state)
  const grouping = bindGrouping(select, base, volatileKeys)
  const everyRow: EveryRow = {
    calls: new Set([...select.items, ...organization.order].flatMap(({ expression }) => ofEveryRow(expression))),
    isOnePartition: from.isOnePartition === true && grouping === undefined,
    isCounted: false,
  }
  const nestedWindows = new NestedWindows(context.state)
  const listContext: ExpressionContext = {
    ...base,
    allowsAggregates: true,
    allowsWindows: true,
    groupingKeys: grouping?.keys ?? new Map(),
    canonicalKeys: grouping?.canonicalKeys,
    groupingColumns: grouping?.columns,
    everyRow,
    nestedWindows,
  }
  const {
    bounds,
    columns: listed,
    aliases,
    above,
    generated,
  } = correlated.named('list', () => bindList(select.items, listContext, volatileKeys))
  const boundHaving = correlated.named('having', () => bindHaving(select, bounds, listContext, aliases))
  const having = boundHaving?.isOnRows === true ? undefined : boundHaving?.condition
  const conditions = [...where, ...(boundHaving?.isOnRows === true ? [boundHaving.condition] : [])]
  const isAggregate = grouping !== undefined || having !== undefined || bounds.some((bound) => bound.hasAggregate)
  const isFiltered = boundHaving !== undefined && !boundHaving.isOnRows
  if (isFiltered) refuseAggregates(organization.order)
  const orderContext: ExpressionContext = { ...listContext, clause: 'ORDER BY', allowsWindows: false, aliases, aliasesFirst: true }
  const order = bindOrder(
    organization.order,
    listed,
    isFiltered && grouping !== undefined ? { ...orderContext, ...keysToSort(grouping, listed) } : orderContext,
    select.isDistinct,
    above,
  )
  const read = [...bounds, ...(order ?? []).map((sort) => sort.bound)]
  const { columns, from: windowed } = generated.below(listed, read, isAggregate, timeWindows.rowsOf(from.node), context.state)
  for (const key of organization.distribution)
    bindExpression(key, {
      ...listContext,
      clause: 'DISTRIBUTE BY',
      aliases,
      aliasesFirst: true,
      allowsAggregates: false,
      allowsWindows: false,
    })
  const parts = { list: bounds, having: boundHaving?.condition, grouping, isAggregate }
  correlated.check(parts, organization)
  refuseOrderAround(order ?? [], scope)
  if (isAggregate) checkGrouped([...bounds, ...(having === undefined ? [] : [having]), ...(order ?? []).map((sort) => sort.bound)], scope)
  const makesRows = bounds.some((bound) => bound.generator !== undefined)
  if (makesRows && isAggregate && (grouping?.columns !== undefined || boundHaving !== undefined))
    throw semanticError(
      'A function that makes rows of groups stands beside no HAVING and no grouping sets',
      'Write the aggregates in a subquery.',
    )
  if (everyRow.isCounted && makesRows)
    throw notSupported('A function that counts the rows beside one that makes rows', 'Make the rows in a subquery.')
  if (boundHaving !== undefined && above.isReadBy(boundHaving.condition.sql))
    throw notSupported('An alias of a value such as rand() in HAVING', 'Compute it in a subquery, and filter around it.')
  const outputs = columns
    .map((column) => ({ name: column.name, type: column.type, ...declaredOf(column) }))
    .map((column) => (grouping?.columns === undefined ? column : mayBeNull(column)))
  if (select.isDistinct) checkComparable(columns, 'SELECT DISTINCT')
  // No rows make no group, not even one of an empty set.
  const existence = grouping?.columns === undefined ? correlated.existence(parts) : [HAS_ROWS]
  const { lift } = boundHaving ?? {}
  const groupConditions = [...existence, ...(having === undefined || lift !== undefined ? [] : [having.sql])]
  const groups: SelectNode = {
    ...selectOf(
      columns.length === 0
        ? [{ sql: NULL_SQL, name: neutralName(0) }]
        : columns.map((column, index) => ({ sql: select.isDistinct ? withoutNegativeZero(column) : column.sql, name: neutralName(index) })),
      windowed,
    ),
    isDistinct: select.isDistinct,
    where: timeWindows.where(conditions.map((bound) => bound.sql)),
    groupBy: grouping?.elements,
    having: groupConditions.length === 0 ? undefined : allOf(groupConditions),
  }
  if (lift !== undefined && groups.outputs.some(({ sql }) => above.isReadBy(sql)))
    throw notSupported(
      'An alias of a value such as rand() beside aggregates within HAVING',
      'Compute it in a subquery, and filter around it.',
    )
  const sorts = order?.map(({ item, by }) => sortNode(lift === undefined || typeof by === 'number' ? by : lift.add(by), item))
  const grouped = volatileKeys.lift(groups)
  const core = lift === undefined || having === undefined ? grouped : lift.around(grouped, having.sql)
  const isOnePartition =
    everyRow.isOnePartition &&
    !isAggregate &&
    !select.isDistinct &&
    organization.order.length + organization.distribution.length === 0 &&
    bounds.every((bound) => bound.generator === undefined && !bound.hasWindow)
  const known = { columns: outputs, ...correlated.outer(parts), rows: correlated.rows(select, parts), isOnePartition }
  const { limit, offset } = organization
  const lifted = (query: SelectNode): SelectNode => above.lift(query, isAggregate, [], (inner) => nestedWindows.lift(inner))
  if (order === undefined) return { node: sortedOutside(lifted(core), outputs, organization, context), ...known }
  const sorted: SelectNode = {
    ...core,
    outputs: core.outputs.map(({ sql }, index) => ({ sql, name: outputName(outputs[index]?.name ?? '', index, context) })),
    order: sorts ?? [],
    limit,
    offset,
  }
  return { node: lifted(sorted), ...known }
}

function bindFrom(select: Select, context: QueryContext): BoundRelation {
  let from: BoundRelation | undefined
  for (const relation of select.from) {
    const next = bindRelation(relation, context, from)
    from =
      from === undefined
        ? next
        : {
            node: joinNode('cross', from, next, undefined),
            relations: [...from.relations, ...next.relations],
            merged: [...from.merged, ...next.merged],
            outerUses: [...from.outerUses, ...next.outerUses],
            outerNames: [...from.outerNames, ...next.outerNames],
            rows: MANY_ROWS,
            known: bothKnown(from.known, next.known),
          }
  }
  if (from === undefined && select.lateralViews.length > 0) throw semanticError('LATERAL VIEW has no table before it')
  return select.lateralViews.reduce((left, view) => bindLateralView(view, left, context), from ?? NOTHING)
}

function bindList(
  items: readonly NamedExpression[],
  context: ExpressionContext,
  volatileKeys: VolatileKeys,
): {
  readonly bounds: readonly Bound[]
  readonly columns: readonly OutputColumn[]
  readonly aliases: ReadonlyMap<string, Bound>
  readonly above: OutputReferences
  readonly generated: GeneratedColumns
} {
  const above = new OutputReferences(context.state.relationName())
  const generated = new GeneratedColumns(context.state)
  const bounds: Bound[] = []
  const columns: OutputColumn[] = []
  const aliases = new Map<string, Bound>()
  const first = items.find((item, index) => makesRowsOfTables(item, items.slice(0, index), context.scope))
  const bindItem = ({ expression }: NamedExpression): Bound =>
    volatileKeys.itemOf(expression, bindExpression(expression, { ...context, aliases, allowsGenerators: true }), context)
  const makesRows = first === undefined ? undefined : bindItem(first)
  if (first !== undefined && makesRows !== undefined)
    for (const reader of generated.readers(generatedColumns(makesRows, first, context))) aliases.set(reader.name.toLowerCase(), reader)
  for (const item of items) {
    if (item.expression.kind === 'star') {
      for (const bound of starColumns(item.expression, context.scope)) {
        const isKey = context.groupingKeys.size > 0 && context.groupingKeys.has(context.state.identities.of(bound.sql))
        bounds.push(isKey ? { ...bound, uses: [] } : bound)
        columns.push({ name: bound.name, type: bound.type, sql: bound.sql, ...declaredOf(bound) })
      }
      continue
    }
    // An expression may read the aliases before it, where no column has that name.
    const bound = item === first && makesRows !== undefined ? makesRows : bindItem(item)
    bounds.push(bound)
    const made = bound.generator === undefined ? [outputOf(bound, item, context)] : generatedColumns(bound, item, context)
    columns.push(...made)
    const [only] = made
    if (only !== undefined && made.length === 1 && item !== first)
      aliases.set(only.name.toLowerCase(), {
        ...bound,
        sql: above.aliasOf(bound.sql, columns.length - 1),
        name: only.name,
        ...declaredOf(only),
      })
  }
  // LATERAL (SELECT *) adds none to those before it.
  if (columns.length === 0 && context.correlation !== 'lateral') throw semanticError('The select list has no column')
  if (bounds.filter((bound) => bound.generator !== undefined).length > 1)
    throw semanticError('A select list has one function that makes rows', 'Use LATERAL VIEW for the others.')
  return { bounds, columns, aliases, above, generated }
}

function starColumns(star: Extract<Expression, { kind: 'star' }>, scope: Scope): readonly Bound[] {
  const { qualifier, except, pattern } = star
  const columns = withoutColumns(
    blaming(star, () => scope.expand(qualifier)),
    except,
  )
  if (pattern === undefined) return columns
  const fits = columnPattern(pattern)
  return columns.filter(({ name }) => fits(name))
}

/** * EXCEPT (a): the columns but those of these names, of which each must be one. */
function withoutColumns(columns: readonly Bound[], names: readonly string[]): readonly Bound[] {
  if (names.length === 0) return columns
  const left = new Set(names.map((name) => name.toLowerCase()))
  const all = new Set(columns.map((bound) => bound.name.toLowerCase()))
  const [unknown] = names.filter((name) => !all.has(name.toLowerCase()))
  if (unknown !== undefined)
    throw blame(
      semanticError(
        `* EXCEPT names the column ${unknown}, which is none of *`,
        matchHint(
          unknown,
          columns.map((bound) => bound.name),
        ),
      ),
      nameWritten(names, names.indexOf(unknown)),
    )
  return columns.filter((bound) => !left.has(bound.name.toLowerCase()))
}

function outputOf(bound: Bound, item: NamedExpression, context: ExpressionContext): OutputColumn {
  if (item.aliases.length > 1) throw semanticError(`${bound.name} makes one column, and ${item.aliases.length} names are given`)
  const name = item.alias ?? item.aliases[0] ?? columnName(nameWithoutAlias(bound, item.expression), item.expression)
  noteColumns(item.expression, context)
  return {
    name,
    type: bound.type,
    sql: bound.sql,
    ...declaredOf(bound),
    ...(isNeverNull(item.expression) && { isNeverNull: true as const }),
  }
}

/** Spark names a cast of a column as the column; a word such as current_date that is no column prints as a call. */
function nameWithoutAlias(bound: Bound, expression: Expression): string {
  if (expression.kind !== 'cast' || expression.isTry || expression.operand.kind !== 'column') return bound.name
  const name = expression.operand.parts.at(-1) ?? ''
  const operand = bound.name.replace(/^(?:TRY_)?CAST\(/, '')
  // A field of a struct is no column.
  const isColumn = operand.startsWith(`${name} AS `) || operand.startsWith('outer(') || operand === name
  return isColumn ? name : bound.name
}

function generatedColumns(bound: Bound, item: NamedExpression, context: ExpressionContext): readonly OutputColumn[] {
  const columns = bound.generator?.columns ?? []
  const { expression } = item
  const isWithoutNull =
    expression.kind === 'call' ? generatedWithoutNull(expression, columns.length, expression.name.endsWith('_outer'), context) : []
  const names = item.alias === undefined ? item.aliases : [item.alias]
  if (names.length > 0 && names.length !== columns.length)
    throw semanticError(`${bound.name} makes ${columns.length} columns, and ${names.length} names are given`)
  return columns.map((column, index) => ({
    name: names[index] ?? column.name,
    type: column.type,
    sql: column.sql,
    isGenerated: true as const,
    ...(isWithoutNull[index] === true && { isNeverNull: true as const }),
  }))
}

interface SortColumn {
  readonly by: SortNode['by']
  readonly item: SortItem
  readonly bound: Bound
}

/** The sort items; undefined when DISTINCT wants them outside, over the columns of the result. */
function bindOrder(
  items: readonly SortItem[],
  columns: readonly OutputColumn[],
  context: ExpressionContext,
  isDistinct: boolean,
  above: OutputReferences,
): readonly SortColumn[] | undefined {
  const { identities } = context.state
  const order = items.map((item): SortColumn => {
    const ordinal = orderPlace(item.expression, columns.length, context.rules)
    const made = ordinal ?? generatedPlace(item.expression, columns)
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
function generatedPlace(expression: Expression, columns: readonly OutputColumn[]): number | undefined {
  const [name, ...rest] = expression.kind === 'column' ? expression.parts : []
  if (name === undefined || rest.length > 0) return undefined
  const place = columns.findIndex((column) => column.name.toLowerCase() === name.toLowerCase() && column.isGenerated === true)
  return place >= 0 ? place : undefined
}

const outputBound = (column: OutputColumn | undefined): Bound => ({
  sql: column?.sql ?? NULL_SQL,
  type: column?.type ?? { kind: 'void' },
  name: column?.name ?? '',
  uses: [],
  hasAggregate: false,
  hasWindow: false,
})

function sortedOutside(core: SelectNode, columns: readonly QueryColumn[], organization: Organization, context: QueryContext): SelectNode {
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
function refuseOrderAround(order: readonly SortColumn[], scope: Scope): void {
  for (const { bound, by } of order) if (typeof by !== 'number') refuseOuter(outerUsesOf(bound, scope), 'ORDER BY')
}
