import { CausewayError } from '../../../base/errors.ts'
import { noneNamed } from '../../../base/none-named.ts'
import { COLUMN_LIMITS } from '../../../protocol/column-limits.ts'
import type { TableSource } from '../../../protocol/table-definition.ts'
import type { RemoteContext } from '../shared/source-context.ts'
import { connectClickhouse, noClickhouse, type RemoteSession } from './connect.ts'
import { type RemoteRelation, readSource } from './read-source.ts'
import { ClickhouseError, NO_TABLE, remoteError } from './remote-error.ts'
import { type RemoteType, remoteType, TEXTUAL, UnusableType } from './remote-type.ts'
import { shortType } from './type-text.ts'

/** Of names and types together. */
const COLUMNS_CHARACTERS_MAX = 1 << 22

export interface RemoteColumn {
  readonly name: string
  readonly type: RemoteType
  /** ClickHouse's, for people. */
  readonly typeName: string
  /** Why it can be read as a text at most; half a sentence, behind "because". */
  readonly unusable?: string
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
  const { address, passwdauth, allowUnencryptedLogin } = readSource(source)
  const credential = await context.credential(passwdauth, address.host, address.port)
  return await connectClickhouse(address, credential, context, { allowUnencryptedLogin })
}

/** Its columns are those of an answer. @throws CausewayError not-found */
export async function readRemoteTable(session: RemoteSession, source: TableSource): Promise<RemoteTable> {
  const { relation } = readSource(source)
  const { columns } = await session.rows(`SELECT * FROM ${relation.from} LIMIT 0`).catch((error: unknown) => {
    if (relation.isQuery || !(error instanceof ClickhouseError) || !NO_TABLE.has(error.code)) throw error
    throw new CausewayError('not-found', `${noneNamed('table', relation.shownName)} in ${session.place}, or its user may not see it`, {
      hint: "Check the option 'dbtable': [database.]table, with the capitals that it has there; or REFRESH TABLE, where it was found in a database FROM CONNECTION",
    })
  })
  if (columns.length === 0) throw noClickhouse()
  const characters = columns.reduce((sum, { name, type }) => sum + name.length + type.length, 0)
  if (columns.length > COLUMN_LIMITS.columns || characters > COLUMNS_CHARACTERS_MAX)
    throw new CausewayError('limit-exceeded', `The columns of ${relation.shownName} are more, or their types longer, than is looked at`)
  return { ...relation, columns: columns.map(remoteColumn) }
}

function remoteColumn({ name, type: typeName }: { readonly name: string; readonly type: string }): RemoteColumn {
  try {
    return { name, typeName: shortType(typeName), type: remoteType(typeName) }
  } catch (error) {
    if (error instanceof UnusableType) return { name, typeName: shortType(typeName), type: TEXTUAL, unusable: error.message }
    throw error
  }
}
