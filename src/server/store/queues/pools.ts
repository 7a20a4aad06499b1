import { sql } from 'kysely'
import { Type } from 'typebox'
import type { Pool, ScaleRecord } from '../../domain/elastic-resource-pool.ts'
import type { Page, PageRequest } from '../../domain/page.ts'
import type { Tag } from '../../domain/tag.ts'
import type { Database } from '../schema.ts'
import { type ShownOnly, shownOnly } from '../shown-only.ts'
import { hasTag, tagsFromJson, tagsToJson, textRecordFromJson } from '../sqlite/record-types.ts'
import { rowsOf, storedValue } from '../sqlite/rows.ts'
import type { PoolTable } from '../tables/queue-tables.ts'

const parts = storedValue('elastic resource pool', Type.Object({ ipv6: Type.Union([Type.Literal(0), Type.Literal(1)]) }))

const record = (row: PoolTable): Pool => ({
  ...row,
  label: textRecordFromJson(row.label),
  tags: tagsFromJson(row.tags),
  ipv6: parts(row).ipv6 === 1,
})

export async function insertPool(db: Database, pool: Pool): Promise<void> {
  const values = { ...pool, label: JSON.stringify(pool.label), tags: tagsToJson(pool.tags), ipv6: pool.ipv6 ? 1 : 0 }
  await db.insertInto('pool').values(values).execute()
}

export async function findPool(db: Database, id: string): Promise<Pool | undefined> {
  const row = await db.selectFrom('pool').selectAll().where('id', '=', id).executeTakeFirst()
  return row === undefined ? undefined : record(row)
}

/** By its lower-case name. */
export async function findPoolByName(db: Database, projectId: string, name: string): Promise<Pool | undefined> {
  const row = await db.selectFrom('pool').selectAll().where('projectId', '=', projectId).where('name', '=', name).executeTakeFirst()
  return row === undefined ? undefined : record(row)
}

export interface PoolSelection extends PageRequest {
  /** A part of the name, in lower case. */
  readonly namePart?: string
  /** All of them. */
  readonly tags?: readonly Tag[]
  readonly shown?: ShownOnly
}

/** Oldest first. */
export async function pageOfPools(db: Database, projectId: string, selection: PoolSelection): Promise<Page<Pool>> {
  const { namePart, tags = [], shown } = selection
  const rows = rowsOf(selection)
  let matching = db.selectFrom('pool').where('projectId', '=', projectId)
  if (namePart !== undefined) matching = matching.where(sql<boolean>`instr(name, ${namePart}) > 0`)
  if (shown !== undefined) matching = matching.where(shownOnly('pool', shown, false))
  for (const tag of tags) matching = matching.where(hasTag(tag))
  const { total } = await matching.select((e) => e.fn.countAll<number>().as('total')).executeTakeFirstOrThrow()
  const items = await matching.selectAll().orderBy('number').limit(rows.limit).offset(rows.offset).execute()
  return { total, items: items.map(record) }
}

/** Of all projects. */
export async function listPoolIds(db: Database): Promise<readonly string[]> {
  return (await db.selectFrom('pool').select('id').orderBy('createdAt').execute()).map(({ id }) => id)
}

export async function countPools(db: Database, projectId: string): Promise<number> {
  const row = await db
    .selectFrom('pool')
    .select((e) => e.fn.countAll<number>().as('count'))
    .where('projectId', '=', projectId)
    .executeTakeFirstOrThrow()
  return row.count
}

export async function updatePool(db: Database, pool: Pool): Promise<void> {
  const { description, minCu, maxCu, updatedAt } = pool
  await db
    .updateTable('pool')
    .set({ description, minCu, maxCu, tags: tagsToJson(pool.tags), updatedAt })
    .where('id', '=', pool.id)
    .execute()
}

export async function deletePool(db: Database, id: string): Promise<void> {
  await db.deleteFrom('pool').where('id', '=', id).execute()
}

/** Writes the change of the size, and the size where it came about. */
export async function insertScaleRecord(db: Database, poolId: string, scaled: ScaleRecord): Promise<void> {
  await db
    .insertInto('scaleRecord')
    .values({ poolId, ...scaled })
    .execute()
  if (scaled.failure === '') await db.updateTable('pool').set({ currentCu: scaled.targetCu }).where('id', '=', poolId).execute()
}

export interface ScaleSelection extends PageRequest {
  readonly from: number
  readonly to: number
  readonly came?: 'about' | 'to nothing'
}

/** Newest first. */
export async function pageOfScaleRecords(db: Database, poolId: string, selection: ScaleSelection): Promise<Page<ScaleRecord>> {
  const { from, to, came } = selection
  const rows = rowsOf(selection)
  let matching = db.selectFrom('scaleRecord').where('poolId', '=', poolId).where('at', '>=', from).where('at', '<=', to)
  if (came !== undefined) matching = matching.where('failure', came === 'about' ? '=' : '<>', '')
  const { total } = await matching.select((e) => e.fn.countAll<number>().as('total')).executeTakeFirstOrThrow()
  const items = await matching
    .select(['at', 'originCu', 'targetCu', 'minCu', 'maxCu', 'failure'])
    .orderBy('at', 'desc')
    .orderBy(sql`rowid`, 'desc')
    .limit(rows.limit)
    .offset(rows.offset)
    .execute()
  return { total, items }
}

/** Gives back how many. */
export async function forgetScaleRecords(db: Database, before: number, most: number, skipped = 0): Promise<number> {
  const old = db.selectFrom('scaleRecord').select(sql<number>`rowid`.as('row')).where('at', '<', before).orderBy('at')
  const result = await db.deleteFrom('scaleRecord').where(sql<number>`rowid`, 'in', old.limit(most).offset(skipped)).executeTakeFirst()
  return Number(result.numDeletedRows)
}
