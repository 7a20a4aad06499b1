import type { Fields } from '../../api/fields.ts'
import type { BadgeLevel } from '../../components/state-badge.tsx'

/** A job, as the list and the detail say it. */
export interface Job {
  readonly id: string
  readonly type: string
  readonly queue: string
  readonly owner: string
  readonly status: string
  readonly statement: string
  readonly database: string
  /** Why it failed, or what it waits for. */
  readonly message: string
  readonly startedAt: number
  readonly endedAt: number | undefined
  readonly durationMs: number
  readonly readRows: number
  readonly readBytes: number
  readonly rows: number
  /** Of what it reads, from 0 to 1; undefined: it does not run, or its sources do not say how much there is. */
  readonly share?: number | undefined
}

export const readJob = (job: Fields): Job => ({
  id: job.text('job_id'),
  type: job.text('job_type'),
  queue: job.text('queue_name'),
  owner: job.text('owner'),
  status: job.text('status'),
  statement: job.text('statement'),
  database: job.optionalText('database_name') ?? '',
  message: job.optionalText('message') ?? '',
  startedAt: job.number('start_time'),
  endedAt: job.optionalNumber('end_time'),
  durationMs: job.number('duration'),
  readRows: job.optionalNumber('input_row_count') ?? 0,
  readBytes: job.optionalNumber('input_size') ?? 0,
  rows: job.optionalNumber('result_count') ?? 0,
  share: job.optionalNumber('progress'),
})

export const STATUSES = ['LAUNCHING', 'RUNNING', 'FINISHED', 'FAILED', 'CANCELLED'] as const

export const hasEnded = ({ status }: Pick<Job, 'status'>): boolean => status !== 'LAUNCHING' && status !== 'RUNNING'

export function statusShown(status: string): { readonly level: BadgeLevel; readonly word: string } {
  switch (status) {
    case 'LAUNCHING':
      return { level: 'waiting', word: 'waiting' }
    case 'RUNNING':
      return { level: 'waiting', word: 'running' }
    case 'FINISHED':
      return { level: 'good', word: 'finished' }
    case 'FAILED':
      return { level: 'bad', word: 'failed' }
    default:
      return { level: 'idle', word: status.toLowerCase() }
  }
}

/** What a job had to do, beside its rows. */
export interface JobDetail {
  /** When a worker took it; undefined: none has yet. */
  readonly workerAt: number | undefined
  readonly remote: readonly {
    readonly source: string
    readonly sql: string
    readonly rows: number | undefined
    readonly bytes: number | undefined
    readonly durationMs: number | undefined
  }[]
  readonly madeHere: readonly { readonly what: string; readonly reason: string }[]
  /** Each time that it was to be given a socket. */
  readonly sockets: readonly {
    readonly address: string
    readonly at: number
    readonly outcome: string
    readonly durationMs: number
    readonly connection: string
    /** Why there was none. */
    readonly seen: string
  }[]
  /** What SQL defence rules that refuse nothing say of it. */
  readonly hints: readonly string[]
  readonly tables: readonly { readonly name: string; readonly read: number; readonly all: number }[]
}

export const readJobDetail = (detail: Fields): JobDetail => ({
  workerAt: detail.optionalNumber('worker_time'),
  remote: detail.list('remote_statements', (one) => ({
    source: one.text('source'),
    sql: one.text('sql'),
    rows: one.optionalNumber('row_count'),
    bytes: one.optionalNumber('bytes'),
    durationMs: one.optionalNumber('duration_ms'),
  })),
  sockets: detail.list('sockets', (one) => ({
    address: one.text('address'),
    at: one.number('time'),
    outcome: one.text('outcome'),
    durationMs: one.number('duration_ms'),
    connection: one.optionalText('connection_name') ?? '',
    seen: one.optionalText('seen') ?? '',
  })),
  hints: detail.texts('rule_hints'),
  madeHere: detail.list('made_here', (one) => ({ what: one.text('what'), reason: one.text('reason') })),
  tables: detail.list('table_readings', (one) => ({
    name: one.text('table_name'),
    read: one.number('files_read'),
    all: one.number('files'),
  })),
})

export interface TimelineStep {
  readonly name: string
  readonly detail: string
  readonly level: BadgeLevel
}

/** What is known of a job's way, in its order. */
export function timelineOf(
  job: Job,
  detail: JobDetail | undefined,
  times: { at(ms: number): string; length(ms: number): string; count(n: number): string },
): readonly TimelineStep[] {
  const { level, word } = statusShown(job.status)
  const remote = (detail?.remote ?? []).map(
    ({ source, rows, durationMs }): TimelineStep => ({
      name: `asked ${source}`,
      detail: [
        ...(rows === undefined ? [] : [`${times.count(rows)} rows`]),
        ...(durationMs === undefined ? [] : [times.length(durationMs)]),
      ].join(', '),
      level: 'good',
    }),
  )
  const sockets = (detail?.sockets ?? []).map(({ address, at, outcome, durationMs, connection, seen }): TimelineStep => {
    const isThere = outcome === 'succeeded'
    const after = `after ${times.length(Math.max(0, at - job.startedAt))}, in ${times.length(durationMs)}`
    const how = [connection === '' ? '' : `through ${connection}`, after, seen].filter((text) => text !== '')
    return { name: `${isThere ? 'socket to' : 'no socket to'} ${address}`, detail: how.join(', '), level: isThere ? 'good' : 'bad' }
  })
  return [
    { name: 'submitted', detail: `${times.at(job.startedAt)} by ${job.owner}`, level: 'good' },
    ...(job.status === 'LAUNCHING' ? [{ name: 'waiting', detail: job.message, level: 'waiting' as const }] : []),
    ...(detail?.workerAt === undefined
      ? []
      : [
          {
            name: 'taken by a worker',
            detail: `after ${times.length(Math.max(0, detail.workerAt - job.startedAt))}`,
            level: 'good' as const,
          },
        ]),
    ...sockets,
    ...remote,
    ...(job.readRows > 0 ? [{ name: 'read', detail: `${times.count(job.readRows)} rows`, level: 'good' as const }] : []),
    ...(job.status === 'LAUNCHING'
      ? []
      : [
          {
            name: word,
            detail: `${hasEnded(job) ? 'after' : 'for'} ${times.length(job.durationMs)}, ${times.count(job.rows)} rows`,
            level,
          },
        ]),
  ]
}
