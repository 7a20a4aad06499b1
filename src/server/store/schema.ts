/**
 * The tables as Kysely sees them: column names in camelCase, snake_case in the database. Only types that SQLite and PostgreSQL share: text, integers
 * (times are epoch ms), bytes. A flag is 0 or 1; structured values are JSON text, parsed where a row becomes a record.
 */
import type { Kysely } from 'kysely'

interface SettingTable {
  name: string
  value: string
}
interface DomainTable {
  id: string
  name: string
}
interface ProjectTable {
  id: string
  domainId: string
  name: string
  description: string
  state: string
}
export interface UserAccountTable {
  id: string
  domainId: string
  name: string
  passwordHash: string
  createdAt: number
  enabled: number
  isAdmin: number
  description: string
}
export interface AccessKeyTable {
  accessKey: string
  userId: string
  sealedSecretKey: Uint8Array
  createdAt: number
  enabled: number
  description: string
  expiresAt: number | null
  securityTokenHash: string | null
  madeByKey: string | null
  scopeKind: string | null
  scopeId: string | null
}
interface AccessKeyUseTable {
  accessKey: string
  lastUsedAt: number
}
interface UserGroupTable {
  id: string
  domainId: string
  name: string
  description: string
  createdAt: number
}
interface GroupMemberTable {
  groupId: string
  userId: string
}
interface ProjectRoleTable {
  projectId: string
  subjectKind: string
  subjectId: string
  role: string
}
export interface PrivilegeTable {
  projectId: string
  subjectKind: string
  subjectId: string
  object: string
  name: string
  grantedBy: string
  grantedAt: number
}
export interface AuthTokenTable {
  hash: string
  userId: string
  scopeKind: string
  scopeId: string
  accessKey: string | null
  issuedAt: number
  expiresAt: number
}
export interface ConsoleSessionTable {
  hash: string
  userId: string
  accessKey: string | null
  issuedAt: number
  expiresAt: number
}
interface SequenceTable {
  projectId: string
  name: string
  value: number
}
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
interface ScaleRecordTable {
  poolId: string
  at: number
  originCu: number
  targetCu: number
  minCu: number
  maxCu: number
  failure: string
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
export interface ConnectivityTaskTable {
  projectId: string
  number: number
  queueId: string
  queueName: string
  address: string
  state: string
  explanation: string | null
  createdAt: number
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
interface CatalogDatabaseTable {
  id: string
  projectId: string
  name: string
  description: string
  tags: string
  /** JSON. */
  properties: string
  ownerId: string
  owner: string
  enterpriseProjectId: string
  createdAt: number
  /** JSON. */
  connection: string | null
}
export interface CatalogTableTable {
  id: string
  databaseId: string
  name: string
  definition: string
  ownerId: string
  owner: string
  createdAt: number
  version: number | null
  keptFrom: number | null
  tags: string
}
interface CatalogFunctionTable {
  databaseId: string
  name: string
  definition: string
  owner: string
  createdAt: number
}
interface TableVersionTable {
  tableId: string
  version: number
  operation: string
  userName: string
  jobId: string | null
  committedAt: number
  columns: string | null
}
interface TableFileTable {
  tableId: string
  name: string
  bytes: number
  rowCount: number | null
  partition: string | null
  statistics: string | null
  addedIn: number
  removedIn: number | null
}
export interface JobTable {
  id: string
  projectId: string
  queueId: string
  queueName: string
  ownerId: string
  owner: string
  sql: string
  type: string
  mode: string
  state: string
  message: string
  currentDatabase: string
  conf: string
  tags: string
  startedAt: number
  runningAt: number | null
  endedAt: number | null
  cancelRequestedAt: number | null
  resultColumns: string
  rowCount: number
  inputRowCount: number
  inputBytes: number
  remoteStatements: string
  tableName: string
  /** JSON. */
  transfer: string | null
  /** JSON. */
  madeHere: string | null
  hints: string | null
  /** JSON. */
  filesRead: string | null
  scriptId: string | null
}
export interface ScriptTable {
  id: string
  projectId: string
  queueId: string
  queueName: string
  ownerId: string
  owner: string
  sql: string
  currentDatabase: string
  /** JSON. */
  conf: string
  /** JSON. */
  tags: string
  /** 0 or 1. */
  stopsOnError: number
  statementCount: number
  state: string
  message: string
  startedAt: number
  endedAt: number | null
  cancelRequestedAt: number | null
  cancelReason: string
}
export interface ScriptStatementTable {
  scriptId: string
  number: number
  line: number
  column: number
  textFrom: number
  textTo: number
  state: string
  jobId: string | null
  type: string | null
  message: string
  errorKind: string | null
  /** JSON. */
  mistake: string | null
  startedAt: number | null
  endedAt: number | null
  rowCount: number
  inputRowCount: number
  inputBytes: number
}
interface SqlTemplateTable {
  id: string
  projectId: string
  name: string
  sql: string
  description: string
  groupName: string
  owner: string
  createdAt: number
}
interface FlinkTemplateTable {
  projectId: string
  number: number
  name: string
  description: string
  sql: string
  type: string
  tags: string
  createdAt: number
  updatedAt: number
}
interface SparkTemplateTable {
  id: string
  projectId: string
  name: string
  /** JSON. */
  batch: string
  description: string
  groupName: string
  language: string
  owner: string
  createdAt: number
}
interface AgencyTable {
  projectId: string
  /** JSON. */
  roles: string
}
/** Kept by triggers of the tables that the kinds are. */
interface ResourceTagTable {
  kind: string
  projectId: string
  key: string
  value: string
  resourceId: string
}
/** How many have a tag, kept by triggers. */
interface ResourceTagTallyTable {
  kind: string
  projectId: string
  key: string
  value: string
  count: number
}
interface PackageResourceTable {
  projectId: string
  groupName: string
  name: string
  kind: string
  location: string
  tags: string
  ownerId: string
  owner: string
  createdAt: number
  updatedAt: number
}
interface DefenceRuleTable {
  id: string
  projectId: string
  name: string
  type: string
  action: string
  threshold: number
  queueNames: string
  description: string
  createdAt: number
  updatedAt: number
}
/** How many records of the audit a user has, kept by triggers; '': nobody known. */
interface AuditTallyTable {
  userId: string
  count: number
}

/** How many there are, kept by triggers. */
interface JobTallyTable {
  projectId: string
  /** '': of all queues. */
  queueName: string
  type: string
  state: string
  count: number
}

/** The tables by whose names a job is found. */
interface JobTableTable {
  jobId: string
  name: string
}
export interface SessionItemTable {
  queueId: string
  /** '' for what is of all users of the queue; of a script's session its id. */
  userId: string
  kind: string
  name: string
  value: string
}
export interface FolderReplacementTable {
  id: string
  /** The obs:// location of the folder in which both stand. */
  parent: string
  name: string
  /** The name of the folder that comes in its place. */
  replacement: string
  /** Whose bucket it is; null: begun when all buckets were shared. */
  projectId: string | null
}

/** Of a connection that was made by the vendor's older call. */
export interface ClassicConnectionTable {
  connectionId: string
  projectId: string
  service: string
  url: string
}

/** What a job writes into a bucket, under a name of what is not whole. */
export interface UnfinishedWriteTable {
  projectId: string
  /** The obs:// location of the folder that it stands in. */
  folder: string
  name: string
}
export interface GlobalVariableTable {
  projectId: string
  number: number
  name: string
  /** '' where the value is sealed. */
  value: string
  /** Of one that is sensitive. */
  sealedValue: Uint8Array | null
  userId: string
  userName: string
  createdAt: number
  updatedAt: number
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
export interface AuditEventTable {
  id: number
  at: number
  kind: string
  requestId: string
  domainId: string
  projectId: string
  userId: string
  userName: string
  method: string
  accessKey: string
  peer: string
  proxy: string
  action: string
  object: string
  outcome: string
  status: number
  code: string
  count: number
  lastAt: number
  durationMs: number
  /** JSON. */
  details: string
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
interface JobResultTable {
  jobId: string
  compressedRows: Uint8Array
}

export interface Schema {
  setting: SettingTable
  domain: DomainTable
  project: ProjectTable
  userAccount: UserAccountTable
  accessKey: AccessKeyTable
  accessKeyUse: AccessKeyUseTable
  userGroup: UserGroupTable
  groupMember: GroupMemberTable
  projectRole: ProjectRoleTable
  authToken: AuthTokenTable
  consoleSession: ConsoleSessionTable
  privilege: PrivilegeTable
  sequence: SequenceTable
  vpc: VpcTable
  subnet: SubnetTable
  queue: QueueTable
  pool: PoolTable
  scaleRecord: ScaleRecordTable
  queuePlan: QueuePlanTable
  queueProperty: QueuePropertyTable
  queueDoor: QueueDoorTable
  connection: ConnectionTable
  connectionTally: ConnectionTallyTable
  binding: BindingTable
  connectivityTask: ConnectivityTaskTable
  credential: CredentialTable
  catalogDatabase: CatalogDatabaseTable
  catalogTable: CatalogTableTable
  catalogFunction: CatalogFunctionTable
  tableVersion: TableVersionTable
  tableFile: TableFileTable
  job: JobTable
  jobTable: JobTableTable
  jobTally: JobTallyTable
  script: ScriptTable
  scriptStatement: ScriptStatementTable
  sqlTemplate: SqlTemplateTable
  flinkTemplate: FlinkTemplateTable
  sparkTemplate: SparkTemplateTable
  agency: AgencyTable
  packageResource: PackageResourceTable
  resourceTag: ResourceTagTable
  resourceTagTally: ResourceTagTallyTable
  defenceRule: DefenceRuleTable
  jobResult: JobResultTable
  globalVariable: GlobalVariableTable
  sessionItem: SessionItemTable
  folderReplacement: FolderReplacementTable
  unfinishedWrite: UnfinishedWriteTable
  classicConnection: ClassicConnectionTable
  auditEvent: AuditEventTable
  expectation: ExpectationTable
  observation: ObservationTable
  agent: AgentTable
  agentToken: AgentTokenTable
  auditTally: AuditTallyTable
}

/** What every function of the store takes first: the database, or a transaction of it. */
export type Database = Kysely<Schema>
