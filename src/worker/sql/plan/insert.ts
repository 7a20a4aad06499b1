import { parseDeclaredType, valueType } from '../../../base/spark-type.ts'
import type { TableDefinition } from '../../../protocol/table-definition.ts'
import { type BinderState, bindQuery, tableKey } from '../bind/context.ts'
import { placeOf, selectOf } from '../bind/output.ts'
import { literal, VOID } from '../bound/bound.ts'
import { NULL_SQL } from '../bound/sql.ts'
import { castSql, storeSql } from '../functions/operators/cast.ts'
import { lengthChecked } from '../functions/operators/char.ts'
import { matchHint } from '../match-hint.ts'
import { printQuery } from '../render/duckdb/query.ts'
import { semanticError } from '../syntax-error.ts'
import type { Statement } from '../tree.ts'
import type { Plan } from './plan.ts'

type Insert = Extract<Statement, { kind: 'insert' }>

/** The query's columns go to the target's by place; a column that a column list leaves out is NULL. */
export function planInsert(statement: Insert, state: BinderState): Plan {
  const database = (statement.table.database ?? state.environment.currentDatabase).toLowerCase()
  const target = state.table(database, statement.table.table)
  if (target === undefined)
    throw semanticError(
      `The table ${database}.${statement.table.table} does not exist`,
      'SHOW TABLES lists the tables of a database; CREATE TABLE makes one.',
    )
  const bound = bindQuery(statement.query, { state, outer: undefined, commonTables: new Map(), naming: 'neutral' })
  const places = placesOf(target, statement.columnNames)
  if (bound.columns.length !== places.size)
    throw semanticError(
      `${tableKey(database, target.name).replace('\n', '.')} takes ${places.size} columns here, and the query has ${bound.columns.length}`,
    )
  const relation = state.relationName()
  const outputs = target.columns.map((column) => {
    const declared = parseDeclaredType(column.type)
    const type = valueType(declared)
    const place = places.get(column.name.toLowerCase())
    const source = place === undefined ? undefined : bound.columns[place]
    const sql =
      source === undefined || place === undefined
        ? castSql(NULL_SQL, VOID, type)
        : lengthChecked(storeSql(literal(placeOf(relation, place), source.type, source.name), type, column.name), declared)
    return { sql, name: column.name }
  })
  const from = { kind: 'query', query: bound.node, relation, columnNames: undefined, isLateral: false } as const
  const sql = printQuery(selectOf(outputs, from))
  return { kind: 'insert', jobType: 'INSERT', target, mode: statement.mode, query: { sql, columns: target.columns, scans: state.scans } }
}

/** Lower-case column name → place in the query. */
function placesOf(target: TableDefinition, names: readonly string[] | undefined): ReadonlyMap<string, number> {
  if (names === undefined) return new Map(target.columns.map((column, index) => [column.name.toLowerCase(), index]))
  const places = new Map<string, number>()
  for (const [index, name] of names.entries()) {
    const key = name.toLowerCase()
    if (!target.columns.some((column) => column.name.toLowerCase() === key))
      throw semanticError(
        `The table ${target.name} has no column ${name}`,
        matchHint(
          name,
          target.columns.map((column) => column.name),
        ),
      )
    if (places.has(key)) throw semanticError(`The column ${name} is listed twice`)
    places.set(key, index)
  }
  return places
}
