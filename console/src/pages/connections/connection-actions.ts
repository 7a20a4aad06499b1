import { boundableQueues } from '../../api/queue-names.ts'
import type { Action } from '../../components/actions/action.ts'
import { choicesOf, filled } from '../../components/actions/form-values.ts'
import { type Binding, type Connection, hostLine, hostOfLine, type Subnet, type Vpc } from './connection.ts'

const CONNECTIONS = '/v2.0/{project_id}/datasource/enhanced-connections'
const STALE = ['connections', 'queues', 'reach', 'vpcs']
const one = ({ id }: Pick<Connection, 'id'>): string => `${CONNECTIONS}/${encodeURIComponent(id)}`

interface Places {
  readonly subnets: readonly Subnet[]
  readonly vpcs: readonly Vpc[]
  readonly queues: readonly string[]
  readonly pools: readonly string[]
}

export const createConnection = ({ subnets, vpcs, queues, pools }: Places): Action => ({
  label: 'Create a connection',
  fields: [
    { kind: 'text', name: 'name', label: 'Name', isRequired: true },
    {
      kind: 'choice',
      name: 'subnet',
      label: 'Subnet',
      description: subnets.length === 0 ? 'There is none yet: create a VPC and a subnet first' : 'Where the databases are',
      options: subnets.map(({ id, name, cidr, vpcId }) => ({
        value: id,
        label: `${vpcs.find((vpc) => vpc.id === vpcId)?.name ?? vpcId} / ${name} (${cidr})`,
      })),
    },
    { kind: 'choices', name: 'queues', label: 'Bind these queues', options: choicesOf(boundableQueues(queues)) },
    {
      kind: 'choices',
      name: 'pools',
      label: 'Bind these elastic resource pools',
      options: choicesOf(pools),
      isShown: () => pools.length > 0,
    },
    { kind: 'lines', name: 'hosts', label: 'Hosts', description: 'A name and an address a line' },
    {
      kind: 'lines',
      name: 'ports',
      label: 'Ports',
      description: 'Let through to it: one or a range a line, as 5432 or 6000-6010; none: all',
    },
  ],
  request: (values) => {
    const subnet = subnets.find(({ id }) => id === values.text('subnet'))
    const hosts = values.lines('hosts').map(hostOfLine)
    return {
      method: 'POST',
      path: CONNECTIONS,
      body: filled({
        name: values.text('name'),
        dest_vpc_id: subnet?.vpcId ?? '',
        dest_network_id: subnet?.id ?? '',
        queues: someOf(values.chosen('queues')),
        elastic_resource_pools: someOf(values.chosen('pools')),
        hosts: someOf(hosts),
        ports: values.givenLines('ports'),
      }),
    }
  },
  stale: STALE,
})

const someOf = <T>(all: readonly T[]): readonly T[] | undefined => (all.length === 0 ? undefined : all)

export const bindConnection = (connection: Connection, queues: readonly string[], pools: readonly string[]): Action => ({
  label: 'Bind a queue',
  fields: [
    {
      kind: 'choice',
      name: 'holder',
      label: 'Queue',
      options: [...choicesOf(boundableQueues(queues)), ...pools.map((name) => ({ value: `pool ${name}`, label: `pool ${name}` }))],
    },
  ],
  request: (values) => {
    const holder = values.text('holder')
    return {
      method: 'POST',
      path: `${one(connection)}/associate-queue`,
      body: holder.startsWith('pool ') ? { elastic_resource_pools: [holder.slice('pool '.length)] } : { queues: [holder] },
    }
  },
  foretells: true,
  stale: STALE,
})

export const unbindConnection = (connection: Connection, { kind, name }: Binding): Action => ({
  label: `Unbind ${name}`,
  intro: 'What is open through it ends at once.',
  isDanger: true,
  request: () => ({
    method: 'POST',
    path: `${one(connection)}/disassociate-queue`,
    body: kind === 'queue' ? { queues: [name] } : { elastic_resource_pools: [name] },
  }),
  foretells: true,
  stale: STALE,
})

export const setHosts = (connection: Connection): Action => ({
  label: 'Change the hosts',
  fields: [
    {
      kind: 'lines',
      name: 'hosts',
      label: 'Hosts',
      description: 'A name and an address a line; the whole list is replaced',
      initial: connection.hosts.map(hostLine).join('\n'),
    },
  ],
  request: (values) => ({ method: 'PUT', path: one(connection), body: { hosts: values.lines('hosts').map(hostOfLine) } }),
  foretells: true,
  stale: STALE,
})

export const addRoute = (connection: Connection): Action => ({
  label: 'Add a route',
  fields: [
    { kind: 'text', name: 'name', label: 'Name', isRequired: true },
    { kind: 'text', name: 'cidr', label: 'Network', description: 'As 10.1.0.0/16', isRequired: true },
  ],
  request: (values) => ({
    method: 'POST',
    path: `/v3/{project_id}/datasource/enhanced-connections/${encodeURIComponent(connection.id)}/routes`,
    body: { name: values.text('name'), cidr: values.text('cidr') },
  }),
  foretells: true,
  stale: STALE,
})

export const deleteRoute = (connection: Connection, name: string): Action => ({
  label: `Delete the route ${name}`,
  isDanger: true,
  request: () => ({
    method: 'DELETE',
    path: `/v3/{project_id}/datasource/enhanced-connections/${encodeURIComponent(connection.id)}/routes/${encodeURIComponent(name)}`,
  }),
  foretells: true,
  stale: STALE,
})

export const deleteConnection = (connection: Connection, onDone: () => void): Action => ({
  label: 'Delete',
  intro: `The connection ${connection.name} and its bindings are deleted; what is open through it ends at once.`,
  isDanger: true,
  request: () => ({ method: 'DELETE', path: one(connection) }),
  foretells: true,
  stale: STALE,
  onDone,
})

const OWN = '/causeway/v1/{project_id}/connections'
const ownPath = ({ id }: Pick<Connection, 'id'>, what: 'ports' | 'resolver'): string => `${OWN}/${encodeURIComponent(id)}/${what}`
export const portsPath = (connection: Connection): string => ownPath(connection, 'ports')
export const resolverPath = (connection: Connection): string => ownPath(connection, 'resolver')

export const setPorts = (connection: Connection, ports: readonly string[]): Action => ({
  label: 'Change the ports',
  intro: `Nothing else is let through ${connection.name}.`,
  fields: [
    {
      kind: 'lines',
      name: 'ports',
      label: 'Ports',
      description: 'One or a range a line, as 5432 or 6000-6010; 1-65535 for all',
      initial: ports.join('\n'),
    },
  ],
  request: (values) => ({ method: 'PUT', path: portsPath(connection), body: { ports: values.lines('ports') } }),
  foretells: true,
  stale: STALE,
})

export interface Resolver {
  readonly servers: readonly string[]
  readonly suffixes: readonly string[]
}

export const setResolver = (connection: Connection, resolver: Resolver): Action => ({
  label: 'Change the resolver',
  intro: `Names that end so are asked of these servers, through ${connection.name} itself.`,
  fields: [
    {
      kind: 'lines',
      name: 'servers',
      label: 'Name servers',
      description: 'Addresses, one a line',
      isRequired: true,
      initial: resolver.servers.join('\n'),
    },
    {
      kind: 'lines',
      name: 'suffixes',
      label: 'Ends of names',
      description: 'One a line, as corp.internal',
      isRequired: true,
      initial: resolver.suffixes.join('\n'),
    },
  ],
  request: (values) => ({
    method: 'PUT',
    path: resolverPath(connection),
    body: { servers: values.lines('servers'), suffixes: values.lines('suffixes') },
  }),
  foretells: true,
  stale: STALE,
})

export const deleteResolver = (connection: Connection): Action => ({
  label: 'Take the resolver away',
  isDanger: true,
  request: () => ({ method: 'DELETE', path: resolverPath(connection) }),
  stale: STALE,
})
