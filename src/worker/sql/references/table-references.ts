import { isFields } from '../../../base/fields.ts'
import type { Expression, Query, TableName, WrittenVersion } from '../tree/query.ts'
import type { Statement } from '../tree/statement.ts'
import { keepWritten } from '../tree/written.ts'

/** A table as it is, or as it was. */
export interface TableReference extends TableName {
  readonly was?: WrittenVersion
}

/** The tables that a statement reads or inserts into, without its own common tables, and what it gives another name. */
export function tableReferences(statement: Statement): readonly TableReference[] {
  if (statement.kind === 'rename-view') return [statement.view]
  if (statement.kind === 'rename-table') return [statement.table]
  if (statement.kind === 'change-rows')
    return [statement.table, ...expressionReferences([statement.where, ...statement.assignments.map(({ value }) => value)])]
  if (statement.kind === 'multi-insert') return statement.inserts.flatMap(({ table, query }) => [table, ...queryReferences(query)])
  if (statement.kind === 'write-directories') return statement.directories.flatMap(({ query }) => queryReferences(query))
  if (statement.kind === 'merge-rows') {
    const { table, query, on, matched, unmatched } = statement
    return [table, ...queryReferences(query), ...referencesIn([on, matched, unmatched])]
  }
  const target =
    statement.kind === 'insert' || statement.kind === 'load-data' || statement.kind === 'optimize-table' ? [statement.table] : []
  const query = queryOf(statement)
  return query === undefined ? target : [...target, ...queryReferences(query)]
}

/** Of all tables and views that a statement names, what it makes, changes or tells of among them, and first. */
export function tableNamesIn(statement: Statement): readonly TableName[] {
  if (statement.kind === 'explain') return tableNamesIn(statement.statement)
  return [...Object.values(statement).filter(isTableName), ...tableReferences(statement)]
}

/** The query that a statement holds, if it holds one. */
function queryOf(statement: Statement): Query | undefined {
  if ('query' in statement) return statement.query
  if ('written' in statement) return statement.written?.query
  return statement.kind === 'explain' ? queryOf(statement.statement) : undefined
}

/** A common table hides every table of its name in the tables that are defined behind it, and in the query that it stands before. */
export const queryReferences = (root: Query): readonly TableReference[] => referencesIn(root)

const expressionReferences = (expressions: readonly (Expression | undefined)[]): readonly TableReference[] =>
  expressions.flatMap(referencesIn)

type Names = Pick<ReadonlySet<string>, 'has'>

function referencesIn(root: unknown): readonly TableReference[] {
  const found: TableReference[] = []
  // The tree is plain data, so a walk over all of it misses no subquery, wherever it stands.
  const walk = (node: unknown, hidden: Names): void => {
    if (Array.isArray(node) || node instanceof Map) {
      for (const child of node.values()) walk(child, hidden)
      return
    }
    if (!isFields(node)) return
    if (node['kind'] === 'table' && isTableName(node['name'])) {
      const name = node['name']
      const was = isWrittenVersion(node['was']) ? { was: node['was'] } : {}
      if (name.database !== undefined || !hidden.has(name.table.toLowerCase())) found.push(keepWritten({ ...name, ...was }, name))
    }
    const { ctes, ...rest } = node
    let inside = hidden
    if (Array.isArray(ctes) && ctes.length > 0) {
      const own = new Set<string>()
      // A statement may define thousands: none of them is copied for the next.
      inside = { has: (name) => own.has(name) || hidden.has(name) }
      for (const cte of ctes) {
        walk(cte, inside)
        if (isFields(cte)) own.add(String(cte['name']).toLowerCase())
      }
    }
    for (const child of Object.values(rest)) walk(child, inside)
  }
  walk(root, new Set())
  return found
}

const isTableName = (node: unknown): node is TableName =>
  isFields(node) && typeof node['table'] === 'string' && (node['database'] === undefined || typeof node['database'] === 'string')

const isWrittenVersion = (node: unknown): node is WrittenVersion =>
  isFields(node) && (node['kind'] === 'version' || node['kind'] === 'timestamp') && typeof node['text'] === 'string'
