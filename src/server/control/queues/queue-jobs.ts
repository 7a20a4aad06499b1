import { newUuid } from '../../../base/ids.ts'
import type { JobRecord, QueueJobType } from '../../domain/job.ts'
import type { QueueRecord } from '../../domain/queue.ts'
import { ownedBy } from '../shared/caller.ts'

/** The record of something that was done to a queue, as the vendor keeps it among its jobs. */
export function newQueueJob(
  queue: QueueRecord,
  by: { readonly userId: string; readonly userName: string },
  type: QueueJobType,
  now: number,
  hasEnded: boolean,
): JobRecord {
  return {
    id: newUuid(),
    projectId: queue.projectId,
    queueId: queue.id,
    queueName: queue.name,
    ...ownedBy(by),
    sql: '',
    type,
    mode: 'async',
    state: hasEnded ? 'finished' : 'running',
    message: '',
    currentDatabase: '',
    conf: {},
    tags: [],
    startedAt: now,
    runningAt: now,
    endedAt: hasEnded ? now : undefined,
    cancelRequestedAt: undefined,
    resultColumns: [],
    rowCount: 0,
    inputRowCount: 0,
    inputBytes: 0,
    remoteStatements: [],
    tableName: '',
    transfer: undefined,
  }
}
