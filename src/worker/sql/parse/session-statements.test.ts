import { describe, expect, test } from 'vitest'
import { parseStatement } from './parse-statement.ts'

const T = { database: undefined, table: 't' }

describe('statements of a session', () => {
  test.each<[string, object]>([
    ['USE sales', { kind: 'use', database: 'sales' }],
    ['USE DATABASE `sales`', { kind: 'use', database: 'sales' }],
    ['USE database', { kind: 'use', database: 'database' }],
    ['SHOW CURRENT NAMESPACE', { kind: 'show-current-database' }],
    ['SET', { kind: 'show-settings', isVerbose: false }],
    [' -- c\n/* c */ set -v ;', { kind: 'show-settings', isVerbose: true }],
    ['SET a.b', { kind: 'show-setting', name: 'a.b' }],
    ["SET a.b = 'x' -- y", { kind: 'set', name: 'a.b', value: "'x' -- y" }],
    ['SET a=;', { kind: 'set', name: 'a', value: '' }],
    ['SET a=$%§;', { kind: 'set', name: 'a', value: '$%§' }],
    ['SET `a-b` = `c;d`', { kind: 'set', name: 'a-b', value: 'c;d' }],
    ['SET a = `c;d`', { kind: 'set', name: 'a', value: 'c;d' }],
    ['SET `a``b`', { kind: 'show-setting', name: 'a`b' }],
    ["SET TIME ZONE 'UTC'", { kind: 'set', name: 'spark.sql.session.timeZone', value: 'UTC' }],
    ['SET TIME ZONE LOCAL', { kind: 'set', name: 'spark.sql.session.timeZone', value: 'UTC' }],
    ['RESET', { kind: 'reset', name: undefined }],
    ['RESET a.b;', { kind: 'reset', name: 'a.b' }],
    ['CLEAR CACHE', { kind: 'clear-cache' }],
    ['UNCACHE TABLE IF EXISTS t', { kind: 'uncache-table', ifExists: true, table: T }],
    ['CACHE LAZY TABLE t', { kind: 'cache-table', table: T, written: undefined }],
    ['REFRESH t', { kind: 'refresh-table', table: T }],
    ['REFRESH TABLE t', { kind: 'refresh-table', table: T }],
    [
      'DROP TEMPORARY FUNCTION IF EXISTS F',
      { kind: 'drop-function', function: { isTemporary: true, database: undefined, name: 'f' }, ifExists: true },
    ],
    ['REFRESH FUNCTION abs', { kind: 'refresh-function', name: 'abs' }],
    ["REFRESH 'obs://b/x'", { kind: 'refresh-path' }],
    ['ANALYZE TABLE t COMPUTE STATISTICS NOSCAN', { kind: 'analyze-table', table: T, columnNames: [] }],
    ['ANALYZE TABLE t COMPUTE STATISTICS FOR COLUMNS a, b', { kind: 'analyze-table', table: T, columnNames: ['a', 'b'] }],
    ['ANALYZE TABLES IN d COMPUTE STATISTICS', { kind: 'analyze-tables', database: 'd' }],
    ['DROP VIEW IF EXISTS t', { kind: 'drop-view', view: T, ifExists: true }],
    ["SHOW VIEWS IN d LIKE 'a*'", { kind: 'show-views', database: 'd', pattern: 'a*' }],
    ['SHOW FUNCTIONS', { kind: 'show-functions', scope: 'all', pattern: undefined }],
    ["SHOW SYSTEM FUNCTIONS LIKE 'a*'", { kind: 'show-functions', scope: 'system', pattern: 'a*' }],
    ['SHOW FUNCTIONS abs', { kind: 'show-functions', scope: 'all', pattern: 'abs' }],
    ['SHOW USER FUNCTIONS d.f', { kind: 'show-functions', scope: 'user', database: 'd', pattern: 'f' }],
    ["SHOW ALL FUNCTIONS IN d LIKE 'a*'", { kind: 'show-functions', scope: 'all', database: 'd', pattern: 'a*' }],
    ['DROP FUNCTION D.F', { kind: 'drop-function', function: { isTemporary: false, database: 'd', name: 'f' }, ifExists: false }],
    ['DESCRIBE FUNCTION EXTENDED abs', { kind: 'describe-function', name: 'abs', isExtended: true }],
    ['DESC FUNCTION <=>', { kind: 'describe-function', name: '<=>', isExtended: false }],
    ['DESCRIBE function', { kind: 'describe-table', table: { database: undefined, table: 'function' }, extended: false }],
    ['DESCRIBE query', { kind: 'describe-table', table: { database: undefined, table: 'query' }, extended: false }],
  ])('%s', (sql, statement) => {
    expect(parseStatement(sql)).toEqual(statement)
  })

  test.each(['DESCRIBE QUERY SELECT 1', 'DESC SELECT 1', 'DESCRIBE QUERY VALUES (1)', 'DESC WITH a AS (SELECT 1) SELECT * FROM a'])(
    '%s',
    (sql) => {
      expect(parseStatement(sql)).toMatchObject({ kind: 'describe-query' })
    },
  )

  test('a view keeps the text of its query, and nothing behind it', () => {
    const sql = "CREATE OR REPLACE GLOBAL TEMPORARY VIEW t (a COMMENT 'x', b) COMMENT 'y' AS SELECT 1, /* c */ 2 ; -- end"
    expect(parseStatement(sql)).toMatchObject({
      kind: 'create-view',
      view: T,
      isGlobal: true,
      isReplacing: true,
      columns: [
        { name: 'a', comment: 'x' },
        { name: 'b', comment: undefined },
      ],
      comment: 'y',
      written: { text: 'SELECT 1, /* c */ 2' },
    })
    expect(parseStatement('ALTER VIEW t AS VALUES (1)')).toMatchObject({ kind: 'alter-view', written: { text: 'VALUES (1)' } })
    expect(
      parseStatement("CREATE OR REPLACE VIEW d.v (a COMMENT 'x', b) TBLPROPERTIES (k.l = 1, 'm' true) COMMENT 'c' AS SELECT 1, 2;"),
    ).toMatchObject({
      kind: 'create-catalog-view',
      view: { database: 'd', table: 'v' },
      isReplacing: true,
      ifNotExists: false,
      columns: [{ name: 'a', comment: 'x' }, { name: 'b' }],
      comment: 'c',
      properties: new Map([
        ['k.l', '1'],
        ['m', 'true'],
      ]),
      written: { text: 'SELECT 1, 2' },
    })
    expect(parseStatement('ALTER VIEW v RENAME TO d.w')).toMatchObject({ kind: 'rename-view', newName: { database: 'd', table: 'w' } })
    expect(parseStatement("ALTER VIEW v UNSET TBLPROPERTIES IF EXISTS ('a', b.c)")).toMatchObject({ unset: ['a', 'b.c'], ifExists: true })
    expect(parseStatement('CACHE TABLE t SELECT 1')).toMatchObject({ kind: 'cache-table', written: { text: 'SELECT 1' } })
    expect(parseStatement('EXPLAIN FORMATTED SELECT 1')).toMatchObject({ kind: 'explain', statement: { kind: 'query' } })
    expect(parseStatement("CREATE TEMP VIEW t (a INT) USING csv OPTIONS (path 'obs://b/x')")).toMatchObject({
      kind: 'create-source-view',
      provider: 'csv',
    })
  })

  test.each<[string, string, string]>([
    ['CREATE TEMP VIEW IF NOT EXISTS t AS SELECT 1', 'sql-semantics', 'IF NOT EXISTS'],
    ["CREATE TEMP VIEW t TBLPROPERTIES ('a'='b') AS SELECT 1", 'sql-semantics', 'TBLPROPERTIES'],
    ['CREATE TEMP VIEW t SELECT 1', 'sql-syntax', 'SELECT'],
    ['CREATE VIEW t SELECT 1', 'sql-syntax', 'SELECT'],
    ['CREATE OR REPLACE VIEW IF NOT EXISTS t AS SELECT 1', 'sql-semantics', 'not both'],
    ["CREATE VIEW t COMMENT 'a' COMMENT 'b' AS SELECT 1", 'sql-semantics', 'twice'],
    ["CREATE VIEW t TBLPROPERTIES ('a'='b', 'a'='c') AS SELECT 1", 'sql-semantics', "'a' is given twice"],
    ['CREATE VIEW t TBLPROPERTIES (a) AS SELECT 1', 'sql-semantics', "'a' has no value"],
    ['CREATE VIEW t PARTITIONED ON (a) AS SELECT 1 AS a', 'not-supported', 'PARTITIONED ON'],
    ['CREATE VIEW t AS INSERT INTO u SELECT 1', 'sql-syntax', 'INSERT'],
    ['SET a-b=1', 'sql-syntax', 'SET'],
    ["SET x = 'a;b'", 'sql-syntax', 'SET'],
    ['SET a=1; SELECT 1', 'sql-syntax', 'second statement'],
    ['RESET a b', 'sql-syntax', 'RESET'],
    ['SET TIME ZONE', 'sql-syntax', 'SET TIME ZONE'],
    ['SET CATALOG x', 'not-supported', 'SET CATALOG'],
    ["CREATE FUNCTION d.f AS 'x.Y' USING JAR 'obs://b/x.jar'", 'not-supported', 'CREATE FUNCTION'],
    ['USE a.b', 'not-supported', 'a.b'],
    ['CREATE OR REPLACE TABLE t (a INT) USING parquet', 'not-supported', 'CREATE OR REPLACE TABLE'],
    ['create or replace table d.t AS SELECT 1 AS a', 'not-supported', 'CREATE OR REPLACE TABLE'],
    ['REPLACE TABLE t AS SELECT 1 AS a', 'not-supported', 'REPLACE TABLE'],
  ])('%s is refused', (sql, kind, words) => {
    expect(() => parseStatement(sql)).toThrow(expect.objectContaining({ kind, message: expect.stringContaining(words) }))
  })

  test.each(['CREATE OR REPLACE TABLE t AS SELECT 1 AS a', 'REPLACE TABLE t (a INT)'])('%s says what to write instead', (sql) => {
    expect(() => parseStatement(sql)).toThrow(expect.objectContaining({ hint: expect.stringContaining('INSERT OVERWRITE t SELECT') }))
  })
})
