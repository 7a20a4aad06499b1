import { CausewayError } from '../../../base/errors.ts'
import type { TableSource } from '../../../protocol/table-definition.ts'
import type { RemoteContext } from '../shared/source-context.ts'
import { connectClickhouse, type RemoteSession } from './connect.ts'
import { type RemoteRelation, readSource } from './read-source.ts'
import { ClickhouseError, NO_TABLE, remoteError } from './remote-error.ts'
import { type RemoteType, remoteType } from './remote-type.ts'

export interface RemoteColumn {
  readonly name: string
  readonly type: RemoteType
  /** ClickHouse's, for people. */
  readonly typeName: string
}

export interface RemoteTable extends RemoteRelation {
  readonly columns: readonly RemoteColumn[]
}

export interface OpenTable {
  readonly session: RemoteSession
  readonly table: RemoteTable
}

/** A connection to the table's database, and the table as it is there now. */
export async function openTable(source: TableSource, context: RemoteContext): Promise<OpenTable> {
  const session = await openSession(source, context)
  try {
    return { session, table: await readRemoteTable(session, source) }
  } catch (error) {
    await session.end()
    throw remoteError(error, session.place)
  }
}

/** A connection to the table's database. */
export async function openSession(source: TableSource, context: RemoteContext): Promise<RemoteSession> {
  const { address, passwdauth } = readSource(source)
  const credential = await context.credential(passwdauth, address.host, address.port)
  return await connectClickhouse(address, credential, context)
}

/** Its columns are those of an answer. @throws CausewayError not-found */
export async function readRemoteTable(session: RemoteSession, source: TableSource): Promise<RemoteTable> {
  const { relation } = readSource(source)
  const { columns } = await session.rows(`SELECT * FROM ${relation.from} LIMIT 0`).catch((error: unknown) => {
    if (relation.isQuery || !(error instanceof ClickhouseError) || !NO_TABLE.has(error.code)) throw error
    throw new CausewayError('not-found', `There is no table ${relation.shownName} in ${session.place}, or its user may not see it`, {
      hint: "Check the option 'dbtable': [database.]table, with the capitals that it has there; or REFRESH TABLE, where it was found in a database FROM CONNECTION",
    })
  })
  return { ...relation, columns: columns.map(({ name, type }) => ({ name, typeName: type, type: remoteType(type) })) }
}
