import type { Fields } from '../../api/fields.ts'
import type { BadgeLevel } from '../../components/state-badge.tsx'

export interface Binding {
  readonly kind: 'queue' | 'pool'
  readonly name: string
  readonly status: string
  /** Why it failed. */
  readonly message: string
}

export interface Connection {
  readonly id: string
  readonly name: string
  readonly vpcId: string
  readonly subnetId: string
  readonly bindings: readonly Binding[]
  readonly hosts: readonly { readonly name: string; readonly ip: string }[]
  readonly routes: readonly { readonly name: string; readonly cidr: string }[]
  readonly createdAt: number
}

const readBinding =
  (kind: Binding['kind']) =>
  (peer: Fields): Binding => ({
    kind,
    name: peer.text('name'),
    status: peer.text('status'),
    message: peer.optionalText('err_msg') ?? '',
  })

export const readConnection = (connection: Fields): Connection => ({
  id: connection.text('id'),
  name: connection.text('name'),
  vpcId: connection.text('dest_vpc_id'),
  subnetId: connection.text('dest_network_id'),
  bindings: [
    ...connection.list('available_queue_info', readBinding('queue')),
    ...connection.list('elastic_resource_pools', readBinding('pool')),
  ],
  hosts: connection.list('hosts', (host) => ({ name: host.text('name'), ip: host.text('ip') })),
  routes: connection.list('routes', (route) => ({ name: route.text('name'), cidr: route.text('cidr') })),
  createdAt: connection.number('create_time'),
})

export function bindingShown(status: string): { readonly level: BadgeLevel; readonly word: string } {
  switch (status) {
    case 'ACTIVE':
      return { level: 'good', word: 'bound' }
    case 'CREATING':
      return { level: 'waiting', word: 'binding' }
    default:
      return { level: 'bad', word: status.toLowerCase() }
  }
}

/** The worst of its bindings. */
export function connectionShown({ bindings }: Connection): { readonly level: BadgeLevel; readonly word: string } {
  if (bindings.length === 0) return { level: 'idle', word: 'bound to nothing' }
  const worst = bindings.find(({ status }) => status === 'FAILED') ?? bindings.find(({ status }) => status === 'CREATING') ?? bindings[0]
  return bindingShown(worst?.status ?? '')
}

export interface Vpc {
  readonly id: string
  readonly name: string
  readonly cidr: string
}
export interface Subnet extends Vpc {
  readonly vpcId: string
}

export const readVpc = (vpc: Fields): Vpc => ({ id: vpc.text('id'), name: vpc.text('name'), cidr: vpc.text('cidr') })
export const readSubnet = (subnet: Fields): Subnet => ({ ...readVpc(subnet), vpcId: subnet.text('vpc_id') })

/** A line `name ip` of a form, and back. */
export const hostLine = ({ name, ip }: { readonly name: string; readonly ip: string }): string => `${name} ${ip}`
export function hostOfLine(line: string): { readonly name: string; readonly ip: string } {
  const [name = '', ip = ''] = line.trim().split(/[\s,]+/)
  return { name, ip }
}

/** The first address of a network that a machine may have: what a gateway is mostly. */
export function gatewayOf(cidr: string): string {
  const [, start, last] = /^(\d+\.\d+\.\d+\.)(\d+)\/\d+$/.exec(cidr.trim()) ?? []
  return start === undefined || last === undefined ? '' : `${start}${Number(last) + 1}`
}
