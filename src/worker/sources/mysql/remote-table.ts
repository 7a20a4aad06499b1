import { CausewayError } from '../../../base/errors.ts'
import { noneNamed } from '../../../base/none-named.ts'
import type { Connection } from './protocol/connection.ts'
import { ServerError } from './protocol/server-error.ts'
import type { RemoteRelation } from './remote-relation.ts'
import { type RemoteType, remoteType, type TypeSettings } from './remote-type.ts'
import { quoteName } from './table-name.ts'

export interface RemoteColumn {
  readonly name: string
  readonly type: RemoteType
  /** MySQL's, for people. */
  readonly typeName: string
}

export interface RemoteTable {
  /** What stands behind FROM: a quoted name with its database, or a query in brackets with its alias. */
  readonly from: string
  /** Undefined: it is a query, and nothing can be written into it. */
  readonly name: { readonly database: string; readonly table: string } | undefined
  /** Without quotes, for people. */
  readonly shownName: string
  readonly columns: readonly RemoteColumn[]
}

const NO_SUCH_TABLE = 1146

/** What the table, view or query looks like now: its columns are those of an answer, as the driver of Spark's JDBC source sees them. @throws CausewayError not-found. */
export async function readRemoteTable(
  connection: Connection,
  relation: RemoteRelation,
  place: string,
  settings: TypeSettings,
): Promise<RemoteTable> {
  const name = relation.kind === 'table' ? relation.name : undefined
  const from = relation.kind === 'table' ? `${quoteName(relation.name.database)}.${quoteName(relation.name.table)}` : relation.from
  const shownName = name === undefined ? '(query)' : `${name.database}.${name.table}`
  const { columns } = await connection.query(`SELECT * FROM ${from} LIMIT 0`).catch((error: unknown) => {
    if (name === undefined || !(error instanceof ServerError) || error.code !== NO_SUCH_TABLE) throw error
    throw new CausewayError('not-found', `${noneNamed('table', shownName)} in ${place}, or its user may not see it`, {
      hint: "Check the option 'dbtable': [database.]table, with the capitals that it has there; or REFRESH TABLE, where it was found in a database FROM CONNECTION",
    })
  })
  return {
    from,
    name,
    shownName,
    columns: columns.map((column) => ({ name: column.name, ...remoteType(column, settings) })),
  }
}
