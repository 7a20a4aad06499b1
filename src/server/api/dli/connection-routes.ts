import { Type } from 'typebox'
import { RouteName } from '../input/told-limits.ts'
import { NONE, type Operation, projectOperation } from '../operation.ts'
import { Acknowledgement, success } from './envelope.ts'
import { ConnectionPath, findActiveConnection } from './find-connection.ts'

const OF_CONNECTION = '/{project_id}/datasource/enhanced-connections/{connection_id}/routes'
/** The vendor's documents have version 3, and Terraform asks under version 2. */
const PATH = `/v3${OF_CONNECTION}`
const OLDER_PATH = `/v2.0${OF_CONNECTION}`

const create = projectOperation({
  name: 'dli.enhanced-connections.routes.create',
  protocol: 'dli',
  method: 'POST',
  path: PATH,
  otherPaths: [OLDER_PATH],
  permission: 'dli:edsconnection:addRoute',
  summary: 'Adds a route to a connection: what it reaches beyond its subnet',
  status: 200,
  schemas: {
    params: ConnectionPath,
    query: NONE,
    body: Type.Object({ name: RouteName, cidr: Type.String({ minLength: 1, maxLength: 64 }) }),
    response: Acknowledgement,
  },
  handle: async ({ control, caller, params, body }) => {
    const { id } = await findActiveConnection(control, caller, params.connection_id)
    await control.connections.addRoute(caller, id, { name: body.name, cidr: body.cidr })
    return { body: success() }
  },
})

const remove = projectOperation({
  name: 'dli.enhanced-connections.routes.delete',
  protocol: 'dli',
  method: 'DELETE',
  path: `${PATH}/{route_name}`,
  otherPaths: [`${OLDER_PATH}/{route_name}`],
  permission: 'dli:edsconnection:deleteRoute',
  summary: 'Deletes a route of a connection and ends what jobs have open through it',
  status: 200,
  schemas: {
    params: Type.Object({ ...ConnectionPath.properties, route_name: Type.String({ minLength: 1 }) }),
    query: NONE,
    body: NONE,
    response: Acknowledgement,
  },
  handle: async ({ control, caller, params }) => {
    const { id } = await findActiveConnection(control, caller, params.connection_id)
    await control.connections.removeRoute(caller, id, params.route_name)
    return { body: success('Deleted') }
  },
})

export const connectionRouteOperations: readonly Operation[] = [create, remove]
