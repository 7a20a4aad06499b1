import { CausewayError } from '../../../base/errors.ts'
import { plainText } from '../../../base/plain-text.ts'
import type { TableSource } from '../../../protocol/table-definition.ts'
import type { RemoteContext } from '../shared/source-context.ts'
import { connectPostgres, type RemoteSession } from './connect.ts'
import { parseJdbcUrl } from './jdbc-url.ts'
import { remoteError } from './remote-error.ts'
import { type RemoteTable, readRemoteTable } from './remote-table.ts'
import { parseTableName } from './table-name.ts'

export type JdbcSource = Extract<TableSource, { kind: 'jdbc' }>

/** Options that name how Spark would split or batch the work; the work here is one stream. */
const WITHOUT_EFFECT: ReadonlySet<string> = new Set([
  'driver',
  'encryption',
  'fetchsize',
  'batchsize',
  'truncate',
  'isolationlevel',
  'partitioncolumn',
  'lowerbound',
  'upperbound',
  'numpartitions',
])

/** Of our own: a password may be sent in clear text, or as MD5, without encryption. */
const UNENCRYPTED_LOGIN = 'allowunencryptedlogin'

export interface OpenTable {
  readonly session: RemoteSession
  readonly table: RemoteTable
}

/** A connection to the table's database, and the table as it is there now. */
export async function openTable(source: JdbcSource, context: RemoteContext): Promise<OpenTable> {
  checkOptions(source)
  const allowUnencryptedLogin = flag(source, UNENCRYPTED_LOGIN)
  const address = parseJdbcUrl(source.url)
  const tableName = parseTableName(source.dbtable)
  const { authName } = source
  if (authName === undefined) {
    throw new CausewayError('invalid-parameter', 'The table names no datasource authentication', {
      hint: "Store the database's user and password as a datasource authentication and name it: 'passwdauth'='name', 'encryption'='true'",
    })
  }
  const credential = await context.credential(authName, address.host, address.port)
  const session = await connectPostgres(address, credential, context, { allowUnencryptedLogin })
  try {
    return { session, table: await readRemoteTable(session.client, tableName, session.place) }
  } catch (error) {
    await session.end()
    throw remoteError(error, session.place)
  }
}

/** @throws CausewayError for an option that would be ignored and should not. */
function checkOptions(source: JdbcSource): void {
  for (const [name, value] of Object.entries(source.options)) plainText(`option ${plainText('name of an option', name)}`, value)
  const driver = source.options['driver']
  if (driver !== undefined && driver !== 'org.postgresql.Driver') {
    throw new CausewayError('invalid-parameter', `The driver ${driver} does not fit a PostgreSQL URL`, {
      hint: 'Leave the option driver out',
    })
  }
  for (const name of Object.keys(source.options)) {
    if (name === 'user' || name === 'password') {
      throw new CausewayError('not-supported', `The option ${name} is not supported: tables keep no passwords`, {
        hint: "Store it as a datasource authentication and name that in the option 'passwdauth'",
      })
    }
    if (!WITHOUT_EFFECT.has(name) && name !== UNENCRYPTED_LOGIN)
      throw new CausewayError('not-supported', `The option ${name} of a JDBC table is not supported`)
  }
}

function flag(source: JdbcSource, name: string): boolean {
  const value = source.options[name]?.toLowerCase() ?? 'false'
  if (value === 'true' || value === 'false') return value === 'true'
  throw new CausewayError('invalid-parameter', `The option ${name} is true or false, not ${value}`)
}
