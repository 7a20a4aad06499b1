import { Type } from 'typebox'
import type { QueueDoorRecord } from '../../domain/queue-door.ts'
import type { Database } from '../schema.ts'
import { storedValue } from '../sqlite/rows.ts'
import type { QueueDoorTable } from '../tables/network-tables.ts'

const parts = storedValue('door of a queue', Type.Object({ kind: Type.Union([Type.Literal('unix'), Type.Literal('loopback')]) }))

const record = (row: QueueDoorTable): QueueDoorRecord => ({ ...row, kind: parts(row).kind })

export async function insertQueueDoor(db: Database, door: QueueDoorRecord): Promise<void> {
  await db.insertInto('queueDoor').values(door).execute()
}

/** Oldest first; of all queues when none is given. */
export async function listQueueDoors(db: Database, queueId?: string): Promise<readonly QueueDoorRecord[]> {
  let doors = db.selectFrom('queueDoor').selectAll()
  if (queueId !== undefined) doors = doors.where('queueId', '=', queueId)
  return (await doors.orderBy('createdAt').orderBy('id').execute()).map(record)
}

export async function deleteQueueDoors(db: Database, doors: { readonly id: string } | { readonly queueId: string }): Promise<void> {
  const deletion = db.deleteFrom('queueDoor')
  await ('id' in doors ? deletion.where('id', '=', doors.id) : deletion.where('queueId', '=', doors.queueId)).execute()
}
