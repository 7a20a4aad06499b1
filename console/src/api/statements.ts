import { rowTextsOf } from '../../../src/client/row-texts.ts'
import { type ResultColumn, resultColumn } from '../components/result-grid/result-column.ts'
import type { ResultRows } from '../components/result-grid/result-rows.ts'
import { type Fields, fieldsOf, isRecord } from './fields.ts'
import { jsonOf, received, request, send } from './request.ts'

export interface StatementOrder {
  readonly sql: string
  readonly queue: string
  /** '': that of the session. */
  readonly database: string
  /** `key=value`. */
  readonly conf: readonly string[]
}

export interface SubmittedJob {
  readonly jobId: string
  /** DDL alone: it ran before the answer. undefined: it is to be waited for. */
  readonly ended: { readonly isSuccess: boolean; readonly message: string } | undefined
}

const jobs = '/v1.0/{project_id}/jobs'
const jobPath = (jobId: string): string => `${jobs}/${encodeURIComponent(jobId)}`

/** All rows are kept for 24 hours, so that they can be had without running the statement again. */
const KEEPS_ALL = 'causeway.sql.keepResult=all'

export async function submitStatement({ sql, queue, database, conf }: StatementOrder, signal?: AbortSignal): Promise<SubmittedJob> {
  const body = { sql, queue_name: queue, ...(database === '' ? {} : { currentdb: database }), conf: [KEEPS_ALL, ...conf] }
  const answer = fieldsOf(await request('POST', `${jobs}/submit-job`, body, { signal }))
  const isSync = answer.optionalText('job_mode') === 'sync'
  const ended = { isSuccess: answer.optionalFlag('is_success') ?? true, message: answer.optionalText('message') ?? '' }
  return { jobId: answer.text('job_id'), ended: isSync ? ended : undefined }
}

export interface JobNow {
  readonly status: 'LAUNCHING' | 'RUNNING' | 'FINISHED' | 'FAILED' | 'CANCELLED'
  /** Why it failed, or what it waits for. */
  readonly message: string
  readonly readRows: number
  readonly readBytes: number
  readonly givenRows: number
  /** Of what it reads, from 0 to 1; undefined: its sources do not say how much there is. */
  readonly share?: number | undefined
  /** Of one that has failed: the kind of error, and where in the statement it stands. */
  /** Of one that runs: what it has read of each remote table by now. */
  readonly sources?: readonly { readonly source: string; readonly bytes: number; readonly rows: number | undefined }[]
  readonly errorCode?: string | undefined
  readonly mistake?: unknown
}

export async function jobNow(jobId: string, signal?: AbortSignal): Promise<JobNow> {
  const answer = fieldsOf(await request('GET', `${jobPath(jobId)}/status`, undefined, { signal }))
  return {
    status: statusOf(answer.text('status')),
    message: answer.optionalText('message') ?? '',
    readRows: answer.optionalNumber('input_row_count') ?? 0,
    readBytes: answer.optionalNumber('input_size') ?? 0,
    givenRows: answer.optionalNumber('result_count') ?? 0,
    share: answer.optionalNumber('progress'),
    ...(answer.value('sources') === undefined
      ? {}
      : {
          sources: answer.list('sources', (item) => ({
            source: item.text('source'),
            bytes: item.number('bytes'),
            rows: item.optionalNumber('row_count'),
          })),
        }),
    errorCode: answer.optionalText('error_code'),
    mistake: answer.value('mistake'),
  }
}

const STATUSES = ['LAUNCHING', 'RUNNING', 'FINISHED', 'FAILED', 'CANCELLED'] as const
const statusOf = (text: string): JobNow['status'] => STATUSES.find((status) => status === text) ?? 'RUNNING'

export const cancelJob = async (jobId: string): Promise<void> => void (await request('DELETE', jobPath(jobId)))

/** The first rows, at most 1,000. */
export async function firstRows(jobId: string, signal?: AbortSignal): Promise<ResultRows> {
  const answer = await send({ method: 'GET', path: `${jobPath(jobId)}/preview` }, { signal })
  const text = await received(answer.text(), signal)
  const fields = fieldsOf(jsonOf(text))
  return { columns: columnsOf(fields), texts: rowTextsOf(text), rowCount: fields.optionalNumber('row_count') ?? 0 }
}

/** One object of one entry for each column. */
function columnsOf(answer: Fields): readonly ResultColumn[] {
  const schema = answer.value('schema')
  if (!Array.isArray(schema)) return []
  const columns: readonly unknown[] = schema
  return columns.filter(isRecord).flatMap((each) => Object.entries(each).map(([name, type]) => resultColumn(name, String(type))))
}

/** Of one remote database, or of tables of files. */
interface SourceRead {
  readonly source: string
  readonly statement: string
  readonly rows: number | undefined
  readonly bytes: number | undefined
  readonly ms: number | undefined
}

export interface JobDetail {
  readonly sources: readonly SourceRead[]
  readonly madeHere: readonly { readonly what: string; readonly reason: string }[]
  /** What SQL defence rules that refuse nothing say of it. */
  readonly hints: readonly string[]
}

export async function jobDetail(jobId: string, signal?: AbortSignal): Promise<JobDetail> {
  const answer = fieldsOf(await request('GET', `${jobPath(jobId)}/detail`, undefined, { signal }))
  const remote = answer.list('remote_statements', (item) => ({
    source: item.text('source'),
    statement: item.text('sql'),
    rows: item.optionalNumber('row_count'),
    bytes: item.optionalNumber('bytes'),
    ms: item.optionalNumber('duration_ms'),
  }))
  const files = answer.list('table_readings', (item) => ({
    source: item.text('table_name'),
    statement: `${item.number('files_read')} of ${item.number('files')} files opened`,
    rows: undefined,
    bytes: undefined,
    ms: undefined,
  }))
  return {
    sources: [...remote, ...files],
    hints: answer.texts('rule_hints'),
    madeHere: answer.list('made_here', (item) => ({ what: item.text('what'), reason: item.text('reason') })),
  }
}

/** Throws ApiError, with the place, for a mistake. */
export async function checkStatement(sql: string, database: string, signal?: AbortSignal): Promise<void> {
  await request('POST', `${jobs}/check-sql`, { sql, ...(database === '' ? {} : { currentdb: database }) }, { signal })
}

export const RESULT_FORMATS = ['csv', 'json', 'jsonl', 'parquet'] as const
export type ResultFormat = (typeof RESULT_FORMATS)[number]

const resultPath = (jobId: string, query: string): string => `/causeway/v1/{project_id}/jobs/${encodeURIComponent(jobId)}/result?${query}`

/** A whole result; one whose end is not regular rejects. */
export async function wholeResult(jobId: string, format: ResultFormat, signal?: AbortSignal): Promise<Blob> {
  const answer = await send({ method: 'GET', path: resultPath(jobId, `format=${format}`) }, { signal })
  return await received(answer.blob(), signal)
}

/** Rows behind those that are here, at most so many, each the text of a JSON object. */
export async function moreRows(jobId: string, fromRow: number, most: number, signal?: AbortSignal): Promise<readonly string[]> {
  const enough = new AbortController()
  const either = signal === undefined ? enough.signal : AbortSignal.any([signal, enough.signal])
  const answer = await send({ method: 'GET', path: resultPath(jobId, `format=jsonl&from_row=${fromRow}`) }, { signal: either })
  if (answer.body === null) return []
  const rows: string[] = []
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader()
  let rest = ''
  for (;;) {
    const read = await received(reader.read(), signal)
    if (read.done) break
    const lines = (rest + read.value).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) rows.push(line)
    if (rows.length < most) continue
    enough.abort()
    break
  }
  return rows.slice(0, most)
}
