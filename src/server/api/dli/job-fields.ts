import { type Static, Type } from 'typebox'
import { cellText, jsonCells } from '../../../base/json-cells.ts'
import { structTypeJson } from '../../../base/spark-type.ts'
import type { Column } from '../../../protocol/table-definition.ts'
import { AUDIT_OUTCOMES, type AuditEvent } from '../../domain/audit-event.ts'
import { DEFAULT_DATABASE } from '../../domain/database.ts'
import { JOB_STATES, type Job, type JobState, QUEUE_JOB_TYPES } from '../../domain/job.ts'
import type { JobTransfer } from '../../domain/job-transfer.ts'
import { ENVELOPE, TagOutput } from './envelope.ts'

export const STATES = {
  launching: 'LAUNCHING',
  running: 'RUNNING',
  finished: 'FINISHED',
  failed: 'FAILED',
  cancelled: 'CANCELLED',
} as const satisfies Record<JobState, string>

const JOB_STATUS = Type.Enum(JOB_STATES.map((state) => STATES[state]))
export const JOB_TYPE = Type.Enum(['DDL', 'QUERY', 'INSERT', 'UPDATE', 'DELETE', 'IMPORT', 'EXPORT', ...QUEUE_JOB_TYPES])

/** What the status and the list say of a job. */
const COMMON = {
  job_id: Type.String(),
  job_type: JOB_TYPE,
  queue_name: Type.String(),
  owner: Type.String(),
  start_time: Type.Integer(),
  duration: Type.Integer(),
  status: JOB_STATUS,
  input_row_count: Type.Integer(),
  input_size: Type.Integer(),
  result_count: Type.Integer(),
  progress: Type.Optional(
    Type.Number({
      description: 'Of a job that runs, 0 to 0.99: the part of what it reads that it has read, where its sources say how much there is',
    }),
  ),
  database_name: Type.String(),
  table_name: Type.String(),
  detail: Type.String(),
  statement: Type.String(),
  tags: Type.Array(TagOutput),
}

/** What a job has failed with: the kind of error, by its name in Causeway's own protocol, and where in the statement it stands. */
export const FAILURE = {
  error_code: Type.Optional(Type.String()),
  mistake: Type.Optional(Type.Object({ line: Type.Integer(), column: Type.Integer(), length: Type.Integer() })),
}

const SOURCES = Type.Optional(
  Type.Array(
    Type.Object({
      source: Type.String(),
      bytes: Type.Integer(),
      row_count: Type.Optional(Type.Integer({ description: 'Of statements there that have ended' })),
    }),
    {
      description:
        'What a job that runs has read by now of each remote table; the first 20. Of one that has ended, its detail has remote_statements',
    },
  ),
)

export const JobStatusAnswer = Type.Object({
  ...ENVELOPE,
  ...COMMON,
  job_mode: Type.String(),
  user_conf: Type.String(),
  ...FAILURE,
  sources: SOURCES,
})
export const ListedJob = Type.Object({
  ...COMMON,
  message: Type.String(),
  end_time: Type.Optional(Type.Integer()),
  engine_type: Type.String(),
  with_column_header: Type.Optional(Type.Boolean()),
})
export const JobDetailAnswer = Type.Object({
  ...ENVELOPE,
  job_id: Type.String(),
  job_type: JOB_TYPE,
  owner: Type.String(),
  queue_name: Type.String(),
  start_time: Type.Integer(),
  worker_time: Type.Optional(Type.Integer({ description: 'When a worker took it; absent while it waits' })),
  duration: Type.Integer(),
  status: JOB_STATUS,
  database_name: Type.String(),
  table_name: Type.String(),
  data_path: Type.String(),
  data_type: Type.String(),
  export_mode: Type.Optional(Type.String()),
  with_column_header: Type.Optional(Type.Boolean()),
  delimiter: Type.Optional(Type.String()),
  quote_char: Type.Optional(Type.String()),
  escape_char: Type.Optional(Type.String()),
  date_format: Type.Optional(Type.String()),
  timestamp_format: Type.Optional(Type.String()),
  compress: Type.Optional(Type.String()),
  statement: Type.String(),
  tags: Type.Array(TagOutput),
  remote_statements: Type.Array(
    Type.Object({
      source: Type.String(),
      sql: Type.String(),
      row_count: Type.Optional(Type.Integer()),
      bytes: Type.Optional(Type.Integer()),
      duration_ms: Type.Optional(Type.Integer()),
    }),
  ),
  sockets: Type.Array(
    Type.Object({
      address: Type.String({ description: 'As the job named it, with its port' }),
      time: Type.Integer({ description: 'When it was asked for' }),
      outcome: Type.Enum([...AUDIT_OUTCOMES]),
      duration_ms: Type.Number(),
      connection_name: Type.Optional(Type.String({ description: 'Through which it led' })),
      seen: Type.Optional(Type.String({ description: 'Why there is none' })),
    }),
    { description: 'Each time that the job was to be given a socket, as the audit has it' },
  ),
  rule_hints: Type.Array(Type.String()),
  made_here: Type.Array(Type.Object({ what: Type.String(), reason: Type.String() })),
  table_readings: Type.Array(
    Type.Object({
      table_name: Type.String(),
      files_read: Type.Integer(),
      files: Type.Integer(),
      partitions_read: Type.Optional(Type.Integer()),
      partitions: Type.Optional(Type.Integer()),
    }),
  ),
  script_id: Type.Optional(Type.String({ description: 'Of which it is a statement' })),
})

/** One part of a job: here a job is one part of one task. */
const SubJob = Type.Object({
  id: Type.Integer(),
  name: Type.String(),
  description: Type.String(),
  submission_time: Type.String(),
  stage_ids: Type.Array(Type.Integer()),
  job_group: Type.String(),
  status: JOB_STATUS,
  num_tasks: Type.Integer(),
  num_active_tasks: Type.Integer(),
  num_completed_tasks: Type.Integer(),
  num_skipped_tasks: Type.Integer(),
  num_failed_tasks: Type.Integer(),
  num_killed_tasks: Type.Integer(),
  num_completed_indices: Type.Integer(),
  num_active_stages: Type.Integer(),
  num_completed_stages: Type.Integer(),
  num_skipped_stages: Type.Integer(),
  num_failed_stages: Type.Integer(),
  killed_tasks_summary: Type.Record(Type.String(), Type.Integer()),
})
export const JobProgressAnswer = Type.Object({
  ...ENVELOPE,
  job_id: Type.String(),
  status: JOB_STATUS,
  sub_job_id: Type.Optional(Type.Integer()),
  progress: Type.Number(),
  sub_jobs: Type.Optional(Type.Array(SubJob)),
  input_row_count: Type.Integer(),
  input_size: Type.Integer(),
  result_count: Type.Integer(),
})

/** Milliseconds from the acceptance of a job to its end, or to now; by the wall clock, which may have been set meanwhile, where nothing else tells. */
function durationMs(job: Job, nowMs: number): number {
  return job.lastedMs ?? Math.max(0, (job.endedAt ?? nowMs) - job.startedAt)
}

function commonFields(job: Job, nowMs: number) {
  return {
    job_id: job.id,
    job_type: job.type,
    queue_name: job.queueName,
    owner: job.owner,
    start_time: job.startedAt,
    duration: durationMs(job, nowMs),
    status: STATES[job.state],
    input_row_count: job.inputRowCount,
    input_size: job.inputBytes,
    result_count: job.rowCount,
    ...(job.percent === undefined ? {} : { progress: job.percent / 100 }),
    database_name: databaseOf(job),
    table_name: job.tableName,
    detail: structTypeJson(job.resultColumns),
    statement: job.sql,
    tags: job.tags.map(({ key, value }) => ({ key, value })),
  }
}

export function statusFields(job: Job, nowMs: number): Static<typeof JobStatusAnswer> {
  return {
    is_success: true,
    message: job.message,
    ...commonFields(job, nowMs),
    job_mode: job.mode,
    user_conf: JSON.stringify(job.conf),
    ...failureFields(job),
    ...(job.sources === undefined
      ? {}
      : { sources: job.sources.map(({ source, bytes, rows }) => ({ source, bytes, ...(rows === undefined ? {} : { row_count: rows }) })) }),
  }
}

export const failureFields = ({ errorKind, mistake }: Pick<Job, 'errorKind' | 'mistake'>) => ({
  ...(errorKind === undefined ? {} : { error_code: errorKind }),
  ...(mistake === undefined ? {} : { mistake: { line: mistake.line, column: mistake.column, length: mistake.length } }),
})

export function listedFields(job: Job, nowMs: number): Static<typeof ListedJob> {
  return {
    ...commonFields(job, nowMs),
    message: job.message,
    ...(job.endedAt === undefined ? {} : { end_time: job.endedAt }),
    engine_type: 'spark',
    ...headerField(job.transfer),
  }
}

/**
 * The vendor counts the finished tasks of the running part of a job. Here a job is one task, so `progress` is the part of what it reads that it has read, where its sources
 * say how much there is, else 0 until it has ended, and 1 then; whether it gets on is told by the three counts, too, which are this server's own addition.
 */
export function progressFields(job: Job): Static<typeof JobProgressAnswer> {
  const head = { is_success: true, message: '', job_id: job.id, status: STATES[job.state] }
  const counts = { input_row_count: job.inputRowCount, input_size: job.inputBytes, result_count: job.rowCount }
  if (job.state !== 'running') return { ...head, progress: job.endedAt === undefined ? 0 : 1, ...counts }
  return { ...head, sub_job_id: 0, progress: (job.percent ?? 0) / 100, sub_jobs: [runningPart(job)], ...counts }
}

function runningPart(job: Job): Static<typeof SubJob> {
  return {
    id: 0,
    name: job.type,
    description: job.sql,
    submission_time: sparkTime(job.startedAt),
    stage_ids: [0],
    job_group: job.id,
    status: 'RUNNING',
    num_tasks: 1,
    num_active_tasks: 1,
    num_completed_tasks: 0,
    num_skipped_tasks: 0,
    num_failed_tasks: 0,
    num_killed_tasks: 0,
    num_completed_indices: 0,
    num_active_stages: 1,
    num_completed_stages: 0,
    num_skipped_stages: 0,
    num_failed_stages: 0,
    killed_tasks_summary: {},
  }
}

/** "Mon Jul 27 17:24:03 UTC 2020" */
function sparkTime(epochMs: number): string {
  const [day, date, month, year, time] = new Date(epochMs).toUTCString().replace(',', '').split(' ')
  return `${day} ${month} ${date} ${time} UTC ${year}`
}

/** data_path, data_type and what follows them are of imports and exports, and empty or absent for SQL; worker_time, remote_statements, made_here, rule_hints, sockets, table_readings and script_id are this server's own additions. */
export function detailFields(job: Job, dials: readonly AuditEvent[], nowMs: number): Static<typeof JobDetailAnswer> {
  return {
    is_success: true,
    message: '',
    job_id: job.id,
    job_type: job.type,
    owner: job.owner,
    queue_name: job.queueName,
    start_time: job.startedAt,
    ...(job.runningAt === undefined ? {} : { worker_time: job.runningAt }),
    duration: durationMs(job, nowMs),
    status: STATES[job.state],
    // As it was sent: Terraform makes a job anew, and so runs its statement again, where this is another one.
    database_name: job.givenDatabase ?? databaseOf(job),
    table_name: job.tableName,
    ...transferFields(job.transfer),
    statement: job.sql,
    tags: job.tags.map(({ key, value }) => ({ key, value })),
    remote_statements: job.remoteStatements.map(({ source, sql, rows, bytes, milliseconds }) => ({
      source,
      sql,
      ...(rows === undefined ? {} : { row_count: rows }),
      ...(bytes === undefined ? {} : { bytes }),
      ...(milliseconds === undefined ? {} : { duration_ms: milliseconds }),
    })),
    made_here: (job.madeHere ?? []).map(({ kind, because }) => ({ what: kind, reason: because })),
    rule_hints: [...(job.hints ?? [])],
    sockets: dials.map(({ at, object, outcome, durationMs, details: { connection_name, seen } }) => ({
      address: object.slice(object.lastIndexOf('/') + 1),
      time: at,
      outcome,
      duration_ms: durationMs,
      ...(typeof connection_name === 'string' ? { connection_name } : {}),
      ...(typeof seen === 'string' ? { seen } : {}),
    })),
    table_readings: (job.tableReadings ?? []).map(({ table, files, partitions }) => ({
      table_name: table,
      files_read: files.read,
      files: files.all,
      ...(partitions === undefined ? {} : { partitions_read: partitions.read, partitions: partitions.all }),
    })),
    ...(job.scriptId === undefined ? {} : { script_id: job.scriptId }),
  }
}

/** What was given is shown; what was not is as the vendor's documents say that it is. */
function transferFields(transfer: JobTransfer | undefined) {
  if (transfer === undefined || transfer.kind === 'remote') return { data_path: '', data_type: '' }
  const { location: data_path, format: data_type, options } = transfer.kind === 'export' ? transfer.to : transfer.from
  const csv =
    data_type === 'csv'
      ? {
          ...headerField(transfer),
          delimiter: options['sep'] ?? ',',
          quote_char: options['quote'] ?? '"',
          escape_char: options['escape'] ?? '\\',
        }
      : {}
  if (transfer.kind === 'export') {
    const export_mode = transfer.to.mode === 'overwrite' ? 'Overwrite' : 'ErrorIfExists'
    return { data_path, data_type, export_mode, compress: options['compression'] ?? 'none', ...csv }
  }
  const { dateFormat: date_format = 'yyyy-MM-dd', timestampFormat: timestamp_format = 'yyyy-MM-dd HH:mm:ss' } = options
  return { data_path, data_type, date_format, timestamp_format, ...csv }
}

/** Of CSV alone. */
function headerField(transfer: JobTransfer | undefined): { readonly with_column_header?: boolean } {
  if (transfer === undefined || transfer.kind === 'remote') return {}
  const { format, options } = transfer.kind === 'export' ? transfer.to : transfer.from
  return format === 'csv' ? { with_column_header: options['header'] === 'true' } : {}
}

function databaseOf(job: Job): string {
  return job.currentDatabase === '' ? DEFAULT_DATABASE : job.currentDatabase
}

/** The vendor's form of a result's schema: one object of one entry for each column, with SQL type names. */
export function schemaOf(columns: readonly Column[]): Record<string, string>[] {
  return columns.map((column) => ({ [column.name]: column.type }))
}

/** A row whose cells are strings or null, with every digit of a number: the vendor's Go client cannot read anything else from a synchronous job. */
export function textRow(rowJson: string): (string | null)[] {
  return jsonCells(rowJson).map((cell) => (cell === 'null' ? null : cellText(cell)))
}
