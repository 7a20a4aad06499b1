import type { Selectable } from 'kysely'
import { Type } from 'typebox'
import type { SubnetRecord } from '../../domain/vpc.ts'
import type { Database } from '../schema.ts'
import { keptQuery } from '../sqlite/kept-query.ts'
import { tagsFromJson, tagsToJson } from '../sqlite/record-types.ts'
import { storedJson } from '../sqlite/rows.ts'
import type { SubnetTable } from '../tables/network-tables.ts'

const settingsFromJson = storedJson(
  'subnet',
  Type.Object({
    dhcpEnabled: Type.Optional(Type.Boolean()),
    primaryDns: Type.Optional(Type.String()),
    secondaryDns: Type.Optional(Type.String()),
    dnsList: Type.Optional(Type.Array(Type.String())),
    dhcpOptions: Type.Optional(Type.Array(Type.Object({ name: Type.String(), value: Type.String() }))),
    availabilityZone: Type.Optional(Type.String()),
  }),
)

function toRecord({ networkSettings, tags, cidrV6, neutronSubnetIdV6, ...row }: Selectable<SubnetTable>): SubnetRecord {
  const ipv6 = cidrV6 === '' ? {} : { ipv6: { cidr: cidrV6, neutronSubnetId: neutronSubnetIdV6 } }
  return { ...row, ...ipv6, settings: settingsFromJson(networkSettings), tags: tagsFromJson(tags) }
}

function toRow({ settings, tags, ipv6, ...record }: SubnetRecord): SubnetTable {
  const { cidr: cidrV6 = '', neutronSubnetId: neutronSubnetIdV6 = '' } = ipv6 ?? {}
  return { ...record, cidrV6, neutronSubnetIdV6, networkSettings: JSON.stringify(settings), tags: tagsToJson(tags) }
}

export async function insertSubnet(db: Database, subnet: SubnetRecord): Promise<void> {
  await db.insertInto('subnet').values(toRow(subnet)).execute()
}

export async function findSubnet(db: Database, projectId: string, id: string): Promise<SubnetRecord | undefined> {
  const row = await db.selectFrom('subnet').selectAll().where('projectId', '=', projectId).where('id', '=', id).executeTakeFirst()
  return row === undefined ? undefined : toRecord(row)
}

const byEitherId = keptQuery<{ projectId: string; id: string }, Selectable<SubnetTable>>((db, given) =>
  db
    .selectFrom('subnet')
    .selectAll()
    .where('projectId', '=', given('projectId'))
    .where((e) => e.or([e('id', '=', given('id')), e('neutronSubnetId', '=', given('id'))])),
)

/** By its id or by its neutronSubnetId. */
export async function findSubnetByEitherId(db: Database, projectId: string, id: string): Promise<SubnetRecord | undefined> {
  const row = await byEitherId.first(db, { projectId, id })
  return row === undefined ? undefined : toRecord(row)
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
  return (await query.execute()).map(toRecord)
}

export async function countSubnets(db: Database, projectId: string): Promise<number> {
  const row = await db
    .selectFrom('subnet')
    .select((e) => e.fn.countAll<number>().as('count'))
    .where('projectId', '=', projectId)
    .executeTakeFirstOrThrow()
  return row.count
}

export async function updateSubnet(db: Database, subnet: SubnetRecord): Promise<void> {
  const { name, description, networkSettings, tags, updatedAt, cidrV6, neutronSubnetIdV6 } = toRow(subnet)
  const changed = { name, description, networkSettings, tags, updatedAt, cidrV6, neutronSubnetIdV6 }
  await db.updateTable('subnet').set(changed).where('id', '=', subnet.id).execute()
}

export async function deleteSubnet(db: Database, id: string): Promise<void> {
  await db.deleteFrom('subnet').where('id', '=', id).execute()
}
