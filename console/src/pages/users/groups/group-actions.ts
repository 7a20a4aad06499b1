import type { Action } from '../../../components/actions/action.ts'
import { filled } from '../../../components/actions/form-values.ts'
import type { User } from '../account-actions.ts'

export const GROUPS = '/causeway/v1/groups'
const STALE = ['groups', 'roles']

export interface Group {
  readonly id: string
  readonly name: string
  readonly description: string
  readonly members: readonly { readonly id: string; readonly name: string }[]
}

const one = ({ id }: Group): string => `${GROUPS}/${encodeURIComponent(id)}`
const memberPath = (group: Group, userId: string): string => `${one(group)}/members/${encodeURIComponent(userId)}`

export const createGroup: Action = {
  label: 'Create a group',
  fields: [
    { kind: 'text', name: 'name', label: 'Name', isRequired: true },
    { kind: 'text', name: 'description', label: 'Description' },
  ],
  request: (values) => ({
    method: 'POST',
    path: GROUPS,
    body: filled({ name: values.text('name'), description: values.given('description') }),
  }),
  stale: STALE,
}

export const addMember = (group: Group, users: readonly User[]): Action => ({
  label: 'Add a member',
  intro: `To ${group.name}: it may do what the group may.`,
  fields: [
    {
      kind: 'choice',
      name: 'user',
      label: 'User',
      options: users
        .filter(({ id }) => !group.members.some((member) => member.id === id))
        .map(({ id, name }) => ({ value: id, label: name })),
    },
  ],
  request: (values) => ({ method: 'PUT', path: memberPath(group, values.text('user')) }),
  stale: STALE,
})

export const removeMember = (group: Group, member: Group['members'][number]): Action => ({
  label: `Take ${member.name} out`,
  isDanger: true,
  request: () => ({ method: 'DELETE', path: memberPath(group, member.id) }),
  stale: STALE,
})

export const deleteGroup = (group: Group, onDone: () => void): Action => ({
  label: 'Delete',
  intro: `The group ${group.name} is deleted with its roles; its members stay.`,
  isDanger: true,
  request: () => ({ method: 'DELETE', path: one(group) }),
  stale: STALE,
  onDone,
})
