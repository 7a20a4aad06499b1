import type { Compute } from '../../compute/compute.ts'
import type { QueueRecord } from '../../domain/queue.ts'
import { deleteQueueProperties, listQueueProperties, putQueueProperties } from '../../store/queues/queue-properties.ts'
import type { Database } from '../../store/schema.ts'
import type { Store } from '../../store/store.ts'
import type { Caller } from '../shared/caller.ts'
import { CIDR, checkProperties, checkRemovable, jobLimitsOf, MULTIPLE_CONTEXTS, splitCidr } from '../shared/queue-property-rules.ts'
import { changeQueueCidr } from './queue-cidr.ts'
import { queueRefused, requireQueue } from './require-queue.ts'

/** What a queue is told beside its size, as texts by name. */
export interface QueueProperties {
  /** By name, those that only tell something included. */
  list(caller: Caller, queue: string): Promise<ReadonlyMap<string, string>>
  /** All or none; those of other names stay. In force from the next job on. */
  set(caller: Caller, queue: string, properties: ReadonlyMap<string, string>): Promise<void>
  /** Names that are not set are no error. */
  remove(caller: Caller, queue: string, names: readonly string[]): Promise<void>
}

export interface QueuePropertiesDeps {
  readonly store: Store
  readonly compute: Pick<Compute, 'limitJobs'>
}

export function createQueueProperties({ store, compute }: QueuePropertiesDeps): QueueProperties {
  async function change(
    { projectId }: Caller,
    name: string,
    write: (tx: Database, queue: QueueRecord, before: ReadonlyMap<string, string>) => Promise<void>,
  ): Promise<void> {
    const { queue, properties } = await store.transaction(async (tx) => {
      const found = await requireQueue(tx, projectId, name)
      if (found.state !== 'available') throw queueRefused(found.name, 'not-ready')
      await write(tx, found, await listQueueProperties(tx, found.id))
      return { queue: found, properties: await listQueueProperties(tx, found.id) }
    })
    compute.limitJobs(queue.id, jobLimitsOf(properties))
  }

  return {
    async list({ projectId }, name) {
      const { id, cidr } = await requireQueue(store.db, projectId, name)
      const chosen = cidr === '' ? [] : [[CIDR, cidr] as const]
      return new Map([...(await listQueueProperties(store.db, id)), [MULTIPLE_CONTEXTS, 'false'], ...chosen])
    },

    async set(caller, name, properties) {
      const { cidr, others } = splitCidr(properties)
      await change(caller, name, async (tx, queue, before) => {
        checkProperties(others, before, queue.cuCount)
        if (cidr !== undefined && cidr !== queue.cidr) await changeQueueCidr(tx, queue, cidr)
        await putQueueProperties(tx, queue.id, others)
      })
    },

    async remove(caller, name, names) {
      await change(caller, name, async (tx, { id }, before) => {
        checkRemovable(names, before)
        await deleteQueueProperties(tx, id, names)
      })
    },
  }
}
