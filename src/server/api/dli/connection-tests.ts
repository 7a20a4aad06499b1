import { Type } from 'typebox'
import { explanationText } from '../../../base/explanation.ts'
import type { ConnectivityTask } from '../../domain/connectivity-task.ts'
import { explanationFields } from '../answers/explanation-fields.ts'
import { NONE, type Operation, projectOperation } from '../operation.ts'
import { ENVELOPE, PROJECT, success } from './envelope.ts'

const PATH = '/v1.0/{project_id}/queues/{queue_name}/connection-test'
const QUEUE = { ...PROJECT, queue_name: Type.String({ minLength: 1 }) }
const CONNECTIVITY = { running: 'RUNNING', reachable: 'REACHABLE', unreachable: 'UNREACHABLE' } as const

/** The vendor's words, which name host and port apart. */
function startedMessage(address: string): string {
  const colon = address.lastIndexOf(':')
  return `check connectivity to address:${address.slice(0, colon)} with port: ${address.slice(colon + 1)} successfully`
}

function stateMessage(task: ConnectivityTask): string {
  if (task.state !== 'unreachable') return `Get node connectivity status successfully for addressId:${task.number}`
  return task.explanation === undefined ? `${task.address} cannot be reached` : explanationText(task.explanation)
}

const start = projectOperation({
  name: 'dli.connection-tests.create',
  protocol: 'dli',
  method: 'POST',
  path: PATH,
  permission: 'dli:queue:submitJob',
  summary: 'Starts a test of whether a queue reaches an address',
  status: 200,
  schemas: {
    params: Type.Object(QUEUE),
    query: NONE,
    body: Type.Object({ address: Type.String({ minLength: 1, maxLength: 512 }) }),
    response: Type.Object({ ...ENVELOPE, task_id: Type.Integer() }),
  },
  handle: async ({ control, caller, params, body }) => {
    const task = await control.connectivity.start(caller, params.queue_name, body.address)
    return { body: { ...success(startedMessage(body.address)), task_id: task.number } }
  },
})

/** Beside the vendor's REACHABLE there are UNREACHABLE, with the steps of the test as text and as `explanation`, and RUNNING. */
const get = projectOperation({
  name: 'dli.connection-tests.get',
  protocol: 'dli',
  method: 'GET',
  path: `${PATH}/{task_id}`,
  permission: 'dli:queue:submitJob',
  summary: 'Says how an address test ended, and why',
  status: 200,
  schemas: {
    params: Type.Object({ ...QUEUE, task_id: Type.Integer({ minimum: 0 }) }),
    query: NONE,
    body: NONE,
    response: Type.Object({
      ...ENVELOPE,
      connectivity: Type.Enum(['RUNNING', 'REACHABLE', 'UNREACHABLE']),
      explanation: Type.Optional(Type.Unknown()),
    }),
  },
  handle: async ({ control, caller, params }) => {
    const task = await control.connectivity.get(caller, params.queue_name, params.task_id)
    return {
      body: {
        ...success(stateMessage(task)),
        connectivity: CONNECTIVITY[task.state],
        ...(task.explanation === undefined ? {} : { explanation: explanationFields(task.explanation) }),
      },
    }
  },
})

export const connectionTestOperations: readonly Operation[] = [start, get]
