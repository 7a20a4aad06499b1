import { expect, it } from 'vitest'
import { inspectStatement } from './inspect-statement.ts'
import { parseStatement } from './parse/parse-statement.ts'

const NOTHING = { distinctCounts: 0, notInQueries: 0, joins: 0, unions: 0, nesting: 0, products: 0 }

it.each([
  ['SELECT count(DISTINCT a), count(a), sum(DISTINCT a) FROM t GROUP BY b HAVING count(DISTINCT c) > 1', { distinctCounts: 2 }],
  ['SELECT * FROM t WHERE a NOT IN (SELECT b FROM u)', { notInQueries: 1, nesting: 1 }],
  ['SELECT * FROM t WHERE NOT a IN (SELECT b FROM u)', { notInQueries: 1, nesting: 1 }],
  ['SELECT * FROM t WHERE a NOT IN (1, 2) AND b IN (SELECT c FROM u)', { nesting: 1 }],
  ['SELECT * FROM t JOIN u ON t.a = u.a LEFT JOIN v USING (a)', { joins: 2 }],
  ['SELECT * FROM t NATURAL JOIN u', { joins: 1 }],
  ['SELECT * FROM t, u', { joins: 1, products: 1 }],
  ['SELECT * FROM t CROSS JOIN u', { joins: 1, products: 1 }],
  ['SELECT * FROM t JOIN u ON t.a = 1', { joins: 1, products: 1 }],
  ['SELECT * FROM t, u WHERE t.a = u.a AND t.b > 1', { joins: 1 }],
  ['SELECT * FROM t, u, v WHERE t.a = u.a', { joins: 2, products: 1 }],
  ['SELECT * FROM t, LATERAL (SELECT t.a + 1)', { joins: 1, nesting: 1 }],
  ['SELECT * FROM t LATERAL VIEW explode(a) e AS x', {}],
  ['SELECT 1 UNION ALL SELECT 2 UNION DISTINCT SELECT 3 UNION ALL SELECT 4', { unions: 2 }],
  ['SELECT * FROM (SELECT * FROM (SELECT 1))', { nesting: 2 }],
  ['(SELECT 1)', {}],
  ['WITH c AS (SELECT 1) SELECT * FROM c', {}],
  ['INSERT INTO t SELECT * FROM u CROSS JOIN v', { joins: 1, products: 1 }],
  ['CREATE TABLE t AS SELECT count(DISTINCT a) FROM u', { distinctCounts: 1 }],
])('counts what rules are about: %s', (sql, expected) => {
  expect(inspectStatement(parseStatement(sql))).toEqual({ ...NOTHING, ...expected })
})
