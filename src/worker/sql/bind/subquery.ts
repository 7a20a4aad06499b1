import { BOOLEAN, type Bound } from '../bound/bound.ts'
import { castBound } from '../functions/operators/cast.ts'
import { existsQuery, inQuery, scalarQuery } from '../functions/operators/subquery.ts'
import { notSupported, semanticError } from '../syntax-error.ts'
import type { Query } from '../tree.ts'
import { commonType } from '../types/coercion.ts'
import { type BoundQuery, bindQuery, type ExpressionContext } from './context.ts'
import { inTypes } from './output.ts'

function subquery(query: Query, context: ExpressionContext): BoundQuery {
  return bindQuery(query, { state: context.state, outer: context.scope, commonTables: context.commonTables, naming: 'neutral' })
}

/** A grouping column may be read inside a subquery too. */
const around = (bound: BoundQuery, context: ExpressionContext): Pick<Bound, 'uses' | 'hasAggregate' | 'hasWindow'> => ({
  uses: bound.outerUses.filter(
    (use) => use.scopeId !== context.scope.id || !context.groupingKeys.has(context.state.identities.of(use.sql)),
  ),
  hasAggregate: false,
  hasWindow: false,
})

export function bindScalarQuery(query: Query, context: ExpressionContext): Bound {
  const bound = subquery(query, context)
  const [column] = bound.columns
  if (column === undefined || bound.columns.length > 1)
    throw semanticError(`A subquery that stands for a value has one column; this one has ${bound.columns.length}`)
  return { ...around(bound, context), sql: scalarQuery(bound.node), type: column.type, name: `scalarsubquery()` }
}

export function bindExists(query: Query, context: ExpressionContext): Bound {
  const bound = subquery(query, context)
  return {
    ...around(bound, context),
    sql: existsQuery(bound.node),
    type: BOOLEAN,
    name: 'exists()',
  }
}

export function bindInQuery(operand: Bound, query: Query, isNegated: boolean, context: ExpressionContext): Bound {
  const bound = subquery(query, context)
  const [column] = bound.columns
  if (operand.type.kind === 'struct' || bound.columns.length > 1)
    throw notSupported('IN (SELECT …) with several columns', 'Write EXISTS (SELECT 1 FROM … WHERE a = x AND b = y).')
  if (column === undefined) throw semanticError('The subquery of IN has no column')
  const type = commonType(operand.type, column.type)
  if (type === undefined) throw semanticError(`${operand.name} cannot be compared with the column ${column.name} of the subquery`)
  const relation = context.state.relationName()
  const listed = inTypes(bound.node, relation, [column], [{ name: column.name, type }])
  const sql = inQuery(castBound(operand, type), listed, isNegated)
  const name = `(${operand.name} IN (listquery()))`
  return {
    sql,
    type: BOOLEAN,
    name: isNegated ? `(NOT ${name})` : name,
    uses: [...operand.uses, ...around(bound, context).uses],
    hasAggregate: operand.hasAggregate,
    hasWindow: operand.hasWindow,
  }
}
