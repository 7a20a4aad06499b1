import { type Static, Type } from 'typebox'
import { JOB_NOTE_LIMITS } from './job-note-limits.ts'
import { JobType } from './job-type.ts'
import { MadeHere } from './made-here.ts'
import { PREVIEW_ROWS_MAX } from './preview-rows.ts'
import { REMOTE_STATEMENT_LIMITS } from './remote-statements.ts'
import { Column } from './table-definition.ts'
import { TableReading } from './table-reading.ts'

/** A count that a number holds exactly. */
const Count = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })

/** A statement that the job sent to a remote database: shown in the job's detail. */
export const RemoteStatement = Type.Object({
  source: Type.String(),
  sql: Type.String({ maxLength: REMOTE_STATEMENT_LIMITS.characters }),
  /** What the database says that it sent; absent: it did not end the statement, or sends no rows for it. */
  rows: Type.Optional(Count),
  /** As they came, with what the protocol puts around rows. Absent, as the next one: not of a statement that sends rows, or not measured. */
  bytes: Type.Optional(Count),
  /** From the order to the last row. */
  milliseconds: Type.Optional(Count),
})
export type RemoteStatement = Readonly<Static<typeof RemoteStatement>>
export const RemoteStatements = Type.Array(RemoteStatement, { maxItems: REMOTE_STATEMENT_LIMITS.count })

/** What a job has read of one remote database's table by now, with all of its statements there. */
export const SourceProgress = Type.Object({
  source: Type.String({ maxLength: JOB_NOTE_LIMITS.reasonLength }),
  bytes: Count,
  /** Of the statements that have ended there; absent: none has. */
  rows: Type.Optional(Count),
})
export type SourceProgress = Readonly<Static<typeof SourceProgress>>
/** How far a running job is. None of these goes back while it runs. */
export const JobProgress = Type.Object({
  /** Rows read from remote tables. Rows of files are not counted. */
  inputRowCount: Count,
  /** Bytes read from remote tables and files; of files by the share that the engine estimates. */
  inputBytes: Count,
  /** Rows that a remote table, or the reader of a stream, has taken. */
  outputRowCount: Count,
  /** Of what it reads, where each of its sources says how much there is; 100 is its end. */
  percent: Type.Optional(Type.Integer({ minimum: 0, maximum: 99 })),
  /** The first that it has asked; absent: it has asked none. */
  sources: Type.Optional(Type.Array(SourceProgress, { maxItems: JOB_NOTE_LIMITS.sources })),
})
export type JobProgress = Readonly<Static<typeof JobProgress>>

export const JobResult = Type.Object({
  jobType: JobType,
  columns: Type.Array(Column),
  /** Each row as the text of a JSON array, exact for every number; at most PREVIEW_ROWS_MAX of them. */
  rowsJson: Type.Array(Type.String(), { maxItems: PREVIEW_ROWS_MAX }),
  /** Rows of the whole result (a query) or rows written (an insert). */
  rowCount: Type.Integer({ minimum: 0 }),
  /** Rows and bytes read from files and remote tables, as far as the sources count them. */
  inputRowCount: Type.Integer({ minimum: 0 }),
  inputBytes: Type.Integer({ minimum: 0 }),
  remoteStatements: RemoteStatements,
  /** Absent: every part that could be asked of a database as a whole was. */
  madeHere: Type.Optional(Type.Array(MadeHere, { maxItems: JOB_NOTE_LIMITS.madeHere })),
  /** Absent: it has read no table of files. */
  tableReadings: Type.Optional(Type.Array(TableReading, { maxItems: JOB_NOTE_LIMITS.tableReadings })),
  /** What rules that refuse nothing say of the statement. Absent: nothing. */
  hints: Type.Optional(Type.Array(Type.String({ maxLength: JOB_NOTE_LIMITS.reasonLength }), { maxItems: JOB_NOTE_LIMITS.hints })),
})
export type JobResult = Readonly<Static<typeof JobResult>>
