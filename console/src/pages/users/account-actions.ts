import { withQuery } from '../../api/answer-query.ts'
import { fieldsOf, isRecord } from '../../api/fields.ts'
import type { Action, Secret } from '../../components/actions/action.ts'
import { choicesOf, filled } from '../../components/actions/form-values.ts'

const USERS = '/causeway/v1/users'
const one = (id: string): string => `${USERS}/${encodeURIComponent(id)}`
const STALE = ['users', 'keys']

export interface User {
  readonly id: string
  readonly name: string
  readonly isEnabled: boolean
  readonly isAdmin: boolean
  readonly description: string
}

/** The secrets that an answer has, by the names under which they are shown. */
const secretsOf =
  (names: Readonly<Record<string, string>>) =>
  (answer: unknown): readonly Secret[] => {
    if (!isRecord(answer)) return []
    const fields = fieldsOf(answer)
    return Object.entries(names).flatMap(([name, label]) => {
      const value = fields.optionalText(name)
      return value === undefined ? [] : [{ name: label, value: value }]
    })
  }
const passwordOf = secretsOf({ password: 'Password' })
const keyOf = secretsOf({ access_key: 'Access key', secret_key: 'Secret key' })

const PASSWORD = { kind: 'password', name: 'password', label: 'Password', description: 'Left empty, one is made and shown once' } as const

export const createUser: Action = {
  label: 'Create a user',
  fields: [
    { kind: 'text', name: 'name', label: 'Name', isRequired: true },
    PASSWORD,
    { kind: 'text', name: 'description', label: 'Description' },
    { kind: 'flag', name: 'admin', label: 'Administrator: may do everything in every project' },
  ],
  request: (values) => ({
    method: 'POST',
    path: USERS,
    body: filled({
      name: values.text('name'),
      password: values.given('password'),
      description: values.given('description'),
      is_admin: values.flag('admin') ? true : undefined,
    }),
  }),
  stale: STALE,
  shownOnce: passwordOf,
}

export const setEnabled = ({ id, name, isEnabled }: User): Action => ({
  label: isEnabled ? 'Disable' : 'Enable',
  intro: isEnabled ? `Every token, key and session of ${name} ends at once.` : `${name} may log in again.`,
  isDanger: isEnabled,
  request: () => ({ method: 'PUT', path: one(id), body: { enabled: !isEnabled } }),
  stale: STALE,
})

export const setAdmin = ({ id, name, isAdmin }: User): Action => ({
  label: isAdmin ? 'Make no administrator' : 'Make an administrator',
  intro: isAdmin ? `${name} may do what its roles say from then on.` : `${name} may do everything in every project.`,
  request: () => ({ method: 'PUT', path: one(id), body: { is_admin: !isAdmin } }),
  stale: STALE,
})

export const describeUser = ({ id, description }: User): Action => ({
  label: 'Describe',
  fields: [{ kind: 'text', name: 'description', label: 'Description', initial: description }],
  request: (values) => ({ method: 'PUT', path: one(id), body: { description: values.text('description') } }),
  stale: STALE,
})

/** @param isOwn the password that is there has to be given as well */
export const setPassword = ({ id, name }: Pick<User, 'id' | 'name'>, isOwn: boolean): Action => ({
  label: isOwn ? 'Change your password' : 'Set a password',
  intro: `Tokens and sessions that the password of ${name} has led to end at once${isOwn ? ': this one too' : ''}.`,
  fields: [...(isOwn ? [{ kind: 'password', name: 'original', label: 'Password now', isRequired: true } as const] : []), PASSWORD],
  request: (values) => ({
    method: 'PUT',
    path: `${one(id)}/password`,
    body: filled({ password: values.given('password'), original_password: isOwn ? values.text('original') : undefined }),
  }),
  stale: STALE,
  shownOnce: passwordOf,
})

export const deleteUser = ({ id, name }: User, onDone: () => void): Action => ({
  label: 'Delete',
  intro: `The user ${name} is deleted with its keys and roles; what it owns stays.`,
  isDanger: true,
  request: () => ({ method: 'DELETE', path: one(id) }),
  stale: STALE,
  onDone,
})

export const createKey = (userId: string): Action => ({
  label: 'Create a key',
  intro: 'A pair for programs: its secret is shown once.',
  fields: [{ kind: 'text', name: 'description', label: 'Description' }],
  request: (values) => ({ method: 'POST', path: `${one(userId)}/keys`, body: filled({ description: values.given('description') }) }),
  stale: ['keys'],
  shownOnce: keyOf,
})

export interface Key {
  readonly accessKey: string
  readonly isEnabled: boolean
  readonly description: string
  readonly createdAt: number
  readonly lastUsedAt: number | undefined
}

const oneKey = ({ accessKey }: Key): string => `/causeway/v1/keys/${encodeURIComponent(accessKey)}`

export const rotateKey = (key: Key): Action => ({
  label: 'Rotate',
  intro: 'A new pair takes the place of this one, which is disabled at once.',
  request: () => ({ method: 'POST', path: `${oneKey(key)}/rotate` }),
  stale: ['keys'],
  shownOnce: keyOf,
})

export const enableKey = (key: Key): Action => ({
  label: key.isEnabled ? 'Disable' : 'Enable',
  isDanger: key.isEnabled,
  request: () => ({ method: 'PUT', path: oneKey(key), body: { enabled: !key.isEnabled } }),
  stale: ['keys'],
})

export const deleteKey = (key: Key): Action => ({
  label: 'Delete',
  intro: `The pair ${key.accessKey} is deleted, with the tokens and sessions that it has led to.`,
  isDanger: true,
  request: () => ({ method: 'DELETE', path: oneKey(key) }),
  stale: ['keys'],
})

const ROLES = '/causeway/v1/projects/{project_id}/roles'

/** Who is given a role: a user, or all of a group. */
export const giveRole = (users: readonly string[], groups: readonly string[]): Action => ({
  label: 'Give a role',
  intro: 'In the project that is chosen.',
  fields: [
    {
      kind: 'choice',
      name: 'who',
      label: 'User',
      options: [...choicesOf(users), ...groups.map((name) => ({ value: `group ${name}`, label: `group ${name}` }))],
    },
    {
      kind: 'choice',
      name: 'role',
      label: 'Role',
      options: [
        { value: 'reader', label: 'reader: sees and queries' },
        { value: 'writer', label: 'writer: makes and changes as well' },
        { value: 'admin', label: 'admin: everything in the project' },
      ],
    },
  ],
  request: (values) => {
    const who = values.text('who')
    const subject = who.startsWith('group ') ? { group_name: who.slice('group '.length) } : { user_name: who }
    return { method: 'PUT', path: ROLES, body: { ...subject, role: values.text('role') } }
  },
  stale: ['roles'],
})

export const takeRole = (subject: { readonly userName?: string | undefined; readonly groupName?: string | undefined }): Action => ({
  label: 'Take away',
  isDanger: true,
  request: () => ({ method: 'DELETE', path: withQuery(ROLES, { user_name: subject.userName, group_name: subject.groupName }) }),
  stale: ['roles'],
})
