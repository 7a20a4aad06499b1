import type { PortRange } from '../../base/addresses/port-range.ts'
import type { ConnectionResolver } from '../domain/connection-resolver.ts'
import type { AttachmentSpec } from './attachments/attachments.ts'

/** By which binding a queue has a connection. */
export interface BoundBy {
  /** Absent where it is only supposed. */
  readonly bindingId?: string
  readonly connectionName: string
  /** The elastic resource pool that is bound; absent where the queue itself is. */
  readonly poolName?: string
}

export interface BindingView extends BoundBy {
  readonly connectionId: string
  /** The connection is another project's: of its VPC and attachment nothing is told, and its settings are not for who asks to change. */
  readonly lent?: true
  readonly state: 'creating' | 'active' | 'failed' | 'down'
  readonly failure: string
  readonly vpcId: string
  readonly vpcName: string
  readonly subnetCidr: string
  /** '' or absent where the subnet has no IPv6. */
  readonly subnetCidrV6?: string
  readonly routes: readonly { readonly name: string; readonly cidr: string }[]
  readonly hosts: readonly { readonly name: string; readonly ip: string }[]
  /** What goes through it; what is in none of them does not. */
  readonly ports: readonly PortRange[]
  /** Asked for names that are no host entry of any binding. */
  readonly resolver?: ConnectionResolver | undefined
  readonly attachment: AttachmentSpec
  /** Of one VPC and one revision there is one attachment: what tells it from another, for its table may be large. */
  readonly attachmentRevision: number
}

/** Everything that a decision about one queue depends on. */
export interface QueueNetworkView {
  /** Keeps queues of one name in several projects apart where dials are counted. */
  readonly queueId: string
  readonly queueName: string
  /** The elastic resource pool that the queue is in; its bindings count for the queue. */
  readonly poolName?: string
  /** The preset queue has no network and never gets one. */
  readonly preset: boolean
  /** Nor does a shared queue that is in no pool: the vendor's service binds dedicated ones alone. */
  readonly shared?: true
  readonly bindings: readonly BindingView[]
  /** What the queue could be bound to, and is or is not: only for telling what would help. One list, which all queues of the project share: there may be 10,000. */
  readonly connections: readonly BindableConnection[]
}

export interface BindableConnection {
  readonly id: string
  /** It is another project's. */
  readonly lent?: true
  readonly name: string
  readonly subnetCidr: string
  readonly subnetCidrV6?: string
  readonly routes: readonly { readonly name: string; readonly cidr: string }[]
  readonly hosts: readonly { readonly name: string; readonly ip: string }[]
  readonly ports: readonly PortRange[]
}

/** What a job wants to reach: a name or an address, and a port. */
export interface Target {
  readonly host: string
  readonly port: number
}
