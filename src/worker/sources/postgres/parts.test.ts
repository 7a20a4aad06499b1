import { afterAll, beforeAll, expect, test } from 'vitest'
import { randomParts, sameAsHere } from '../../fixtures/random-parts.ts'
import { type PostgresAndWorker, startPostgresAndWorker } from '../../fixtures/remote-postgres.ts'

let lab: PostgresAndWorker

/** Every type that is told apart, with values at which sides tend to differ; none that the engine cannot hold. */
beforeAll(async () => {
  lab = await startPostgresAndWorker()
  await lab.sql(`CREATE TABLE p (id int4, a int2, i int4, b int8, c numeric(8,2), n numeric(28,4), w numeric(38,10), d numeric, e float8, f boolean,
    g date, h timestamp, z timestamptz, j text, k char(4), l varchar(8))`)
  await lab.sql(`INSERT INTO p SELECT n,
    CASE WHEN n % 11 = 0 THEN NULL WHEN n % 3 = 0 THEN 32767 ELSE n % 7 - 3 END, CASE WHEN n % 5 = 0 THEN NULL ELSE 2147483647 - n % 3 END,
    CASE WHEN n % 13 = 0 THEN NULL WHEN n % 5 = 0 THEN 9223372036854775807 WHEN n % 7 = 0 THEN -9223372036854775808 ELSE n % 9 - 4 END,
    CASE WHEN n % 17 = 0 THEN NULL ELSE (n % 21 - 10) / 4.0 END, 123456789012345678901234.5678 - n % 3, (n % 4) * 1234567890123456789012345678.0123456789,
    (n % 5)::numeric + 0.0000000000000000005,
    CASE WHEN n % 19 = 0 THEN 'NaN' WHEN n % 23 = 0 THEN '-Infinity' WHEN n % 2 = 0 THEN -0.0 ELSE (n % 3) / 8.0::float8 END,
    CASE n % 3 WHEN 0 THEN NULL WHEN 1 THEN true ELSE false END,
    date '2024-02-27' + n % 5, timestamp '2024-02-28 23:59:59.5' + (n % 5) * interval '0.5 second', timestamptz '2024-02-28 23:59:59.5+00' + (n % 5) * interval '0.5 second',
    CASE WHEN n % 29 = 0 THEN NULL ELSE (ARRAY['', 'a', 'A', 'a%b', 'z', 'é', 'Z', 'ä', 'a ', '😀', 'ﬀ'])[1 + n % 11] END,
    (ARRAY['a', 'ab', 'abcd', ''])[1 + n % 4], (ARRAY['a ', 'a', 'b'])[1 + n % 3]
    FROM generate_series(1, 300) n`)
  await lab.link('p')
  await lab.link('q', 'p')
  await lab.worker.run('CREATE TABLE here AS SELECT * FROM default.p')
})
afterAll(() => lab.end())

const COLUMNS = ['id', 'a', 'i', 'b', 'c', 'n', 'w', 'd', 'e', 'f', 'g', 'h', 'z', 'j', 'k', 'l'] as const
const NUMBERS = ['id', 'a', 'i', 'b', 'c', 'n', 'w', 'd', 'c * 2', 'c * c', 'c + 1.5', '1 - c', 'c * (1 - c) * (2 + c)', 'n * c', 'a + i']
const CONDITIONS = [
  'true',
  'id > 250',
  'id > 1000',
  'c >= 0.5 AND c < 2',
  'c BETWEEN -1 AND 1',
  "j = 'a'",
  "j <> 'a' AND id < 200",
  "g >= DATE '2024-02-28' AND g < DATE '2024-03-01'",
  'a IS NULL OR b = -4',
  'f',
  'NOT f AND e > 0.1',
  "k = 'a'",
  'length(j) > 0',
  'd = 1',
]

const query = randomParts({
  table: 'p',
  same: 'q',
  columns: COLUMNS,
  numbers: NUMBERS,
  conditions: CONDITIONS,
  aggregates: ['sum(DISTINCT c)', 'sum(b) + 1', 'max(c) - min(c)', "concat(max(j), '!')", 'count(*) FILTER (WHERE f)', 'sum(c) / count(c)'],
  having: ['count(*) > 20', 'max(c) > 1 AND min(id) < 100'],
  joinedBy: ['id', 'a', 'c', 'g', 'j', 'z'],
})

test('whatever is asked of the database as a whole, its answer is that of the rows', () => sameAsHere(lab.worker, query, 250))

const sqlOf = async (statement: string) => (await lab.worker.run(statement)).remoteStatements.map(({ sql }) => sql)

test('a setting keeps everything but rows here', async () => {
  lab.worker.session = { settings: { 'causeway.sql.pushDownParts': 'false' } }
  try {
    expect(await sqlOf('SELECT max(id) FROM default.p')).toEqual(['COPY (SELECT "id" FROM "public"."p") TO STDOUT (FORMAT binary)'])
  } finally {
    lab.worker.session = { settings: {} }
  }
  expect(await sqlOf('SELECT max(id) FROM default.p')).toEqual([
    'COPY (SELECT max(t0."id") FROM "public"."p" AS t0) TO STDOUT (FORMAT binary)',
  ])
})

test('what the engine cannot hold is refused in an answer, and is no matter where it is not in it', async () => {
  await lab.sql("CREATE TABLE odd (id int4, c numeric(8,2), g date); INSERT INTO odd VALUES (1, 'NaN', 'infinity'), (2, 1.5, '2024-01-01')")
  await lab.link('odd')
  expect(await lab.worker.rows('SELECT count(c), count(g), min(c), min(g) FROM default.odd')).toEqual([[2, 2, 1.5, '2024-01-01']])
  for (const value of ['max(c)', 'sum(c)', 'sum(c * c * c * c * c * c * c)', 'avg(c)', 'max(g)'])
    expect((await lab.worker.fail(`SELECT ${value} FROM default.odd`)).error.kind, value).toBe('not-supported')
})

test('a table that is a query, one of another encoding, and one that was changed', async () => {
  await lab.link('asked', '(SELECT id, j FROM p -- all of them\n) AS asked')
  expect(await lab.worker.rows("SELECT count(*), max(j) FROM default.asked WHERE j < 'b' OR j = 'é'")).toEqual(
    await lab.worker.rows("SELECT count(*), max(j) FROM default.here WHERE j < 'b' OR j = 'é'"),
  )
  expect(await sqlOf('SELECT count(j) FROM default.asked')).toEqual([expect.stringContaining('FROM (SELECT * FROM (SELECT id, j FROM p')])
  await lab.sql("CREATE DATABASE latin ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0")
  await lab.worker.run(
    "CREATE TABLE latin USING JDBC OPTIONS ('url'='jdbc:postgresql://pg1:5432/latin', 'dbtable'='pg_catalog.pg_tables', 'passwdauth'='a1', 'encryption'='true')",
  )
  expect(await lab.worker.rows('EXPLAIN SELECT tablespace, count(*) FROM default.latin GROUP BY tablespace')).toContainEqual([
    expect.stringMatching(/^Made here: groups, because of tablespace: texts are kept in the encoding/),
  ])
  await lab.sql('CREATE TABLE changed (id int4, x int4)')
  await lab.link('changed')
  await lab.sql('ALTER TABLE changed ALTER x TYPE text')
  expect(await lab.worker.rows('SELECT count(*), max(id) FROM default.changed')).toEqual([[0, null]])
  expect((await lab.worker.fail('SELECT max(x) FROM default.changed')).error.kind).toBe('sql-semantics')
})

test('a second table that cannot be looked at is told of as the first one is', async () => {
  await lab.sql('CREATE TABLE doomed (id int4)')
  await lab.link('doomed', '(SELECT id FROM doomed) AS d')
  const both = 'SELECT count(*) FROM default.p JOIN default.doomed d ON p.id = d.id'
  expect(await sqlOf(both)).toEqual([expect.stringContaining('(SELECT * FROM (SELECT id FROM doomed')])
  await lab.sql('DROP TABLE doomed')
  const alone = (await lab.worker.fail('SELECT id FROM default.doomed')).error
  expect(alone.kind).toBe('remote-failure')
  expect((await lab.worker.fail(both)).error).toEqual(alone)
})
