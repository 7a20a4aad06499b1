/** Partitions of a table at a location are dropped, and back, by who has one privilege and no other. */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type RightsLab, startRightsLab } from '../fixtures/rights-lab.ts'

let lab: RightsLab
beforeAll(async () => {
  lab = await startRightsLab()
  await mkdir(join(lab.lab.home, 'buckets', 'logs'), { recursive: true })
  await done("CREATE TABLE own.logs (id INT, d STRING) USING parquet PARTITIONED BY (d) LOCATION 'obs://logs/all'")
  await done("INSERT INTO own.logs VALUES (1, 'a'), (2, 'b')")
})
afterAll(() => lab[Symbol.asyncDispose]())

async function done(sql: string): Promise<void> {
  expect(await lab.run(sql)).toMatchObject({ status: 'FINISHED', message: '' })
}

const ids = async (): Promise<string> => (await lab.run('SELECT id FROM own.logs ORDER BY id')).rows

it.each([
  ['ALTER_TABLE_DROP_PARTITION', [], "ALTER TABLE own.logs DROP PARTITION (d = 'a')", '[[2]]'],
  ['ALTER_TABLE_ADD_PARTITION', ['a'], "ALTER TABLE own.logs ADD PARTITION (d = 'a')", '[[1],[2]]'],
  ['ALTER_TABLE_RECOVER_PARTITION', ['a'], 'ALTER TABLE own.logs RECOVER PARTITIONS', '[[1],[2]]'],
  ['INSERT_INTO_TABLE', ['a'], "INSERT INTO own.logs VALUES (3, 'a')", '[[1],[2],[3]]'],
  ['INSERT_OVERWRITE_TABLE', ['a'], "INSERT OVERWRITE own.logs PARTITION (d = 'a') SELECT 4", '[[2],[4]]'],
] as const)('%s is enough', async (privilege, dropped, sql, expected) => {
  await done('MSCK REPAIR TABLE own.logs')
  for (const d of dropped) await done(`ALTER TABLE own.logs DROP PARTITION (d = '${d}')`)
  await lab.grant('databases.own.tables.logs', privilege)
  expect(await lab.run(sql, lab.bob)).toMatchObject({ status: 'FINISHED', message: '' })
  expect(await ids()).toContain(`"rows":${expected}}`)
})
