import { Type } from 'typebox'
import type { Connections } from '../../control/connections/connections.ts'
import { DRY_RUN } from '../answers/forecast.ts'
import { RouteName } from '../input/told-limits.ts'
import { NONE, type Operation, projectOperation } from '../operation.ts'
import { success } from './envelope.ts'
import { activeConnectionId, ConnectionPath } from './find-connection.ts'
import { ForecastAcknowledgement, orForecast } from './or-forecast.ts'

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
    query: Type.Object(DRY_RUN),
    body: Type.Object({ name: RouteName, cidr: Type.String({ minLength: 1, maxLength: 64 }) }),
    response: ForecastAcknowledgement,
  },
  handle: async ({ control, caller, params, query, body }) => {
    const id = await activeConnectionId(control, caller, params.connection_id)
    const change = (to: Connections): Promise<void> => to.addRoute(caller, id, { name: body.name, cidr: body.cidr })
    return { body: { ...success(), ...(await orForecast(control, caller, query, change)) } }
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
    query: Type.Object(DRY_RUN),
    body: NONE,
    response: ForecastAcknowledgement,
  },
  handle: async ({ control, caller, params, query }) => {
    const id = await activeConnectionId(control, caller, params.connection_id)
    const forecast = await orForecast(control, caller, query, (to) => to.removeRoute(caller, id, params.route_name))
    return { body: { ...success(query.dry_run === true ? '' : 'Deleted'), ...forecast } }
  },
})

export const connectionRouteOperations: readonly Operation[] = [create, remove]
