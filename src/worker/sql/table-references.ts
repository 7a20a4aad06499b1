import type { Statement, TableName } from './tree.ts'

/** The tables that a statement reads or inserts into; names of its own common tables are left out where nothing else can be meant. */
export function tableReferences(statement: Statement): readonly TableName[] {
  const found: TableName[] = statement.kind === 'insert' ? [statement.table] : []
  const commonTables = new Set<string>()
  // The tree is plain data, so a walk over all of it misses no subquery, wherever it stands.
  const walk = (node: unknown): void => {
    if (Array.isArray(node) || node instanceof Map) {
      for (const child of node.values()) walk(child)
      return
    }
    if (!isRecord(node)) return
    if (node['kind'] === 'table' && isTableName(node['name'])) found.push(node['name'])
    if (Array.isArray(node['ctes'])) for (const cte of node['ctes']) if (isRecord(cte)) commonTables.add(String(cte['name']).toLowerCase())
    for (const child of Object.values(node)) walk(child)
  }
  walk(queryOf(statement))
  return found.filter((name) => name.database !== undefined || name === found[0] || !commonTables.has(name.table.toLowerCase()))
}

function queryOf(statement: Statement): unknown {
  if ('query' in statement) return statement.query
  if ('written' in statement) return statement.written?.query
  return statement.kind === 'explain' ? queryOf(statement.statement) : undefined
}

const isRecord = (node: unknown): node is Readonly<Record<string, unknown>> => typeof node === 'object' && node !== null

const isTableName = (node: unknown): node is TableName =>
  isRecord(node) && typeof node['table'] === 'string' && (node['database'] === undefined || typeof node['database'] === 'string')
