import type { Tag } from './tag.ts'

export interface HostEntry {
  readonly name: string
  readonly ip: string
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
  readonly hosts: readonly HostEntry[]
}

export interface ConnectionRecord extends Connection {
  readonly number: number
  /** When its state or its hosts changed last. */
  readonly changedAt: number
}
