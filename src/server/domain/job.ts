import type { ErrorKind, StatementPlace } from '../../base/errors.ts'
import type { RemoteStatement, SourceProgress } from '../../protocol/job-result.ts'
import type { JobType } from '../../protocol/job-type.ts'
import type { MadeHere } from '../../protocol/made-here.ts'
import type { Column } from '../../protocol/table-definition.ts'
import type { TableReading } from '../../protocol/table-reading.ts'
import type { JobTransfer } from './job-transfer.ts'
import type { Owned } from './owned.ts'
import type { Tag } from './tag.ts'

export const JOB_STATES = ['launching', 'running', 'finished', 'failed', 'cancelled'] as const
export type JobState = (typeof JOB_STATES)[number]

/** What was done to a queue is kept among its jobs. */
export const QUEUE_JOB_TYPES = ['RESTART_QUEUE', 'SCALE_QUEUE'] as const
export type QueueJobType = (typeof QUEUE_JOB_TYPES)[number]

export interface Job extends Owned {
  readonly id: string
  readonly projectId: string
  readonly queueName: string
  readonly sql: string
  readonly type: JobType | QueueJobType
  readonly mode: 'sync' | 'async'
  readonly state: JobState
  /** Error text of a failed job, reason of a cancelled one; '' otherwise. */
  readonly message: string
  /** Of a failed job; undefined also where the server was restarted while it ran, and where it failed before these were kept. */
  readonly errorKind?: ErrorKind | undefined
  /** Where in the statement that stands. */
  readonly mistake?: StatementPlace | undefined
  readonly currentDatabase: string
  /** As it was named with the statement, '' where it was not; undefined: not known, of a job from before this was kept. */
  readonly givenDatabase?: string | undefined
  /** Of an import or an export, or the first that the statement names; '' for none. */
  readonly tableName: string
  readonly conf: Readonly<Record<string, string>>
  readonly tags: readonly Tag[]
  /** Accepted at; epoch ms. */
  readonly startedAt: number
  /** When a worker took it; undefined: none has. */
  readonly runningAt: number | undefined
  readonly endedAt: number | undefined
  /** From its acceptance to its end, or until now, by a clock that nobody sets; undefined where that began before the last start of the server: its times alone tell. */
  readonly lastedMs?: number | undefined
  readonly resultColumns: readonly Column[]
  /** Rows of the result, or rows written. Of a job that runs, this and the next two are what has been told so far. */
  readonly rowCount: number
  readonly inputRowCount: number
  readonly inputBytes: number
  /** Of a job that runs: which part of what it reads it has read, where its sources say how much there is. */
  readonly percent?: number | undefined
  /** Of one that runs: what it has read by now of each remote table that it has asked. */
  readonly sources?: readonly SourceProgress[] | undefined
  /** SQL that was sent to remote databases. */
  readonly remoteStatements: readonly RemoteStatement[]
  /** What databases could have been asked for as a whole, and were not; undefined: nothing, or it has not finished. */
  readonly madeHere?: readonly MadeHere[] | undefined
  /** What SQL defence rules that refuse nothing say of it; those that look at what it reads say so when it has finished. */
  readonly hints?: readonly string[] | undefined
  /** Undefined: it has read no table of files, or has not finished. */
  readonly tableReadings?: readonly TableReading[] | undefined
  /** Of an import or an export. */
  readonly transfer: JobTransfer | undefined
  /** Of which it is a statement; it has the session of that. */
  readonly scriptId?: string | undefined
  /** Who asks may cancel it, and is not told what it read, met and gave. */
  readonly isWithheld?: true
}

export interface JobRecord extends Job {
  readonly queueId: string
  readonly cancelRequestedAt: number | undefined
}

/** Which jobs of a project are meant; a condition that is absent holds for all. */
export interface JobSelection {
  readonly jobId?: string
  readonly types?: readonly Job['type'][]
  readonly state?: JobState
  readonly queueName?: string
  /** By name. */
  readonly owner?: string
  readonly ownerId?: string
  /** With `ownerId`: what is on these queues, by id, as well, of whoever it is. */
  readonly orQueueIds?: readonly string[]
  readonly database?: string
  /** One of those that the statement names. */
  readonly tableName?: string
  /** All of them. */
  readonly tags?: readonly Tag[]
  readonly startedFrom?: number
  readonly startedTo?: number
}
