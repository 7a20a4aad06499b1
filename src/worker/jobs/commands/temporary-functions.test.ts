import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { TestWorker } from '../../fixtures/test-worker.ts'

let worker: TestWorker
beforeAll(async () => {
  worker = await TestWorker.start()
  await worker.run('CREATE TABLE items (id INT, name STRING, price DOUBLE)')
  await worker.run("INSERT INTO items VALUES (1, 'one', 10), (2, 'two', 20), (2, 'two', 30)")
})
afterAll(() => worker.end())

const fails = async (sql: string) => (await worker.fail(sql)).error

describe('a temporary function', () => {
  test('is called wherever an expression stands, by later jobs', async () => {
    expect(
      await worker.run('CREATE TEMPORARY FUNCTION gross(net DOUBLE, rate DOUBLE DEFAULT 0.5) RETURNS DOUBLE RETURN net * (1 + rate)'),
    ).toMatchObject({ jobType: 'DDL', rowCount: 0 })
    expect(await worker.rows('SELECT gross(10), GROSS(10, 0.1D)')).toEqual([[15, 11]])
    expect(await worker.rows('SELECT id FROM items WHERE gross(price) > 29 ORDER BY price')).toEqual([[2], [2]])
    expect(await worker.rows('SELECT gross(id) AS g, sum(gross(price)) FROM items GROUP BY gross(id) ORDER BY g')).toEqual([
      [1.5, 15],
      [3, 75],
    ])
    expect(await worker.rows('SELECT gross(sum(price)) FROM items HAVING gross(sum(price)) > 1')).toEqual([[90]])
    expect(await worker.rows('SELECT gross(sum(price) OVER ()) FROM items LIMIT 1')).toEqual([[90]])
    expect(
      await worker.rows('SELECT max(o.id) FROM items o WHERE EXISTS (SELECT 1 FROM items i WHERE gross(i.price) = gross(o.price))'),
    ).toEqual([[2]])
    await worker.run('CREATE TABLE made AS SELECT gross(price) AS g FROM items')
    await worker.run('INSERT INTO made SELECT gross(0)')
    expect(await worker.rows('SELECT sum(g), min(g) FROM made')).toEqual([[90, 0]])
  })

  test('has values of the types that it says', async () => {
    await worker.run('CREATE TEMPORARY FUNCTION half(a BIGINT) RETURNS DECIMAL(10,2) RETURN a / 2')
    expect(await worker.rows('DESCRIBE QUERY SELECT half(id), half(NULL) AS h FROM items')).toEqual([
      ['half(id)', 'decimal(10,2)', null],
      ['h', 'decimal(10,2)', null],
    ])
    expect(await worker.rows('SELECT half(3), half(null)')).toEqual([[1.5, null]])
    for (const sql of ["SELECT half('3')", 'SELECT half(true)', "SELECT half(DATE '2024-01-01')"])
      expect(await fails(sql), sql).toMatchObject({
        kind: 'sql-semantics',
        message: expect.stringContaining('The parameter a of half is bigint'),
      })
    expect((await fails('SELECT half()')).message).toContain('takes 1 argument, and is given 0')
    expect((await fails('SELECT half(1, 2)')).message).toContain('is given 2')
    await worker.run('CREATE TEMPORARY FUNCTION text_of(a STRING) RETURNS STRING RETURN a')
    expect(await worker.rows("SELECT text_of(1), text_of(DATE '2024-01-01')")).toEqual([['1', '2024-01-01']])
    await worker.run('CREATE TEMPORARY FUNCTION small(a TINYINT) RETURNS INT RETURN a')
    expect((await fails('SELECT small(id * 1000) FROM items')).kind).not.toBe('internal')
  })

  test('computes each argument once', async () => {
    await worker.run('CREATE TEMPORARY FUNCTION same(a DOUBLE, b DOUBLE) RETURNS BOOLEAN RETURN a = a AND b = b AND a <> b')
    expect(await worker.rows('SELECT count(*) FROM range(200) WHERE same(rand(), rand())')).toEqual([[200]])
    await worker.run('CREATE TEMPORARY FUNCTION spread(a DOUBLE) RETURNS DOUBLE RETURN a - a')
    expect(await worker.rows('SELECT DISTINCT spread(rand()) FROM range(50)')).toEqual([[0]])
    await worker.run('CREATE TEMPORARY FUNCTION added(list ARRAY<INT>, more INT) RETURNS ARRAY<INT> RETURN transform(list, e -> e + more)')
    expect(await worker.rows('SELECT added(array(1, 2), id + 1) FROM items WHERE id = 1')).toEqual([[[3, 4]]])
    expect(await worker.rows('SELECT added(array(1, 2), id) FROM items WHERE id = 1')).toEqual([[[2, 3]]])
    expect(await worker.rows('SELECT (SELECT added(array(1), o.id)[0]) FROM items o WHERE o.id = 1')).toEqual([[2]])
    expect(await worker.rows('SELECT transform(array(1, 2), e -> spread(e + 1))')).toEqual([[[0, 0]]])
  })

  test('sees its parameters and nothing else', async () => {
    await worker.run('CREATE TEMPORARY FUNCTION shown(name STRING, id INT) RETURNS STRING RETURN concat(name, id)')
    expect(await worker.rows("SELECT shown(name, id), shown('x', -id), name FROM items WHERE id = 1")).toEqual([['one1', 'x-1', 'one']])
    for (const [body, words] of [
      ['a + id', 'id'],
      ['items.id', 'id'],
      ['nowhere(a)', 'nowhere'],
      ['(SELECT max(id) FROM items)', 'subquery'],
      ['a IN (SELECT id FROM items)', 'subquery'],
      ['EXISTS (SELECT 1)', 'subquery'],
      ['sum(a)', 'sum'],
      ['row_number() OVER (ORDER BY a)', 'row_number'],
      ['explode(array(a))', 'explode'],
      ['rand(1) + a', 'rand'],
      ['*', '*'],
    ] as const) {
      const { kind, message } = await fails(`CREATE TEMPORARY FUNCTION bad(a INT) RETURNS INT RETURN ${body}`)
      expect(['sql-semantics', 'not-supported', 'sql-syntax'], body).toContain(kind)
      expect(message.toLowerCase(), body).toContain(words)
    }
    expect(await worker.rows("SHOW USER FUNCTIONS LIKE 'bad'")).toEqual([])
  })

  test('calls others, and never itself', async () => {
    await worker.run('CREATE TEMPORARY FUNCTION one_more(a INT) RETURNS INT RETURN a + 1')
    await worker.run('CREATE TEMPORARY FUNCTION two_more(a INT) RETURNS INT RETURN one_more(one_more(a))')
    expect(await worker.rows('SELECT two_more(two_more(1))')).toEqual([[5]])
    expect((await fails('CREATE TEMPORARY FUNCTION again(a INT) RETURNS INT RETURN again(a)')).message).toContain('again → again')
    expect((await fails('CREATE OR REPLACE TEMPORARY FUNCTION one_more(a INT) RETURNS INT RETURN two_more(a)')).message).toContain(
      'one_more → two_more → one_more',
    )
    await worker.run('CREATE OR REPLACE TEMPORARY FUNCTION one_more(a INT) RETURNS INT RETURN a + 10')
    expect(await worker.rows('SELECT two_more(1)')).toEqual([[21]])
    await worker.run('DROP TEMPORARY FUNCTION one_more')
    expect((await fails('SELECT two_more(1)')).message).toMatch(/The function two_more cannot be computed: .*one_more/)
    await worker.run('CREATE TEMPORARY FUNCTION d0(a INT) RETURNS INT RETURN a + a')
    const twice = (level: number) => `CREATE TEMPORARY FUNCTION d${level}(a INT) RETURNS INT RETURN d${level - 1}(a) + d${level - 1}(-a)`
    for (let level = 1; level < 9; level += 1) await worker.run(twice(level))
    expect((await fails(twice(9))).kind).toBe('limit-exceeded')
    expect((await fails('SELECT d8(1) + d8(2)')).kind).toBe('limit-exceeded')
  })

  test('computes values for others as deep as the engine can take it', async () => {
    await worker.run('CREATE TEMPORARY FUNCTION e0(a INT) RETURNS INT RETURN a + a')
    const next = (level: number) => `CREATE TEMPORARY FUNCTION e${level}(a INT) RETURNS INT RETURN e${level - 1}((a + 1) % 9) + a`
    for (let level = 1; level < 9; level += 1) await worker.run(next(level))
    expect(await worker.rows('SELECT e7(id + 1) FROM items WHERE id = 1')).toEqual([[35]])
    expect((await fails('SELECT e8(id + 1) FROM items')).kind).toBe('limit-exceeded')
    expect((await fails(next(9))).kind).toBe('limit-exceeded')
    await worker.run('CREATE TEMPORARY FUNCTION n0(a INT, b INT) RETURNS INT RETURN a + b')
    for (let level = 1; level < 30; level += 1)
      await worker.run(`CREATE TEMPORARY FUNCTION n${level}(a INT, b INT) RETURNS INT RETURN n${level - 1}(a, b) + a - b + b`)
    expect(await worker.rows('SELECT n29(id, id + 1) FROM items WHERE id = 1')).toEqual([[32]])
  })

  test('is called by views of the session, and by none that stays', async () => {
    await worker.run('CREATE TEMPORARY FUNCTION doubled(a INT) RETURNS INT RETURN a + a')
    await worker.run('CREATE TEMPORARY VIEW doubles AS SELECT doubled(id) AS d FROM items')
    expect(await worker.rows('SELECT sum(d) FROM doubles')).toEqual([[10]])
    await worker.run('CREATE OR REPLACE TEMPORARY FUNCTION doubled(a INT) RETURNS INT RETURN 0')
    expect(await worker.rows('SELECT sum(d) FROM doubles')).toEqual([[0]])
    expect((await fails('CREATE VIEW stays AS SELECT doubled(id) AS d FROM items')).message).toContain('temporary function doubled')
    await worker.run('DROP TEMPORARY FUNCTION doubled')
    expect((await fails('SELECT * FROM doubles')).message).toContain('doubled')
  })

  test('is made, listed, described and dropped', async () => {
    const made =
      "f(a INT COMMENT 'first', `b c` STRING DEFAULT 'x, y') RETURNS STRING COMMENT 'told' DETERMINISTIC CONTAINS SQL RETURN concat(a, `b c`)"
    await worker.run(`CREATE TEMP FUNCTION ${made};`)
    expect(await worker.rows('SELECT f(1)')).toEqual([['1x, y']])
    expect((await fails(`CREATE TEMPORARY FUNCTION ${made}`)).kind).toBe('already-exists')
    await worker.run(`CREATE OR REPLACE TEMPORARY FUNCTION ${made}`)
    expect(await worker.rows("SHOW USER FUNCTIONS LIKE 'f'")).toEqual([['f']])
    expect(await worker.rows('SHOW SYSTEM FUNCTIONS f')).toEqual([])
    expect(await worker.rows('SHOW FUNCTIONS f')).toEqual([['f']])
    expect(await worker.rows('DESCRIBE FUNCTION EXTENDED f')).toEqual([
      ['Function: f'],
      ['Type: SCALAR'],
      ["Input: a INT 'first'"],
      ["       b c STRING DEFAULT 'x, y'"],
      ['Returns: STRING'],
      ['Comment: told'],
      ['Body: concat(a, `b c`)'],
    ])
    await worker.run('DROP TEMPORARY FUNCTION f')
    expect((await fails('DROP TEMPORARY FUNCTION f')).kind).toBe('not-found')
    await worker.run('DROP TEMPORARY FUNCTION IF EXISTS f')
    expect((await fails('SELECT f(1)')).message).toContain('f')
  })

  test.each([
    ['CREATE TEMPORARY FUNCTION abs(a INT) RETURNS INT RETURN a', 'abs is built in'],
    ['CREATE TEMPORARY FUNCTION `like`(a INT) RETURNS INT RETURN a', 'like is built in'],
    ['CREATE TEMPORARY FUNCTION struct(a INT) RETURNS INT RETURN a', 'struct is built in'],
    ['CREATE TEMPORARY FUNCTION try_cast(a INT) RETURNS INT RETURN a', 'try_cast cannot be'],
    ['CREATE TEMPORARY FUNCTION `a b`(a INT) RETURNS INT RETURN a', 'a b cannot be'],
    ['CREATE TEMPORARY FUNCTION d.g(a INT) RETURNS INT RETURN a', 'in no database'],
    ['CREATE TEMPORARY FUNCTION IF NOT EXISTS g(a INT) RETURNS INT RETURN a', 'IF NOT EXISTS'],
    ['CREATE TEMPORARY FUNCTION g(a INT, A INT) RETURNS INT RETURN a', 'two parameters A'],
    ['CREATE TEMPORARY FUNCTION g(a INT DEFAULT 1, b INT) RETURNS INT RETURN a', 'no DEFAULT'],
    ["CREATE TEMPORARY FUNCTION g(a INT DEFAULT 'x') RETURNS INT RETURN a", 'The parameter a of g is int'],
    ['CREATE TEMPORARY FUNCTION g(a INT DEFAULT 1 + 1) RETURNS INT RETURN a', 'no literal'],
    ['CREATE TEMPORARY FUNCTION g(a VARCHAR(3)) RETURNS INT RETURN 1', 'varchar(3)'],
    ['CREATE TEMPORARY FUNCTION g(a INT) RETURNS ARRAY<INT> RETURN a', 'array<int>'],
    ['CREATE TEMPORARY FUNCTION g() RETURNS TABLE (a INT) RETURN SELECT 1', 'RETURNS TABLE'],
    ['CREATE TEMPORARY FUNCTION g() RETURNS INT RETURN SELECT 1', 'RETURN of a query'],
    ["CREATE FUNCTION g AS 'x.Y' USING JAR 'obs://b/x.jar'", "CREATE FUNCTION … AS 'class'"],
    ["CREATE TEMPORARY FUNCTION g AS 'x.Y'", "CREATE FUNCTION … AS 'class'"],
    ['CREATE TEMPORARY FUNCTION g(a INT) RETURNS INT LANGUAGE PYTHON AS $$ return a $$', 'Text between $$'],
    ["CREATE FUNCTION g(a INT) RETURNS INT LANGUAGE PYTHON AS 'return a'", 'CREATE FUNCTION … LANGUAGE PYTHON'],
    ['DROP TEMPORARY FUNCTION abs', 'built in'],
    ['CREATE TEMPORARY FUNCTION g(a INT) RETURNS INT RETURN a, a', ','],
    ['SELECT text_of(DISTINCT 1)', 'no aggregate'],
    ['SELECT text_of(1) OVER ()', 'no window function'],
  ])('%s is refused', async (sql, words) => {
    const { kind, message } = await fails(sql)
    expect(['sql-semantics', 'not-supported', 'sql-syntax']).toContain(kind)
    expect(message).toContain(words)
  })

  test('what is longer than the session takes is told, and does not end the worker', async () => {
    for (const sql of [
      `CREATE TEMPORARY FUNCTION long_one() RETURNS STRING RETURN '${'x'.repeat(20_000)}'`,
      `CREATE TEMPORARY FUNCTION long_one() RETURNS INT COMMENT '${'x'.repeat(20_000)}' RETURN 1`,
    ])
      expect((await fails(sql)).kind).toBe('limit-exceeded')
    expect((await fails(`CREATE TEMPORARY FUNCTION ${'f'.repeat(200)}() RETURNS INT RETURN 1`)).kind).toBe('sql-semantics')
    expect(await worker.rows('SELECT 1')).toEqual([[1]])
  })
})
