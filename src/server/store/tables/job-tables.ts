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
  errorKind: string | null
  /** JSON. */
  mistake: string | null
  currentDatabase: string
  givenDatabase: string | null
  conf: string
  tags: string
  startedAt: number
  runningAt: number | null
  endedAt: number | null
  lastedMs: number | null
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

/** The tables by whose names a job is found. */
interface JobTableTable {
  jobId: string
  name: string
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

/** So many of the jobs of a list stand from here on, by start and id, before the next segment of it begins; kept by triggers. */
interface JobSegmentTable {
  projectId: string
  /** '': of the whole project; `queue/<name>`, `state/<state>`. */
  list: string
  startedAt: number
  id: string
  count: number
}

interface JobResultTable {
  jobId: string
  compressedRows: Uint8Array
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

export interface SessionItemTable {
  queueId: string
  /** '' for what is of all users of the queue; of a script's session its id. */
  userId: string
  kind: string
  name: string
  value: string
}

/** Jobs, scripts, and the sessions that they run in. */
export interface JobTables {
  job: JobTable
  jobTable: JobTableTable
  jobTally: JobTallyTable
  jobSegment: JobSegmentTable
  jobResult: JobResultTable
  script: ScriptTable
  scriptStatement: ScriptStatementTable
  sessionItem: SessionItemTable
}
