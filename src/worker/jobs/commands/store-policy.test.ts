import { afterAll, beforeAll, expect, test } from 'vitest'
import { TestWorker } from '../../fixtures/test-worker.ts'

let worker: TestWorker
beforeAll(async () => {
  worker = await TestWorker.start()
  await worker.run('CREATE TABLE s (a INT, b STRING, c DECIMAL(5,2), d DATE, f BOOLEAN, g TINYINT, h DOUBLE, k ARRAY<INT>)')
})
afterAll(() => worker.end())

const message = async (sql: string): Promise<string> => (await worker.fail(sql)).error.message

/** As Spark 3.3.1 answered. */
test('LEGACY casts as CAST does', async () => {
  await worker.run('SET spark.sql.storeAssignmentPolicy = LEGACY')
  await worker.run("INSERT INTO s VALUES ('12', 1, '1.5', '2020-01-01', 'true', '5', '1.5', array('1', 'x'))")
  await worker.run("INSERT INTO s VALUES (1.9, true, 12345.678, 'bad', 'maybe', 300, 'x', array(1L))")
  expect(await worker.rows('SELECT * FROM s ORDER BY a')).toEqual([
    [1, 'true', null, null, null, 44, null, [1]],
    [12, '1', 1.5, '2020-01-01', true, 5, 1.5, [1, null]],
  ])
  expect(await message("INSERT INTO s SELECT map(1, 2), 'x', 1, NULL, NULL, 1, 1, NULL")).toContain('map')
})

test('STRICT takes what loses nothing', async () => {
  await worker.run('SET spark.sql.storeAssignmentPolicy = strict')
  const insert = (values: string) => `INSERT INTO s SELECT ${values}`
  await worker.run(insert("1S, 1, CAST(1 AS DECIMAL(3,1)), DATE'2020-01-01', true, CAST(1 AS TINYINT), 1F, array(1S)"))
  const rest = "'x', CAST(1 AS DECIMAL(5,2)), DATE'2020-01-01', true, CAST(1 AS TINYINT)"
  expect(await message(insert(`1L, ${rest}, 1D, array(1)`))).toContain('column a')
  expect(await message(insert(`1, ${rest}, 1.5BD, array(1)`))).toContain('column h')
  expect(await message(insert(`1, ${rest}, 1L, NULL`))).toContain('column k')
  await worker.run('RESET spark.sql.storeAssignmentPolicy')
  await worker.run(insert(`1L, ${rest}, 1.5BD, NULL`))
  expect(await message('SET spark.sql.storeAssignmentPolicy = none')).toContain('no value')
})
