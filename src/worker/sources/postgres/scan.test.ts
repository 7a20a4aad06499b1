import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { jdbcTable, type PostgresAndWorker, startPostgresAndWorker } from '../../fixtures/remote-postgres.ts'
import { silentServer } from '../../fixtures/silent-server.ts'
import { TestWorker } from '../../fixtures/test-worker.ts'

const BIG_ROWS = 250_000
let lab: PostgresAndWorker

beforeAll(async () => {
  lab = await startPostgresAndWorker()
  await lab.sql(
    `CREATE TABLE big AS SELECT i::int8 AS id, (i * 7 % 1000)::int4 AS k, md5(i::text) AS h, date '2020-01-01' + (i % 1000)::int AS d, (i * 1.25)::numeric(12,2) AS amount
     FROM generate_series(1, ${BIG_ROWS}) i`,
  )
  await lab.link('big')
})
afterAll(() => lab.end())

const sent = async (sql: string) => (await lab.worker.run(sql)).remoteStatements.map((statement) => statement.sql)

describe('types', () => {
  test('every supported type with its extreme values, and NULL', async () => {
    await lab.sql(`CREATE TABLE types (id int4, a int2, b int8, c float4, d float8, e bool, f date, g timestamp, h timestamptz, i numeric(10,2), j numeric,
      k numeric(30,10), l text, m varchar(20), n char(5), o bytea, p uuid, q jsonb, r inet, s interval, t time, u oid, v numeric(3,1), w numeric(7,0))`)
    await lab.sql(`INSERT INTO types VALUES
      (1, -32768, -9223372036854775808, 0.1, 1e-300, true, '0044-03-15 BC', '0001-01-01', '2024-02-29 12:00:00.123456+02', -99999999.99,
       0.0000000000000000005, -12345678901234567890.0123456789, '', '中文字', 'ab', '\\x00ff', '00000000-0000-0000-0000-000000000001', '{"a":1}', '10.0.0.1',
       '1 day', '12:00', 4294967295, -99.9, 1234567),
      (2, 32767, 9223372036854775807, 'NaN', 'Infinity', false, '9999-12-31', '9999-12-31 23:59:59.999999', '1900-01-01 00:00:00+00', 0,
       12345678901234567890.123456789012345678, 0.0000000001, repeat('é', 20), 'exactly12byt', 'x', '\\x', NULL, NULL, NULL, NULL, NULL, 0, 0.1, -1)`)
    await lab.sql('INSERT INTO types (id) VALUES (3)')
    await lab.link('types')
    expect(
      lab.worker.tables
        .get('default.types')
        ?.columns.map(({ name, type }) => `${name} ${type}`)
        .join(', '),
    ).toBe(
      'id int, a smallint, b bigint, c float, d double, e boolean, f date, g timestamp, h timestamp, i decimal(10,2), j decimal(38,18), k decimal(30,10), ' +
        'l string, m string, n char(5), o binary, p string, q string, r string, s string, t timestamp, u bigint, v decimal(3,1), w decimal(7,0)',
    )
    const { rowsJson } = await lab.worker.run('SELECT * FROM default.types ORDER BY id')
    expect(rowsJson).toEqual([
      '[1,-32768,-9223372036854775808,0.1,1e-300,true,"-0043-03-15","0001-01-01 00:00:00","2024-02-29 10:00:00.123456",-99999999.99,0.000000000000000001,' +
        '-12345678901234567890.0123456789,"","中文字","ab   ","AP8=","00000000-0000-0000-0000-000000000001","{\\"a\\": 1}","10.0.0.1","1 day","1970-01-01 12:00:00",4294967295,-99.9,1234567]',
      '[2,32767,9223372036854775807,"NaN","Infinity",false,"9999-12-31","9999-12-31 23:59:59.999999","1900-01-01 00:00:00",0.00,12345678901234567890.123456789012345678,' +
        `0.0000000001,"${'é'.repeat(20)}","exactly12byt","x    ","",null,null,null,null,null,0,0.1,-1]`,
      `[3${',null'.repeat(23)}]`,
    ])
  })

  test('a domain is read as the type it is made of, a column with capitals by its name', async () => {
    await lab.sql('CREATE DOMAIN money_amount AS numeric(8,3) CHECK (value > 0)')
    await lab.sql('CREATE TABLE "Mixed Case" ("Total Sum" money_amount, "quote""d" text)')
    await lab.sql(`INSERT INTO "Mixed Case" VALUES (1.5, 'x')`)
    await lab.link('mixed', 'public."Mixed Case"')
    expect(await lab.worker.run('SELECT * FROM default.mixed')).toMatchObject({
      columns: [
        { name: 'Total Sum', type: 'decimal(8,3)' },
        { name: 'quote"d', type: 'string' },
      ],
      rowsJson: ['[1.500,"x"]'],
    })
  })

  test.each([
    ['numeric', "'NaN'", 'NaN'],
    ['numeric', "'Infinity'", 'Infinity'],
    ['numeric', '1e30', 'does not fit decimal(38,18)'],
    ['timestamp', "'infinity'", 'infinite timestamp'],
    ['timestamptz', "'-infinity'", 'infinite timestamp'],
    ['date', "'infinity'", 'infinite date'],
  ])('a %s of %s fails the job by the name of its column', async (type, value, words) => {
    await lab.sql('DROP TABLE IF EXISTS strange')
    await lab.sql(`CREATE TABLE strange (id int, odd_one ${type}); INSERT INTO strange SELECT i, ${value} FROM generate_series(1, 3) i`)
    await lab.worker.run('DROP TABLE IF EXISTS default.strange')
    await lab.link('strange')
    const failed = await lab.worker.fail('SELECT max(odd_one) AS m FROM default.strange')
    expect(failed.error.message).toContain('"odd_one"')
    expect(failed.error.message).toContain(words)
    expect(await lab.worker.rows('SELECT count(id) AS n FROM default.strange')).toEqual([[3]])
  })

  test('long, short and empty texts of many lengths come unchanged', async () => {
    await lab.sql(
      `CREATE TABLE texts AS SELECT i AS id, repeat(chr(97 + i % 26), i % 40) || CASE WHEN i % 3 = 0 THEN repeat('€', i % 7) ELSE '' END AS t FROM generate_series(1, 5000) i`,
    )
    await lab.link('texts')
    const [there] = await lab.sql<{ sum: string }>('SELECT md5(string_agg(t, $$,$$ ORDER BY id)) AS sum FROM texts')
    await lab.worker.run('CREATE TABLE texts_here AS SELECT id, t FROM default.texts')
    await lab.sql('CREATE TABLE texts_back (id int4, t text)')
    await lab.link('texts_back')
    await lab.worker.run('INSERT INTO texts_back SELECT id, t FROM default.texts_here')
    const [back] = await lab.sql<{ sum: string }>('SELECT md5(string_agg(t, $$,$$ ORDER BY id)) AS sum FROM texts_back')
    expect(back).toEqual(there)
  })
})

describe('reading', () => {
  test('all rows of a table larger than the ring', async () => {
    // What is asked as a whole reads no rows.
    lab.worker.session = { settings: { 'causeway.sql.pushDownParts': 'false' } }
    const result = await lab.worker.run('SELECT count(*) AS n, sum(id) AS s, min(h) AS a, max(d) AS b FROM default.big')
    lab.worker.session = { settings: {} }
    const [there] = await lab.sql<{ a: string }>('SELECT min(h COLLATE "C") AS a FROM big')
    expect(result.rowsJson).toEqual([`[${BIG_ROWS},${(BIG_ROWS * (BIG_ROWS + 1)) / 2},"${there?.a}","2022-09-26"]`])
    expect(result.inputRowCount).toBe(BIG_ROWS)
    expect(result.inputBytes).toBeGreaterThan(BIG_ROWS * 40)
  })

  test('an empty table', async () => {
    await lab.sql('CREATE TABLE nothing (id int, t text)')
    await lab.link('nothing')
    expect(await lab.worker.run('SELECT * FROM default.nothing')).toMatchObject({ rowsJson: [], rowCount: 0, inputRowCount: 0 })
  })

  test('joins of two and three remote tables, each larger than the ring, do not wait for each other', async () => {
    expect(await lab.worker.rows('SELECT count(*) AS n FROM default.big a JOIN default.big b ON a.id = b.id')).toEqual([[BIG_ROWS]])
    const three =
      'SELECT count(*) AS n FROM default.big a JOIN default.big b ON a.id = b.id JOIN default.big c ON c.id = b.id WHERE a.h <> c.h OR c.k < 500'
    expect(await lab.worker.rows(three)).toEqual([[BIG_ROWS / 2]])
    const union = 'SELECT count(*) AS n FROM (SELECT h FROM default.big UNION ALL SELECT h FROM default.big) u'
    expect(await lab.worker.rows(union)).toEqual([[2 * BIG_ROWS]])
  })

  test('a LIMIT that cannot be sent stops the server early', async () => {
    const result = await lab.worker.run('SELECT id FROM default.big WHERE length(h) = 32 LIMIT 3')
    expect(result.rowCount).toBe(3)
    expect(result.remoteStatements[0]?.sql).not.toContain('LIMIT')
    expect(result.inputRowCount).toBeLessThan(BIG_ROWS / 2)
    await lab.noBackends()
  })

  test('a cancel stops the server’s work, too', async () => {
    await lab.sql('CREATE VIEW slow AS SELECT i AS id, pg_sleep(0.02)::text AS s FROM generate_series(1, 100000) i')
    await lab.link('slow')
    const job = lab.worker.start('SELECT count(*) AS n, max(s) AS m FROM default.slow')
    await lab.runs('COPY%slow%')
    lab.worker.cancel(job.jobId)
    expect((await job.ended).kind).toBe('job-cancelled')
    await lab.noBackends()
    expect(await lab.worker.rows('SELECT 1 AS one')).toEqual([[1]])
  })

  test('a cancel does not wait for a dial that is not answered', async () => {
    const job = lab.worker.start(jdbcTable('s', 't', 'jdbc:postgresql://slow:5432/x'))
    while (!lab.worker.dials.includes('slow:5432')) await sleep(10)
    lab.worker.cancel(job.jobId)
    expect((await job.ended).kind).toBe('job-cancelled')
    expect(await lab.worker.rows('SELECT 1 AS one')).toEqual([[1]])
  })

  test('a connection that the server ends in the middle fails the job, not the worker', async () => {
    const job = lab.worker.start('SELECT count(*) AS n, max(s) AS m FROM default.slow')
    await lab.runs('COPY%slow%')
    await lab.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'Causeway'")
    expect(await job.ended).toMatchObject({ kind: 'job-failed', error: { kind: 'remote-failure' } })
    expect(await lab.worker.rows('SELECT 1 AS one')).toEqual([[1]])
  })

  test('an error of the database keeps its message and code', async () => {
    await lab.sql('CREATE VIEW dividing AS SELECT i AS id, 1 / (i - 5000) AS q FROM generate_series(1, 100000) i')
    await lab.link('dividing')
    const failed = await lab.worker.fail('SELECT sum(q) AS s FROM default.dividing')
    expect(failed.error).toMatchObject({ kind: 'remote-failure', message: 'pg1:5432/postgres: division by zero (SQLSTATE 22012)' })
    expect(failed.remoteStatements).toHaveLength(1)
  })
})

describe('push-down', () => {
  test.each([
    ['SELECT h FROM default.big WHERE id = 7', 'COPY (SELECT "id", "h" FROM "public"."big" WHERE ("id" = 7)) TO STDOUT (FORMAT binary)'],
    ["SELECT id FROM default.big WHERE k IN (7, 14) AND h = 'x'", 'WHERE (("h" = \'x\') AND ("k" IN (7, 14)))'],
    ["SELECT id FROM default.big WHERE d = date '2020-03-01' OR k IS NULL", 'WHERE (("k" IS NULL) OR ("d" = \'2020-03-01\'::date))'],
    ["SELECT id FROM default.big WHERE h LIKE 'ab%'", 'WHERE ("h" LIKE \'ab%\')'],
    ['SELECT id FROM default.big WHERE amount > 100.5', 'WHERE ("amount" > 100.50)'],
    ['SELECT id FROM default.big WHERE id > 5 AND length(h) = 3', 'WHERE (("id" > 5))'],
  ])('%s', async (sql, expected) => {
    expect((await sent(sql)).join('\n')).toContain(expected)
  })

  test('what PostgreSQL might decide otherwise is not sent', async () => {
    for (const condition of ["h > 'a'", 'id > 5 OR length(h) = 3', "upper(h) = 'A'", 'k % 2 = 0']) {
      expect(await sent(`SELECT id FROM default.big WHERE ${condition}`)).toEqual([expect.not.stringContaining('WHERE')])
    }
  })

  test('NULL of a row type is not asked there: it has other rules for it', async () => {
    await lab.sql('CREATE TYPE pair AS (x int, y int)')
    await lab.sql('CREATE TABLE pairs (id int, p pair)')
    await lab.sql('INSERT INTO pairs VALUES (1, ROW(1, 2)), (2, ROW(1, NULL)), (3, ROW(NULL, NULL)), (4, NULL)')
    await lab.link('pairs')
    expect(await lab.worker.rows('SELECT id FROM default.pairs WHERE p IS NOT NULL ORDER BY id')).toEqual([[1], [2], [3]])
    expect(await lab.worker.rows('SELECT id FROM default.pairs WHERE p IS NULL')).toEqual([[4]])
  })

  test('only the columns that are used are read', async () => {
    expect(await sent('SELECT k + 1 AS s FROM default.big')).toEqual(['COPY (SELECT "k" FROM "public"."big") TO STDOUT (FORMAT binary)'])
  })

  test('LIMIT is sent only where it cannot change the result', async () => {
    expect(await sent('SELECT id, h FROM default.big LIMIT 5')).toEqual([expect.stringContaining('LIMIT 5)')])
    expect(await sent('SELECT id FROM default.big WHERE k = 7 LIMIT 5')).toEqual([expect.stringContaining('LIMIT 5)')])
    expect(await sent("SELECT id FROM default.big WHERE h <> 'x' LIMIT 5")).toEqual([expect.stringContaining('LIMIT 5)')])
    for (const sql of [
      'SELECT id FROM default.big WHERE length(h) = 32 LIMIT 5',
      'SELECT id FROM default.big ORDER BY length(h), id LIMIT 5',
      'SELECT DISTINCT k FROM default.big LIMIT 5',
      'SELECT k, count(*) AS n FROM default.big GROUP BY k LIMIT 5',
      'SELECT a.id FROM default.big a JOIN default.big b ON a.id = b.id LIMIT 5',
    ]) {
      for (const statement of await sent(sql)) expect(statement).not.toContain('LIMIT')
    }
  })

  test('two references to one table have their own conditions', async () => {
    const statements = await sent('SELECT a.h, b.h FROM default.big a JOIN default.big b ON a.k = b.k WHERE a.id = 3 AND b.id = 4')
    expect(statements.toSorted()).toEqual([expect.stringContaining('WHERE ("id" = 3)'), expect.stringContaining('WHERE ("id" = 4)')])
  })
})

describe('refusals', () => {
  test('a refused dial keeps its message', async () => {
    const failed = await lab.worker.fail(jdbcTable('elsewhere', 't', 'jdbc:postgresql://pg9:5432/postgres'))
    expect(failed.error).toMatchObject({
      kind: 'unreachable',
      message: 'pg9:5432 cannot be reached from queue q1',
      hint: 'Bind a connection',
    })
  })

  test('a wrong password, an unknown database and an unknown table', async () => {
    const wrong = await lab.worker.fail(jdbcTable('w', 'big').replace("'a1'", "'wrong'"))
    expect(wrong.error).toMatchObject({ kind: 'remote-failure', hint: expect.stringContaining('datasource authentication') })
    expect(JSON.stringify(wrong)).not.toContain('not-the-password')
    const database = await lab.worker.fail(jdbcTable('w', 'big', 'jdbc:postgresql://pg1:5432/nowhere'))
    expect(database.error.message).toContain('"nowhere"')
    const table = await lab.worker.fail(jdbcTable('w', 'no_such_table'))
    expect(table.error).toMatchObject({ kind: 'not-found', message: expect.stringContaining('no_such_table') })
  })

  test('encryption that the server does not offer is not given up silently', async () => {
    const failed = await lab.worker.fail(jdbcTable('w', 'big', 'jdbc:postgresql://pg1:5432/postgres?sslmode=require'))
    expect(failed.error).toMatchObject({ kind: 'remote-failure', message: expect.stringContaining('encryption') })
  })

  test('other databases, and what is not a table', async () => {
    for (const [name, url] of [
      ['sqlserver', 'jdbc:sqlserver://pg1:1433'],
      ['Oracle', 'jdbc:oracle:thin:@pg1:1521:x'],
    ] as const) {
      expect((await lab.worker.fail(jdbcTable('w', 't', url))).error).toMatchObject({
        kind: 'not-supported',
        message: expect.stringContaining(name),
        hint: expect.stringMatching(/postgresql/i),
      })
    }
  })

  test('a dropped or retyped remote column is an error by its name; others are not touched by it', async () => {
    await lab.sql('CREATE TABLE frozen (a int, b int, c int)')
    await lab.sql('INSERT INTO frozen VALUES (1, 2, 3)')
    await lab.link('frozen')
    await lab.sql('ALTER TABLE frozen DROP COLUMN b, ALTER COLUMN c TYPE int8, ADD COLUMN d int')
    expect((await lab.worker.fail('SELECT b FROM default.frozen')).error.message).toContain('no column "b"')
    expect((await lab.worker.fail('SELECT c FROM default.frozen')).error.message).toContain('bigint')
    expect(await lab.worker.rows('SELECT a FROM default.frozen')).toEqual([[1]])
  })
})

test('a server that accepts and says nothing ends at the connect timeout, and a cancel ends it at once', async () => {
  const silent = await silentServer()
  const worker = await TestWorker.start({
    addresses: { 'quiet:5432': { host: '127.0.0.1', port: silent.port } },
    credentials: { a1: { userName: 'u', password: 'p' } },
  })
  try {
    const failed = await worker.fail(jdbcTable('q', 't', 'jdbc:postgresql://quiet:5432/x?connectTimeout=1&sslmode=disable'))
    expect(failed.error).toMatchObject({ kind: 'remote-failure', message: expect.stringContaining('did not answer in time') })
    const before = silent.accepted()
    const job = worker.start(jdbcTable('q', 't', 'jdbc:postgresql://quiet:5432/x?connectTimeout=300&sslmode=disable'))
    await expect.poll(() => silent.accepted()).toBeGreaterThan(before)
    worker.cancel(job.jobId)
    expect((await job.ended).kind).toBe('job-cancelled')
  } finally {
    await worker.end()
    await silent.close()
  }
})
