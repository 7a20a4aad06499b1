/**
 * What the server and a worker say to each other over the worker's IPC channel (JSON).
 * A worker is not trusted: the server checks every message of a worker against these schemas.
 * A worker runs one job at a time and serves one queue for its whole life.
 */
import { type Static, Type } from 'typebox'
import { Analysis, AnalysisOrder } from './analysis.ts'
import { DIAL_TARGET } from './dial-target.ts'
import { Claim, JobOrder } from './job-order.ts'
import { JobProgress, JobResult, RemoteStatements } from './job-result.ts'
import { Column } from './table-definition.ts'
import { WireError } from './wire-error-schema.ts'
import { WorkerCall } from './worker-calls.ts'

/** Dials and unconfirmed sockets of one worker at once: one that is blocked lets them pile up. */
export const UNCONFIRMED_MAX = 32

// ---- worker → server -------------------------------------------------------------------------------------------

/** The worker can run no other job: its engine has failed. It is to be ended. */
const Spent = { isSpent: Type.Optional(Type.Boolean()) }

export const WorkerMessage = Type.Union([
  /** The worker has started, its engine is open, it can be claimed. */
  Type.Object({ kind: Type.Literal('ready') }),
  /** Whatever makes a first job quick has been done in advance. Said once after 'ready', or never when the worker is claimed before. */
  Type.Object({ kind: Type.Literal('warm') }),
  /** The claim's settings are in force. */
  Type.Object({ kind: Type.Literal('claimed') }),
  Type.Object({ kind: Type.Literal('analyzed'), analysisId: Type.String(), analysis: Analysis }),
  Type.Object({ kind: Type.Literal('analysis-failed'), analysisId: Type.String(), error: WireError }),
  Type.Object({ kind: Type.Literal('job-progress'), jobId: Type.String(), progress: JobProgress }),
  /** Only of a job whose order asks for a stream: once, before its first rows. */
  Type.Object({ kind: Type.Literal('job-columns'), jobId: Type.String(), columns: Type.Array(Column) }),
  /**
   * The next rows, after the columns: each the text of a JSON array and a line end, as `JobResult.rowsJson` has them. Answered by `rows-taken`; at most
   * ROW_PIECES_AHEAD_MAX are unanswered, and none is longer than ROW_PIECE_LENGTH_MAX.
   */
  Type.Object({ kind: Type.Literal('job-rows'), jobId: Type.String(), text: Type.String({ minLength: 1 }) }),
  /**
   * Said once, before its end and never of a stream: the statement has had its effect, and what the worker still does is for later statements. However it ends now, the
   * job has finished with this result.
   */
  Type.Object({ kind: Type.Literal('job-settled'), jobId: Type.String(), result: JobResult }),
  Type.Object({ kind: Type.Literal('job-finished'), jobId: Type.String(), result: JobResult, residentBytes: Type.Integer(), ...Spent }),
  Type.Object({
    kind: Type.Literal('job-failed'),
    jobId: Type.String(),
    error: WireError,
    remoteStatements: RemoteStatements,
    residentBytes: Type.Integer(),
    ...Spent,
  }),
  Type.Object({ kind: Type.Literal('job-cancelled'), jobId: Type.String(), residentBytes: Type.Integer(), ...Spent }),
  /** contextId is the job's id, or the analysis' id: the server knows from it whose project is meant. */
  Type.Object({ kind: Type.Literal('call'), callId: Type.Integer(), contextId: Type.String(), call: WorkerCall }),
  Type.Object({
    kind: Type.Literal('dial'),
    dialId: Type.Integer(),
    contextId: Type.String(),
    ...DIAL_TARGET,
    /** The store that has this bucket is meant, wherever that is by the settings of the server. */
    bucket: Type.Optional(Type.String({ maxLength: 64 })),
  }),
  /** The sockets of these dials have arrived and have an owner: the server may forget them. */
  Type.Object({ kind: Type.Literal('sockets-taken'), dialIds: Type.Array(Type.Integer(), { minItems: 1, maxItems: UNCONFIRMED_MAX }) }),
])
export type WorkerMessage = Static<typeof WorkerMessage>

// ---- server → worker -------------------------------------------------------------------------------------------

export const ServerMessage = Type.Union([
  /** As soon as the process is there: nothing is to be done in advance, until `warm-up` or a claim. Without it a worker warms up by itself. */
  Type.Object({ kind: Type.Literal('rest') }),
  Type.Object({ kind: Type.Literal('warm-up') }),
  Type.Object({ kind: Type.Literal('claim'), claim: Claim }),
  Type.Object({ kind: Type.Literal('run'), order: JobOrder }),
  Type.Object({ kind: Type.Literal('cancel'), jobId: Type.String() }),
  /** One piece of the job's rows has gone on its way: there is room for another. */
  Type.Object({ kind: Type.Literal('rows-taken'), jobId: Type.String() }),
  Type.Object({ kind: Type.Literal('analyze'), order: AnalysisOrder }),
  Type.Object({ kind: Type.Literal('answer'), callId: Type.Number(), value: Type.Unknown() }),
  Type.Object({ kind: Type.Literal('call-refused'), callId: Type.Number(), error: WireError }),
  /** Sent together with the connected socket; without a socket, the peer closed it on the way. */
  Type.Object({ kind: Type.Literal('dialed'), dialId: Type.Number() }),
  Type.Object({ kind: Type.Literal('dial-refused'), dialId: Type.Number(), error: WireError }),
])
export type ServerMessage = Readonly<Static<typeof ServerMessage>>
