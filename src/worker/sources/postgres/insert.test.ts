import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type PostgresAndWorker, startPostgresAndWorker } from '../../fixtures/remote-postgres.ts'

let lab: PostgresAndWorker

beforeAll(async () => {
  lab = await startPostgresAndWorker()
  await lab.sql('CREATE TABLE numbers AS SELECT i::int8 AS id, md5(i::text) AS h FROM generate_series(1, 100000) i')
  await lab.link('numbers')
  await lab.sql('CREATE TABLE sink (id int8 PRIMARY KEY, t text CHECK (t <> $$bad$$), n numeric(12,2))')
  await lab.link('sink')
})
afterAll(() => lab.end())
beforeEach(async () => {
  await lab.sql('TRUNCATE sink')
})

const sinkRows = async () => (await lab.sql<{ n: number }>('SELECT count(*)::int4 AS n FROM sink'))[0]?.n

test('all rows of a large insert arrive, and are counted', async () => {
  const result = await lab.worker.run('INSERT INTO sink SELECT id, h, CAST(1.5 AS DECIMAL(12,2)) FROM default.numbers')
  expect(result).toMatchObject({ jobType: 'INSERT', rowCount: 100_000, inputRowCount: 100_000 })
  expect(result.remoteStatements.map(({ sql }) => sql)).toContain('COPY "public"."sink" ("id", "t", "n") FROM STDIN')
  const [there] = await lab.sql<{ n: number; same: boolean }>(
    'SELECT count(*)::int4 AS n, bool_and(s.t = n.h AND s.n = 1.5) AS same FROM sink s JOIN numbers n USING (id)',
  )
  expect(there).toEqual({ n: 100_000, same: true })
})

test('values that a text format must escape, and every type', async () => {
  await lab.sql(
    `CREATE TABLE every (id int4, a int2, b int8, c float4, d float8, e bool, f date, g timestamp, h timestamptz, i numeric(10,2), l text, o bytea, p uuid, q jsonb)`,
  )
  await lab.sql(`INSERT INTO every VALUES
    (1, -32768, -9223372036854775808, 0.1, 1e-300, true, '0044-03-15 BC', '2024-02-29 12:00:00.123456', '1900-01-01 00:00:00+00', -99999999.99,
     E'tab\\there\\nline\\rreturn\\\\backslash \\\\N', '\\x5c00ff0a', '00000000-0000-0000-0000-000000000001', '{"a": "x\\ny"}'),
    (2, NULL, NULL, 'NaN', '-Infinity', NULL, NULL, NULL, NULL, NULL, '', '\\x', NULL, NULL), (3, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)`)
  await lab.sql('CREATE TABLE every_again (LIKE every)')
  await lab.link('every')
  await lab.link('every_again')
  await lab.worker.run('INSERT INTO every_again SELECT * FROM default.every')
  const differences = await lab.sql(
    '(SELECT * FROM every EXCEPT SELECT * FROM every_again) UNION ALL (SELECT * FROM every_again EXCEPT SELECT * FROM every)',
  )
  expect(differences).toEqual([])
  expect((await lab.sql<{ n: number }>('SELECT count(*)::int4 AS n FROM every_again'))[0]?.n).toBe(3)
})

test('a constraint of the database: no row stays, and its message comes back', async () => {
  const failed = await lab.worker.fail(
    "INSERT INTO sink SELECT id, CASE WHEN id = 99999 THEN 'bad' ELSE h END, CAST(0 AS DECIMAL(12,2)) FROM default.numbers",
  )
  expect(failed.error).toMatchObject({ kind: 'remote-failure', message: expect.stringContaining('sink_t_check') })
  expect(await sinkRows()).toBe(0)
})

test('an error of the query in its last rows: no row stays', async () => {
  await lab.worker.tableWithBadLastRow('late', 100_000)
  const failed = await lab.worker.fail('INSERT INTO sink SELECT x, t, CAST(0 AS DECIMAL(12,2)) FROM default.late')
  expect(failed.error.message).toContain('not-a-number')
  expect(await sinkRows()).toBe(0)
  await lab.noBackends()
})

test('a cancel in the middle: no row stays', async () => {
  await lab.sql('CREATE OR REPLACE VIEW slow AS SELECT i::int8 AS id, pg_sleep(0.02)::text AS s FROM generate_series(1, 100000) i')
  await lab.link('slow')
  const job = lab.worker.start('INSERT INTO sink SELECT id, s, CAST(0 AS DECIMAL(12,2)) FROM default.slow')
  await Promise.all([lab.runs('COPY%slow%'), lab.runs('COPY%sink%')])
  lab.worker.cancel(job.jobId)
  expect((await job.ended).kind).toBe('job-cancelled')
  await lab.noBackends()
  expect(await sinkRows()).toBe(0)
})

test('a cancel that comes while the database commits: the job is told as what the database says has become of the rows', async () => {
  // It waits within its COMMIT, and is not to be stopped there.
  await lab.sql(`CREATE TABLE committed (id int8);
    CREATE FUNCTION go_on() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN PERFORM pg_advisory_xact_lock_shared(7); RETURN NULL; EXCEPTION WHEN query_canceled THEN PERFORM pg_advisory_xact_lock_shared(8); RETURN NULL; END $$;
    CREATE CONSTRAINT TRIGGER go_on AFTER INSERT ON committed DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION go_on()`)
  await lab.link('committed')
  await lab.sql('SELECT pg_advisory_lock(7), pg_advisory_lock(8)')
  const waitsFor = async (lock: number) =>
    (await lab.sql(`SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND objid = ${lock}`)).length
  const job = lab.worker.start('INSERT INTO committed VALUES (1)')
  await expect.poll(() => waitsFor(7)).toBe(1)
  lab.worker.cancel(job.jobId)
  await expect.poll(() => waitsFor(8)).toBe(1)
  await lab.sql('SELECT pg_advisory_unlock_all()')
  expect((await job.ended).kind).toBe('job-finished')
  expect(await lab.sql('SELECT id::int4 FROM committed')).toEqual([{ id: 1 }])
  await lab.noBackends()
})

test('the worker is killed in the middle: no row stays', async () => {
  const lab2 = await startPostgresAndWorker()
  try {
    await lab2.sql('CREATE VIEW slow AS SELECT i::int8 AS id, pg_sleep(0.02)::text AS s FROM generate_series(1, 100000) i')
    await lab2.sql('CREATE TABLE sink (id int8, t text)')
    await lab2.link('slow')
    await lab2.link('sink')
    lab2.worker.start('INSERT INTO sink SELECT id, s FROM default.slow').ended.catch(() => undefined)
    await Promise.all([lab2.runs('COPY%slow%'), lab2.runs('COPY%sink%')])
    lab2.worker.child.kill('SIGKILL')
    await lab2.worker.exited
    expect(await lab2.sql('SELECT * FROM sink')).toEqual([])
  } finally {
    await lab2.end()
  }
})

test('CREATE TABLE AS into a remote database is refused with what to do', async () => {
  const sql = `CREATE TABLE made USING JDBC OPTIONS ('url'='jdbc:postgresql://pg1:5432/postgres', 'dbtable'='made', 'passwdauth'='a1') AS SELECT 1 AS one`
  expect((await lab.worker.fail(sql)).error).toMatchObject({ kind: 'not-supported' })
})

test('INSERT OVERWRITE puts its rows in the place of the others in one transaction, also those that it reads', async () => {
  await lab.sql("INSERT INTO sink VALUES (1, 'old', 1), (2, 'old', 2)")
  const result = await lab.worker.run("INSERT OVERWRITE sink SELECT id + 10, concat(t, '!'), n FROM default.sink")
  expect(result).toMatchObject({ jobType: 'INSERT', rowCount: 2 })
  expect(result.remoteStatements.map(({ sql }) => sql)).toContain('DELETE FROM "public"."sink"')
  expect(await lab.sql('SELECT id::int4, t FROM sink ORDER BY id')).toEqual([
    { id: 11, t: 'old!' },
    { id: 12, t: 'old!' },
  ])
  const failed = await lab.worker.fail("INSERT OVERWRITE sink SELECT 1, 'bad', 1")
  expect(failed.error).toMatchObject({ kind: 'remote-failure' })
  expect(await sinkRows()).toBe(2)
})

test('a column that the list leaves out has the default of the database', async () => {
  await lab.sql(`CREATE TABLE with_defaults (id int8 GENERATED ALWAYS AS IDENTITY, n int DEFAULT 7, made timestamptz NOT NULL DEFAULT now(), t text,
    twice int GENERATED ALWAYS AS (n * 2) STORED, other int GENERATED BY DEFAULT AS IDENTITY)`)
  await lab.link('with_defaults')
  await lab.worker.run("INSERT INTO with_defaults (t) VALUES ('a'), ('b')")
  await lab.worker.run("INSERT INTO with_defaults (t, n, other) SELECT 'c', CAST(NULL AS INT), 40")
  expect(await lab.sql('SELECT id::int4, n, made IS NOT NULL AS made, t, twice, other FROM with_defaults ORDER BY id')).toEqual([
    { id: 1, n: 7, made: true, t: 'a', twice: 14, other: 1 },
    { id: 2, n: 7, made: true, t: 'b', twice: 14, other: 2 },
    { id: 3, n: null, made: true, t: 'c', twice: null, other: 40 },
  ])
  await lab.worker.run('INSERT OVERWRITE with_defaults (n) SELECT n + 1 FROM default.with_defaults WHERE id < 3')
  expect(await lab.sql('SELECT id::int4, n, t FROM with_defaults ORDER BY id')).toEqual([
    { id: 4, n: 8, t: null },
    { id: 5, n: 8, t: null },
  ])
})

test.each([
  ["INSERT INTO with_defaults VALUES (9, 1, TIMESTAMP '2024-01-01 00:00:00', 'x', 2, 3)", 'Columns "id", "twice" of the remote table'],
  ['INSERT INTO with_defaults (id, n) VALUES (9, 1)', 'Column "id" of the remote table public.with_defaults is GENERATED ALWAYS'],
])('%s: a column that is generated is refused by name', async (sql, message) => {
  const failed = await lab.worker.fail(sql)
  expect(failed.error).toMatchObject({
    kind: 'sql-semantics',
    message: expect.stringContaining(message),
    hint: 'List the other columns: INSERT INTO … (n, made, t, other)',
  })
})
