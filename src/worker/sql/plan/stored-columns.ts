import { CausewayError } from '../../../base/errors.ts'
import { parseDeclaredType, valueType } from '../../../base/spark-type.ts'
import type { Column, TableDefinition } from '../../../protocol/table-definition.ts'
import type { BinderState, BoundQuery } from '../bind/context.ts'
import { placeOf, selectOf } from '../bind/output.ts'
import { literal, VOID } from '../bound/bound.ts'
import { NULL_SQL, type QueryNode } from '../bound/sql.ts'
import { castSql } from '../functions/operators/cast.ts'
import { lengthChecked } from '../functions/operators/char.ts'
import { storeSql } from '../functions/operators/store.ts'
import { semanticError } from '../syntax-error.ts'
import { blame } from '../tree/written.ts'
import type { Assignment } from '../tree/written-parts.ts'
import { targetColumn } from './target-column.ts'

/** Where the value of a column comes from: as the table had it, or a new one, which is stored as INSERT stores it; from a place in a query, or nowhere. */
export type ColumnValue =
  | { readonly kind: 'as-is'; readonly place: number }
  | { readonly kind: 'new'; readonly place: number }
  | { readonly kind: 'null' }

/** The rows of a query as rows of the table. */
export function storedColumns(
  target: TableDefinition,
  bound: BoundQuery,
  state: BinderState,
  sourceOf: (column: Column, index: number) => ColumnValue,
): QueryNode {
  const relation = state.relationName()
  const outputs = target.columns.map((column, index) => {
    const declared = parseDeclaredType(column.type)
    const type = valueType(declared)
    const source = sourceOf(column, index)
    if (source.kind === 'null') return { sql: castSql(NULL_SQL, VOID, type), name: column.name }
    const value = bound.columns[source.place]
    if (value === undefined) throw new CausewayError('internal', `The column ${column.name} has no value`)
    const sql = placeOf(relation, source.place)
    if (source.kind === 'as-is') return { sql, name: column.name }
    return { sql: lengthChecked(storeSql(literal(sql, value.type, value.name), type, column.name), declared), name: column.name }
  })
  return selectOf(outputs, { kind: 'query', query: bound.node, relation, columnNames: undefined, isLateral: false })
}

/** The column's own name → which of the assignments is about it. */
export function assignedColumns(target: TableDefinition, assignments: readonly Assignment[]): ReadonlyMap<string, number> {
  const places = new Map<string, number>()
  for (const [index, assignment] of assignments.entries()) {
    const { column } = assignment
    const { name } = targetColumn(target, column, assignment)
    if (places.has(name)) throw blame(semanticError(`The column ${column} is set twice`), assignment)
    places.set(name, index)
  }
  return places
}
