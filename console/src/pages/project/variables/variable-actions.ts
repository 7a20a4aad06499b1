import type { Action } from '../../../components/actions/action.ts'
import { filled } from '../../../components/actions/form-values.ts'

export const VARIABLES = '/v1.0/{project_id}/variables'
const STALE = ['variables']
const one = (name: string): string => `${VARIABLES}/${encodeURIComponent(name)}`

export interface Variable {
  readonly name: string
  readonly value: string
  readonly isSensitive: boolean
  readonly owner: string
}

export const createVariable: Action = {
  label: 'Create a variable',
  intro: 'Statements name it as {{name}}.',
  fields: [
    { kind: 'text', name: 'name', label: 'Name', isRequired: true },
    { kind: 'text', name: 'value', label: 'Value', isRequired: true },
    { kind: 'flag', name: 'secret', label: 'Sensitive: its value is shown to nobody' },
  ],
  request: (values) => ({
    method: 'POST',
    path: VARIABLES,
    body: filled({
      var_name: values.text('name'),
      var_value: values.text('value'),
      is_sensitive: values.flag('secret') ? true : undefined,
    }),
    ...(values.flag('secret') ? { hidden: ['var_value'] } : {}),
  }),
  stale: STALE,
}

export const changeVariable = ({ name, value, isSensitive }: Variable): Action => ({
  label: 'Change',
  fields: [{ kind: isSensitive ? 'password' : 'text', name: 'value', label: 'Value', isRequired: true, initial: isSensitive ? '' : value }],
  request: (values) => ({
    method: 'PUT',
    path: one(name),
    body: { var_value: values.text('value') },
    ...(isSensitive ? { hidden: ['var_value'] } : {}),
  }),
  stale: STALE,
})

export const deleteVariable = ({ name }: Variable, onDone: () => void): Action => ({
  label: 'Delete',
  intro: `Statements that name ${name} are refused from then on.`,
  isDanger: true,
  request: () => ({ method: 'DELETE', path: one(name) }),
  stale: STALE,
  onDone,
})
