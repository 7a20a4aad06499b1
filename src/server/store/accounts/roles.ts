import { Type } from 'typebox'
import { type Group, type ProjectRole, ROLES, type Role, type Subject } from '../../domain/account.ts'
import type { Database } from '../schema.ts'
import { storedValue } from '../sqlite/rows.ts'

const roleOf: (value: unknown) => Role = storedValue('role', Type.Enum([...ROLES]))
const kindOf: (value: unknown) => Subject['kind'] = storedValue('kind of who has a role', Type.Enum(['user', 'group']))

export async function insertGroup(db: Database, group: Group): Promise<void> {
  await db.insertInto('userGroup').values(group).execute()
}

export async function findGroup(
  db: Database,
  by: { readonly id: string } | { readonly name: string; readonly domainId: string },
): Promise<Group | undefined> {
  const groups = db.selectFrom('userGroup').selectAll()
  return await ('id' in by
    ? groups.where('id', '=', by.id)
    : groups.where('name', '=', by.name).where('domainId', '=', by.domainId)
  ).executeTakeFirst()
}

/** By name. */
export async function listGroups(db: Database, domainId: string): Promise<readonly Group[]> {
  return await db.selectFrom('userGroup').selectAll().where('domainId', '=', domainId).orderBy('name').execute()
}

/** With its memberships and its roles. */
export async function deleteGroup(db: Database, id: string): Promise<void> {
  await deleteRolesOf(db, { kind: 'group', id })
  await db.deleteFrom('userGroup').where('id', '=', id).execute()
}

export interface Member {
  readonly id: string
  readonly name: string
}

/** Of all groups of the domain at once: by the id of the group, and then by name. */
export async function listMembers(db: Database, domainId: string): Promise<ReadonlyMap<string, readonly Member[]>> {
  const rows = await db
    .selectFrom('groupMember')
    .innerJoin('userGroup', 'userGroup.id', 'groupMember.groupId')
    .innerJoin('userAccount', 'userAccount.id', 'groupMember.userId')
    .select(['groupMember.groupId', 'userAccount.id', 'userAccount.name'])
    .where('userGroup.domainId', '=', domainId)
    .orderBy('userAccount.name')
    .execute()
  const members = new Map<string, Member[]>()
  for (const { groupId, id, name } of rows) {
    const of = members.get(groupId) ?? []
    of.push({ id, name })
    members.set(groupId, of)
  }
  return members
}

export async function addMember(db: Database, groupId: string, userId: string): Promise<void> {
  await db
    .insertInto('groupMember')
    .values({ groupId, userId })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

export async function removeMember(db: Database, groupId: string, userId: string): Promise<void> {
  await db.deleteFrom('groupMember').where('groupId', '=', groupId).where('userId', '=', userId).execute()
}

/** In the place of the role that the subject has in the project. */
export async function putRole(db: Database, { projectId, subject, role }: ProjectRole): Promise<void> {
  await db
    .insertInto('projectRole')
    .values({ projectId, subjectKind: subject.kind, subjectId: subject.id, role })
    .onConflict((conflict) => conflict.columns(['projectId', 'subjectKind', 'subjectId']).doUpdateSet({ role }))
    .execute()
}

export async function deleteRole(db: Database, projectId: string, { kind, id }: Subject): Promise<void> {
  await db
    .deleteFrom('projectRole')
    .where('projectId', '=', projectId)
    .where('subjectKind', '=', kind)
    .where('subjectId', '=', id)
    .execute()
}

export async function deleteRolesOf(db: Database, { kind, id }: Subject): Promise<void> {
  await db.deleteFrom('projectRole').where('subjectKind', '=', kind).where('subjectId', '=', id).execute()
}

export async function listRoles(db: Database, projectId: string): Promise<readonly ProjectRole[]> {
  const rows = await db.selectFrom('projectRole').selectAll().where('projectId', '=', projectId).orderBy('subjectId').execute()
  return rows.map((row) => ({
    projectId: row.projectId,
    subject: { kind: kindOf(row.subjectKind), id: row.subjectId },
    role: roleOf(row.role),
  }))
}

/** Of a user, its own and those of its groups, in all projects. */
export async function listRolesOfUser(
  db: Database,
  userId: string,
): Promise<readonly { readonly projectId: string; readonly role: Role }[]> {
  const rows = await db
    .selectFrom('projectRole')
    .select(['projectId', 'role'])
    .where((e) =>
      e.or([
        e.and([e('subjectKind', '=', 'user'), e('subjectId', '=', userId)]),
        e.and([
          e('subjectKind', '=', 'group'),
          e('subjectId', 'in', e.selectFrom('groupMember').select('groupId').where('userId', '=', userId)),
        ]),
      ]),
    )
    .execute()
  return rows.map(({ projectId, role }) => ({ projectId, role: roleOf(role) }))
}
