import { declaredOf } from '../bound/bound.ts'
import { NULL_SQL, type SelectNode } from '../bound/sql.ts'
import { HAS_ROWS, withoutNegativeZero } from '../functions/aggregates/grouping.ts'
import { allOf } from '../functions/operators/logic.ts'
import { notSupported, semanticError } from '../syntax-error.ts'
import type { Select } from '../tree/query.ts'
import { checkGrouped } from './check-grouped.ts'
import { bothKnown } from './constant-columns.ts'
import { type BoundQuery, type BoundRelation, bindExpression, type EveryRow, type ExpressionContext, type QueryContext } from './context.ts'
import { CorrelatedSelect } from './correlated-select.ts'
import { conjunctsOf } from './correlation.ts'
import { earlyColumns } from './early-columns.ts'
import { callsOfWindow, ofEveryRow, ofItem } from './every-row.ts'
import { bindGrouping, groupingKey, keysOf } from './grouping.ts'
import { bindHaving } from './having.ts'
import { joinNode } from './join.ts'
import { namesOfSeveral, refuseNamesOfSeveral } from './names-of-several.ts'
import { NestedWindows } from './nested-windows.ts'
import { keysToSort, refuseAggregates } from './order-of-groups.ts'
import { checkComparable, mayBeNull, neutralName, type Organization, outputName, plainContext, selectOf, sortNode } from './output.ts'
import { bindLateralView, bindRelation } from './relation.ts'
import { MANY_ROWS, ONE_ROW } from './row-bound.ts'
import { Scope } from './scope.ts'
import { bindList } from './select-list.ts'
import { bindOrder, refuseOrderAround, sortedOutside } from './select-order.ts'
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
  const isOnePartition = from.isOnePartition === true
  const whereKeys = new VolatileKeys(context.state)
  const whereCalls = conjunctsOf(select.where).slice(0, 1).flatMap(ofEveryRow)
  const where = correlated.bindWhere(select.where, {
    ...base,
    clause: 'WHERE',
    truth: 'filter',
    everyRow: { calls: new Set(whereCalls), isOnePartition, isCounted: false },
    countedBelow: whereKeys,
  })
  const volatileKeys = new VolatileKeys(context.state)
  const keyCalls = keysOf(select).flatMap((key) => ofEveryRow(groupingKey(key, select.items, base)))
  const ofKeys: EveryRow = { calls: new Set(keyCalls), isOnePartition, isCounted: false }
  const grouping = bindGrouping(select, { ...base, everyRow: ofKeys, countedBelow: volatileKeys }, volatileKeys)
  const everyRow: EveryRow = {
    calls: new Set([
      ...[...select.items, ...organization.order].flatMap(({ expression }) => ofItem(expression)),
      ...[...select.windows.values()].flatMap(callsOfWindow),
    ]),
    isOnePartition: isOnePartition && grouping === undefined,
    isCounted: false,
  }
  const nestedWindows = new NestedWindows(context.state)
  const listContext: ExpressionContext = {
    ...base,
    allowsStars: true,
    allowsAggregates: true,
    allowsWindows: true,
    groupingKeys: grouping?.keys ?? new Map(),
    canonicalKeys: grouping?.canonicalKeys,
    groupingColumns: grouping?.columns,
    everyRow,
    countedKeys: volatileKeys,
    nestedWindows,
  }
  const {
    bounds,
    columns: listed,
    aliases,
    made,
    above,
    generated,
  } = correlated.named('list', () => bindList(select.items, listContext, volatileKeys))
  const several = namesOfSeveral(listed, (sql) => context.state.identities.of(sql))
  const aliasesOfOne = new Map([...aliases].filter(([name]) => !several.has(name)))
  // Spark counts the groups anew there.
  const groupContext: ExpressionContext = { ...listContext, countedKeys: undefined }
  const boundHaving = correlated.named('having', () => bindHaving(select, bounds, groupContext, aliasesOfOne))
  const having = boundHaving?.isOnRows === true ? undefined : boundHaving?.condition
  const conditions = [...where, ...(boundHaving?.isOnRows === true ? [boundHaving.condition] : [])]
  const isAggregate = grouping !== undefined || having !== undefined || bounds.some((bound) => bound.hasAggregate)
  const isFiltered = boundHaving !== undefined && !boundHaving.isOnRows
  if (isFiltered) refuseAggregates(organization.order)
  // Of rows of groups what a function makes of them is not found again by a name that another column has.
  const madeToSort = isAggregate ? [] : [...made].filter(([name]) => several.has(name) && !scope.has(name))
  const orderContext: ExpressionContext = {
    ...groupContext,
    clause: 'ORDER BY',
    allowsStars: false,
    allowsAggregates: isAggregate,
    allowsWindows: false,
    aliases: new Map([...aliasesOfOne, ...madeToSort]),
    aliasesFirst: true,
  }
  if (select.isDistinct) refuseNamesOfSeveral(organization.order, several)
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
      allowsStars: false,
      aliases,
      aliasesFirst: true,
      allowsAggregates: false,
      allowsWindows: false,
    })
  const parts = { list: bounds, having: boundHaving?.condition, grouping, isAggregate, isDistinct: select.isDistinct }
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
  // WHERE is of the innermost rows.
  const filtered = (rows: SelectNode): SelectNode => whereKeys.lift(rows, { isWhereBehind: true })
  const grouped = volatileKeys.lift(
    { ...groups, order: lift === undefined ? (sorts ?? []) : [] },
    { isWhereBehind: false, ofRows: filtered },
  )
  const core = lift === undefined || having === undefined ? grouped : lift.around(grouped, having.sql)
  const staysOne =
    everyRow.isOnePartition &&
    !isAggregate &&
    !select.isDistinct &&
    organization.order.length + organization.distribution.length === 0 &&
    bounds.every((bound) => bound.generator === undefined && !bound.hasWindow)
  const isBare = organization.order.length + organization.distribution.length === 0 && organization.limit === undefined
  const isTable = (name: string): boolean => context.commonTables.get(name.toLowerCase()) === undefined
  const early =
    isBare && sessions === undefined && scope.parent === undefined ? earlyColumns(select, { bounds, where, isTable }) : undefined
  const known = {
    columns: outputs,
    ...correlated.outer(parts),
    rows: correlated.rows(select, parts),
    isOnePartition: staysOne,
    ...(early === undefined ? {} : { early }),
  }
  const { limit, offset } = organization
  const lifted = (query: SelectNode): SelectNode =>
    above.lift(query, isAggregate, [], (inner) => nestedWindows.lift(inner, (rows) => (volatileKeys.isLifting ? rows : filtered(rows))))
  if (order === undefined) return { node: sortedOutside(lifted(core), outputs, organization, context), ...known }
  const sorted: SelectNode = {
    ...core,
    outputs: core.outputs.map(({ sql }, index) => ({ sql, name: outputName(outputs[index]?.name ?? '', index, context) })),
    order: lift === undefined ? core.order : (sorts ?? []),
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
