import { CausewayError } from '../../../base/errors.ts'
import type { QueueRecord } from '../../domain/queue.ts'
import type { Database } from '../../store/schema.ts'
import { queueRefused, requireQueue } from '../queues/require-queue.ts'
import { carryOut } from '../shared/machine.ts'
import { queueStep } from '../shared/queue-machine.ts'

/** The queue, when it takes SQL jobs now. */
export async function queueForJob(db: Database, projectId: string, name: string, now: number): Promise<QueueRecord> {
  const queue = await requireQueue(db, projectId, name)
  if (queue.type !== 'sql') {
    throw new CausewayError('not-supported', `The queue ${queue.name} is of type ${queue.type} and does not run SQL jobs`, {
      hint: 'Submit the job to a queue of type sql.',
    })
  }
  const step = queueStep(queue, 'job-submitted', now)
  if (step.kind === 'refused') throw queueRefused(queue.name, step.refusal)
  await carryOut(step.effects, {})
  return queue
}
