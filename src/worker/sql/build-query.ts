import type {
  AggregationClauseContext,
  CtesContext,
  FromClauseContext,
  GroupByClauseContext,
  GroupingSetContext,
  LateralViewContext,
  QueryContext,
  QueryOrganizationContext,
  QueryPrimaryContext,
  QuerySpecificationContext,
  QueryTermContext,
} from 'dt-sql-parser/dist/lib/spark/SparkSqlParser.js'
import { buildBoolean, buildExpression, buildNamed, buildSortItem } from './build-expression.ts'
import { identifiersOf, identifierText, tableNameOf } from './build-name.ts'
import { buildAlias, buildRelation, rowsOf } from './build-relation.ts'
import { buildWindows } from './build-window.ts'
import { nodes } from './grammar.ts'
import { notSupported, semanticError } from './syntax-error.ts'
import type { CommonTable, Expression, GroupingElement, LateralView, Query, QueryBody, Relation } from './tree.ts'

export function buildQuery(context: QueryContext): Query {
  if (!(context instanceof nodes.QueryStatementContext)) throw notSupported(`The query ${context.getText().slice(0, 80)}`)
  return { ctes: buildCtes(context.ctes()), ...buildOrganization(context.queryOrganization()), body: buildTerm(context.queryTerm()) }
}

export function buildCtes(context: CtesContext | null): readonly CommonTable[] {
  if (context === null) return []
  return context.namedQuery().map((named) => ({
    name: identifierText(named.errorCapturingIdentifier()),
    columnNames: identifiersOf(named.identifierList()),
    query: buildQuery(named.query()),
  }))
}

function buildOrganization(context: QueryOrganizationContext): Omit<Query, 'ctes' | 'body'> {
  if (context.KW_CLUSTER() !== null || context.KW_DISTRIBUTE() !== null) {
    const clause = context.KW_CLUSTER() !== null ? 'CLUSTER BY' : 'DISTRIBUTE BY'
    throw notSupported(clause, 'A query runs in one process, so rows are not distributed: leave the clause out, or write ORDER BY.')
  }
  const limit = context.limitClause()
  const count = limit?.expression() ?? null
  const offset = context.KW_OFFSET() === null ? null : context.expression()
  return {
    order: context.orderOrSortByClause().flatMap((clause) => clause.sortItem().map(buildSortItem)),
    limit: count === null ? undefined : buildExpression(count),
    offset: offset === null ? undefined : buildExpression(offset),
    windows: buildWindows(context.windowClause()),
  }
}

/** A chain of UNIONs leans to the left and may be long. */
function buildTerm(context: QueryTermContext): QueryBody {
  const links: QueryTermContext[] = []
  let link = context
  for (let left = link._left; left !== undefined; left = link._left) {
    links.push(link)
    link = left
  }
  const primary = link.queryPrimary()
  if (primary === null) throw notSupported(`The query ${link.getText().slice(0, 80)}`)
  let body = buildQueryPrimary(primary)
  for (const term of links.reverse()) {
    const right = term._right
    if (right === undefined) throw semanticError('A set operation has two sides')
    const operator = term.KW_UNION() !== null ? 'UNION' : term.KW_INTERSECT() !== null ? 'INTERSECT' : 'EXCEPT'
    body = { kind: 'set-operation', operator, isAll: term.setQuantifier()?.KW_ALL() != null, left: body, right: buildTerm(right) }
  }
  return body
}

function buildQueryPrimary(context: QueryPrimaryContext): QueryBody {
  const specification = context.querySpecification()
  if (specification !== null) return buildSelect(specification)
  const nested = context.query()
  if (nested !== null) return { kind: 'nested', query: buildQuery(nested) }
  const table = context.tableName()
  if (table !== null) return { kind: 'table', name: tableNameOf(table.tableIdentifier()) }
  if (context.KW_VALUES() !== null) {
    const alias = context.tableAlias()
    return { kind: 'values', rows: rowsOf(context.expression()), columnNames: alias === null ? [] : buildAlias(alias).columnNames }
  }
  throw notSupported('A query that begins with FROM', 'Begin it with SELECT.')
}

function buildSelect(context: QuerySpecificationContext): QueryBody {
  const clause = context.selectClause()
  if (context.transformClause() !== null || clause === null) throw notSupported('TRANSFORM')
  const where = context.whereClause()
  const having = context.havingClause()
  const aggregation = context.aggregationClause()
  const from = context.fromClause()
  return {
    kind: 'select',
    isDistinct: clause.setQuantifier()?.KW_DISTINCT() != null,
    items: clause.selectList().namedExpressionSeq().namedExpression().map(buildNamed),
    from: from === null ? [] : buildFrom(from),
    lateralViews: [...(from === null ? [] : from.lateralView()), ...context.lateralView()].map(buildLateralView),
    where: where === null ? undefined : buildBoolean(where.booleanExpression()),
    groupBy: aggregation === null ? undefined : buildGrouping(aggregation),
    having: having === null ? undefined : buildBoolean(having.booleanExpression()),
    windows: buildWindows(context.windowClause()),
  }
}

function buildFrom(context: FromClauseContext): readonly Relation[] {
  if (context.pivotClause() !== null) throw notSupported('PIVOT', 'Write one aggregate with FILTER (WHERE …) for each value.')
  if (context.unPivotClause() !== null) throw notSupported('UNPIVOT')
  return context.relation().map(buildRelation)
}

function buildLateralView(context: LateralViewContext): LateralView {
  const name = context.viewName().viewIdentifier().errorCapturingIdentifier().map(identifierText)
  const [functionName] = name
  if (functionName === undefined || name.length > 1) throw notSupported(`The function ${name.join('.')} in LATERAL VIEW`)
  const alias = buildAlias(context.tableAlias())
  const columnNames = context.identifier().map(identifierText)
  // explode(a) AS x: the grammar takes x for the view's name; Spark for the column's.
  if (context.tableAlias().KW_AS() !== null && columnNames.length === 0 && alias.name !== undefined)
    return {
      isOuter: context.KW_OUTER() !== null,
      functionName: functionName.toLowerCase(),
      arguments: context.expression().map(buildExpression),
      alias: undefined,
      columnNames: [alias.name],
    }
  return {
    isOuter: context.KW_OUTER() !== null,
    functionName: functionName.toLowerCase(),
    arguments: context.expression().map(buildExpression),
    alias: alias.name,
    columnNames,
  }
}

function buildGrouping(context: AggregationClauseContext): readonly GroupingElement[] {
  const plain = context.expression().map(buildExpression)
  if (context.KW_GROUPING() !== null) {
    const sets = context.groupingSet().map(buildGroupingSet)
    return [{ kind: 'grouping-sets', sets }]
  }
  if (context.KW_ROLLUP() !== null || context.KW_CUBE() !== null)
    return [{ kind: context.KW_ROLLUP() === null ? 'cube' : 'rollup', sets: plain.map((expression) => [expression]) }]
  return [...plain.map((expression): GroupingElement => ({ kind: 'expression', expression })), ...context.groupByClause().map(buildGroupBy)]
}

function buildGroupBy(context: GroupByClauseContext): GroupingElement {
  const expression = context.expression()
  if (expression !== null) return { kind: 'expression', expression: buildExpression(expression) }
  const analytics = context.groupingAnalytics()
  if (analytics === null) throw notSupported(`The grouping ${context.getText().slice(0, 80)}`)
  if (analytics.groupingAnalytics().length > 0) throw notSupported('GROUPING SETS with ROLLUP or CUBE inside')
  const sets = analytics.groupingSet().map(buildGroupingSet)
  return { kind: analytics.KW_ROLLUP() !== null ? 'rollup' : analytics.KW_CUBE() !== null ? 'cube' : 'grouping-sets', sets }
}

/** (a, b) reads as a row, (a) as a bracket, () as nothing. */
function buildGroupingSet(context: GroupingSetContext): readonly Expression[] {
  return context.expression().flatMap((item): readonly Expression[] => {
    const expression = buildExpression(item)
    return expression.kind === 'row' ? expression.items.map((inner) => inner.expression) : [expression]
  })
}
