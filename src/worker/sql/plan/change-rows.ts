import { CausewayError } from '../../../base/errors.ts'
import { parseDeclaredType, valueType } from '../../../base/spark-type.ts'
import type { Column, TableDefinition } from '../../../protocol/table-definition.ts'
import { type BinderState, type BoundQuery, bindQuery, outermost } from '../bind/context.ts'
import { placeOf, selectOf } from '../bind/output.ts'
import { literal } from '../bound/bound.ts'
import { isVolatile, type QueryNode } from '../bound/sql.ts'
import { FILE_COLUMN, ROW_COLUMN } from '../file-column.ts'
import { storeSql } from '../functions/operators/cast.ts'
import { lengthChecked } from '../functions/operators/char.ts'
import { missingTable } from '../missing-table.ts'
import { printQuery } from '../render/duckdb/query.ts'
import { resultQuery } from '../render/duckdb/result-query.ts'
import { notSupported, semanticError } from '../syntax-error.ts'
import type { Expression, NamedExpression, Query, Relation, Select, Statement, TableName } from '../tree.ts'
import type { Plan, TranslatedQuery } from './plan.ts'
import { queryColumns } from './query-columns.ts'
import { targetColumn } from './target-column.ts'

export type ChangeRows = Extract<Statement, { kind: 'change-rows' }>

/** Stands for the table that is changed: with the file of each row, and so under a name that no other reference has. */
export const CHANGED_DATABASE = '$changed'

/** The table as the rows that are changed are read. @throws CausewayError for one whose rows cannot be changed. */
export function changedTable(
  statement: ChangeRows,
  table: TableDefinition | undefined,
  named: { readonly database: string; readonly table: string },
): TableDefinition {
  if (table === undefined) throw missingTable(named.database, named.table)
  if (table.source.kind !== 'managed')
    throw notSupported(
      `${statement.operation} of ${table.database}.${table.name}, whose rows are not in the warehouse,`,
      table.source.kind === 'jdbc' ? 'Change them in the database.' : 'Write the table anew: INSERT OVERWRITE … SELECT ….',
    )
  const places = [
    { name: FILE_COLUMN, type: 'string' },
    { name: ROW_COLUMN, type: 'bigint' },
  ]
  const clash = table.columns.find(({ name }) => places.some((place) => place.name === name))
  if (clash !== undefined) throw notSupported(`${statement.operation} of a table with a column ${clash.name}`)
  return { ...table, database: CHANGED_DATABASE, columns: [...table.columns, ...places] }
}

/** The rows that are changed, with their places and their new values. */
export function rowsToChange({ table, alias, assignments, where, rules }: ChangeRows): Query {
  const items: readonly NamedExpression[] = [
    item({ kind: 'star', qualifier: [], except: [] }),
    ...assignments.map(({ value }, index) => item(value, `$new${index}`)),
  ]
  return queryOf({ ...selectItems(items, changed(table, alias ?? table.table)), where }, rules)
}

const changed = ({ table }: TableName, alias: string) =>
  ({ kind: 'table', name: { database: CHANGED_DATABASE, table }, alias: { name: alias, columnNames: [] } }) as const

/**
 * The files that hold rows which are changed are written anew without them, or with their new values; all others stay as they are. `rows` is what rowsToChange
 * gave, with its views expanded.
 */
export function planChangeRows(statement: ChangeRows, target: TableDefinition, rows: Query, newState: () => BinderState): Plan {
  return {
    kind: 'change-rows',
    jobType: statement.operation,
    target,
    matching: matchingQuery(rows, newState),
    remaining: remainingQuery(statement, target, rows, newState()),
  }
}

/** The files of such rows, and how many there are in each. */
function matchingQuery(rows: Query, newState: () => BinderState): TranslatedQuery {
  const file: Expression = { kind: 'column', parts: [FILE_COLUMN] }
  const count: Expression = {
    kind: 'call',
    name: 'count',
    arguments: [{ kind: 'star', qualifier: [], except: [] }],
    isDistinct: false,
    ignoresNulls: false,
    filter: undefined,
    withinGroup: undefined,
    over: undefined,
  }
  const select: Select = {
    ...selectItems([item(file), item(count)], {
      kind: 'query',
      query: rows,
      alias: { name: 'changed', columnNames: [] },
      isLateral: false,
    }),
    groupBy: [{ kind: 'expression', expression: file }],
  }
  refuseVolatile(bind(rows, newState()))
  const state = newState()
  const bound = bind(queryOf(select, rows.rules), state)
  return { sql: resultQuery(printQuery(bound.node), bound.columns), columns: queryColumns(bound.columns), scans: state.scans }
}

/** The condition is asked twice: which rows go, and which stay. */
function refuseVolatile({ node }: BoundQuery): void {
  if (node.kind === 'select' && node.where !== undefined && isVolatile(node.where))
    throw semanticError('A condition of rand() and its like cannot say which rows are changed', 'Compute it into a table first.')
}

/** The rows of the files that are not changed, and the others with their new values. */
function remainingQuery(statement: ChangeRows, target: TableDefinition, rows: Query, state: BinderState): TranslatedQuery {
  const kept = keptRows(statement, target, rows, state)
  const node: QueryNode =
    statement.operation === 'DELETE'
      ? kept
      : { kind: 'set-operation', operator: 'UNION', isAll: true, branches: [kept, changedRows(statement, target, rows, state)] }
  return { sql: printQuery(node), columns: target.columns, scans: state.scans }
}

function keptRows({ table, rules }: ChangeRows, target: TableDefinition, rows: Query, state: BinderState): QueryNode {
  const [file, row] = [FILE_COLUMN, ROW_COLUMN].map(
    (name): Expression => ({
      kind: 'comparison',
      operator: '=',
      left: { kind: 'column', parts: ['kept', name] },
      right: { kind: 'column', parts: ['changed', name] },
    }),
  )
  if (file === undefined || row === undefined) throw new CausewayError('internal', 'A row has no place')
  const from: Relation = {
    kind: 'join',
    join: 'anti',
    isNatural: false,
    left: changed(table, 'kept'),
    right: { kind: 'query', query: rows, alias: { name: 'changed', columnNames: [] }, isLateral: false },
    on: { kind: 'logic', operator: 'AND', operands: [file, row] },
    using: undefined,
  }
  const items = target.columns.map(({ name }) => item({ kind: 'column', parts: ['kept', name] }))
  return outputsOf(target, bind(queryOf(selectItems(items, from), rules), state), state, (_column, index) => index)
}

function changedRows(statement: ChangeRows, target: TableDefinition, rows: Query, state: BinderState): QueryNode {
  const places = assignedPlaces(statement, target, target.columns.length + 2)
  return outputsOf(target, bind(rows, state), state, ({ name }, index) => places.get(name) ?? index)
}

/** The columns of the table, each from its place in the query; a value of another type is stored as INSERT stores it. */
function outputsOf(
  target: TableDefinition,
  bound: BoundQuery,
  state: BinderState,
  placeFor: (column: Column, index: number) => number,
): QueryNode {
  const relation = state.relationName()
  const outputs = target.columns.map((column, index) => {
    const place = placeFor(column, index)
    const value = bound.columns[place]
    if (value === undefined) throw new CausewayError('internal', `The column ${column.name} has no value`)
    const declared = parseDeclaredType(column.type)
    const sql = placeOf(relation, place)
    if (place === index) return { sql, name: column.name }
    const stored = storeSql(literal(sql, value.type, value.name), valueType(declared), column.name)
    return { sql: lengthChecked(stored, declared), name: column.name }
  })
  return selectOf(outputs, { kind: 'query', query: bound.node, relation, columnNames: undefined, isLateral: false })
}

/** The column's own name → place of its new value. */
function assignedPlaces({ assignments }: ChangeRows, target: TableDefinition, first: number): ReadonlyMap<string, number> {
  const places = new Map<string, number>()
  for (const [index, { column }] of assignments.entries()) {
    const { name } = targetColumn(target, column)
    if (places.has(name)) throw semanticError(`The column ${column} is set twice`)
    places.set(name, first + index)
  }
  return places
}

const bind = (query: Query, state: BinderState): BoundQuery => bindQuery(query, outermost(state, 'neutral'))

const item = (expression: Expression, alias?: string): NamedExpression => ({ expression, alias, aliases: [] })

const selectItems = (items: readonly NamedExpression[], from: Select['from'][number]): Select => ({
  kind: 'select',
  isDistinct: false,
  items,
  from: [from],
  lateralViews: [],
  where: undefined,
  groupBy: undefined,
  having: undefined,
  windows: new Map(),
})

const queryOf = (body: Select, rules: Query['rules']): Query => ({
  ctes: [],
  body,
  order: [],
  distribution: [],
  limit: undefined,
  offset: undefined,
  windows: new Map(),
  rules,
})
