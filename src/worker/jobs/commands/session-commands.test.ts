import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { TestWorker } from '../../fixtures/test-worker.ts'
import { classify } from '../../sql/translate.ts'

/** Those of Spark 3.3.1. */
const SPARK_FUNCTIONS = join(import.meta.dirname, '../../../../scripts/reference/spark-functions.json')

let worker: TestWorker
beforeAll(async () => {
  worker = await TestWorker.start()
  await worker.run('CREATE DATABASE sales')
  await worker.run('CREATE TABLE items (id INT)')
  await worker.run('CREATE TABLE sales.items (name STRING)')
})
afterAll(() => worker.end())

test('USE names the database of unqualified names, in this job and not in what it was given', async () => {
  expect(await worker.rows('SHOW CURRENT NAMESPACE')).toEqual([['spark_catalog', 'default']])
  await worker.run('USE sales')
  expect(await worker.rows('SHOW CURRENT NAMESPACE')).toEqual([['spark_catalog', 'sales']])
  expect(await worker.rows('SHOW COLUMNS IN items')).toEqual([['name']])
  expect(await worker.rows('SELECT current_database()')).toEqual([['sales']])
  expect((await worker.fail('USE nowhere')).error.kind).toBe('not-found')
  expect((await worker.fail('USE global_temp')).error.kind).toBe('sql-semantics')
  await worker.run('USE default')
  expect(await worker.rows('SHOW COLUMNS IN items')).toEqual([['id']])
})

test('SET, and variables of what was set', async () => {
  expect(await worker.run('SET day = Monday')).toMatchObject({ jobType: 'DDL', rowsJson: ['["day","Monday"]'] })
  expect(await worker.rows('SET day')).toEqual([['day', 'Monday']])
  expect(await worker.rows('SET')).toEqual([['day', 'Monday']])
  expect(await worker.rows("SELECT '$\u007bday}' AS a, length('$\u007bday}') AS b")).toEqual([['Monday', 6]])
  expect(await worker.rows('SET nothing')).toEqual([['nothing', '<undefined>']])
  expect(await worker.rows('SET spark.sql.ansi.enabled')).toEqual([['spark.sql.ansi.enabled', 'false']])
  expect(await worker.rows('SET -v')).toContainEqual(expect.arrayContaining(['spark.sql.shuffle.partitions', '200']))
  expect((await worker.fail('SET spark.sql.ansi.enabled=true')).error).toMatchObject({ kind: 'not-supported' })
  expect((await worker.fail('SET spark.sql.shufle.partitions=10')).error.hint).toContain('Did you mean spark.sql.shuffle.partitions?')
  expect((await worker.fail('SET causeway.sql.keepReslt=all')).error.hint).toBe('Did you mean causeway.sql.keepResult?')
  await worker.run('RESET day')
  expect(await worker.rows("SELECT '$\u007bday}' AS a")).toEqual([['']])
})

test('what is longer than the channel takes is told, and does not end the worker', async () => {
  for (const sql of [
    `SET long=${'x'.repeat(4_097)}`,
    `SET ${'x'.repeat(257)}=1`,
    `RESET ${'x'.repeat(257)}`,
    `CREATE TEMPORARY VIEW v COMMENT '${'x'.repeat(4_097)}' AS SELECT 1`,
    `DROP VIEW ${'v'.repeat(129)}`,
  ])
    expect((await worker.fail(sql)).error, sql.slice(0, 30)).toMatchObject({ kind: 'limit-exceeded' })
})

test('functions', async () => {
  expect(await worker.rows("SHOW FUNCTIONS LIKE 'abs|acos'")).toEqual([['abs'], ['acos']])
  expect(await worker.rows('SHOW USER FUNCTIONS')).toEqual([])
  const listed = (await worker.rows('SHOW FUNCTIONS')).flat()
  expect(listed.length).toBeGreaterThan(300)
  const { functions } = JSON.parse(readFileSync(SPARK_FUNCTIONS, 'utf8')) as { readonly functions: readonly { readonly name: string }[] }
  expect(listed.filter((name) => !functions.some((one) => one.name === name))).toEqual([])
  expect(await worker.rows('DESCRIBE FUNCTION abs')).toEqual([['Function: abs'], ['Usage: abs(expr1) - gives one value for each row.']])
  expect((await worker.fail('DESCRIBE FUNCTION absolutely_not')).error.message).toContain('absolutely_not')
})

test('DESCRIBE QUERY runs nothing', async () => {
  expect(await worker.rows("DESCRIBE QUERY SELECT id, 'x' AS name, array(1) FROM items")).toEqual([
    ['id', 'int', null],
    ['name', 'string', null],
    ['array(1)', 'array<int>', null],
  ])
})

test('what there is not to do is told, once the table is known to be there', async () => {
  for (const sql of ['CACHE TABLE items', 'REFRESH TABLE items', 'ANALYZE TABLE items COMPUTE STATISTICS FOR COLUMNS id']) {
    expect(await worker.run(sql)).toMatchObject({ columns: [{ name: 'note' }], rowCount: 1 })
  }
  for (const sql of [
    'CACHE TABLE nope',
    'UNCACHE TABLE nope',
    'REFRESH TABLE nope',
    'ANALYZE TABLE items COMPUTE STATISTICS FOR COLUMNS nope',
  ]) {
    expect((await worker.fail(sql)).error.message).toContain('nope')
  }
  await worker.run('UNCACHE TABLE IF EXISTS nope')
  await worker.run('CLEAR CACHE')
})

test('a session that holds a setting which is none any more goes on, and can let it go', async () => {
  worker.session = { settings: { 'causeway.gone': '1' } }
  expect(await worker.rows('SELECT 1 AS a')).toEqual([[1]])
  expect(classify('SELECT 1', 'default', () => undefined, worker.session.settings)).toMatchObject({ jobType: 'QUERY' })
  await worker.run('RESET')
  expect(worker.session.settings).toEqual({})
})
