import { Type } from 'typebox'
import type { StoredAttachment } from '../domain/stored-attachment.ts'
import type { VpcRecord } from '../domain/vpc.ts'
import { keptQuery } from './kept-query.ts'
import { storedJson } from './rows.ts'
import type { Database, VpcTable } from './schema.ts'

const attachmentFromJson: (text: string) => StoredAttachment = storedJson('attachment', Type.Object({ kind: Type.String() }))

const record = (row: VpcTable): VpcRecord => ({ ...row, attachment: attachmentFromJson(row.attachment) })

export async function insertVpc(db: Database, vpc: VpcRecord): Promise<void> {
  await db
    .insertInto('vpc')
    .values({ ...vpc, attachment: JSON.stringify(vpc.attachment) })
    .execute()
}

const byId = keptQuery<{ projectId: string; id: string }, VpcTable>((db, given) =>
  db.selectFrom('vpc').selectAll().where('projectId', '=', given('projectId')).where('id', '=', given('id')),
)

export async function findVpc(db: Database, projectId: string, id: string): Promise<VpcRecord | undefined> {
  const row = await byId.first(db, { projectId, id })
  return row === undefined ? undefined : record(row)
}

export async function findVpcByName(db: Database, projectId: string, name: string): Promise<VpcRecord | undefined> {
  const row = await db.selectFrom('vpc').selectAll().where('projectId', '=', projectId).where('name', '=', name).executeTakeFirst()
  return row === undefined ? undefined : record(row)
}

/** By id: a marker then stays good when the VPC it names is deleted between two pages. */
export async function listVpcs(
  db: Database,
  projectId: string,
  page: { readonly limit?: number; readonly marker?: string; readonly id?: string },
): Promise<readonly VpcRecord[]> {
  let query = db.selectFrom('vpc').selectAll().where('projectId', '=', projectId).orderBy('id')
  if (page.id !== undefined) query = query.where('id', '=', page.id)
  if (page.marker !== undefined) query = query.where('id', '>', page.marker)
  if (page.limit !== undefined) query = query.limit(page.limit)
  return (await query.execute()).map(record)
}

export async function countVpcs(db: Database, projectId: string): Promise<number> {
  const row = await db
    .selectFrom('vpc')
    .select((e) => e.fn.countAll<number>().as('count'))
    .where('projectId', '=', projectId)
    .executeTakeFirstOrThrow()
  return row.count
}

export async function updateAttachment(db: Database, id: string, attachment: StoredAttachment): Promise<void> {
  await db
    .updateTable('vpc')
    .set({ attachment: JSON.stringify(attachment) })
    .where('id', '=', id)
    .execute()
}

export async function deleteVpc(db: Database, id: string): Promise<void> {
  await db.deleteFrom('vpc').where('id', '=', id).execute()
}
