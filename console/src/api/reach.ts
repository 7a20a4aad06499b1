import { fieldsOf } from './fields.ts'
import { oneOf } from './one-of.ts'
import { request } from './request.ts'

/** What the policy says of one queue and one address. */
export interface ReachCell {
  readonly queue: string
  readonly address: string
  /** unknown: the resolver of its name was not heard in time. */
  readonly verdict: 'allowed' | 'refused' | 'unknown'
  readonly connectionId: string | undefined
  /** What has decided. */
  readonly step: string
  readonly rule: number | undefined
  readonly seen: string
}

export interface Reach {
  readonly queues: readonly string[]
  readonly addresses: readonly string[]
  readonly cells: readonly ReachCell[]
}

/** All queues; the addresses of the project's remote tables and of its expectations where none are named. */
export const readReach = async (addresses?: readonly string[], signal?: AbortSignal): Promise<Reach> =>
  reachOf(await request('POST', '/causeway/v1/{project_id}/reach', addresses === undefined ? {} : { addresses }, { signal }))

function reachOf(answer: unknown): Reach {
  const all = fieldsOf(answer)
  return {
    queues: all.texts('queues'),
    addresses: all.texts('addresses'),
    cells: all.list('cells', (of) => ({
      queue: of.text('queue_name'),
      address: of.text('address'),
      verdict: oneOf(of, 'verdict', ['allowed', 'refused', 'unknown']),
      connectionId: of.optionalText('connection_id'),
      step: of.text('step'),
      rule: of.optionalNumber('rule'),
      seen: of.text('seen'),
    })),
  }
}

/** What would be missed without the bindings of a connection. */
export interface Impact {
  readonly queues: readonly string[]
  readonly pools: readonly string[]
  /** That stand for a schema elsewhere as a whole. */
  readonly databases: readonly { readonly queue: string; readonly name: string; readonly address: string }[]
  readonly tables: readonly { readonly queue: string; readonly name: string; readonly address: string }[]
  readonly expectations: readonly { readonly id: string; readonly queue: string; readonly address: string; readonly enforced: boolean }[]
  readonly jobs: readonly { readonly id: string; readonly queue: string; readonly status: string; readonly time: number }[]
}

/** @param queue of its binding alone */
export async function readImpact(connectionId: string, queue: string | undefined, signal?: AbortSignal): Promise<Impact> {
  const path = `/causeway/v1/{project_id}/connections/${encodeURIComponent(connectionId)}/impact`
  return impactOf(await request('GET', queue === undefined ? path : `${path}?queue=${encodeURIComponent(queue)}`, undefined, { signal }))
}

function impactOf(answer: unknown): Impact {
  const all = fieldsOf(answer)
  return {
    queues: all.texts('queues'),
    pools: all.texts('elastic_resource_pools'),
    databases: all.list('databases', (of) => ({
      queue: of.text('queue_name'),
      name: of.text('database_name'),
      address: of.text('address'),
    })),
    tables: all.list('tables', (of) => ({
      queue: of.text('queue_name'),
      name: `${of.text('database_name')}.${of.text('table_name')}`,
      address: of.text('address'),
    })),
    expectations: all.list('expectations', (of) => ({
      id: of.text('id'),
      queue: of.text('queue_name'),
      address: of.text('address'),
      enforced: of.flag('enforced'),
    })),
    jobs: all.list('jobs', (of) => ({
      id: of.text('job_id'),
      queue: of.text('queue_name'),
      status: of.text('status'),
      time: of.number('time'),
    })),
  }
}
