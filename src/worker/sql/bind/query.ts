import { sameSparkType, sparkTypeName } from '../../../base/spark-type.ts'
import { declaredOf } from '../bound/bound.ts'
import { isVolatile, type QueryColumn, type RowCount, type Sql } from '../bound/sql.ts'
import { countOfRows } from '../functions/operators/row-count.ts'
import { notSupported, semanticError } from '../syntax-error.ts'
import type { CommonTable, Expression, Query, QueryBody, SortItem } from '../tree/query.ts'
import { commonType, typeByPlaces } from '../types/coercion.ts'
import { castEarly } from './cast-early.ts'
import {
  type BoundQuery,
  bindExpression,
  type CommonTableBinding,
  type ExpressionContext,
  type QueryContext,
  type QuerySurroundings,
} from './context.ts'
import { refuseCorrelated } from './correlation.ts'
import { foldedInteger } from './folded-integer.ts'
import {
  asKeys,
  checkComparable,
  inTypes,
  neutralName,
  type Organization,
  orderPlace,
  outputName,
  outputScope,
  placeOf,
  placeToSort,
  plainContext,
  refuseOrganized,
  renamed,
  selectOf,
  sortable,
  sortNode,
} from './output.ts'
import { holdsQuery } from './predicate-queries.ts'
import { bindValues } from './relation.ts'
import { MANY_ROWS, ONE_ROW } from './row-bound.ts'
import { Scope } from './scope.ts'
import { bindSelect } from './select.ts'
import { givesRoom, holdsDecimal, typedLater } from './typed-later.ts'

export function bindQuery(query: Query, around: QuerySurroundings): BoundQuery {
  const { tables, inner } = bindCommonTables(query.ctes, { ...around, rules: query.rules })
  const organization: Organization = {
    order: query.order,
    distribution: query.distribution,
    limit: countOf(query.limit, 'LIMIT', inner),
    offset: countOf(query.offset, 'OFFSET', inner),
  }
  const body = query.body
  const bound =
    body.kind === 'select'
      ? bindSelect({ ...body, windows: new Map([...query.windows, ...body.windows]) }, organization, inner)
      : bindOrganized(bindBody(body, { ...inner, naming: 'neutral' }), organization, inner)
  if (tables.length === 0) return bound
  return {
    node: { kind: 'with', tables: tables.map(({ relation, bound: { node } }) => ({ relation, query: node })), query: bound.node },
    columns: bound.columns,
    outerUses: [...tables.flatMap((table) => table.bound.outerUses), ...bound.outerUses],
    outerNames: [...tables.flatMap((table) => table.bound.outerNames), ...bound.outerNames],
    rows: bound.rows,
    isOnePartition: bound.isOnePartition === true,
  }
}

function bindCommonTables(
  ctes: readonly CommonTable[],
  context: QueryContext,
): { readonly tables: readonly { readonly relation: string; readonly bound: BoundQuery }[]; readonly inner: QueryContext } {
  if (ctes.length === 0) return { tables: [], inner: context }
  const own = new Map<string, CommonTableBinding>()
  // A statement may define thousands: none of them is copied for the next.
  const commonTables = { get: (name: string) => own.get(name) ?? context.commonTables.get(name) }
  const tables = ctes.map((cte) => {
    const key = cte.name.toLowerCase()
    const bound = bindQuery(cte.query, { ...context, commonTables, naming: 'neutral' })
    const relation = context.state.commonTableName()
    own.set(key, {
      relation,
      columns: renamed(bound.columns, cte.columnNames, cte.name),
      rows: bound.rows.kind === 'one' ? ONE_ROW : MANY_ROWS,
      isOnePartition: bound.isOnePartition === true,
    })
    return { relation, bound }
  })
  return { tables, inner: { ...context, commonTables } }
}

function countOf(expression: Query['limit'], clause: string, context: QueryContext): RowCount | undefined {
  if (expression === undefined) return undefined
  const bound = bindExpression(expression, plainContext(new Scope([], undefined), context, clause))
  const written = expression.kind === 'cast' && expression.type.kind === 'int' ? expression.operand : expression
  const count = foldedInteger(written) ?? (bound.constant?.kind === 'number' ? foldedInteger(numberOf(bound.constant.text)) : undefined)
  if (bound.type.kind !== 'int' || bound.constant?.kind === 'null' || holdsQuery(expression) || isVolatile(bound.sql))
    throw semanticError(`${clause} takes an int that is computed of constants; ${bound.name} is none`)
  if (count === undefined) return countOfRows(bound.sql, clause)
  // The sum of two ints is one, and begins anew where it is too big.
  const wrapped = BigInt.asIntN(32, count)
  if (wrapped < 0n) throw semanticError(`${clause} is not negative`)
  return wrapped
}

const numberOf = (text: string): Expression => ({ kind: 'number', type: 'integer', text })

const NO_ORGANIZATION: Organization = { order: [], distribution: [], limit: undefined, offset: undefined }

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
          items: [{ expression: { kind: 'star', qualifier: [], except: [] }, alias: undefined, aliases: [] }],
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
  const rows = body.rows.length === 1 ? ONE_ROW : MANY_ROWS
  const relation = context.state.relationName()
  const columns = renamed(values.columns, body.columnNames, 'VALUES')
  const columnNames = columns.map((_, index) => neutralName(index))
  const outputs = columnNames.map((name, index) => ({ sql: placeOf(relation, index), name }))
  const node = selectOf(outputs, { kind: 'query', query: values.node, relation, columnNames, isLateral: false })
  return { node, columns, outerUses: [], outerNames: [], rows, isOnePartition: true }
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
  const bounds = castEarly(
    branches.reverse().map((branch) => bindBody(branch, context)),
    context.state,
  )
  const [first] = bounds
  if (first === undefined) throw semanticError('A set operation has two sides')
  refuseCorrelated(
    bounds.flatMap((bound) => bound.outerUses),
    body.operator,
  )
  let columns: readonly QueryColumn[] = first.columns
  const reached: (readonly QueryColumn[])[] = []
  for (const bound of bounds.slice(1)) {
    if (bound.columns.length !== columns.length) {
      throw semanticError(
        `The sides of ${body.operator} have ${columns.length} and ${bound.columns.length} columns`,
        'Give both sides the same columns in the same order: NULL AS name where one has none.',
      )
    }
    columns = columns.map((column, index) => {
      const other = bound.columns[index]?.type ?? column.type
      const type = commonType(column.type, other) ?? typeByPlaces(column.type, other)
      if (type === undefined) {
        throw semanticError(
          `The columns ${index + 1} of the sides of ${body.operator} are ${sparkTypeName(column.type)} and ${sparkTypeName(other)}, which have no common type`,
          `Cast one of them: CAST(${column.name} AS STRING).`,
        )
      }
      // The first side decides, as in Spark.
      return {
        name: column.name,
        type,
        ...(sameSparkType(type, column.type) ? withNullOf(body.operator, column, bound.columns[index]) : {}),
      }
    })
    reached.push(columns)
  }
  refuseRetyped(bounds, columns, body.operator)
  if (body.operator !== 'UNION' || !body.isAll) checkComparable(columns, body.operator)
  if (body.operator !== 'UNION' && !body.isAll) refuseUntyped(columns, body.operator)
  const ways = waysTo(columns, reached)
  return {
    node: {
      kind: 'set-operation',
      operator: body.operator,
      isAll: body.isAll,
      branches: bounds.map((bound, index) => {
        let [node, from] = [bound.node, bound.columns]
        for (const to of ways[Math.max(index - 1, 0)] ?? []) {
          node = inTypes(node, context.state.relationName(), from, to)
          from = to
        }
        return body.operator === 'UNION' && body.isAll ? node : asKeys(node, context.state.relationName(), columns)
      }),
    },
    columns,
    outerUses: [],
    outerNames: [],
    rows: MANY_ROWS,
  }
}

/** Whether NULLs without a type are one there hangs on Spark's plan. */
function refuseUntyped(columns: readonly QueryColumn[], operator: string): void {
  const column = columns.find(({ type }) => type.kind === 'void')
  if (column === undefined) return
  throw notSupported(`${operator} of a column that is NULL and has no type, ${column.name},`, 'Write CAST(NULL AS string).')
}

/** Spark casts a side to what it and the others have in common before the calculation in it has its own type. */
function refuseRetyped(bounds: readonly BoundQuery[], columns: readonly QueryColumn[], operator: string): void {
  for (const [index, { type }] of columns.entries()) {
    const sides = bounds.flatMap((bound) => bound.columns.slice(index, index + 1))
    const isAlike = sides.every((side) => side.type.kind === 'void' || sameSparkType(side.type, type))
    if (isAlike || !holdsDecimal(type)) continue
    const retyped = sides.find(
      (side) =>
        side.retyped === 'digits' ||
        (side.retyped === 'room' && !sides.every((other) => other === side || givesRoom(other.type, side.type))),
    )
    if (retyped !== undefined) throw typedLater(retyped, `beside another type in ${operator}`)
  }
}

/**
 * Each link of a chain has types of its own, and those before it are cast to them: in 1 UNION ALL 1.5 UNION ALL 'x' the first is '1.0'. For each link, the types
 * from it on, up to those of the whole.
 */
function waysTo(
  whole: readonly QueryColumn[],
  reached: readonly (readonly QueryColumn[])[],
): readonly (readonly (readonly QueryColumn[])[])[] {
  let way: readonly (readonly QueryColumn[])[] = [whole]
  const ways = reached.toReversed().map((columns) => {
    const isSame = columns.every(({ type }, index) => sameSparkType(type, way[0]?.[index]?.type ?? type))
    if (!isSame) way = [columns, ...way]
    return way
  })
  return ways.reverse()
}

/** What a column keeps of its first side where rows of another side are among it, or are taken from it. */
function withNullOf(
  operator: 'UNION' | 'INTERSECT' | 'EXCEPT',
  column: QueryColumn,
  other: QueryColumn | undefined,
): Pick<QueryColumn, 'declared' | 'isNeverNull' | 'comment' | 'retyped'> {
  const { isNeverNull: one, ...kept } = declaredOf(column)
  const [first, second] = [one === true, other?.isNeverNull === true]
  const isNeverNull = operator === 'UNION' ? first && second : operator === 'INTERSECT' ? first || second : first
  return { ...kept, ...(isNeverNull && { isNeverNull }) }
}

/** ORDER BY, LIMIT and the real names around a body that is no plain SELECT. */
function bindOrganized(body: BoundQuery, organization: Organization, context: QueryContext): BoundQuery {
  const { limit, offset } = organization
  const isPlain = organization.order.length + organization.distribution.length === 0 && context.naming === 'neutral'
  if (isPlain && limit === undefined && offset === undefined) return body
  const relation = context.state.relationName()
  const scope = outputScope(relation, body.columns, context.outer)
  const order = organization.order.map((item) =>
    sortNode(orderSql(item, body.columns, plainContext(scope, context, 'ORDER BY'), relation), item),
  )
  for (const key of organization.distribution) bindExpression(key, plainContext(scope, context, 'DISTRIBUTE BY'))
  refuseOrganized(body.outerUses, organization, scope.outerNames)
  const outputs = body.columns.map((column, index) => ({ sql: placeOf(relation, index), name: outputName(column.name, index, context) }))
  const from = { kind: 'query', query: body.node, relation, columnNames: undefined, isLateral: false } as const
  const isOnePartition = body.isOnePartition === true && organization.order.length + organization.distribution.length === 0
  return { ...body, isOnePartition, node: { ...selectOf(outputs, from), order, limit, offset } }
}

function orderSql(item: SortItem, columns: readonly QueryColumn[], context: ExpressionContext, relation: string): Sql {
  const ordinal = orderPlace(item.expression, columns.length, context.rules)
  if (ordinal !== undefined) return placeToSort(relation, columns, ordinal)
  return sortable(bindExpression(item.expression, context)).sql
}
