import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { TestWorker } from '../../fixtures/test-worker.ts'

let worker: TestWorker
beforeAll(async () => {
  worker = await TestWorker.start()
  await worker.run('CREATE DATABASE sales')
  await worker.run('CREATE TABLE items (id INT, name STRING)')
  await worker.run("INSERT INTO items VALUES (1, 'one'), (2, 'two')")
  await worker.run('CREATE TABLE sales.items (n INT)')
  await worker.run('INSERT INTO sales.items VALUES (7)')
})
afterAll(() => worker.end())

const fails = async (sql: string) => (await worker.fail(sql)).error

describe('a temporary view', () => {
  test('of VALUES is seen by later jobs, listed and described', async () => {
    expect(await worker.run("CREATE TEMP VIEW vals AS VALUES (1, 'a'), (2, 'b')")).toMatchObject({ jobType: 'DDL', rowCount: 0 })
    expect(await worker.rows('SELECT * FROM vals ORDER BY col1')).toEqual([
      [1, 'a'],
      [2, 'b'],
    ])
    expect(await worker.rows('SELECT v.col1 + 1 FROM vals v WHERE v.col2 = (SELECT max(col2) FROM vals)')).toEqual([[3]])
    expect(await worker.rows('SELECT vals.col2 FROM vals WHERE vals.col1 = 1')).toEqual([['a']])
    expect(await worker.rows('SELECT * FROM vals AS x (p, q) WHERE p = 1')).toEqual([[1, 'a']])
    expect(await worker.rows('TABLE vals')).toHaveLength(2)
    expect(await worker.rows('SHOW VIEWS')).toEqual([['', 'vals', true]])
    expect(await worker.rows("SHOW TABLES LIKE 'v*'")).toEqual([['', 'vals', true]])
    for (const sql of ['DESCRIBE vals', 'DESC EXTENDED vals']) {
      expect(await worker.rows(sql)).toEqual([
        ['col1', 'int', null],
        ['col2', 'string', null],
      ])
    }
    expect(await worker.rows('SHOW COLUMNS IN vals')).toEqual([['col1'], ['col2']])
    expect((await fails('SHOW CREATE TABLE vals')).kind).toBe('not-supported')
    expect((await fails('CREATE TEMP VIEW vals AS SELECT 1')).kind).toBe('already-exists')
    expect((await fails("INSERT INTO vals VALUES (3, 'c')")).message).toContain('vals is a view')
    await worker.run('DROP VIEW vals')
    expect((await fails('SELECT * FROM vals')).message).toContain('vals')
    expect((await fails('DROP VIEW vals')).kind).toBe('not-found')
    await worker.run('DROP VIEW IF EXISTS vals')
  })

  test('has the column names and comments that are written, or those of its query', async () => {
    await worker.run("CREATE OR REPLACE TEMPORARY VIEW cols (a COMMENT 'first', b) COMMENT 'two' AS SELECT 1 AS x, 2 AS x")
    expect(await worker.rows('DESCRIBE cols')).toEqual([
      ['a', 'int', 'first'],
      ['b', 'int', null],
    ])
    expect(await worker.rows('SELECT b, a FROM cols')).toEqual([[2, 1]])
    await worker.run('CREATE OR REPLACE TEMP VIEW cols AS SELECT id + 1, count(*) FROM items GROUP BY id')
    expect(await worker.rows('SELECT `count(1)`, `(id + 1)` FROM cols ORDER BY 2')).toEqual([
      [1, 2],
      [1, 3],
    ])
    for (const [sql, words] of [
      ['CREATE TEMP VIEW w (a) AS SELECT 1, 2', '1 column name'],
      ['CREATE TEMP VIEW w (a, A) AS SELECT 1, 2', 'two columns A'],
      ['CREATE TEMP VIEW w AS SELECT 1 AS a, 2 AS A', 'two columns A'],
      ['CREATE TEMP VIEW sales.w AS SELECT 1', 'sales'],
      ['CREATE TEMP VIEW w AS SELECT * FROM nowhere', 'nowhere'],
    ] as const) {
      expect((await fails(sql)).message).toContain(words)
    }
  })

  test('hides a table of its name, which its database leads to, and is hidden by a common table', async () => {
    await worker.run('CREATE OR REPLACE TEMP VIEW over_items AS SELECT * FROM items')
    await worker.run("CREATE OR REPLACE TEMP VIEW items AS SELECT 'view' AS kind")
    expect(await worker.rows('SELECT * FROM items')).toEqual([['view']])
    expect(await worker.rows('SELECT count(*) FROM default.items')).toEqual([[2]])
    expect(await worker.rows("WITH items AS (SELECT 'cte' AS kind) SELECT * FROM items")).toEqual([['cte']])
    expect(await worker.rows('WITH items AS (SELECT kind FROM items) SELECT * FROM items')).toEqual([['view']])
    // What was a table when a view was made is one for ever.
    expect(await worker.rows('SELECT count(*) FROM over_items')).toEqual([[2]])
    await worker.run('DROP TABLE items')
    expect(await worker.rows('SELECT count(*) FROM items')).toEqual([[2]])
  })

  test('keeps the database that it was made in', async () => {
    await worker.run('USE sales')
    await worker.run('CREATE OR REPLACE TEMP VIEW of_sales AS SELECT items.n FROM items')
    await worker.run('USE default')
    expect(await worker.rows('SELECT * FROM of_sales')).toEqual([[7]])
    expect(await worker.rows('SELECT * FROM over_items, of_sales WHERE id = 1')).toEqual([[1, 'one', 7]])
  })

  test('keeps its columns when its table has others, as Spark does', async () => {
    const define = (columns: string) => worker.run(`CREATE TABLE changing (${columns})`)
    await define('a INT, b STRING')
    await worker.run('CREATE TEMP VIEW frozen AS SELECT * FROM changing')
    await worker.run('DROP TABLE changing')
    expect((await fails('SELECT * FROM frozen')).message).toContain('changing')
    await define('z INT, b STRING, a SMALLINT')
    await worker.run("INSERT INTO changing VALUES (1, 'x', 2)")
    expect(await worker.run('SELECT * FROM frozen')).toMatchObject({
      columns: [{ name: 'a', type: 'int' }, { name: 'b' }],
      rowsJson: ['[2,"x"]'],
    })
    await worker.run('DROP TABLE changing')
    await define('a BIGINT, b STRING')
    expect((await fails('SELECT * FROM frozen')).message).toContain('a was of type int and is now of type bigint')
    await worker.run('DROP TABLE changing')
    await define('b STRING')
    expect((await fails('SELECT b FROM frozen')).message).toContain('a is not there any more')
    expect(await worker.rows('SHOW COLUMNS IN frozen')).toEqual([['a'], ['b']])
  })

  test('stands on others, and follows when they change; never on itself', async () => {
    await worker.run('CREATE TEMP VIEW one AS SELECT 1 AS a')
    await worker.run('CREATE TEMP VIEW two AS SELECT * FROM one')
    await worker.run('CREATE TEMP VIEW three AS SELECT t.a FROM two t JOIN one USING (a)')
    expect(await worker.rows('SELECT * FROM three')).toEqual([[1]])
    expect((await fails('CREATE OR REPLACE TEMP VIEW one AS SELECT * FROM three')).message).toMatch(/one → .*one/)
    expect((await fails('ALTER VIEW one AS SELECT * FROM one')).message).toContain('one → one')
    await worker.run('ALTER VIEW one AS SELECT 3 AS b, 2 AS a')
    expect(await worker.rows('SELECT * FROM two')).toEqual([[2]])
    expect(await worker.rows('SELECT * FROM three')).toEqual([[2]])
    await worker.run('ALTER VIEW one AS SELECT 3 AS c')
    expect((await fails('SELECT * FROM two')).message).toContain('a is not there any more')
    expect((await fails('ALTER VIEW nothing AS SELECT 1')).message).toContain('nothing')
  })

  test('of all users of the queue is in global_temp', async () => {
    await worker.run('CREATE GLOBAL TEMP VIEW shared AS SELECT 1 AS one')
    expect(await worker.rows('SELECT global_temp.shared.one, shared.one, global_temp.shared.* FROM global_temp.shared')).toEqual([
      [1, 1, 1],
    ])
    expect((await fails('SELECT * FROM shared')).message).toContain('shared')
    expect(await worker.rows("SHOW VIEWS IN global_temp LIKE 'shared'")).toEqual([['global_temp', 'shared', true]])
    expect(await worker.rows("SHOW VIEWS LIKE 'shared'")).toEqual([])
    expect(await worker.rows('DESCRIBE global_temp.shared')).toEqual([['one', 'int', null]])
    await worker.run('CREATE TEMP VIEW over_shared AS SELECT * FROM global_temp.shared')
    expect(await worker.rows('SELECT * FROM over_shared')).toEqual([[1]])
    await worker.run('DROP VIEW global_temp.shared')
    expect((await fails('SELECT * FROM over_shared')).message).toContain('shared')
  })

  test('has the values that variables had when it was made', async () => {
    await worker.run('SET n = 5')
    await worker.run('CREATE TEMP VIEW of_variable AS SELECT $\u007bn} AS n')
    await worker.run('RESET n')
    expect(await worker.rows('SELECT * FROM of_variable')).toEqual([[5]])
  })

  test('columns of char and varchar in a view with USING are strings, as Spark has them', async () => {
    const folder = worker.inBucket('lengths')
    await mkdir(folder)
    await writeFile(join(folder, 'a.csv'), 'abcd,efgh\n')
    await worker.run("CREATE TEMP VIEW lengths (c CHAR(2), v VARCHAR(3), d INT) USING csv OPTIONS (path 'obs://b1/lengths')")
    expect(await worker.rows('DESCRIBE lengths')).toEqual([
      ['c', 'string', null],
      ['v', 'string', null],
      ['d', 'int', null],
    ])
    expect(await worker.rows('SELECT c, v FROM lengths')).toEqual([['abcd', 'efgh']])
  })

  test('reads files with USING', async () => {
    const folder = worker.inBucket('people')
    await mkdir(folder)
    await writeFile(join(folder, 'a.csv'), 'ann,3\nben,4\n')
    await worker.run("CREATE TEMP VIEW people (name STRING, age INT) USING csv OPTIONS (path 'obs://b1/people')")
    expect(await worker.rows('SELECT people.name FROM people WHERE age = 4')).toEqual([['ben']])
    await worker.run('CREATE TEMP VIEW old AS SELECT * FROM people WHERE age > 3')
    expect(await worker.rows('SELECT p.name FROM old p')).toEqual([['ben']])
    expect((await fails("INSERT INTO people VALUES ('cid', 5)")).message).toContain('people is a view')
    expect((await fails("CREATE TEMP VIEW secret USING csv OPTIONS (path '/etc/passwd')")).message).toContain('/etc/passwd')
  })

  test('CACHE TABLE … AS makes one; what Spark does not allow is refused', async () => {
    expect(await worker.rows('CACHE TABLE cached AS SELECT 1 AS one')).toEqual([[expect.stringContaining('nothing was cached')]])
    expect(await worker.rows('SELECT * FROM cached')).toEqual([[1]])
    expect((await fails('ANALYZE TABLE cached COMPUTE STATISTICS')).message).toContain('cached')
    expect((await fails('DROP VIEW sales.items')).message).toContain('sales.items is a table')
    expect((await fails('ALTER VIEW cached RENAME TO other')).kind).toBe('not-supported')
    await worker.run('DROP TABLE cached')
    expect((await fails('SELECT * FROM cached')).message).toContain('cached')
  })

  test('is used in tables that are made and filled', async () => {
    await worker.run('CREATE TEMP VIEW numbers AS SELECT id AS n FROM range(3)')
    await worker.run('CREATE TABLE made AS SELECT n, n * 2 AS twice FROM numbers')
    await worker.run('INSERT INTO made WITH x AS (SELECT * FROM numbers) SELECT n, n FROM x')
    expect(await worker.rows('SELECT sum(n), sum(twice) FROM made')).toEqual([[6, 9]])
    expect(await worker.rows('DESCRIBE QUERY SELECT * FROM numbers')).toEqual([['n', 'bigint', null]])
  })
})

describe('many views', () => {
  test('100 levels are read, and no more', async () => {
    await worker.run('CREATE TEMP VIEW level_1 AS SELECT 1 AS a')
    for (let level = 2; level <= 101; level += 1) await worker.run(`CREATE TEMP VIEW level_${level} AS SELECT a FROM level_${level - 1}`)
    expect(await worker.rows('SELECT * FROM level_100')).toEqual([[1]])
    expect(await fails('SELECT * FROM level_101')).toMatchObject({ kind: 'limit-exceeded' })
  })

  test('a pyramid of them is refused, and does not take for ever', async () => {
    await worker.run('CREATE TEMP VIEW pyramid_0 AS SELECT 1 AS a')
    for (let level = 1; level <= 8; level += 1) {
      const below = `pyramid_${level - 1}`
      await worker.run(`CREATE TEMP VIEW pyramid_${level} AS SELECT x.a FROM ${below} x JOIN ${below} y USING (a)`)
    }
    expect(await fails('CREATE TEMP VIEW pyramid_9 AS SELECT x.a FROM pyramid_8 x JOIN pyramid_8 y USING (a)')).toMatchObject({
      kind: 'limit-exceeded',
    })
  })
})
