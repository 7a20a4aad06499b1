import { Type } from 'typebox'
import { CausewayError } from '../../../base/errors.ts'
import type { JobFilter } from '../../control/jobs/jobs.ts'
import { JOB_STATES, type Job, type JobState, QUEUE_JOB_TYPES } from '../../domain/job.ts'
import { NONE, type Operation, projectOperation } from '../operation.ts'
import { ENVELOPE, ProjectPath, success, wantedTags } from './envelope.ts'
import { ListedJob, listedFields, STATES } from './job-fields.ts'

const PAGE_SIZE_DEFAULT = 50
const PAGE_SIZE_MAX = 100

const JOB_TYPES: readonly Job['type'][] = ['DDL', 'QUERY', 'INSERT', 'UPDATE', 'DELETE', 'IMPORT', 'EXPORT', ...QUEUE_JOB_TYPES]
/** Types and states of the vendor's that no job of this server has: a filter for one finds nothing. */
const OTHER_TYPES = ['DCL', 'DATA_MIGRATION']
const OTHER_STATES = ['SCALING', 'COMPUTED', 'SUSPENDED', 'ACTIVE', 'DELETED', 'CREATING']
const EPOCH_MS_MAX = 8_640_000_000_000_000
const Epoch = Type.Optional(Type.Integer({ minimum: 0, maximum: EPOCH_MS_MAX }))
const Text = Type.Optional(Type.String())

interface Filters {
  readonly page_size?: number
  readonly current_page?: number
  readonly start?: number
  readonly end?: number
  readonly job_type?: string
  readonly job_types?: readonly string[]
  readonly job_status?: string
  readonly job_id?: string
  readonly queue_name?: string
  readonly db_name?: string
  readonly table_name?: string
  readonly owner?: string
  readonly sql_pattern?: string
  readonly order?: JobFilter['order']
  readonly engine_type?: string
  readonly tags?: string
}

/** The types that both filters let through; undefined: all. */
function typesOf(filters: Filters): readonly Job['type'][] | undefined {
  const one = filters.job_type === undefined || filters.job_type === '' ? [] : [filters.job_type]
  const many = (filters.job_types ?? []).flatMap((types) => types.split(',')).filter((type) => type !== '')
  const named = [one, many].map((types) => types.map((type) => type.trim().toUpperCase()))
  const unknown = named.flat().find((type) => ![...JOB_TYPES, ...OTHER_TYPES, 'ALL'].includes(type))
  if (unknown !== undefined) throw new CausewayError('invalid-parameter', `There is no job type ${unknown}`)
  const wanted = named.filter((types) => types.length > 0 && !types.includes('ALL'))
  if (wanted.length === 0) return undefined
  return JOB_TYPES.filter((type) => wanted.every((types) => types.includes(type)))
}

/** undefined: all; 'none': a state that no job of this server has. */
function stateOf(name: string | undefined): JobState | 'none' | undefined {
  const wanted = (name ?? '').trim().toUpperCase()
  if (wanted === '' || wanted === 'ALL') return undefined
  const state = JOB_STATES.find((one) => STATES[one] === wanted)
  if (state !== undefined) return state
  if (OTHER_STATES.includes(wanted)) return 'none'
  throw new CausewayError('invalid-parameter', `There is no job status ${wanted}`, {
    hint: `Use one of ${JOB_STATES.map((one) => STATES[one]).join(', ')}.`,
  })
}

/** undefined: nothing can match. */
function filterOf(filters: Filters): JobFilter | undefined {
  const types = typesOf(filters)
  const state = stateOf(filters.job_status)
  const engine = filters.engine_type ?? ''
  if (types?.length === 0 || state === 'none' || (engine !== '' && engine !== 'spark')) return undefined
  const pageSize = filters.page_size ?? PAGE_SIZE_DEFAULT
  return {
    ...given('jobId', filters.job_id),
    ...(types === undefined ? {} : { types }),
    ...(state === undefined ? {} : { state }),
    ...given('queueName', filters.queue_name),
    ...given('owner', filters.owner),
    ...given('database', filters.db_name),
    ...given('tableName', filters.table_name),
    // Clients send 0 for what was not given.
    ...(filters.start === undefined || filters.start === 0 ? {} : { startedFrom: filters.start }),
    ...(filters.end === undefined || filters.end === 0 ? {} : { startedTo: filters.end }),
    tags: wantedTags(filters.tags),
    ...given('sqlPart', filters.sql_pattern),
    order: filters.order ?? 'start_time_desc',
    limit: pageSize,
    offset: ((filters.current_page ?? 1) - 1) * pageSize,
  }
}

function given<K extends string>(key: K, value: string | undefined): Partial<Record<K, string>> {
  const entry: Partial<Record<K, string>> = {}
  if (value !== undefined && value !== '') entry[key] = value
  return entry
}

const list = projectOperation({
  name: 'dli.jobs.list',
  protocol: 'dli',
  method: 'GET',
  path: '/v1.0/{project_id}/jobs',
  // How the service's own Java SDK asks for it.
  otherPaths: ['/v1.0/{project_id}/jobs/sql-jobs'],
  permission: 'dli:jobs:listAll',
  summary: 'Lists jobs, newest first; table_name finds those whose statement names the table; job_count is the number of all that match',
  status: 200,
  schemas: {
    params: ProjectPath,
    query: Type.Object({
      page_size: Type.Optional(Type.Integer({ minimum: 1, maximum: PAGE_SIZE_MAX })),
      current_page: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000_000 })),
      start: Epoch,
      end: Epoch,
      job_type: Text,
      job_types: Type.Optional(Type.Array(Type.String(), { maxItems: 100 })),
      job_status: Text,
      job_id: Text,
      queue_name: Text,
      db_name: Text,
      table_name: Text,
      owner: Text,
      sql_pattern: Text,
      order: Type.Optional(Type.Enum(['start_time_desc', 'start_time_asc', 'duration_desc', 'duration_asc'])),
      engine_type: Text,
      tags: Text,
    }),
    body: NONE,
    response: Type.Object({ ...ENVELOPE, job_count: Type.Integer(), jobs: Type.Array(ListedJob) }),
  },
  handle: async ({ control, context, caller, query, signal }) => {
    const filter = filterOf(query)
    const { total, jobs } = filter === undefined ? { total: 0, jobs: [] } : await control.jobs.list(caller, filter, signal())
    const nowMs = context.clock()
    return { body: { ...success(), job_count: total, jobs: jobs.map((job) => listedFields(job, nowMs)) } }
  },
})

export const jobListOperations: readonly Operation[] = [list]
