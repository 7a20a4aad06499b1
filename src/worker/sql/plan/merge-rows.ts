import type { Column, TableDefinition } from '../../../protocol/table-definition.ts'
import { type BinderState, type BoundQuery, bindQuery, outermost, tableKey } from '../bind/context.ts'
import { holdsQuery } from '../bind/predicate-queries.ts'
import { isVolatile, type QueryNode } from '../bound/sql.ts'
import { CHANGED_DATABASE, FILE_COLUMN, ROW_COLUMN } from '../file-column.ts'
import { KEPT_DATABASE, KEPT_ROW } from '../kept-tables.ts'
import { printQuery } from '../render/duckdb/query.ts'
import { column, equal, everyOf, integer, item, joinOn, queryOf, selectItems } from '../select-tree.ts'
import { notSupported, semanticError } from '../syntax-error.ts'
import type { Expression, Query, Relation, TableName } from '../tree/query.ts'
import type { Statement } from '../tree/statement.ts'
import type { Assignment } from '../tree/written-parts.ts'
import { hasInterval } from '../types/has-interval.ts'
import { kept, keptKey, keptTable, named } from './kept-relation.ts'
import type { KeptQuery, Plan, PrintedQuery } from './plan.ts'
import { queryColumns } from './query-columns.ts'
import { assignedColumns, storedColumns } from './stored-columns.ts'

export type MergeRows = Extract<Statement, { kind: 'merge-rows' }>

/** Names that no statement has: a source that has one is refused. */
const PAIR = { file: '$pair_file', row: '$pair_row', source: '$pair_source', action: '$pair_action' } as const
const NEW = { source: '$new_source', action: '$new_action' } as const

const PAIRS = keptTable('pairs', [
  { name: PAIR.file, type: 'string' },
  { name: PAIR.row, type: 'bigint' },
  { name: PAIR.source, type: 'bigint' },
  { name: PAIR.action, type: 'int' },
])
const NEW_ROWS = keptTable('new_rows', [
  { name: NEW.source, type: 'bigint' },
  { name: NEW.action, type: 'int' },
])

/** The two tables of the statement, as its conditions and values name them. */
interface Sides {
  readonly target: Relation
  readonly source: Relation
  readonly targetNames: readonly string[]
  readonly sourceNames: readonly string[]
}

/**
 * The source is read once and kept; so are the pairs of rows that match, each with the clause that is the first to take it (0: none), and the rows of the source
 * that match none. Then the files that hold rows which change are written anew. `query`: the statement's, with its views expanded; `changed`: the table with the
 * places of its rows; `newState`: over the statement's tables and others beside them.
 */
export function planMergeRows(
  statement: MergeRows,
  query: Query,
  target: TableDefinition,
  changed: TableDefinition,
  currentDatabase: string,
  newState: (tables?: ReadonlyMap<string, TableDefinition>) => BinderState,
): Plan {
  refuseQueries(statement)
  const sourceState = newState()
  const read = bindQuery(query, outermost(sourceState, 'neutral'))
  const source = keptTable('source', [...sourceColumns(read), { name: KEPT_ROW, type: 'bigint' }])
  const places = { table: placed(statement.table, currentDatabase), source: statement.source && placed(statement.source, currentDatabase) }
  const sides = sidesOf(statement, places)
  const tables = new Map([
    [keptKey(PAIRS), PAIRS],
    [keptKey(NEW_ROWS), NEW_ROWS],
    [keyOf(sides.source), source],
    [keyOf(sides.target), changed],
  ])
  const { matched, unmatched, rules } = statement
  const state = () => newState(tables)
  return {
    kind: 'merge-rows',
    jobType: 'UPDATE',
    target,
    source: { name: source.name, query: translated(read.node, read, sourceState) },
    pairs: matched.length === 0 ? undefined : keptQuery(PAIRS, pairsQuery(statement, sides), state()),
    newRows: unmatched.length === 0 ? undefined : keptQuery(NEW_ROWS, newRowsQuery(statement, sides), state()),
    allowsManyMatches: matched.length === 0 || (matched.length === 1 && isBareDelete(matched[0])),
    remaining: remainingQuery(statement, target, sides, state(), rules),
  }
}

const isBareDelete = (clause: MergeRows['matched'][number] | undefined): boolean =>
  clause?.action.kind === 'delete' && clause.condition === undefined

/** As Delta Lake, which has them in the source only. */
function refuseQueries({ on, matched, unmatched }: MergeRows): void {
  if (holdsQuery([on, matched, unmatched]))
    throw notSupported('A subquery in a condition or a value of MERGE', 'Put it into the source: USING (SELECT …) AS s.')
}

function sourceColumns({ columns }: BoundQuery): readonly Column[] {
  const seen = new Set([...Object.values(PAIR), ...Object.values(NEW), KEPT_ROW, FILE_COLUMN, ROW_COLUMN].map((name) => name.toLowerCase()))
  for (const { name, type } of columns) {
    const key = name.toLowerCase()
    if (seen.has(key)) throw semanticError(`The source of MERGE has two columns ${name}`, 'Give one another name with AS.')
    seen.add(key)
    if (hasInterval(type)) throw notSupported(`The interval column ${name} of the source of MERGE`, 'Compute with it in the conditions.')
  }
  return queryColumns(columns)
}

const placed = ({ database, table }: TableName, currentDatabase: string): { readonly database: string; readonly table: string } => ({
  database: (database ?? currentDatabase).toLowerCase(),
  table,
})

/** Without an alias a table is named by its own name, or by its database's and its own. */
function sidesOf(
  { alias, sourceAlias }: MergeRows,
  {
    table,
    source,
  }: {
    readonly table: { readonly database: string; readonly table: string }
    readonly source: { readonly database: string; readonly table: string } | undefined
  },
): Sides {
  const isOneTable = source !== undefined && tableKey(source.database, source.table) === tableKey(table.database, table.table)
  const target = alias === undefined ? named(table.database, table.table) : named(CHANGED_DATABASE, table.table, alias)
  const sourceName = sourceAlias ?? (source === undefined ? '$source' : undefined)
  const isOwn = sourceName === undefined && source !== undefined && !(isOneTable && alias === undefined)
  const from = isOwn ? named(source.database, source.table) : named(KEPT_DATABASE, 'source', sourceName ?? source?.table)
  return {
    target,
    source: from,
    targetNames: alias === undefined ? [table.database, table.table] : [alias],
    sourceNames: isOwn ? [source.database, source.table] : [sourceName ?? source?.table ?? ''],
  }
}

function keyOf(relation: Relation): string {
  const { database = '', table } = relation.kind === 'table' ? relation.name : { table: '' }
  return tableKey(database, table)
}

/** Which of the clauses is the first whose condition is true; 0: none is. */
const actionOf = (clauses: readonly { readonly condition: Expression | undefined }[]): Expression => ({
  kind: 'case',
  operand: undefined,
  branches: clauses.map(({ condition }, index) => ({ when: condition ?? { kind: 'boolean', value: true }, result: integer(index + 1) })),
  otherwise: integer(0),
})

function pairsQuery({ on, matched, rules }: MergeRows, { target, source }: Sides): Query {
  const items = [column(FILE_COLUMN), column(ROW_COLUMN), column(KEPT_ROW), actionOf(matched)].map((one) => item(one))
  return queryOf(selectItems(items, joinOn('inner', target, source, on)), rules)
}

function newRowsQuery({ on, matched, unmatched, rules }: MergeRows, { target, source }: Sides): Query {
  const from =
    matched.length === 0
      ? joinOn('anti', source, target, on)
      : joinOn('anti', source, kept(PAIRS), equal(column(KEPT_ROW), column(PAIR.source)))
  return queryOf(selectItems([item(column(KEPT_ROW)), item(actionOf(unmatched))], from), rules)
}

function keptQuery({ name }: TableDefinition, query: Query, state: BinderState): KeptQuery {
  const bound = bind(query, state)
  refuseVolatile(bound.node)
  return { name, query: translated(bound.node, bound, state) }
}

/** As Delta Lake: which rows are meant must not hang on chance. */
function refuseVolatile(node: QueryNode): void {
  if (node.kind !== 'select') return
  const on = node.from?.kind === 'join' ? node.from.on : undefined
  if (node.outputs.some(({ sql }) => isVolatile(sql)) || (on !== undefined && isVolatile(on)))
    throw semanticError('A condition of rand() and its like cannot say which rows are merged', 'Compute it in the source.')
}

const translated = (node: QueryNode, { columns }: BoundQuery, state: BinderState): PrintedQuery => ({
  sql: printQuery(node),
  columns: queryColumns(columns),
  scans: state.scans,
})

/** What stands in the files that are written anew, and the rows of the source that are added. */
function remainingQuery(
  { matched, unmatched }: MergeRows,
  target: TableDefinition,
  sides: Sides,
  state: BinderState,
  rules: Query['rules'],
): PrintedQuery {
  const branches: QueryNode[] = []
  const ofPair = everyOf([equal(column(FILE_COLUMN), column(PAIR.file)), equal(column(ROW_COLUMN), column(PAIR.row))])
  const own = target.columns.map(({ name }) => item(column(...sides.targetNames, name)))
  if (matched.length > 0) {
    const isTaken: Expression = { kind: 'comparison', operator: '>', left: column(PAIR.action), right: integer(0) }
    const from = joinOn('anti', sides.target, kept(PAIRS), everyOf([ofPair, isTaken]))
    branches.push(
      storedColumns(target, bind(queryOf(selectItems(own, from), rules), state), state, (_column, place) => ({ kind: 'as-is', place })),
    )
  }
  for (const [index, { action }] of matched.entries()) {
    if (action.kind === 'delete') continue
    const assignments = assignmentsOf(action.assignments, target, sides)
    const pairs = joinOn('inner', sides.target, kept(PAIRS), everyOf([ofPair, equal(column(PAIR.action), integer(index + 1))]))
    const from = joinOn('inner', pairs, sides.source, equal(column(KEPT_ROW), column(PAIR.source)))
    const bound = bind(queryOf(selectItems([...own, ...assignments.map(({ value }) => item(value))], from), rules), state)
    const places = assignedColumns(target, assignments)
    branches.push(
      storedColumns(target, bound, state, ({ name }, place) => {
        const assigned = places.get(name)
        return assigned === undefined ? { kind: 'as-is', place } : { kind: 'new', place: own.length + assigned }
      }),
    )
  }
  for (const [index, clause] of unmatched.entries()) {
    const assignments = assignmentsOf(clause.assignments, target, sides)
    const isNew = everyOf([equal(column(KEPT_ROW), column(NEW.source)), equal(column(NEW.action), integer(index + 1))])
    const from = joinOn('inner', sides.source, kept(NEW_ROWS), isNew)
    const items = assignments.map(({ value }) => item(value))
    const places = assignedColumns(target, assignments)
    branches.push(
      storedColumns(target, bind(queryOf(selectItems(items, from), rules), state), state, ({ name }) => {
        const place = places.get(name)
        return place === undefined ? { kind: 'null' } : { kind: 'new', place }
      }),
    )
  }
  const [only, ...others] = branches
  const node: QueryNode =
    only !== undefined && others.length === 0 ? only : { kind: 'set-operation', operator: 'UNION', isAll: true, branches }
  return { sql: printQuery(node), columns: target.columns, scans: state.scans }
}

/** SET * and INSERT *: each column of the table from the source's of its name. */
const assignmentsOf = (
  assignments: readonly Assignment[] | 'all',
  target: TableDefinition,
  { sourceNames }: Sides,
): readonly Assignment[] =>
  assignments === 'all' ? target.columns.map(({ name }) => ({ column: name, value: column(...sourceNames, name) })) : assignments

const bind = (query: Query, state: BinderState): BoundQuery => bindQuery(query, outermost(state, 'neutral'))
