import type { Clock } from '../../../base/clock.ts'
import { CausewayError } from '../../../base/errors.ts'
import { newHexId } from '../../../base/ids.ts'
import { noneNamed } from '../../../base/none-named.ts'
import type { Domain, Group, Role, Subject } from '../../domain/account.ts'
import { listUsers } from '../../store/accounts/accounts.ts'
import {
  addMember,
  deleteGroup,
  deleteRole,
  findGroup,
  insertGroup,
  listGroups,
  listMembers,
  listRoles,
  type Member,
  putRole,
  removeMember,
} from '../../store/accounts/roles.ts'
import type { Database } from '../../store/schema.ts'
import type { Store } from '../../store/store.ts'
import { GIVES_NOBODY_RIGHTS } from '../identity/proof.ts'
import { freeText } from '../shared/names.ts'
import { type Actor, accountName, domainOf, nameTaken, requireAdmin, requireLastingActor, requireProject, requireUser } from './actor.ts'

export interface GroupInfo extends Group {
  readonly members: readonly Member[]
}

/** A user or a group, by id or by name. */
export interface SubjectReference {
  readonly kind: Subject['kind']
  readonly reference: string
}

interface RoleInfo {
  readonly kind: Subject['kind']
  readonly name: string
  readonly id: string
  readonly role: Role
}

/** Groups of a domain's users, and the roles that users and groups have in projects; for an administrator. */
export interface Groups {
  list(actor: Actor, domain?: string): Promise<readonly GroupInfo[]>
  create(
    actor: Actor,
    input: { readonly name: string; readonly description: string; readonly domain?: string | undefined },
  ): Promise<GroupInfo>
  delete(actor: Actor, group: string, domain?: string): Promise<void>
  addMember(actor: Actor, group: string, user: string, domain?: string): Promise<void>
  removeMember(actor: Actor, group: string, user: string, domain?: string): Promise<void>
  roles(actor: Actor, project: string, domain?: string): Promise<readonly RoleInfo[]>
  /** In the place of the role that it had in the project. */
  setRole(actor: Actor, project: string, subject: SubjectReference, role: Role, domain?: string): Promise<void>
  removeRole(actor: Actor, project: string, subject: SubjectReference, domain?: string): Promise<void>
}

export function createGroups({ store, clock }: { readonly store: Store; readonly clock: Clock }): Groups {
  async function requireGroup(db: Database, domain: Domain, reference: string): Promise<Group> {
    const byId = await findGroup(db, { id: reference })
    const group = byId?.domainId === domain.id ? byId : await findGroup(db, { name: reference, domainId: domain.id })
    if (group === undefined) {
      throw new CausewayError('not-found', noneNamed('group', reference), {
        hint: 'List the groups: GET /causeway/v1/groups, or "causeway group list" on the machine of the server.',
      })
    }
    return group
  }

  async function subjectOf(db: Database, actor: Actor, domain: Domain, { kind, reference }: SubjectReference): Promise<Subject> {
    const { id } = kind === 'user' ? await requireUser(db, actor, reference, domain) : await requireGroup(db, domain, reference)
    return { kind, id }
  }

  /** In one transaction, by an administrator of the domain. */
  async function inDomain<T>(actor: Actor, name: string | undefined, work: (tx: Database, domain: Domain) => Promise<T>): Promise<T> {
    return await store.transaction(async (tx) => {
      await requireAdmin(tx, actor)
      return await work(tx, await domainOf(tx, actor, name))
    })
  }

  return {
    list: (actor, name) =>
      inDomain(actor, name, async (tx, domain) => {
        const members = await listMembers(tx, domain.id)
        return (await listGroups(tx, domain.id)).map((group) => ({ ...group, members: members.get(group.id) ?? [] }))
      }),

    create: (actor, { name, description, domain: domainName }) =>
      inDomain(actor, domainName, async (tx, domain) => {
        accountName('group', name)
        if ((await findGroup(tx, { name, domainId: domain.id })) !== undefined) throw nameTaken('group', name)
        const group = {
          id: newHexId(),
          domainId: domain.id,
          name,
          description: freeText('description', description),
          createdAt: clock(),
        }
        await insertGroup(tx, group)
        return { ...group, members: [] }
      }),

    delete: (actor, group, name) =>
      inDomain(actor, name, async (tx, domain) => deleteGroup(tx, (await requireGroup(tx, domain, group)).id)),

    addMember: (actor, group, user, name) =>
      inDomain(actor, name, async (tx, domain) => {
        await requireLastingActor(tx, actor, GIVES_NOBODY_RIGHTS)
        await addMember(tx, (await requireGroup(tx, domain, group)).id, (await requireUser(tx, actor, user, domain)).id)
      }),

    removeMember: (actor, group, user, name) =>
      inDomain(actor, name, async (tx, domain) => {
        await removeMember(tx, (await requireGroup(tx, domain, group)).id, (await requireUser(tx, actor, user, domain)).id)
      }),

    roles: (actor, project, name) =>
      inDomain(actor, name, async (tx, domain) => {
        const { id: projectId } = await requireProject(tx, actor, project, domain)
        const users = new Map((await listUsers(tx, domain.id)).map((user) => [user.id, user.name]))
        const groups = new Map((await listGroups(tx, domain.id)).map((group) => [group.id, group.name]))
        return (await listRoles(tx, projectId)).map(({ subject: { kind, id }, role }) => ({
          kind,
          id,
          name: (kind === 'user' ? users : groups).get(id) ?? id,
          role,
        }))
      }),

    setRole: (actor, project, subject, role, name) =>
      inDomain(actor, name, async (tx, domain) => {
        await requireLastingActor(tx, actor, GIVES_NOBODY_RIGHTS)
        const { id: projectId } = await requireProject(tx, actor, project, domain)
        await putRole(tx, { projectId, subject: await subjectOf(tx, actor, domain, subject), role })
      }),

    removeRole: (actor, project, subject, name) =>
      inDomain(actor, name, async (tx, domain) => {
        const { id: projectId } = await requireProject(tx, actor, project, domain)
        await deleteRole(tx, projectId, await subjectOf(tx, actor, domain, subject))
      }),
  }
}
