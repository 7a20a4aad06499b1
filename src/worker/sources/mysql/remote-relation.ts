import { CausewayError } from '../../../base/errors.ts'
import type { NameParts } from '../shared/jdbc/database-and-table.ts'
import { parseTableName } from './table-name.ts'

/** What is read of a database. */
export type RemoteRelation =
  | { readonly kind: 'table'; readonly name: NameParts & { readonly database: string } }
  /** What stands behind FROM: a query in brackets, with its alias. */
  | { readonly kind: 'query'; readonly from: string }

/** The options dbtable and query, of which one is given. @throws CausewayError for what is no name of a table, or one without a database. */
export function parseRelation(
  { dbtable, query }: { readonly dbtable: string | undefined; readonly query: string | undefined },
  database: string | undefined,
): RemoteRelation {
  // A query may end with a comment, which ends with the line.
  if (query !== undefined) return { kind: 'query', from: `(${query.replace(/[;\s]+$/, '')}\n) AS \`query\`` }
  const written = dbtable ?? ''
  if (/^\s*\(/.test(written)) return { kind: 'query', from: `${written}\n` }
  const name = parseTableName(written)
  const inDatabase = name.database ?? database
  if (inDatabase !== undefined) return { kind: 'table', name: { database: inDatabase, table: name.table } }
  throw new CausewayError('invalid-parameter', 'Neither the JDBC URL nor the option dbtable names the database of the table', {
    hint: "Write 'dbtable'='database.table'",
  })
}
