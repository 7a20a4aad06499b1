import type { TableSource } from '../../../protocol/table-definition.ts'
import type { RemoteContext } from '../shared/source-context.ts'
import { connectPostgres, type RemoteSession } from './connect.ts'
import { readSource, type WrittenTable } from './read-source.ts'
import { remoteError } from './remote-error.ts'
import { type RemoteTable, readRemoteTable } from './remote-table.ts'

export type JdbcSource = Extract<TableSource, { kind: 'jdbc' }>

export interface OpenTable {
  readonly session: RemoteSession
  readonly table: RemoteTable
  readonly options: WrittenTable['options']
}

/** A connection to the table's database, and the table as it is there now. */
export async function openTable(source: JdbcSource, context: RemoteContext): Promise<OpenTable> {
  const { session, options, relation } = await openSession(source, context)
  try {
    return { session, table: await readRemoteTable(session.client, relation, session.place), options }
  } catch (error) {
    await session.end()
    throw remoteError(error, session.place)
  }
}

/** A connection to the table's database. */
export async function openSession(
  source: JdbcSource,
  context: RemoteContext,
): Promise<{ readonly session: RemoteSession } & Pick<WrittenTable, 'options' | 'relation'>> {
  const { options, address, relation } = readSource(source)
  const credential = await context.credential(options.passwdauth, address.host, address.port)
  const session = await connectPostgres(address, credential, context, { allowUnencryptedLogin: options.allowUnencryptedLogin ?? false })
  return { session, options, relation }
}
