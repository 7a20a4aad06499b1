import type { PortRange } from '../../base/addresses/port-range.ts'
import type { HostEntry } from '../domain/connection.ts'
import type { StoredAttachment } from '../domain/stored-attachment.ts'

interface ConnectionName {
  readonly id: string
  readonly name: string
}

interface VpcName {
  readonly id: string
  readonly name: string
}

/** Of a queue in an elastic resource pool the pool is bound and unbound. */
interface QueueToBind {
  readonly queueName: string
  readonly poolName?: string
}

/** What would help after a refusal, as data: which request does it, and how it is written, is for the room that speaks the protocol to say. */
export type Remedy =
  /** Something that no request of ours does: an imperative sentence. */
  | { readonly kind: 'advice'; readonly text: string }
  | { readonly kind: 'create-queue' }
  | ({ readonly kind: 'create-connection' } & QueueToBind)
  | ({ readonly kind: 'bind-queue'; readonly connection: ConnectionName; readonly because: ReasonToBind } & QueueToBind)
  | ({ readonly kind: 'unbind-queue'; readonly connection: ConnectionName } & QueueToBind)
  /** `ports`: all that go through then, which the request replaces. */
  | { readonly kind: 'let-port-through'; readonly connection: ConnectionName; readonly port: number; readonly ports: readonly PortRange[] }
  | { readonly kind: 'add-route'; readonly connection: ConnectionName; readonly cidr: string }
  /** `hosts`: the whole list, which the request replaces, with the entry for `name` as the last; absent when it is long. */
  | { readonly kind: 'set-host-entry'; readonly connection: ConnectionName; readonly name: string; readonly hosts?: readonly HostEntry[] }
  /**
   * `attachment`: the whole of it, which the request replaces; absent when it is long. `added`: what of its lists is new, by field. `why`: an imperative sentence.
   */
  | {
      readonly kind: 'set-attachment'
      readonly vpc: VpcName
      readonly why: string
      readonly attachment?: StoredAttachment
      readonly added?: Readonly<Record<string, unknown>>
    }
  | { readonly kind: 'enrol-agent'; readonly vpcId: string }

  /** To be asked of who may grant it. */
  | { readonly kind: 'grant-privilege'; readonly userName: string; readonly object: string; readonly privilege: string }
  | { readonly kind: 'give-role'; readonly userName: string; readonly role: string }

export type ReasonToBind =
  | { readonly kind: 'knows-name'; readonly name: string; readonly ip: string }
  /** Without `cidr`: the subnet is another project's, and not told. */
  | { readonly kind: 'subnet-holds'; readonly cidr?: string; readonly ip: string }
  | { readonly kind: 'route-holds'; readonly route: string; readonly cidr: string; readonly ip: string }
  /** There is a binding, and it has failed: its cause must go first. */
  | { readonly kind: 'has-failed' }

/** A longer list is not copied into a remedy: refusals are made as often as a job likes, and nobody copies such a list out of a message. */
export const WHOLE_LIST_MAX = 50

export const advice = (text: string): Remedy => ({ kind: 'advice', text })
