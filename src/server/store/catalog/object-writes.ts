import { sql } from 'kysely'
import type { Database } from '../schema.ts'
import type { ObjectPublicationTable, ObjectSendingTable, ObjectUploadTable } from '../tables/catalog-tables.ts'

/** An object that is being written, and is none of its folder yet. */
export type StoredUpload = Readonly<ObjectUploadTable>
/** What is still to be done when all new objects of a write are there. */
export type StoredPublication = Readonly<ObjectPublicationTable>

/** An object that is being sent in parts for a call. */
export type StoredSending = Readonly<ObjectSendingTable>

export const listObjectUploads = (db: Database): Promise<readonly StoredUpload[]> => db.selectFrom('objectUpload').selectAll().execute()

export async function insertObjectUpload(db: Database, upload: StoredUpload): Promise<void> {
  await db.insertInto('objectUpload').values(upload).execute()
}

export async function deleteObjectUpload(db: Database, id: string): Promise<void> {
  await db.deleteFrom('objectUpload').where('id', '=', id).execute()
}

/** In one statement: a write may have as many objects as there are partitions. */
export async function deleteObjectUploads(db: Database, ids: readonly string[]): Promise<void> {
  await db
    .deleteFrom('objectUpload')
    .where('id', 'in', sql<string>`(SELECT value FROM json_each(${JSON.stringify(ids)}))`)
    .execute()
}

export const listObjectPublications = (db: Database): Promise<readonly StoredPublication[]> =>
  db.selectFrom('objectPublication').selectAll().execute()

export async function insertObjectPublication(db: Database, publication: StoredPublication): Promise<void> {
  await db.insertInto('objectPublication').values(publication).execute()
}

export async function deleteObjectPublication(db: Database, id: string): Promise<void> {
  await db.deleteFrom('objectPublication').where('id', '=', id).execute()
}

export const listObjectSendings = (db: Database): Promise<readonly StoredSending[]> => db.selectFrom('objectSending').selectAll().execute()

export async function insertObjectSending(db: Database, sending: StoredSending): Promise<void> {
  await db.insertInto('objectSending').values(sending).execute()
}

export async function deleteObjectSending(db: Database, id: string): Promise<void> {
  await db.deleteFrom('objectSending').where('id', '=', id).execute()
}
