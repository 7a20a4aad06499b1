import { type Static, Type } from 'typebox'
import { CausewayError } from '../../../base/errors.ts'
import type { GrantedTo, GrantRequest } from '../../control/permissions/permissions.ts'
import { NONE, type Operation, projectOperation } from '../operation.ts'
import { Acknowledgement, ProjectPath, success } from './envelope.ts'

const NAMES_MAX = 200
const Names = Type.Array(Type.String({ maxLength: 128 }), { maxItems: NAMES_MAX })
const Action = Type.Enum(['grant', 'revoke', 'update'])
const Objects = Type.Array(Type.Object({ object: Type.String({ minLength: 1, maxLength: 512 }), privileges: Names }), {
  minItems: 1,
  maxItems: NAMES_MAX,
})
const Granted = Type.Object({
  object: Type.Optional(Type.String()),
  is_admin: Type.Boolean(),
  user_name: Type.Optional(Type.String()),
  project_id: Type.Optional(Type.String()),
  privileges: Type.Array(Type.String()),
})

const shown = ({ object, isAdmin, userName, projectId, privileges }: GrantedTo, withObject: boolean): Static<typeof Granted> => ({
  ...(withObject ? { object } : {}),
  is_admin: isAdmin,
  ...(userName === undefined ? {} : { user_name: userName }),
  ...(projectId === undefined ? {} : { project_id: projectId }),
  privileges: [...privileges],
})

/** The vendor's name for the type of an object. */
const TYPES: Readonly<Record<string, string>> = Object.freeze({
  queue: 'queue',
  database: 'database',
  table: 'table',
  column: 'column',
  connection: 'edsconnections',
  credential: 'datasourceauth',
  pool: 'elasticresourcepool',
  variable: 'variable',
  package: 'resource',
  'package-group': 'group',
})

function granteeOf(body: { readonly user_name?: string; readonly projectId?: string }): GrantRequest['grantee'] {
  const { user_name: userName = '', projectId = '' } = body
  if (userName !== '' && projectId === '') return { userName }
  if (projectId !== '' && userName === '') return { projectId }
  throw new CausewayError('invalid-parameter', 'Exactly one of user_name and projectId is needed', { hint: 'Say who gets the privileges.' })
}

const change = projectOperation({
  name: 'dli.authorization.change',
  protocol: 'dli',
  method: 'PUT',
  path: '/v1.0/{project_id}/authorization',
  permission: 'dli:database:grantPrivilege',
  summary: 'Grants or revokes privileges on objects to a user or to another project; update replaces them',
  status: 200,
  schemas: {
    params: ProjectPath,
    query: NONE,
    body: Type.Object({
      user_name: Type.Optional(Type.String({ maxLength: 256 })),
      projectId: Type.Optional(Type.String({ maxLength: 256 })),
      action: Action,
      privileges: Objects,
    }),
    response: Acknowledgement,
  },
  handle: async ({ control, caller, body }) => {
    await control.permissions.change(caller, { grantee: granteeOf(body), action: body.action, privileges: body.privileges })
    return { body: success() }
  },
})

const changeOfUser = projectOperation({
  name: 'dli.authorization.change-of-user',
  protocol: 'dli',
  method: 'PUT',
  path: '/v1.0/{project_id}/user-authorization',
  permission: 'dli:database:grantPrivilege',
  summary: 'The same to a user; update with an empty list takes all away',
  status: 200,
  schemas: {
    params: ProjectPath,
    query: NONE,
    body: Type.Object({ user_name: Type.String({ minLength: 1, maxLength: 256 }), action: Action, privileges: Objects }),
    response: Acknowledgement,
  },
  handle: async ({ control, caller, body }) => {
    await control.permissions.change(caller, {
      grantee: { userName: body.user_name },
      action: body.action,
      privileges: body.privileges,
    })
    return { body: success() }
  },
})

const changeOfQueue = projectOperation({
  name: 'dli.authorization.change-of-queue',
  protocol: 'dli',
  method: 'PUT',
  path: '/v1.0/{project_id}/queues/user-authorization',
  permission: 'dli:queue:grantPrivilege',
  summary: 'The same of one queue, with a flat list of privileges',
  status: 200,
  schemas: {
    params: ProjectPath,
    query: NONE,
    body: Type.Object({
      queue_name: Type.String({ minLength: 1, maxLength: 256 }),
      user_name: Type.String({ minLength: 1, maxLength: 256 }),
      action: Action,
      privileges: Names,
    }),
    response: Acknowledgement,
  },
  handle: async ({ control, caller, body }) => {
    await control.permissions.change(caller, {
      grantee: { userName: body.user_name },
      action: body.action,
      privileges: [{ object: `queues.${body.queue_name}`, privileges: body.privileges }],
    })
    return { body: success() }
  },
})

const list = projectOperation({
  name: 'dli.authorization.list',
  protocol: 'dli',
  method: 'GET',
  path: '/v1.0/{project_id}/authorization/privileges',
  permission: 'dli:database:showPrivileges',
  summary: 'Lists who has which privileges on an object',
  status: 200,
  schemas: {
    params: ProjectPath,
    query: Type.Object({
      object: Type.String({ minLength: 1, maxLength: 512 }),
      offset: Type.Optional(Type.Integer({ minimum: 0 })),
      limit: Type.Optional(Type.Integer({ minimum: 0 })),
    }),
    body: NONE,
    response: Type.Object({
      ...Acknowledgement.properties,
      object_name: Type.String(),
      object_type: Type.String(),
      count: Type.Integer(),
      privileges: Type.Array(Granted),
    }),
  },
  handle: async ({ control, caller, query }) => {
    const { type, granted } = await control.permissions.on(caller, query.object)
    const offset = query.offset ?? 0
    const items = granted.slice(offset, query.limit === undefined ? undefined : offset + query.limit)
    return {
      body: {
        ...success(),
        object_name: type === 'database' ? query.object.replace(/^databases\./, '') : query.object,
        object_type: TYPES[type] ?? type,
        count: granted.length,
        privileges: items.map((each) => shown(each, type !== 'database')),
      },
    }
  },
})

export const authorizationOperations: readonly Operation[] = [change, changeOfUser, changeOfQueue, list]
