import { newUuid } from '../../../base/ids.ts'
import { DEFAULT_DATABASE } from '../../domain/database.ts'
import type { Owned } from '../../domain/owned.ts'
import { DEFAULT_QUEUE } from '../../domain/queue.ts'
import { insertDatabase } from '../../store/catalog/databases.ts'
import { insertQueue } from '../../store/queues/queues.ts'
import type { Database } from '../../store/schema.ts'
import { nextNumber } from '../../store/sqlite/sequences.ts'
import { newQueueLife } from '../shared/queue-machine.ts'

/** What every project has from its beginning: the queue `default`, and the database `default`. Gives the id of the queue, which is to be opened. */
export async function insertProjectStart(
  tx: Database,
  { projectId, owned, now }: { readonly projectId: string; readonly owned: Owned; readonly now: number },
): Promise<string> {
  const queueId = newUuid()
  await insertQueue(tx, {
    id: queueId,
    projectId,
    number: await nextNumber(tx, projectId, 'queue'),
    name: DEFAULT_QUEUE,
    type: 'sql',
    description: '',
    cuCount: 16,
    resourceMode: 0,
    platform: 'x86_64',
    feature: '',
    engine: 'spark',
    cidr: '',
    chargingMode: 1,
    enterpriseProjectId: '0',
    labels: [],
    tags: [],
    poolName: '',
    poolId: undefined,
    policies: [],
    ...owned,
    preset: true,
    createdAt: now,
    ...newQueueLife(now),
  })
  await insertDatabase(tx, {
    id: newUuid(),
    projectId,
    name: DEFAULT_DATABASE,
    description: '',
    properties: {},
    tags: [],
    ...owned,
    enterpriseProjectId: '0',
    createdAt: now,
    connection: undefined,
  })
  return queueId
}
