import { type Static, Type } from 'typebox'
import { CausewayError } from '../../../base/errors.ts'
import { PREVIEW_ROWS_MAX } from '../../../protocol/preview-rows.ts'
import type { Control } from '../../control/control.ts'
import type { Caller } from '../../control/shared/caller.ts'
import { STATEMENT_BODY } from '../input/body-limit.ts'
import { Statement } from '../input/told-limits.ts'
import { NONE, type Operation, projectOperation } from '../operation.ts'
import { CATALOG, noCatalog } from './catalogs.ts'
import { Acknowledgement, ENVELOPE, ProjectPath, QueuePath, success, TAGS_MAX, TagInput, tagsOf } from './envelope.ts'
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
import { isTruncated, JobPath, QueueJobPath, RowsTruncated, requireOnQueue } from './job-results.ts'

const COLLECTION = '/v1.0/{project_id}/jobs'
function checkEngine(engine: string | undefined, catalog: string | undefined): void {
  if (engine !== undefined && engine !== '' && engine !== 'spark') {
    throw new CausewayError('not-supported', `The engine ${engine} is not available`, { hint: 'Leave engine_type out, or send "spark".' })
  }
  if (catalog !== undefined && catalog !== '' && catalog !== CATALOG) {
    throw noCatalog(catalog)
  }
}

const SubmitAnswer = Type.Object({
  ...ENVELOPE,
  job_id: Type.String(),
  job_type: Type.String(),
  job_mode: Type.String(),
  schema: Type.Optional(Type.Array(Type.Record(Type.String(), Type.String()))),
  rows: Type.Optional(Type.Array(Type.Array(Type.Union([Type.String(), Type.Null()])))),
  rows_truncated: Type.Optional(RowsTruncated),
})

const SubmitBody = Type.Object({
  sql: Statement,
  currentdb: Type.Optional(Type.String()),
  queue_name: Type.Optional(Type.String()),
  conf: Type.Optional(ConfInput),
  tags: Type.Optional(Type.Array(TagInput, { maxItems: TAGS_MAX })),
  engine_type: Type.Optional(Type.String()),
  current_catalog: Type.Optional(Type.String()),
})

/** A DDL statement that ran before the answer carries its rows; one that failed so is a 200 with is_success false and the reason. */
async function submitted(
  { jobs }: Pick<Control, 'jobs'>,
  caller: Caller,
  body: Static<typeof SubmitBody>,
  queueName: string,
): Promise<{ readonly body: Static<typeof SubmitAnswer> }> {
  checkEngine(body.engine_type, body.current_catalog)
  const job = await jobs.submit(caller, {
    sql: body.sql,
    currentDatabase: body.currentdb ?? '',
    queueName,
    conf: confOf(body.conf),
    tags: tagsOf(body.tags),
  })
  const head = { job_id: job.id, job_type: job.type, job_mode: job.mode }
  const accepted = success((job.hints ?? []).join('\n'))
  if (job.mode === 'async') return { body: { ...accepted, ...head } }
  if (job.state !== 'finished') return { body: { is_success: false, message: job.message, ...head } }
  const { rowsJson } = await jobs.preview(caller, job.id, PREVIEW_ROWS_MAX)
  const rows = { rows: rowsJson.map(textRow), rows_truncated: isTruncated(job, rowsJson) }
  return { body: { ...accepted, ...head, schema: schemaOf(job.resultColumns), ...rows } }
}

const submit = projectOperation({
  name: 'dli.jobs.submit',
  protocol: 'dli',
  method: 'POST',
  path: `${COLLECTION}/submit-job`,
  permission: 'dli:queue:submitJob',
  summary: 'Submits a SQL statement as a job',
  bodyLimit: STATEMENT_BODY,
  status: 200,
  schemas: { params: ProjectPath, query: NONE, body: SubmitBody, response: SubmitAnswer },
  handle: async ({ control, caller, body }) => await submitted(control, caller, body, body.queue_name ?? ''),
})

/** As the vendor's service had it before a queue was named in the body. */
const submitToQueue = projectOperation({
  name: 'dli.queues.submit-job',
  protocol: 'dli',
  method: 'POST',
  path: '/v1.0/{project_id}/queues/{queue_name}/jobs/submit-job',
  permission: 'dli:queue:submitJob',
  summary: 'Submits a SQL statement as a job of the queue of the path',
  bodyLimit: STATEMENT_BODY,
  status: 200,
  schemas: { params: QueuePath, query: NONE, body: SubmitBody, response: SubmitAnswer },
  handle: async ({ control, caller, params, body }) => await submitted(control, caller, body, params.queue_name),
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
  summary:
    'Describes a job; remote_statements has the SQL that it sent to remote databases, made_here what they were not asked for and why, rule_hints what SQL defence rules that refuse nothing say of it, sockets what it dialled, table_readings the files of tables that it opened',
  status: 200,
  schemas: { params: JobPath, query: NONE, body: NONE, response: JobDetailAnswer },
  handle: async ({ control, context, caller, params }) => {
    const job = await control.jobs.get(caller, params.job_id)
    const dials = job.isWithheld === true ? [] : await control.audit.dialsOfJob(job)
    return { body: detailFields(job, dials, context.clock()) }
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

/** One of another queue is not there. */
const cancelInQueue = projectOperation({
  name: 'dli.queues.cancel-job',
  protocol: 'dli',
  method: 'DELETE',
  path: '/v1.0/{project_id}/queues/{queue_name}/jobs/{job_id}',
  permission: 'dli:queue:cancelJob',
  summary: 'Cancels a job of the queue that has not ended',
  status: 200,
  schemas: { params: QueueJobPath, query: NONE, body: NONE, response: Acknowledgement },
  handle: async ({ control, caller, params }) => {
    await requireOnQueue(control, caller, params)
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
    body: Type.Object({ sql: Statement, currentdb: Type.Optional(Type.String()) }),
    response: Type.Object({ ...ENVELOPE, job_type: Type.String() }),
  },
  handle: async ({ control, caller, body }) => {
    const { jobType, hints } = await control.jobs.check(caller, { sql: body.sql, currentDatabase: body.currentdb ?? '' })
    return { body: { ...success(['the sql is ok', ...hints].join('\n')), job_type: jobType } }
  },
})

export const jobOperations: readonly Operation[] = [submit, submitToQueue, status, progress, detail, cancel, cancelInQueue, check]
