import { Type } from 'typebox'
import { type QueuePlan, WEEKDAYS } from '../../domain/queue-plan.ts'
import type { Database } from '../schema.ts'
import { storedJson } from '../sqlite/rows.ts'
import type { QueuePlanTable } from '../tables/queue-tables.ts'

const daysFromJson = storedJson('list of weekdays', Type.Array(Type.Enum([...WEEKDAYS])))

const record = (row: QueuePlanTable): QueuePlan => ({
  ...row,
  repeatDays: daysFromJson(row.repeatDays),
  active: row.active === 1,
  validFrom: row.validFrom ?? undefined,
  validTo: row.validTo ?? undefined,
  lastRunAt: row.lastRunAt ?? undefined,
  nextRunAt: row.nextRunAt ?? undefined,
})

/** In place of the one of its number. */
export async function putQueuePlan(db: Database, plan: QueuePlan): Promise<void> {
  const { validFrom = null, validTo = null, lastRunAt = null, nextRunAt = null } = plan
  const row = {
    ...plan,
    repeatDays: JSON.stringify(plan.repeatDays),
    active: plan.active ? 1 : 0,
    validFrom,
    validTo,
    lastRunAt,
    nextRunAt,
  }
  await deleteQueuePlans(db, plan.queueId, [plan.number])
  await db.insertInto('queuePlan').values(row).execute()
}

/** In the order in which they were made. */
export async function listQueuePlans(db: Database, queueId: string): Promise<readonly QueuePlan[]> {
  return (await db.selectFrom('queuePlan').selectAll().where('queueId', '=', queueId).orderBy('number').execute()).map(record)
}

/** Those whose time has come, of all queues, in the order of their times. */
export async function listDuePlans(db: Database, now: number): Promise<readonly QueuePlan[]> {
  const rows = await db.selectFrom('queuePlan').selectAll().where('nextRunAt', '<=', now).orderBy('nextRunAt').orderBy('number').execute()
  return rows.map(record)
}

/** When the next plan of any queue is due. */
export async function nextPlanAt(db: Database): Promise<number | undefined> {
  const row = await db
    .selectFrom('queuePlan')
    .select((e) => e.fn.min('nextRunAt').as('at'))
    .executeTakeFirst()
  return row?.at ?? undefined
}

export async function deleteQueuePlans(db: Database, queueId: string, numbers: readonly number[]): Promise<void> {
  await db.deleteFrom('queuePlan').where('queueId', '=', queueId).where('number', 'in', numbers).execute()
}
