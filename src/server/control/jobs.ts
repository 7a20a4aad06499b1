import type { Column } from '../../protocol/table-definition.ts'
import type { JobType, RemoteStatement } from '../../protocol/worker-channel.ts'
import type { Caller } from './caller.ts'
import type { Tag } from './queues.ts'

export type JobState = 'launching' | 'running' | 'finished' | 'failed' | 'cancelled'

export interface Job {
  readonly id: string
  readonly projectId: string
  readonly queueName: string
  readonly owner: string
  readonly sql: string
  readonly type: JobType
  readonly mode: 'sync' | 'async'
  readonly state: JobState
  /** Error text of a failed job, reason of a cancelled one; '' otherwise. */
  readonly message: string
  readonly currentDatabase: string
  readonly conf: Readonly<Record<string, string>>
  readonly tags: readonly Tag[]
  /** Accepted at; epoch ms. */
  readonly startedAt: number
  readonly endedAt: number | undefined
  readonly resultColumns: readonly Column[]
  readonly rowCount: number
  readonly inputRowCount: number
  readonly inputBytes: number
  /** SQL that was sent to remote databases. */
  readonly remoteStatements: readonly RemoteStatement[]
}
export interface NewJob {
  readonly sql: string
  /** '' is the database `default`. */
  readonly currentDatabase: string
  /** '' is the queue `default`. */
  readonly queueName: string
  /** "key=value" pairs, already split; keys as written. */
  readonly conf: Readonly<Record<string, string>>
  readonly tags: readonly Tag[]
}
export interface JobFilter {
  readonly jobId?: string
  readonly types?: readonly JobType[]
  readonly state?: JobState
  readonly queueName?: string
  readonly owner?: string
  readonly database?: string
  readonly startedFrom?: number
  readonly startedTo?: number
  /** Part of the statement, case-insensitive. */
  readonly sqlPart?: string
  readonly order: 'start_time_desc' | 'start_time_asc' | 'duration_desc' | 'duration_asc'
  readonly limit: number
  readonly offset: number
}
/** At most PREVIEW_ROWS_MAX rows, each the text of a JSON array. */
interface JobPreview {
  readonly job: Job
  readonly rowsJson: readonly string[]
}

export interface Jobs {
  /**
   * Checks the statement (sql-syntax, sql-semantics, not-supported), writes the job, answers before it runs. When the job is a DDL one and
   * dli.sql.sqlasync.enabled is false, waits for its end.
   */
  submit(caller: Caller, input: NewJob): Promise<Job>
  /** 'not-found' for an unknown id. */
  get(caller: Caller, jobId: string): Promise<Job>
  list(caller: Caller, filter: JobFilter): Promise<{ readonly total: number; readonly jobs: readonly Job[] }>
  /** 'expired' when the rows are no longer kept, 'not-supported' while the job is not finished. */
  preview(caller: Caller, jobId: string, rowsMax: number): Promise<JobPreview>
  /** 'not-supported' for a job that has ended. */
  cancel(caller: Caller, jobId: string): Promise<void>
  check(caller: Caller, input: { readonly sql: string; readonly currentDatabase: string }): Promise<JobType>
}
