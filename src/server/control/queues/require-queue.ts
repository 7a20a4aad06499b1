import { CausewayError } from '../../../base/errors.ts'
import { noneNamed } from '../../../base/none-named.ts'
import type { QueueRecord } from '../../domain/queue.ts'
import { findQueueByName } from '../../store/queues/queues.ts'
import type { Database } from '../../store/schema.ts'
import type { QueueRefusal } from '../shared/queue-machine.ts'

/** The vendor's message, also where a job or a binding names the queue. */
const noQueue = (name: string): CausewayError =>
  new CausewayError('not-found', noneNamed('queue', name), { hint: 'List the queues of the project, or create this one.' })

/** The error for a refusal of the queue machine. */
export function queueRefused(name: string, refusal: QueueRefusal): CausewayError {
  switch (refusal) {
    case 'has-jobs':
      return new CausewayError('in-use', `The queue ${name} has jobs that wait or run, or scripts that run`, {
        hint: 'Cancel them or wait for their end.',
      })
    case 'is-preset':
      return new CausewayError('not-supported', `The queue ${name} is preset and cannot be deleted`, {
        hint: 'Delete queues of your own only.',
      })
    case 'not-ready':
      return new CausewayError('unavailable', `The queue ${name} is still being created`, { hint: 'Try again in a moment.' })
    case 'is-gone':
      return noQueue(name)
  }
}

/** The queue of this name, in lower case; throws 'not-found' for one that is not there. */
export async function requireQueue(db: Database, projectId: string, name: string): Promise<QueueRecord> {
  const queue = await findQueueByName(db, projectId, name.toLowerCase())
  if (queue === undefined) throw noQueue(name)
  return queue
}
