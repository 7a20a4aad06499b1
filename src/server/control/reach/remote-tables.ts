import { isTable } from '../../../protocol/catalog-entry.ts'
import { foundSource } from '../../../protocol/found-table.ts'
import { pageOfDatabases } from '../../store/databases.ts'
import type { Database } from '../../store/schema.ts'
import { listRemoteTables } from '../../store/tables.ts'
import { type RemotePlace, remotePlace } from '../shared/remote-place.ts'

/** What of a project's catalog is in a database elsewhere. */
export interface RemoteTable {
  readonly database: string
  /** Undefined: a schema as a whole, whose tables are found when they are named. */
  readonly table: string | undefined
  readonly place: RemotePlace
}

/** By database, then by table; those whose URL names no host that could be read are not in it. */
export async function remoteTables(db: Database, projectId: string): Promise<readonly RemoteTable[]> {
  const { items } = await pageOfDatabases(db, projectId, {})
  const found: RemoteTable[] = []
  for (const { id, name: database, connection } of items) {
    const schema = connection === undefined ? undefined : remotePlace(foundSource(connection, ''))
    if (schema !== undefined) found.push({ database, table: undefined, place: schema })
    for (const { name: table, definition } of await listRemoteTables(db, id)) {
      const place = isTable(definition) ? remotePlace(definition.source) : undefined
      if (place !== undefined) found.push({ database, table, place })
    }
  }
  return found
}
