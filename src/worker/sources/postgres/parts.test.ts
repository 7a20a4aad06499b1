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
  joins: ['LEFT JOIN', 'RIGHT JOIN', 'FULL JOIN', 'LEFT SEMI JOIN', 'LEFT ANTI JOIN'],
  joinedBy: ['id', 'a', 'c', 'g', 'j', 'z'],
})

test('whatever is asked of the database as a whole, its answer is that of the rows', () => sameAsHere(lab.worker, query, 250))

const sqlOf = async (statement: string) => (await lab.worker.run(statement)).remoteStatements.map(({ sql }) => sql)

const P = '"public"."p"'
test.each([
  [
    'SELECT x.a, count(y.id) FROM default.p x LEFT JOIN default.q y ON x.id = y.i AND y.id > 7 WHERE x.id < 9 GROUP BY x.a',
    `SELECT t0."a", count(t1."id") FROM ${P} AS t0 LEFT JOIN ${P} AS t1 ON ((t1."id" > 7)) AND t0."id" = t1."i" WHERE ((t0."id" < 9)) GROUP BY t0."a"`,
  ],
  [
    'SELECT max(x.id) FROM (SELECT * FROM default.p WHERE id < 9) x FULL JOIN (SELECT * FROM default.q WHERE id > 7) y ON x.id = y.i',
    `SELECT max(t0."id") FROM (SELECT * FROM ${P} AS t0 WHERE ((t0."id" < 9))) AS t0 FULL JOIN (SELECT * FROM ${P} AS t1 WHERE ((t1."id" > 7))) AS t1 ON t0."id" = t1."i"`,
  ],
  [
    'SELECT x.id FROM default.p x LEFT SEMI JOIN default.q y ON x.id = y.i AND y.c > 1 WHERE x.id < 9',
    `SELECT t0."id" FROM ${P} AS t0 WHERE ((t0."id" < 9)) AND EXISTS (SELECT 1 FROM ${P} AS t1 WHERE ((t1."c" > 1.00)) AND t0."id" = t1."i")`,
  ],
  [
    'SELECT count(*) FROM default.p x LEFT ANTI JOIN default.q y ON x.id = y.i',
    `SELECT count(*) FROM ${P} AS t0 WHERE NOT EXISTS (SELECT 1 FROM ${P} AS t1 WHERE t0."id" = t1."i")`,
  ],
  [
    'SELECT count(*) FROM default.p m JOIN (default.q x RIGHT JOIN default.p y ON x.id = y.i) ON m.id = y.id',
    `SELECT count(*) FROM ${P} AS t0, (${P} AS t1 RIGHT JOIN ${P} AS t2 ON t1."id" = t2."i") WHERE t0."id" = t2."id"`,
  ],
  [
    'SELECT a, max(c) FROM default.p GROUP BY a HAVING count(*) > 20 AND max(c) < 2 AND a <> 3',
    `SELECT t0."a", count(*), max(t0."c") FROM ${P} AS t0 GROUP BY t0."a" HAVING ((count(*) > 20) AND (max(t0."c") < 2.00) AND (t0."a" <> 3))`,
  ],
  [
    'SELECT n FROM (SELECT j, min(id) AS n FROM default.p GROUP BY j) WHERE n >= 100',
    `SELECT min(t0."id") FROM ${P} AS t0 GROUP BY t0."j" COLLATE "C" HAVING (min(t0."id") >= 100)`,
  ],
])('is asked of the database: %s', async (statement, asked) => {
  expect(await sqlOf(statement)).toEqual([`COPY (${asked}) TO STDOUT (FORMAT binary)`])
  const here = statement.replace(/default\.[pq]/g, 'default.here')
  expect((await lab.worker.rows(statement)).map(String).toSorted()).toEqual((await lab.worker.rows(here)).map(String).toSorted())
})

test.each([
  [
    'SELECT count(one) FROM default.p x LEFT JOIN (SELECT id, 1 AS one FROM default.q) y ON x.id = y.id',
    'a value is computed of rows that may have no partner',
  ],
  [
    'SELECT count(*) FROM default.p x LEFT JOIN default.q y ON x.id > y.id',
    'tables are joined by a condition that is more than equal columns of one type',
  ],
  [
    'SELECT count(*) FROM default.p x LEFT JOIN default.q y ON x.id > 7',
    'tables are joined without a condition that two columns are equal',
  ],
  [
    'SELECT count(*) FROM default.p x FULL JOIN default.q y ON x.id = y.id AND y.id > 7',
    'the condition of a FULL JOIN is more than equal columns',
  ],
])('is made here: %s', async (statement, because) => {
  expect((await lab.worker.run(statement)).madeHere).toEqual([{ kind: 'groups', because }])
})

test('rows with a partner of which no column is read are counted here', async () => {
  const semi = 'SELECT 1 AS one FROM default.p x LEFT SEMI JOIN default.q y ON x.id = y.a'
  const { rowsJson, madeHere } = await lab.worker.run(semi)
  expect(rowsJson).toEqual(['[1]', '[1]', '[1]'])
  expect(madeHere).toEqual([{ kind: 'rows with partners', because: 'no column is read' }])
  expect(await lab.worker.rows(`SELECT count(*) FROM (${semi})`)).toEqual([[3]])
})

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

const create = (name: string, options: string): string =>
  `CREATE TABLE ${name} USING JDBC OPTIONS ('url'='jdbc:postgresql://pg1:5432/postgres', 'dbtable'='p', 'passwdauth'='a1', 'encryption'='true', ${options})`

test('an option of the table keeps conditions, groups or limits here', async () => {
  await lab.worker.run(create('no_conditions', "'pushDownPredicate'='false'"))
  await lab.worker.run(create('no_groups', "'pushDownAggregate'='false'"))
  await lab.worker.run(create('no_limits', "'pushDownLimit'='false'"))
  const first = (table: string): string => `SELECT id FROM default.${table} WHERE id > 7 ORDER BY id LIMIT 2`
  const count = (table: string): string => `SELECT count(*) FROM default.${table} WHERE id > 7`
  for (const table of ['no_conditions', 'no_groups', 'no_limits']) {
    expect(await lab.worker.rows(first(table))).toEqual([[8], [9]])
    expect(await lab.worker.rows(count(table))).toEqual([[293]])
    expect(await lab.worker.rows(`SELECT count(*) FROM (SELECT id FROM default.${table} WHERE id > 7 LIMIT 3)`)).toEqual([[3]])
  }
  const rows = 'COPY (SELECT "id" FROM "public"."p"'
  expect(await sqlOf(first('no_conditions'))).toEqual([`${rows}) TO STDOUT (FORMAT binary)`])
  expect(await sqlOf('SELECT id FROM default.no_conditions WHERE id > 7 LIMIT 3')).toEqual([`${rows}) TO STDOUT (FORMAT binary)`])
  expect(await sqlOf('SELECT id FROM default.no_conditions LIMIT 3')).toEqual([`${rows} LIMIT 3) TO STDOUT (FORMAT binary)`])
  expect(await sqlOf('SELECT count(*) FROM default.no_conditions')).toEqual([expect.stringContaining('count(*)')])
  expect(await sqlOf(count('no_groups'))).toEqual([`${rows} WHERE ("id" > 7)) TO STDOUT (FORMAT binary)`])
  expect(await sqlOf(first('no_groups'))).toEqual([expect.stringContaining(' LIMIT 2)')])
  expect(await sqlOf(first('no_limits'))).toEqual([`${rows} WHERE ("id" > 7)) TO STDOUT (FORMAT binary)`])
  expect(await lab.worker.rows(`EXPLAIN ${count('no_groups')}`)).toContainEqual([
    'Made here: groups, because the option pushDownAggregate of its table is false',
  ])
})

test.each([
  ['WITH w AS (SELECT a, count(*) AS n FROM default.p GROUP BY a) SELECT max(n) FROM w', 1],
  ['SELECT max(n) FROM (SELECT a, count(*) AS n FROM default.p GROUP BY a)', 1],
  ['SELECT max(id) AS m FROM default.p UNION ALL SELECT min(id) FROM default.p UNION SELECT count(*) FROM default.q', 3],
  ['SELECT * FROM maxima', 1],
  ['SELECT p.id FROM default.p JOIN (SELECT max(id) AS m FROM default.p) ON id = m', 1],
])('a query within one is asked by itself: %s', async (written, parts) => {
  await lab.worker.run('CREATE OR REPLACE TEMPORARY VIEW maxima AS SELECT f, max(id) FROM default.p GROUP BY f')
  expect((await sqlOf(written)).filter((sql) => sql.includes(' AS t0'))).toHaveLength(parts)
  const there = await lab.worker.rows(written)
  lab.worker.session = { settings: { 'causeway.sql.pushDownParts': 'false' } }
  try {
    expect((await lab.worker.rows(written)).map(String).toSorted()).toEqual(there.map(String).toSorted())
  } finally {
    lab.worker.session = { settings: {} }
  }
})

test('rows that are written are asked for as those of a query are', async () => {
  const groups = 'SELECT a, count(*) AS n FROM default.p GROUP BY a'
  const expected = (await lab.worker.rows(`${groups.replace('.p', '.here')} ORDER BY a`)).map(String)
  const asked = [expect.stringMatching(/ AS t0 GROUP BY /)]
  expect(await sqlOf(`CREATE TABLE sums AS ${groups}`)).toEqual(asked)
  expect((await lab.worker.rows('SELECT * FROM sums ORDER BY a')).map(String)).toEqual(expected)
  expect(await sqlOf(`INSERT OVERWRITE sums ${groups}`)).toEqual(asked)
  expect((await lab.worker.rows('SELECT * FROM sums ORDER BY a')).map(String)).toEqual(expected)
  expect(await sqlOf(`INSERT OVERWRITE DIRECTORY 'obs://b1/sums' USING csv ${groups}`)).toEqual(asked)

  await lab.sql("CREATE TABLE totals (made text DEFAULT 'by itself', n int8, a int2)")
  await lab.link('totals')
  expect(await sqlOf(`INSERT INTO totals (a, n) ${groups}`)).toEqual(expect.arrayContaining(asked))
  expect((await lab.worker.rows("SELECT a, n FROM default.totals WHERE made = 'by itself' ORDER BY a")).map(String)).toEqual(expected)
})

test('a job tells what each statement has brought, and what was not asked for', async () => {
  const { remoteStatements, madeHere } = await lab.worker.run('SELECT a + 1, count(*) FROM default.p GROUP BY a + 1')
  expect(madeHere).toEqual([{ kind: 'groups', because: 'a key of GROUP BY is computed' }])
  expect(remoteStatements).toEqual([expect.objectContaining({ rows: 300, bytes: expect.any(Number), milliseconds: expect.any(Number) })])
  // A row's message has a header, a number of fields, and a length of its field before two bytes of it or none.
  expect(remoteStatements[0]?.bytes).toBeGreaterThan(300 * (5 + 2 + 4))
  const asked = await lab.worker.run('CREATE TABLE told AS SELECT a, count(*) AS n FROM default.p GROUP BY a')
  expect(asked.remoteStatements).toMatchObject([{ rows: (await lab.worker.rows('SELECT DISTINCT a FROM default.here')).length }])
  expect(asked.madeHere).toBeUndefined()
})

test('several inserts of one statement, two of them into one table', async () => {
  await lab.worker.run('CREATE TABLE ends (id int)')
  await lab.worker.run('CREATE TABLE counts (n bigint)')
  const { remoteStatements } = await lab.worker.run(
    'FROM default.p INSERT INTO ends SELECT max(id) INSERT INTO counts SELECT count(*) INSERT INTO ends SELECT min(id) WHERE id > 1',
  )
  expect(remoteStatements.map(({ sql }) => /(max|min|count)\(/.exec(sql)?.[1]).sort()).toEqual(['count', 'max', 'min'])
  expect(await lab.worker.rows('SELECT * FROM ends ORDER BY id')).toEqual([[2], [300]])
  expect(await lab.worker.rows('SELECT * FROM counts')).toEqual([[300]])
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
