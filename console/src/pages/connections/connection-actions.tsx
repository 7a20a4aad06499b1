import type { Action } from '../../components/actions/action-button.tsx'
import { type Choice, filled } from '../../components/actions/form-values.ts'
import { type Binding, type Connection, gatewayOf, hostLine, hostOfLine, type Subnet, type Vpc } from './connection.ts'

const CONNECTIONS = '/v2.0/{project_id}/datasource/enhanced-connections'
const STALE = ['connections', 'queues', 'reach', 'vpcs']
const one = ({ id }: Pick<Connection, 'id'>): string => `${CONNECTIONS}/${encodeURIComponent(id)}`

export const createConnection = (subnets: readonly Subnet[], vpcs: readonly Vpc[], queues: readonly string[]): Action => ({
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
    { kind: 'choice', name: 'queue', label: 'Bind the queue', options: [{ value: '', label: 'None yet' }, ...queues.map(choiceOf)] },
    { kind: 'lines', name: 'hosts', label: 'Hosts', description: 'A name and an address a line' },
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
        queues: values.given('queue') === undefined ? undefined : [values.text('queue')],
        hosts: hosts.length === 0 ? undefined : hosts,
      }),
    }
  },
  stale: STALE,
})

const choiceOf = (name: string): Choice => ({ value: name, label: name })

export const bindConnection = (connection: Connection, queues: readonly string[]): Action => ({
  label: 'Bind a queue',
  fields: [{ kind: 'choice', name: 'queue', label: 'Queue', options: queues.map(choiceOf) }],
  request: (values) => ({ method: 'POST', path: `${one(connection)}/associate-queue`, body: { queues: [values.text('queue')] } }),
  stale: STALE,
})

export const unbindConnection = (connection: Connection, { kind, name }: Binding): Action => ({
  label: `Unbind ${name}`,
  intro: <>What is open through it ends at once.</>,
  isDanger: true,
  request: () => ({
    method: 'POST',
    path: `${one(connection)}/disassociate-queue`,
    body: kind === 'queue' ? { queues: [name] } : { elastic_resource_pools: [name] },
  }),
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
  stale: STALE,
})

export const deleteRoute = (connection: Connection, name: string): Action => ({
  label: `Delete the route ${name}`,
  isDanger: true,
  request: () => ({
    method: 'DELETE',
    path: `/v3/{project_id}/datasource/enhanced-connections/${encodeURIComponent(connection.id)}/routes/${encodeURIComponent(name)}`,
  }),
  stale: STALE,
})

export const deleteConnection = (connection: Connection, onDone: () => void): Action => ({
  label: 'Delete',
  intro: <>The connection {connection.name} and its bindings are deleted; what is open through it ends at once.</>,
  isDanger: true,
  request: () => ({ method: 'DELETE', path: one(connection) }),
  stale: STALE,
  onDone,
})

export const createVpc: Action = {
  label: 'Create a VPC',
  intro: <>A private network, as it is known here.</>,
  fields: [
    { kind: 'text', name: 'name', label: 'Name', isRequired: true },
    { kind: 'text', name: 'cidr', label: 'Network', initial: '192.168.0.0/16', isRequired: true },
  ],
  request: (values) => ({
    method: 'POST',
    path: '/v1/{project_id}/vpcs',
    body: { vpc: { name: values.text('name'), cidr: values.text('cidr') } },
  }),
  stale: STALE,
}

export const createSubnet = (vpc: Vpc): Action => ({
  label: 'Create a subnet',
  fields: [
    { kind: 'text', name: 'name', label: 'Name', isRequired: true },
    { kind: 'text', name: 'cidr', label: 'Network', initial: vpc.cidr.replace(/\/\d+$/, '/24'), isRequired: true },
  ],
  request: (values) => ({
    method: 'POST',
    path: '/v1/{project_id}/subnets',
    body: { subnet: { name: values.text('name'), cidr: values.text('cidr'), gateway_ip: gatewayOf(values.text('cidr')), vpc_id: vpc.id } },
  }),
  stale: STALE,
})

export const attachVpc = (vpc: Vpc): Action => ({
  label: 'Attach',
  intro: <>How the addresses of {vpc.name} are reached from the server.</>,
  fields: [
    {
      kind: 'choice',
      name: 'kind',
      label: 'Attachment',
      options: [
        { value: 'host', label: 'host: by the network of the server’s machine' },
        { value: 'forward', label: 'forward: each address to another one' },
        { value: 'none', label: 'none: not at all' },
      ],
    },
    {
      kind: 'lines',
      name: 'forwards',
      label: 'Forwards',
      description: 'For forward: from and to a line, as 192.168.0.5:5432 127.0.0.1:5432',
    },
  ],
  request: (values) => ({
    method: 'PUT',
    path: `/causeway/v1/{project_id}/vpcs/${encodeURIComponent(vpc.id)}/attachment`,
    body: filled({
      kind: values.text('kind'),
      forwards:
        values.text('kind') === 'forward'
          ? values.lines('forwards').map((line) => {
              const [from = '', to = ''] = line.split(/[\s=>]+/)
              return { from, to }
            })
          : undefined,
    }),
  }),
  stale: STALE,
})

export const deleteVpc = (vpc: Vpc): Action => ({
  label: 'Delete',
  intro: <>The VPC {vpc.name} is deleted; its subnets must be gone before.</>,
  isDanger: true,
  request: () => ({ method: 'DELETE', path: `/v1/{project_id}/vpcs/${encodeURIComponent(vpc.id)}` }),
  stale: STALE,
})

export const deleteSubnet = (subnet: Subnet): Action => ({
  label: `Delete ${subnet.name}`,
  isDanger: true,
  request: () => ({
    method: 'DELETE',
    path: `/v1/{project_id}/vpcs/${encodeURIComponent(subnet.vpcId)}/subnets/${encodeURIComponent(subnet.id)}`,
  }),
  stale: STALE,
})
