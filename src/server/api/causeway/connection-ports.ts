import { Type } from 'typebox'
import { portRangeText } from '../../../base/addresses/port-range.ts'
import { DRY_RUN, FORECAST, forecastFields } from '../answers/forecast.ts'
import { PortsInput } from '../input/ports-input.ts'
import { NONE, type Operation, projectOperation } from '../operation.ts'
import { PROJECT } from './project-path.ts'

const PATH = '/causeway/v1/{project_id}/connections/{connection_id}/ports'
const ConnectionPath = Type.Object({ ...PROJECT, connection_id: Type.String({ minLength: 1 }) })
const PORTS = { ports: Type.Array(Type.String()) }

const get = projectOperation({
  name: 'causeway.connection-ports.get',
  protocol: 'causeway',
  method: 'GET',
  path: PATH,
  permission: 'dli:edsconnection:getConnection',
  alsoLocal: true,
  summary: 'Tells which ports go through a connection',
  status: 200,
  schemas: { params: ConnectionPath, query: NONE, body: NONE, response: Type.Object(PORTS) },
  handle: async ({ control, caller, params }) => {
    const { ports } = await control.connections.get(caller, params.connection_id)
    return { body: { ports: ports.map(portRangeText) } }
  },
})

const set = projectOperation({
  name: 'causeway.connection-ports.set',
  protocol: 'causeway',
  method: 'PUT',
  path: PATH,
  permission: 'causeway:connections:setPorts',
  alsoLocal: true,
  summary: 'Says which ports go through a connection, all others ending what jobs have open at them',
  status: 200,
  schemas: {
    params: ConnectionPath,
    query: Type.Object(DRY_RUN),
    body: Type.Object({ ports: PortsInput }),
    response: Type.Object({ ...PORTS, ...FORECAST }),
  },
  handle: async ({ control, caller, params, query, body }) => {
    const id = params.connection_id
    const wanted = body.ports.map(String)
    const isTried = query.dry_run === true
    const forecast = isTried
      ? forecastFields(await control.expectations.forecast(caller, ({ connections }) => connections.setPorts(caller, id, wanted)))
      : await control.connections.setPorts(caller, id, wanted)
    const { ports } = await control.connections.get(caller, id)
    return { body: { ports: ports.map(portRangeText), ...forecast } }
  },
})

export const connectionPortOperations: readonly Operation[] = [get, set]
