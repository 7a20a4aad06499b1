import type { ErrorKind, StatementPlace } from '../../base/errors.ts'
import type { Job, JobState } from './job.ts'
import type { Owned } from './owned.ts'
import type { Tag } from './tag.ts'

export const SCRIPT_STATES = ['running', 'finished', 'failed', 'cancelled'] as const
export type ScriptState = (typeof SCRIPT_STATES)[number]

/** Beside those of its job, which it has once it is accepted: it waits for its turn, or will have none. */
export const STATEMENT_STATES = ['waiting', 'launching', 'running', 'finished', 'failed', 'cancelled', 'skipped'] as const
export type StatementState = (typeof STATEMENT_STATES)[number]
export type StatementEnd = Extract<JobState, 'finished' | 'failed' | 'cancelled'>

/** Statements that run one after the other, each as a job, in a session of their own. */
export interface ScriptRecord extends Owned {
  readonly id: string
  readonly projectId: string
  readonly queueId: string
  readonly queueName: string
  readonly sql: string
  /** In which it begins; '' is `default`. */
  readonly currentDatabase: string
  readonly conf: Readonly<Record<string, string>>
  readonly tags: readonly Tag[]
  /** The first statement that does not finish is the last. */
  readonly stopsOnError: boolean
  readonly statementCount: number
  readonly state: ScriptState
  /** Why it failed or was cancelled; '' otherwise. */
  readonly message: string
  /** Accepted at; epoch ms. */
  readonly startedAt: number
  readonly endedAt: number | undefined
  readonly cancelRequestedAt: number | undefined
  /** Who asked for that, as a sentence; '' when nobody did. */
  readonly cancelReason: string
}

/** Where in the text of its script a statement stands: lines and columns from 1, a half-open range in UTF-16 units. */
export interface StatementSpan {
  readonly line: number
  readonly column: number
  readonly from: number
  readonly to: number
}

export interface StatementRecord extends StatementSpan {
  readonly scriptId: string
  /** From 1. */
  readonly number: number
  /** As far as it is written: while its job has not ended, that knows more. */
  readonly state: StatementState
  readonly jobId: string | undefined
  /** Of its job. */
  readonly type: Job['type'] | undefined
  readonly message: string
  /** What kind of failure the message tells of, where that is known. */
  readonly errorKind: ErrorKind | undefined
  /** In the text of the script. */
  readonly mistake: StatementPlace | undefined
  readonly startedAt: number | undefined
  readonly endedAt: number | undefined
  readonly rowCount: number
  readonly inputRowCount: number
  readonly inputBytes: number
}

/** Which scripts of a project are meant; a condition that is absent holds for all. */
export interface ScriptSelection {
  readonly state?: ScriptState
  readonly queueName?: string
  readonly ownerId?: string
}
