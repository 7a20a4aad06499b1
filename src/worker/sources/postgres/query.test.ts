import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type PostgresAndWorker, startPostgresAndWorker } from '../../fixtures/remote-postgres.ts'

let lab: PostgresAndWorker

beforeAll(async () => {
  lab = await startPostgresAndWorker()
  await lab.sql('CREATE DOMAIN amount AS numeric(8,2); CREATE TABLE tt (id int, tm timestamp, t text, c char(3), a amount)')
  await lab.sql(
    "INSERT INTO tt VALUES (1, '2024-02-29 12:00:00', 'one', 'x', 1.5), (2, NULL, 'two', 'y', 2), (3, '2024-03-01', 'it''s; --', 'z', 3)",
  )
})
afterAll(() => lab.end())

const create = (name: string, options: string): string =>
  `CREATE TABLE ${name} USING JDBC OPTIONS ('url'='jdbc:postgresql://pg1:5432/postgres', ${options}, 'passwdauth'='a1', 'encryption'='true')`

test.each<[string, string, string]>([
  ['sub_query', "'dbtable'='(select id, tm, t, a from tt where id < 3) t'", '(select id, tm, t, a from tt where id < 3) t'],
  ['with_as', "'dbtable'='(select id, tm, t, a from tt where id < 3 -- few\n) AS t -- all'", '(select'],
  ['by_query', "'query'='select id, tm, t, a from tt where id < 3;'", 'AS "query"'],
  ['with_comment', '"query"="with w as (select * from tt) select id, tm, t, a from w where id < 3 -- t"', 'AS "query"'],
])('%s: rows of a query of the database', async (name, options, asked) => {
  await lab.worker.run(create(name, options))
  expect(lab.worker.tables.get(`default.${name}`)?.columns.map(({ type }) => type)).toEqual(['int', 'timestamp', 'string', 'decimal(8,2)'])
  const { rowsJson, remoteStatements } = await lab.worker.run(`SELECT * FROM ${name} WHERE id >= 1 AND t = 'one' ORDER BY id`)
  expect(rowsJson).toEqual(['[1,"2024-02-29 12:00:00","one",1.50]'])
  expect(remoteStatements).toMatchObject([{ sql: expect.stringContaining(asked) }])
  expect(remoteStatements[0]?.sql).toContain(`WHERE (("id" >= 1) AND ("t" = 'one'))`)
  expect(await lab.worker.rows(`SELECT count(*), max(a) FROM ${name}`)).toEqual([[2, 2]])
  const statement = String(await lab.worker.rows(`SHOW CREATE TABLE ${name}`)).replace(name, `${name}_2`)
  await lab.worker.run(statement)
  expect(await lab.worker.rows(`SELECT id FROM ${name}_2 ORDER BY id DESC`)).toEqual([[2], [1]])
  expect(JSON.stringify(await lab.worker.rows(`DESCRIBE EXTENDED ${name}`))).toContain('from tt')
})

test('columns that are computed have the types of the database, also a text of no column', async () => {
  await lab.worker.run(
    create(
      'computed',
      `'query'='select count(*) as n, sum(a) as s, lower(t) as l, t || "x" as u, now() as w, 1 as one, a from tt group by t, a'`.replaceAll(
        '"x"',
        "\\'x\\'",
      ),
    ),
  )
  expect(lab.worker.tables.get('default.computed')?.columns.map(({ name, type }) => `${name} ${type}`)).toEqual([
    'n bigint',
    's decimal(38,18)',
    'l string',
    'u string',
    'w timestamp',
    'one int',
    'a decimal(8,2)',
  ])
  expect(await lab.worker.rows("SELECT n, l FROM computed WHERE u = 'onex' AND l LIKE 'on%'")).toEqual([[1, 'one']])
})

test('what the database says between rows is no row', async () => {
  await lab.sql(
    "CREATE FUNCTION told(n int) RETURNS int LANGUAGE plpgsql AS $$ BEGIN RAISE NOTICE 'row % %', n, repeat('x', n % 5000); PERFORM set_config('application_name', 'a' || n % 2, false); RETURN n; END $$",
  )
  await lab.worker.run(create('told', "'query'='select told(n) as n from generate_series(1, 20000) n'"))
  expect(await lab.worker.rows('SELECT count(*), sum(n), max(n) FROM told WHERE length(n) > 0')).toEqual([[20_000, 200_010_000, 20_000]])
})

test('nothing can be inserted', async () => {
  expect((await lab.worker.fail('INSERT INTO sub_query SELECT 1, NULL, NULL, 1')).error).toMatchObject({
    kind: 'not-supported',
    message: 'default.sub_query is a query of the remote database, and takes no rows',
  })
})

describe('what is wrong is refused', () => {
  test.each<[string, string, string]>([
    ["'query'='select 1 as a', 'dbtable'='tt'", 'invalid-parameter', 'exclude each other'],
    ["'query'='  '", 'invalid-parameter', 'neither'],
    [
      "'query'='select id from tt', 'partitionColumn'='id', 'lowerBound'='1', 'upperBound'='9', 'numPartitions'='4'",
      'invalid-parameter',
      'query and partitionColumn',
    ],
    ["'query'='selekt 1'", 'remote-failure', 'syntax error'],
    ["'query'='select nosuch from tt'", 'remote-failure', 'nosuch'],
    ["'query'='select 1 as a, 2 as A'", 'sql-semantics', 'two columns named a'],
    ["'query'='delete from tt returning id'", 'remote-failure', 'syntax error'],
    ["'query'='with d as (delete from tt returning id) select * from d'", 'remote-failure', 'data-modifying'],
    ["'query'='select 1 as a) t; drop table tt; select * from (select 1'", 'remote-failure', 'multiple commands'],
    ["'dbtable'='(select 1 as a) t) TO STDOUT; drop table tt; --'", 'remote-failure', 'syntax error'],
    ["'dbtable'='(select 1 as a) t; drop table tt'", 'remote-failure', 'syntax error'],
    ["'dbtable'='(select 1 as a) t /*'", 'remote-failure', 'unterminated'],
  ])('%s', async (options, kind, words) => {
    const failed = await lab.worker.fail(create('wrong', options))
    expect(failed.error).toMatchObject({ kind, message: expect.stringContaining(words) })
    expect(await lab.sql('SELECT count(*)::int4 AS n FROM tt')).toEqual([{ n: 3 }])
  })
})
