import type { Explanation } from '../../base/explanation.ts'

/** One address connectivity test of a queue. */
export interface ConnectivityTask {
  /** The vendor's integer task_id. */
  readonly number: number
  readonly queueName: string
  /** As the caller wrote it, 'host:port'. */
  readonly address: string
  readonly state: 'running' | 'reachable' | 'unreachable'
  /** The steps of the test; undefined while it runs. */
  readonly explanation: Explanation | undefined
}

export interface ConnectivityTaskRecord extends ConnectivityTask {
  readonly projectId: string
  readonly queueId: string
  readonly createdAt: number
  /** '': not known. */
  readonly ownerId: string
}
