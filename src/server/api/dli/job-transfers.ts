import { Type } from 'typebox'
import { obsUrl } from '../../../base/addresses/obs-url.ts'
import { CausewayError } from '../../../base/errors.ts'
import { LOADED_FORMATS } from '../../../protocol/file-formats.ts'
import type { RowExport } from '../../../protocol/row-transfer.ts'
import { STATEMENT_BODY } from '../input/body-limit.ts'
import { NONE, type Operation, projectOperation } from '../operation.ts'
import { ENVELOPE, PROJECT, ProjectPath, success } from './envelope.ts'
import { ConfInput, confOf } from './job-conf.ts'

const COLLECTION = '/v1.0/{project_id}/jobs'
const PATH_CHARACTERS_MAX = 1024
const Text = Type.Optional(Type.String())
const Sign = Type.Optional(Type.String({ maxLength: 16 }))
const DataPath = Type.String({ minLength: 1, maxLength: PATH_CHARACTERS_MAX })

const Started = Type.Object({ ...ENVELOPE, job_id: Type.String(), job_mode: Type.String() })

const notSupported = (message: string, hint: string): CausewayError => new CausewayError('not-supported', message, { hint })

/** The vendor's rule: a path has no comma. */
function locationOf(path: string): string {
  if (path.includes(',')) {
    throw new CausewayError('invalid-parameter', 'The parameter data_path of the body has a comma', {
      hint: 'Name a folder without commas: obs://bucket/folder.',
    })
  }
  return obsUrl(path)
}

interface ExportFields {
  readonly data_path: string
  readonly data_type: string
  readonly compress?: string
  readonly export_mode?: string
  readonly with_column_header?: boolean
  readonly encoding_type?: string
  readonly quote_char?: string
  readonly escape_char?: string
  readonly limit_num?: number
}

const EXPORT_FIELDS = {
  data_path: DataPath,
  data_type: Type.String({ minLength: 1 }),
  export_mode: Type.Optional(Type.Enum(['ErrorIfExists', 'Overwrite'])),
  with_column_header: Type.Optional(Type.Boolean()),
  queue_name: Text,
  encoding_type: Text,
  quote_char: Sign,
  escape_char: Sign,
}

/** Whatever cannot be written exactly as it is asked for is refused here, by its name. */
function exportOf(fields: ExportFields): RowExport {
  const format = fields.data_type.trim().toLowerCase()
  if (format !== 'csv' && format !== 'json') {
    throw notSupported(`Rows cannot be exported as ${fields.data_type}`, 'Send "data_type": "csv" or "json".')
  }
  const compression = (fields.compress ?? 'none').trim().toLowerCase()
  const known: readonly string[] = ['none', 'gzip', 'deflate', 'bzip2']
  if (!known.includes(compression === '' ? 'none' : compression)) {
    throw notSupported(`The compression ${fields.compress} of ${format} files is not supported`, `Send one of ${known.join(', ')}.`)
  }
  const encoding = (fields.encoding_type ?? '').trim().toLowerCase()
  if (encoding !== '' && encoding !== 'utf-8' && encoding !== 'utf8') {
    throw notSupported(`Rows cannot be exported in the encoding ${fields.encoding_type}`, 'Leave encoding_type out, or send "utf-8".')
  }
  const { limit_num: limit = 0 } = fields
  return {
    location: locationOf(fields.data_path),
    format,
    mode: fields.export_mode === 'Overwrite' ? 'overwrite' : 'error-if-exists',
    options: {
      compression: compression === '' ? 'none' : compression,
      ...(format === 'json'
        ? {}
        : {
            header: String(fields.with_column_header ?? false),
            ...option('quote', fields.quote_char),
            ...option('escape', fields.escape_char),
          }),
    },
    ...(limit === 0 ? {} : { rowsMax: limit }),
  }
}

function option(name: string, value: string | undefined): Readonly<Record<string, string>> {
  return value === undefined || value === '' ? {} : { [name]: value }
}

const exportTable = projectOperation({
  name: 'dli.jobs.export-table',
  protocol: 'dli',
  method: 'POST',
  path: `${COLLECTION}/export-table`,
  permission: 'dli:table:export',
  summary: 'Starts a job that writes all rows of a table into a folder of a bucket, which is there whole or not at all',
  status: 200,
  schemas: {
    params: ProjectPath,
    query: NONE,
    body: Type.Object({
      ...EXPORT_FIELDS,
      database_name: Type.String({ minLength: 1 }),
      table_name: Type.String({ minLength: 1 }),
      compress: Text,
    }),
    response: Started,
  },
  handle: async ({ control, caller, body }) => {
    const { database_name: database, table_name: table, queue_name: queueName = '' } = body
    const job = await control.transfers.exportTable(caller, { database, table, to: exportOf(body), queueName, conf: {} })
    const message = `export all data from table ${database}.${table} to path ${body.data_path} started`
    return { body: { ...success(message), job_id: job.id, job_mode: job.mode } }
  },
})

const exportResult = projectOperation({
  name: 'dli.jobs.export-result',
  protocol: 'dli',
  method: 'POST',
  path: `${COLLECTION}/{job_id}/export-result`,
  permission: 'dli:jobs:exportResult',
  summary: 'Starts a job that writes all rows of a finished query, which must be kept, into a folder of a bucket',
  status: 200,
  schemas: {
    params: Type.Object({ ...PROJECT, job_id: Type.String({ minLength: 1 }) }),
    query: NONE,
    body: Type.Object({
      ...EXPORT_FIELDS,
      compress: Text,
      limit_num: Type.Optional(Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })),
    }),
    response: Started,
  },
  handle: async ({ control, caller, params, body }) => {
    const { queue_name: queueName = '' } = body
    const job = await control.transfers.exportResult(caller, params.job_id, { to: exportOf(body), queueName, conf: {} })
    return { body: { ...success(), job_id: job.id, job_mode: job.mode } }
  },
})

const importTable = projectOperation({
  name: 'dli.jobs.import-table',
  protocol: 'dli',
  method: 'POST',
  path: `${COLLECTION}/import-table`,
  permission: 'dli:table:import',
  summary: 'Starts a job that puts the rows of files in a bucket into a table: all of them or none',
  bodyLimit: STATEMENT_BODY,
  status: 200,
  schemas: {
    params: ProjectPath,
    query: NONE,
    body: Type.Object({
      data_path: DataPath,
      data_type: Type.String({ minLength: 1 }),
      database_name: Type.String({ minLength: 1 }),
      table_name: Type.String({ minLength: 1 }),
      with_column_header: Type.Optional(Type.Boolean()),
      delimiter: Sign,
      quote_char: Sign,
      escape_char: Sign,
      date_format: Text,
      timestamp_format: Text,
      bad_records_path: Text,
      queue_name: Text,
      overwrite: Type.Optional(Type.Boolean()),
      partition_spec: Type.Optional(Type.Record(Type.String({ maxLength: 256 }), Type.String({ maxLength: 4096 }))),
      conf: Type.Optional(ConfInput),
    }),
    response: Started,
  },
  handle: async ({ control, caller, body }) => {
    const format = LOADED_FORMATS.find((one) => one === body.data_type.trim().toLowerCase())
    if (format === undefined)
      throw notSupported(`Files of ${body.data_type} cannot be imported`, `Send "data_type": one of ${LOADED_FORMATS.join(', ')}.`)
    if ((body.bad_records_path ?? '') !== '') {
      throw notSupported(
        'Records that are not of the columns’ types cannot be kept in a place of their own',
        'Leave bad_records_path out: what is not of its column’s type is NULL.',
      )
    }
    const dates = { ...option('dateFormat', body.date_format), ...option('timestampFormat', body.timestamp_format) }
    const options = {
      csv: {
        header: String(body.with_column_header ?? false),
        ...option('sep', body.delimiter),
        ...option('quote', body.quote_char),
        ...option('escape', body.escape_char),
        ...dates,
      },
      json: dates,
      parquet: {},
      avro: {},
      orc: {},
    }[format]
    const job = await control.transfers.importTable(caller, {
      database: body.database_name,
      table: body.table_name,
      from: { kind: 'files', format, location: locationOf(body.data_path), options },
      overwrite: body.overwrite ?? false,
      partition: body.partition_spec ?? {},
      queueName: body.queue_name ?? '',
      conf: confOf(body.conf),
    })
    return { body: { ...success(`import data to table ${body.table_name} started`), job_id: job.id, job_mode: job.mode } }
  },
})

export const jobTransferOperations: readonly Operation[] = [exportTable, importTable, exportResult]
