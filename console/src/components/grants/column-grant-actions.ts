import type { Action } from '../actions/action.ts'
import { choicesOf, type FieldSpec, type FormValues } from '../actions/form-values.ts'
import { chosenPrivileges, GRANTS_KEY, GRANTS_PATH, whoOf } from './grant-actions.ts'
import { columnObject, type Grantee, nameOf } from './held-grants.ts'
import { ON_COLUMN } from './privileges.ts'

/** So many the API takes in one call. */
const COLUMNS_MAX = 200

const chosenColumns = (columns: readonly string[], initial: readonly string[]): FieldSpec => ({
  kind: 'choices',
  name: 'columns',
  label: 'Columns',
  options: choicesOf(columns),
  initial,
})

function wrong(values: FormValues): string | undefined {
  const count = values.chosen('columns').length
  if (count === 0) return 'Choose a column'
  if (count > COLUMNS_MAX) return `Choose at most ${COLUMNS_MAX} columns at a time`
  return values.chosen('privileges').length === 0 ? 'Choose a privilege' : undefined
}

const bodyOf = (table: string, grantee: Grantee, action: 'grant' | 'revoke', values: FormValues) => ({
  ...whoOf(grantee),
  action,
  privileges: values.chosen('columns').map((column) => ({ object: columnObject(table, column), privileges: values.chosen('privileges') })),
})

/** @param table as the API names it: databases.shop.tables.orders */
export const grantOnColumns = (table: string, columns: readonly string[]): Action => ({
  label: 'Grant columns',
  intro: `Single columns of ${table}. Who has SELECT on these alone reads and is shown these alone; SELECT * is refused to him.`,
  fields: [
    { kind: 'text', name: 'user', label: 'User', isRequired: true },
    chosenColumns(columns, []),
    { ...chosenPrivileges, options: choicesOf(ON_COLUMN), initial: ['SELECT'] },
  ],
  wrong,
  request: (values) => ({
    method: 'PUT',
    path: GRANTS_PATH,
    body: bodyOf(table, { kind: 'user', name: values.text('user').trim() }, 'grant', values),
  }),
  stale: [GRANTS_KEY],
})

export const revokeOnColumns = (table: string, grantee: Grantee, columns: readonly string[], held: readonly string[]): Action => ({
  label: 'Revoke',
  intro: `Of ${nameOf(grantee)} on single columns of ${table}.`,
  isDanger: true,
  fields: [chosenColumns(columns, columns), { ...chosenPrivileges, options: choicesOf(held), initial: held }],
  wrong,
  request: (values) => ({ method: 'PUT', path: GRANTS_PATH, body: bodyOf(table, grantee, 'revoke', values) }),
  stale: [GRANTS_KEY],
})
