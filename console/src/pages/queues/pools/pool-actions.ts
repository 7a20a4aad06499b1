import type { Action } from '../../../components/actions/action.ts'
import { choicesOf, filled } from '../../../components/actions/form-values.ts'
import type { Pool } from '../queue.ts'
import { policyLine, policyOfLine, type ScalingPolicy } from './scaling-policy.ts'

const POOLS = '/v3/{project_id}/elastic-resource-pools'
const STALE = ['queues', 'pools', 'reach', 'connections']
const onePool = (name: string): string => `${POOLS}/${encodeURIComponent(name)}`
export const queuesOfPoolPath = (name: string): string => `${onePool(name)}/queues`

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

export const changePool = ({ name, minCus, maxCus, description }: Pool): Action => ({
  label: 'Change',
  fields: [
    { kind: 'number', name: 'min', label: 'CUs at least', initial: String(minCus), isRequired: true },
    { kind: 'number', name: 'max', label: 'CUs at most', initial: String(maxCus), isRequired: true },
    { kind: 'text', name: 'description', label: 'Description', initial: description },
  ],
  request: (values) => ({
    method: 'PUT',
    path: onePool(name),
    body: filled({ min_cu: values.number('min'), max_cu: values.number('max'), description: values.text('description') }),
  }),
  stale: STALE,
})

export const addQueue = (pool: string, queues: readonly string[]): Action => ({
  label: 'Take a queue in',
  intro: `It has its CUs of the pool ${pool} from then on, and what the pool is bound to.`,
  fields: [{ kind: 'choice', name: 'queue', label: 'Queue', options: choicesOf(queues) }],
  request: (values) => ({ method: 'POST', path: queuesOfPoolPath(pool), body: { queue_name: values.text('queue') } }),
  stale: STALE,
})

export const setPolicies = (pool: string, queue: string, policies: readonly ScalingPolicy[]): Action => ({
  label: 'Change its share',
  intro: `How many CUs of the pool ${queue} may have, by hours of the day.`,
  fields: [
    {
      kind: 'lines',
      name: 'policies',
      label: 'Policies',
      description: 'From, to, priority, at least, at most; one a line, as 00:00 24:00 1 16 64',
      isRequired: true,
      initial: policies.map(policyLine).join('\n'),
    },
  ],
  request: (values) => ({
    method: 'PUT',
    path: `${queuesOfPoolPath(pool)}/${encodeURIComponent(queue)}`,
    body: { queue_scaling_policies: values.lines('policies').map(policyOfLine) },
  }),
  stale: STALE,
})

export const deletePool = (name: string, onDone: () => void): Action => ({
  label: 'Delete',
  intro: `The pool ${name} is deleted; its queues must be gone before.`,
  isDanger: true,
  request: () => ({ method: 'DELETE', path: onePool(name) }),
  stale: STALE,
  onDone,
})
