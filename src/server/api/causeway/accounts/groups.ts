import { type Static, type TObject, Type } from 'typebox'
import { CausewayError } from '../../../../base/errors.ts'
import type { Actor } from '../../../control/accounts/actor.ts'
import type { GroupInfo, Groups, SubjectReference } from '../../../control/accounts/groups.ts'
import { ROLES } from '../../../domain/account.ts'
import { actorOf } from '../../actor-of.ts'
import { NO_BODY, NONE, type Operation, userOperation } from '../../operation.ts'
import { DOMAIN, GroupPath, ProjectPath } from './account-input.ts'

const PATH = '/causeway/v1/groups'
const ONE = `${PATH}/{group_id}`
const ROLE_PATH = '/causeway/v1/projects/{project_id}/roles'
const MEMBER_PATH = `${ONE}/members/{user_id}`
const MemberPath = Type.Object({ ...GroupPath.properties, user_id: Type.String({ minLength: 1 }) })
const Named = Type.Object({ id: Type.String(), name: Type.String() })
const Group = Type.Object({ id: Type.String(), name: Type.String(), description: Type.String(), members: Type.Array(Named) })
const Roles = Type.Object({
  roles: Type.Array(
    Type.Object({ user_name: Type.Optional(Type.String()), group_name: Type.Optional(Type.String()), role: Type.Enum([...ROLES]) }),
  ),
})
const Subject = { user_name: Type.Optional(Type.String()), group_name: Type.Optional(Type.String()) }

const shown = ({ id, name, description, members }: GroupInfo): Static<typeof Group> => ({ id, name, description, members: [...members] })

function subjectOf(given: { readonly user_name?: string; readonly group_name?: string }): SubjectReference {
  const { user_name: user, group_name: group } = given
  if (user !== undefined && group === undefined) return { kind: 'user', reference: user }
  if (group !== undefined && user === undefined) return { kind: 'group', reference: group }
  throw new CausewayError('invalid-parameter', 'Exactly one of user_name and group_name is needed', { hint: 'Say who gets the role.' })
}

/** A change of the groups and roles of the domain, by its administrators, that answers nothing. */
function change<P extends TObject, Q extends typeof DOMAIN, B extends TObject>(
  head: Pick<Operation, 'name' | 'method' | 'path' | 'summary'>,
  input: { readonly params: P; readonly query: Q; readonly body: B },
  carryOut: (
    groups: Groups,
    actor: Actor,
    given: { readonly params: Static<P>; readonly query: Static<TObject<Q>>; readonly body: Static<B> },
  ) => Promise<void>,
): Operation {
  const schemas = { params: input.params, query: Type.Object(input.query), body: input.body, response: NO_BODY }
  return userOperation({
    ...head,
    protocol: 'causeway',
    permission: '',
    status: 204,
    schemas,
    handle: async ({ control, authenticated, params, query, body }) => {
      await carryOut(control.accounts.groups, actorOf(authenticated), { params, query, body })
      return { body: undefined }
    },
  })
}

const list = userOperation({
  name: 'causeway.groups.list',
  protocol: 'causeway',
  method: 'GET',
  path: PATH,
  permission: '',
  summary: 'Lists the groups of the domain with their members; for its administrators',
  status: 200,
  schemas: { params: NONE, query: Type.Object(DOMAIN), body: NONE, response: Type.Object({ groups: Type.Array(Group) }) },
  handle: async ({ control, authenticated, query }) => {
    return { body: { groups: (await control.accounts.groups.list(actorOf(authenticated), query.domain)).map(shown) } }
  },
})

const create = userOperation({
  name: 'causeway.groups.create',
  protocol: 'causeway',
  method: 'POST',
  path: PATH,
  permission: '',
  summary: 'Makes a group of users',
  status: 201,
  schemas: {
    params: NONE,
    query: NONE,
    body: Type.Object({ name: Type.String(), description: Type.Optional(Type.String()), ...DOMAIN }),
    response: Group,
  },
  handle: async ({ control, authenticated, body }) => {
    const input = { name: body.name, description: body.description ?? '', domain: body.domain }
    return { body: shown(await control.accounts.groups.create(actorOf(authenticated), input)) }
  },
})

const remove = change(
  { name: 'causeway.groups.delete', method: 'DELETE', path: ONE, summary: 'Deletes a group and its roles' },
  { params: GroupPath, query: DOMAIN, body: NONE },
  (groups, actor, { params, query }) => groups.delete(actor, params.group_id, query.domain),
)

const addMember = change(
  { name: 'causeway.groups.add-member', method: 'PUT', path: MEMBER_PATH, summary: 'Takes a user into a group' },
  { params: MemberPath, query: DOMAIN, body: NONE },
  (groups, actor, { params, query }) => groups.addMember(actor, params.group_id, params.user_id, query.domain),
)

const removeMember = change(
  { name: 'causeway.groups.remove-member', method: 'DELETE', path: MEMBER_PATH, summary: 'Takes a user out of a group' },
  { params: MemberPath, query: DOMAIN, body: NONE },
  (groups, actor, { params, query }) => groups.removeMember(actor, params.group_id, params.user_id, query.domain),
)

const listRoles = userOperation({
  name: 'causeway.roles.list',
  protocol: 'causeway',
  method: 'GET',
  path: ROLE_PATH,
  permission: '',
  summary: 'Lists the roles that users and groups have in a project; for administrators of the domain',
  status: 200,
  schemas: { params: ProjectPath, query: Type.Object(DOMAIN), body: NONE, response: Roles },
  handle: async ({ control, authenticated, params, query }) => {
    const roles = await control.accounts.groups.roles(actorOf(authenticated), params.project_id, query.domain)
    return {
      body: { roles: roles.map(({ kind, name, role }) => ({ ...(kind === 'user' ? { user_name: name } : { group_name: name }), role })) },
    }
  },
})

const setRole = change(
  {
    name: 'causeway.roles.set',
    method: 'PUT',
    path: ROLE_PATH,
    summary: 'Gives a user or a group a role in a project: admin, writer or reader',
  },
  { params: ProjectPath, query: DOMAIN, body: Type.Object({ ...Subject, role: Type.Enum([...ROLES]) }) },
  (groups, actor, { params, query, body }) => groups.setRole(actor, params.project_id, subjectOf(body), body.role, query.domain),
)

const removeRole = change(
  { name: 'causeway.roles.delete', method: 'DELETE', path: ROLE_PATH, summary: 'Takes the role of a user or a group in a project away' },
  { params: ProjectPath, query: { ...DOMAIN, ...Subject }, body: NONE },
  (groups, actor, { params, query }) => groups.removeRole(actor, params.project_id, subjectOf(query), query.domain),
)

export const groupOperations: readonly Operation[] = [list, create, remove, addMember, removeMember, listRoles, setRole, removeRole]
