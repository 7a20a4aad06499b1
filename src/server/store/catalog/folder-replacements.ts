import type { Database } from '../schema.ts'
import type { FolderReplacementTable } from '../tables/catalog-tables.ts'

export type FolderReplacement = Readonly<FolderReplacementTable>

/** What of them was begun and has not ended. */
export interface FolderReplacements {
  list(): Promise<readonly FolderReplacement[]>
  insert(replacement: FolderReplacement): Promise<void>
  delete(id: string): Promise<void>
}

export const folderReplacements = (db: Database): FolderReplacements => ({
  list: () => db.selectFrom('folderReplacement').selectAll().execute(),
  async insert(replacement) {
    await db.insertInto('folderReplacement').values(replacement).execute()
  },
  async delete(id) {
    await db.deleteFrom('folderReplacement').where('id', '=', id).execute()
  },
})
