import type { CausewayError } from '../../base/errors.ts'
import type { HandedSocket } from '../../base/sockets/held-descriptor.ts'
import type { JobOrder } from '../../protocol/job-order.ts'
import type { JobProgress, JobResult, RemoteStatement } from '../../protocol/job-result.ts'
import type { Column } from '../../protocol/table-definition.ts'
import type { WorkerCall } from '../../protocol/worker-calls.ts'
import type { Grant } from '../domain/grant.ts'

/** What compute needs to know of a queue. */
export interface QueueSpec {
  readonly id: string
  readonly name: string
  /** What runs its jobs: a name of engines/engines.ts. */
  readonly engine: string
  /** Of a queue in a pool: what it has of the pool at present. */
  readonly cuCount: number
  readonly jobLimits: JobLimits
  readonly dataFolders: readonly string[]
}

/** How many jobs of a queue run at once, where it is fewer than its size allows, and for how many more it is ready. */
export interface JobLimits {
  /** Undefined: as its size says. */
  readonly instances?: number | undefined
  /** Undefined: as its size says. */
  readonly jobsOfInstance?: number | undefined
  /** Claimed before jobs come, beside those that run jobs; undefined: none. */
  readonly sessionsAhead?: number | undefined
}

/** The jobs of a queue at a moment. */
export interface QueueLoad {
  readonly running: number
  readonly waiting: number
}

/** Who takes a query's rows while it runs. */
export interface RowReader {
  /** Once, before the first rows. */
  columns(columns: readonly Column[]): void
  /** The next rows, each the text of a JSON array and a line end. Resolves when there is room for more; a few texts come without waiting for that. */
  rows(text: string): Promise<void>
}

export interface JobRun {
  /** Its result is a stream when there is a reader. */
  readonly order: JobOrder
  /** Of a query. How it ended is told by `jobEnded` as of every job: what came before is all of its rows only when it has finished. */
  readonly reader?: RowReader
  readonly queueId: string
  /** From the moment it runs; undefined: no limit. The job ends as cancelled with a message that names the limit. */
  readonly timeoutMs: number | undefined
  /** What sets that limit, where it is not the setting of the job. */
  readonly timeoutOf?: string
}

export type JobOutcome =
  | { readonly kind: 'finished'; readonly result: JobResult }
  | { readonly kind: 'failed'; readonly error: CausewayError; readonly remoteStatements: readonly RemoteStatement[] }
  | { readonly kind: 'cancelled'; readonly reason: string }

export type DialOutcome =
  /** Connected and paused. Who hands the socket to a worker holds the grant, gives it up by ending the worker, and tells when the worker has the socket. */
  | { readonly kind: 'connected'; readonly socket: HandedSocket; readonly grant: Grant; readonly handedOver?: () => void }
  | { readonly kind: 'refused'; readonly error: CausewayError }

/** What compute asks of the rest of the server. Given by control when compute is made. */
export interface ComputePorts {
  /** A worker has taken the job. */
  jobStarted(jobId: string): void
  /** How far a job is: a few times a second at most, never less than before, and not after its end. */
  jobProgress(jobId: string, progress: JobProgress): void
  jobEnded(jobId: string, outcome: JobOutcome): void
  /** A job has come into the line of the queue, begun or ended. */
  queueLoadChanged(queueId: string): void
  dial(request: {
    readonly queueId: string
    readonly contextId: string
    readonly host: string
    readonly port: number
    /** The store of this bucket is meant, and no address. */
    readonly bucket?: string
    /** It is wanted no more, for its job is cancelled or has ended. */
    readonly signal?: AbortSignal
  }): Promise<DialOutcome>
  /** Throws a CausewayError to refuse. */
  call(contextId: string, call: WorkerCall): Promise<unknown>
}
