import type { Query, QueryBody, Relation, TableName } from '../tree/query.ts'
import { keepWritten } from '../tree/written.ts'

/** What a reference to a table becomes; undefined: it stays. */
export interface TableRewriter {
  readonly relation: (relation: Extract<Relation, { kind: 'table' }>) => Relation | undefined
  readonly body: (body: Extract<QueryBody, { kind: 'table' }>) => QueryBody | undefined
  /** The parts of a column's name, or of what stands before a star. */
  readonly columnParts?: (parts: readonly string[], isStar: boolean) => readonly string[]
}

/**
 * The query with other tables. A common table hides every table of its name where it is in sight: in the tables that are defined behind it, and in the query
 * that it stands before.
 */
export const rewriteQuery = (query: Query, rewriter: TableRewriter): Query => rewritten(query, NONE, rewriter)

const NONE: ReadonlySet<string> = new Set()

/** The tree is plain data, so one walk over all of it misses no reference, wherever it stands; what it gives has the shape of what it was given. */
function rewritten<T>(node: T, hidden: ReadonlySet<string>, rewriter: TableRewriter): T {
  return rewrittenNode(node, hidden, rewriter) as T
}

function rewrittenNode(node: unknown, hidden: ReadonlySet<string>, rewriter: TableRewriter): unknown {
  return typeof node === 'object' && node !== null ? keepWritten(changedNode(node, hidden, rewriter), node) : node
}

function changedNode(node: object, hidden: ReadonlySet<string>, rewriter: TableRewriter): unknown {
  if (Array.isArray(node)) return node.map((child: unknown) => rewrittenNode(child, hidden, rewriter))
  if (node instanceof Map)
    return new Map([...node].map(([key, child]: [unknown, unknown]) => [key, rewrittenNode(child, hidden, rewriter)]))
  if (isQuery(node)) return rewrittenQuery(node, hidden, rewriter)
  if (isTable(node)) {
    if (node.name.database === undefined && hidden.has(node.name.table.toLowerCase())) return node
    const made = 'alias' in node ? rewriter.relation(node) : rewriter.body(node)
    return made === undefined ? node : keepWritten(made, node.name)
  }
  const changed = Object.fromEntries(Object.entries(node).map(([key, child]) => [key, rewrittenNode(child, hidden, rewriter)]))
  return rewriter.columnParts === undefined ? changed : withColumnParts(changed, rewriter.columnParts)
}

function rewrittenQuery(query: Query, hidden: ReadonlySet<string>, rewriter: TableRewriter): Query {
  const inside = new Set(hidden)
  const ctes = query.ctes.map((cte) => {
    const changed = { ...cte, query: rewritten(cte.query, new Set(inside), rewriter) }
    inside.add(cte.name.toLowerCase())
    return changed
  })
  const { ctes: _ctes, ...rest } = query
  return { ...rewritten(rest, inside, rewriter), ctes }
}

function withColumnParts(node: Record<string, unknown>, columnParts: NonNullable<TableRewriter['columnParts']>): unknown {
  const { kind, parts, qualifier } = node
  if (kind === 'column' && isTexts(parts)) return { ...node, parts: columnParts(parts, false) }
  return kind === 'star' && isTexts(qualifier) ? { ...node, qualifier: columnParts(qualifier, true) } : node
}

const isTexts = (value: unknown): value is readonly string[] => Array.isArray(value) && value.every((one) => typeof one === 'string')

const isQuery = (node: object): node is Query => 'ctes' in node && 'body' in node

type NamedTable = Extract<Relation | QueryBody, { kind: 'table' }>

const isTable = (node: object): node is NamedTable => 'kind' in node && node.kind === 'table' && 'name' in node && isTableName(node.name)

const isTableName = (name: unknown): name is TableName => typeof name === 'object' && name !== null && 'table' in name && 'database' in name
