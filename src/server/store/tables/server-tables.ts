interface SettingTable {
  name: string
  value: string
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

/** How many records of the audit a user has, kept by triggers; '': nobody known. */
interface AuditTallyTable {
  userId: string
  count: number
}

/** What the server keeps of itself, and of what was done. */
export interface ServerTables {
  setting: SettingTable
  auditEvent: AuditEventTable
  auditTally: AuditTallyTable
}
