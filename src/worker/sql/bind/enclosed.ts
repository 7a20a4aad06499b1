import type { SelectNode } from '../bound/sql.ts'
import type { BoundRelation, QueryContext } from './context.ts'
import { neutralName, placeOf, selectOf } from './output.ts'
import { MANY_ROWS } from './row-bound.ts'
import type { ScopeColumn } from './scope.ts'

/** The relation as the rows of a query of its own, which `change` may filter or limit. Its columns keep their names and qualifiers. */
export function enclosed(input: BoundRelation, context: QueryContext, change: (query: SelectNode) => SelectNode): BoundRelation {
  const relation = context.state.relationName()
  const columns: ScopeColumn[] = []
  const moved = (column: ScopeColumn): ScopeColumn => {
    columns.push(column)
    return { ...column, sql: placeOf(relation, columns.length - 1) }
  }
  const relations = input.relations.map((one) => ({ ...one, columns: one.columns.map(moved) }))
  const merged = input.merged.map(moved)
  const outputs = columns.map(({ sql }, index) => ({ sql, name: neutralName(index) }))
  const query = change(selectOf(outputs, input.node))
  return {
    node: { kind: 'query', query, relation, columnNames: undefined, isLateral: false },
    relations,
    merged,
    outerUses: input.outerUses,
    outerNames: input.outerNames,
    rows: MANY_ROWS,
  }
}
