/** problem: something keeps it from working; waiting: it is being made, or not known yet; idle: nothing uses it, or it is not meant to be used. */
export type Level = 'ok' | 'waiting' | 'idle' | 'problem'

export interface NodeState {
  readonly level: Level
  /** A word or two: what the colour and the sign say. */
  readonly word: string
  /** A sentence; '' where the word says it all. */
  readonly why: string
}

type NodeKind = 'pool' | 'queue' | 'connection' | 'vpc' | 'subnet' | 'other-project' | 'host' | 'table'

/** Columns from left to right. */
export const COLUMNS = ['queues', 'connections', 'networks', 'hosts', 'tables'] as const
export type Column = (typeof COLUMNS)[number]

export interface GraphNode {
  readonly id: string
  readonly kind: NodeKind
  readonly column: Column
  readonly label: string
  /** What stands below its name. */
  readonly detail: string
  readonly state: NodeState
  /** The node that it stands in: a queue in its pool, a subnet in its VPC. */
  readonly parent: string | undefined
  /** The connections that it is on a way of. */
  readonly connections: ReadonlySet<string>
  readonly facts: readonly (readonly [string, string])[]
  /** What would help where something is wrong, a sentence each. */
  readonly help?: readonly string[]
}

type EdgeKind = 'binding' | 'leads-to' | 'holds' | 'serves'

export interface GraphEdge {
  readonly id: string
  readonly from: string
  readonly to: string
  readonly kind: EdgeKind
  readonly state: NodeState
}

export interface Graph {
  /** Column by column, in the order in which they are shown. */
  readonly nodes: readonly GraphNode[]
  readonly edges: readonly GraphEdge[]
  readonly byId: ReadonlyMap<string, GraphNode>
}

export const queueId = (name: string): string => `queue:${name}`
export const poolId = (name: string): string => `pool:${name}`
export const connectionId = (id: string): string => `connection:${id}`
export const vpcId = (id: string): string => `vpc:${id}`
export const subnetId = (id: string): string => `subnet:${id}`
export const hostId = (connection: string, ip: string): string => `host:${connection}/${ip}`
export const tableId = (database: string, table: string): string => `table:${database}.${table}`

export const counted = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`
