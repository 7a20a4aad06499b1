import { Type } from 'typebox'
import { PACKAGE_KINDS, type PackageResource } from '../domain/package-resource.ts'
import { storedValue } from './rows.ts'
import type { Database, Schema } from './schema.ts'

const kindOf = storedValue('kind of a package', Type.Enum([...PACKAGE_KINDS]))
const packageOf = (row: Schema['packageResource']): PackageResource => ({ ...row, kind: kindOf(row.kind) })

/** All of a project, by group and name. */
export async function listPackages(db: Database, projectId: string): Promise<readonly PackageResource[]> {
  const rows = await db
    .selectFrom('packageResource')
    .selectAll()
    .where('projectId', '=', projectId)
    .orderBy('groupName')
    .orderBy('name')
    .execute()
  return rows.map(packageOf)
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
  await db
    .insertInto('packageResource')
    .values(resource)
    .onConflict((conflict) =>
      conflict.columns(['projectId', 'groupName', 'name']).doUpdateSet({ kind, location, owner, ownerId, updatedAt }),
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
