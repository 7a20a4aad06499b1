import { CausewayError } from '../../../base/errors.ts'
import type { QueueRecord } from '../../domain/queue.ts'
import { countOpenJobs } from '../../store/jobs/jobs.ts'
import { listBindings } from '../../store/network/bindings.ts'
import { updateQueueCidr } from '../../store/queues/queues.ts'
import type { Database } from '../../store/schema.ts'
import { privateNetwork } from '../vpcs/cidrs.ts'
import { queueRefused } from './require-queue.ts'

/** The smallest network that has room for a queue of this size: the vendor's. */
const smallestFor = (cuCount: number): number => (cuCount < 16 ? 26 : cuCount < 64 ? 24 : cuCount < 128 ? 22 : 21)

/** '' stays '': none was chosen. */
export function checkQueueCidr(cidr: string, cuCount: number): string {
  if (cidr === '') return ''
  const network = privateNetwork('a queue', cidr)
  const smallest = smallestFor(cuCount)
  if (network.prefixLength <= smallest) return network.cidr
  throw new CausewayError('invalid-parameter', `${cidr} is too small for a queue of ${cuCount} CUs`, {
    hint: `Use a mask of at most /${smallest}.`,
  })
}

/** The vendor's rules: a queue that nothing depends on. Bindings that have failed may be checked again with the new one. */
export async function changeQueueCidr(tx: Database, queue: QueueRecord, cidr: string): Promise<void> {
  const { id, name } = queue
  if (queue.preset) {
    throw new CausewayError('not-supported', `The queue ${name} is preset, and its CIDR cannot be changed`, {
      hint: 'Create a queue of your own.',
    })
  }
  if (queue.poolId !== undefined) {
    throw new CausewayError(
      'not-supported',
      `The queue ${name} is in the elastic resource pool ${queue.poolName}, and has the CIDR of that`,
      {
        hint: 'The CIDR of a pool is chosen when it is created.',
      },
    )
  }
  const checked = checkQueueCidr(cidr, queue.cuCount)
  if ((await countOpenJobs(tx, id)) > 0) throw queueRefused(name, 'has-jobs')
  if ((await listBindings(tx, { queueId: id })).some(({ state }) => state !== 'failed')) {
    throw new CausewayError('not-supported', `The queue ${name} is bound to a connection, and its CIDR cannot be changed`, {
      hint: 'Unbind it from its connections first.',
    })
  }
  await updateQueueCidr(tx, id, checked)
}
