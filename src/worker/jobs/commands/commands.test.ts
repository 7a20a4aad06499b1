import { afterAll, beforeAll, expect, test } from 'vitest'
import { TestWorker } from '../../fixtures/test-worker.ts'

let worker: TestWorker
beforeAll(async () => {
  worker = await TestWorker.start()
  worker.tables.set('default.orders', {
    database: 'default',
    name: 'orders',
    columns: [
      { name: 'id', type: 'int' },
      { name: 'note', type: 'string', comment: "the customer's words" },
    ],
    source: { kind: 'jdbc', url: 'jdbc:postgresql://h/d', dbtable: 'public.orders', authName: 'a1', options: { encryption: 'true' } },
    comment: 'all orders',
  })
  await worker.run('CREATE TABLE items (id INT)')
})
afterAll(() => worker.end())

test('databases', async () => {
  await worker.run("CREATE DATABASE IF NOT EXISTS sales COMMENT 'what is sold'")
  expect(await worker.rows('SHOW DATABASES')).toEqual([['default'], ['sales']])
  expect(await worker.rows("SHOW DATABASES LIKE 'sal*|x'")).toEqual([['sales']])
  expect(await worker.rows('SHOW CATALOGS')).toEqual([['spark_catalog']])
  expect(await worker.rows("SHOW CATALOGS 'hive*'")).toEqual([])
  expect(await worker.rows('DESCRIBE DATABASE sales')).toEqual([
    ['Namespace Name', 'sales'],
    ['Comment', 'what is sold'],
    ['Location', 'warehouse:/sales.db'],
  ])
  expect((await worker.fail('CREATE DATABASE sales')).error.kind).toBe('already-exists')
  await worker.run('DROP DATABASE sales')
  expect(await worker.rows('SHOW DATABASES')).toEqual([['default']])
})

test('tables', async () => {
  const result = await worker.run('SHOW TABLES')
  expect(result).toMatchObject({
    jobType: 'DDL',
    columns: [{ name: 'namespace' }, { name: 'tableName' }, { name: 'isTemporary', type: 'boolean' }],
  })
  expect(result.rowsJson).toEqual(['["default","items",false]', '["default","orders",false]'])
  expect(await worker.rows("SHOW TABLES LIKE 'ORD*'")).toEqual([['default', 'orders', false]])
  expect(await worker.rows('SHOW COLUMNS IN orders')).toEqual([['id'], ['note']])
  const described = await worker.run('DESCRIBE orders')
  expect(described.columns).toEqual([
    { name: 'col_name', type: 'string' },
    { name: 'data_type', type: 'string' },
    { name: 'comment', type: 'string' },
  ])
  expect(described.rowsJson).toEqual(['["id","int",null]', '["note","string","the customer\'s words"]'])
})

test('DESCRIBE and typeof show names of fields without quotes, as Spark does, and SHOW CREATE TABLE with them', async () => {
  await worker.run('CREATE TABLE odd (s STRUCT<`a b`: INT, `c``d`: STRING>, m MAP<STRING, STRUCT<`q r`: INT>>)')
  const [s, m] = [`struct<a b:int,c\`d:string>`, 'map<string,struct<q r:int>>']
  expect(await worker.rows('DESCRIBE odd')).toEqual([
    ['s', s, null],
    ['m', m, null],
  ])
  expect(await worker.rows('DESCRIBE odd s')).toContainEqual(['data_type', s])
  expect(await worker.rows('DESCRIBE QUERY SELECT * FROM odd')).toEqual([
    ['s', s, null],
    ['m', m, null],
  ])
  expect(await worker.rows('SELECT DISTINCT typeof(s) FROM (SELECT s FROM odd UNION ALL SELECT NULL)')).toEqual([[s]])
  expect(String((await worker.rows('SHOW CREATE TABLE odd'))[0])).toMatch(/`a b`: ?int,.*`c``d`: ?string/is)
  await worker.run('DROP TABLE odd')
})

test('SHOW CREATE TABLE gives a statement that makes the same table', async () => {
  const [row] = await worker.rows('SHOW CREATE TABLE orders')
  const [statement] = row as [string]
  expect(statement).toContain("'passwdauth' = 'a1'")
  const before = worker.tables.get('default.orders')
  worker.tables.delete('default.orders')
  // Only the columns' places differ: this one needs the remote table, so it is read again without asking it.
  expect(await worker.analyze(statement, 'semantics')).toMatchObject({ kind: 'analyzed', analysis: { jobType: 'DDL' } })
  if (before !== undefined) worker.tables.set('default.orders', before)
})

test('DROP TABLE', async () => {
  await worker.run('DROP TABLE items')
  expect(worker.tables.has('default.items')).toBe(false)
  await worker.run('DROP TABLE IF EXISTS items')
})

test('what does not exist is named', async () => {
  expect((await worker.fail('DESCRIBE nothing_here')).error.message).toContain('nothing_here')
  expect((await worker.fail('SHOW TABLES IN nowhere')).error.message).toContain('nowhere')
})

test.each([
  ['SELECT * FROM order', 'Did you mean default.orders?'],
  ['INSERT INTO ordrs VALUES (1)', 'Did you mean default.orders?'],
  ['DESCRIBE ordrs', 'Did you mean default.orders?'],
  ['SELECT * FROM defualt.orders', 'There is no database named defualt. Did you mean default.orders?'],
  ['SELECT * FROM nowhere.orders', 'There is no database named nowhere. SHOW DATABASES lists those that are there.'],
  ['SELECT * FROM shelf.orders', 'Did you mean default.orders?'],
  ['SELECT * FROM recnt', 'Did you mean recent?'],
  ['SELECT * FROM global_temp.shard', 'Did you mean global_temp.shared?'],
  ['SELECT * FROM causeway_results.orders', expect.stringContaining('causeway_results.`<job id>`')],
  ['SELECT * FROM zzz', 'SHOW TABLES IN default lists its tables; CREATE TABLE makes one.'],
  ['USE shelv', 'Did you mean shelf?'],
  ['SHOW TABLES IN zzz', 'SHOW DATABASES lists those that are there; CREATE DATABASE makes one.'],
])('of a name that is not there, those that are like it are told: %s', async (statement, hint) => {
  await worker.run('CREATE DATABASE IF NOT EXISTS shelf')
  await worker.run('CREATE OR REPLACE TEMPORARY VIEW recent AS SELECT 1 AS a')
  await worker.run('CREATE OR REPLACE GLOBAL TEMPORARY VIEW shared AS SELECT 1 AS a')
  expect((await worker.fail(statement)).error.hint).toEqual(hint)
})
