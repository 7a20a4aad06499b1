SELECT x, count(*) FROM VALUES (double('NaN')),(double('NaN')),(0.0D),(-0.0D) AS t(x) GROUP BY x ORDER BY x
SELECT min(x), max(x) FROM VALUES (double('NaN')),(1.0D),(NULL) AS t(x)
SELECT max_by(a, b), min_by(a, b) FROM VALUES (1,NULL),(NULL,2),(3,1) AS t(a,b)
SELECT bit_and(a), bit_or(a), bit_xor(a) FROM VALUES (NULL),(2),(3) AS t(a)
SELECT grouping(x) FROM VALUES (1) AS t(x) GROUP BY x
SELECT x, grouping_id(x) FROM VALUES (1) AS t(x) GROUP BY x
SELECT x FROM VALUES (1) AS t(x) GROUP BY x HAVING grouping(x) > 0
SELECT x, sum(x), count(*) c FROM VALUES (1),(2) AS t(x) GROUP BY ROLLUP(x) ORDER BY 1
SELECT x, y, count(*) FROM VALUES (1,2) AS t(x,y) GROUP BY GROUPING SETS ((1),(2),(1,2))
SELECT x FROM VALUES (1) AS t(x) GROUP BY ()
SELECT count(*) FROM VALUES (1) AS t(x) GROUP BY ()
SELECT count(*) FROM VALUES (1) AS t(x) GROUP BY GROUPING SETS (())
SELECT count(*) FROM VALUES (1) AS t(x) WHERE x > 5 GROUP BY GROUPING SETS (())
SELECT count(*) FROM VALUES (1) AS t(x) WHERE x > 5 GROUP BY ROLLUP(x)
SELECT count(*) FROM VALUES (1) AS t(x) WHERE x > 5 GROUP BY 1
SELECT 'a', count(*) FROM VALUES (1) AS t(x) WHERE x > 5 GROUP BY 1
SELECT x + y AS t, y, count(*) AS c FROM VALUES (1, 2), (3, 4) AS t(x, y) GROUP BY GROUPING SETS ((x + y), (y + x), (y))
SELECT sum(v) AS s, count(*) AS c FROM (SELECT 1 AS a, 2 AS v WHERE false) GROUP BY GROUPING SETS ((), ())
SELECT * FROM VALUES (1, 2) AS t(x, y) GROUP BY x, y, 1
SELECT * FROM VALUES (1, 2) AS t(x, y) GROUP BY x, y
SELECT * FROM VALUES (1, 2) AS t(x, y) GROUP BY 1, 2
SELECT x, count(*) AS c FROM VALUES (1), (2) AS t(x) GROUP BY ROLLUP(x, ())
SELECT x, count(*) AS c FROM VALUES (1), (2) AS t(x) GROUP BY CUBE(x, (x, x))
SELECT x, x, count(*) AS c FROM VALUES (1), (2) AS t(x) GROUP BY x, CUBE(x)
SELECT l.k FROM VALUES (1), (2) AS l(k) LEFT ANTI JOIN VALUES (1), (2) AS r(k) ON l.k = r.k AND l.k IN (SELECT k FROM VALUES (2) AS z(k)) ORDER BY l.k
SELECT l.k, r.k FROM VALUES (1), (2) AS l(k) LEFT JOIN VALUES (1), (2) AS r(k) ON l.k = r.k AND l.k IN (SELECT k FROM VALUES (2) AS z(k)) ORDER BY l.k
SELECT l.k, r.k FROM VALUES (1), (2) AS l(k) LEFT JOIN VALUES (1), (2) AS r(k) ON l.k = r.k AND r.k IN (SELECT k FROM VALUES (2) AS z(k)) ORDER BY l.k
SELECT l.k, r.k FROM VALUES (1), (2) AS l(k) RIGHT JOIN VALUES (1), (2) AS r(k) ON l.k = r.k AND r.k IN (SELECT k FROM VALUES (2) AS z(k)) ORDER BY r.k
SELECT l.k, r.k FROM VALUES (1), (2) AS l(k) RIGHT JOIN VALUES (1), (2) AS r(k) ON l.k = r.k AND l.k IN (SELECT k FROM VALUES (2) AS z(k)) ORDER BY r.k
SELECT l.k FROM VALUES (1), (2) AS l(k) LEFT SEMI JOIN VALUES (1), (2) AS r(k) ON l.k = r.k AND r.k IN (SELECT k FROM VALUES (2) AS z(k)) ORDER BY l.k
SELECT l.k FROM VALUES (1), (2) AS l(k) LEFT ANTI JOIN VALUES (1), (2) AS r(k) ON l.k = r.k AND r.k NOT IN (SELECT k FROM VALUES (2) AS z(k)) ORDER BY l.k
SELECT l.k FROM VALUES (1), (2) AS l(k) LEFT ANTI JOIN VALUES (1), (2) AS r(k) ON l.k = r.k AND EXISTS (SELECT k FROM VALUES (2) AS z(k) WHERE z.k = r.k) ORDER BY l.k
SELECT l.k FROM VALUES (1), (2) AS l(k) LEFT ANTI JOIN VALUES (1), (2) AS r(k) ON l.k = r.k AND EXISTS (SELECT k FROM VALUES (2) AS z(k) WHERE z.k = l.k) ORDER BY l.k
SELECT l.k, r.k FROM VALUES (1), (2) AS l(k) LEFT JOIN VALUES (1), (2) AS r(k) ON l.k = r.k AND EXISTS (SELECT k FROM VALUES (2) AS z(k) WHERE z.k = l.k) ORDER BY l.k
SELECT l.k, r.k FROM VALUES (1), (2) AS l(k) LEFT JOIN VALUES (1), (2) AS r(k) ON l.k = r.k AND EXISTS (SELECT k FROM VALUES (2) AS z(k) WHERE z.k = l.k + r.k) ORDER BY l.k
SELECT l.k, r.k FROM VALUES (1), (2) AS l(k) LEFT JOIN VALUES (1), (2) AS r(k) ON l.k = r.k AND l.k = (SELECT max(k) FROM VALUES (2) AS z(k)) ORDER BY l.k
SELECT l.k, r.k FROM VALUES (1), (2) AS l(k) LEFT JOIN VALUES (1), (2) AS r(k) ON l.k = r.k OR l.k IN (SELECT k FROM VALUES (2) AS z(k)) ORDER BY l.k, r.k
WITH t AS (SELECT 1 AS a), u AS (WITH t AS (SELECT 2 AS a) SELECT * FROM t) SELECT * FROM u
WITH t AS (SELECT 1 AS a) SELECT (WITH t AS (SELECT 2 AS a) SELECT a FROM t) AS x
WITH t AS (SELECT 1 AS a) SELECT * FROM (WITH t AS (SELECT 2 AS a) SELECT a FROM t)
WITH t AS (SELECT 1 AS a), v AS (SELECT * FROM (WITH t AS (SELECT 2 AS a) SELECT a FROM t)) SELECT * FROM v
WITH t AS (SELECT 1 AS a) SELECT * FROM t UNION ALL (WITH t AS (SELECT 2 AS a) SELECT a FROM t)
SELECT (SELECT max(y) FROM VALUES (1, 5) AS u(k, y) WHERE u.k = t.k) FROM VALUES (1) AS t(k)
SELECT (SELECT 5 WHERE t.k + t.j = 2), (SELECT 6) FROM VALUES (1, 1) AS t(k, j)
SELECT (SELECT 5) + 1, EXISTS (SELECT 1 FROM VALUES (1) AS u(z) WHERE z = k), k IN (SELECT z FROM VALUES (1) AS u(z) WHERE z = k) FROM VALUES (1) AS t(k)
SELECT k IN (SELECT z FROM VALUES (2),(NULL) AS u(z)), k NOT IN (SELECT z FROM VALUES (2),(NULL) AS u(z)) FROM VALUES (1), (2), (NULL) AS t(k)
SELECT v, first_value(v) OVER w AS f FROM VALUES (1), (2) AS t(v) WINDOW w AS (ORDER BY v DESC), w AS (ORDER BY v)
SELECT nth_value(v, 1) FROM VALUES (1) AS t(v)
SELECT sum(v) FILTER (WHERE k IN (SELECT 1)) AS s FROM VALUES (1, 5), (2, 7) AS t(k, v)
SELECT sum(v) FILTER (WHERE EXISTS (SELECT 1)) AS s FROM VALUES (1, 5), (2, 7) AS t(k, v)
SELECT sum(v) FILTER (WHERE k = (SELECT 1)) AS s FROM VALUES (1, 5), (2, 7) AS t(k, v)
SELECT sum(CASE WHEN k IN (SELECT 1) THEN v END) AS s FROM VALUES (1, 5), (2, 7) AS t(k, v)
SELECT sum(CASE WHEN k = (SELECT max(1) WHERE k = 1) THEN v END) AS s FROM VALUES (1, 5), (2, 7) AS t(k, v)
SELECT k FROM VALUES (1) AS t(k) GROUP BY k, k IN (SELECT 1)
SELECT k FROM VALUES (1), (2) AS t(k) ORDER BY k IN (SELECT 2)
SELECT k FROM VALUES (1), (2) AS t(k) ORDER BY (SELECT 2)
SELECT k, (SELECT count(*) FROM VALUES (1) AS u(z) WHERE z = k) c FROM VALUES (1), (2) AS t(k)
SELECT k, (SELECT z FROM VALUES (1) AS u(z) WHERE z = k) c FROM VALUES (1), (2) AS t(k)
SELECT k, (SELECT first(z) FROM VALUES (1) AS u(z) WHERE z = k GROUP BY z) c FROM VALUES (1), (2) AS t(k)
SELECT * FROM VALUES (1),(2) AS t(k), LATERAL (SELECT count(*) c FROM VALUES (1) AS u(z) WHERE z = k)
SELECT * FROM VALUES (1),(2) AS t(k) LEFT JOIN LATERAL (SELECT z FROM VALUES (1) AS u(z) WHERE z = k)
SELECT * FROM VALUES (1),(2) AS t(k) LEFT JOIN LATERAL (SELECT z FROM VALUES (1) AS u(z) WHERE z = k) ON true
SELECT 1 AS one UNION SELECT 2 UNION SELECT 3
SELECT 1 EXCEPT ALL SELECT 1
SELECT * FROM VALUES (1),(1),(2) AS t(a) EXCEPT ALL SELECT 1
SELECT * FROM VALUES (1),(1),(2) AS t(a) INTERSECT ALL SELECT * FROM VALUES (1),(1) AS u(b)
SELECT 1 AS a UNION ALL SELECT 'x'
SELECT 1 AS a UNION ALL SELECT DATE '2020-01-01'
SELECT 1 AS a UNION ALL SELECT true
SELECT 'a' AS a UNION ALL SELECT true
SELECT * FROM VALUES (1,2,3) AS l(x,a,b) NATURAL JOIN VALUES (2,3,4) AS r(a,b,y)
SELECT /*+ BROADCAST(r), MERGE(l) */ l.b FROM VALUES (1) AS l(b) JOIN VALUES (1) AS r(b) ON l.b = r.b
SELECT 7 AS seven ORDER BY seven
SELECT 'north' AS region, count(*) AS n FROM range(4) ORDER BY region
SELECT sum(x) FROM VALUES ('a') AS t(x) HAVING true
SELECT 1 FROM range(3) HAVING true
SELECT 1 FROM range(3) HAVING 1 > 2
SELECT x FROM VALUES (1) AS t(x) HAVING x > 0
SELECT sum(sum(x)) FROM VALUES (1) AS t(x)
SELECT rank() OVER (ORDER BY v), dense_rank() OVER (ORDER BY v), row_number() OVER (ORDER BY v), percent_rank() OVER (ORDER BY v), cume_dist() OVER (ORDER BY v), ntile(2) OVER (ORDER BY v) FROM VALUES (1) AS t(v)
