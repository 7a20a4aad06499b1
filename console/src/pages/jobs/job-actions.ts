import type { Action } from '../../components/actions/action.ts'
import { choicesOf, filled } from '../../components/actions/form-values.ts'
import type { Job } from './job.ts'

const JOBS = '/v1.0/{project_id}/jobs'
const one = ({ id }: Pick<Job, 'id'>): string => `${JOBS}/${encodeURIComponent(id)}`

export const cancelJob = (job: Pick<Job, 'id'>): Action => ({
  label: 'Cancel the job',
  isDanger: true,
  request: () => ({ method: 'DELETE', path: one(job) }),
  stale: ['jobs'],
})

export const runAgain = (job: Job): Action => ({
  label: 'Run it again',
  intro: 'The same statement on the same queue, as a new job.',
  request: () => ({
    method: 'POST',
    path: `${JOBS}/submit-job`,
    body: { sql: job.statement, queue_name: job.queue, ...(job.database === '' ? {} : { currentdb: job.database }) },
  }),
  stale: ['jobs'],
})

export const exportResult = (job: Pick<Job, 'id'>): Action => ({
  label: 'Export the result',
  intro: 'A job writes the rows that this one has kept as files.',
  fields: [
    { kind: 'text', name: 'path', label: 'Folder', description: 'As obs://bucket/folder', isRequired: true },
    { kind: 'choice', name: 'type', label: 'Format', options: choicesOf(['json', 'csv']) },
    { kind: 'choice', name: 'mode', label: 'What is there already', options: choicesOf(['ErrorIfExists', 'Overwrite']) },
    { kind: 'choice', name: 'compress', label: 'Compression', options: choicesOf(['none', 'gzip', 'bzip2', 'deflate']) },
    { kind: 'number', name: 'limit', label: 'At most so many rows' },
  ],
  request: (values) => ({
    method: 'POST',
    path: `${one(job)}/export-result`,
    body: filled({
      data_path: values.text('path'),
      data_type: values.text('type'),
      export_mode: values.text('mode'),
      compress: values.text('compress'),
      limit_num: values.number('limit'),
    }),
  }),
  stale: ['jobs'],
})
