import { Type } from 'typebox'
import { CausewayError } from '../../../base/errors.ts'
import { PREVIEW_ROWS_MAX } from '../../../protocol/preview-rows.ts'
import type { Job } from '../../domain/job.ts'
import { STATEMENT_BODY } from '../input/body-limit.ts'
import { JsonText, NONE, type Operation, projectOperation } from '../operation.ts'
import { CATALOG, noCatalog } from './catalogs.ts'
import { Acknowledgement, ENVELOPE, PROJECT, ProjectPath, success, TAGS_MAX, TagInput, tagsOf } from './envelope.ts'
import { ConfInput, confOf } from './job-conf.ts'
import {
  detailFields,
  JobDetailAnswer,
  JobProgressAnswer,
  JobStatusAnswer,
  progressFields,
  schemaOf,
  statusFields,
  textRow,
} from './job-fields.ts'

const COLLECTION = '/v1.0/{project_id}/jobs'
/** The most that is kept of a job's rows. */
const PREVIEW_ANSWER_BYTES_MAX = 16 * 1024 * 1024
const JobPath = Type.Object({ ...PROJECT, job_id: Type.String({ minLength: 1 }) })

/** Of our own, in the vendor's answer: its row_count is of the whole result, or of what an insert has written. */
const RowsTruncated = Type.Boolean()
const isTruncated = ({ resultColumns, rowCount }: Job, rowsJson: readonly string[]): boolean =>
  resultColumns.length > 0 && rowsJson.length < rowCount

function checkEngine(engine: string | undefined, catalog: string | undefined): void {
  if (engine !== undefined && engine !== '' && engine !== 'spark') {
    throw new CausewayError('not-supported', `The engine ${engine} is not available`, { hint: 'Leave engine_type out, or send "spark".' })
  }
  if (catalog !== undefined && catalog !== '' && catalog !== CATALOG) {
    throw noCatalog(catalog)
  }
}

/** A DDL statement that ran before the answer carries its rows; one that failed so is a 200 with is_success false and the reason. */
const submit = projectOperation({
  name: 'dli.jobs.submit',
  protocol: 'dli',
  method: 'POST',
  path: `${COLLECTION}/submit-job`,
  permission: 'dli:queue:submitJob',
  summary: 'Submits a SQL statement as a job',
  bodyLimit: STATEMENT_BODY,
  status: 200,
  schemas: {
    params: ProjectPath,
    query: NONE,
    body: Type.Object({
      sql: Type.String({ minLength: 1 }),
      currentdb: Type.Optional(Type.String()),
      queue_name: Type.Optional(Type.String()),
      conf: Type.Optional(ConfInput),
      tags: Type.Optional(Type.Array(TagInput, { maxItems: TAGS_MAX })),
      engine_type: Type.Optional(Type.String()),
      current_catalog: Type.Optional(Type.String()),
    }),
    response: Type.Object({
      ...ENVELOPE,
      job_id: Type.String(),
      job_type: Type.String(),
      job_mode: Type.String(),
      schema: Type.Optional(Type.Array(Type.Record(Type.String(), Type.String()))),
      rows: Type.Optional(Type.Array(Type.Array(Type.Union([Type.String(), Type.Null()])))),
      rows_truncated: Type.Optional(RowsTruncated),
    }),
  },
  handle: async ({ control, caller, body }) => {
    checkEngine(body.engine_type, body.current_catalog)
    const job = await control.jobs.submit(caller, {
      sql: body.sql,
      currentDatabase: body.currentdb ?? '',
      queueName: body.queue_name ?? '',
      conf: confOf(body.conf),
      tags: tagsOf(body.tags),
    })
    const head = { job_id: job.id, job_type: job.type, job_mode: job.mode }
    if (job.mode === 'async') return { body: { ...success(), ...head } }
    if (job.state !== 'finished') return { body: { is_success: false, message: job.message, ...head } }
    const { rowsJson } = await control.jobs.preview(caller, job.id, PREVIEW_ROWS_MAX)
    const rows = { rows: rowsJson.map(textRow), rows_truncated: isTruncated(job, rowsJson) }
    return { body: { ...success(), ...head, schema: schemaOf(job.resultColumns), ...rows } }
  },
})

const status = projectOperation({
  name: 'dli.jobs.status',
  protocol: 'dli',
  method: 'GET',
  path: `${COLLECTION}/{job_id}/status`,
  permission: 'dli:jobs:get',
  summary: 'Says how far a job is; message has the reason of one that failed, and what one that waits waits for',
  status: 200,
  schemas: { params: JobPath, query: NONE, body: NONE, response: JobStatusAnswer },
  handle: async ({ control, context, caller, params }) => {
    return { body: statusFields(await control.jobs.get(caller, params.job_id), context.clock()) }
  },
})

const progress = projectOperation({
  name: 'dli.jobs.progress',
  protocol: 'dli',
  method: 'GET',
  path: `${COLLECTION}/{job_id}/progress`,
  permission: 'dli:jobs:get',
  summary: 'Says how much a job has read and written so far: numbers that stand still are a job that does',
  status: 200,
  schemas: { params: JobPath, query: NONE, body: NONE, response: JobProgressAnswer },
  handle: async ({ control, caller, params }) => ({ body: progressFields(await control.jobs.get(caller, params.job_id)) }),
})

const detail = projectOperation({
  name: 'dli.jobs.detail',
  protocol: 'dli',
  method: 'GET',
  path: `${COLLECTION}/{job_id}/detail`,
  permission: 'dli:jobs:get',
  summary: 'Describes a job; remote_statements has the SQL that it sent to remote databases',
  status: 200,
  schemas: { params: JobPath, query: NONE, body: NONE, response: JobDetailAnswer },
  handle: async ({ control, context, caller, params }) => {
    return { body: detailFields(await control.jobs.get(caller, params.job_id), context.clock()) }
  },
})

/** Rows are sent as the engine wrote them, so that a number of any size keeps its digits. */
const preview = projectOperation({
  name: 'dli.jobs.preview',
  protocol: 'dli',
  method: 'GET',
  path: `${COLLECTION}/{job_id}/preview`,
  permission: 'dli:jobs:get',
  summary: 'Gives the first rows of a finished job, at most 1000; rows_truncated says whether the result has more',
  answerBytesMax: PREVIEW_ANSWER_BYTES_MAX,
  status: 200,
  schemas: {
    params: JobPath,
    query: Type.Object({
      page_size: Type.Optional(Type.Integer({ minimum: 1, maximum: PREVIEW_ROWS_MAX })),
      queue_name: Type.Optional(Type.String()),
    }),
    body: NONE,
    response: Type.Object({
      ...ENVELOPE,
      job_id: Type.String(),
      job_type: Type.String(),
      row_count: Type.Integer(),
      input_size: Type.Integer(),
      schema: Type.Array(Type.Record(Type.String(), Type.String())),
      rows: Type.Array(Type.Array(Type.Unknown())),
      rows_truncated: RowsTruncated,
    }),
  },
  handle: async ({ control, caller, params, query }) => {
    const { job, rowsJson } = await control.jobs.preview(caller, params.job_id, query.page_size ?? PREVIEW_ROWS_MAX)
    const head = JSON.stringify({
      ...success(),
      job_id: job.id,
      job_type: job.type,
      row_count: job.rowCount,
      input_size: job.inputBytes,
      schema: schemaOf(job.resultColumns),
      rows_truncated: isTruncated(job, rowsJson),
    })
    return { body: new JsonText(`${head.slice(0, -1)},"rows":[${rowsJson.join(',')}]}`) }
  },
})

const cancel = projectOperation({
  name: 'dli.jobs.cancel',
  protocol: 'dli',
  method: 'DELETE',
  path: `${COLLECTION}/{job_id}`,
  permission: 'dli:queue:cancelJob',
  summary: 'Cancels a job that has not ended',
  status: 200,
  schemas: { params: JobPath, query: NONE, body: NONE, response: Acknowledgement },
  handle: async ({ control, caller, params }) => {
    await control.jobs.cancel(caller, params.job_id)
    return { body: success() }
  },
})

const check = projectOperation({
  name: 'dli.jobs.check-sql',
  protocol: 'dli',
  method: 'POST',
  path: `${COLLECTION}/check-sql`,
  permission: 'dli:queue:submitJob',
  summary: 'Checks a statement without running it',
  bodyLimit: STATEMENT_BODY,
  status: 200,
  schemas: {
    params: ProjectPath,
    query: NONE,
    body: Type.Object({ sql: Type.String({ minLength: 1 }), currentdb: Type.Optional(Type.String()) }),
    response: Type.Object({ ...ENVELOPE, job_type: Type.String() }),
  },
  handle: async ({ control, caller, body }) => {
    const jobType = await control.jobs.check(caller, { sql: body.sql, currentDatabase: body.currentdb ?? '' })
    return { body: { ...success('the sql is ok'), job_type: jobType } }
  },
})

export const jobOperations: readonly Operation[] = [submit, status, progress, detail, preview, cancel, check]
