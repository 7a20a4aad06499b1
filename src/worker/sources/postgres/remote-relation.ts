import { parseTableName } from './table-name.ts'

/** What is read of a database. */
export type RemoteRelation =
  /** A name as PostgreSQL takes it. */
  | { readonly kind: 'table'; readonly name: string }
  /** What stands behind FROM: a query in brackets, with its alias. */
  | { readonly kind: 'query'; readonly from: string }

/** The options dbtable and query, of which one is given. @throws CausewayError for what is no name of a table. */
export function parseRelation({
  dbtable,
  query,
}: {
  readonly dbtable: string | undefined
  readonly query: string | undefined
}): RemoteRelation {
  // A query may end with a comment, which ends with the line.
  if (query !== undefined) return { kind: 'query', from: `(${query.replace(/[;\s]+$/, '')}\n) AS "query"` }
  const written = dbtable ?? ''
  return /^\s*\(/.test(written) ? { kind: 'query', from: `${written}\n` } : { kind: 'table', name: parseTableName(written) }
}
