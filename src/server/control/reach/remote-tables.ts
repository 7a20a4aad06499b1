import { isTable } from '../../../protocol/catalog-entry.ts'
import { foundSource } from '../../../protocol/found-table.ts'
import { pageOfDatabases } from '../../store/catalog/databases.ts'
import { listRemoteTables } from '../../store/catalog/tables.ts'
import type { Database } from '../../store/schema.ts'
import { inTurns } from '../shared/in-turns.ts'
import { type RemotePlace, remotePlace } from '../shared/remote-place.ts'

/** What of a project's catalog is in a database elsewhere. */
export interface RemoteTable {
  readonly database: string
  /** Undefined: a schema as a whole, whose tables are found when they are named. */
  readonly table: string | undefined
  readonly place: RemotePlace
}

const TABLES_AT_ONCE = 200

/** By database, then by table; those whose URL names no host that could be read are not in it. */
export async function remoteTables(db: Database, projectId: string): Promise<readonly RemoteTable[]> {
  const { items } = await pageOfDatabases(db, projectId, {})
  const found: RemoteTable[] = []
  const turn = inTurns(1)
  for (const { id, name: database, connection } of items) {
    const schema = connection === undefined ? undefined : remotePlace(foundSource(connection, ''))
    if (schema !== undefined) found.push({ database, table: undefined, place: schema })
    for (let after = '', isMore = true; isMore; ) {
      await turn()
      const some = await listRemoteTables(db, id, after, TABLES_AT_ONCE)
      for (const { name: table, definition } of some) {
        const place = isTable(definition) ? remotePlace(definition.source) : undefined
        if (place !== undefined) found.push({ database, table, place })
      }
      after = some.at(-1)?.name ?? ''
      isMore = some.length === TABLES_AT_ONCE
    }
  }
  return found
}
