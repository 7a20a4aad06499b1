import type { TableSource } from '../../../protocol/table-definition.ts'
import { readOptions } from '../shared/options/read-options.ts'
import type { OptionValues } from '../shared/options/source-option.ts'
import type { RemoteContext } from '../shared/source-context.ts'
import { connectPostgres, type RemoteSession } from './connect.ts'
import { parseJdbcUrl } from './jdbc-url.ts'
import { POSTGRES_OPTIONS } from './options.ts'
import { remoteError } from './remote-error.ts'
import { type RemoteTable, readRemoteTable } from './remote-table.ts'
import { parseTableName } from './table-name.ts'

export type JdbcSource = Extract<TableSource, { kind: 'jdbc' }>

export interface OpenTable {
  readonly session: RemoteSession
  readonly table: RemoteTable
  readonly options: OptionValues<(typeof POSTGRES_OPTIONS)['options']>
}

/** A connection to the table's database, and the table as it is there now. */
export async function openTable(source: JdbcSource, context: RemoteContext): Promise<OpenTable> {
  const { authName } = source
  const options = readOptions(POSTGRES_OPTIONS, {
    ...source.options,
    url: source.url,
    dbtable: source.dbtable,
    ...(authName === undefined ? {} : { passwdauth: authName }),
  })
  const address = parseJdbcUrl(options.url)
  const tableName = parseTableName(options.dbtable)
  const credential = await context.credential(options.passwdauth, address.host, address.port)
  const session = await connectPostgres(address, credential, context, { allowUnencryptedLogin: options.allowUnencryptedLogin ?? false })
  try {
    return { session, table: await readRemoteTable(session.client, tableName, session.place), options }
  } catch (error) {
    await session.end()
    throw remoteError(error, session.place)
  }
}
