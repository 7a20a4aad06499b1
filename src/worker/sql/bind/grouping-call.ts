import { BIGINT, type Bound } from '../bound/bound.ts'
import { groupingBit, groupingBits } from '../functions/aggregates/grouping.ts'
import { semanticError } from '../syntax-error.ts'
import type { FunctionCall } from '../tree/query.ts'
import { bindExpression, type ExpressionContext, type GroupingColumn } from './context.ts'

const COLUMNS_MAX = 63

/** grouping(a), grouping_id(a, b) and grouping_id(), and the column grouping__id: which of the grouping columns a row is not grouped by. */
export function bindGroupingCall(call: FunctionCall, context: ExpressionContext): Bound {
  const columns = groupingColumns(call.name, context)
  const values = call.arguments.map((value) => bindExpression(value, { ...context, allowsAggregates: false, allowsWindows: false }))
  const named = `${call.name}(${values.map((value) => value.name).join(', ')})`
  const given = call.arguments.map((value) => identityOf(value, context))
  if (call.name === 'grouping') {
    const column = columns.find(({ identity }) => identity === given[0])
    if (column === undefined || given.length !== 1) throw semanticError(`${named} takes one of the grouping columns`)
    return made(groupingBit(column.sql), { kind: 'tinyint' }, named)
  }
  const isAll = given.length === columns.length && columns.every(({ identity }, index) => identity === given[index])
  if (given.length > 0 && !isAll)
    throw semanticError(`${named} takes all of the grouping columns in their order`, 'Write grouping_id(), or grouping(…) for one column.')
  return made(groupingBits(columns.map(({ sql }) => sql)), BIGINT, named)
}

/** The column that Spark adds to grouping sets. */
export const bindGroupingId = (context: ExpressionContext): Bound =>
  made(groupingBits(groupingColumns('grouping__id', context).map(({ sql }) => sql)), BIGINT, 'grouping__id')

function groupingColumns(name: string, context: ExpressionContext): readonly GroupingColumn[] {
  const { groupingColumns: columns, allowsAggregates } = context
  if (columns === undefined || !allowsAggregates)
    throw semanticError(`${name} may only stand in the select list, HAVING or ORDER BY of a query with ROLLUP, CUBE or GROUPING SETS`)
  if (columns.length > COLUMNS_MAX) throw semanticError(`Grouping sets have at most ${COLUMNS_MAX} columns`)
  return columns
}

/** By what it computes, not by the grouping column that it is read as. */
const identityOf = (value: FunctionCall['arguments'][number], context: ExpressionContext): number =>
  context.state.identities.of(bindExpression(value, { ...context, groupingKeys: new Map(), groupingColumns: undefined }).sql)

const made = (sql: Bound['sql'], type: Bound['type'], name: string): Bound => ({
  sql,
  type,
  name,
  uses: [],
  hasAggregate: true,
  hasWindow: false,
})
