import type { TableSource } from '../../../protocol/table-definition.ts'
import type { RemoteContext } from '../shared/source-context.ts'
import { connectMysql, type RemoteSession } from './connect.ts'
import { readSource, type WrittenTable } from './read-source.ts'
import { remoteError } from './remote-error.ts'
import { type RemoteTable, readRemoteTable } from './remote-table.ts'

export type JdbcSource = Extract<TableSource, { kind: 'jdbc' }>

export interface OpenTable {
  readonly session: RemoteSession
  readonly table: RemoteTable
  readonly written: WrittenTable
}

/** A connection to the table's database, and the table as it is there now. */
export async function openTable(source: JdbcSource, context: RemoteContext): Promise<OpenTable> {
  const written = readSource(source)
  const { options, address, relation } = written
  const credential = await context.credential(options.passwdauth, address.host, address.port)
  const session = await connectMysql(address, credential, context)
  try {
    return { session, table: await readRemoteTable(session.connection, relation, session.place, address), written }
  } catch (error) {
    await session.end()
    throw remoteError(error, session.place)
  }
}
