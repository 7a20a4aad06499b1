interface ConnectionName {
  readonly id: string
  readonly name: string
}

interface VpcName {
  readonly id: string
  readonly name: string
}

/** What would help after a refusal, as data: which request does it, and how it is written, is for the room that speaks the protocol to say. */
export type Remedy =
  /** Something that no request of ours does: an imperative sentence. */
  | { readonly kind: 'advice'; readonly text: string }
  | { readonly kind: 'create-queue' }
  | { readonly kind: 'create-connection'; readonly queueName: string }
  | { readonly kind: 'bind-queue'; readonly queueName: string; readonly connection: ConnectionName; readonly because: ReasonToBind }
  | { readonly kind: 'unbind-queue'; readonly queueName: string; readonly connection: ConnectionName }
  | { readonly kind: 'set-host-entry'; readonly connection: ConnectionName; readonly name: string }
  /** `from`: an address and a port in the VPC, 192.168.0.10:5432; `port` is that port. */
  | { readonly kind: 'attach-vpc'; readonly vpc: VpcName; readonly from: string; readonly port: number }
  | { readonly kind: 'add-forward'; readonly vpc: VpcName; readonly from: string; readonly port: number }
  | { readonly kind: 'change-forward'; readonly vpc: VpcName; readonly from: string }
  | { readonly kind: 'forward-instead'; readonly vpc: VpcName }

export type ReasonToBind =
  | { readonly kind: 'knows-name'; readonly name: string; readonly ip: string }
  | { readonly kind: 'subnet-holds'; readonly cidr: string; readonly ip: string }
  /** There is a binding, and it has failed: its cause must go first. */
  | { readonly kind: 'has-failed' }

export const advice = (text: string): Remedy => ({ kind: 'advice', text })
