import { replaceLeaves } from '../bound/replace-leaves.ts'
import { type ColumnSql, type FromNode, NULL_SQL, type OutputNode, type QueryNode, type Sql } from '../bound/sql.ts'
import { wholeNumber } from '../functions/literals.ts'
import { existsQuery, notExistsQuery } from '../functions/operators/subquery.ts'
import type { JoinKind } from '../tree/query.ts'
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
      return bothSides(left, left.node, right, right.node, on, state)
  }
}

/** The left side with what it matches, and what is left of the right side: each side is read once, as a common table. */
function bothSides(
  left: BoundRelation,
  leftNode: FromNode,
  right: BoundRelation,
  rightNode: FromNode,
  on: Sql,
  state: BinderState,
): BoundJoin {
  const [a, b, whole] = [renamed(left, state), renamed(right, state), state.relationName()]
  const named = new Map([...a.names, ...b.names])
  const condition = replaceLeaves(on, (leaf) => (leaf.kind === 'column' ? named.get(keyOf(leaf)) : undefined))
  const table = (relation: string): FromNode => ({ kind: 'table', table: relation, relation, columnNames: undefined })
  const rows = (sqls: readonly Sql[], from: FromNode, where: Sql | undefined): QueryNode => ({
    ...selectOf(
      sqls.map((sql, index) => ({ sql, name: neutralName(index) })),
      from,
    ),
    where,
  })
  const matches: QueryNode = rows([...b.columns, wholeNumber(1)], table(b.relation), condition)
  const matched = state.relationName()
  const lateral: FromNode = { kind: 'query', query: matches, relation: matched, columnNames: undefined, isLateral: true }
  const ofLeft = rows(
    [...a.columns, ...b.columns.map((_, index) => placeOf(matched, index))],
    { kind: 'join', join: 'left', left: table(a.relation), right: lateral, on: undefined },
    undefined,
  )
  const ofRight = rows(
    [...a.columns.map(() => NULL_SQL), ...b.columns],
    table(b.relation),
    notExistsQuery({ ...selectOf([{ sql: wholeNumber(1), name: neutralName(0) }], table(a.relation)), where: condition }),
  )
  const tables = [
    { relation: a.relation, query: selectOf(a.outputs, leftNode) },
    { relation: b.relation, query: selectOf(b.outputs, rightNode) },
  ]
  const query: QueryNode = {
    kind: 'with',
    tables,
    query: { kind: 'set-operation', operator: 'UNION', isAll: true, branches: [ofLeft, ofRight] },
  }
  const node: FromNode = { kind: 'query', query, relation: whole, columnNames: undefined, isLateral: false }
  return { node, left: a.at(whole, 0), right: b.at(whole, a.columns.length) }
}

const keyOf = ({ relation, column }: ColumnSql): string => `${relation} ${column}`

interface Renamed {
  readonly relation: string
  readonly outputs: readonly OutputNode[]
  /** In the order of the outputs, as columns of the relation. */
  readonly columns: readonly Sql[]
  /** What they are called by, for those that were columns before. */
  readonly names: ReadonlyMap<string, Sql>
  /** The side with its columns as those of another relation, from a place on. */
  readonly at: (relation: string, from: number) => BoundRelation
}

function renamed(side: BoundRelation, state: BinderState): Renamed {
  const relation = state.relationName()
  const all = [...side.relations.flatMap(({ columns }) => columns), ...side.merged]
  const names = new Map<string, Sql>()
  for (const [index, { sql }] of all.entries()) if (sql.kind === 'column') names.set(keyOf(sql), placeOf(relation, index))
  return {
    relation,
    outputs: all.map(({ sql }, index) => ({ sql, name: neutralName(index) })),
    columns: all.map((_, index) => placeOf(relation, index)),
    names,
    at: (other, from) => {
      let place = from
      const moved = (column: ScopeColumn): ScopeColumn => {
        place += 1
        return { ...column, sql: placeOf(other, place - 1) }
      }
      const relations = side.relations.map((one) => ({ ...one, columns: one.columns.map(moved) }))
      return { ...side, node: undefined, relations, merged: side.merged.map(moved) }
    },
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
