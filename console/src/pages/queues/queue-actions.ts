import { fieldsOf } from '../../api/fields.ts'
import type { Action } from '../../components/actions/action.ts'
import { filled } from '../../components/actions/form-values.ts'

const QUEUES = '/v1.0/{project_id}/queues'
const STALE = ['queues', 'pools', 'reach', 'connections']
const one = (name: string): string => `${QUEUES}/${encodeURIComponent(name)}`

export const createQueue = (pools: readonly string[]): Action => ({
  label: 'Create a queue',
  fields: [
    { kind: 'text', name: 'name', label: 'Name', isRequired: true },
    {
      kind: 'choice',
      name: 'type',
      label: 'Type',
      options: [
        { value: 'sql', label: 'SQL' },
        { value: 'general', label: 'General' },
      ],
    },
    { kind: 'number', name: 'cus', label: 'CUs', initial: '16', isRequired: true },
    {
      kind: 'choice',
      name: 'pool',
      label: 'Elastic resource pool',
      description: 'It lends its CUs to the queue, and its connections',
      options: [{ value: '', label: 'None' }, ...pools.map((pool) => ({ value: pool, label: pool }))],
    },
    { kind: 'text', name: 'description', label: 'Description' },
  ],
  request: (values) => ({
    method: 'POST',
    path: QUEUES,
    body: filled({
      queue_name: values.text('name'),
      queue_type: values.text('type'),
      cu_count: values.number('cus'),
      // One of its own is bound to connections; a shared one cannot be.
      resource_mode: 1,
      elastic_resource_pool_name: values.given('pool'),
      description: values.given('description'),
    }),
  }),
  stale: STALE,
})

export const restartQueue = (name: string): Action => ({
  label: 'Restart',
  intro: 'Its sessions end, and its workers are started anew.',
  fields: [{ kind: 'flag', name: 'force', label: 'Cancel the jobs that run' }],
  request: (values) => ({
    method: 'PUT',
    path: `${one(name)}/action`,
    body: { action: 'restart', ...(values.flag('force') ? { force: true } : {}) },
  }),
  stale: STALE,
})

export const scaleQueue = (name: string): Action => ({
  label: 'Scale',
  fields: [
    {
      kind: 'choice',
      name: 'action',
      label: 'How',
      options: [
        { value: 'scale_out', label: 'More CUs' },
        { value: 'scale_in', label: 'Fewer CUs' },
      ],
    },
    { kind: 'number', name: 'cus', label: 'By so many CUs', initial: '16', isRequired: true },
  ],
  request: (values) => ({
    method: 'PUT',
    path: `${one(name)}/action`,
    body: filled({ action: values.text('action'), cu_count: values.number('cus') }),
  }),
  stale: STALE,
})

export const deleteQueue = (name: string, onDone: () => void): Action => ({
  label: 'Delete',
  intro: `The queue ${name} is deleted, with what it is bound to.`,
  isDanger: true,
  request: () => ({ method: 'DELETE', path: one(name) }),
  stale: STALE,
  onDone,
})

export const setProperty = (name: string): Action => ({
  label: 'Set a property',
  fields: [
    { kind: 'text', name: 'key', label: 'Property', description: 'As job.maxConcurrent', isRequired: true },
    { kind: 'text', name: 'value', label: 'Value', isRequired: true },
  ],
  request: (values) => ({
    method: 'PUT',
    path: propertiesPath(name),
    body: { properties: { [values.text('key')]: values.text('value') } },
  }),
  stale: ['queues'],
})

export const propertiesPath = (name: string): string => `/v3/{project_id}/queues/${encodeURIComponent(name)}/properties`

export const removeProperty = (name: string, key: string): Action => ({
  label: `Reset ${key}`,
  intro: 'It is as for every queue from then on.',
  request: () => ({ method: 'DELETE', path: propertiesPath(name), body: { keys: [key] } }),
  stale: ['queues'],
})

export const setCidr = (name: string, cidr: string): Action => ({
  label: 'Change the network',
  intro: 'Of the queue: what its workers are numbered in.',
  fields: [{ kind: 'text', name: 'cidr', label: 'Network', description: 'As 172.16.0.0/14', initial: cidr, isRequired: true }],
  request: (values) => ({ method: 'PUT', path: one(name), body: { cidr_in_vpc: values.text('cidr') } }),
  stale: STALE,
})

export const DOORS_KEY = 'doors'
export const doorsPath = (name: string): string => `/causeway/v1/{project_id}/queues/${encodeURIComponent(name)}/doors`

export const openDoor = (name: string): Action => ({
  label: 'Open a door',
  intro: `A SOCKS5 proxy on the server’s machine that reaches what ${name} reaches. Its password is shown once.`,
  fields: [
    {
      kind: 'choice',
      name: 'kind',
      label: 'Where',
      options: [
        { value: 'loopback', label: 'a port of the loopback' },
        { value: 'unix', label: 'a socket in a folder of the operator’s' },
      ],
    },
    {
      kind: 'number',
      name: 'port',
      label: 'Port',
      description: 'Any where it is empty',
      isShown: (values) => values.text('kind') === 'loopback',
    },
    { kind: 'text', name: 'description', label: 'Description' },
  ],
  request: (values) => ({
    method: 'POST',
    path: doorsPath(name),
    body: filled({
      kind: values.text('kind'),
      port: values.text('kind') === 'loopback' ? values.number('port') : undefined,
      description: values.given('description'),
    }),
  }),
  stale: [DOORS_KEY],
  shownOnce(answer) {
    const door = fieldsOf(answer)
    const password = door.optionalText('password')
    return password === undefined
      ? []
      : [
          { name: 'Address', value: door.text('address') },
          { name: 'Password', value: password },
        ]
  },
})

export const closeDoor = (name: string, id: string): Action => ({
  label: 'Close it',
  intro: 'What is open through it ends at once.',
  isDanger: true,
  request: () => ({ method: 'DELETE', path: `${doorsPath(name)}/${encodeURIComponent(id)}` }),
  stale: [DOORS_KEY],
})
