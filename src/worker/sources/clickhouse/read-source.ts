import { CausewayError } from '../../../base/errors.ts'
import type { TableSource } from '../../../protocol/table-definition.ts'
import { readOptions } from '../shared/options/read-options.ts'
import { type ClickhouseAddress, parseJdbcUrl } from './jdbc-url.ts'
import { CLICKHOUSE_OPTIONS } from './options.ts'
import { requireUnreadPassword } from './require-unread-password.ts'
import { parseTableName, quoteName } from './table-name.ts'

/** What is read of a database. */
export interface RemoteRelation {
  /** What stands behind FROM. */
  readonly from: string
  readonly isQuery: boolean
  /** Undefined: of a query. */
  readonly name: { readonly database: string; readonly table: string } | undefined
  /** For people. */
  readonly shownName: string
}

export interface WrittenTable {
  readonly passwdauth: string
  readonly allowUnencryptedLogin: boolean | undefined
  readonly address: ClickhouseAddress
  readonly relation: RemoteRelation
}

/** Everything that is written about a table, understood. @throws CausewayError for what is not, or is refused. */
export function readSource(source: TableSource): WrittenTable {
  if (source.kind !== 'jdbc') throw new CausewayError('internal', 'A table without a JDBC URL was given to the ClickHouse source')
  const { authName, url, dbtable } = source
  const options = readOptions(CLICKHOUSE_OPTIONS, {
    ...source.options,
    url,
    ...(dbtable === undefined ? {} : { dbtable }),
    ...(authName === undefined ? {} : { passwdauth: authName }),
  })
  const address = parseJdbcUrl(options.url)
  const { passwdauth, allowUnencryptedLogin } = options
  requireUnreadPassword(address, allowUnencryptedLogin)
  return { passwdauth, allowUnencryptedLogin, address, relation: relationOf(options, address.database) }
}

function relationOf(
  { dbtable = '', query }: { readonly dbtable: string | undefined; readonly query: string | undefined },
  database: string,
): RemoteRelation {
  // A query may end with a comment, which ends with the line.
  if (query !== undefined)
    return { from: `(${query.replace(/[;\s]+$/, '')}\n) AS \`query\``, isQuery: true, name: undefined, shownName: '(query)' }
  if (/^\s*\(/.test(dbtable)) return { from: `${dbtable}\n`, isQuery: true, name: undefined, shownName: '(query)' }
  const name = parseTableName(dbtable)
  const inDatabase = name.database ?? database
  return {
    from: `${quoteName(inDatabase)}.${quoteName(name.table)}`,
    isQuery: false,
    name: { database: inDatabase, table: name.table },
    shownName: `${inDatabase}.${name.table}`,
  }
}
