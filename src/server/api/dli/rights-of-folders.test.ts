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

const other = "LOCATION 'obs://logs/other'"

it.each([
  ['ALTER_TABLE_ADD_PARTITION', `ALTER TABLE own.logs ADD PARTITION (d = 'p') ${other}`],
  ['ALTER_TABLE_SET_LOCATION', `ALTER TABLE own.logs PARTITION (d = 'b') SET ${other}`],
  ['ALTER_TABLE_RENAME_PARTITION', "ALTER TABLE own.logs PARTITION (d = 'b') RENAME TO PARTITION (d = 'p')"],
])('%s alone gives a partition no place of its own', async (privilege, sql) => {
  await lab.grant('databases.own.tables.logs', privilege)
  expect((await lab.run(sql, lab.bob)).status).not.toBe('FINISHED')
  expect((await lab.run('SHOW PARTITIONS own.logs')).rows).not.toContain('d=p')
})

it('whoever may read or write the table may so where a partition has a place of its own, and nowhere else there', async () => {
  await done("CREATE TABLE own.far (id INT, d STRING) USING parquet PARTITIONED BY (d) LOCATION 'obs://logs/near'")
  await done("ALTER TABLE own.far ADD PARTITION (d = 'p') LOCATION 'obs://logs/far/p'")
  await lab.grant('databases.own.tables.far', 'INSERT_INTO_TABLE')
  expect(await lab.run("INSERT INTO own.far VALUES (1, 'p'), (2, 'q')", lab.bob)).toMatchObject({ status: 'FINISHED', message: '' })
  await lab.grant('databases.own.tables.far', 'SELECT')
  expect((await lab.run('SELECT id FROM own.far ORDER BY id', lab.bob)).rows).toContain('"rows":[[1],[2]]')
  expect((await lab.run('SELECT * FROM parquet.`obs://logs/far`', lab.bob)).status).not.toBe('FINISHED')
})

it.each([
  ['ALTER_TABLE_DROP_PARTITION', "ALTER TABLE own.placed DROP PARTITION (d = 'p')"],
  ['INSERT_OVERWRITE_TABLE', "INSERT OVERWRITE own.placed SELECT 1, 'q'"],
] as const)('%s is enough where a partition has a place of its own', async (privilege, sql) => {
  await done('DROP TABLE IF EXISTS own.placed')
  await done("CREATE TABLE own.placed (id INT, d STRING) USING parquet PARTITIONED BY (d) LOCATION 'obs://logs/placed'")
  await done("ALTER TABLE own.placed ADD PARTITION (d = 'p') LOCATION 'obs://logs/elsewhere'")
  await done("INSERT INTO own.placed VALUES (2, 'p')")
  await lab.grant('databases.own.tables.placed', privilege)
  expect(await lab.run(sql, lab.bob)).toMatchObject({ status: 'FINISHED', message: '' })
  expect((await lab.run('SHOW PARTITIONS own.placed')).rows).not.toContain('d=p')
})
