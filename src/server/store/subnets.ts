import type { SubnetRecord } from '../domain/vpc.ts'
import { keptQuery } from './kept-query.ts'
import type { Database } from './schema.ts'

export async function insertSubnet(db: Database, subnet: SubnetRecord): Promise<void> {
  await db.insertInto('subnet').values(subnet).execute()
}

export async function findSubnet(db: Database, projectId: string, id: string): Promise<SubnetRecord | undefined> {
  return await db.selectFrom('subnet').selectAll().where('projectId', '=', projectId).where('id', '=', id).executeTakeFirst()
}

const byEitherId = keptQuery<{ projectId: string; id: string }, SubnetRecord>((db, given) =>
  db
    .selectFrom('subnet')
    .selectAll()
    .where('projectId', '=', given('projectId'))
    .where((e) => e.or([e('id', '=', given('id')), e('neutronSubnetId', '=', given('id'))])),
)

/** By its id or by its neutronSubnetId. */
export async function findSubnetByEitherId(db: Database, projectId: string, id: string): Promise<SubnetRecord | undefined> {
  return await byEitherId.first(db, { projectId, id })
}

/** By id, for the same reason as VPCs. */
export async function listSubnets(
  db: Database,
  projectId: string,
  page: { readonly vpcId?: string; readonly limit?: number; readonly marker?: string },
): Promise<readonly SubnetRecord[]> {
  let query = db.selectFrom('subnet').selectAll().where('projectId', '=', projectId).orderBy('id')
  if (page.vpcId !== undefined) query = query.where('vpcId', '=', page.vpcId)
  if (page.marker !== undefined) query = query.where('id', '>', page.marker)
  if (page.limit !== undefined) query = query.limit(page.limit)
  return await query.execute()
}

export async function countSubnets(db: Database, projectId: string): Promise<number> {
  const row = await db
    .selectFrom('subnet')
    .select((e) => e.fn.countAll<number>().as('count'))
    .where('projectId', '=', projectId)
    .executeTakeFirstOrThrow()
  return row.count
}

export async function deleteSubnet(db: Database, id: string): Promise<void> {
  await db.deleteFrom('subnet').where('id', '=', id).execute()
}
