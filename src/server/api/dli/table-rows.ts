import { Type } from 'typebox'
import { CausewayError } from '../../../base/errors.ts'
import type { PartitionValues } from '../../../protocol/table-files.ts'
import type { TablePartition } from '../../control/tables/table-partitions.ts'
import { NONE, type Operation, projectOperation } from '../operation.ts'
import { ENVELOPE, LIMIT_AND_OFFSET, success } from './envelope.ts'
import { schemaOf, textRow } from './job-fields.ts'
import { namedTable, TablePath } from './tables.ts'

const LIMIT_DEFAULT = 100

const ListedPartition = Type.Object({
  partition_name: Type.String(),
  create_time: Type.Optional(Type.Integer()),
  last_access_time: Type.Optional(Type.Integer()),
  locations: Type.Array(Type.String()),
  last_ddl_time: Type.Optional(Type.Integer()),
  num_rows: Type.Integer(),
  num_files: Type.Integer(),
  total_size: Type.Integer(),
})

/** Times are milliseconds but for one, which the vendor has in seconds; -1 rows, files or bytes are such as nobody has counted. */
function partitionFields({ name, location, createdAt, changedAt, rowCount, fileCount, bytes }: TablePartition) {
  return {
    partition_name: name,
    ...(createdAt === undefined ? {} : { create_time: createdAt }),
    ...(changedAt === undefined ? {} : { last_access_time: changedAt, last_ddl_time: Math.trunc(changedAt / 1000) }),
    locations: location === undefined ? [] : [location],
    num_rows: rowCount ?? -1,
    num_files: fileCount ?? -1,
    total_size: bytes ?? -1,
  }
}

/** `day=2024-01-01,city=Bonn`, or the same with a slash between, as a partition is named. */
function valuesOf(filter: string | undefined): PartitionValues {
  const pairs = (filter ?? '').split(/[,/]/).filter((pair) => pair.trim() !== '')
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=')
      if (at > 0) return [pair.slice(0, at).trim(), pair.slice(at + 1).trim()]
      throw new CausewayError('invalid-parameter', 'The parameter filter of the query is no list of column=value', {
        hint: 'Send filter=column=value, with a comma between several.',
      })
    }),
  )
}

const partitions = projectOperation({
  name: 'dli.tables.partitions',
  protocol: 'dli',
  method: 'GET',
  path: '/v1.0/{project_id}/databases/{database_name}/tables/{table_name}/partitions',
  permission: 'dli:table:showPartitions',
  summary: 'Lists the partitions of a table; filter=column=value, or column=value itself, names those that are wanted',
  status: 200,
  schemas: {
    params: TablePath,
    query: Type.Object({
      ...LIMIT_AND_OFFSET,
      filter: Type.Optional(Type.String()),
    }),
    body: NONE,
    response: Type.Object({
      ...ENVELOPE,
      partitions: Type.Object({ total_count: Type.Integer(), partition_infos: Type.Array(ListedPartition) }),
    }),
  },
  handle: async ({ control, caller, params, query, otherQuery }) => {
    const { total, items } = await control.tables.partitions(caller, namedTable(params), {
      values: valuesOf(query.filter),
      otherValues: otherQuery(),
      limit: query.limit ?? LIMIT_DEFAULT,
      offset: query.offset ?? 0,
    })
    return {
      body: { ...success('list partitions succeed'), partitions: { total_count: total, partition_infos: items.map(partitionFields) } },
    }
  },
})

const preview = projectOperation({
  name: 'dli.tables.preview',
  protocol: 'dli',
  method: 'GET',
  path: '/v1.0/{project_id}/databases/{database_name}/tables/{table_name}/preview',
  permission: 'dli:table:select',
  summary: 'Gives the first ten rows of a table, read by a query of the queue default; with mode=ASYNC the id of that query',
  status: 200,
  schemas: {
    params: TablePath,
    query: Type.Object({ mode: Type.Optional(Type.Enum(['SYNC', 'ASYNC', 'sync', 'async'])) }),
    body: NONE,
    response: Type.Object({
      ...ENVELOPE,
      job_id: Type.Optional(Type.String()),
      schema: Type.Optional(Type.Array(Type.Record(Type.String(), Type.String()))),
      rows: Type.Optional(Type.Array(Type.Array(Type.Union([Type.String(), Type.Null()])))),
    }),
  },
  handle: async ({ control, caller, params, query, signal }) => {
    if (query.mode?.toUpperCase() === 'ASYNC') {
      const job = await control.tables.previewByJob(caller, namedTable(params))
      return { body: { ...success(), job_id: job.id } }
    }
    const { columns, rowsJson } = await control.tables.preview(caller, namedTable(params), signal())
    return { body: { ...success(), schema: schemaOf(columns), rows: rowsJson.map(textRow) } }
  },
})

export const tableRowOperations: readonly Operation[] = [partitions, preview]
