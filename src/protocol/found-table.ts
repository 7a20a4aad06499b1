import { JDBC_KINDS, jdbcProtocolOf, jdbcWordOf } from '../base/remote-kinds.ts'
import { quotedName } from '../base/sql-text/quoted.ts'
import type { DatabaseConnection } from './database-connection.ts'
import type { RemoteSource } from './table-definition.ts'

/** Where a table is that was found in the schema of a connection. Server and workers make it of the same: no worker says where a name leads. */
export function foundSource({ url, schema, authName, options }: DatabaseConnection, remoteName: string): RemoteSource {
  // What is no URL of a database that is served is refused when the table is checked.
  const protocol = jdbcProtocolOf(jdbcWordOf(url))
  const quoted = protocol === undefined ? quotedName : JDBC_KINDS[protocol].quotedName
  return {
    kind: 'jdbc',
    url,
    dbtable: `${quoted(schema)}.${quoted(remoteName)}`,
    ...(authName === undefined ? {} : { authName }),
    options: { ...options },
  }
}

const NAME_LENGTH_MAX = 128

/** What a name may not have here: rights are written by names with full stops between them, and addresses with slashes. */
export const isFindableName = (name: string): boolean =>
  name.length > 0 && name.length <= NAME_LENGTH_MAX && !/[./\p{Cc}\u2028\u2029]/u.test(name)
