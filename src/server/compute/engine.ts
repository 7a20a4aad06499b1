import type { Logger } from 'pino'
import type { CausewayError } from '../../base/errors.ts'
import type { Analysis, AnalysisOrder } from '../../protocol/analysis.ts'
import type { JobOrder } from '../../protocol/job-order.ts'
import type { JobResult, RemoteStatement } from '../../protocol/job-result.ts'
import type { Machine, QueueCapacity } from './capacity.ts'
import type { ComputePorts, QueueSpec, RowReader } from './compute-ports.ts'
import type { Sandbox } from './sandbox/sandbox.ts'

/** What runs the jobs of queues. Behind it nothing knows of queues and their lines; before it nothing knows of worker processes. */
export interface Engine {
  /** Resolves when jobs can be run and statements be checked; rejects with 'unavailable' when that is without hope. */
  start(demand: EngineDemand): Promise<void>
  /** Checks a statement without reading data or reaching anything. */
  analyze(order: AnalysisOrder): Promise<Analysis>
  /** A session that no queue has yet, if there is one now; `demand.offer` tells when there is the next. */
  takeSession(): EngineSession | undefined
  /** Looks again at what is demanded: jobs have come, or a session has ended. */
  wake(): void
  readiness(): Readiness
  /** How many sessions can be had though none of a queue ends, with those that are on their way. */
  sessionsAhead(): number
  /** Sessions that a new queue gets without a wait. */
  spareSessions(): number
  /** Ends every session and whatever else runs; what they were doing ends with the reason. */
  stop(reason: CausewayError): Promise<void>
}

/** What the queues want. Asked, never kept. */
export interface EngineDemand {
  /** Jobs that could run now if they had a session. */
  wanted(): number
  /** Sessions that queues would have ready for jobs to come, and have not. */
  wantedAhead(): number
  /** Whoever waits takes what has become free. */
  offer(): void
  /** Ends the longest idle session to make room; false: there is none. */
  evictIdle(): boolean
  /** Told in a start when the first process is on its way: until it is ready, this one has time. */
  launched(): void
}

/** A place in which one queue runs its jobs, one at a time. */
export interface EngineSession {
  readonly name: string
  /** False from the moment it is ended or is gone. */
  readonly alive: boolean
  /** Resolves when it is gone, for whatever reason. */
  readonly ended: Promise<void>
  /** Gives it to its queue, once and for ever. */
  claim(queue: QueueSpec, capacity: QueueCapacity): Promise<void>
  /** Rejects when the session ends under the job. A reader gets the rows, as fast as it takes them, when the order asks for a stream. */
  run(order: JobOrder, reader?: RowReader): Promise<SessionJobEnd>
  /** What it does now, a claim or a job, is to end soon: with its own answer, or with the session when it takes no notice. */
  cancel(reason: string): void
  /** Ends it at once; what it was doing ends with `reason`. */
  end(reason: CausewayError): Promise<void>
}

/** How a job ended, as its session told it. */
export type SessionJobEnd = {
  /** False: the session is not to be used again, for what it holds after this job. */
  readonly reusable: boolean
} & (
  | { readonly kind: 'finished'; readonly result: JobResult }
  | { readonly kind: 'failed'; readonly error: CausewayError; readonly remoteStatements: readonly RemoteStatement[] }
  | { readonly kind: 'cancelled' }
)

/** One sentence each. */
export interface Readiness {
  /** Jobs cannot be taken. */
  readonly missing: readonly string[]
  /** Jobs can be taken, but they wait longer, or less of them run, than usual. */
  readonly degraded: readonly string[]
}

/** What an engine is made of; one line in engines/engines.ts says which engines there are. */
export interface EngineOptions {
  /** The data folder, absolute. Every engine has the same one: what it makes there is its alone (DuckDB's: scratch/ and worker-program/). */
  readonly home: string
  /** Readable for whatever confined process the engine starts: the program's own files. */
  readonly programFolders: readonly string[]
  /** Absolute folders that hold every project's data. */
  readonly dataFolders: readonly string[]
  /** Sessions that are kept ready for new queues. */
  readonly spareSessions: number
  /** What checks statements is started when the first one comes. */
  readonly analyzesLater?: boolean
  /** What one session may have on the disk for what does not fit into memory; undefined: by memory and disk. */
  readonly scratchBytes?: number | undefined
  /** Until then what only makes later jobs quicker is left to the start of the server, which needs the processors; absent: nothing waits. */
  readonly settled?: Promise<void>
  readonly sandbox: Sandbox
  readonly machine: Machine
  readonly log: Logger
  readonly ports: ComputePorts
}

/** Nothing starts before the engine's own `start`. */
export type MakeEngine = (options: EngineOptions) => Engine
