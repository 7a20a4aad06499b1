import { sql } from 'kysely'
import { Type } from 'typebox'
import type { Domain, Project, ProjectRecord, ProjectState, UserRecord } from '../../domain/account.ts'
import type { Database } from '../schema.ts'
import { storedValue } from '../sqlite/rows.ts'
import type { UserAccountTable } from '../tables/account-tables.ts'

export async function insertDomain(db: Database, domain: Domain): Promise<void> {
  await db.insertInto('domain').values(domain).execute()
}

export async function insertProject(db: Database, project: Project): Promise<void> {
  await db
    .insertInto('project')
    .values({ ...project, state: 'enabled' })
    .execute()
}

export async function insertUser(db: Database, { domain, enabled, isAdmin, ...user }: UserRecord): Promise<void> {
  await db
    .insertInto('userAccount')
    .values({ ...user, domainId: domain.id, enabled: enabled ? 1 : 0, isAdmin: isAdmin ? 1 : 0 })
    .execute()
}

export async function findDomain(db: Database, by: { readonly id: string } | { readonly name: string }): Promise<Domain | undefined> {
  const domains = db.selectFrom('domain').select(['id', 'name'])
  return await ('id' in by ? domains.where('id', '=', by.id) : domains.where('name', '=', by.name)).executeTakeFirst()
}

/** The first one that was made first. */
export async function listDomains(db: Database): Promise<readonly Domain[]> {
  return await db.selectFrom('domain').select(['id', 'name']).orderBy(sql`rowid`).execute()
}

const projectColumns = ['id', 'name', 'domainId', 'description'] as const
const projectState: (value: unknown) => ProjectState = storedValue(
  'state of a project',
  Type.Union([Type.Literal('enabled'), Type.Literal('disabled'), Type.Literal('deleted')]),
)

/** Every project of every domain that is not deleted, by name. */
export async function listAllProjects(db: Database): Promise<readonly Project[]> {
  return await db.selectFrom('project').select(projectColumns).where('state', '<>', 'deleted').orderBy('name').execute()
}

/** Those that may be used, by name. */
export async function listProjects(db: Database, domainId: string): Promise<readonly Project[]> {
  return await db
    .selectFrom('project')
    .select(projectColumns)
    .where('domainId', '=', domainId)
    .where('state', '=', 'enabled')
    .orderBy('name')
    .execute()
}

/** With those that are disabled. */
export async function listProjectRecords(db: Database, domainId: string): Promise<readonly ProjectRecord[]> {
  const rows = await db
    .selectFrom('project')
    .selectAll()
    .where('domainId', '=', domainId)
    .where('state', '<>', 'deleted')
    .orderBy('name')
    .execute()
  return rows.map((row) => ({ ...row, state: projectState(row.state) }))
}

/** One that may be used. */
export async function findProject(db: Database, id: string): Promise<Project | undefined> {
  return await db.selectFrom('project').select(projectColumns).where('id', '=', id).where('state', '=', 'enabled').executeTakeFirst()
}

export async function updateProject(
  db: Database,
  id: string,
  change: { readonly name?: string; readonly description?: string; readonly state?: ProjectState },
): Promise<void> {
  await db.updateTable('project').set(change).where('id', '=', id).execute()
}

const users = (db: Database) =>
  db
    .selectFrom('userAccount')
    .innerJoin('domain', 'domain.id', 'userAccount.domainId')
    .selectAll('userAccount')
    .select('domain.name as domainName')

const userRecord = ({
  domainId,
  domainName,
  enabled,
  isAdmin,
  ...row
}: UserAccountTable & { readonly domainName: string }): UserRecord => ({
  ...row,
  enabled: enabled === 1,
  isAdmin: isAdmin === 1,
  domain: { id: domainId, name: domainName },
})

export async function findUser(
  db: Database,
  by: { readonly id: string } | { readonly name: string; readonly domainId: string },
): Promise<UserRecord | undefined> {
  const row = await ('id' in by
    ? users(db).where('userAccount.id', '=', by.id)
    : users(db).where('userAccount.name', '=', by.name).where('userAccount.domainId', '=', by.domainId)
  ).executeTakeFirst()
  return row === undefined ? undefined : userRecord(row)
}

/** By name. */
export async function listUsers(db: Database, domainId: string): Promise<readonly UserRecord[]> {
  const rows = await users(db).where('userAccount.domainId', '=', domainId).orderBy('userAccount.name').execute()
  return rows.map(userRecord)
}

export async function updateUser(
  db: Database,
  id: string,
  {
    enabled,
    isAdmin,
    ...texts
  }: {
    readonly enabled?: boolean | undefined
    readonly isAdmin?: boolean | undefined
    readonly description?: string | undefined
    readonly passwordHash?: string | undefined
  },
): Promise<void> {
  const flag = (value: boolean | undefined): 0 | 1 | undefined => (value === undefined ? undefined : value ? 1 : 0)
  const set = { ...texts, enabled: flag(enabled), isAdmin: flag(isAdmin) }
  if (Object.values(set).every((value) => value === undefined)) return
  await db
    .updateTable('userAccount')
    .set(Object.fromEntries(Object.entries(set).filter(([, value]) => value !== undefined)))
    .where('id', '=', id)
    .execute()
}

/** Said beside the name of an owner that is there no more: another user may have that name. */
const DELETED_OWNER = ' (deleted)'

const OWNED = ['catalogDatabase', 'catalogTable', 'queue', 'pool', 'packageResource', 'credential'] as const

/** What the user has owned says from now on that its owner is gone. */
export async function markOwnerDeleted(db: Database, id: string): Promise<void> {
  for (const table of OWNED) {
    await db
      .updateTable(table)
      .set({ owner: sql<string>`owner || ${DELETED_OWNER}` })
      .where('ownerId', '=', id)
      .execute()
  }
}

/** With its memberships and tokens; keys and roles go before it. */
export async function deleteUser(db: Database, id: string): Promise<void> {
  await db.deleteFrom('userAccount').where('id', '=', id).execute()
}

/** Administrators of the domain that are enabled. */
export async function countAdmins(db: Database, domainId: string): Promise<number> {
  const row = await db
    .selectFrom('userAccount')
    .select((e) => e.fn.countAll<number>().as('count'))
    .where('domainId', '=', domainId)
    .where('isAdmin', '=', 1)
    .where('enabled', '=', 1)
    .executeTakeFirstOrThrow()
  return row.count
}
