import type { Caller } from './caller.ts'

export type QueueState = 'creating' | 'available' | 'deleting' | 'deleted'

/** A compute queue. `name` is lower case and unique in its project. */
export interface Queue {
  /** The vendor's integer queue_id. */
  readonly number: number
  /** UUID: the vendor's resource_id. */
  readonly id: string
  readonly projectId: string
  readonly name: string
  readonly type: 'sql' | 'general'
  readonly description: string
  readonly cuCount: number
  readonly resourceMode: 0 | 1
  readonly platform: string
  readonly feature: string
  readonly engine: string
  readonly chargingMode: number
  readonly enterpriseProjectId: string
  readonly labels: readonly string[]
  readonly tags: readonly Tag[]
  readonly owner: string
  readonly createdAt: number
  readonly state: QueueState
  /** The preset queue `default`: runs jobs, has no connection, is never deleted. */
  readonly preset: boolean
}
export interface Tag {
  readonly key: string
  readonly value: string
}

export interface NewQueue {
  readonly name: string
  readonly type: 'sql' | 'general'
  readonly description: string
  readonly cuCount: number
  readonly resourceMode: 0 | 1
  readonly platform: string
  readonly feature: string
  readonly engine: string
  readonly chargingMode: number
  readonly enterpriseProjectId: string
  readonly labels: readonly string[]
  readonly tags: readonly Tag[]
}

export interface Queues {
  create(caller: Caller, input: NewQueue): Promise<Queue>
  /** Names are matched without regard to case. Throws 'not-found' "There is no queue named x". */
  get(caller: Caller, name: string): Promise<Queue>
  /** All queues that are not deleted, the preset one included; the caller pages and orders. */
  list(caller: Caller): Promise<readonly Queue[]>
  /** 'in-use' while jobs are waiting or running; its bindings go with it. */
  delete(caller: Caller, name: string): Promise<void>
}
