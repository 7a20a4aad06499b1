import { afterAll, beforeAll, expect, test } from 'vitest'
import { jdbcTable, type PostgresAndWorker, startPostgresAndWorker } from '../../fixtures/remote-postgres.ts'

let lab: PostgresAndWorker

beforeAll(async () => {
  lab = await startPostgresAndWorker()
  await lab.sql("CREATE TABLE orders AS SELECT 1 AS id, 'x'::text AS name, date '2024-02-29' AS day")
})
afterAll(() => lab.end())

const withOptions = (name: string, options: string): string => jdbcTable(name, 'orders').replace(')', `, ${options})`)
const SPLIT = "'lowerBound'='1', 'upperBound'='9', 'numPartitions'='4'"

test.each<[string, string]>([
  ["'fetchsize'='abc'", 'fetchsize'],
  ["'batchsize'='0'", 'batchsize'],
  ["'isolationLevel'='WHATEVER'", 'READ_COMMITTED'],
  ["'truncate'='maybe'", 'true or false'],
  ["'lowerBound'='1'", 'partitionColumn, upperBound, numPartitions'],
  ["'partitionColumn'='id', 'lowerBound'='1', 'upperBound'='9'", 'numPartitions'],
  [`'partitionColumn'='id', ${SPLIT.replace("'1'", "'one'")}`, 'lowerBound'],
  [`'partitionColumn'='id', ${SPLIT.replace("'1'", "'10'")}`, 'lowerBound of a JDBC table, 10, is larger than upperBound, 9'],
  [`'partitionColumn'='nosuch', ${SPLIT}`, 'public.orders has no column nosuch'],
  [`'partitionColumn'='name', ${SPLIT}`, 'name is text'],
  [`'partitionColumn'='day', ${SPLIT}`, 'lowerBound is a date, as 2024-01-31, as day is date, not 1'],
  ["'partitionColumn'='day', 'lowerBound'='2024-01-01', 'upperBound'='2024-99-01', 'numPartitions'='2'", 'upperBound is a date'],
  ["'partitionColumn'='id', 'lowerBound'='2024-01-01', 'upperBound'='2024-02-01', 'numPartitions'='2'", 'lowerBound is a number'],
  ["'driver'='com.mysql.jdbc.Driver'", 'org.postgresql.Driver, not com.mysql.jdbc.Driver'],
  ["'encryption'='maybe'", 'encryption'],
])('%s is looked at, though it has no effect', async (option, words) => {
  const sql = option.includes('encryption') ? jdbcTable('t', 'orders').replace("'encryption'='true'", option) : withOptions('t', option)
  const failed = await lab.worker.fail(sql)
  expect(failed.error).toMatchObject({ kind: 'invalid-parameter', message: expect.stringContaining(words) })
})

test.each<[string, string]>([
  ["'fetchsise'='10'", 'fetchsise'],
  ["'sessionInitStatement'='SET x = 1'", 'no statement of yours'],
  ["'refreshKrb5Config'='true'", 'no Kerberos'],
])('%s is refused before anything is dialled', async (option, words) => {
  const dials = lab.worker.dials.length
  const failed = await lab.worker.fail(withOptions('t', option))
  expect(failed.error).toMatchObject({ kind: 'not-supported', message: expect.stringContaining(words) })
  expect(lab.worker.dials).toHaveLength(dials)
})

test('right ones are taken, kept and shown again', async () => {
  const options = `'driver'='org.postgresql.Driver', 'partitionColumn'='ID', ${SPLIT}, 'fetchsize'='500', 'isolationLevel'='read_committed', 'truncate'='False'`
  await lab.worker.run(withOptions('full', options))
  expect(await lab.worker.rows('SELECT id, name FROM default.full')).toEqual([[1, 'x']])
  const statement = String(await lab.worker.rows('SHOW CREATE TABLE full'))
  expect(statement).toContain("'partitioncolumn' = 'ID'")
  await lab.worker.run('DROP TABLE full')
  await lab.worker.run(statement)
  expect(await lab.worker.rows('SELECT id FROM default.full')).toEqual([[1]])
})

test('bounds are not looked at where there is one partition, as Spark does', async () => {
  const options = `'partitionColumn'='id', ${SPLIT.replace("'1'", "'10'").replace("'4'", "'1'")}`
  await lab.worker.run(withOptions('whole', options))
  expect(await lab.worker.rows('SELECT id FROM default.whole')).toEqual([[1]])
})

test('by days, too', async () => {
  await lab.worker.run(
    withOptions('daily', "'partitionColumn'='day', 'lowerBound'='2024-01-01', 'upperBound'='2024-12-31', 'numPartitions'='4'"),
  )
  expect(await lab.worker.rows('SELECT day FROM default.daily')).toEqual([['2024-02-29']])
})
