import { type Static, Type } from 'typebox'
import { PROPERTY_NAMES } from '../../control/shared/queue-property-rules.ts'
import { NONE, type Operation, projectOperation } from '../operation.ts'
import { Acknowledgement, ENVELOPE, QueuePath, success } from './envelope.ts'

const PROPERTIES = '/v3/{project_id}/queues/{queue_name}/properties'
/** In the summaries, for the body is a map by these. */
const NAMES = PROPERTY_NAMES.map((name) => `\`${name}\``).join(', ')
/** More than there are. */
const PROPERTIES_MAX = 100

const Value = Type.Union([Type.String({ maxLength: 256 }), Type.Number(), Type.Boolean()])
export const Properties = Type.Record(Type.String(), Value, { maxProperties: PROPERTIES_MAX })
const PropertiesBody = Type.Object({
  properties: Type.Record(Type.String(), Value, { minProperties: 1, maxProperties: PROPERTIES_MAX }),
})

export const propertiesOf = (given: Static<typeof Properties>): ReadonlyMap<string, string> =>
  new Map(Object.entries(given).map(([key, value]) => [key, String(value)]))

const list = projectOperation({
  name: 'dli.queue-properties.list',
  protocol: 'dli',
  method: 'GET',
  path: PROPERTIES,
  permission: 'dli:queue:displayQueues',
  summary: 'The properties of a queue, in pages by offset; their values are texts',
  status: 200,
  schemas: {
    params: QueuePath,
    query: Type.Object({ offset: Type.Optional(Type.Integer({ minimum: 0 })), limit: Type.Optional(Type.Integer({ minimum: 1 })) }),
    body: NONE,
    response: Type.Object({ ...ENVELOPE, properties: Type.Array(Type.Object({ key: Type.String(), value: Type.String() })) }),
  },
  handle: async ({ control, caller, params, query }) => {
    const all = [...(await control.queueProperties.list(caller, params.queue_name))].map(([key, value]) => ({ key, value }))
    const from = query.offset ?? 0
    return { body: { ...success(), properties: all.slice(from, query.limit === undefined ? undefined : from + query.limit) } }
  },
})

const setting = (name: string, method: 'POST' | 'PUT', summary: string): Operation =>
  projectOperation({
    name,
    protocol: 'dli',
    method,
    path: PROPERTIES,
    permission: 'dli:queue:scaleQueue',
    summary,
    status: 200,
    schemas: { params: QueuePath, query: NONE, body: PropertiesBody, response: Acknowledgement },
    handle: async ({ control, caller, params, body }) => {
      await control.queueProperties.set(caller, params.queue_name, propertiesOf(body.properties))
      return { body: success() }
    },
  })

const remove = projectOperation({
  name: 'dli.queue-properties.delete',
  protocol: 'dli',
  method: 'DELETE',
  path: PROPERTIES,
  permission: 'dli:queue:scaleQueue',
  summary: 'Takes properties from a queue, which is then as its size says',
  status: 200,
  schemas: {
    params: QueuePath,
    query: NONE,
    body: Type.Object({ keys: Type.Array(Type.String({ maxLength: 256 }), { minItems: 1, maxItems: PROPERTIES_MAX }) }),
    response: Acknowledgement,
  },
  handle: async ({ control, caller, params, body }) => {
    await control.queueProperties.remove(caller, params.queue_name, body.keys)
    return { body: success() }
  },
})

export const queuePropertyOperations: readonly Operation[] = [
  list,
  setting('dli.queue-properties.create', 'POST', `Gives a queue properties: ${NAMES}`),
  setting('dli.queue-properties.update', 'PUT', `Gives a queue properties, in place of those of the same names: ${NAMES}`),
  remove,
]
