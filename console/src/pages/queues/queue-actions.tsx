import type { Action } from '../../components/actions/action-button.tsx'
import { filled } from '../../components/actions/form-values.ts'

const QUEUES = '/v1.0/{project_id}/queues'
const POOLS = '/v3/{project_id}/elastic-resource-pools'
const STALE = ['queues', 'pools', 'reach', 'connections']
const one = (name: string): string => `${QUEUES}/${encodeURIComponent(name)}`
const onePool = (name: string): string => `${POOLS}/${encodeURIComponent(name)}`

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
  intro: <>Its sessions end, and its workers are started anew.</>,
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
  intro: <>The queue {name} is deleted, with what it is bound to.</>,
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
    path: `/v3/{project_id}/queues/${encodeURIComponent(name)}/properties`,
    body: { properties: { [values.text('key')]: values.text('value') } },
  }),
  stale: ['queues'],
})

export const createPool: Action = {
  label: 'Create a pool',
  fields: [
    { kind: 'text', name: 'name', label: 'Name', isRequired: true },
    { kind: 'number', name: 'min', label: 'CUs at least', initial: '64', isRequired: true },
    { kind: 'number', name: 'max', label: 'CUs at most', initial: '64', isRequired: true },
    { kind: 'text', name: 'description', label: 'Description' },
  ],
  request: (values) => ({
    method: 'POST',
    path: POOLS,
    body: filled({
      elastic_resource_pool_name: values.text('name'),
      min_cu: values.number('min'),
      max_cu: values.number('max'),
      description: values.given('description'),
    }),
  }),
  stale: STALE,
}

export const deletePool = (name: string): Action => ({
  label: 'Delete',
  intro: <>The pool {name} is deleted; its queues must be gone before.</>,
  isDanger: true,
  request: () => ({ method: 'DELETE', path: onePool(name) }),
  stale: STALE,
})
