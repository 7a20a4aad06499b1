import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { TestWorker } from '../../fixtures/test-worker.ts'

let worker: TestWorker
beforeAll(async () => {
  worker = await TestWorker.start()
  await worker.run("CREATE TABLE orders AS SELECT 1 AS id, 'first' AS note UNION ALL SELECT 2, 'second'")
})
afterAll(() => worker.end())
beforeEach(async () => {
  for (const [key, entry] of worker.tables) if (entry.source.kind === 'view') worker.tables.delete(key)
  worker.views.clear()
  worker.session = { settings: {} }
})

test('a view is its query, in every statement', async () => {
  await worker.run("CREATE VIEW late (number COMMENT 'the id', words) COMMENT 'hello' AS SELECT id, note FROM orders WHERE id > 1")
  expect(await worker.rows('SELECT * FROM late')).toEqual([[2, 'second']])
  expect(await worker.rows('SELECT default.late.number, l.* FROM late CROSS JOIN default.late AS l')).toEqual([[2, 2, 'second']])
  expect(await worker.rows('SELECT default.late.* FROM late WHERE EXISTS (SELECT * FROM late)')).toEqual([[2, 'second']])
  expect(await worker.rows('TABLE late')).toEqual([[2, 'second']])
  await worker.run('CREATE TABLE copied AS SELECT * FROM late')
  expect(await worker.rows('SELECT * FROM copied')).toEqual([[2, 'second']])
  expect(await worker.rows('WITH late AS (SELECT 7) SELECT * FROM late')).toEqual([[7]])
  await worker.run('DROP TABLE copied')
})

test('its text is of the database and the settings that it was made in', async () => {
  await worker.run('CREATE DATABASE other')
  await worker.run('CREATE VIEW of_default AS SELECT count(*) AS n FROM orders')
  await worker.run('SET spark.sql.groupByOrdinal=false')
  await worker.run('SET least=2')
  // With ordinals, this would be grouped by the first column.
  await worker.run('CREATE VIEW of_all AS SELECT max(id) AS m FROM orders WHERE id <= \u0024{least} GROUP BY 1')
  await worker.run('RESET')
  await worker.run('USE other')
  expect(await worker.rows('SELECT * FROM default.of_default')).toEqual([[2]])
  expect(await worker.rows('SELECT * FROM default.of_all')).toEqual([[2]])
  await worker.run('USE default')
  await worker.run('DROP DATABASE other')
})

test('it reads no temporary view, neither when it is made nor when one of a table that it reads comes later', async () => {
  await worker.run('CREATE TEMPORARY VIEW passing AS SELECT 1 AS x')
  await worker.run('CREATE GLOBAL TEMPORARY VIEW passing AS SELECT 1 AS x')
  expect((await worker.fail('CREATE VIEW v AS SELECT * FROM passing')).error.message).toContain('temporary view passing')
  expect((await worker.fail('CREATE VIEW v AS SELECT 1 AS a WHERE EXISTS (TABLE global_temp.passing)')).error.message).toContain(
    'global_temp.passing',
  )
  await worker.run('CREATE VIEW v AS SELECT id FROM orders')
  await worker.run('CREATE TEMPORARY VIEW orders AS SELECT 9 AS id')
  expect(await worker.rows('SELECT max(id) FROM v')).toEqual([[2]])
  expect(await worker.rows('SELECT max(id) FROM orders')).toEqual([[9]])
  expect((await worker.fail('ALTER VIEW v AS SELECT * FROM orders')).error.message).toContain('temporary view orders')
  // A temporary view goes before one of the catalog, until it is dropped.
  await worker.run('CREATE TEMPORARY VIEW v AS SELECT 5 AS five')
  expect(await worker.rows('SELECT * FROM v')).toEqual([[5]])
  await worker.run('ALTER VIEW v AS SELECT 6 AS six')
  expect(await worker.rows('SELECT * FROM v')).toEqual([[6]])
  await worker.run('DROP VIEW v')
  expect(await worker.rows('SELECT * FROM v ORDER BY id')).toEqual([[1], [2]])
})

test('no view stands on itself', async () => {
  await worker.run('CREATE VIEW a AS SELECT id FROM orders')
  await worker.run('CREATE VIEW b AS SELECT * FROM a')
  await worker.run('CREATE VIEW c AS SELECT * FROM b')
  const { error } = await worker.fail('ALTER VIEW a AS SELECT * FROM c')
  expect(error).toMatchObject({ kind: 'sql-semantics', message: expect.stringContaining('default.a → default.c → default.b → default.a') })
  expect((await worker.fail('CREATE OR REPLACE VIEW a AS SELECT id FROM orders WHERE id IN (SELECT id FROM a)')).error.message).toContain(
    'default.a → default.a',
  )
  // What no check of one statement sees: two of them at once, or a renaming.
  const found = worker.tables.get('default.a')
  if (found?.source.kind === 'view')
    worker.tables.set('default.a', { ...found, source: { ...found.source, sql: 'SELECT * FROM default.c' } })
  expect((await worker.fail('SELECT * FROM b')).error.message).toContain('would stand on itself')
})

test('views nest as deep as Spark lets them', async () => {
  const view = (name: string, sql: string) =>
    worker.tables.set(`default.${name}`, {
      database: 'default',
      name,
      columns: [{ name: 'id', type: 'int' }],
      source: { kind: 'view', sql, database: 'default', queryColumns: ['id'] },
    })
  view('v1', 'SELECT id FROM orders')
  for (let level = 2; level <= 101; level += 1) view(`v${level}`, `SELECT id FROM v${level - 1}`)
  expect(await worker.rows('SELECT count(*) FROM v100')).toEqual([[2]])
  expect((await worker.fail('SELECT count(*) FROM v101')).error).toMatchObject({
    kind: 'limit-exceeded',
    message: expect.stringContaining('100'),
  })
})

test('its columns stay what they were, by name, and take narrower values', async () => {
  await worker.run('CREATE VIEW base AS SELECT 1L AS big, 2 AS other')
  await worker.run('CREATE VIEW v AS SELECT * FROM base')
  await worker.run('CREATE OR REPLACE VIEW base AS SELECT 9 AS new, 2 AS other, 3 AS big')
  expect(await worker.run('SELECT * FROM v')).toMatchObject({
    columns: [
      { name: 'big', type: 'bigint' },
      { name: 'other', type: 'int' },
    ],
    rowsJson: ['[3,2]'],
  })
  await worker.run("CREATE OR REPLACE VIEW base AS SELECT 'x' AS big, 2 AS other")
  expect((await worker.fail('SELECT * FROM v')).error.message).toContain('big was of type bigint and is now of type string')
  await worker.run('CREATE OR REPLACE VIEW base AS SELECT 2 AS other')
  expect((await worker.fail('SELECT * FROM v')).error.message).toContain('big is not there any more')
})

test.each([
  ['SELECT id + 1 FROM orders'],
  ['SELECT count(*) FROM orders'],
  ['SELECT * FROM (SELECT id + 1 FROM orders)'],
  ['WITH c AS (SELECT id + 1 FROM orders) SELECT c.* FROM c'],
  ['SELECT id + 1 FROM orders UNION ALL SELECT 1'],
  ['(SELECT +1)'],
  ["SELECT CAST('1' AS INT)"],
])('an expression needs a name: %s', async (query) => {
  expect((await worker.fail(`CREATE VIEW v AS ${query}`)).error).toMatchObject({
    kind: 'sql-semantics',
    message: expect.stringContaining('without a name'),
  })
})

test.each([
  [
    "SELECT id, orders.note, 1, -1, NULL, DATE '2020-01-01', CAST(id AS BIGINT) FROM orders".replace(
      'CAST(id AS BIGINT)',
      'CAST(note AS BINARY) AS b',
    ),
  ],
  ['SELECT 1 UNION ALL SELECT id + 1 FROM orders'],
  ['SELECT o.* FROM (SELECT id + 1 FROM orders) q CROSS JOIN orders o'],
  ['SELECT explode(array(1, 2))'],
  ['VALUES (1 + 1, 2)'],
  ['SELECT string(id) FROM orders'],
])('and needs none where Spark takes it for named: %s', async (query) => {
  await worker.run(`CREATE VIEW v AS ${query}`)
  await worker.run('SELECT * FROM v')
})

test('tables and views keep apart', async () => {
  await worker.run('CREATE VIEW v AS SELECT 1 AS a')
  for (const [statement, words] of [
    ['CREATE VIEW v AS SELECT 2 AS b', 'already'],
    ['CREATE TABLE v (a INT)', 'exists already'],
    ['CREATE OR REPLACE VIEW orders AS SELECT 1 AS a', 'already'],
    ['DROP TABLE v', 'is a view'],
    ['DROP TABLE IF EXISTS v', 'is a view'],
    ['DROP VIEW orders', 'is a table'],
    ['DROP VIEW IF EXISTS orders', 'is a table'],
    ['DROP VIEW nothing', 'no view'],
    ['INSERT INTO v VALUES (1)', 'no rows can be inserted'],
    ['INSERT OVERWRITE v VALUES (1)', 'no rows can be inserted'],
    ['TRUNCATE TABLE v', 'is a view'],
    ['ANALYZE TABLE v COMPUTE STATISTICS', 'is a view'],
    ['ALTER VIEW orders RENAME TO o', 'is a table'],
    ["ALTER VIEW orders SET TBLPROPERTIES ('a' = 'b')", 'is a table'],
    ['ALTER VIEW v RENAME TO orders', 'already'],
    ['ALTER VIEW v RENAME TO other.w', 'stays in its database'],
    ['CREATE OR REPLACE VIEW IF NOT EXISTS v AS SELECT 1 AS a', 'not both'],
    ['CREATE VIEW w (a, b) AS SELECT 1 AS a', '2 column names'],
    ['CREATE VIEW w AS SELECT 1 AS a, 2 AS A', 'two columns'],
    ["CREATE VIEW w TBLPROPERTIES ('password' = 'x') AS SELECT 1 AS a", 'secret'],
  ] as const) {
    expect((await worker.fail(statement)).error.message).toContain(words)
  }
  await worker.run('CREATE VIEW IF NOT EXISTS v AS SELECT 2 AS b')
  expect(await worker.rows('SELECT * FROM v')).toEqual([[1]])
  await worker.run('DROP VIEW IF EXISTS nothing')
  await worker.run('DROP VIEW v')
  expect(worker.tables.has('default.v')).toBe(false)
})

test('what is shown of a view', async () => {
  await worker.run("CREATE VIEW v (x COMMENT 'the x', y) COMMENT 'hello' TBLPROPERTIES ('k' = '1', b.c = 2) AS SELECT id, note FROM orders")
  await worker.run('CREATE TEMPORARY VIEW passing AS SELECT 1 AS x')
  expect(await worker.rows('SHOW VIEWS')).toEqual([
    ['default', 'v', false],
    ['', 'passing', true],
  ])
  expect(await worker.rows("SHOW VIEWS IN default LIKE 'v*'")).toEqual([['default', 'v', false]])
  expect(await worker.rows('SHOW TABLES')).toEqual([
    ['default', 'orders', false],
    ['default', 'v', false],
    ['', 'passing', true],
  ])
  expect(await worker.rows('SHOW COLUMNS IN v')).toEqual([['x'], ['y']])
  expect(await worker.rows('DESCRIBE v')).toEqual([
    ['x', 'int', 'the x'],
    ['y', 'string', null],
  ])
  expect((await worker.rows('DESCRIBE TABLE EXTENDED v')).slice(2)).toEqual([
    ['', '', ''],
    ['# Detailed Table Information', '', ''],
    ['Database', 'default', ''],
    ['Table', 'v', ''],
    ['Owner', 'admin', ''],
    ['Created Time', 'Mon Nov 23 12:34:56 UTC 2026', ''],
    ['Last Access', 'UNKNOWN', ''],
    ['Created By', 'Causeway', ''],
    ['Type', 'VIEW', ''],
    ['Comment', 'hello', ''],
    ['View Text', 'SELECT id, note FROM orders', ''],
    ['View Original Text', 'SELECT id, note FROM orders', ''],
    ['View Catalog and Namespace', 'spark_catalog.default', ''],
    ['View Query Output Columns', '[id, note]', ''],
    ['Table Properties', '[b.c=2, k=1]', ''],
  ])
  const [row] = (await worker.rows('SHOW CREATE TABLE v')) as [[string]]
  expect(row[0]).toBe(
    "CREATE VIEW default.v (\n  x COMMENT 'the x',\n  y)\nCOMMENT 'hello'\nTBLPROPERTIES (\n  'b.c' = '2',\n  'k' = '1')\nAS SELECT id, note FROM orders",
  )
  const before = worker.tables.get('default.v')
  await worker.run('DROP VIEW v')
  await worker.run(row[0])
  expect(worker.tables.get('default.v')).toEqual(before)
  await worker.run("ALTER VIEW v SET TBLPROPERTIES ('k' = '9', 'z' = '0')")
  await worker.run("ALTER VIEW v UNSET TBLPROPERTIES IF EXISTS ('z', 'none')")
  await worker.run('ALTER VIEW v AS SELECT 1 AS one')
  await worker.run('ALTER VIEW v RENAME TO w')
  expect(worker.tables.get('default.w')).toMatchObject({ comment: 'hello', properties: { 'b.c': '2', k: '9' }, columns: [{ name: 'one' }] })
  expect(await worker.analyze('SELECT one + 1 FROM w', 'semantics')).toMatchObject({ kind: 'analyzed' })
  expect(await worker.analyze('SELECT x FROM w', 'semantics')).toMatchObject({ kind: 'analysis-failed' })
})
