import type { Owned } from './owned.ts'
import type { Tag } from './tag.ts'

/** How many CUs a pool may lend to a queue, and who comes first, in the hours from `startHour` up to `stopHour`, which may lie behind midnight. */
export interface ScalingPolicy {
  /** 1 to 100; 100 comes first. */
  readonly priority: number
  /** 0 to 23. */
  readonly startHour: number
  /** 1 to 24. */
  readonly stopHour: number
  readonly minCu: number
  readonly maxCu: number
  /** Its maximum is that of the pool, whatever it is. */
  readonly inheritsMax: boolean
}

/** What is asked for of a new pool. */
export interface NewPool {
  readonly name: string
  readonly description: string
  /** '' when none was chosen: it overlaps no other then. */
  readonly cidr: string
  readonly minCu: number
  readonly maxCu: number
  readonly chargingMode: number
  readonly enterpriseProjectId: string
  /** As the client wrote it: `spec` basic makes a small pool. */
  readonly label: Readonly<Record<string, string>>
  readonly ipv6: boolean
  readonly tags: readonly Tag[]
}

/** An elastic resource pool: it owns queues and lends them its CUs. `name` is lower case, unique in its project and never changed. */
export interface Pool extends NewPool, Owned {
  /** The vendor's integer id. */
  readonly number: number
  /** UUID: the vendor's resource_id. */
  readonly id: string
  readonly projectId: string
  readonly createdAt: number
  readonly updatedAt: number
  /** What it has at present, between its minimum and its maximum: it follows the load. */
  readonly currentCu: number
}

/** One change of the size of a pool. */
export interface ScaleRecord {
  readonly at: number
  readonly originCu: number
  readonly targetCu: number
  readonly minCu: number
  readonly maxCu: number
  /** Why it did not come about; '' when it did. */
  readonly failure: string
}
