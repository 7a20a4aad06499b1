import type { FromNode, OutputNode, Sql } from '../bound/sql.ts'
import { wholeNumber } from '../functions/literals.ts'
import { existsQuery, notExistsQuery } from '../functions/operators/subquery.ts'
import { notSupported } from '../syntax-error.ts'
import type { JoinKind } from '../tree.ts'
import type { BinderState, BoundRelation } from './context.ts'
import { neutralName, placeOf, selectOf } from './output.ts'
import type { ScopeColumn } from './scope.ts'

interface BoundJoin {
  readonly node: FromNode
  readonly left: BoundRelation
  readonly right: BoundRelation
}

/**
 * A join whose ON holds a subquery. The engine has no such condition in joins but inner ones: it becomes the WHERE of a query of one side, which sees the other.
 * Undefined: an inner join, or a side that reads nothing.
 */
export function joinOnQueries(
  join: JoinKind,
  left: BoundRelation,
  right: BoundRelation,
  on: Sql,
  state: BinderState,
): BoundJoin | undefined {
  if (left.node === undefined || right.node === undefined) return undefined
  switch (join) {
    case 'inner':
    case 'cross':
      return undefined
    case 'left': {
      const enclosed = enclose(right, right.node, on, true, state)
      return { node: { kind: 'join', join, left: left.node, right: enclosed.node, on: undefined }, left, right: enclosed.relation }
    }
    case 'right': {
      const enclosed = enclose(left, left.node, on, true, state)
      return {
        node: { kind: 'join', join: 'left', left: right.node, right: enclosed.node, on: undefined },
        left: enclosed.relation,
        right,
      }
    }
    case 'semi':
    case 'anti': {
      const matches = { ...selectOf([{ sql: wholeNumber(1), name: neutralName(0) }], right.node), where: on }
      const condition = join === 'semi' ? existsQuery(matches) : notExistsQuery(matches)
      const enclosed = enclose(left, left.node, condition, false, state)
      return { node: enclosed.node, left: enclosed.relation, right }
    }
    case 'full':
      throw notSupported(
        'A subquery in ON of a FULL JOIN',
        'Compute its condition in a subquery of the side that it reads, and join on that column.',
      )
  }
}

/** The relations as one query of all of their columns that satisfy a condition. */
function enclose(
  relation: BoundRelation,
  node: FromNode,
  where: Sql,
  isLateral: boolean,
  state: BinderState,
): { readonly node: FromNode; readonly relation: BoundRelation } {
  const name = state.relationName()
  const outputs: OutputNode[] = []
  const moved = (column: ScopeColumn): ScopeColumn => {
    outputs.push({ sql: column.sql, name: neutralName(outputs.length) })
    return { ...column, sql: placeOf(name, outputs.length - 1) }
  }
  const relations = relation.relations.map((one) => ({ ...one, columns: one.columns.map(moved) }))
  const merged = relation.merged.map(moved)
  const enclosed: FromNode = {
    kind: 'query',
    query: { ...selectOf(outputs, node), where },
    relation: name,
    columnNames: undefined,
    isLateral,
  }
  return { node: enclosed, relation: { ...relation, node: enclosed, relations, merged } }
}
