import { CATALOG_KEY, tablesPath } from '../../../api/catalog.ts'
import type { Action } from '../../../components/actions/action.ts'
import type { FormValues } from '../../../components/actions/form-values.ts'
import { newTableBody } from './new-table.ts'

const bodyOf = (values: FormValues) =>
  newTableBody({
    name: values.text('name'),
    kind: values.text('kind') === 'view' ? 'view' : 'table',
    description: values.text('comment'),
    columns: values.text('columns'),
    query: values.text('query'),
  })

/** A managed table, or a view; tables of files and of databases are made by a statement. */
export const createTable = (database: string, created: (table: string) => void): Action => ({
  label: 'New table',
  fields: [
    { kind: 'text', name: 'name', label: 'Name', isRequired: true },
    {
      kind: 'choice',
      name: 'kind',
      label: 'What is made',
      options: [
        { value: 'table', label: 'Managed table' },
        { value: 'view', label: 'View' },
      ],
    },
    { kind: 'text', name: 'comment', label: 'Comment' },
    {
      kind: 'lines',
      name: 'columns',
      label: 'Columns',
      description: 'One a line: a name and a type, as id int; partition behind it makes it a partition column, -- begins its comment',
      isShown: (values) => values.text('kind') === 'table',
    },
    { kind: 'whole-text', name: 'query', label: 'Query', isShown: (values) => values.text('kind') === 'view' },
  ],
  wrong: (values) => {
    const { wrong } = bodyOf(values)
    return wrong === '' ? undefined : wrong
  },
  request: (values) => ({ method: 'POST', path: tablesPath(database), body: bodyOf(values).body }),
  stale: [CATALOG_KEY],
  onDone: (_, values) => created(values.text('name').trim().toLowerCase()),
})
