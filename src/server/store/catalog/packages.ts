import { type RawBuilder, sql } from 'kysely'
import { Type } from 'typebox'
import { PACKAGE_KINDS, type PackageResource } from '../../domain/package-resource.ts'
import type { Database, Schema } from '../schema.ts'
import { tagsFromJson, tagsToJson } from '../sqlite/record-types.ts'
import { storedValue } from '../sqlite/rows.ts'

const kindOf = storedValue('kind of a package', Type.Enum([...PACKAGE_KINDS]))
const packageOf = (row: Schema['packageResource']): PackageResource => ({ ...row, kind: kindOf(row.kind), tags: tagsFromJson(row.tags) })

/** Of a list of packages, what alone is shown to whom not everything is. */
export interface ShownPackages {
  readonly packages: readonly Pick<PackageResource, 'groupName' | 'name'>[]
  /** All that is in them. */
  readonly groups: readonly string[]
  readonly ownerId: string
}

/** Each found by an index. */
function shownPackages(projectId: string, { packages, groups, ownerId }: ShownPackages): RawBuilder<boolean> {
  const pairs = JSON.stringify(packages.map(({ groupName, name }) => [groupName, name]))
  const rows = sql`select rowid from package_resource where project_id = ${projectId}`
  const own = ownerId === '' ? sql`` : sql` union ${rows} and owner_id = ${ownerId}`
  return sql<boolean>`package_resource.rowid in (
    ${rows} and (group_name, name) in (select json_extract(value, '$[0]'), json_extract(value, '$[1]') from json_each(${pairs}))
    union ${rows} and group_name in (select value from json_each(${JSON.stringify(groups)}))${own})`
}

/** Of a project, by group and name. */
export async function listPackages(db: Database, projectId: string, shown?: ShownPackages): Promise<readonly PackageResource[]> {
  const packages = db.selectFrom('packageResource').selectAll()
  const matching = shown === undefined ? packages.where('projectId', '=', projectId) : packages.where(shownPackages(projectId, shown))
  return (await matching.orderBy('groupName').orderBy('name').execute()).map(packageOf)
}

export async function findPackage(
  db: Database,
  projectId: string,
  { groupName, name }: Pick<PackageResource, 'groupName' | 'name'>,
): Promise<PackageResource | undefined> {
  const row = await db
    .selectFrom('packageResource')
    .selectAll()
    .where('projectId', '=', projectId)
    .where('groupName', '=', groupName)
    .where('name', '=', name)
    .executeTakeFirst()
  return row === undefined ? undefined : packageOf(row)
}

export async function hasPackageGroup(db: Database, projectId: string, groupName: string): Promise<boolean> {
  const row = await db
    .selectFrom('packageResource')
    .select('name')
    .where('projectId', '=', projectId)
    .where('groupName', '=', groupName)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** In the place of the one of its group and name. */
export async function putPackage(db: Database, resource: PackageResource): Promise<void> {
  const { kind, location, owner, ownerId, updatedAt } = resource
  const tags = tagsToJson(resource.tags)
  await db
    .insertInto('packageResource')
    .values({ ...resource, tags })
    .onConflict((conflict) =>
      conflict.columns(['projectId', 'groupName', 'name']).doUpdateSet({ kind, location, owner, ownerId, updatedAt, tags }),
    )
    .execute()
}

export async function deletePackage(
  db: Database,
  { projectId, groupName, name }: Pick<PackageResource, 'projectId' | 'groupName' | 'name'>,
): Promise<void> {
  await db
    .deleteFrom('packageResource')
    .where('projectId', '=', projectId)
    .where('groupName', '=', groupName)
    .where('name', '=', name)
    .execute()
}
