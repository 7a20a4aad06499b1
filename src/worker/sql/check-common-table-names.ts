import { semanticError } from './syntax-error.ts'
import type { Query } from './tree/query.ts'
import type { Statement } from './tree/statement.ts'

/**
 * Spark 3.3 refuses a common table that has the name of one around it, where its query is the whole of a common table or of a subquery in an expression: which of the
 * two was meant has changed between Spark 2 and 3. In FROM and in set operations the inner one counts.
 */
export function checkCommonTableNames(statement: Statement): void {
  if (statement.kind === 'multi-insert') for (const { query } of statement.inserts) checkQuery(query, [], true)
  if (statement.kind === 'write-directories') for (const { query } of statement.directories) checkQuery(query, [], true)
  if ('query' in statement && statement.query !== undefined) checkQuery(statement.query, [], true)
}

function checkQuery({ ctes, ...rest }: Query, outer: readonly string[], isWhole: boolean): void {
  const names = [...outer]
  for (const { name, query } of ctes) {
    const key = name.toLowerCase()
    if (isWhole && outer.includes(key))
      throw semanticError(`The common table ${name} is defined within another of the same name`, 'Give one of them another name.')
    checkQuery(query, names, true)
    names.push(key)
  }
  walk(rest, names)
}

/** The tree is plain data: each query in it, wherever it stands. */
function walk(node: unknown, names: readonly string[]): void {
  if (Array.isArray(node) || node instanceof Map) {
    for (const child of node.values()) walk(child, names)
    return
  }
  if (typeof node !== 'object' || node === null) return
  for (const [key, child] of Object.entries(node)) {
    if (key === 'query' && isQuery(child)) checkQuery(child, names, standsAlone(node))
    else walk(child, names)
  }
}

const isQuery = (node: unknown): node is Query => typeof node === 'object' && node !== null && 'ctes' in node && 'body' in node

/** A subquery of an expression; one of FROM is a part of the query around it. */
const standsAlone = (node: object): boolean => 'kind' in node && node.kind !== 'query' && node.kind !== 'nested'
