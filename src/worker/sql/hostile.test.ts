import { type DuckDBConnection, DuckDBDateValue, DuckDBInstance } from '@duckdb/node-api'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ENGINE_FUNCTIONS, registerEngineFunction } from '../engine/functions/engine-functions.ts'
import type { CatalogReader } from './catalog-reader.ts'
import type { TranslationContext } from './plan/plan.ts'
import { ENGINE_MACROS } from './render/duckdb/engine-macros.ts'
import { ENGINE_SETTINGS } from './render/duckdb/engine-settings.ts'
import { classify, translate } from './translate.ts'

const catalog: CatalogReader = {
  databaseExists: async () => true,
  table: async (database, name) =>
    name === 't'
      ? {
          database,
          name,
          columns: [
            { name: 'a', type: 'int' },
            { name: 'b"; drop', type: 'string' },
          ],
          source: { kind: 'managed', format: 'parquet' },
        }
      : undefined,
}
const context: TranslationContext = { currentDatabase: 'default', catalog, now: 0, userName: "o'brien" }

const REFUSED: readonly string[] = [
  // The engine's functions that read files or itself.
  "SELECT * FROM read_csv('/etc/passwd')",
  "SELECT * FROM read_text('/etc/passwd')",
  "SELECT * FROM read_parquet('x.parquet')",
  "SELECT * FROM read_blob('/proc/self/environ')",
  "SELECT * FROM read_json_auto('http://127.0.0.1/x')",
  "SELECT * FROM glob('/etc/*')",
  "SELECT * FROM sniff_csv('/etc/passwd')",
  "SELECT * FROM parquet_metadata('x')",
  "SELECT * FROM query('select 1')",
  "SELECT * FROM query_table('t')",
  'SELECT * FROM duckdb_settings()',
  'SELECT * FROM duckdb_secrets()',
  'SELECT * FROM duckdb_functions()',
  "SELECT * FROM which_secret('s3://x', 's3')",
  'SELECT * FROM pragma_table_info(1)',
  'SELECT * FROM `read_text`(1)',
  "SELECT getenv('HOME')",
  "SELECT current_setting('temp_directory')",
  "SELECT getvariable('x')",
  "SELECT nextval('s')",
  "SELECT read_text('/etc/passwd')",
  "SELECT error('x')",
  "SELECT json_serialize_sql('select 1')",
  'SELECT sp_to_date(1)',
  'SELECT struct_pack(1)',
  "SELECT `read_text`('/etc/passwd')",
  "SELECT main.read_text('/etc/passwd')",
  "SELECT a FROM t LATERAL VIEW read_csv('/etc/passwd') x AS y",
  "SELECT transform(array(1), x -> read_text('/etc/passwd'))",
  // Files and system catalogs as tables.
  "SELECT * FROM '/etc/passwd'",
  'SELECT * FROM `/etc/passwd`',
  'SELECT * FROM `x.parquet`',
  'SELECT * FROM parquet.`/etc/x.parquet`',
  'SELECT * FROM csv.`/etc/passwd`',
  'SELECT * FROM information_schema.tables',
  'SELECT * FROM pg_catalog.pg_class',
  'SELECT * FROM sqlite_master',
  'SELECT * FROM duckdb_tables',
  'SELECT * FROM scan_0',
  'SELECT * FROM scan_0 AS t',
  'SELECT * FROM cte_0',
  'SELECT * FROM r0',
  'SELECT r0.a FROM t',
  'SELECT * FROM t AS x WHERE scan_0.a = 1',
  // Statements of the engine.
  "ATTACH 'x.db'",
  "COPY t TO '/tmp/x'",
  "COPY (SELECT 1) TO '/tmp/x'",
  'PRAGMA database_list',
  'INSTALL httpfs',
  "LOAD 'x'",
  "CALL enable_logging(storage='file')",
  'EXPORT DATABASE x',
  'CHECKPOINT',
  'FORCE CHECKPOINT',
  'VACUUM',
  'CREATE MACRO m() AS 1',
  "CREATE SECRET s (TYPE s3, KEY_ID 'a')",
  'ADD JAR x',
  "CREATE FUNCTION f AS 'com.x.Y'",
  "INSERT OVERWRITE DIRECTORY '/tmp/x' USING csv SELECT 1",
  "FROM t INSERT OVERWRITE DIRECTORY 'obs://b1/x' USING csv SELECT 1 INSERT OVERWRITE DIRECTORY '/tmp/x' USING csv SELECT 1",
  "LOAD DATA INPATH '/etc/passwd' INTO TABLE t",
  "SELECT TRANSFORM(a) USING 'cat' FROM t",
  // Several statements in one, and ends of comments and strings.
  'SELECT 1; DROP TABLE t',
  "SELECT 1; ATTACH 'x'",
  'SELECT 1 */ ; DROP TABLE t',
  "SELECT 'a\\'; DROP TABLE t; --",
  // Locations that are no obs:// path, and secrets in a statement.
  "CREATE TABLE x USING csv OPTIONS (path '/etc/passwd')",
  "CREATE TABLE x USING csv LOCATION 'file:///etc/passwd'",
  "CREATE TABLE x (a int) USING parquet LOCATION 's3://b/x'",
  "CREATE TABLE x USING csv OPTIONS (path 'obs://b/p', password 'p')",
  "CREATE TABLE x USING jdbc OPTIONS (url 'jdbc:postgresql://h/d', dbtable 't', USER 'u', PassWord 'p')",
  "CREATE TABLE x USING jdbc OPTIONS (url 'jdbc:postgresql://h/d?user=u&password=p', dbtable 't')",
  "CREATE TABLE x USING jdbc OPTIONS (url 'jdbc:postgresql://u:p@h/d', dbtable 't')",
  'CREATE TABLE `../x` (a int)',
  'CREATE TABLE `a/b` (a int)',
  'CREATE DATABASE `../../etc`',
  'CREATE DATABASE `a"b`',
  "SELECT 'a\\0b'",
  'SELECT 1 AS `a\u0000b`',
  "SELECT date_format(current_timestamp(), \"yyyy' || read_text('/etc/passwd')\")",
  "SELECT from_utc_timestamp(current_timestamp(), 'UTC\\' || x')",
  "SELECT extract(`x'y` FROM DATE '2024-01-01')",
  'SELECT * FROM range((SELECT 1))',
  'SELECT a FROM t LIMIT (SELECT 1)',
  // The same by other spellings, in other clauses, and behind quotes that do not end where they seem to.
  "SELECT READ_TEXT('/etc/passwd')",
  "SELECT `READ_CSV`('/etc/passwd')",
  "SELECT * FROM READ_CSV_AUTO('/etc/passwd')",
  "SELECT * FROM read_ndjson_objects('/etc/passwd')",
  "SELECT * FROM `read_csv`('/etc/passwd') AS t(a)",
  "SELECT * FROM parquet_scan('x')",
  'SELECT * FROM "main"."secret"',
  'SELECT * FROM memory.main.secret',
  'SELECT * FROM secret',
  'SELECT * FROM temp.scan_0',
  'SELECT * FROM default.scan_0',
  'SELECT * FROM default.`scan_0; DROP TABLE secret`',
  'SELECT * FROM default.`t" UNION SELECT * FROM secret --`',
  'SELECT * FROM `default`.`t"`',
  "SELECT * FROM /**/ read_text('/etc/passwd')",
  "SELECT read_text/**/('/etc/passwd')",
  "SELECT re/**/ad_text('x')",
  'SELECT a FROM t WHERE a IN (SELECT s FROM secret)',
  'SELECT (SELECT s FROM secret LIMIT 1)',
  'SELECT a FROM t WHERE EXISTS (SELECT * FROM duckdb_settings())',
  "WITH x AS (SELECT * FROM read_text('/etc/passwd')) SELECT * FROM x",
  "SELECT a FROM t ORDER BY read_text('x')",
  "SELECT a FROM t GROUP BY getenv('x')",
  "SELECT count(*) FROM t HAVING getenv('x') = 1",
  "SELECT sum(a) OVER (ORDER BY read_text('x')) FROM t",
  "SELECT a FROM t JOIN t u ON read_text('x') = u.a",
  "SELECT aggregate(array(1), 0, (x, y) -> getvariable('z'))",
  "SELECT CAST('x' AS `INTEGER); DROP TABLE secret`)",
  'SELECT CAST(1 AS STRUCT<`a" INTEGER); DROP TABLE secret --`: INT>)',
  'SELECT CAST(1 AS json)',
  "SELECT CAST('a' AS ENUM)",
  "SELECT TIMESTAMP 'x''; DROP'",
  "SELECT DATE '2024-01-01'' OR 1'",
  "SELECT INTERVAL '1'' DAY; DROP' DAY",
  "SELECT INTERVAL '1 day); DROP TABLE secret' DAY",
  "SELECT X'zz'",
  `SELECT from_unixtime(0, "yyyy'' || read_text('x') || ''")`,
  `SELECT to_date('x', "yyyy'); DROP TABLE secret; --")`,
  "SELECT from_utc_timestamp(current_timestamp(), 'Asia/Shanghai'' || 1')",
  "SELECT to_utc_timestamp(current_timestamp(), '../../etc/localtime')",
  "SELECT extract(`year') || read_text('x` FROM current_date())",
  "SELECT a LIKE 'x' ESCAPE '''' FROM t",
  "SELECT a LIKE 'x' ESCAPE '' FROM t",
  "SELECT a LIKE 'x' ESCAPE 'ab' FROM t",
  "SELECT sha2('a', 256); SELECT 1",
  'SELECT 1;; SELECT 2',
  "SELECT '\\u0000'",
  "SELECT * FROM t FOR SYSTEM_TIME AS OF '2020'",
  "SELECT /*+ x */ read_text('y')",
  "SELECT a FROM t LATERAL VIEW explode(read_text('x')) q AS z",
  "VALUES (read_text('/etc/passwd'))",
  "SELECT * FROM VALUES (getenv('x')) AS v(a)",
  "FROM t INSERT INTO t SELECT read_text('x'), 'b' INSERT INTO t SELECT 1, 'c'",
  'INSERT INTO scan_0 VALUES (1)',
  'INSERT INTO t SELECT * FROM secret',
  "INSERT INTO read_text('x') SELECT 1",
  "INSERT INTO DIRECTORY '/tmp' SELECT 1",
  "MERGE INTO t USING t s ON t.a = read_text('x') WHEN MATCHED THEN DELETE",
  "CREATE VIEW v AS SELECT * FROM read_text('x')",
  "CREATE TEMPORARY VIEW v USING csv OPTIONS (path '/etc/passwd')",
  "CREATE TABLE x USING csv OPTIONS ('path'='/etc/passwd')",
  "CREATE TABLE x USING csv OPTIONS (path 'obs:/b/x')",
  "CREATE TABLE x USING csv OPTIONS (path 'OBSS://b/x')",
  "CREATE TABLE x USING csv OPTIONS (path 'obs://b/x') LOCATION 'obs://b/y'",
  "CREATE TABLE x USING `csv'); DROP` OPTIONS (path 'obs://b/x')",
  "CREATE TABLE x USING carbondata OPTIONS (path 'obs://b/x')",
  "CREATE TABLE x USING hudi LOCATION 'obs://b/x'",
  "CREATE TABLE x USING delta LOCATION '/etc'",
  "CREATE TABLE x USING jdbc OPTIONS (url 'jdbc:postgresql://h/d?sslpassword=x', dbtable 't')",
  "CREATE TABLE x USING jdbc OPTIONS (url 'jdbc:postgresql://h/d?%70assword=x', dbtable 't')",
  "CREATE TABLE x USING jdbc OPTIONS (url 'jdbc:postgresql://h/d', dbtable 't', ' password ' 'x')",
  "CREATE TABLE x USING jdbc OPTIONS (url 'jdbc:postgresql://h/d', dbtable 't', 'fs.obs.secret.key' 'x')",
  "CREATE TABLE x (a int) USING csv OPTIONS (path 'obs://b/p') TBLPROPERTIES ('password'='x')",
  'CREATE TABLE `x"; DROP TABLE secret` (a int)',
  'CREATE TABLE db.`..`.x (a int)',
  'CREATE TABLE `.` (a int)',
  'CREATE TABLE `..` (a int)',
  'CREATE TABLE a.b.c (x int)',
  "ADD FILE '/etc/passwd'",
  'LIST JARS',
  'SET spark.sql.ansi.enabled = true',
  "SET TIME ZONE 'x'",
  "EXECUTE IMMEDIATE 'SELECT 1'",
  'BEGIN SELECT 1; END',
  'DECLARE x INT',
  'SELECT :x',
  'SELECT ?',
  "SELECT IDENTIFIER('secret')",
  "SELECT * FROM IDENTIFIER('secret')",
  "SELECT identifier('read_text')('x')",
  "SELECT java_method('java.lang.Runtime', 'getRuntime')",
  "SELECT reflect('java.lang.System', 'getenv', 'HOME')",
  "SELECT sp_trim_all('x')",
  "SELECT `sp_to_date`('x')",
  "SELECT `error`('x')",
  'SELECT list_extract(array(1), 1)',
  "SELECT struct_extract(struct(1), 'a')",
  'SELECT rowid FROM t',
  'SELECT t.rowid FROM t',
  "SELECT COLUMNS('a') FROM t",
  'SELECT t FROM t',
  'SELECT scan_0 FROM t',
  'SELECT r0 FROM t',
  'SELECT p0 FROM t',
  'SELECT transform(array(1), p0 -> getenv(p0))',
]

/** What the engine also has: here it is of the session, or of nothing, and the engine is told none of it. */
const OF_SESSION: readonly string[] = [
  'DESCRIBE FUNCTION read_text',
  'SET enable_external_access = true',
  'RESET ALL',
  'USE memory',
  'CREATE OR REPLACE TEMP VIEW scan_0 AS SELECT 1',
  'DROP VIEW scan_0',
  'SHOW FUNCTIONS',
  'ANALYZE TABLE t COMPUTE STATISTICS',
  'CACHE TABLE t',
  'REFRESH TABLE t',
]

test.each(OF_SESSION)('%s reaches no engine', async (sql) => {
  expect(await translate(sql, context)).toMatchObject({ kind: 'command' })
})

describe('is refused', () => {
  test.each(REFUSED)('%s', async (sql) => {
    const refusal = expect.objectContaining({
      name: 'CausewayError',
      kind: expect.stringMatching(/^(sql-syntax|sql-semantics|not-supported|limit-exceeded)$/),
    })
    await expect(translate(sql, context)).rejects.toEqual(refusal)
  })
})

let instance: DuckDBInstance
let connection: DuckDBConnection

beforeAll(async () => {
  instance = await DuckDBInstance.create(':memory:', { threads: '1' })
  connection = await instance.connect()
  for (const name of Object.keys(ENGINE_FUNCTIONS)) await registerEngineFunction(connection, name)
  for (const statement of [...ENGINE_SETTINGS, ...ENGINE_MACROS]) await connection.run(statement)
  await connection.run('SET enable_external_access = false')
  await connection.run(`CREATE TABLE scan_0 AS SELECT 1 AS a, 'x' AS "b""; drop"`)
  await connection.run('CREATE TABLE secret AS SELECT 42 AS s')
})

afterAll(() => {
  connection.closeSync()
  instance.closeSync()
})

/** What is let through: the names and rows it gives say that quotes, comments and hints did nothing. */
const HARMLESS: readonly (readonly [sql: string, names: readonly string[], row: readonly unknown[]])[] = [
  [`SELECT 'x''; DROP TABLE secret; --' AS v`, ['v'], ['x; DROP TABLE secret; --']],
  [`SELECT 'x\\'; DROP TABLE secret; --' AS v`, ['v'], [`x'; DROP TABLE secret; --`]],
  [`SELECT "x'; DROP TABLE secret; --" AS v`, ['v'], [`x'; DROP TABLE secret; --`]],
  [`SELECT '\\u0027; DROP TABLE secret' AS v`, ['v'], [`'; DROP TABLE secret`]],
  [`SELECT r'\\' AS v`, ['v'], ['\\']],
  ['SELECT 1 AS `x"; DROP TABLE secret; --`', ['x"; DROP TABLE secret; --'], [1]],
  ['SELECT 1 AS `x``; DROP TABLE secret`', ['x`; DROP TABLE secret'], [1]],
  ['SELECT `q"; --`.a FROM t AS `q"; --`', ['a'], [1]],
  ['SELECT `b"; drop` FROM t', ['b"; drop'], ['x']],
  ['SELECT x.`c"` FROM (SELECT 1 AS `c"`) x', ['c"'], [1]],
  ['WITH `secret` AS (SELECT 7 AS s) SELECT s FROM secret', ['s'], [7]],
  ['WITH scan_0 AS (SELECT 7 AS a) SELECT a FROM scan_0', ['a'], [7]],
  ['SELECT 1 /* ; DROP TABLE secret; */ AS a -- ; DROP TABLE secret', ['a'], [1]],
  [`SELECT /*+ BROADCAST(t), REPARTITION(3) */ a FROM t`, ['a'], [1]],
  ['SELECT 1 AS date', ['date'], [1]],
  ["SELECT a FROM t ORDER BY 'x', NULL, 1", ['a'], [1]],
  ["SELECT count(*) AS n FROM t GROUP BY 'x'", ['n'], [1n]],
  ['SELECT 1 AS `ﬁ＂ﾠ’`', ['ﬁ＂ﾠ’'], [1]],
  [`SELECT '’; DROP TABLE secret' AS v`, ['v'], ['’; DROP TABLE secret']],
  ['SELECT named_struct(\'x"; DROP\', 1).`x"; DROP` AS v', ['v'], [1]],
  ["SELECT map('k\\'', 2)['k\\''] AS v", ['v'], [2]],
  ["SELECT regexp_replace('abc', 'b', '\\\\$1\\'') AS v", ['v'], ["a$1'c"]],
  ["SELECT date_format(DATE '2024-01-01', \"yyyy'); DROP'\") AS v", ['v'], ['2024); DROP']],
  ["SELECT get_json_object('{\"a\":1}', '$.a') AS v", ['v'], ['1']],
  [`SELECT coalesce(get_json_object('{}', "$.a' || read_text('x')"), 'none') AS v`, ['v'], ['none']],
  ['SELECT current_user() AS v', ['v'], ["o'brien"]],
  ["SELECT 'getenv(1)' AS v", ['v'], ['getenv(1)']],
  ['SELECT transform(array(1), `p0"` -> `p0"` + 1)[0] AS v', ['v'], [2]],
  [`SELECT date_trunc("day'); DROP TABLE secret; --", current_timestamp()) AS v`, ['v'], [null]],
  [`SELECT to_date('2024-01-05', 'yyyy-MM-dd') AS \`v'"; DROP\``, ['v\'"; DROP'], [new DuckDBDateValue(19_727)]],
  [`SELECT a FROM t WHERE \`b"; drop\` = 'x'' OR ''1''=''1' OR a = 1`, ['a'], [1]],
  [`SELECT a FROM t WHERE \`b"; drop\` LIKE 'x!%' ESCAPE '!' OR a IN (1, 2)`, ['a'], [1]],
  [`SELECT split_part("a');--", "'", 1) AS v`, ['v'], ['a']],
  [`SELECT concat_ws("');", 'a', 'b') AS v`, ['v'], ["a');b"]],
  ["SELECT a LIKE '%' ESCAPE '\\'' AS v FROM t", ['v'], [true]],
]

describe('does no harm', () => {
  test.each(HARMLESS)('%s', async (sql, names, row) => {
    const plan = await translate(sql, context)
    if (plan.kind !== 'query') throw new Error('not a query')
    const reader = await connection.runAndReadAll(plan.query.sql)
    expect(plan.query.columns.map((column) => column.name)).toEqual(names)
    expect(reader.getRows()).toEqual([row])
    expect((await connection.runAndReadAll('SELECT s FROM secret')).getRows()).toEqual([[42]])
  })
})

describe('cannot exhaust the translator', () => {
  const nested = (open: string, close: string, count: number): string => `SELECT ${open.repeat(count)}1${close.repeat(count)}`
  test.each([
    ['brackets', nested('(', ')', 100_000)],
    ['arrays', nested('array(', ')', 5000)],
    ['NOT', `SELECT ${'NOT '.repeat(50_000)}true`],
    ['minus', `SELECT ${'- '.repeat(50_000)}1`],
    ['CASE', nested('CASE WHEN true THEN ', ' END', 2000)],
    ['subqueries', nested('(SELECT ', ')', 3000)],
    ['a sum of 100,000', `SELECT ${Array.from({ length: 100_000 }, () => '1').join('+')}`],
    ['600,000 characters', `SELECT '${'x'.repeat(600_000)}'`],
    ['types', `SELECT CAST(NULL AS ${'array<'.repeat(5000)}int${'>'.repeat(5000)})`],
  ])('%s', async (_name, sql) => {
    const refusal = expect.objectContaining({ kind: expect.stringMatching(/^(sql-syntax|sql-semantics|limit-exceeded)$/) })
    expect(() => classify(sql, 'default', () => undefined)).toThrow(refusal)
    await expect(translate(sql, context)).rejects.toEqual(refusal)
  })

  test.each([
    [
      'a long value that thousands of aliases read',
      `SELECT ${Array.from({ length: 400 }, (_, index) => `id + ${index}`).join(' - ')} AS a${', a'.repeat(5000)} FROM range(1)`,
    ],
  ])('%s', async (_name, sql) => {
    await expect(translate(sql, context)).rejects.toEqual(expect.objectContaining({ kind: 'limit-exceeded' }))
  })

  test.each([
    ['calls that write their argument several times', `SELECT ${'round('.repeat(13)}1.0D${')'.repeat(13)} AS v`, 1],
    [
      'aliases that double',
      `SELECT a30 FROM (SELECT 1 AS a0, ${Array.from({ length: 30 }, (_, index) => `a${index} + a${index} AS a${index + 1}`).join(', ')})`,
      2 ** 30,
    ],
  ])('%s are computed once', async (_name, sql, expected) => {
    const plan = await translate(sql, context)
    if (plan.kind !== 'query') throw new Error('not a query')
    expect((await connection.runAndReadAll(plan.query.sql)).getRows()).toEqual([[expected]])
  })

  test('a condition of 3,000 links is read', async () => {
    const sql = `SELECT count(*) AS n FROM t WHERE ${Array.from({ length: 3000 }, (_, index) => `a = ${index}`).join(' OR ')}`
    const plan = await translate(sql, context)
    if (plan.kind !== 'query') throw new Error('not a query')
    expect((await connection.runAndReadAll(plan.query.sql)).getRows()).toEqual([[1n]])
  })
})
