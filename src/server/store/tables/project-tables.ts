interface SequenceTable {
  projectId: string
  name: string
  value: number
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

/** What else a project keeps. */
export interface ProjectTables {
  sequence: SequenceTable
  sqlTemplate: SqlTemplateTable
  flinkTemplate: FlinkTemplateTable
  sparkTemplate: SparkTemplateTable
  agency: AgencyTable
  packageResource: PackageResourceTable
  resourceTag: ResourceTagTable
  resourceTagTally: ResourceTagTallyTable
  defenceRule: DefenceRuleTable
  globalVariable: GlobalVariableTable
}
