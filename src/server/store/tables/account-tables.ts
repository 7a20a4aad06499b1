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

export interface LogInAttemptTable {
  kind: 'failed' | 'known'
  /** A hash of the user, or of the user and an address. */
  key: string
  count: number
  at: number
}

/** Who there is, how they are let in, and what they may. */
export interface AccountTables {
  domain: DomainTable
  project: ProjectTable
  userAccount: UserAccountTable
  accessKey: AccessKeyTable
  accessKeyUse: AccessKeyUseTable
  userGroup: UserGroupTable
  groupMember: GroupMemberTable
  projectRole: ProjectRoleTable
  privilege: PrivilegeTable
  authToken: AuthTokenTable
  consoleSession: ConsoleSessionTable
  logInAttempt: LogInAttemptTable
}
