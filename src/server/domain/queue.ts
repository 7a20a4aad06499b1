import type { ScalingPolicy } from './elastic-resource-pool.ts'
import type { Owned } from './owned.ts'
import type { Tag } from './tag.ts'

/** Every project begins with one of this name: statements that name none go there. */
export const DEFAULT_QUEUE = 'default'

export type QueueState = 'creating' | 'available' | 'deleting' | 'deleted'

/** What is asked for of a new queue. */
export interface NewQueue {
  readonly name: string
  readonly type: 'sql' | 'general'
  readonly description: string
  readonly cuCount: number
  /** '' when none was chosen: it overlaps no other then. */
  readonly cidr: string
  readonly resourceMode: 0 | 1
  readonly platform: string
  /** '' when none was asked for, which is what `basic` is. */
  readonly feature: string
  readonly engine: string
  readonly chargingMode: number
  readonly enterpriseProjectId: string
  readonly labels: readonly string[]
  readonly tags: readonly Tag[]
  /** The elastic resource pool that owns it; '' for a queue of its own. */
  readonly poolName: string
}

/** A compute queue. `name` is lower case and unique in its project. */
export interface Queue extends NewQueue, Owned {
  /** The vendor's integer queue_id. */
  readonly number: number
  /** UUID: the vendor's resource_id. */
  readonly id: string
  readonly projectId: string
  readonly createdAt: number
  readonly state: QueueState
  /** The preset queue `default`: runs jobs, has no connection, is never deleted. */
  readonly preset: boolean
  /** Undefined outside of a pool. */
  readonly poolId: string | undefined
  /** How much of its pool it may have; empty outside of one. */
  readonly policies: readonly ScalingPolicy[]
}

export interface QueueRecord extends Queue {
  /** When its state changed last. */
  readonly changedAt: number
}
