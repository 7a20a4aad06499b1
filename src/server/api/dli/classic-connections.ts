import { type Static, Type } from 'typebox'
import type { ClassicConnection } from '../../control/connections/classic-connections.ts'
import type { Binding } from '../../domain/binding.ts'
import { ConnectionName } from '../input/told-limits.ts'
import { NONE, type Operation, projectOperation } from '../operation.ts'
import { peersOf } from './enhanced-connections.ts'
import { Acknowledgement, ENVELOPE, ProjectPath, success, TagInputs, tagsOf, wantedTags } from './envelope.ts'
import { ConnectionPath } from './find-connection.ts'

const COLLECTION = '/v2.0/{project_id}/datasource-connection'
/** As those of the newer calls, but for the name of the id. */
const QueueInfo = Type.Object({
  uuid: Type.String(),
  status: Type.String(),
  name: Type.String(),
  err_msg: Type.String(),
  update_time: Type.Integer(),
})
const ONE = `${COLLECTION}/{connection_id}`

const CONNECTION = {
  connection_id: Type.String(),
  name: Type.String(),
  service: Type.String(),
  /** The subnet. */
  destination: Type.String(),
  connection_url: Type.String(),
  cluster_name: Type.String(),
  state: Type.Enum(['ACTIVE', 'CREATING', 'FAILED']),
  /** How much of it is made, of 1. */
  process: Type.Number(),
  create_time: Type.Integer(),
}

function fieldsOf(connection: ClassicConnection): Static<ReturnType<typeof Type.Object<typeof CONNECTION>>> {
  const { id, name, service, url, subnetId, bindings, createdAt } = connection
  const count = (state: string): number => bindings.filter((binding) => binding.state === state).length
  const made = bindings.length - count('creating')
  return {
    connection_id: id,
    name,
    service,
    destination: subnetId,
    connection_url: url,
    cluster_name: '',
    state: count('creating') > 0 ? 'CREATING' : count('failed') > 0 ? 'FAILED' : 'ACTIVE',
    process: bindings.length === 0 ? 1 : made / bindings.length,
    create_time: createdAt,
  }
}

const queueInfoOf = (binding: Binding): readonly Static<typeof QueueInfo>[] =>
  peersOf(binding).map(({ peer_id: uuid, ...peer }) => ({ uuid, ...peer }))

const create = projectOperation({
  name: 'dli.datasource-connections.create',
  protocol: 'dli',
  method: 'POST',
  path: COLLECTION,
  permission: 'dli:edsconnection:createConnection',
  summary:
    'Creates a connection by the older call: an enhanced one to the subnet, bound to the dedicated queues that there are; more are bound by associate-queue of it',
  status: 201,
  schemas: {
    params: ProjectPath,
    query: NONE,
    body: Type.Object({
      name: ConnectionName,
      service: Type.String({ minLength: 1, maxLength: 64 }),
      network_id: Type.String({ minLength: 1 }),
      /** Nothing within a VPC filters here. */
      security_group_id: Type.Optional(Type.String({ maxLength: 128 })),
      url: Type.String({ minLength: 1, maxLength: 512 }),
      tags: Type.Optional(TagInputs),
    }),
    response: Type.Object({ ...ENVELOPE, connection_id: Type.String() }),
  },
  handle: async ({ control, caller, body }) => {
    const { name, service, network_id: networkId, url, tags } = body
    const { id } = await control.classicConnections.create(caller, { name, service, networkId, url, tags: tagsOf(tags) })
    return { body: { ...success(), connection_id: id } }
  },
})

const list = projectOperation({
  name: 'dli.datasource-connections.list',
  protocol: 'dli',
  method: 'GET',
  path: COLLECTION,
  permission: 'dli:edsconnection:listConnections',
  summary: 'Lists the connections that the older call has made, the newest first',
  status: 200,
  schemas: {
    params: ProjectPath,
    query: Type.Object({ tags: Type.Optional(Type.String()) }),
    body: NONE,
    response: Type.Object({
      ...ENVELOPE,
      count: Type.Integer(),
      connections: Type.Array(Type.Object({ ...ENVELOPE, ...CONNECTION, queue_list: Type.Array(Type.String()) })),
    }),
  },
  handle: async ({ control, caller, query }) => {
    const found = await control.classicConnections.list(caller, wantedTags(query.tags))
    const connections = found.map((one) => ({ ...success(), ...fieldsOf(one), queue_list: one.bindings.map(({ holder }) => holder.name) }))
    return { body: { ...success(), count: connections.length, connections } }
  },
})

const get = projectOperation({
  name: 'dli.datasource-connections.get',
  protocol: 'dli',
  method: 'GET',
  path: ONE,
  permission: 'dli:edsconnection:getConnection',
  summary: 'Describes a connection that the older call has made',
  status: 200,
  schemas: {
    params: ConnectionPath,
    query: NONE,
    body: NONE,
    response: Type.Object({ ...ENVELOPE, ...CONNECTION, available_queue_info: Type.Array(QueueInfo) }),
  },
  handle: async ({ control, caller, params }) => {
    const found = await control.classicConnections.get(caller, params.connection_id)
    return { body: { ...success(), ...fieldsOf(found), available_queue_info: found.bindings.flatMap(queueInfoOf) } }
  },
})

const remove = projectOperation({
  name: 'dli.datasource-connections.delete',
  protocol: 'dli',
  method: 'DELETE',
  path: ONE,
  permission: 'dli:edsconnection:deleteConnection',
  summary: 'Deletes a connection that the older call has made, and its bindings',
  status: 200,
  schemas: { params: ConnectionPath, query: NONE, body: NONE, response: Acknowledgement },
  handle: async ({ control, caller, params }) => {
    await control.classicConnections.delete(caller, params.connection_id)
    return { body: success() }
  },
})

export const classicConnectionOperations: readonly Operation[] = [create, list, get, remove]
