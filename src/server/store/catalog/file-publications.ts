import type { Database } from '../schema.ts'
import type { FilePublicationTable } from '../tables/catalog-tables.ts'

/** Paths are below the location. */
export interface FilePublication {
  readonly id: string
  readonly projectId: string
  /** obs:// */
  readonly location: string
  readonly added: readonly string[]
  /** Goes when all that is added is there. */
  readonly removed: readonly string[]
  /** It is taken back unless a table is made of it. */
  readonly isForTable: boolean
}

export async function listFilePublications(db: Database): Promise<readonly FilePublication[]> {
  return (await db.selectFrom('filePublication').selectAll().execute()).map(fromRow)
}

export async function insertFilePublication(db: Database, publication: FilePublication): Promise<void> {
  const { id, projectId, location, added, removed, isForTable } = publication
  const row = { id, projectId, location, added: JSON.stringify(added), removed: JSON.stringify(removed), forTable: isForTable ? 1 : 0 }
  await db.insertInto('filePublication').values(row).execute()
}

/** False: it was not there. */
export async function deleteFilePublication(db: Database, id: string): Promise<boolean> {
  const { numDeletedRows } = await db.deleteFrom('filePublication').where('id', '=', id).executeTakeFirst()
  return numDeletedRows > 0n
}

const fromRow = ({ id, projectId, location, added, removed, forTable }: FilePublicationTable): FilePublication => ({
  id,
  projectId,
  location,
  added: pathsOf(added),
  removed: pathsOf(removed),
  isForTable: forTable === 1,
})

function pathsOf(text: string): readonly string[] {
  const paths: unknown = JSON.parse(text)
  return Array.isArray(paths) ? paths.map(String) : []
}
