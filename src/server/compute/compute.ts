import type { Socket } from 'node:net'
import type { CausewayError } from '../../base/errors.ts'
import type { Analysis, AnalysisOrder, JobOrder, JobResult, RemoteStatement, WorkerCall } from '../../protocol/worker-channel.ts'

/** What compute needs to know of a queue. */
export interface QueueSpec {
  readonly id: string
  readonly name: string
  readonly projectId: string
  readonly cuCount: number
  readonly dataFolders: readonly string[]
}

export interface JobRun {
  readonly order: JobOrder
  readonly queueId: string
  /** From the moment it runs; undefined: no limit. The job ends as cancelled with a message that names the limit. */
  readonly timeoutMs: number | undefined
}

export type JobOutcome =
  | { readonly kind: 'finished'; readonly result: JobResult }
  | { readonly kind: 'failed'; readonly error: CausewayError; readonly remoteStatements: readonly RemoteStatement[] }
  | { readonly kind: 'cancelled'; readonly reason: string }

export type DialOutcome =
  /** Connected and paused. `grantId` names what allowed it (the connection's id): see endWorkersHolding. */
  | { readonly kind: 'connected'; readonly socket: Socket; readonly grantId: string }
  | { readonly kind: 'refused'; readonly error: CausewayError }

/** What compute asks of the rest of the server. Given by control when compute is made. */
export interface ComputePorts {
  /** A worker has taken the job. */
  jobStarted(jobId: string): void
  jobEnded(jobId: string, outcome: JobOutcome): void
  dial(request: {
    readonly queueId: string
    readonly contextId: string
    readonly host: string
    readonly port: number
  }): Promise<DialOutcome>
  /** Throws a CausewayError to refuse. */
  call(contextId: string, call: WorkerCall): Promise<unknown>
}

export interface SandboxReport {
  /** In force for every worker, as measured at start by a probe worker, not as configured. */
  readonly level: 'network-namespace' | 'permission-only'
  readonly ownNetwork: 'none' | 'reachable'
  readonly details: readonly string[]
}

/** Worker processes: a pool of started ones, the workers of each queue, their jobs. */
export interface Compute {
  /** Starts the pool. Ready when one spare worker and the analyzer are. */
  start(ports: ComputePorts): Promise<void>
  openQueue(queue: QueueSpec): void
  /** Ends the queue's workers; its jobs end as cancelled. */
  closeQueue(queueId: string): Promise<void>
  /** Waits in line for the queue's worker; never throws for a job's own failure. Throws 'limit-exceeded' when the line is full. */
  run(job: JobRun): void
  /** False: no such job waiting or running. */
  cancel(jobId: string, reason: string): boolean
  /** On a worker that belongs to no queue and reaches nothing. */
  analyze(order: AnalysisOrder): Promise<Analysis>
  /** Ends every worker of the queue that was handed a socket under this grant; its job fails with the reason. */
  endWorkersHolding(queueId: string, grantId: string, reason: string): Promise<void>
  readiness(): readonly string[]
  /** Started and warmed-up workers that no queue has claimed: a new queue waits for nothing while there is one. */
  spareWorkers(): number
  sandbox(): SandboxReport
  /** Cancels what runs, ends every worker, empties scratch folders. */
  stop(reason: string): Promise<void>
}
