import type { Explanation } from '../../base/explanation.ts'
import type { Caller } from './caller.ts'

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

/** The address connectivity test of a queue: the same decision and the same dial that a job on the queue gets. */
export interface Connectivity {
  start(caller: Caller, queueName: string, address: string): Promise<ConnectivityTask>
  get(caller: Caller, queueName: string, number: number): Promise<ConnectivityTask>
}
