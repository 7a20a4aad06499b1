import { Type } from 'typebox'
import type { StoredAttachment } from '../../domain/stored-attachment.ts'
import type { AttachmentRecord, VpcRecord } from '../../domain/vpc.ts'
import type { Database } from '../schema.ts'
import { keptQuery } from '../sqlite/kept-query.ts'
import { tagsFromJson, tagsToJson } from '../sqlite/record-types.ts'
import { storedJson } from '../sqlite/rows.ts'

const attachmentFromJson: (text: string) => StoredAttachment = storedJson('attachment', Type.Object({ kind: Type.String() }))

const settingsFromJson = storedJson(
  'vpc',
  Type.Object({ sharedSnat: Type.Optional(Type.Boolean()), enhancedLocalRoute: Type.Optional(Type.Boolean()) }),
)

export async function insertVpc(db: Database, { settings, ...vpc }: VpcRecord, attachment: StoredAttachment): Promise<void> {
  await db
    .insertInto('vpc')
    .values({
      ...vpc,
      networkSettings: JSON.stringify(settings),
      tags: tagsToJson(vpc.tags),
      attachment: JSON.stringify(attachment),
      attachmentRevision: 1,
      sealedAttachmentSecret: null,
    })
    .execute()
}

type VpcRow = Omit<VpcRecord, 'tags' | 'settings'> & { readonly tags: string; readonly networkSettings: string }
const toRecord = ({ networkSettings, ...row }: VpcRow): VpcRecord => ({
  ...row,
  tags: tagsFromJson(row.tags),
  settings: settingsFromJson(networkSettings),
})

const records = (db: Database) =>
  db
    .selectFrom('vpc')
    .select(['id', 'projectId', 'name', 'cidr', 'description', 'tags', 'enterpriseProjectId', 'networkSettings', 'createdAt', 'updatedAt'])
const byId = keptQuery<{ projectId: string; id: string }, VpcRow>((db, given) =>
  records(db).where('projectId', '=', given('projectId')).where('id', '=', given('id')),
)

export async function findVpc(db: Database, projectId: string, id: string): Promise<VpcRecord | undefined> {
  const row = await byId.first(db, { projectId, id })
  return row === undefined ? undefined : toRecord(row)
}

export async function findVpcByName(db: Database, projectId: string, name: string): Promise<VpcRecord | undefined> {
  const row = await records(db).where('projectId', '=', projectId).where('name', '=', name).executeTakeFirst()
  return row === undefined ? undefined : toRecord(row)
}

export interface VpcSelection {
  readonly limit?: number
  readonly marker?: string
  readonly id?: string
  readonly enterpriseProjectId?: string
}

/** By id: a marker then stays good when the VPC it names is deleted between two pages. */
export async function listVpcs(db: Database, projectId: string, page: VpcSelection): Promise<readonly VpcRecord[]> {
  let query = records(db).where('projectId', '=', projectId).orderBy('id')
  if (page.id !== undefined) query = query.where('id', '=', page.id)
  if (page.enterpriseProjectId !== undefined) query = query.where('enterpriseProjectId', '=', page.enterpriseProjectId)
  if (page.marker !== undefined) query = query.where('id', '>', page.marker)
  if (page.limit !== undefined) query = query.limit(page.limit)
  return (await query.execute()).map(toRecord)
}

export async function countVpcs(db: Database, projectId: string): Promise<number> {
  const row = await db
    .selectFrom('vpc')
    .select((e) => e.fn.countAll<number>().as('count'))
    .where('projectId', '=', projectId)
    .executeTakeFirstOrThrow()
  return row.count
}

const attachmentOfVpc = keptQuery<
  { projectId: string; vpcId: string },
  { vpcId: string; vpcName: string; attachment: string; revision: number }
>((db, given) =>
  db
    .selectFrom('vpc')
    .select(['id as vpcId', 'name as vpcName', 'attachment', 'attachmentRevision as revision'])
    .where('projectId', '=', given('projectId'))
    .where('id', '=', given('vpcId')),
)

export async function findAttachment(db: Database, projectId: string, vpcId: string): Promise<AttachmentRecord | undefined> {
  const row = await attachmentOfVpc.first(db, { projectId, vpcId })
  return row === undefined ? undefined : { ...row, attachment: attachmentFromJson(row.attachment) }
}

/** Of whichever project. */
export async function findAttachmentOfAny(
  db: Database,
  vpcId: string,
): Promise<(AttachmentRecord & { readonly projectId: string }) | undefined> {
  const row = await db
    .selectFrom('vpc')
    .select(['projectId', 'id as vpcId', 'name as vpcName', 'attachment', 'attachmentRevision as revision'])
    .where('id', '=', vpcId)
    .executeTakeFirst()
  return row === undefined ? undefined : { ...row, attachment: attachmentFromJson(row.attachment) }
}

/** Of whichever project; undefined for none. */
export async function findAttachmentSecret(db: Database, vpcId: string): Promise<Uint8Array | undefined> {
  const row = await db.selectFrom('vpc').select('sealedAttachmentSecret').where('id', '=', vpcId).executeTakeFirst()
  return row?.sealedAttachmentSecret ?? undefined
}

/**
 * Gives back whether it is another one than before: only then is its revision another one. `sealedSecret`: what the attachment is kept with; null for nothing,
 * undefined for the one that is kept.
 */
export async function updateAttachment(
  db: Database,
  id: string,
  attachment: StoredAttachment,
  sealedSecret: Uint8Array | null | undefined,
): Promise<boolean> {
  const text = JSON.stringify(attachment)
  const result = await db
    .updateTable('vpc')
    .set((e) => ({
      attachment: text,
      attachmentRevision: e('attachmentRevision', '+', 1),
      ...(sealedSecret === undefined ? {} : { sealedAttachmentSecret: sealedSecret }),
    }))
    .where('id', '=', id)
    .where('attachment', '<>', text)
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}

export async function updateVpc(db: Database, vpc: VpcRecord): Promise<void> {
  const { name, cidr, description, updatedAt } = vpc
  await db
    .updateTable('vpc')
    .set({ name, cidr, description, tags: tagsToJson(vpc.tags), networkSettings: JSON.stringify(vpc.settings), updatedAt })
    .where('id', '=', vpc.id)
    .execute()
}

export async function deleteVpc(db: Database, id: string): Promise<void> {
  await db.deleteFrom('vpc').where('id', '=', id).execute()
}
