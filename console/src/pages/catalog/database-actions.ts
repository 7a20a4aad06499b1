import { CATALOG_KEY, databasesPath } from '../../api/catalog.ts'
import type { Action } from '../../components/actions/action.ts'
import { filled } from '../../components/actions/form-values.ts'

const one = (database: string): string => `${databasesPath}/${encodeURIComponent(database)}`

export const createDatabase = (created: (name: string) => void): Action => ({
  label: 'New database',
  fields: [
    { kind: 'text', name: 'name', label: 'Name', isRequired: true },
    { kind: 'text', name: 'description', label: 'Description' },
  ],
  request: (values) => ({
    method: 'POST',
    path: databasesPath,
    body: filled({ database_name: values.text('name').trim(), description: values.given('description') }),
  }),
  stale: [CATALOG_KEY],
  onDone: (_, values) => created(values.text('name').trim().toLowerCase()),
})

/** What cannot be undone wants its name to be typed. */
export const dropDatabase = (database: string, dropped: () => void): Action => ({
  label: 'Drop',
  intro: `The database ${database} is dropped. One with tables is dropped only with all of them, and the rows of its managed tables go, too.`,
  isDanger: true,
  confirm: database,
  fields: [{ kind: 'flag', name: 'cascade', label: 'With all of its tables' }],
  request: (values) => ({ method: 'DELETE', path: `${one(database)}${values.flag('cascade') ? '?cascade=true' : ''}` }),
  stale: [CATALOG_KEY],
  onDone: dropped,
})

export const changeDatabaseOwner = (database: string): Action => ({
  label: 'Give to somebody',
  intro: `The database ${database} has another owner from then on, who may do everything with it.`,
  fields: [{ kind: 'text', name: 'owner', label: 'New owner', isRequired: true }],
  request: (values) => ({ method: 'PUT', path: `${one(database)}/owner`, body: { new_owner: values.text('owner') } }),
  stale: [CATALOG_KEY],
})
