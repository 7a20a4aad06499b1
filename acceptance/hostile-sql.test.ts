import { access, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Api, expectDone } from './support/api.ts'
import { TestServer } from './support/server.ts'

/**
 * A user's SQL must not touch the machine: no file outside of the buckets, no environment, no port, no setting of the engine. A file, a
 * variable of the environment and a port stand guard; each holds something that must never be seen, or counts who comes.
 */
const secret = `canary${Date.now().toString(36)}x`

let api: Api
let folder = ''
let canary: Server
let canaryPort = 0
let connections = 0

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'causeway-canary-'))
  await writeFile(join(folder, 'secret.csv'), `id,name\n1,${secret}\n`)
  await writeFile(join(folder, 'secret.json'), `{"name":"${secret}"}\n`)
  await writeFile(join(folder, 'secret.txt'), `${secret}\n`)
  canary = createServer((socket) => {
    connections += 1
    socket.destroy()
  })
  await new Promise<void>((resolve) => canary.listen(0, '127.0.0.1', resolve))
  const address = canary.address()
  canaryPort = typeof address === 'object' && address !== null ? address.port : 0
  api = new Api(await TestServer.start({ CAUSEWAY_TEST_CANARY: secret }))
  const bucket = join(api.server.home, 'buckets', 'lake')
  await mkdir(bucket, { recursive: true })
  await writeFile(join(bucket, 'good.csv'), 'id,name\n1,fine\n')
  await symlink(join(folder, 'secret.csv'), join(bucket, 'link.csv'))
  await symlink(folder, join(bucket, 'linked'))
  await api.createQueue('q1')
  for (const sql of [
    `CREATE TABLE good (id INT, name STRING) USING csv OPTIONS (path 'obs://lake/good.csv', header 'true')`,
    'CREATE TABLE own AS SELECT 1 AS id',
  ]) {
    await api.finish(sql, { queue: 'q1' })
  }
})
afterAll(async () => {
  await api?.server.close()
  canary?.close()
  await rm(folder, { recursive: true, force: true })
})

/** {f} is the canary's folder, {port} its port, {home} the server's data folder. */
const hostile = [
  // Files, by functions of the engine and of Spark.
  `SELECT * FROM read_text('{f}/secret.txt')`,
  `SELECT * FROM read_csv('{f}/secret.csv')`,
  `SELECT * FROM read_csv_auto('{f}/secret.csv')`,
  `SELECT * FROM read_json('{f}/secret.json')`,
  `SELECT * FROM read_blob('{f}/*')`,
  `SELECT * FROM read_parquet('{f}/secret.csv')`,
  `SELECT * FROM glob('{f}/*')`,
  `SELECT * FROM sniff_csv('{f}/secret.csv')`,
  `SELECT * FROM parquet_metadata('{f}/secret.csv')`,
  `SELECT * FROM read_text('/proc/self/environ')`,
  `SELECT * FROM '{f}/secret.csv'`,
  `SELECT * FROM "{f}/secret.csv"`,
  'SELECT * FROM `{f}/secret.csv`',
  'SELECT * FROM csv.`{f}/secret.csv`',
  'SELECT * FROM json.`file://{f}/secret.json`',
  'SELECT * FROM text.`file:///etc/passwd`',
  'SELECT * FROM binaryFile.`{f}/secret.txt`',
  `SELECT input_file_name() FROM read_text('{f}/secret.txt')`,
  // Files, by tables.
  `CREATE TABLE h1 (id INT, name STRING) USING csv OPTIONS (path '{f}/secret.csv')`,
  `CREATE TABLE h2 (id INT, name STRING) USING csv OPTIONS (path 'file://{f}/secret.csv')`,
  `CREATE TABLE h5 (id INT, name STRING) USING csv OPTIONS (path 'obs:///{f}/secret.csv')`,
  `CREATE TABLE h7 (id INT, name STRING) USING csv OPTIONS (path 'http://127.0.0.1:{port}/x.csv')`,
  `CREATE TABLE h8 (id INT) USING parquet LOCATION '{f}'`,
  `CREATE EXTERNAL TABLE h9 (id INT) STORED AS parquet LOCATION 'file://{f}/new'`,
  `CREATE DATABASE h10 LOCATION '{f}/new'`,
  `CREATE TABLE h11 USING text OPTIONS (path 'obs://lake/../../causeway.db')`,
  `CREATE TABLE h12 USING sqlite OPTIONS (path 'obs://lake/good.csv')`,
  `CREATE TABLE h13 (id INT) USING 'org.example.Evil' OPTIONS (path 'obs://lake/good.csv')`,
  // Writing.
  `COPY (SELECT 1) TO '{f}/written.csv'`,
  `COPY own TO '{f}/written.csv'`,
  `COPY own FROM '{f}/secret.csv'`,
  `EXPORT DATABASE '{f}/written'`,
  `IMPORT DATABASE '{f}'`,
  `INSERT OVERWRITE DIRECTORY '{f}/written' USING csv SELECT 1`,
  `INSERT OVERWRITE DIRECTORY 'obs://lake/../../../written' USING csv SELECT 1`,
  `INSERT OVERWRITE LOCAL DIRECTORY '{f}/written' USING csv SELECT 1`,
  `CREATE TABLE h14 USING parquet OPTIONS (path '{f}/written') AS SELECT 1 AS id`,
  `CREATE TABLE h15 USING parquet OPTIONS (path 'obs://lake/../../../written') AS SELECT 1 AS id`,
  `LOAD DATA INPATH '{f}/secret.csv' INTO TABLE own`,
  `LOAD DATA INPATH 'obs://lake/../../../secret.csv' INTO TABLE own`,
  `LOAD DATA INPATH 'obs://lake/{x,../../../}/secret.csv' INTO TABLE own`,
  `LOAD DATA LOCAL INPATH '{f}/secret.csv' INTO TABLE own`,
  // The engine itself.
  `ATTACH '{f}/written.db'`,
  `ATTACH ':memory:' AS other`,
  `ATTACH '{home}/causeway.db' AS store (TYPE sqlite)`,
  `DETACH memory`,
  `USE system`,
  `INSTALL httpfs`,
  `LOAD httpfs`,
  `FORCE INSTALL sqlite`,
  `PRAGMA database_list`,
  `PRAGMA enable_profiling`,
  `SET VARIABLE x = 1`,
  `CALL enable_logging(storage='file', storage_path='{f}/written')`,
  `CALL pragma_version()`,
  `CHECKPOINT`,
  `FORCE CHECKPOINT`,
  `VACUUM`,
  `CREATE SECRET s (TYPE s3, KEY_ID 'a', SECRET 'b')`,
  `CREATE MACRO m(a) AS a + 1`,
  `CREATE TYPE mood AS ENUM ('a')`,
  `CREATE SEQUENCE s`,
  `PREPARE p AS SELECT 1`,
  `EXECUTE IMMEDIATE 'SELECT 1'`,
  `SELECT * FROM duckdb_settings()`,
  `SELECT * FROM duckdb_secrets()`,
  `SELECT * FROM duckdb_tables()`,
  `SELECT * FROM pragma_database_list()`,
  `SELECT * FROM information_schema.tables`,
  `SELECT * FROM pg_catalog.pg_class`,
  `SELECT * FROM sqlite_master`,
  `SELECT current_setting('temp_directory')`,
  `SELECT getvariable('x')`,
  `SELECT * FROM query('SELECT 1')`,
  `SELECT * FROM query_table('own')`,
  `SELECT write_log('x')`,
  `SELECT * FROM json_execute_serialized_sql('{}')`,
  `SELECT nextval('s')`,
  // The environment and programs.
  `SELECT getenv('CAUSEWAY_TEST_CANARY')`,
  `SELECT java_method('java.lang.System', 'getenv', 'CAUSEWAY_TEST_CANARY')`,
  `SELECT reflect('java.lang.Runtime', 'exec', 'touch {f}/written')`,
  `SELECT TRANSFORM(id) USING 'touch {f}/written' FROM own`,
  `SELECT TRANSFORM(id) USING '/bin/sh' AS (a STRING) FROM own`,
  `CREATE FUNCTION f AS 'org.example.Evil' USING JAR 'http://127.0.0.1:{port}/x.jar'`,
  `ADD JAR 'http://127.0.0.1:{port}/x.jar'`,
  `ADD FILE '{f}/secret.txt'`,
  `LIST FILES`,
  // Ports.
  `CREATE TABLE n1 USING JDBC OPTIONS ('url'='jdbc:postgresql://127.0.0.1:{port}/x','dbtable'='t','user'='u','password'='p')`,
  `CREATE TABLE n2 USING JDBC OPTIONS ('url'='jdbc:postgresql://localhost:{port}/x','dbtable'='t','user'='u','password'='p')`,
  `CREATE TABLE n3 USING JDBC OPTIONS ('url'='jdbc:postgresql:///x?host=127.0.0.1&port={port}','dbtable'='t','user'='u','password'='p')`,
  `CREATE TABLE n4 USING JDBC OPTIONS ('url'='jdbc:postgresql://u:p@127.0.0.1:{port}/x?sslrootcert={f}/secret.txt','dbtable'='t')`,
  `CREATE TABLE n5 USING JDBC OPTIONS ('url'='jdbc:postgresql://h:1/x?loggerFile={f}/written&loggerLevel=TRACE','dbtable'='t','user'='u','password'='p')`,
  `CREATE TABLE n6 USING JDBC OPTIONS ('url'='jdbc:h2:mem:x;INIT=RUNSCRIPT FROM ''http://127.0.0.1:{port}/x''','dbtable'='t')`,
  `CREATE TABLE n7 USING JDBC OPTIONS ('url'='jdbc:sqlite:{home}/causeway.db','dbtable'='queues')`,
  `SELECT * FROM postgres_scan('host=127.0.0.1 port={port}', 'public', 't')`,
  `SELECT * FROM sqlite_scan('{home}/causeway.db', 'queues')`,
  `SELECT * FROM read_csv('http://127.0.0.1:{port}/x')`,
  // Past the parser.
  `SELECT 1; SELECT * FROM read_text('{f}/secret.txt')`,
  `SELECT 1 /* */ ; COPY (SELECT 1) TO '{f}/written' --`,
  `SELECT 1 AS \`a" FROM read_text('{f}/secret.txt') --\` FROM no_such_table`,
  `EXPLAIN ANALYZE COPY (SELECT 1) TO '{f}/written'`,
  `DESCRIBE SELECT * FROM read_text('{f}/secret.txt')`,
  `CREATE VIEW v AS SELECT * FROM read_text('{f}/secret.txt')`,
  `CREATE TABLE h16 AS SELECT * FROM read_text('{f}/secret.txt')`,
  `INSERT INTO own SELECT length(content) FROM read_text('{f}/secret.txt')`,
  `WITH a AS (SELECT * FROM read_text('{f}/secret.txt')) SELECT * FROM a`,
  `SELECT (SELECT content FROM read_text('{f}/secret.txt'))`,
  `SELECT * FROM own WHERE id IN (SELECT length(content) FROM read_text('{f}/secret.txt'))`,
  `FROM read_text('{f}/secret.txt')`,
  `SUMMARIZE own`,
  `PIVOT own ON id`,
] as const

/** A path into the buckets that leads out of them: the table may be made, but must not be read. */
const leadsOut = [
  'obs://lake/../../../../../../../../../..{f}/secret.csv',
  'obs://lake/%2e%2e/%2e%2e/%2e%2e/secret.csv',
  'obs://../secret.csv',
  'obs://..',
  'obs://lake/link.csv',
  'obs://lake/linked/secret.csv',
  'obs://lake/linked',
  'obs://lake/./../../causeway.db',
  'obs://lake\\..\\..\\causeway.db',
  'obs://no-such-bucket/secret.csv',
] as const

const fill = (text: string): string =>
  text.replaceAll('{f}', folder).replaceAll('{port}', String(canaryPort)).replaceAll('{home}', api.server.home)

/** The end of a statement: 'REFUSED' at once, or that of its job. Whatever the server said on the way comes with it. */
async function outcome(sql: string): Promise<{ readonly status: string; readonly said: string; readonly rowCount: number }> {
  const submitted = await api.submit(sql, { queue: 'q1' })
  if (submitted.status === 400) return { status: 'REFUSED', said: submitted.text, rowCount: 0 }
  expect(submitted.status, submitted.text).toBe(200)
  const end = await api.waitForJob(String(submitted.body['job_id']))
  const preview = await api.get(`/v1.0/{p}/jobs/${end.jobId}/preview`)
  return { status: end.status, said: JSON.stringify(end.body) + preview.text, rowCount: Number(end.body['result_count']) }
}

async function expectUntouched(): Promise<void> {
  expect((await readdir(folder)).sort()).toEqual(['secret.csv', 'secret.json', 'secret.txt'])
  expect(await readFile(join(folder, 'secret.txt'), 'utf8')).toBe(`${secret}\n`)
  expect(connections, 'connections to the canary').toBe(0)
  for (const place of ['written', '../written']) {
    await expect(access(join(api.server.home, place))).rejects.toThrow()
    await expect(access(join(api.server.home, 'buckets', place))).rejects.toThrow()
  }
}

describe('hostile SQL', () => {
  it.each(hostile)('is refused: %s', async (template) => {
    const { status, said } = await outcome(fill(template))
    expect(['REFUSED', 'FAILED'], `${status}: ${said}`).toContain(status)
    expect(said).not.toContain(secret)
    await expectUntouched()
  })

  it.each(leadsOut)('cannot read %s', async (template) => {
    const path = fill(template)
    const name = `out_${leadsOut.indexOf(template)}`
    const created = await outcome(
      `CREATE TABLE ${name} (id STRING, name STRING) USING csv OPTIONS (path '${path.replaceAll('\\', '\\\\')}')`,
    )
    if (created.status === 'FINISHED') {
      const read = await outcome(`SELECT * FROM ${name}`)
      // A path with %2e in it is a folder of that name, which is not there: a table without rows.
      if (read.status === 'FINISHED') expect(read.rowCount, read.said).toBe(0)
      expect(read.said).not.toContain(secret)
    }
    expect(created.said).not.toContain(secret)
    await expectUntouched()
  })

  it('settings of the engine are names like any other: they are kept for variables, and the engine is not told', async () => {
    const settings = [`memory_limit = '100GB'`, 'enable_external_access = true', `allowed_directories = ['/']`]
    for (const setting of settings) await api.finish(`SET ${setting}`, { queue: 'q1' })
    await api.finish('RESET lock_configuration', { queue: 'q1' })
    const { status, said } = await outcome(fill(`SELECT * FROM read_text('{f}/secret.txt')`))
    expect(['REFUSED', 'FAILED'], `${status}: ${said}`).toContain(status)
    expect(await api.rows('SET enable_external_access', { queue: 'q1' })).toEqual([['enable_external_access', 'true']])
    await api.finish('RESET', { queue: 'q1' })
    await expectUntouched()
  })

  it.each([
    [`SELECT '\\'; COPY (SELECT 1) TO \\'/tmp/x\\' --' AS a`, `'; COPY (SELECT 1) TO '/tmp/x' --`],
    [`SELECT 'read_text(/etc/passwd)' AS a`, 'read_text(/etc/passwd)'],
    ["SELECT 'x' AS `a\"; DROP TABLE own; --`", 'x'],
    [`SELECT "double; quoted" AS a`, 'double; quoted'],
  ])('text stays text: %s', async (sql, expected) => {
    expect(await api.rows(sql, { queue: 'q1' })).toEqual([[expected]])
  })

  it.each([
    `SELECT length(repeat('x', 2000000000))`,
    `SELECT count(*) FROM (SELECT explode(sequence(1, 2000000000)))`,
    `SELECT collect_list(a.id) FROM (SELECT explode(sequence(1, 100000)) AS id) a CROSS JOIN (SELECT explode(sequence(1, 100000)) AS id) b`,
  ])('too much of something ends its job, not the server: %s', async (sql) => {
    const submitted = await api.submit(sql, { queue: 'q1', conf: ['dli.sql.job.timeout=5'] })
    if (submitted.status === 200)
      expect(['FINISHED', 'FAILED', 'CANCELLED']).toContain((await api.waitForJob(String(submitted.body['job_id']))).status)
    expect((await api.get('/healthz')).status).toBe(200)
    expect(await api.rows('SELECT 1', { queue: 'q1' })).toEqual([[1]])
  })

  it('leaves tables, files and the queue as they were, and nothing of the secret in the log', async () => {
    expect(await api.rows('SELECT id, name FROM good', { queue: 'q1' })).toEqual([[1, 'fine']])
    expect(await api.rows('SELECT id FROM own', { queue: 'q1' })).toEqual([[1]])
    await expectUntouched()
    expect(await api.server.log()).not.toContain(secret)
    expectDone(await api.delete('/v1.0/{p}/queues/q1'))
  })
})
