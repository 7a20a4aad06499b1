import { type Static, Type } from 'typebox'
import { portRangeText } from '../../../base/addresses/port-range.ts'
import { nextTurn } from '../../../base/next-turn.ts'
import { REMOTE_PROTOCOLS } from '../../../base/remote-kinds.ts'
import type { Picture } from '../../control/topology/topology.ts'
import { NONE, type Operation, projectOperation } from '../operation.ts'
import { JsonText } from '../reply.ts'
import { PROJECT } from './project-path.ts'

/** That are written before others have their turn. */
const CONNECTIONS_OF_TURN = 200

const Binding = Type.Object({
  id: Type.String(),
  kind: Type.Enum(['queue', 'pool']),
  name: Type.String({ description: 'Of the queue or the elastic resource pool that is bound' }),
  status: Type.Enum(['creating', 'active', 'failed', 'down']),
  message: Type.String({ description: 'Why it has failed or is down; empty where it is not' }),
})

const Connection = Type.Object({
  id: Type.String(),
  name: Type.String(),
  lent: Type.Boolean({ description: 'By another project: where it leads is not told' }),
  vpc_id: Type.Optional(Type.String({ description: 'Absent of one that is lent, and for who does not see the VPCs of the project' })),
  subnet_id: Type.Optional(Type.String()),
  bindings: Type.Array(Binding),
  hosts: Type.Array(
    Type.Object({
      name: Type.String(),
      ip: Type.String(),
      covered: Type.Enum(['yes', 'no', 'unknown'], {
        description: 'Whether the subnet or a route holds the address: what none holds is never dialled',
      }),
      covered_by: Type.String(),
    }),
  ),
  host_count: Type.Integer({ description: 'Of all of them: the first 1,000 are in hosts' }),
  routes: Type.Array(Type.Object({ name: Type.String(), cidr: Type.String() })),
  ports: Type.Array(Type.String()),
  name_servers: Type.Array(Type.String(), { description: 'Whom its resolver asks; none of one that another project lends' }),
  suffixes: Type.Array(Type.String(), { description: 'The ends of the names that its resolver is asked for' }),
})

const Topology = Type.Object({
  queues: Type.Array(
    Type.Object({
      queue_name: Type.String(),
      status: Type.Enum(['creating', 'available', 'deleting']),
      preset: Type.Boolean(),
      cu_count: Type.Integer(),
      elastic_resource_pool_name: Type.String({ description: 'Empty for a queue of its own' }),
    }),
  ),
  elastic_resource_pools: Type.Array(Type.Object({ elastic_resource_pool_name: Type.String() })),
  connections: Type.Array(Connection),
  vpcs: Type.Array(
    Type.Object({
      id: Type.String(),
      name: Type.String(),
      cidr: Type.String(),
      attachment: Type.String({ description: 'Its kind' }),
      status: Type.Enum(['up', 'down', 'unknown'], { description: 'Of the attachment; unknown where nothing is bound that leads to it' }),
      message: Type.String({ description: 'Why it is down' }),
      remedies: Type.Array(Type.String(), { description: 'What would help, a sentence each' }),
    }),
  ),
  subnets: Type.Array(
    Type.Object({ id: Type.String(), vpc_id: Type.String(), name: Type.String(), cidr: Type.String(), cidr_v6: Type.String() }),
  ),
  tables: Type.Array(
    Type.Object({
      database_name: Type.String(),
      table_name: Type.String({ description: 'Empty for a database whose tables are those of a remote schema' }),
      kind: Type.Enum([...REMOTE_PROTOCOLS]),
      host: Type.String(),
      port: Type.Integer(),
      auth_info_name: Type.Optional(Type.String({ description: 'The datasource authentication that it names' })),
    }),
  ),
  cut: Type.Array(Type.Enum(['queues', 'pools', 'connections', 'vpcs', 'subnets', 'hosts', 'tables']), {
    description: 'Of what there is more than stands here',
  }),
})

const get = projectOperation({
  name: 'causeway.topology.get',
  protocol: 'causeway',
  method: 'GET',
  path: '/causeway/v1/{project_id}/topology',
  permission: 'causeway:topology:get',
  alsoLocal: true,
  summary:
    'Shows the networks of a project in one answer: queues, connections, bindings, VPCs with their attachments, host entries, tables',
  status: 200,
  schemas: { params: Type.Object(PROJECT), query: NONE, body: NONE, response: Topology },
  handle: async ({ control, caller }) => ({ body: await textOf(await control.topology.picture(caller)) }),
})

/** Written piece by piece: five thousand connections at once would hold the server. */
async function textOf({ connections, ...picture }: Picture): Promise<JsonText> {
  const texts: string[] = []
  for (let at = 0; at < connections.length; at += CONNECTIONS_OF_TURN) {
    await nextTurn()
    texts.push(JSON.stringify(connections.slice(at, at + CONNECTIONS_OF_TURN).map(connectionFields)).slice(1, -1))
  }
  return new JsonText(`${JSON.stringify(fields(picture)).slice(0, -1)},"connections":[${texts.join(',')}]}`)
}

const fields = ({
  queues,
  pools,
  vpcs,
  subnets,
  tables,
  cut,
}: Omit<Picture, 'connections'>): Omit<Static<typeof Topology>, 'connections'> => ({
  queues: queues.flatMap(({ name, state, preset, cuCount, poolName }) =>
    state === 'deleted' ? [] : [{ queue_name: name, status: state, preset, cu_count: cuCount, elastic_resource_pool_name: poolName }],
  ),
  elastic_resource_pools: pools.map(({ name }) => ({ elastic_resource_pool_name: name })),
  vpcs: vpcs.map(({ id, name, cidr, kind, state, failure, help }) => {
    return { id, name, cidr, attachment: kind, status: state, message: failure, remedies: [...help] }
  }),
  subnets: subnets.map(({ id, vpcId, name, cidr, cidrV6 }) => ({ id, vpc_id: vpcId, name, cidr, cidr_v6: cidrV6 })),
  tables: tables.map(({ database, table, place: { protocol, host, port, authName } }) => ({
    database_name: database,
    table_name: table ?? '',
    kind: protocol,
    host,
    port,
    ...(authName === undefined ? {} : { auth_info_name: authName }),
  })),
  cut: [...cut],
})

const connectionFields = (connection: Picture['connections'][number]): Static<typeof Connection> => ({
  id: connection.id,
  name: connection.name,
  lent: connection.isLent,
  ...(connection.place === undefined ? {} : { vpc_id: connection.place.vpcId, subnet_id: connection.place.subnetId }),
  bindings: connection.bindings.flatMap(({ id, holder, state, failure }) =>
    state === 'removed' ? [] : [{ id, kind: holder.kind, name: holder.name, status: state, message: failure }],
  ),
  hosts: connection.hosts.map(({ name, ip, covered, coveredBy }) => ({ name, ip, covered, covered_by: coveredBy })),
  host_count: connection.hostCount,
  routes: connection.routes.map(({ name, cidr }) => ({ name, cidr })),
  ports: connection.ports.map(portRangeText),
  name_servers: [...connection.nameServers],
  suffixes: [...connection.suffixes],
})

export const topologyOperations: readonly Operation[] = [get]
