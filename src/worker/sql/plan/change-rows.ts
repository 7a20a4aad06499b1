import { sparkTypeName } from '../../../base/spark-type.ts'
import { isRemote } from '../../../protocol/is-remote.ts'
import type { TableDefinition } from '../../../protocol/table-definition.ts'
import { readOnlyHint } from '../../../protocol/table-format.ts'
import { type BinderState, type BoundQuery, bindQuery, outermost } from '../bind/context.ts'
import { holdsQuery } from '../bind/predicate-queries.ts'
import { isVolatile, type QueryNode } from '../bound/sql.ts'
import { CHANGED_DATABASE, ENGINE_PLACES, FILE_COLUMN, ROW_COLUMN } from '../file-column.ts'
import { KEPT_DATABASE } from '../kept-tables.ts'
import { missingTable } from '../missing-table.ts'
import { printQuery } from '../render/duckdb/query.ts'
import { resultQuery } from '../render/duckdb/result-query.ts'
import { column, equal, everyColumn, everyOf, item, joinOn, queryOf, selectItems } from '../select-tree.ts'
import { notSupported, semanticError } from '../syntax-error.ts'
import type { Expression, NamedExpression, Query, Select, TableName } from '../tree/query.ts'
import type { Statement } from '../tree/statement.ts'
import { hasInterval } from '../types/has-interval.ts'
import { keptKey, keptTable, named } from './kept-relation.ts'
import type { Plan, PrintedQuery } from './plan.ts'
import { queryColumns } from './query-columns.ts'
import { assignedColumns, type ColumnValue, storedColumns } from './stored-columns.ts'

export type ChangeRows = Extract<Statement, { kind: 'change-rows' }>

const HIDDEN: ReadonlySet<string> = new Set([FILE_COLUMN, ROW_COLUMN])
/** Of what is kept, names that no statement has. */
const KEPT_PLACE = { file: '$changed_file', row: '$changed_row' } as const

/** The places of rows are columns while rows are changed: what the statement writes may not mean them. */
export function refuseHiddenColumns(statement: unknown, operation: string): void {
  const walk = (node: unknown): void => {
    if (Array.isArray(node) || node instanceof Map) {
      for (const child of node.values()) walk(child)
      return
    }
    if (typeof node !== 'object' || node === null) return
    if ('parts' in node && Array.isArray(node.parts)) {
      const hidden = node.parts.find((part) => typeof part === 'string' && HIDDEN.has(part.toLowerCase()))
      if (hidden !== undefined) throw notSupported(`A column named ${hidden} in ${operation}`)
    }
    for (const child of Object.values(node)) walk(child)
  }
  walk(statement)
}

/** The table as the rows that are changed are read. @throws CausewayError for one whose rows cannot be changed. */
export function changedTable(
  operation: string,
  table: TableDefinition | undefined,
  named: { readonly database: string; readonly table: string },
): TableDefinition {
  if (table === undefined) throw missingTable(named.database, named.table)
  if (table.source.kind !== 'managed')
    throw notSupported(
      `${operation} of ${table.database}.${table.name}, whose rows are not in the warehouse,`,
      isRemote(table.source)
        ? 'Change them in the database.'
        : (readOnlyHint(table.source) ?? 'Write the table anew: INSERT OVERWRITE … SELECT ….'),
    )
  const places = [
    { name: FILE_COLUMN, type: 'string' },
    { name: ROW_COLUMN, type: 'bigint' },
  ]
  const taken = new Set<string>([...HIDDEN, ...Object.values(ENGINE_PLACES)])
  const clash = table.columns.find(({ name }) => taken.has(name.toLowerCase()))
  if (clash !== undefined) throw notSupported(`${operation} of a table with a column ${clash.name}`)
  return { ...table, database: CHANGED_DATABASE, columns: [...table.columns, ...places] }
}

/** The rows of a table, as they are read of some of its files. */
export function planCompaction(target: TableDefinition, table: TableName, rules: Query['rules'], state: BinderState): Plan {
  const items = target.columns.map(({ name }) => item(column(name)))
  const bound = bind(queryOf(selectItems(items, changed(table, table.table)), rules), state)
  const node = storedColumns(target, bound, state, (_column, place) => ({ kind: 'as-is', place }))
  return { kind: 'compact-table', jobType: 'DDL', target, rows: { sql: printQuery(node), columns: target.columns, scans: state.scans } }
}

/** The rows that are changed, with their places and their new values. */
export function rowsToChange({ table, alias, assignments, where, rules }: ChangeRows): Query {
  const items: readonly NamedExpression[] = [item(everyColumn), ...assignments.map(({ value }, index) => item(value, `$new${index}`))]
  return queryOf({ ...selectItems(items, changed(table, alias ?? table.table)), where }, rules)
}

const changed = ({ table }: TableName, alias: string) =>
  ({ kind: 'table', name: { database: CHANGED_DATABASE, table }, alias: { name: alias, columnNames: [] } }) as const

/**
 * The files that hold rows which are changed are written anew without them, or with their new values; all others stay as they are. `rows` is what rowsToChange
 * gave, with its views expanded; `newState`: over the statement's tables and others beside them.
 */
export function planChangeRows(
  statement: ChangeRows,
  target: TableDefinition,
  rows: Query,
  newState: (tables?: ReadonlyMap<string, TableDefinition>) => BinderState,
): Plan {
  const state = newState()
  const bound = bind(rows, state)
  refuseVolatile(bound)
  const { operation } = statement
  // Of the table itself one version is read, however often.
  if (state.scans.length === 1 && !holdsQuery(rows.body)) {
    const remaining = remainingQuery(statement, target, { places: rows, rows }, newState())
    return { kind: 'change-rows', jobType: operation, target, kept: undefined, matching: matchingQuery(rows, newState()), remaining }
  }
  const once = readOnce(statement, target, rows, bound, newState())
  const tables = new Map([[keptKey(once.table), once.table]])
  return {
    kind: 'change-rows',
    jobType: operation,
    target,
    kept: { name: once.table.name, query: once.query },
    matching: matchingQuery(once.places, newState(tables)),
    remaining: remainingQuery(statement, target, once, newState(tables)),
  }
}

/** Queries of the rows that are changed. */
interface Changed {
  /** Their places at least. */
  readonly places: Query
  /** All of them: the columns of the table, their places, their new values. */
  readonly rows: Query
}

interface ReadOnce extends Changed {
  readonly query: PrintedQuery
  readonly table: TableDefinition
}

/** The places of the rows that are changed, and those new values that other tables tell, are kept; all else is read of the rows again. */
function readOnce(statement: ChangeRows, target: TableDefinition, rows: Query, bound: BoundQuery, state: BinderState): ReadOnce {
  const { table, alias, rules } = statement
  const values = valuesOf(rows)
  const first = target.columns.length + HIDDEN.size
  const isValueKept = values.map(({ expression }, index) => {
    const type = bound.columns[first + index]?.type
    return holdsQuery(expression) && type !== undefined && !hasInterval(type) && !/\bvoid\b/.test(sparkTypeName(type))
  })
  const names = [
    FILE_COLUMN,
    ROW_COLUMN,
    ...values.flatMap(({ alias: name }, index) => (isValueKept[index] && name !== undefined ? [name] : [])),
  ]
  const read = bind(
    queryOf(
      selectItems(
        names.map((name) => item(column(name))),
        changedOf(rows),
      ),
      rules,
    ),
    state,
  )
  const places = [KEPT_PLACE.file, KEPT_PLACE.row]
  const columns = queryColumns(read.columns)
  const ofChanged = keptTable(
    'changed',
    columns.map((one, index) => ({ ...one, name: places[index] ?? one.name })),
  )
  const own = alias ?? table.table
  const again = values.map((value, index) =>
    isValueKept[index] && value.alias !== undefined ? item(column(value.alias), value.alias) : value,
  )
  const [file, row] = [column(KEPT_PLACE.file), column(KEPT_PLACE.row)]
  const isKept = everyOf([equal(column(FILE_COLUMN), file), equal(column(ROW_COLUMN), row)])
  const every: Expression = { kind: 'star', qualifier: [own], except: [] }
  // The table may be called as what is kept.
  const from = named(KEPT_DATABASE, ofChanged.name, '$changed')
  return {
    query: { sql: printQuery(read.node), columns, scans: state.scans },
    table: ofChanged,
    places: queryOf(selectItems([item(file, FILE_COLUMN), item(row, ROW_COLUMN)], from), rules),
    rows: queryOf(selectItems([item(every), ...again], joinOn('inner', changed(table, own), from, isKept)), rules),
  }
}

/** The new values, as rowsToChange has put them behind the columns. */
const valuesOf = ({ body }: Query): readonly NamedExpression[] => (body.kind === 'select' ? body.items.slice(1) : [])

const changedOf = (rows: Query) => ({ kind: 'query', query: rows, alias: { name: 'changed', columnNames: [] }, isLateral: false }) as const

/** The files of such rows, and how many there are in each. */
function matchingQuery(rows: Query, state: BinderState): PrintedQuery {
  const file = column(FILE_COLUMN)
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
    ...selectItems([item(file), item(count)], changedOf(rows)),
    groupBy: [{ kind: 'expression', expression: file }],
  }
  const bound = bind(queryOf(select, rows.rules), state)
  return { sql: resultQuery(printQuery(bound.node), bound.columns), columns: queryColumns(bound.columns), scans: state.scans }
}

/** The condition is asked twice: which rows go, and which stay. */
function refuseVolatile({ node }: BoundQuery): void {
  if (node.kind === 'select' && node.where !== undefined && isVolatile(node.where))
    throw semanticError('A condition of rand() and its like cannot say which rows are changed', 'Compute it into a table first.')
}

/** The rows of the files that are not changed, and the others with their new values. */
function remainingQuery(statement: ChangeRows, target: TableDefinition, { places, rows }: Changed, state: BinderState): PrintedQuery {
  const untouched = untouchedRows(statement, target, places, state)
  const node: QueryNode =
    statement.operation === 'DELETE'
      ? untouched
      : { kind: 'set-operation', operator: 'UNION', isAll: true, branches: [untouched, changedRows(statement, target, rows, state)] }
  return { sql: printQuery(node), columns: target.columns, scans: state.scans }
}

function untouchedRows({ table, rules }: ChangeRows, target: TableDefinition, places: Query, state: BinderState): QueryNode {
  const from = joinOn(
    'anti',
    changed(table, 'kept'),
    changedOf(places),
    everyOf([FILE_COLUMN, ROW_COLUMN].map((name) => equal(column('kept', name), column('changed', name)))),
  )
  const items = target.columns.map(({ name }) => item(column('kept', name)))
  return storedColumns(target, bind(queryOf(selectItems(items, from), rules), state), state, (_column, place) => ({ kind: 'as-is', place }))
}

function changedRows(statement: ChangeRows, target: TableDefinition, rows: Query, state: BinderState): QueryNode {
  const places = assignedColumns(target, statement.assignments)
  const first = target.columns.length + 2
  return storedColumns(target, bind(rows, state), state, ({ name }, place): ColumnValue => {
    const assigned = places.get(name)
    return assigned === undefined ? { kind: 'as-is', place } : { kind: 'new', place: first + assigned }
  })
}

const bind = (query: Query, state: BinderState): BoundQuery => bindQuery(query, outermost(state, 'neutral'))
