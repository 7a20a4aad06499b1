import { type Fields, fieldsOf } from './fields.ts'
import { oneOf } from './one-of.ts'
import { request } from './request.ts'

export interface BindingShown {
  readonly id: string
  readonly kind: 'queue' | 'pool'
  /** Of the queue or the elastic resource pool that is bound. */
  readonly name: string
  readonly status: 'creating' | 'active' | 'failed' | 'down'
  readonly message: string
}

export interface ConnectionShown {
  readonly id: string
  readonly name: string
  /** By another project: where it leads is not told. */
  readonly lent: boolean
  readonly vpcId: string | undefined
  readonly subnetId: string | undefined
  readonly bindings: readonly BindingShown[]
  readonly hosts: readonly {
    readonly name: string
    readonly ip: string
    readonly covered: 'yes' | 'no' | 'unknown'
    readonly coveredBy: string
  }[]
  readonly hostCount: number
  readonly routes: readonly { readonly name: string; readonly cidr: string }[]
  readonly ports: readonly string[]
  /** The ends of the names that its resolver is asked for. */
  readonly suffixes: readonly string[]
}

export interface QueueShown {
  readonly name: string
  readonly status: 'creating' | 'available' | 'deleting'
  readonly preset: boolean
  readonly cuCount: number
  /** '' for a queue of its own. */
  readonly pool: string
}

export interface VpcShown {
  readonly id: string
  readonly name: string
  readonly cidr: string
  /** Its kind. */
  readonly attachment: string
  readonly status: 'up' | 'down' | 'unknown'
  readonly message: string
  /** What would help, a sentence each. */
  readonly remedies: readonly string[]
}

export interface RemoteTable {
  readonly database: string
  /** '' for a database whose tables are those of a remote schema. */
  readonly table: string
  /** One of `REMOTE_PROTOCOLS`, or what a newer server has. */
  readonly kind: string
  readonly host: string
  readonly port: number
  /** What it logs in by, by its name. */
  readonly credential: string | undefined
}

/** The networks of a project, and what is bound to what. */
export interface Topology {
  readonly queues: readonly QueueShown[]
  readonly pools: readonly string[]
  readonly connections: readonly ConnectionShown[]
  readonly vpcs: readonly VpcShown[]
  readonly subnets: readonly {
    readonly id: string
    readonly vpcId: string
    readonly name: string
    readonly cidr: string
    readonly cidrV6: string
  }[]
  readonly tables: readonly RemoteTable[]
  /** Of what there is more than stands here. */
  readonly cut: readonly string[]
}

export const readTopology = async (signal?: AbortSignal): Promise<Topology> =>
  topologyOf(await request('GET', '/causeway/v1/{project_id}/topology', undefined, { signal }))

function topologyOf(answer: unknown): Topology {
  const all = fieldsOf(answer)
  return {
    queues: all.list('queues', (of) => ({
      name: of.text('queue_name'),
      status: oneOf(of, 'status', ['creating', 'available', 'deleting']),
      preset: of.flag('preset'),
      cuCount: of.number('cu_count'),
      pool: of.text('elastic_resource_pool_name'),
    })),
    pools: all.list('elastic_resource_pools', (of) => of.text('elastic_resource_pool_name')),
    connections: all.list('connections', connectionOf),
    vpcs: all.list('vpcs', (of) => ({
      id: of.text('id'),
      name: of.text('name'),
      cidr: of.text('cidr'),
      attachment: of.text('attachment'),
      status: oneOf(of, 'status', ['up', 'down', 'unknown']),
      message: of.text('message'),
      remedies: of.texts('remedies'),
    })),
    subnets: all.list('subnets', (of) => ({
      id: of.text('id'),
      vpcId: of.text('vpc_id'),
      name: of.text('name'),
      cidr: of.text('cidr'),
      cidrV6: of.text('cidr_v6'),
    })),
    tables: all.list('tables', (of) => ({
      database: of.text('database_name'),
      table: of.text('table_name'),
      kind: of.text('kind'),
      host: of.text('host'),
      port: of.number('port'),
      credential: of.optionalText('auth_info_name'),
    })),
    cut: all.texts('cut'),
  }
}

const connectionOf = (of: Fields): ConnectionShown => ({
  id: of.text('id'),
  name: of.text('name'),
  lent: of.flag('lent'),
  vpcId: of.optionalText('vpc_id'),
  subnetId: of.optionalText('subnet_id'),
  bindings: of.list('bindings', (binding) => ({
    id: binding.text('id'),
    kind: oneOf(binding, 'kind', ['queue', 'pool']),
    name: binding.text('name'),
    status: oneOf(binding, 'status', ['creating', 'active', 'failed', 'down']),
    message: binding.text('message'),
  })),
  hosts: of.list('hosts', (host) => ({
    name: host.text('name'),
    ip: host.text('ip'),
    covered: oneOf(host, 'covered', ['yes', 'no', 'unknown']),
    coveredBy: host.text('covered_by'),
  })),
  hostCount: of.number('host_count'),
  routes: of.list('routes', (route) => ({ name: route.text('name'), cidr: route.text('cidr') })),
  ports: of.texts('ports'),
  suffixes: of.texts('suffixes'),
})
