import { type BoundQuery, bindExpression, type ExpressionContext, type QueryColumn, type QueryContext } from './bind-context.ts'
import { type Organization, ordinalOf, outputName, outputScope, plainContext, renamed, sortable, sortText } from './bind-output.ts'
import { bindValues } from './bind-relation.ts'
import { bindSelect } from './bind-select.ts'
import { castSql } from './cast.ts'
import { commonType } from './coercion.ts'
import { Scope } from './scope.ts'
import { semanticError } from './syntax-error.ts'
import type { CommonTable, Query, QueryBody, SortItem } from './tree.ts'

export function bindQuery(query: Query, context: QueryContext): BoundQuery {
  const { prefix, inner } = bindCommonTables(query.ctes, context)
  const organization: Organization = { order: query.order, limitText: limitText(query, inner) }
  const body = query.body
  const bound =
    body.kind === 'select'
      ? bindSelect({ ...body, windows: new Map([...query.windows, ...body.windows]) }, organization, inner)
      : bindOrganized(bindBody(body, { ...inner, naming: 'neutral' }), organization, inner)
  return { ...bound, sql: `${prefix}${bound.sql}` }
}

function bindCommonTables(ctes: readonly CommonTable[], context: QueryContext): { readonly prefix: string; readonly inner: QueryContext } {
  if (ctes.length === 0) return { prefix: '', inner: context }
  const commonTables = new Map(context.commonTables)
  const seen = new Set<string>()
  const texts = ctes.map((cte) => {
    const key = cte.name.toLowerCase()
    if (seen.has(key)) throw semanticError(`The common table ${cte.name} is defined twice`)
    seen.add(key)
    const bound = bindQuery(cte.query, { ...context, commonTables: new Map(commonTables), naming: 'neutral' })
    const relation = context.state.commonTableName()
    commonTables.set(key, { relation, columns: renamed(bound.columns, cte.columnNames, cte.name) })
    return `${relation} AS (${bound.sql})`
  })
  return { prefix: `WITH ${texts.join(', ')} `, inner: { ...context, commonTables } }
}

function limitText(query: Query, context: QueryContext): string {
  const count = (expression: Query['limit'], clause: string): string => {
    if (expression === undefined) return ''
    const bound = bindExpression(expression, plainContext(new Scope([], undefined), context, clause))
    const isCount = (bound.type.kind === 'int' || bound.type.kind === 'bigint') && bound.constant?.kind === 'number'
    if (!isCount) throw semanticError(`${clause} takes an integer written in the statement`)
    if (bound.constant.text.startsWith('-')) throw semanticError(`${clause} is not negative`)
    return ` ${clause} ${bound.constant.text}`
  }
  return count(query.limit, 'LIMIT') + count(query.offset, 'OFFSET')
}

const NO_ORGANIZATION: Organization = { order: [], limitText: '' }

function bindBody(body: QueryBody, context: QueryContext): BoundQuery {
  switch (body.kind) {
    case 'select':
      return bindSelect(body, NO_ORGANIZATION, context)
    case 'nested':
      return bindQuery(body.query, context)
    case 'values':
      return bindValuesQuery(body, context)
    case 'table':
      return bindSelect(
        {
          kind: 'select',
          isDistinct: false,
          items: [{ expression: { kind: 'star', qualifier: [] }, alias: undefined, aliases: [] }],
          from: [{ kind: 'table', name: body.name, alias: { name: undefined, columnNames: [] } }],
          lateralViews: [],
          where: undefined,
          groupBy: undefined,
          having: undefined,
          windows: new Map(),
        },
        NO_ORGANIZATION,
        context,
      )
    case 'set-operation':
      return bindSetOperation(body, context)
  }
}

function bindValuesQuery(body: Extract<QueryBody, { kind: 'values' }>, context: QueryContext): BoundQuery {
  const values = bindValues(body.rows, context)
  const relation = context.state.relationName()
  const columns = renamed(values.columns, body.columnNames, 'VALUES')
  return {
    sql: `SELECT * FROM (${values.sql}) AS ${relation}(${values.columns.map((_, index) => `"c${index}"`).join(', ')})`,
    columns,
    outerUses: [],
  }
}

function bindSetOperation(body: Extract<QueryBody, { kind: 'set-operation' }>, context: QueryContext): BoundQuery {
  // A chain of the same operation is read in a loop: a generated statement may have hundreds of links.
  const branches: QueryBody[] = []
  let link: QueryBody = body
  while (link.kind === 'set-operation' && link.operator === body.operator && link.isAll === body.isAll) {
    branches.push(link.right)
    link = link.left
    if (body.operator === 'EXCEPT') break
  }
  branches.push(link)
  const bounds = branches.reverse().map((branch) => bindBody(branch, context))
  const [first] = bounds
  if (first === undefined) throw semanticError('A set operation has two sides')
  let columns: readonly QueryColumn[] = first.columns
  for (const bound of bounds.slice(1)) {
    if (bound.columns.length !== columns.length)
      throw semanticError(`The sides of ${body.operator} have ${columns.length} and ${bound.columns.length} columns`)
    columns = columns.map((column, index) => {
      const type = commonType(column.type, bound.columns[index]?.type ?? column.type)
      if (type === undefined) throw semanticError(`The columns ${index + 1} of the sides of ${body.operator} have types that do not meet`)
      return { name: column.name, type }
    })
  }
  const operator = ` ${body.operator}${body.isAll ? ' ALL' : ''} `
  return {
    sql: bounds.map((bound) => `(${inTypes(bound, columns, context)})`).join(operator),
    columns,
    outerUses: bounds.flatMap((bound) => bound.outerUses),
  }
}

function inTypes(bound: BoundQuery, columns: readonly QueryColumn[], context: QueryContext): string {
  const relation = context.state.relationName()
  const casts = bound.columns.map((column, index) => castSql(`${relation}."c${index}"`, column.type, columns[index]?.type ?? column.type))
  if (casts.every((cast, index) => cast === `${relation}."c${index}"`)) return bound.sql
  return `SELECT ${casts.map((cast, index) => `${cast} AS "c${index}"`).join(', ')} FROM (${bound.sql}) AS ${relation}`
}

/** ORDER BY, LIMIT and the real names around a body that is no plain SELECT. */
function bindOrganized(body: BoundQuery, organization: Organization, context: QueryContext): BoundQuery {
  if (organization.order.length === 0 && context.naming === 'neutral')
    return {
      ...body,
      sql:
        organization.limitText === ''
          ? body.sql
          : `SELECT * FROM (${body.sql}) AS ${context.state.relationName()}${organization.limitText}`,
    }
  const relation = context.state.relationName()
  const scope = outputScope(relation, body.columns, context.outer)
  const order = organization.order.map((item) => ({
    item,
    sql: orderSql(item, body.columns, plainContext(scope, context, 'ORDER BY'), relation),
  }))
  const sorted = order.length === 0 ? '' : ` ORDER BY ${sortText(order)}`
  const list = body.columns.map((column, index) => `${relation}."c${index}" AS ${outputName(column.name, index, context)}`)
  return { ...body, sql: `SELECT ${list.join(', ')} FROM (${body.sql}) AS ${relation}${sorted}${organization.limitText}` }
}

function orderSql(item: SortItem, columns: readonly QueryColumn[], context: ExpressionContext, relation: string): string {
  const ordinal = ordinalOf(item.expression, columns.length, 'ORDER BY')
  if (ordinal !== undefined) return `${relation}."c${ordinal}"`
  return sortable(bindExpression(item.expression, context)).sql
}
