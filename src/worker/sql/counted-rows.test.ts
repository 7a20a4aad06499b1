import { expect, test } from 'vitest'
import { WITHOUT_TABLES } from './fixtures/test-engine.ts'
import { translate } from './translate.ts'

/** What Spark computes for some rows only, or for rows in an order that is not known here, would have other numbers. */
test.each([
  'SELECT x + rand(0) FROM VALUES (1), (NULL) t(x)',
  'SELECT CASE WHEN x > 1 THEN rand(0) END FROM VALUES (1), (2) t(x)',
  'SELECT x > 1 AND rand(0) > 0.5 FROM VALUES (1), (2) t(x)',
  'SELECT coalesce(x, randn(0)) FROM VALUES (1), (NULL) t(x)',
  'SELECT rand(0) BETWEEN 0.2 AND 0.9 FROM VALUES (1), (2) t(x)',
  'SELECT x FROM VALUES (1), (2) t(x) WHERE x > 1 AND rand(0) < 0.5',
  'SELECT x FROM VALUES (1), (2) t(x) WHERE x > 1 OR rand(0) < 0.5',
  'SELECT a.x FROM VALUES (1) a(x) JOIN VALUES (1) b(x) ON a.x = b.x WHERE rand(0) < 0.5',
  'SELECT x FROM VALUES (1), (2) t(x) GROUP BY x HAVING rand(0) < 0.5',
  'SELECT count(*) FROM VALUES (1), (2) t(x) GROUP BY rand(0) HAVING rand(0) < 0.5',
  'SELECT rand(0) + row_number() OVER (ORDER BY x DESC) FROM VALUES (1), (2) t(x)',
  'SELECT transform(array(1, 2), e -> rand(0))',
  'SELECT explode(array(1, 2)), rand(0)',
  'SELECT x, rand(0) FROM VALUES (1), (2) t(x) GROUP BY x',
  'SELECT rand(0) FROM VALUES (1) a(x) JOIN VALUES (1) b(x) ON a.x = b.x',
  'SELECT rand(0) FROM (SELECT 1 AS x UNION ALL SELECT 2)',
  'SELECT rand(0) FROM (SELECT x FROM VALUES (1), (2) t(x) ORDER BY x)',
  'SELECT rand(0) FROM (SELECT DISTINCT x FROM VALUES (1), (2) t(x))',
  'SELECT rand(0) FROM (SELECT x, row_number() OVER (ORDER BY x) FROM VALUES (1), (2) t(x))',
  'SELECT rand(0) FROM VALUES (array(1)) t(x) LATERAL VIEW explode(x) e AS y',
  'SELECT rand(0) FROM range(0, 5, 1, 3)',
  'SELECT spark_partition_id() FROM range(0, 5, 1, 3)',
  'SELECT monotonically_increasing_id() FROM range(0, 5, 1, 3)',
])('%s is refused by name', async (sql) => {
  await expect(translate(sql, WITHOUT_TABLES)).rejects.toThrow(expect.objectContaining({ kind: 'not-supported' }))
})
