import { shellWord } from '../../../../../src/client/remedy-command.ts'
import type { Action } from '../../../components/actions/action.ts'

export const BUCKETS = '/causeway/v1/{project_id}/buckets'
const one = (bucket: string): string => `${BUCKETS}/${encodeURIComponent(bucket)}`
/** The signs between the parts of a key stay as they are. */
const objectPath = (bucket: string, key: string): string => `${one(bucket)}/objects/${key.split('/').map(encodeURIComponent).join('/')}`
export const objectsPath = (bucket: string): string => `${one(bucket)}/objects?limit=200`

export const createBucket: Action = {
  label: 'Create a bucket',
  fields: [{ kind: 'text', name: 'name', label: 'Name', isRequired: true }],
  request: (values) => ({ method: 'PUT', path: one(values.text('name').trim()) }),
  stale: ['buckets'],
}

export const deleteBucket = (bucket: string, onDone: () => void): Action => ({
  label: 'Delete the bucket',
  intro: `obs://${bucket} is deleted, where no object stands in it and no table names it.`,
  isDanger: true,
  request: () => ({ method: 'DELETE', path: one(bucket) }),
  stale: ['buckets'],
  onDone,
})

export const putObject = (bucket: string): Action => ({
  label: 'Put a file',
  intro: 'What is there by the same key is replaced.',
  fields: [
    { kind: 'file', name: 'file', label: 'File', isRequired: true },
    {
      kind: 'text',
      name: 'key',
      label: 'Key',
      description: `Its name in ${bucket}, as in/2026/a.csv; the file’s own where it is left empty`,
    },
  ],
  wrong: (values) => (values.file('file') === undefined ? 'No file is chosen' : undefined),
  request: (values) => {
    const file = values.file('file')
    const key = values.given('key')?.trim() ?? file?.name ?? ''
    const name = file?.name ?? 'FILE'
    const command = `causeway put ${shellWord(name)} ${shellWord(`obs://${bucket}/${key}`)}`
    return { method: 'PUT', path: objectPath(bucket, key), ...(file === undefined ? {} : { file: { content: file, name, command } }) }
  },
  stale: ['buckets'],
})

export const deleteObject = (bucket: string, key: string): Action => ({
  label: 'Delete',
  intro: `obs://${bucket}/${key} is deleted.`,
  isDanger: true,
  request: () => ({ method: 'DELETE', path: objectPath(bucket, key) }),
  stale: ['buckets'],
})

export const AGENCY = '/v2/{project_id}/agency'

export const setAgency = (roles: readonly string[]): Action => ({
  label: 'Change the agency',
  intro: 'The roles are kept and shown: nothing hangs on them.',
  fields: [{ kind: 'lines', name: 'roles', label: 'Roles', description: 'One a line', initial: roles.join('\n') }],
  request: (values) => ({ method: 'POST', path: AGENCY, body: { roles: values.lines('roles') } }),
  stale: ['agency'],
})
