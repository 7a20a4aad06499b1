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

export interface BindingRecord extends Binding {
  readonly projectId: string
  readonly number: number
  readonly connectionId: string
  readonly createdAt: number
}
