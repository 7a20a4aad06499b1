import { Type } from 'typebox'
import { type Expectation, type Observation, REACHES } from '../../domain/expectation.ts'
import type { Database } from '../schema.ts'
import { storedValue } from '../sqlite/rows.ts'
import type { ExpectationTable, ObservationTable } from '../tables/network-tables.ts'

const reach = storedValue('expectation', Type.Enum([...REACHES]))

const record = ({ expected, enforced, ...row }: ExpectationTable): Expectation => ({
  ...row,
  expected: reach(expected),
  enforced: enforced === 1,
})

const observation = ({ observed, ...row }: ObservationTable): Observation => ({ ...row, observed: reach(observed) })

export async function insertExpectation(db: Database, expectation: Expectation): Promise<void> {
  await db
    .insertInto('expectation')
    .values({ ...expectation, enforced: expectation.enforced ? 1 : 0 })
    .execute()
}

/** Of the project, or of all of them; oldest first. */
export async function listExpectations(db: Database, projectId?: string): Promise<readonly Expectation[]> {
  const all = db.selectFrom('expectation').selectAll().orderBy('createdAt').orderBy('id')
  return (await (projectId === undefined ? all : all.where('projectId', '=', projectId)).execute()).map(record)
}

export async function findExpectation(db: Database, projectId: string, id: string): Promise<Expectation | undefined> {
  const row = await db.selectFrom('expectation').selectAll().where('projectId', '=', projectId).where('id', '=', id).executeTakeFirst()
  return row === undefined ? undefined : record(row)
}

/** Whether the queue has one of the address. */
export async function hasExpectation(db: Database, projectId: string, queueName: string, address: string): Promise<boolean> {
  const row = await db
    .selectFrom('expectation')
    .select('id')
    .where('projectId', '=', projectId)
    .where('queueName', '=', queueName)
    .where('address', '=', address)
    .executeTakeFirst()
  return row !== undefined
}

export async function countExpectations(db: Database, projectId: string): Promise<number> {
  const { count } = await db
    .selectFrom('expectation')
    .where('projectId', '=', projectId)
    .select((e) => e.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return count
}

export async function updateExpectation(
  db: Database,
  { id, note, enforced }: Pick<Expectation, 'id' | 'note' | 'enforced'>,
): Promise<void> {
  await db
    .updateTable('expectation')
    .set({ note, enforced: enforced ? 1 : 0 })
    .where('id', '=', id)
    .execute()
}

/** With all that was found of it. */
export async function deleteExpectation(db: Database, id: string): Promise<void> {
  await db.deleteFrom('observation').where('expectationId', '=', id).execute()
  await db.deleteFrom('expectation').where('id', '=', id).execute()
}

/** Those before the oldest of the last `keep` go. */
export async function addObservation(db: Database, observation: Observation, keep: number): Promise<void> {
  const { expectationId, number } = observation
  await db.insertInto('observation').values(observation).execute()
  await db
    .deleteFrom('observation')
    .where('expectationId', '=', expectationId)
    .where('number', '<=', number - keep)
    .execute()
}

/** Newest first. */
export async function listObservations(db: Database, expectationId: string): Promise<readonly Observation[]> {
  const rows = db.selectFrom('observation').selectAll().where('expectationId', '=', expectationId).orderBy('number', 'desc')
  return (await rows.execute()).map(observation)
}

/** Of all expectations, oldest first. */
export async function listAllObservations(db: Database): Promise<readonly Observation[]> {
  return (await db.selectFrom('observation').selectAll().orderBy('number').execute()).map(observation)
}
