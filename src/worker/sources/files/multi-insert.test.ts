import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { TestWorker } from '../../fixtures/test-worker.ts'

let worker: TestWorker
beforeAll(async () => {
  worker = await TestWorker.start()
  await worker.run("CREATE TABLE s AS SELECT * FROM VALUES (1, 'p'), (2, 'q') AS v(a, b)")
})
afterAll(() => worker.end())
beforeEach(async () => {
  for (const table of ['m1', 'm2', 'days']) await worker.run(`DROP TABLE IF EXISTS ${table}`)
  await worker.run('CREATE TABLE m1 (a INT)')
  await worker.run("CREATE TABLE m2 AS SELECT 0 AS a, 'old' AS b")
  await worker.run('CREATE TABLE days (a INT, day STRING) PARTITIONED BY (day)')
})

const rows = (table: string) => worker.rows(`SELECT * FROM ${table} ORDER BY 1`)
const version = (table: string) => worker.versions.get(`default.${table}`)?.version

test('rows of one FROM go to several tables', async () => {
  const result = await worker.run(
    "FROM s INSERT INTO m1 SELECT a INSERT OVERWRITE TABLE m2 SELECT a, b WHERE a > 1 INSERT INTO days PARTITION (day = 'x') SELECT a",
  )
  expect(result).toMatchObject({ jobType: 'INSERT', rowCount: 5 })
  expect(await rows('m1')).toEqual([[1], [2]])
  expect(await rows('m2')).toEqual([[2, 'q']])
  expect(await rows('days')).toEqual([
    [1, 'x'],
    [2, 'x'],
  ])
})

test('several that add to one table are one version of it', async () => {
  await worker.run('FROM s INSERT INTO m1 SELECT a WHERE a = 2 INSERT INTO M1 SELECT a + 10')
  expect((await rows('m1')).flat()).toEqual([2, 11, 12])
  expect(version('m1')).toBe(1)
})

test('each has its own grouping, order and limit; common tables and lateral views are shared', async () => {
  await worker.run(
    'FROM (SELECT a, b FROM s) q INSERT INTO m2 SELECT q.a, q.b ORDER BY 1 DESC LIMIT 1 INSERT INTO m1 SELECT max(a) GROUP BY b HAVING max(a) > 1',
  )
  expect(await rows('m1')).toEqual([[2]])
  expect(await rows('m2')).toEqual([
    [0, 'old'],
    [2, 'q'],
  ])
  await worker.run(
    "WITH c AS (SELECT 7 AS a) FROM c LATERAL VIEW explode(array(1, 2)) e AS x INSERT INTO m1 SELECT a + x INSERT INTO m2 SELECT x, 'k' WHERE x = 2",
  )
  expect((await rows('m1')).flat()).toEqual([2, 8, 9])
  await worker.run('FROM s INSERT INTO m1 SELECT a + 100')
  expect((await rows('m1')).flat()).toEqual([2, 8, 9, 101, 102])
})

test('all of it is done, or nothing', async () => {
  worker.conflicts = 1
  const failed = await worker.fail('FROM s INSERT OVERWRITE m2 SELECT a, b INSERT INTO m1 SELECT a')
  expect(failed.error.kind).toBe('conflict')
  expect((await worker.fail("FROM s INSERT INTO m1 SELECT a INSERT INTO m2 SELECT a, assert_true(a < 2, 'no')")).error.kind).not.toBe(
    'internal',
  )
  expect(await rows('m1')).toEqual([])
  expect(await rows('m2')).toEqual([[0, 'old']])
})

test.each([
  ['FROM s INSERT INTO m1 SELECT a SELECT b', 'SELECT'],
  ['FROM s SELECT a INSERT INTO m1 SELECT a', 'INSERT'],
  ['FROM s INSERT INTO nope SELECT a INSERT INTO m1 SELECT a', 'does not exist'],
  ['FROM s INSERT INTO m1 SELECT a INSERT INTO m2 SELECT a', 'm2 takes 2 columns'],
  ['FROM s INSERT OVERWRITE m1 SELECT a INSERT INTO m1 SELECT a', 'is overwritten and written once more'],
  ['SELECT * FROM (FROM s INSERT INTO m1 SELECT a)', 'An insert within a query'],
])('%s is refused: %s', async (sql, expected) => {
  expect((await worker.fail(sql)).error.message).toContain(expected)
})

test('tables at locations and managed ones take the rows of one FROM', async () => {
  await worker.run("CREATE TABLE far (a INT, b STRING) STORED AS TEXTFILE LOCATION 'obs://b1/far'")
  await worker.run("CREATE TABLE far_days (a INT, day STRING) USING parquet PARTITIONED BY (day) LOCATION 'obs://b1/far_days'")
  await worker.run("INSERT INTO far VALUES (7, 'old')")
  await worker.run("INSERT INTO far_days VALUES (7, 'x'), (8, 'y')")
  const result = await worker.run(`FROM s INSERT INTO m1 SELECT a INSERT OVERWRITE far SELECT a, b WHERE a > 1
    INSERT OVERWRITE TABLE far_days PARTITION (day = 'x') SELECT a + 100`)
  expect(result).toMatchObject({ jobType: 'INSERT', rowCount: 5 })
  expect(await rows('m1')).toEqual([[1], [2]])
  expect(await rows('far')).toEqual([[2, 'q']])
  expect(await rows('far_days')).toEqual([
    [8, 'y'],
    [101, 'x'],
    [102, 'x'],
  ])
  // Each reads what was there when the statement began, and two that add to one table are one addition.
  await worker.run("FROM far f INSERT OVERWRITE far SELECT a + 1, 'new' INSERT INTO far_days SELECT a, b INSERT INTO far_days SELECT -a, b")
  expect(await rows('far')).toEqual([[3, 'new']])
  expect(await rows('far_days')).toEqual([
    [-2, 'q'],
    [2, 'q'],
    [8, 'y'],
    [101, 'x'],
    [102, 'x'],
  ])
  await worker.run(
    "FROM s INSERT OVERWRITE far_days PARTITION (day = 'x') IF NOT EXISTS SELECT 0 INSERT OVERWRITE days PARTITION (day = 'x') IF NOT EXISTS SELECT 0",
  )
  expect((await rows('far_days')).length).toBe(5)
  expect(await rows('days')).toEqual([
    [0, 'x'],
    [0, 'x'],
  ])
})

test('of tables at locations nothing is there where rows of one of them fail, or a managed one was changed meanwhile', async () => {
  await worker.run("CREATE TABLE one (a INT) USING parquet LOCATION 'obs://b1/one'")
  await worker.run("CREATE TABLE two (a INT) USING parquet LOCATION 'obs://b1/two'")
  await worker.fail("FROM s INSERT INTO one SELECT a INSERT INTO two SELECT a + assert_true(a < 2, 'no')")
  worker.conflicts = 1
  expect((await worker.fail('FROM s INSERT INTO one SELECT a INSERT OVERWRITE m2 SELECT a, b INSERT INTO two SELECT a')).error.kind).toBe(
    'conflict',
  )
  expect([await rows('one'), await rows('two'), await rows('m2')]).toEqual([[], [], [[0, 'old']]])
  expect((await readdir(join(worker.buckets, 'b1', 'one'))).filter((name) => name.startsWith('part-'))).toEqual([])
})

test('where one of them fails behind others it is told whose rows are there, and whose are not', async () => {
  for (const name of ['first', 'second', 'third'])
    await worker.run(`CREATE TABLE ${name} (a INT) USING parquet LOCATION 'obs://b1/${name}'`)
  await worker.run('INSERT INTO second VALUES (0)')
  worker.server.keepsReplaced = true
  const { error } = await worker.fail(
    'FROM s INSERT INTO m1 SELECT a INSERT INTO first SELECT a INSERT OVERWRITE second SELECT a INSERT INTO third SELECT a',
  )
  worker.server.keepsReplaced = false
  expect(error.message).toContain('The new rows of obs://b1/second are there')
  expect(error.hint).toMatch(
    /^The rows of default\.m1, default\.first are there, those of default\.third are not, it failed at those of default\.second\. /,
  )
  expect([await rows('first'), await rows('second'), await rows('third')]).toEqual([[[1], [2]], [[0], [1], [2]], []])
})

test('two names of one place are not overwritten and written at once', async () => {
  await worker.run("CREATE TABLE place (a INT) USING parquet LOCATION 'obs://b1/place'")
  await worker.run("CREATE TABLE same (a INT) USING parquet LOCATION 'obs://b1/place/'")
  expect((await worker.fail('FROM s INSERT OVERWRITE place SELECT a INSERT INTO same SELECT a')).error.message).toContain(
    'overwritten and written at once',
  )
  await worker.run('FROM s INSERT INTO place SELECT a INSERT INTO same SELECT a + 10')
  expect((await rows('place')).flat()).toEqual([1, 2, 11, 12])
})

test('a table of a database cannot be changed together with others', async () => {
  worker.tables.set('default.remote', {
    database: 'default',
    name: 'remote',
    columns: [{ name: 'a', type: 'int' }],
    source: { kind: 'jdbc', url: 'jdbc:postgresql://h/d', dbtable: 't', options: {} },
  })
  expect((await worker.fail('FROM s INSERT INTO m1 SELECT a INSERT INTO remote SELECT a')).error.message).toContain('not in files')
})
