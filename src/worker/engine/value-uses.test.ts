import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { serialize } from './serialize.ts'
import { readValueUses } from './value-uses.ts'

let instance: DuckDBInstance
let connection: DuckDBConnection
beforeAll(async () => {
  instance = await DuckDBInstance.create(':memory:')
  connection = await instance.connect()
})
afterAll(() => {
  connection.closeSync()
  instance.closeSync()
})

test.each<[sql: string, use: string]>([
  ['SELECT a.id FROM s AS a', 'unused'],
  ['SELECT a.v FROM s AS a', 'value'],
  ['SELECT a.v.f FROM s AS a', 'value'],
  ['SELECT v FROM s AS a', 'value'],
  ['SELECT * FROM s AS a', 'value'],
  ['SELECT a.id FROM s AS a WHERE year(a.v) = 1', 'value'],
  ["SELECT a.id FROM s AS a WHERE a.v > TIMESTAMP '2020-01-01'", 'constant-comparison'],
  ["SELECT a.id FROM s AS a WHERE NOT (a.v IN (TIMESTAMP '2020-01-01', NULL)) OR (a.v BETWEEN 1 AND 2)", 'constant-comparison'],
  ['SELECT a.id FROM s AS a WHERE a.v > 99999999.995', 'comparison'],
  ['SELECT a.id FROM s AS a WHERE a.v = -99999999', 'comparison'],
  ['SELECT a.id FROM s AS a WHERE CAST(a.v AS DECIMAL(12,2)) > CAST(100000000 AS DECIMAL(12,2))', 'comparison'],
  ["SELECT a.id FROM s AS a WHERE CAST(a.v AS DECIMAL(12,2)) > CAST('99999998.99' AS DECIMAL(12,2))", 'constant-comparison'],
  ['SELECT a.id FROM s AS a WHERE CAST(a.v AS DECIMAL(9,2)) > CAST(5 AS DECIMAL(9,2))', 'value'],
  ['SELECT a.id FROM s AS a WHERE CAST(a.v AS DECIMAL(10,1)) > CAST(5 AS DECIMAL(10,1))', 'value'],
  ["SELECT a.id FROM s AS a WHERE CAST(a.v AS TIMESTAMP) > TIMESTAMP '2020-01-01'", 'value'],
  ['SELECT a.id FROM s AS a WHERE a.v > 1e3', 'constant-comparison'],
  ['SELECT a.id FROM s AS a WHERE a.v > 5 + 1', 'comparison'],
  ['SELECT a.id FROM s AS a WHERE CAST(a.v AS DOUBLE) > 1', 'value'],
  ['SELECT a.id FROM s AS a WHERE a.v > a.id', 'comparison'],
  ['SELECT a.id FROM s AS a WHERE a.v > (SELECT 1)', 'comparison'],
  ['SELECT a.id FROM s AS a WHERE a.v + 1 > 5', 'value'],
  ['SELECT a.id FROM s AS a WHERE CASE WHEN a.v IS NULL THEN a.id = 1 ELSE true END', 'nullness'],
  ['SELECT coalesce(a.v, 1) FROM s AS a', 'value'],
  ['SELECT count(a.v), count(*) FROM s AS a WHERE a.v IS NOT NULL', 'nullness'],
  ['SELECT count(DISTINCT a.v) FROM s AS a', 'comparison'],
  ['SELECT count(a.v) FILTER (WHERE a.v > 1) FROM s AS a', 'constant-comparison'],
  ['SELECT max(a.v) FROM s AS a', 'value'],
  ['SELECT a.id FROM s AS a ORDER BY a.v LIMIT 1', 'comparison'],
  ['SELECT count(*) FROM s AS a GROUP BY a.v', 'comparison'],
  ['SELECT a.id FROM s AS a GROUP BY a.id HAVING max(a.v) > 1', 'value'],
  ['SELECT row_number() OVER (ORDER BY a.v) FROM s AS a', 'value'],
  ['SELECT a.id FROM s AS a JOIN t AS b ON a.v = b.v', 'comparison'],
  ['SELECT a.id FROM s AS a JOIN t AS b USING (v)', 'value'],
  ['SELECT count(q.w) FROM (SELECT a.id AS i, a.v AS w FROM s AS a) AS q', 'nullness'],
  ['SELECT q.i FROM (SELECT a.id AS i, a.v AS w FROM s AS a) AS q', 'unused'],
  ['SELECT q.w FROM (SELECT a.id AS i, a.v AS w FROM s AS a) AS q', 'value'],
  ['SELECT q.c1 FROM (SELECT a.id AS i, a.v AS w FROM s AS a) AS q(c0, c1)', 'value'],
  ['SELECT q.c0 FROM (SELECT a.id AS i, a.v AS w FROM s AS a) AS q(c0, c1) WHERE q.c1 IS NULL', 'nullness'],
  [
    'WITH w AS (SELECT a.id AS i, a.v AS w FROM s AS a) SELECT x.c0 FROM w AS x(c0, c1) JOIN w AS y(d0, d1) ON x.c0 = y.d0 WHERE y.d1 > 1',
    'constant-comparison',
  ],
  ['WITH w AS (SELECT a.id AS i, a.v AS w FROM s AS a) SELECT x.c1 FROM w AS x(c0, c1)', 'value'],
  ['SELECT count(q.w) FROM (SELECT a.v AS w FROM s AS a UNION ALL SELECT b.v FROM t AS b) AS q', 'nullness'],
  ['SELECT count(q.w) FROM (SELECT b.v AS w FROM t AS b UNION SELECT a.v FROM s AS a) AS q', 'comparison'],
  ['SELECT q.w FROM (SELECT b.v AS w FROM t AS b UNION ALL SELECT a.v FROM s AS a) AS q', 'value'],
  ['SELECT b.id FROM t AS b WHERE b.v IN (SELECT a.v FROM s AS a)', 'comparison'],
  ['SELECT b.id FROM t AS b WHERE EXISTS (SELECT a.v FROM s AS a WHERE a.id = b.id)', 'unused'],
  ['SELECT (SELECT a.v FROM s AS a LIMIT 1) FROM t AS b', 'value'],
  ['SELECT b.id FROM t AS b, LATERAL (SELECT a.v AS w FROM s AS a WHERE a.id = b.id) AS l WHERE l.w IS NULL', 'nullness'],
  ['SELECT u.e FROM s AS a, unnest(a.v) AS u(e)', 'value'],
  ['SELECT b.id FROM t AS b', 'value'],
])('%s: %s', async (sql, use) => {
  expect(readValueUses(await serialize(connection, sql))('s', { name: 'v', value: { kind: 'decimal', precision: 10, scale: 2 } })).toBe(use)
})
