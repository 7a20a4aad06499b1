import { afterAll, beforeAll, expect, test } from 'vitest'
import { TestWorker } from '../../fixtures/test-worker.ts'

let worker: TestWorker
beforeAll(async () => {
  worker = await TestWorker.start()
  await worker.run(`CREATE TABLE b (a INT, b STRING, c INT) USING parquet PARTITIONED BY (c) CLUSTERED BY (a, B) SORTED BY (a ASC, b) INTO 8 BUCKETS
    COMMENT 'hm' TBLPROPERTIES ('x' = 'y')`)
})
afterAll(() => worker.end())

const shown = async (table: string) => (await worker.rows(`SHOW CREATE TABLE ${table}`)).flat().join('')
const BUCKETS = 'CLUSTERED BY (a, b)\nSORTED BY (a, b)\nINTO 8 BUCKETS'

// All answers are those of Spark 3.3.1, but for changed columns, which it does not know.
test('CLUSTERED BY … INTO BUCKETS is told again, and rows are as without it', async () => {
  expect(await shown('b')).toContain(`PARTITIONED BY (c)\n${BUCKETS}\nCOMMENT 'hm'\nTBLPROPERTIES (\n  'x' = 'y')`)
  const details = (await worker.rows('DESCRIBE FORMATTED b')) as [string, string, string | null][]
  const at = details.findIndex(([name]) => name === 'Provider')
  expect(details.slice(at, at + 5).map(([name, value]) => [name, value])).toEqual([
    ['Provider', 'parquet'],
    ['Num Buckets', '8'],
    ['Bucket Columns', '[`a`, `b`]'],
    ['Sort Columns', '[`a`, `b`]'],
    ['Comment', 'hm'],
  ])
  await worker.run("INSERT INTO b VALUES (2, 'x', 1), (1, 'y', 1)")
  expect(await worker.rows('SELECT * FROM b ORDER BY a')).toEqual([
    [1, 'y', 1],
    [2, 'x', 1],
  ])
  await worker.run('CREATE TABLE like_b LIKE b')
  expect(await shown('like_b')).toContain(BUCKETS)
  await worker.run('CREATE TABLE of_query USING parquet CLUSTERED BY (a) INTO 2 BUCKETS AS SELECT 1 AS a, 2 AS b')
  expect(await shown('of_query')).toBe(
    'CREATE TABLE default.of_query (\n  a INT,\n  b INT)\nUSING parquet\nCLUSTERED BY (a)\nINTO 2 BUCKETS',
  )
  await worker.run("CREATE TABLE far (a INT) USING csv CLUSTERED BY (a) INTO 2 BUCKETS LOCATION 'obs://b1/far'")
  expect(await shown('far')).toContain('CLUSTERED BY (a)\nINTO 2 BUCKETS')
  await worker.run('CREATE TABLE hive_style (a INT) PARTITIONED BY (p STRING) CLUSTERED BY (a) INTO 4 BUCKETS STORED AS PARQUET')
  expect(await shown('hive_style')).toContain('CLUSTERED BY (a)\nINTO 4 BUCKETS')
})

test('what is shown can be run again', async () => {
  const again = (await shown('b')).replace('default.b ', 'default.again ')
  await worker.run(again)
  expect(await shown('again')).toBe(again)
})

test('columns that get another name are named so, and those that are gone leave no buckets', async () => {
  await worker.run('CREATE TABLE altered (a INT, b INT, c INT) CLUSTERED BY (a) SORTED BY (b, c) INTO 4 BUCKETS')
  await worker.run('ALTER TABLE altered RENAME COLUMN a TO `A 2`')
  expect(await shown('altered')).toContain('CLUSTERED BY (`A 2`)\nSORTED BY (b, c)\nINTO 4 BUCKETS')
  await worker.run('ALTER TABLE altered DROP COLUMN b')
  expect(await shown('altered')).toContain('CLUSTERED BY (`A 2`)\nINTO 4 BUCKETS')
  await worker.run('ALTER TABLE altered DROP COLUMN `A 2`')
  expect(await shown('altered')).not.toContain('BUCKETS')
})

test.each([
  ['CREATE TABLE x (a INT, b STRING) CLUSTERED BY (z) INTO 4 BUCKETS', 'no column z, which CLUSTERED BY names'],
  ['CREATE TABLE x (a INT, b STRING) CLUSTERED BY (a, A) INTO 4 BUCKETS', 'CLUSTERED BY names a column twice'],
  ['CREATE TABLE x (a INT, b STRING) CLUSTERED BY (a) INTO 0 BUCKETS', 'cannot have 0 buckets'],
  ['CREATE TABLE x (a INT, b STRING) CLUSTERED BY (a) INTO 100001 BUCKETS', 'cannot have 100001 buckets'],
  ['CREATE TABLE x (a INT, b STRING) CLUSTERED BY (a) INTO 4.5 BUCKETS', '"4.5" is unexpected'],
  ['CREATE TABLE x (a INT, b STRING) CLUSTERED BY (a) SORTED BY (z) INTO 4 BUCKETS', 'no column z, which SORTED BY names'],
  ['CREATE TABLE x (a INT, b STRING) CLUSTERED BY (a) SORTED BY (b, b) INTO 4 BUCKETS', 'SORTED BY names a column twice'],
  ['CREATE TABLE x (a INT, b STRING) PARTITIONED BY (b) CLUSTERED BY (b) INTO 4 BUCKETS', 'b, which is a partition column'],
  [
    'CREATE TABLE x (a INT, b INT, c INT) PARTITIONED BY (c) CLUSTERED BY (a) SORTED BY (c) INTO 4 BUCKETS',
    'c, which is a partition column',
  ],
  ['CREATE TABLE x (a INT) CLUSTERED BY (a) INTO 2 BUCKETS CLUSTERED BY (a) INTO 3 BUCKETS', 'CLUSTERED BY is given twice'],
  ["CREATE TABLE x USING parquet CLUSTERED BY (a) INTO 2 BUCKETS LOCATION 'obs://b1/far'", 'names columns of a list'],
  ['CREATE TABLE x LIKE b CLUSTERED BY (a) INTO 4 BUCKETS', 'CLUSTERED'],
  [
    "CREATE TABLE x USING jdbc OPTIONS (url 'jdbc:postgresql://h/db', dbtable 't') CLUSTERED BY (a) INTO 2 BUCKETS",
    'CLUSTERED BY of a table that is in a database',
  ],
])('%s is refused', async (sql, words) => {
  expect((await worker.fail(sql)).error.message).toContain(words)
})
