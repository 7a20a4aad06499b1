import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { TestWorker } from '../../fixtures/test-worker.ts'

let worker: TestWorker
beforeAll(async () => {
  worker = await TestWorker.start()
  await worker.run('CREATE DATABASE other')
  await worker.run('CREATE TABLE items (id INT, price DOUBLE)')
  await worker.run('INSERT INTO items VALUES (1, 10), (2, 20)')
})
afterAll(() => worker.end())

const fails = async (sql: string) => (await worker.fail(sql)).error

describe('a function of a database', () => {
  test('is called by its name in its database, and with the database before it from everywhere', async () => {
    await worker.run('CREATE FUNCTION gross(net DOUBLE, rate DOUBLE DEFAULT 0.5) RETURNS DOUBLE RETURN net * (1 + rate)')
    await worker.run('CREATE FUNCTION other.gross(net DOUBLE) RETURNS DOUBLE RETURN -net')
    expect(await worker.rows('SELECT gross(10), default.gross(10, 0), OTHER.Gross(10), spark_catalog.other.gross(1)')).toEqual([
      [15, 10, -10, -1],
    ])
    expect(await worker.rows('DESCRIBE QUERY SELECT gross(price), other.gross(id) FROM items')).toEqual([
      ['default.gross(price, 0.5)', 'double', null],
      ['other.gross(id)', 'double', null],
    ])
    expect(await worker.rows('SELECT sum(gross(price)) FROM items WHERE gross(price) > 15 GROUP BY gross(0)')).toEqual([[30]])
    await worker.run('USE other')
    expect(await worker.rows('SELECT gross(10)')).toEqual([[-10]])
    await worker.run('USE default')
    await worker.run('CREATE TABLE made AS SELECT gross(price) AS g FROM items')
    expect(await worker.rows('SELECT sum(g) FROM made WHERE g IN (SELECT gross(price) FROM items)')).toEqual([[45]])
    for (const sql of ['SELECT other.nothing(1)', 'SELECT nowhere.gross(1)', 'SELECT default.abs(1)', 'SELECT default.count(*)'])
      expect(await fails(sql), sql).toMatchObject({ kind: 'sql-semantics', message: expect.stringContaining('There is no function') })
    expect((await fails('SELECT elsewhere.other.gross(1)')).kind).toBe('not-supported')
    expect((await fails('SELECT grosz(1)')).message).toContain('The function grosz does not exist')
  })

  test('stands behind what is built in and what the session has, and finds its own names where it was made', async () => {
    await worker.run('CREATE FUNCTION inner_one(a INT) RETURNS INT RETURN a + 1')
    await worker.run('CREATE FUNCTION other.outer_one(a INT) RETURNS INT RETURN inner_one(a) * 10')
    await worker.run('CREATE FUNCTION other.inner_one(a INT) RETURNS INT RETURN 0')
    await worker.run('CREATE TEMPORARY FUNCTION inner_one(a INT) RETURNS INT RETURN 5')
    await worker.run('CREATE TEMPORARY FUNCTION of_session(a INT) RETURNS INT RETURN inner_one(a) + other.outer_one(a)')
    expect(await worker.rows('SELECT inner_one(1), default.inner_one(1), other.outer_one(1), of_session(1)')).toEqual([[5, 2, 20, 25]])
    await worker.run('USE other')
    expect(await worker.rows('SELECT outer_one(1), of_session(1)')).toEqual([[20, 25]])
    await worker.run('USE default')
    const refused = await fails('CREATE FUNCTION calls(a INT) RETURNS INT RETURN inner_one(a)')
    expect(refused.message).toContain('The function default.calls would call the temporary function inner_one')
    await worker.run('DROP TEMPORARY FUNCTION inner_one')
    expect(await worker.rows('SELECT of_session(1)')).toEqual([[22]])
    await worker.run('DROP TEMPORARY FUNCTION of_session')
  })

  test('is called by views that stay, in the database that was current, whatever the session calls alike', async () => {
    await worker.run('CREATE OR REPLACE FUNCTION inner_one(a INT) RETURNS INT RETURN a + 1')
    await worker.run('CREATE VIEW more AS SELECT inner_one(id) AS m FROM items')
    await worker.run('CREATE TEMPORARY FUNCTION inner_one(a INT) RETURNS INT RETURN 0')
    await worker.run('USE other')
    expect(await worker.rows('SELECT sum(m) FROM default.more')).toEqual([[5]])
    await worker.run('USE default')
    await worker.run('DROP TEMPORARY FUNCTION inner_one')
    await worker.run('CREATE OR REPLACE FUNCTION inner_one(a INT) RETURNS INT RETURN a')
    expect(await worker.rows('SELECT sum(m) FROM more')).toEqual([[3]])
    await worker.run('CREATE TEMPORARY VIEW again AS SELECT sum(m) AS s, inner_one(4) AS i FROM more')
    expect(await worker.rows('SELECT * FROM again')).toEqual([[3, 4]])
    await worker.run('DROP FUNCTION inner_one')
    expect((await fails('SELECT * FROM more')).message).toContain('The function inner_one does not exist')
  })

  test('never calls itself', async () => {
    expect((await fails('CREATE FUNCTION again(a INT) RETURNS INT RETURN again(a)')).message).toContain('default.again → default.again')
    await worker.run('CREATE FUNCTION one(a INT) RETURNS INT RETURN a')
    await worker.run('CREATE FUNCTION other.two(a INT) RETURNS INT RETURN default.one(a)')
    expect((await fails('CREATE OR REPLACE FUNCTION one(a INT) RETURNS INT RETURN other.two(a)')).message).toContain(
      'default.one → other.two → default.one',
    )
    await worker.run('DROP FUNCTION one')
    await worker.run('CREATE FUNCTION one(a INT) RETURNS INT RETURN a + 1')
    expect(await worker.rows('SELECT other.two(1)')).toEqual([[2]])
    await worker.run('DROP FUNCTION one')
    expect((await fails('SELECT other.two(1)')).message).toContain(
      'The function other.two cannot be computed: There is no function named default.one',
    )
  })

  test('is made, listed, described and dropped as Spark does it', async () => {
    await worker.run('CREATE DATABASE f')
    const made = "f.shown(a INT COMMENT 'first', b STRING DEFAULT 'x') RETURNS STRING COMMENT 'told' RETURN concat(a, b)"
    await worker.run(`CREATE FUNCTION ${made}`)
    expect((await fails(`CREATE FUNCTION ${made}`)).kind).toBe('already-exists')
    await worker.run(`CREATE FUNCTION IF NOT EXISTS ${made}`)
    await worker.run(`CREATE OR REPLACE FUNCTION ${made}`)
    await worker.run('CREATE TEMPORARY FUNCTION shown(a INT) RETURNS INT RETURN a')
    expect(await worker.rows('SHOW USER FUNCTIONS IN f')).toEqual([['f.shown'], ['shown']])
    expect(await worker.rows("SHOW FUNCTIONS FROM f LIKE 'abs|sho*'")).toEqual([['abs'], ['f.shown'], ['shown']])
    expect(await worker.rows('SHOW USER FUNCTIONS f.shown')).toEqual([['f.shown'], ['shown']])
    expect(await worker.rows('SHOW SYSTEM FUNCTIONS IN f LIKE "shown"')).toEqual([])
    expect((await fails('SHOW FUNCTIONS IN nowhere')).kind).toBe('not-found')
    expect(await worker.rows('DESCRIBE FUNCTION EXTENDED f.shown')).toEqual([
      ['Function: f.shown'],
      ['Type: SCALAR'],
      ["Input: a INT 'first'"],
      ["       b STRING DEFAULT 'x'"],
      ['Returns: STRING'],
      ['Comment: told'],
      ['Body: concat(a, b)'],
    ])
    expect(await worker.rows('DESC FUNCTION shown')).toContainEqual(['Function: shown'])
    expect((await worker.rows('REFRESH FUNCTION f.shown')).length).toBe(1)
    expect((await fails('DROP FUNCTION shown')).message).toContain('shown is a temporary function')
    await worker.run('DROP TEMPORARY FUNCTION shown')
    await worker.run('DROP FUNCTION f.shown')
    for (const sql of ['DROP FUNCTION f.shown', 'DROP FUNCTION shown', 'DESCRIBE FUNCTION f.shown', 'REFRESH FUNCTION f.shown'])
      expect((await fails(sql)).kind, sql).toBe('not-found')
    expect((await fails('DESCRIBE FUNCTION lenght')).message).toContain('The function lenght does not exist')
    await worker.run('DROP FUNCTION IF EXISTS f.shown')
    await worker.run('DROP FUNCTION IF EXISTS nowhere.shown')
    expect((await fails('CREATE FUNCTION nowhere.g() RETURNS INT RETURN 1')).kind).toBe('not-found')
  })

  test.each([
    ['CREATE FUNCTION abs(a INT) RETURNS INT RETURN a', 'abs is built in'],
    ['CREATE FUNCTION other.abs(a INT) RETURNS INT RETURN a', 'abs is built in'],
    ['CREATE OR REPLACE FUNCTION IF NOT EXISTS g(a INT) RETURNS INT RETURN a', 'both OR REPLACE and IF NOT EXISTS'],
    ['CREATE FUNCTION g(a INT) RETURNS ARRAY<INT> RETURN a', 'array<int>'],
    ['CREATE FUNCTION g() RETURNS INT RETURN (SELECT 1)', 'subquery'],
    ['CREATE FUNCTION g() RETURNS INT RETURN nothing()', 'The function nothing does not exist'],
    ['DROP FUNCTION abs', 'built in'],
  ])('%s is refused', async (sql, words) => {
    const { kind, message } = await fails(sql)
    expect(['sql-semantics', 'not-supported']).toContain(kind)
    expect(message).toContain(words)
  })
})
