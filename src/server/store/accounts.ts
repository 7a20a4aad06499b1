import type { AccessKeyRecord, Domain, Project, UserRecord } from '../domain/account.ts'
import type { Database } from './schema.ts'

export async function insertDomain(db: Database, domain: Domain): Promise<void> {
  await db.insertInto('domain').values(domain).execute()
}

export async function insertProject(db: Database, project: Project): Promise<void> {
  await db.insertInto('project').values(project).execute()
}

export async function insertUser(
  db: Database,
  user: Omit<UserRecord, 'domain'> & { readonly domainId: string; readonly createdAt: number },
): Promise<void> {
  await db.insertInto('userAccount').values(user).execute()
}

export async function insertAccessKey(db: Database, key: AccessKeyRecord & { readonly createdAt: number }): Promise<void> {
  await db.insertInto('accessKey').values(key).execute()
}

export async function findDomain(db: Database, by: { readonly id: string } | { readonly name: string }): Promise<Domain | undefined> {
  const domains = db.selectFrom('domain').select(['id', 'name'])
  return await ('id' in by ? domains.where('id', '=', by.id) : domains.where('name', '=', by.name)).executeTakeFirst()
}

/** Every project of every domain, by name. */
export async function listAllProjects(db: Database): Promise<readonly Project[]> {
  return await db.selectFrom('project').selectAll().orderBy('name').execute()
}

export async function listProjects(db: Database, domainId: string): Promise<readonly Project[]> {
  return await db.selectFrom('project').selectAll().where('domainId', '=', domainId).orderBy('name').execute()
}

export async function findProject(db: Database, id: string): Promise<Project | undefined> {
  return await db.selectFrom('project').selectAll().where('id', '=', id).executeTakeFirst()
}

const users = (db: Database) =>
  db
    .selectFrom('userAccount')
    .innerJoin('domain', 'domain.id', 'userAccount.domainId')
    .select(['userAccount.id', 'userAccount.name', 'userAccount.passwordHash', 'domain.id as domainId', 'domain.name as domainName'])

const userRecord = (row: {
  readonly id: string
  readonly name: string
  readonly passwordHash: string
  readonly domainId: string
  readonly domainName: string
}): UserRecord => ({
  id: row.id,
  name: row.name,
  passwordHash: row.passwordHash,
  domain: { id: row.domainId, name: row.domainName },
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

export async function findAccessKey(db: Database, accessKey: string): Promise<AccessKeyRecord | undefined> {
  return await db
    .selectFrom('accessKey')
    .select(['accessKey', 'userId', 'sealedSecretKey'])
    .where('accessKey', '=', accessKey)
    .executeTakeFirst()
}
