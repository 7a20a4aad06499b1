import type { CatalogReader } from '../sql/catalog-reader.ts'

/** A catalog in which every table exists. */
export const WARM_UP_CATALOG: CatalogReader = {
  databaseExists: async () => true,
  table: async (database, name) => ({
    database,
    name,
    columns: [
      ...['name', 'date', 'type', 'month', 'day'].map((column) => ({ name: column, type: 'string' })),
      { name: 'a', type: 'int' },
      { name: 'b', type: 'string' },
      { name: 'd', type: 'date' },
      { name: 'x', type: 'array<int>' },
    ],
    source: { kind: 'managed', format: 'parquet' },
  }),
}

/** Statements that lead the translator through its common ways, the commonest first: what is run once is quicker the next time. */
export const WARM_UP_STATEMENTS: readonly string[] = [
  'SELECT 1',
  'SELECT a, b FROM t LIMIT 1',
  'SELECT name, date, type, month, day FROM t LIMIT 1',
  "SELECT * FROM t WHERE b = 'x' ORDER BY a DESC LIMIT 5",
  'SELECT t.b, round(avg(u.a), 1) AS mean FROM t JOIN u ON t.a = u.a GROUP BY t.b HAVING count(*) > 2 ORDER BY mean DESC',
  "SELECT t.a, u.b AS c, count(*) AS n, sum(t.a + 1) * 2, avg(t.a), max(t.d) FROM db.t t JOIN u ON t.a = u.a AND u.b = 'x' WHERE t.a > 10 AND u.b LIKE 'a%' OR NOT t.a IN (1, 2) AND t.d >= '2024-01-01' GROUP BY t.a, u.b HAVING count(*) > 1 ORDER BY n DESC, c LIMIT 10",
  "WITH c AS (SELECT a, CASE WHEN a > 1 THEN 'x' WHEN a IS NULL THEN 'y' ELSE b END AS k FROM t) SELECT k, sum(a) OVER (PARTITION BY k ORDER BY a DESC ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM c UNION ALL SELECT b, cast(a AS int) FROM t LEFT JOIN c USING (a)",
  'SELECT year(f.d) y, round(avg(f.a), 1) AS m, rank() OVER (PARTITION BY f.b ORDER BY f.a DESC) r FROM t f, u WHERE f.a <> u.a AND f.a / 2 >= -1.5 GROUP BY 1, f.a, f.b',
  "SELECT e, coalesce(b, \"x\") || 'y', substring(b, 1, 2), date_format(d, 'yyyy-MM') FROM t LATERAL VIEW explode(x) v AS e WHERE t.b RLIKE 'z' ORDER BY e NULLS LAST",
  'SELECT * FROM (SELECT a AS k, max(b) FROM t GROUP BY a) s WHERE s.k = 1 AND s.k NOT IN (SELECT a FROM u)',
  'SELECT DISTINCT a, (SELECT max(a) FROM t) m FROM t WHERE EXISTS (SELECT 1 FROM u WHERE u.a = t.a) AND a BETWEEN 1 AND 3 AND b IS NOT NULL',
  "INSERT INTO t (a, b, d, x, name, date, type, month, day) VALUES (1, 'x', DATE'2024-01-01', array(1), 'n', '', '', '', ''), (-2, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)",
  'INSERT INTO t (b, a, x, d, name, date, type, month, day) SELECT b, a, x, d, name, date, type, month, day FROM u',
  "CREATE TABLE IF NOT EXISTS db.t USING JDBC OPTIONS ('url'='jdbc:postgresql://h:1/d', 'dbtable'='s.t', 'passwdauth'='p')",
  "CREATE TABLE t (a int COMMENT 'x', b decimal(10,2)) USING parquet OPTIONS (path 'obs://b/p') COMMENT 'c'",
  'CREATE TABLE t AS SELECT a FROM u',
  'CREATE DATABASE IF NOT EXISTS d',
  'DROP TABLE IF EXISTS t',
  'DESCRIBE t',
  'SHOW TABLES',
]
