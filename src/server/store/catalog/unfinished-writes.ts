import type { Database } from '../schema.ts'
import type { UnfinishedWriteTable } from '../tables/catalog-tables.ts'

export type UnfinishedWrite = Readonly<UnfinishedWriteTable>

export const listUnfinishedWrites = (db: Database): Promise<readonly UnfinishedWrite[]> =>
  db.selectFrom('unfinishedWrite').selectAll().execute()

export async function insertUnfinishedWrite(db: Database, write: UnfinishedWrite): Promise<void> {
  await db
    .insertInto('unfinishedWrite')
    .values(write)
    .onConflict((c) => c.doNothing())
    .execute()
}

export async function deleteUnfinishedWrite(db: Database, { projectId, folder, name }: UnfinishedWrite): Promise<void> {
  await db.deleteFrom('unfinishedWrite').where('projectId', '=', projectId).where('folder', '=', folder).where('name', '=', name).execute()
}
