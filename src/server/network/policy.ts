import type { Explanation } from '../../base/explanation.ts'

/** How the addresses of one VPC are reached, as the policy and the dialler see it. */
export type AttachmentView =
  | { readonly kind: 'none' }
  | { readonly kind: 'host' }
  | { readonly kind: 'forward'; readonly forwards: readonly { readonly from: string; readonly to: string }[] }

export interface BindingView {
  readonly connectionId: string
  readonly connectionName: string
  readonly state: 'creating' | 'active' | 'failed'
  readonly failure: string
  readonly vpcId: string
  readonly vpcName: string
  readonly subnetCidr: string
  readonly routes: readonly { readonly name: string; readonly cidr: string }[]
  readonly hosts: readonly { readonly name: string; readonly ip: string }[]
  readonly attachment: AttachmentView
}

/** Everything that a decision about one queue depends on. */
export interface QueueNetworkView {
  readonly queueName: string
  /** The preset queue has no network and never gets one. */
  readonly preset: boolean
  readonly bindings: readonly BindingView[]
  /** Connections of the project that this queue is not bound to: only for telling what would help. */
  readonly unboundConnections: readonly {
    readonly id: string
    readonly name: string
    readonly subnetCidr: string
    readonly hosts: readonly { readonly name: string; readonly ip: string }[]
  }[]
}

export interface Target {
  readonly host: string
  readonly port: number
}

export type Decision =
  | {
      readonly kind: 'allowed'
      readonly connectionId: string
      readonly ip: string
      readonly port: number
      readonly attachment: AttachmentView
      /** The steps so far; the dial is the last one and not in it yet. */
      readonly explanation: Explanation
    }
  | { readonly kind: 'refused'; readonly explanation: Explanation }

/** The one place where it is decided what a queue may reach. Pure. */
export declare function decide(view: QueueNetworkView, target: Target): Decision
