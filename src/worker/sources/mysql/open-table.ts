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
  const { session, written } = await openSession(source, context)
  try {
    return { session, table: await readRemoteTable(session.connection, written.relation, session.place, written.address), written }
  } catch (error) {
    await session.end()
    throw remoteError(error, session.place)
  }
}

/** A connection to the table's database. */
export async function openSession(source: JdbcSource, context: RemoteContext): Promise<Pick<OpenTable, 'session' | 'written'>> {
  const written = readSource(source)
  const { options, address } = written
  const credential = await context.credential(options.passwdauth, address.host, address.port)
  return { session: await connectMysql(address, credential, context), written }
}
