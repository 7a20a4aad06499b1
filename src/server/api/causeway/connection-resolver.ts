import { Type } from 'typebox'
import { LIMITS } from '../../control/shared/limits.ts'
import type { ConnectionResolver } from '../../domain/connection-resolver.ts'
import { DRY_RUN, FORECAST, forecastFields } from '../answers/forecast.ts'
import { told } from '../input/told-limits.ts'
import { NO_BODY, NONE, type Operation, projectOperation } from '../operation.ts'
import { PROJECT } from './project-path.ts'

const PATH = '/causeway/v1/{project_id}/connections/{connection_id}/resolver'
const ConnectionPath = Type.Object({ ...PROJECT, connection_id: Type.String({ minLength: 1 }) })

const texts = (most: number) => Type.Array(Type.String({ minLength: 1, maxLength: 300 }), { maxItems: 1_000, ...told({ maxItems: most }) })
/** Both empty where nobody is asked; the servers of a connection of another project are not told. */
const RESOLVER = { servers: Type.Array(Type.String()), suffixes: Type.Array(Type.String()) }
const fields = (resolver: ConnectionResolver | undefined) => ({
  servers: [...(resolver?.servers ?? [])],
  suffixes: [...(resolver?.suffixes ?? [])],
})

const get = projectOperation({
  name: 'causeway.connection-resolver.get',
  protocol: 'causeway',
  method: 'GET',
  path: PATH,
  permission: 'dli:edsconnection:getConnection',
  alsoLocal: true,
  summary: 'Tells who is asked for names in the network of a connection, and for which',
  status: 200,
  schemas: { params: ConnectionPath, query: NONE, body: NONE, response: Type.Object(RESOLVER) },
  handle: async ({ control, caller, params }) => {
    return { body: fields((await control.connections.get(caller, params.connection_id)).resolver) }
  },
})

const set = projectOperation({
  name: 'causeway.connection-resolver.set',
  protocol: 'causeway',
  method: 'PUT',
  path: PATH,
  permission: 'causeway:connections:setResolver',
  alsoLocal: true,
  summary: 'Says who is asked for names in the network of a connection, through its attachment, and for which',
  status: 200,
  schemas: {
    params: ConnectionPath,
    query: Type.Object(DRY_RUN),
    body: Type.Object({ servers: texts(LIMITS.serversOfResolver), suffixes: texts(LIMITS.suffixesOfResolver) }),
    response: Type.Object({ ...RESOLVER, ...FORECAST }),
  },
  handle: async ({ control, caller, params, query, body }) => {
    const id = params.connection_id
    const forecast =
      query.dry_run === true
        ? forecastFields(await control.expectations.forecast(caller, ({ connections }) => connections.setResolver(caller, id, body)))
        : await control.connections.setResolver(caller, id, body)
    return { body: { ...fields((await control.connections.get(caller, id)).resolver), ...forecast } }
  },
})

const remove = projectOperation({
  name: 'causeway.connection-resolver.delete',
  protocol: 'causeway',
  method: 'DELETE',
  path: PATH,
  permission: 'causeway:connections:setResolver',
  alsoLocal: true,
  summary: 'Has nobody asked for names in the network of a connection: its host entries alone count',
  status: 204,
  schemas: { params: ConnectionPath, query: NONE, body: NONE, response: NO_BODY },
  handle: async ({ control, caller, params }) => {
    await control.connections.setResolver(caller, params.connection_id, undefined)
    return { body: undefined }
  },
})

export const connectionResolverOperations: readonly Operation[] = [get, set, remove]
