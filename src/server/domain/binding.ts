/** `down`: nothing is wrong with it but that the attachment of its VPC is down; it is active again by itself. */
export type BindingState = 'creating' | 'active' | 'failed' | 'down' | 'removed'

/** What is bound: a queue, or an elastic resource pool and so every queue in it, also those that come later. */
export interface BindingHolder {
  readonly kind: 'queue' | 'pool'
  readonly id: string
  readonly name: string
}

/** A binding of a queue or a pool to a connection: the vendor's "peer". */
export interface Binding {
  readonly id: string
  readonly holder: BindingHolder
  readonly state: BindingState
  /** Why it failed or is down; empty otherwise. */
  readonly failure: string
  readonly updatedAt: number
}

export interface BindingRecord extends Binding {
  readonly projectId: string
  readonly number: number
  readonly connectionId: string
  readonly createdAt: number
}
