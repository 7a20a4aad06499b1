import { Type } from 'typebox'
import type { GrantedTo } from '../../control/permissions/permissions.ts'
import { NONE, type Operation, projectOperation } from '../operation.ts'
import { Acknowledgement, PROJECT, success } from './envelope.ts'

const Name = Type.String({ minLength: 1, maxLength: 256 })
const USER = { is_admin: Type.Boolean(), user_name: Type.String(), privileges: Type.Array(Type.String()) }
const User = Type.Object(USER)
const UserOn = Type.Object({ ...USER, object: Type.String() })

const isUser = (granted: GrantedTo): granted is GrantedTo & { readonly userName: string } => granted.userName !== undefined
const shown = ({ isAdmin, userName, privileges }: GrantedTo & { readonly userName: string }) => ({
  is_admin: isAdmin,
  user_name: userName,
  privileges: [...privileges],
})

const ofQueue = projectOperation({
  name: 'dli.queues.users',
  protocol: 'dli',
  method: 'GET',
  path: '/v1.0/{project_id}/queues/{queue_name}/users',
  permission: 'dli:queue:showPrivileges',
  summary: 'Lists the users of a queue and their privileges on it',
  status: 200,
  schemas: {
    params: Type.Object({ ...PROJECT, queue_name: Name }),
    query: Type.Object({ offset: Type.Optional(Type.Integer({ minimum: 0 })), limit: Type.Optional(Type.Integer({ minimum: 0 })) }),
    body: NONE,
    response: Type.Object({
      ...Acknowledgement.properties,
      queue_name: Type.String(),
      count: Type.Integer(),
      privileges: Type.Array(User),
    }),
  },
  handle: async ({ control, caller, params, query }) => {
    const { granted } = await control.permissions.on(caller, `queues.${params.queue_name}`)
    const users = granted.filter(isUser).map(shown)
    const offset = query.offset ?? 0
    const privileges = users.slice(offset, query.limit === undefined ? undefined : offset + query.limit)
    return { body: { ...success(), queue_name: params.queue_name.toLowerCase(), count: users.length, privileges } }
  },
})

const ofDatabase = projectOperation({
  name: 'dli.databases.users',
  protocol: 'dli',
  method: 'GET',
  path: '/v1.0/{project_id}/databases/{database_name}/users',
  permission: 'dli:database:showPrivileges',
  summary: 'Lists the users of a database and their privileges on it',
  status: 200,
  schemas: {
    params: Type.Object({ ...PROJECT, database_name: Name }),
    query: NONE,
    body: NONE,
    response: Type.Object({ ...Acknowledgement.properties, database_name: Type.String(), privileges: Type.Array(User) }),
  },
  handle: async ({ control, caller, params }) => {
    const { granted } = await control.permissions.on(caller, `databases.${params.database_name}`)
    const privileges = granted.filter(isUser).map(shown)
    return { body: { ...success(), database_name: params.database_name.toLowerCase(), privileges } }
  },
})

const TABLE = { ...PROJECT, database_name: Name, table_name: Name }
const tableObject = (params: { readonly database_name: string; readonly table_name: string }): string =>
  `databases.${params.database_name}.tables.${params.table_name}`

const ofTable = projectOperation({
  name: 'dli.tables.users',
  protocol: 'dli',
  method: 'GET',
  path: '/v1.0/{project_id}/databases/{database_name}/tables/{table_name}/users',
  permission: 'dli:table:showPrivileges',
  summary: 'Lists the users of a table and their privileges on it and on its database',
  status: 200,
  schemas: {
    params: Type.Object(TABLE),
    query: NONE,
    body: NONE,
    response: Type.Object({ ...Acknowledgement.properties, privileges: Type.Array(UserOn) }),
  },
  handle: async ({ control, caller, params }) => {
    const { granted } = await control.permissions.on(caller, tableObject(params), true)
    return { body: { ...success(), privileges: granted.filter(isUser).map((each) => ({ ...shown(each), object: each.object })) } }
  },
})

const ofTableAndUser = projectOperation({
  name: 'dli.tables.user',
  protocol: 'dli',
  method: 'GET',
  path: '/v1.0/{project_id}/databases/{database_name}/tables/{table_name}/users/{user_name}',
  permission: 'dli:table:showPrivileges',
  summary: 'Lists the privileges of one user on a table and on its database',
  status: 200,
  schemas: {
    params: Type.Object({ ...TABLE, user_name: Name }),
    query: NONE,
    body: NONE,
    response: Type.Object({
      ...Acknowledgement.properties,
      user_name: Type.String(),
      privileges: Type.Array(Type.Object({ object: Type.String(), privileges: Type.Array(Type.String()) })),
    }),
  },
  handle: async ({ control, caller, params }) => {
    const { granted } = await control.permissions.on(caller, tableObject(params), true)
    const own = granted.filter(({ userName }) => userName === params.user_name)
    const privileges = own.map(({ object, privileges: names }) => ({ object, privileges: [...names] }))
    return { body: { ...success(), user_name: params.user_name, privileges } }
  },
})

const Applicant = Type.Object({
  object: Type.String(),
  applicant_project_id: Type.String(),
  project_id: Type.String(),
  privileges: Type.Array(Type.String()),
})

/** The project's id stands in two fields: clients disagree. */
const ofConnection = projectOperation({
  name: 'dli.enhanced-connections.privileges',
  protocol: 'dli',
  method: 'GET',
  path: '/v2.0/{project_id}/datasource/enhanced-connections/{connection_id}/privileges',
  permission: '',
  summary: 'Lists the other projects to which privileges on a connection are granted',
  status: 200,
  schemas: {
    params: Type.Object({ ...PROJECT, connection_id: Name }),
    query: NONE,
    body: NONE,
    response: Type.Object({ ...Acknowledgement.properties, connection_id: Type.String(), privileges: Type.Array(Applicant) }),
  },
  handle: async ({ control, caller, params }) => {
    const { granted } = await control.permissions.on(caller, `edsconnections.${params.connection_id}`)
    const privileges = granted.flatMap(({ object, projectId, privileges: names }) =>
      projectId === undefined ? [] : [{ object, applicant_project_id: projectId, project_id: projectId, privileges: [...names] }],
    )
    return { body: { ...success(), connection_id: params.connection_id, privileges } }
  },
})

const ofCredential = projectOperation({
  name: 'dli.auth-infos.users',
  protocol: 'dli',
  method: 'GET',
  path: '/v1.0/{project_id}/datasource/auth-infos/{auth_info_name}/users',
  permission: 'dli:datasourceauth:showPrivileges',
  summary: 'Lists the users of a datasource authentication and their privileges on it',
  status: 200,
  schemas: {
    params: Type.Object({ ...PROJECT, auth_info_name: Name }),
    query: NONE,
    body: NONE,
    response: Type.Object({ ...Acknowledgement.properties, privileges: Type.Array(User) }),
  },
  handle: async ({ control, caller, params }) => {
    const { granted } = await control.permissions.on(caller, `datasourceauth.${params.auth_info_name}`)
    return { body: { ...success(), privileges: granted.filter(isUser).map(shown) } }
  },
})

export const objectUserOperations: readonly Operation[] = [ofQueue, ofDatabase, ofTable, ofTableAndUser, ofConnection, ofCredential]
