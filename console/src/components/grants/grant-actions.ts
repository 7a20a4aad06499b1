import type { Action } from '../actions/action.ts'
import { choicesOf } from '../actions/form-values.ts'
import { type Grantee, nameOf } from './held-grants.ts'
import { privilegesOn } from './privileges.ts'

export const GRANTS_KEY = 'grants'
export const GRANTS_PATH = '/v1.0/{project_id}/authorization'

export const whoOf = (grantee: Grantee): Readonly<Record<string, string>> =>
  grantee.kind === 'user' ? { user_name: grantee.name } : { projectId: grantee.id }

export const chosenPrivileges = { kind: 'choices', name: 'privileges', label: 'Privileges' } as const

export function grantOn(object: string): Action {
  const isShared = object.startsWith('edsconnections.')
  return {
    label: 'Grant',
    intro: `On ${object}.`,
    fields: [
      ...(isShared
        ? [
            {
              kind: 'choice',
              name: 'to',
              label: 'To',
              options: [
                { value: 'user', label: 'a user of this project' },
                { value: 'project', label: 'another project, to bind its queues' },
              ],
            } as const,
          ]
        : []),
      { kind: 'text', name: 'user', label: isShared ? 'Name of the user, or id of the project' : 'User', isRequired: true },
      { ...chosenPrivileges, options: choicesOf(privilegesOn(object)) },
    ],
    wrong: (values) => (values.chosen('privileges').length === 0 ? 'Choose a privilege' : undefined),
    request: (values) => {
      const name = values.text('user').trim()
      return {
        method: 'PUT',
        path: GRANTS_PATH,
        body: {
          ...whoOf(values.text('to') === 'project' ? { kind: 'project', id: name } : { kind: 'user', name }),
          action: 'grant',
          privileges: [{ object, privileges: values.chosen('privileges') }],
        },
      }
    },
    stale: [GRANTS_KEY],
  }
}

export const revokeOn = (object: string, grantee: Grantee, held: readonly string[]): Action => ({
  label: 'Revoke',
  intro: `Of ${nameOf(grantee)} on ${object}.`,
  isDanger: true,
  fields: [{ ...chosenPrivileges, options: choicesOf(held), initial: held }],
  wrong: (values) => (values.chosen('privileges').length === 0 ? 'Choose a privilege' : undefined),
  request: (values) => ({
    method: 'PUT',
    path: GRANTS_PATH,
    body: { ...whoOf(grantee), action: 'revoke', privileges: [{ object, privileges: values.chosen('privileges') }] },
  }),
  stale: [GRANTS_KEY],
})
