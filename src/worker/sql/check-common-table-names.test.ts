import { describe, expect, test } from 'vitest'
import { checkCommonTableNames } from './check-common-table-names.ts'
import { parseStatement } from './parse/parse-statement.ts'

const check = (sql: string) => () => checkCommonTableNames(parseStatement(sql))

describe('a common table within another of the same name', () => {
  test.each([
    'WITH t AS (SELECT 1 AS a), u AS (WITH t AS (SELECT 2 AS a) SELECT * FROM t) SELECT * FROM u',
    'WITH T AS (SELECT 1 AS a), u AS (WITH t AS (SELECT 2 AS a) SELECT * FROM t) SELECT * FROM u',
    'WITH t AS (SELECT 1 AS a) SELECT (WITH t AS (SELECT 2 AS a) SELECT max(a) FROM t)',
    'WITH t AS (SELECT 1 AS a) SELECT a FROM t WHERE a IN (WITH t AS (SELECT 1 AS a) SELECT a FROM t)',
    'WITH t AS (SELECT 1 AS a), u AS (WITH v AS (WITH t AS (SELECT 2 AS a) SELECT * FROM t) SELECT * FROM v) SELECT * FROM u',
    'WITH t AS (SELECT 1 AS a) SELECT * FROM (WITH v AS (WITH t AS (SELECT 2 AS a) SELECT * FROM t) SELECT * FROM v)',
    'INSERT INTO x WITH t AS (SELECT 1 AS a) SELECT (WITH t AS (SELECT 2 AS a) SELECT max(a) FROM t)',
    'CREATE TABLE x AS WITH t AS (SELECT 1 AS a) SELECT (WITH t AS (SELECT 2 AS a) SELECT max(a) FROM t)',
  ])('is refused: %s', (sql) => {
    expect(check(sql)).toThrow(expect.objectContaining({ kind: 'sql-semantics', message: expect.stringContaining('of the same name') }))
  })

  test.each([
    'WITH t AS (SELECT 1 AS a) SELECT * FROM (WITH t AS (SELECT 2 AS a) SELECT * FROM t)',
    'WITH t AS (SELECT 1 AS a) SELECT * FROM t, LATERAL (WITH t AS (SELECT 2 AS b) SELECT * FROM t)',
    'WITH u AS (WITH t AS (SELECT 2 AS a) SELECT * FROM t), t AS (SELECT 1 AS a) SELECT * FROM u',
    'WITH t AS (WITH t AS (SELECT 2 AS a) SELECT * FROM t) SELECT * FROM t',
    'WITH t AS (SELECT 1 AS a) SELECT a FROM t WHERE a IN (SELECT * FROM (WITH t AS (SELECT 1 AS a) SELECT a FROM t))',
    'WITH t AS (SELECT 1 AS a) (WITH t AS (SELECT 2 AS a) SELECT * FROM t)',
    'WITH t AS (SELECT 1 AS a) SELECT * FROM t UNION (WITH t AS (SELECT 2 AS a) SELECT * FROM t)',
  ])('is the inner one in FROM and in set operations: %s', (sql) => {
    expect(check(sql)).not.toThrow()
  })
})
