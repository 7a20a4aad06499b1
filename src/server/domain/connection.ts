import type { PortRange } from '../../base/addresses/port-range.ts'
import type { ConnectionResolver } from './connection-resolver.ts'
import type { Tag } from './tag.ts'

export interface HostEntry {
  readonly name: string
  readonly ip: string
}

/** Addresses beyond the subnet that a connection reaches as well. */
export interface Route {
  /** Unique in the connection. */
  readonly name: string
  /** A network, or one address, as it was written. */
  readonly cidr: string
  readonly createdAt: number
}

export type ConnectionState = 'active' | 'deleted'

/** An enhanced datasource connection, without its bindings. */
export interface Connection {
  readonly id: string
  readonly projectId: string
  readonly name: string
  readonly vpcId: string
  readonly subnetId: string
  readonly state: ConnectionState
  readonly hosts: readonly HostEntry[]
  readonly routes: readonly Route[]
  /** What goes through it. */
  readonly ports: readonly PortRange[]
  readonly resolver?: ConnectionResolver | undefined
  readonly tags: readonly Tag[]
  readonly createdAt: number
}

/** Where an active connection leads. */
export interface ConnectionNetwork {
  readonly id: string
  readonly number: number
  readonly name: string
  readonly vpcId: string
  readonly subnetCidr: string
  /** '' where the subnet has no IPv6. */
  readonly subnetCidrV6: string
  readonly hosts: readonly HostEntry[]
  readonly routes: readonly Route[]
  readonly ports: readonly PortRange[]
  readonly resolver?: ConnectionResolver | undefined
}

export interface ConnectionRecord extends Connection {
  readonly number: number
  /** When its state, its hosts, its routes, its ports or its resolver changed last. */
  readonly changedAt: number
}
