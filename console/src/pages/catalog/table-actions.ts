import { CATALOG_KEY, tablePath } from '../../api/catalog.ts'
import type { Action } from '../../components/actions/action.ts'
import { choicesOf, type FieldSpec, filled } from '../../components/actions/form-values.ts'

interface Dropping {
  /** What is lost. */
  readonly told: string
  readonly dropped: () => void
}

export const dropTable = (database: string, table: string, { told, dropped }: Dropping): Action => ({
  label: 'Drop',
  intro: told,
  isDanger: true,
  confirm: table,
  request: () => ({ method: 'DELETE', path: tablePath(database, table) }),
  stale: [CATALOG_KEY],
  onDone: dropped,
})

export const changeTableOwner = (database: string, table: string): Action => ({
  label: 'Give to somebody',
  intro: `${table} has another owner from then on, who may do everything with it.`,
  fields: [{ kind: 'text', name: 'owner', label: 'New owner', isRequired: true }],
  request: (values) => ({ method: 'PUT', path: `${tablePath(database, table)}/owner`, body: { new_owner: values.text('owner') } }),
  stale: [CATALOG_KEY],
})

const PLACE: FieldSpec = { kind: 'text', name: 'path', label: 'Folder', description: 'As obs://bucket/folder', isRequired: true }
const QUEUE: FieldSpec = { kind: 'text', name: 'queue', label: 'Queue', description: 'The job runs on it; default where it is empty' }

export const exportTable = (database: string, table: string): Action => ({
  label: 'Export',
  intro: `A job writes the rows of ${table} as files.`,
  fields: [
    PLACE,
    { kind: 'choice', name: 'type', label: 'Format', options: choicesOf(['json', 'csv']) },
    { kind: 'choice', name: 'mode', label: 'What is there already', options: choicesOf(['ErrorIfExists', 'Overwrite']) },
    { kind: 'choice', name: 'compress', label: 'Compression', options: choicesOf(['none', 'gzip', 'bzip2', 'deflate']) },
    QUEUE,
  ],
  request: (values) => ({
    method: 'POST',
    path: '/v1.0/{project_id}/jobs/export-table',
    body: filled({
      data_path: values.text('path'),
      data_type: values.text('type'),
      export_mode: values.text('mode'),
      compress: values.text('compress'),
      queue_name: values.given('queue'),
      database_name: database,
      table_name: table,
    }),
  }),
  stale: ['jobs'],
})

export const importTable = (database: string, table: string): Action => ({
  label: 'Import',
  intro: `A job reads files into ${table}.`,
  fields: [
    PLACE,
    { kind: 'choice', name: 'type', label: 'Format', options: choicesOf(['csv', 'json', 'parquet', 'orc', 'avro']) },
    { kind: 'flag', name: 'header', label: 'The first line names the columns', isShown: (values) => values.text('type') === 'csv' },
    { kind: 'flag', name: 'overwrite', label: 'In place of the rows that are there' },
    QUEUE,
  ],
  request: (values) => ({
    method: 'POST',
    path: '/v1.0/{project_id}/jobs/import-table',
    body: filled({
      data_path: values.text('path'),
      data_type: values.text('type'),
      database_name: database,
      table_name: table,
      with_column_header: values.text('type') === 'csv' ? values.flag('header') : undefined,
      overwrite: values.flag('overwrite') ? true : undefined,
      queue_name: values.given('queue'),
    }),
  }),
  stale: ['jobs', CATALOG_KEY],
})
