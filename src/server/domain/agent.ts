/** A program in a private network that dials out to this server, and dials the network's addresses for one VPC. */
export interface AgentRecord {
  readonly id: string
  readonly projectId: string
  readonly vpcId: string
  /** No other agent of the VPC has it. */
  readonly name: string
  /** SHA-256 of its public key, in hexadecimal. */
  readonly keyHash: string
  /** As it said when it connected last. */
  readonly version: string
  /** Where its connection comes from, as this server sees it; '' until it has connected. */
  readonly address: string
  readonly createdAt: number
  /** Undefined: it has never connected. */
  readonly lastSeenAt: number | undefined
  readonly certificateEndsAt: number
}

/** What enrols one agent, once; only its hash is known. */
export interface AgentTokenRecord {
  readonly hash: string
  readonly projectId: string
  readonly vpcId: string
  /** Of the agent that it makes. */
  readonly name: string
  readonly createdAt: number
  readonly expiresAt: number
}

/** As whoever may see the VPC sees it. */
export interface Agent extends Omit<AgentRecord, 'projectId' | 'keyHash'> {
  /** Since when; undefined while it is not connected. */
  readonly connectedAt: number | undefined
}
