import { type Static, Type } from 'typebox'
import { CausewayError } from '../../../base/errors.ts'
import type { HolderNames } from '../../control/connections/bind-holders.ts'
import type { EnhancedConnection } from '../../control/connections/connection-reader.ts'
import type { Connections } from '../../control/connections/connections.ts'
import type { Caller } from '../../control/shared/caller.ts'
import { LIMITS } from '../../control/shared/limits.ts'
import type { Binding } from '../../domain/binding.ts'
import { DRY_RUN } from '../answers/forecast.ts'
import { LIST_BODY } from '../input/body-limit.ts'
import { PortsInput } from '../input/ports-input.ts'
import { ConnectionName, told } from '../input/told-limits.ts'
import { NONE, type Operation, projectOperation } from '../operation.ts'
import { JsonText } from '../reply.ts'
import { ENVELOPE, LIMIT_AND_OFFSET, ProjectPath, success, TagInputs, TagOutput, tagsOf, wantedStatus, wantedTags } from './envelope.ts'
import { activeConnectionId, ConnectionPath, findConnection } from './find-connection.ts'
import { ForecastAcknowledgement, orForecast } from './or-forecast.ts'

const COLLECTION = '/v2.0/{project_id}/datasource/enhanced-connections'
const ONE = `${COLLECTION}/{connection_id}`
const LIMIT_DEFAULT = 100
/** More than control lets through, so that its message with the real limit is the one that is seen. */
const HOSTS_MAX = 30_000
/** Each costs several look-ups while nothing else is done. */
const NAMES_MAX = 200

const Host = Type.Object({ name: Type.String(), ip: Type.String() })
const Names = Type.Array(Type.String({ minLength: 1 }), { maxItems: NAMES_MAX })
const QueueSelection = Type.Object({ queues: Type.Optional(Names), elastic_resource_pools: Type.Optional(Names) })

const Peer = Type.Object({
  peer_id: Type.String(),
  status: Type.Enum(['CREATING', 'ACTIVE', 'FAILED']),
  name: Type.String(),
  err_msg: Type.String(),
  update_time: Type.Integer(),
})
const CONNECTION = {
  id: Type.String(),
  name: Type.String(),
  status: Type.Enum(['ACTIVE', 'DELETED']),
  available_queue_info: Type.Array(Peer),
  elastic_resource_pools: Type.Array(Peer),
  dest_vpc_id: Type.String(),
  dest_network_id: Type.String(),
  isPrivis: Type.Boolean(),
  create_time: Type.Integer(),
  hosts: Type.Array(Host),
  ipv6_enable: Type.Boolean(),
  routes: Type.Array(Type.Object({ name: Type.String(), cidr: Type.String(), create_time: Type.Integer() })),
  tags: Type.Array(TagOutput),
}
const Connection = Type.Object(CONNECTION)

export function peersOf(binding: Binding): readonly Static<typeof Peer>[] {
  const { state } = binding
  if (state === 'removed') return []
  return [
    {
      peer_id: binding.id,
      status: state === 'active' ? 'ACTIVE' : state === 'creating' ? 'CREATING' : 'FAILED',
      name: binding.holder.name,
      err_msg: binding.failure,
      update_time: binding.updatedAt,
    },
  ]
}

/** Most connections have none. */
const peersOfKind = ({ bindings }: EnhancedConnection, kind: 'queue' | 'pool'): Static<typeof Peer>[] =>
  bindings.length === 0 ? [] : bindings.filter(({ holder }) => holder.kind === kind).flatMap(peersOf)

/**
 * isPrivis is false once another project was granted the connection.
 *
 * @param head what the answer has before them
 */
function connectionFields<H extends object>(connection: EnhancedConnection, head: H): H & Static<typeof Connection> {
  return {
    ...head,
    id: connection.id,
    name: connection.name,
    status: connection.state === 'active' ? 'ACTIVE' : 'DELETED',
    available_queue_info: peersOfKind(connection, 'queue'),
    elastic_resource_pools: peersOfKind(connection, 'pool'),
    dest_vpc_id: connection.vpcId,
    dest_network_id: connection.subnetId,
    isPrivis: !connection.isShared,
    create_time: connection.createdAt,
    hosts: connection.hosts.map(({ name, ip }) => ({ name, ip })),
    ipv6_enable: connection.routes.some(({ cidr }) => cidr.includes(':')),
    routes: connection.routes.map(({ name, cidr, createdAt }) => ({ name, cidr, create_time: createdAt })),
    tags: connection.tags.map(({ key, value }) => ({ key, value })),
  }
}

/** An empty list is one that the caller wrote; none at all is a mistake that would pass for a success. */
function selected({ queues, elastic_resource_pools: pools }: Static<typeof QueueSelection>): HolderNames {
  if (queues !== undefined || pools !== undefined) return { queues: queues ?? [], pools: pools ?? [] }
  throw new CausewayError('invalid-parameter', 'The body lacks the parameter queues', {
    hint: 'Send the names of the queues: {"queues":["<name>"]}, or of elastic resource pools: {"elastic_resource_pools":["<name>"]}.',
  })
}

const create = projectOperation({
  name: 'dli.enhanced-connections.create',
  protocol: 'dli',
  method: 'POST',
  path: COLLECTION,
  permission: 'dli:edsconnection:createConnection',
  summary: 'Creates an enhanced datasource connection to a subnet, and binds queues to it',
  bodyLimit: LIST_BODY,
  status: 201,
  schemas: {
    params: ProjectPath,
    query: NONE,
    body: Type.Object({
      name: ConnectionName,
      dest_vpc_id: Type.String({ minLength: 1 }),
      dest_network_id: Type.String({ minLength: 1 }),
      elastic_resource_pools: Type.Optional(Names),
      queues: Type.Optional(Names),
      hosts: Type.Optional(Type.Array(Host, { maxItems: HOSTS_MAX, ...told({ maxItems: LIMITS.hostsOfConnection }) })),
      tags: Type.Optional(TagInputs),
      /** Ours: all that go through it; every one where it is left out. */
      ports: Type.Optional(PortsInput),
    }),
    response: Type.Object({ ...ENVELOPE, connection_id: Type.String() }),
  },
  handle: async ({ control, caller, body }) => {
    const connection = await control.connections.create(caller, {
      name: body.name,
      vpcId: body.dest_vpc_id,
      subnetId: body.dest_network_id,
      queues: body.queues ?? [],
      pools: body.elastic_resource_pools ?? [],
      hosts: body.hosts ?? [],
      tags: tagsOf(body.tags),
      ...(body.ports === undefined ? {} : { ports: body.ports.map(String) }),
    })
    return { body: { ...success(), connection_id: connection.id } }
  },
})

/** Without a status only the connections that are not deleted are listed. `count` is the number of all that match, not of the page. */
const list = projectOperation({
  name: 'dli.enhanced-connections.list',
  protocol: 'dli',
  method: 'GET',
  path: COLLECTION,
  permission: 'dli:edsconnection:listConnections',
  summary: 'Lists enhanced datasource connections',
  status: 200,
  schemas: {
    params: ProjectPath,
    query: Type.Object({
      ...LIMIT_AND_OFFSET,
      status: Type.Optional(Type.String()),
      name: Type.Optional(Type.String()),
      tags: Type.Optional(Type.String()),
    }),
    body: NONE,
    response: Type.Object({ ...ENVELOPE, count: Type.Integer(), connections: Type.Array(Connection) }),
  },
  handle: async ({ control, caller, query }) => {
    const status = wantedStatus(query.status, ['ACTIVE', 'DELETED'], 'Leave it out for those that are active.')
    const name = query.name ?? ''
    const limit = query.limit ?? LIMIT_DEFAULT
    const [tags, offset] = [wantedTags(query.tags), query.offset ?? 0]
    const selection = { state: status === 'DELETED' ? 'deleted' : 'active', ...(name === '' ? {} : { name }), tags } as const
    if (limit === 0 && offset === 0) return { body: await wholeList(control.connections.pieces(caller, selection)) }
    const { total, items } = await control.connections.list(caller, { ...selection, offset, ...(limit === 0 ? {} : { limit }) })
    return { body: { ...success(), count: total, connections: items.map((each) => connectionFields(each, {})) } }
  },
})

/** All of them, which may be ten thousand: written piece by piece, for the whole of it would hold the server. */
async function wholeList(pieces: AsyncIterable<readonly EnhancedConnection[]>): Promise<JsonText> {
  const texts: string[] = []
  let count = 0
  for await (const piece of pieces) {
    count += piece.length
    if (piece.length > 0) texts.push(JSON.stringify(piece.map((each) => connectionFields(each, {}))).slice(1, -1))
  }
  return new JsonText(`${JSON.stringify({ ...success(), count }).slice(0, -1)},"connections":[${texts.join(',')}]}`)
}

/** A deleted connection still answers, with status DELETED: Terraform takes that, and not an error, for "gone". */
const get = projectOperation({
  name: 'dli.enhanced-connections.get',
  protocol: 'dli',
  method: 'GET',
  path: ONE,
  permission: 'dli:edsconnection:getConnection',
  summary: 'Describes an enhanced datasource connection',
  status: 200,
  schemas: { params: ConnectionPath, query: NONE, body: NONE, response: Type.Object({ ...ENVELOPE, ...CONNECTION }) },
  handle: async ({ control, caller, params }) => {
    const connection = await findConnection(control, caller, params.connection_id)
    return { body: connectionFields(connection, success()) }
  },
})

/** The whole list is replaced; none clears it, for Terraform then sends an empty object. */
const setHosts = projectOperation({
  name: 'dli.enhanced-connections.set-hosts',
  protocol: 'dli',
  method: 'PUT',
  path: ONE,
  permission: 'dli:edsconnection:updateHostInfo',
  summary: 'Replaces the host entries of a connection',
  bodyLimit: LIST_BODY,
  status: 200,
  schemas: {
    params: ConnectionPath,
    query: Type.Object(DRY_RUN),
    body: Type.Object({ hosts: Type.Optional(Type.Array(Host, { maxItems: HOSTS_MAX, ...told({ maxItems: LIMITS.hostsOfConnection }) })) }),
    response: ForecastAcknowledgement,
  },
  handle: async ({ control, caller, params, query, body }) => {
    const id = await activeConnectionId(control, caller, params.connection_id)
    const change = (to: Connections): Promise<void> => to.setHosts(caller, id, body.hosts ?? [])
    return { body: { ...success(), ...(await orForecast(control, caller, query, change)) } }
  },
})

const remove = projectOperation({
  name: 'dli.enhanced-connections.delete',
  protocol: 'dli',
  method: 'DELETE',
  path: ONE,
  permission: 'dli:edsconnection:deleteConnection',
  summary: 'Deletes a connection and its bindings',
  status: 200,
  schemas: { params: ConnectionPath, query: Type.Object(DRY_RUN), body: NONE, response: ForecastAcknowledgement },
  handle: async ({ control, caller, params, query }) => {
    const id = await activeConnectionId(control, caller, params.connection_id)
    const forecast = await orForecast(control, caller, query, (to) => to.delete(caller, id))
    return { body: { ...success(query.dry_run === true ? '' : 'Deleted'), ...forecast } }
  },
})

/** @param toldOf the message about queues, by their names */
function holdersOperation(
  head: Pick<Operation, 'name' | 'path' | 'permission' | 'summary'>,
  carryOut: (connections: Connections, caller: Caller, id: string, holders: HolderNames) => Promise<void>,
  toldOf: (queues: string) => string,
): Operation {
  return projectOperation({
    ...head,
    protocol: 'dli',
    method: 'POST',
    status: 200,
    schemas: { params: ConnectionPath, query: Type.Object(DRY_RUN), body: QueueSelection, response: ForecastAcknowledgement },
    handle: async ({ control, caller, params, query, body }) => {
      const holders = selected(body)
      const id = await activeConnectionId(control, caller, params.connection_id)
      const forecast = await orForecast(control, caller, query, (to) => carryOut(to, caller, id, holders))
      const isTold = holders.queues.length > 0 && query.dry_run !== true
      return { body: { ...success(isTold ? toldOf(holders.queues.join(',')) : ''), ...forecast } }
    },
  })
}

const bind = holdersOperation(
  {
    name: 'dli.enhanced-connections.associate-queue',
    path: `${ONE}/associate-queue`,
    permission: 'dli:edsconnection:associateQueueToConnection',
    summary: 'Binds queues and elastic resource pools to a connection',
  },
  (connections, caller, id, { queues, pools }) => connections.bind(caller, id, queues, pools),
  (queues) => `associated peer connection for queues: {${queues}}.`,
)

const unbind = holdersOperation(
  {
    name: 'dli.enhanced-connections.disassociate-queue',
    path: `${ONE}/disassociate-queue`,
    permission: 'dli:edsconnection:disassociateQueueToConnection',
    summary: 'Unbinds queues and elastic resource pools from a connection and ends what is open through it',
  },
  (connections, caller, id, { queues, pools }) => connections.unbind(caller, id, queues, pools),
  (queues) => `Disassociated peer connection for queues:{${queues}}.`,
)

export const enhancedConnectionOperations: readonly Operation[] = [create, list, get, setHosts, remove, bind, unbind]
