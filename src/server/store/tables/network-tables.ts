interface VpcTable {
  id: string
  projectId: string
  name: string
  cidr: string
  description: string
  attachment: string
  attachmentRevision: number
  sealedAttachmentSecret: Uint8Array | null
  tags: string
  enterpriseProjectId: string
  /** JSON. */
  networkSettings: string
  createdAt: number
  updatedAt: number
}

export interface SubnetTable {
  id: string
  projectId: string
  vpcId: string
  name: string
  cidr: string
  gatewayIp: string
  description: string
  neutronSubnetId: string
  /** '' where it has none; so the next. */
  cidrV6: string
  neutronSubnetIdV6: string
  networkSettings: string
  tags: string
  createdAt: number
  updatedAt: number
}

export interface ConnectionTable {
  id: string
  projectId: string
  number: number
  name: string
  vpcId: string
  subnetId: string
  state: string
  hosts: string
  /** JSON. */
  routes: string
  /** JSON. */
  ports: string
  /** JSON, or empty. */
  resolver: string
  tags: string
  createdAt: number
  changedAt: number
}

/** Connections of a project in a state; kept by triggers. */
interface ConnectionTallyTable {
  projectId: string
  state: string
  count: number
}

export interface BindingTable {
  id: string
  projectId: string
  number: number
  connectionId: string
  /** One of the two is null. */
  queueId: string | null
  poolId: string | null
  state: string
  failure: string
  createdAt: number
  updatedAt: number
}

/** Of a connection that was made by the vendor's older call. */
export interface ClassicConnectionTable {
  connectionId: string
  projectId: string
  service: string
  url: string
}

export interface ConnectivityTaskTable {
  projectId: string
  number: number
  queueId: string
  queueName: string
  address: string
  state: string
  explanation: string | null
  createdAt: number
  ownerId: string
}

export interface ExpectationTable {
  id: string
  projectId: string
  queueName: string
  address: string
  expected: string
  note: string
  /** 1: a change that would break it is refused. */
  enforced: number
  owner: string
  ownerId: string
  createdAt: number
}

export interface ObservationTable {
  expectationId: string
  /** Of its expectation; grows with each. */
  number: number
  at: number
  observed: string
  seen: string
}

export interface QueueDoorTable {
  id: string
  projectId: string
  queueId: string
  kind: string
  port: number
  description: string
  owner: string
  ownerId: string
  passwordHash: Uint8Array
  createdAt: number
}

export interface AgentTable {
  id: string
  projectId: string
  vpcId: string
  name: string
  keyHash: string
  version: string
  address: string
  createdAt: number
  /** Null: it has never connected. */
  lastSeenAt: number | null
  certificateEndsAt: number
}

interface AgentTokenTable {
  hash: string
  projectId: string
  vpcId: string
  name: string
  createdAt: number
  expiresAt: number
}

export interface CredentialTable {
  projectId: string
  number: number
  name: string
  type: string
  userName: string
  locations: string
  hosts: string
  sealedSecrets: Uint8Array
  ownerId: string
  owner: string
  createdAt: number
  updatedAt: number
}

/** Networks, what leads into them, and what is known of how they are reached. */
export interface NetworkTables {
  vpc: VpcTable
  subnet: SubnetTable
  connection: ConnectionTable
  connectionTally: ConnectionTallyTable
  binding: BindingTable
  classicConnection: ClassicConnectionTable
  connectivityTask: ConnectivityTaskTable
  expectation: ExpectationTable
  observation: ObservationTable
  queueDoor: QueueDoorTable
  agent: AgentTable
  agentToken: AgentTokenTable
  credential: CredentialTable
}
