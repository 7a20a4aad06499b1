export interface QueueTable {
  id: string
  projectId: string
  number: number
  name: string
  type: string
  description: string
  cuCount: number
  resourceMode: number
  platform: string
  feature: string
  engine: string
  chargingMode: number
  enterpriseProjectId: string
  labels: string
  tags: string
  ownerId: string
  owner: string
  preset: number
  state: string
  createdAt: number
  changedAt: number
  cidr: string
  /** Null and '' outside of a pool. A pool is never renamed. */
  poolId: string | null
  poolName: string
  /** JSON. */
  scalingPolicies: string
}

export interface QueuePlanTable {
  queueId: string
  number: number
  name: string
  targetCu: number
  startHour: number
  startMinute: number
  /** JSON. */
  repeatDays: string
  validFrom: number | null
  validTo: number | null
  active: number
  lastRunAt: number | null
  nextRunAt: number | null
}

interface QueuePropertyTable {
  queueId: string
  name: string
  value: string
}

export interface PoolTable {
  id: string
  projectId: string
  number: number
  name: string
  description: string
  cidr: string
  minCu: number
  maxCu: number
  currentCu: number
  chargingMode: number
  enterpriseProjectId: string
  /** JSON. */
  label: string
  ipv6: number
  tags: string
  ownerId: string
  owner: string
  createdAt: number
  updatedAt: number
}

interface ScaleRecordTable {
  poolId: string
  at: number
  originCu: number
  targetCu: number
  minCu: number
  maxCu: number
  failure: string
}

/** How many queues that are not deleted there are, and how many CUs they have together; kept by triggers. */
interface QueueTallyTable {
  projectId: string
  count: number
  cus: number
}

/** Queues and the pools that they are in. */
export interface QueueTables {
  queue: QueueTable
  queueTally: QueueTallyTable
  queuePlan: QueuePlanTable
  queueProperty: QueuePropertyTable
  pool: PoolTable
  scaleRecord: ScaleRecordTable
}
