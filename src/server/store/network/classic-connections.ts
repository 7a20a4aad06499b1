import type { Database } from '../schema.ts'
import type { ClassicConnectionTable } from '../tables/network-tables.ts'

export type ClassicRecord = Readonly<ClassicConnectionTable>

export async function insertClassicConnection(db: Database, record: ClassicRecord): Promise<void> {
  await db.insertInto('classicConnection').values(record).execute()
}

export const findClassicConnection = (db: Database, projectId: string, connectionId: string): Promise<ClassicRecord | undefined> =>
  db
    .selectFrom('classicConnection')
    .selectAll()
    .where('projectId', '=', projectId)
    .where('connectionId', '=', connectionId)
    .executeTakeFirst()

/** The newest first, those alone that are not deleted. */
export const listClassicConnections = (db: Database, projectId: string): Promise<readonly ClassicRecord[]> =>
  db
    .selectFrom('classicConnection')
    .innerJoin('connection', 'connection.id', 'classicConnection.connectionId')
    .selectAll('classicConnection')
    .where('classicConnection.projectId', '=', projectId)
    .where('connection.state', '=', 'active')
    .orderBy('connection.number', 'desc')
    .execute()
