import type { Caller } from './caller.ts'
import type { Tag } from './queues.ts'

export interface HostEntry {
  readonly name: string
  readonly ip: string
}
export type ConnectionState = 'active' | 'deleted'
export type BindingState = 'creating' | 'active' | 'failed' | 'removed'

/** A binding of a queue to a connection: the vendor's "peer". */
export interface Binding {
  readonly id: string
  readonly queueId: string
  readonly queueName: string
  readonly state: BindingState
  /** Why it failed; empty otherwise. */
  readonly failure: string
  readonly updatedAt: number
}
export interface EnhancedConnection {
  readonly id: string
  readonly projectId: string
  readonly name: string
  readonly vpcId: string
  readonly subnetId: string
  readonly state: ConnectionState
  readonly hosts: readonly HostEntry[]
  readonly tags: readonly Tag[]
  /** Bindings that are not removed, oldest first. */
  readonly bindings: readonly Binding[]
  readonly createdAt: number
}
export interface NewConnection {
  readonly name: string
  readonly vpcId: string
  /** The subnet's id, or its neutronSubnetId. */
  readonly subnetId: string
  readonly queues: readonly string[]
  readonly hosts: readonly HostEntry[]
  readonly tags: readonly Tag[]
}

export interface Connections {
  create(caller: Caller, input: NewConnection): Promise<EnhancedConnection>
  /** Deleted connections stay readable, in state 'deleted'. Throws 'not-found' for an id that never was. */
  get(caller: Caller, id: string): Promise<EnhancedConnection>
  /** Oldest first, deleted ones included: the api filters and pages. */
  list(caller: Caller): Promise<readonly EnhancedConnection[]>
  delete(caller: Caller, id: string): Promise<void>
  setHosts(caller: Caller, id: string, hosts: readonly HostEntry[]): Promise<void>
  /** Idempotent. Refuses the preset queue and shared queues ('not-supported'). */
  bind(caller: Caller, id: string, queues: readonly string[]): Promise<void>
  /** Ends the workers that hold sockets of this binding. */
  unbind(caller: Caller, id: string, queues: readonly string[]): Promise<void>
}
