import { type Static, Type } from 'typebox'
import type { ResultCells } from '../../../base/config.ts'
import { CausewayError } from '../../../base/errors.ts'
import { PREVIEW_ROWS_MAX } from '../../../protocol/preview-rows.ts'
import type { Control } from '../../control/control.ts'
import type { ResultPage } from '../../control/jobs/result-page.ts'
import type { Caller } from '../../control/shared/caller.ts'
import type { Job } from '../../domain/job.ts'
import { NONE, type Operation, projectOperation } from '../operation.ts'
import { JsonText } from '../reply.ts'
import { ENVELOPE, PROJECT, QueuePath, success } from './envelope.ts'
import { schemaOf } from './job-fields.ts'
import { rowWriter } from './result-cells.ts'

/** The most that is kept of a job's rows. */
const ANSWER_BYTES_MAX = 16 * 1024 * 1024
const PAGE_SIZE_DEFAULT = 50
const PAGE_SIZE_MAX = 100

export const JobPath = Type.Object({ ...PROJECT, job_id: Type.String({ minLength: 1 }) })
export const QueueJobPath = Type.Object({ ...QueuePath.properties, job_id: Type.String({ minLength: 1 }) })

/** Of our own, in the vendor's answer: its row_count is of the whole result, or of what an insert has written. */
export const RowsTruncated = Type.Boolean()
export const isTruncated = ({ resultColumns, rowCount }: Job, rowsJson: readonly string[]): boolean =>
  resultColumns.length > 0 && rowsJson.length < rowCount

/** 'not-found' for a job of another queue. */
export async function requireOnQueue(
  { jobs }: Pick<Control, 'jobs'>,
  caller: Caller,
  { queue_name, job_id }: Static<typeof QueueJobPath>,
): Promise<void> {
  const { queueName } = await jobs.get(caller, job_id)
  if (queueName === queue_name.toLowerCase()) return
  throw new CausewayError('not-found', `There is no job with the id ${job_id} on the queue ${queue_name}`, {
    hint: 'List the jobs of the project; records are kept for 30 days.',
  })
}

const RESULT = {
  ...ENVELOPE,
  job_id: Type.String(),
  job_type: Type.String(),
  row_count: Type.Integer(),
  input_size: Type.Integer(),
  schema: Type.Array(Type.Record(Type.String(), Type.String())),
  rows: Type.Array(Type.Array(Type.Unknown())),
}

/** Rows are sent as the engine wrote them, so that a number of any size keeps its digits. */
function answerOf({ job, rowsJson }: ResultPage, form: ResultCells, more: Readonly<Record<string, unknown>> = {}): JsonText {
  const head = JSON.stringify({
    ...success(),
    job_id: job.id,
    job_type: job.type,
    row_count: job.rowCount,
    input_size: job.inputBytes,
    schema: schemaOf(job.resultColumns),
    ...more,
  })
  return new JsonText(`${head.slice(0, -1)},"rows":[${rowsJson.map(rowWriter(job.resultColumns, form)).join(',')}]}`)
}

const preview = projectOperation({
  name: 'dli.jobs.preview',
  protocol: 'dli',
  method: 'GET',
  path: '/v1.0/{project_id}/jobs/{job_id}/preview',
  permission: 'dli:jobs:get',
  summary: 'Gives the first rows of a finished job, at most 1000; rows_truncated says whether the result has more',
  answerBytesMax: ANSWER_BYTES_MAX,
  status: 200,
  schemas: {
    params: JobPath,
    query: Type.Object({
      page_size: Type.Optional(Type.Integer({ minimum: 1, maximum: PREVIEW_ROWS_MAX })),
      queue_name: Type.Optional(Type.String()),
    }),
    body: NONE,
    response: Type.Object({ ...RESULT, rows_truncated: RowsTruncated }),
  },
  handle: async ({ control, context, caller, params, query }) => {
    const found = await control.jobs.preview(caller, params.job_id, query.page_size ?? PREVIEW_ROWS_MAX)
    return { body: answerOf(found, context.resultCells, { rows_truncated: isTruncated(found.job, found.rowsJson) }) }
  },
})

const PAGE = {
  page_size: Type.Optional(Type.Integer({ minimum: 1, maximum: PAGE_SIZE_MAX })),
  current_page: Type.Optional(Type.Integer({ minimum: 1, maximum: 2_147_483_647 })),
}

const partOf = ({ page_size = PAGE_SIZE_DEFAULT, current_page = 1 }: { readonly page_size?: number; readonly current_page?: number }) => ({
  offset: (current_page - 1) * page_size,
  limit: page_size,
})

/** The vendor's older way, which pages: the service's own Java SDK reads every result so. */
const page = projectOperation({
  name: 'dli.jobs.result',
  protocol: 'dli',
  method: 'GET',
  path: '/v1.0/{project_id}/jobs/{job_id}',
  permission: 'dli:jobs:get',
  summary:
    'Gives a page of the rows of a finished job; behind the first 1000 only of one that has kept them all, read by a query of queue-name',
  answerBytesMax: ANSWER_BYTES_MAX,
  status: 200,
  schemas: {
    params: JobPath,
    query: Type.Object({ ...PAGE, queue_name: Type.Optional(Type.String()) }),
    body: NONE,
    response: Type.Object(RESULT),
  },
  handle: async ({ control, context, caller, params, query, signal }) => {
    const part = { ...partOf(query), queueName: query.queue_name ?? '' }
    return { body: answerOf(await control.jobs.page(caller, params.job_id, part, signal()), context.resultCells) }
  },
})

const pageInQueue = projectOperation({
  name: 'dli.queues.job-result',
  protocol: 'dli',
  method: 'GET',
  path: '/v1.0/{project_id}/queues/{queue_name}/jobs/{job_id}',
  permission: 'dli:jobs:get',
  summary: 'The same of a job of the queue',
  answerBytesMax: ANSWER_BYTES_MAX,
  status: 200,
  schemas: { params: QueueJobPath, query: Type.Object(PAGE), body: NONE, response: Type.Object(RESULT) },
  handle: async ({ control, context, caller, params, query, signal }) => {
    await requireOnQueue(control, caller, params)
    const part = { ...partOf(query), queueName: params.queue_name }
    return { body: answerOf(await control.jobs.page(caller, params.job_id, part, signal()), context.resultCells) }
  },
})

export const jobResultOperations: readonly Operation[] = [preview, page, pageInQueue]
