import { sql } from 'kysely'
import { Type } from 'typebox'
import type { Grantee, Privilege } from '../../domain/privilege.ts'
import type { Database } from '../schema.ts'
import { keptQuery } from '../sqlite/kept-query.ts'
import { storedValue } from '../sqlite/rows.ts'
import type { PrivilegeTable } from '../tables/account-tables.ts'

const kindOf: (value: unknown) => Grantee['kind'] = storedValue('kind of grantee', Type.Enum(['user', 'project']))

const record = ({ projectId, subjectKind, subjectId, object, name }: PrivilegeTable): Privilege => ({
  projectId,
  grantee: { kind: kindOf(subjectKind), id: subjectId },
  object,
  name,
})

/** Nothing where it is granted already. */
export async function insertPrivilege(
  db: Database,
  { projectId, grantee, object, name }: Privilege,
  by: { readonly grantedBy: string; readonly grantedAt: number },
): Promise<void> {
  await db
    .insertInto('privilege')
    .values({ projectId, subjectKind: grantee.kind, subjectId: grantee.id, object, name, ...by })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

export async function deletePrivilege(db: Database, { projectId, grantee, object, name }: Privilege): Promise<void> {
  await db
    .deleteFrom('privilege')
    .where('projectId', '=', projectId)
    .where('subjectKind', '=', grantee.kind)
    .where('subjectId', '=', grantee.id)
    .where('object', '=', object)
    .where('name', '=', name)
    .execute()
}

/** All of them that it has on the object. */
export async function deletePrivilegesOn(db: Database, projectId: string, object: string, grantee: Grantee): Promise<void> {
  await db
    .deleteFrom('privilege')
    .where('projectId', '=', projectId)
    .where('object', '=', object)
    .where('subjectKind', '=', grantee.kind)
    .where('subjectId', '=', grantee.id)
    .execute()
}

/** Of a user or a project that is deleted, in all projects. */
export async function deletePrivilegesOf(db: Database, { kind, id }: Grantee): Promise<void> {
  await db.deleteFrom('privilege').where('subjectKind', '=', kind).where('subjectId', '=', id).execute()
}

/** Once the object is gone: another of the name begins without. With those on what begins with `parts`. @param kinds of whose privileges */
export async function deletePrivilegesOfObject(
  db: Database,
  projectId: string,
  { object, parts }: { readonly object: string; readonly parts: string | undefined },
  kinds: readonly Grantee['kind'][] = ['user', 'project'],
): Promise<void> {
  await db
    .deleteFrom('privilege')
    .where('projectId', '=', projectId)
    .where('subjectKind', 'in', kinds)
    .where((e) =>
      parts === undefined
        ? e('object', '=', object)
        : e.or([e('object', '=', object), sql<boolean>`substr(object, 1, ${parts.length}) = ${parts}`]),
    )
    .execute()
}

/** From an object to another, with those on what begins with their parts: what the other had is gone. */
export async function movePrivileges(
  db: Database,
  projectId: string,
  from: { readonly object: string; readonly parts: string | undefined },
  to: { readonly object: string; readonly parts: string | undefined },
): Promise<void> {
  await deletePrivilegesOfObject(db, projectId, to)
  await db
    .updateTable('privilege')
    .set({ object: to.object })
    .where('projectId', '=', projectId)
    .where('object', '=', from.object)
    .execute()
  if (from.parts === undefined || to.parts === undefined) return
  await db
    .updateTable('privilege')
    .set({ object: sql<string>`${to.parts} || substr(object, ${from.parts.length + 1})` })
    .where('projectId', '=', projectId)
    .where(sql<boolean>`substr(object, 1, ${from.parts.length}) = ${from.parts}`)
    .execute()
}

/** By grantee, and of each in the order in which they were granted: Terraform compares lists as they were written. */
export async function listPrivilegesOn(db: Database, projectId: string, object: string): Promise<readonly Privilege[]> {
  const rows = await db
    .selectFrom('privilege')
    .selectAll()
    .where('projectId', '=', projectId)
    .where('object', '=', object)
    .orderBy('subjectKind')
    .orderBy('subjectId')
    .orderBy(sql`rowid`)
    .execute()
  return rows.map(record)
}

/** On its parts, by part, grantee and name. */
export async function listPrivilegesWithin(db: Database, projectId: string, object: string): Promise<readonly Privilege[]> {
  const parts = `${object}.`
  const rows = await db
    .selectFrom('privilege')
    .selectAll()
    .where('projectId', '=', projectId)
    .where(sql<boolean>`substr(object, 1, ${parts.length}) = ${parts}`)
    .orderBy('object')
    .orderBy('subjectKind')
    .orderBy('subjectId')
    .orderBy('name')
    .execute()
  return rows.map(record)
}

const toOtherProjects = keptQuery<{ projectId: string }, { object: string; name: string }>((db, given) =>
  db
    .selectFrom('privilege')
    .select(['object', 'name'])
    .where('subjectKind', '=', sql.lit('project'))
    .where('projectId', '=', given('projectId'))
    .where('subjectId', '<>', given('projectId')),
)

/** What a project has granted to other projects. */
export async function listPrivilegesOfOtherProjects(
  db: Database,
  projectId: string,
): Promise<readonly { readonly object: string; readonly name: string }[]> {
  return await toOtherProjects.all(db, { projectId })
}

/** Everything that was granted to it, in all projects. */
export async function listPrivilegesOf(db: Database, { kind, id }: Grantee): Promise<readonly Privilege[]> {
  const rows = await db.selectFrom('privilege').selectAll().where('subjectKind', '=', kind).where('subjectId', '=', id).execute()
  return rows.map(record)
}
