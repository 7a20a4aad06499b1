import { afterAll, beforeAll, expect, test } from 'vitest'
import { TestEngine, WITHOUT_TABLES } from '../../fixtures/test-engine.ts'
import { translate } from '../../translate.ts'

let engine: TestEngine
beforeAll(async () => {
  engine = await TestEngine.start()
})
afterAll(() => engine.end())

async function read(text: string, pattern: string): Promise<unknown> {
  const plan = await translate(`SELECT to_timestamp(s, "${pattern}") FROM VALUES ('${text}') t(s)`, WITHOUT_TABLES)
  if (plan.kind !== 'query') throw new Error('no query')
  const rows = await engine.connection.runAndReadAll(plan.query.sql)
  return rows.getRows()[0]?.[0]
}

/** Apache Spark 3.3.1 stops at each of these with SparkUpgradeException. */
test.each([
  ['1-01-05', 'yy-MM-dd'],
  ['2024-01-05', 'yy-MM-dd'],
  ['2020-02-29 12:34:56.5', 'yyyy-MM-dd HH:mm:ss'],
  ['2020-2-9 1:2:3', 'yyyy-MM-dd HH:mm:ss'],
  ['20-02-29 12:34:56', 'yyyy-MM-dd HH:mm:ss'],
  [' 2020-02-29 12:34:56', 'yyyy-MM-dd HH:mm:ss'],
  ['2020-02-29 12:34:56+01', 'yyyy-MM-dd HH:mm:ss'],
  ['2020-2-9', 'yyyy-MM-dd'],
  ['2020-02-29 x', 'yyyy-MM-dd'],
  ['1', 'yy'],
  ['123', 'yy'],
  ['1', 'yyy'],
  ['1/2/2020', 'dd/MM/yyyy'],
  ['01/02/20', 'dd/MM/yyyy'],
  ['February 29, 2020', 'MMM dd, yyyy'],
  ['feb 9, 2020', 'MMM dd, yyyy'],
  ['Feb 9 2020', 'MMMM d yyyy'],
  ['9', 'DD'],
  ['9', 'DDD'],
  ['99', 'DDD'],
  ['2020-9', 'yyyy-DDD'],
  ['1-1', 'dd-DDD'],
  ['1:2:3.4', 'HH:mm:ss.SSS'],
  ['1:34 pm', 'hh:mm a'],
  ['1:00', 'kk:mm'],
  ['0:30 AM', 'KK:mm a'],
  ['2020-2-29T12:34:56Z', "yyyy-MM-dd'T'HH:mm:ssXXX"],
  ['2020-02-29 12:34:56 GMT', 'yyyy-MM-dd HH:mm:ss Z'],
  ['12/31/2020 1:5', 'MM/dd/yyyy HH:mm'],
  ['1/1/2020 01:05 PM', 'MM/dd/yyyy HH:mm'],
  ['1/2/20', 'M/d/yyyy'],
  ['1/2/2020', 'M/d/yy'],
  ['1 January 2020', 'd MMM yyyy'],
  ['10 11', 'HH HH'],
  ['2024-01-02 2025', 'yyyy-MM-dd yyyy'],
  ['1500-02-29 10:00:00', 'yyyy-MM-dd HH:mm:ss'],
  ['2024-01-05 1E1:00', 'yyyy-MM-dd HH:mm'],
  ['2024-07-05 23:30 GMT+1:00', 'yyyy-MM-dd HH:mm z'],
  ['42 EST', 'szzz'],
])('what only the older parser reads stops the job: %s by %s', async (text, pattern) => {
  await expect(read(text, pattern)).rejects.toThrow('only as the parser before Spark 3.0 reads it')
})

test.each([
  ['2020-13-01', 'yyyy-MM-dd'],
  ['2019-2-29', 'yyyy-MM-dd'],
  ['2020-02-29 12:34:56 x', 'yyyy/MM/dd'],
  ['1:60', 'HH:mm'],
  ['12:34:56.1234567', 'HH:mm:ss.SSSSSS'],
  ['2024-07-05 23:30 GMT+1', 'yyyy-MM-dd HH:mm z'],
  ['2024-1-5 Gulf Time', 'yyyy-MM-dd z'],
  ['2024-1-5T1:2:3+14:30', "yyyy-MM-dd'T'HH:mm:ssXXX"],
  ['51', 'd1'],
])('what neither parser reads is NULL: %s by %s', async (text, pattern) => {
  expect(await read(text, pattern)).toBeNull()
})

test('timestamp_seconds stops the job at what no timestamp holds, and so does a cast at what the engine has none for', async () => {
  const run = async (sql: string): Promise<unknown> => {
    const plan = await translate(sql, WITHOUT_TABLES)
    if (plan.kind !== 'query') throw new Error('no query')
    return (await engine.connection.runAndReadAll(plan.query.sql)).getRows()[0]?.[0]
  }
  await expect(run('SELECT timestamp_seconds(1230219000123123)')).rejects.toThrow('Overflow')
  // Spark holds it at its own last moment, which is beyond what the engine has.
  await expect(run('SELECT year(CAST(1230219000123123 AS TIMESTAMP))')).rejects.toThrow(/timestamp/i)
  expect(await run('SELECT year(CAST(9000000000000 AS TIMESTAMP))')).toBe(287_168)
})
