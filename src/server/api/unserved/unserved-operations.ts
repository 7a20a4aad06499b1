import type { Protocol } from '../answers/error-table.ts'
import { operations } from '../operations.ts'
import { pathAliases } from '../path-aliases.ts'
import type { UnservedGroup, UnservedRow } from './unserved-group.ts'
import { unservedIam } from './unserved-iam.ts'
import { unservedVpc } from './unserved-vpc.ts'

/** A call of the vendor's that this server does not answer. */
export interface UnservedOperation {
  readonly protocol: Protocol
  readonly method: string
  readonly path: string
  /** What to do instead: one sentence, imperative. */
  readonly instead: string
}

const SUBMIT = 'POST /v1.0/{project_id}/jobs/submit-job'

const flinkAndSpark: readonly UnservedRow[] = [
  ['POST', '/v1.0/{project_id}/streaming/sql-jobs'],
  ['PUT', '/v1.0/{project_id}/streaming/sql-jobs/{job_id}'],
  ['POST', '/v1.0/{project_id}/streaming/flink-jobs'],
  ['PUT', '/v1.0/{project_id}/streaming/flink-jobs/{job_id}'],
  ['GET', '/v1.0/{project_id}/streaming/jobs'],
  ['GET DELETE', '/v1.0/{project_id}/streaming/jobs/{job_id}'],
  ['POST', '/v1.0/{project_id}/streaming/jobs/run'],
  ['POST', '/v1.0/{project_id}/streaming/jobs/stop'],
  ['POST', '/v1.0/{project_id}/streaming/jobs/delete'],
  ['POST', '/v1.0/{project_id}/streaming/jobs/export'],
  ['POST', '/v1.0/{project_id}/streaming/jobs/import'],
  ['POST', '/v1.0/{project_id}/streaming/jobs/metrics'],
  ['GET', '/v1.0/{project_id}/streaming/jobs/{job_id}/execute-graph'],
  ['POST', '/v3/{project_id}/streaming/jobs/{job_id}/gen-graph'],
  ['POST', '/v1.0/{project_id}/streaming/jobs/{job_id}/savepoint'],
  ['POST', '/v1.0/{project_id}/streaming/jobs/{job_id}/import-savepoint'],
  ['GET', '/v1.0/{project_id}/streaming/jobs/{job_id}/apig-sinks'],
  ['GET POST', '/v2.0/{project_id}/batches'],
  ['GET DELETE', '/v2.0/{project_id}/batches/{batch_id}'],
  ['GET', '/v2.0/{project_id}/batches/{batch_id}/state'],
  ['GET', '/v2.0/{project_id}/batches/{batch_id}/log'],
]
/** Of the vendor's edge service, which the SDKs still have. */
const edge: readonly UnservedRow[] = [
  ['POST', '/v1/{project_id}/edgesrv/message-channel'],
  ['POST', '/v1/{project_id}/edgesrv/system-events'],
  ['POST', '/v1/{project_id}/edgesrv/messages'],
  ['POST', '/v1/{project_id}/edgesrv/job-report'],
]
/** Of documents of 2021, and of no client. */
const historic: readonly UnservedRow[] = [
  ['GET POST', '/v2.0/{project_id}/sessions'],
  ['GET POST', '/v2.0/{project_id}/clusters'],
]
const uploads: readonly UnservedRow[] = [
  ['POST', '/v2/{project_id}/uploader/create'],
  ['POST', '/v2/{project_id}/uploader/commit'],
  ['POST', '/v1.0/{project_id}/uploader/authentication'],
]
const tags: readonly UnservedRow[] = [
  ['POST', '/v3/{project_id}/{resource_type}/{resource_id}/tags/create'],
  ['POST', '/v3/{project_id}/{resource_type}/{resource_id}/tags/delete'],
  ['GET', '/v3/{project_id}/{resource_type}/{resource_id}/tags'],
  ['GET', '/v3/{project_id}/{resource_type}/tags'],
  ['POST', '/v3/{project_id}/{resource_type}/resource-instances/filter'],
  ['POST', '/v3/{project_id}/{resource_type}/resource-instances/count'],
]

const groups: readonly UnservedGroup[] = [
  ['dli', `Write the work as SQL and submit it: ${SUBMIT}.`, flinkAndSpark],
  ['dli', `Write the work as SQL and submit it: ${SUBMIT}.`, historic],
  ['dli', 'Leave it out: no Flink job runs on a device of an edge service here.', edge],
  [
    'dli',
    'Put the file into a bucket, and name it: PUT /causeway/v1/{project_id}/buckets/{bucket}/objects/{key}, then POST /v2.0/{project_id}/resources.',
    uploads,
  ],
  [
    'dli',
    'Name what has tags here: dli_queue, dli_elastic_resource_pool, dli_enhanced_datasource (or dli_enhanced_datasource_connection), dli_database, dli_table or dli_package_resource.',
    tags,
  ],
  [
    'vpc',
    'Delete it and create it anew: POST /v1/{project_id}/vpcs or /v1/{project_id}/subnets.',
    [
      ['PUT', '/v1/{project_id}/vpcs/{vpc_id}'],
      ['PUT', '/v1/{project_id}/vpcs/{vpc_id}/subnets/{subnet_id}'],
    ],
  ],
  ...unservedVpc,
  ...unservedIam,
]

const shape = (path: string): string => path.replace(/\{\w+\}/g, '{}')
const served = new Set(
  operations.flatMap(({ method, path, otherPaths }) =>
    [path, ...(otherPaths ?? [])].flatMap(pathAliases).map((p) => `${method} ${shape(p)}`),
  ),
)

/** What falls out of the list by itself when it is served. */
export const unservedOperations: readonly UnservedOperation[] = groups
  .flatMap(([protocol, instead, rows]) =>
    rows.flatMap(([methods, path]) => methods.split(' ').map((method) => ({ protocol, method, path, instead }))),
  )
  .filter(({ method, path }) => !served.has(`${method} ${shape(path)}`))

/** A parameter sorts behind a word: the path that names more is meant. */
const placeOf = (path: string): string =>
  path
    .split('/')
    .map((part) => (part.startsWith('{') ? '1' : '0'))
    .join('')

const byMethodAndLength = Map.groupBy(
  unservedOperations
    .toSorted((one, other) => placeOf(one.path).localeCompare(placeOf(other.path)))
    .flatMap((operation) => pathAliases(operation.path).map((path) => ({ operation, parts: path.split('/') }))),
  ({ operation, parts }) => `${operation.method} ${parts.length}`,
)

/** The vendor's call that a request means; undefined when there is none. @param target path and query as they came */
export function findUnserved(method: string, target: string): UnservedOperation | undefined {
  const parts = target
    .replace(/[?#].*$/s, '')
    .replace(/\/+/g, '/')
    .replace(/\/$/, '')
    .split('/')
  const candidates = byMethodAndLength.get(`${method === 'HEAD' ? 'GET' : method} ${parts.length}`) ?? []
  return candidates.find((candidate) =>
    candidate.parts.every((part, at) => part === parts[at] || (part.startsWith('{') && parts[at] !== '')),
  )?.operation
}
