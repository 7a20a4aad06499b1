FROM people SELECT name WHERE age > 30 ORDER BY name
FROM VALUES (1), (2) AS t(x) SELECT x WHERE x > 1
FROM VALUES (1), (2) AS t(x) SELECT x ORDER BY x DESC LIMIT 1 SELECT x + 10 WHERE x = 2
WITH c AS (SELECT 1 AS x) FROM c SELECT x
SELECT * FROM (FROM VALUES (1), (2) AS t(x) SELECT max(x)) u
SELECT * FROM (SELECT 'a' AS g, 1 AS m, 5 AS v) PIVOT (sum(v) FOR m IN (1, 2))
SELECT * FROM VALUES ('a', 1, 5), ('a', 2, 6), ('b', 1, 7), ('b', 1, 8) AS t(g, m, v) PIVOT (sum(v) FOR m IN (1, 2)) ORDER BY g
SELECT * FROM VALUES ('a', 1, 5), ('a', 2, 6), ('b', 1, 7), ('b', 1, 8) AS t(g, m, v) PIVOT (sum(v), avg(v) FOR m IN (1, 2)) ORDER BY g
SELECT * FROM VALUES ('a', 1, 5), ('a', 2, 6), ('b', 1, 7), ('b', 1, 8) AS t(g, m, v) PIVOT (sum(v) AS s, max(v) hi FOR m IN (1 AS one, 2 two)) ORDER BY g
SELECT * FROM VALUES ('a', 1, 5), ('a', 2, 6), ('b', 1, 7), ('b', 1, 8) AS t(g, m, v) PIVOT (sum(v) s FOR m IN (1 AS one, 2)) ORDER BY g
SELECT * FROM VALUES ('a', 1, 5), ('a', 2, 6), ('b', 1, 7), ('b', 1, 8) AS t(g, m, v) PIVOT (sum(v) FOR (g, m) IN (('a', 1), ('b', 1) AS b))
SELECT * FROM VALUES ('a', 1, 5), ('a', 2, 6), ('b', 1, 7), ('b', 1, 8) AS t(g, m, v) PIVOT (sum(v) AS s, count(v) FOR (g, m) IN (('a', 1), ('b', 1) AS b))
SELECT * FROM VALUES ('a', 1, 5), ('a', 2, 6), ('b', 1, 7), ('b', 1, 8) AS t(g, m, v) PIVOT (sum(v) * 2 FOR m IN (1, 2)) ORDER BY g
SELECT * FROM VALUES ('a', 1, 5), ('a', 2, 6), ('b', 1, 7), ('b', 1, 8) AS t(g, m, v) PIVOT (ceil(sum(v)), avg(v) + 1 AS a1 FOR m IN (1, 2)) ORDER BY g
SELECT * FROM VALUES ('a', 1, 5), ('b', 2, 7) AS t(g, m, v) PIVOT (count(v) FOR m IN (1, 2, 3)) ORDER BY g
SELECT * FROM VALUES ('a', 1, 'x'), ('b', 2, 'y') AS t(g, m, v) PIVOT (max(v) FOR m IN (1, 2)) ORDER BY g
SELECT * FROM VALUES ('a', 1, 'x'), ('b', 2, 'y') AS t(g, m, v) PIVOT (max(v), count(v) FOR m IN (1, 2)) ORDER BY g
SELECT * FROM VALUES ('a', 1, 'x'), ('b', 2, 'y') AS t(g, m, v) PIVOT (first(v) FOR m IN (1, 2)) ORDER BY g
SELECT * FROM VALUES ('a', 1, 'x'), ('a', 2, 'y') AS t(g, m, v) PIVOT (collect_list(v) FOR m IN (1, 3)) ORDER BY g
SELECT * FROM VALUES ('a', 1, DATE '2020-01-01'), ('b', 2, NULL) AS t(g, m, v) PIVOT (max(v) FOR m IN (1, 2)) ORDER BY g
SELECT * FROM VALUES ('a', 1, true), ('b', 2, false) AS t(g, m, v) PIVOT (max(v) FOR m IN (1, 2)) ORDER BY g
SELECT * FROM VALUES ('a', 1, 1.50) AS t(g, m, v) PIVOT (sum(v) FOR m IN (1, 2)) ORDER BY g
SELECT * FROM VALUES ('a', 1, 5), ('a', NULL, 6) AS t(g, m, v) PIVOT (sum(v) FOR m IN (1, NULL))
SELECT * FROM VALUES ('a', 1.50, 5), ('a', 2.0, 6) AS t(g, m, v) PIVOT (sum(v) FOR m IN (1.5, 2.00))
SELECT * FROM VALUES ('a', DATE '2020-01-01', 5) AS t(g, m, v) PIVOT (sum(v) FOR m IN (DATE '2020-01-01', DATE '2021-01-01'))
SELECT * FROM VALUES ('a', true, 5) AS t(g, m, v) PIVOT (sum(v) FOR m IN (true, false))
SELECT * FROM VALUES ('a', 1, 5) AS t(g, m, v) PIVOT (sum(v) FOR m IN ('1', 2))
SELECT * FROM VALUES ('a', 3, 5) AS t(g, m, v) PIVOT (sum(v) FOR m IN (1 + 2, 2))
SELECT * FROM VALUES ('a', 1, 5), ('a', 1, 9) AS t(g, m, v) PIVOT (sum(v) FILTER (WHERE v > 6) FOR m IN (1, 2))
SELECT * FROM VALUES ('a', 1, 5), ('a', 1, 5) AS t(g, m, v) PIVOT (sum(DISTINCT v) FOR m IN (1, 2))
SELECT t.g, `1` FROM VALUES ('a', 1, 5), ('b', 2, 6) AS t(g, m, v) PIVOT (sum(v) FOR m IN (1, 2)) WHERE `1` IS NOT NULL
SELECT p.* FROM (SELECT * FROM VALUES ('a', 1, 5) AS t(g, m, v) PIVOT (sum(v) FOR m IN (1, 2))) p
SELECT * FROM (SELECT m, v FROM VALUES (1, 5), (2, 6) AS t(m, v)) PIVOT (sum(v) FOR m IN (1, 2))
SELECT * FROM (SELECT m, v FROM VALUES (1, 5), (2, 6) AS t(m, v) WHERE false) PIVOT (sum(v) FOR m IN (1, 2))
SELECT * FROM (SELECT m, v FROM VALUES (1, 5), (2, 6) AS t(m, v) WHERE false) PIVOT (count(v) FOR m IN (1, 2))
SELECT * FROM (SELECT m, g, v FROM VALUES (1, 'a', 5) AS t(m, g, v) WHERE false) PIVOT (count(v) FOR m IN (1, 2))
SELECT * FROM VALUES (1, 'a') AS a(k, g), VALUES (1, 10) AS b(k, v) PIVOT (sum(v) FOR g IN ('a', 'b'))
SELECT * FROM VALUES ('a', 1, 5) AS t(g, m, v) PIVOT (v FOR m IN (1, 2))
SELECT * FROM VALUES ('a', 1, 5) AS t(g, m, v) PIVOT (abs(v) FOR m IN (1, 2))
SELECT * FROM VALUES ('a', 1, 5) AS t(g, m, v) PIVOT (sum(v) FOR m IN (g, 2))
SELECT * FROM VALUES ('a', 1, 5) AS t(g, m, v) PIVOT (sum(v) FOR nope IN (1))
SELECT * FROM VALUES ('a', 1, 5) AS t(g, m, v) PIVOT (sum(nope) FOR m IN (1))
SELECT * FROM VALUES ('a', 1, 5) AS t(g, m, v) PIVOT (sum(v) FOR (g, m) IN ('a', 'b'))
SELECT * FROM VALUES ('a', 1, 5) AS t(g, m, v) LATERAL VIEW explode(array(1)) e AS x PIVOT (sum(v) FOR m IN (1))
SELECT * FROM VALUES ('a', 1, 5) AS t(g, m, v) PIVOT (sum(v) FOR m IN (1)) p
SELECT * FROM VALUES ('a', 1, 5) AS t(g, m, v) UNPIVOT (x FOR y IN (m, v))
SELECT count(*) FROM people TABLESAMPLE (100 PERCENT)
SELECT count(*) FROM people TABLESAMPLE (0 PERCENT)
SELECT count(*) FROM people TABLESAMPLE (2 ROWS)
SELECT p.name FROM people TABLESAMPLE (1 + 0 ROWS) p WHERE false
SELECT count(*) FROM (SELECT 1 AS x FROM people) TABLESAMPLE (3 ROWS) AS s
SELECT count(*) FROM people TABLESAMPLE (BUCKET 4 OUT OF 4)
SELECT count(*) FROM people TABLESAMPLE (-1 ROWS)
SELECT count(*) FROM people TABLESAMPLE (age ROWS)
SELECT count(*) FROM people TABLESAMPLE (101 PERCENT)
SELECT count(*) FROM people TABLESAMPLE (300M)
SELECT count(*) FROM people TABLESAMPLE (BUCKET 4 OUT OF 10 ON name)
SELECT city, age, count(*) FROM people GROUP BY GROUPING SETS (ROLLUP (city, age)) ORDER BY 1, 2, 3
SELECT city, age, count(*) FROM people GROUP BY GROUPING SETS ((city), CUBE (age), GROUPING SETS ((), (city))) ORDER BY 1, 2, 3
SELECT city, count(*) FROM people GROUP BY city, GROUPING SETS ((), ()) ORDER BY 1, 2
SELECT a, b, sum(c) FROM VALUES (1, 2, 3), (1, 3, 4) AS t(a, b, c) GROUP BY a, b GROUPING SETS ((a), ()) ORDER BY 1, 2, 3
SELECT a, b, sum(c) FROM VALUES (1, 2, 3), (1, 3, 4) AS t(a, b, c) GROUP BY a, b WITH CUBE ORDER BY 1, 2, 3
SELECT a, b, sum(c) FROM VALUES (1, 2, 3), (1, 3, 4) AS t(a, b, c) GROUP BY a, b WITH ROLLUP ORDER BY 1, 2, 3
SELECT a, b, sum(c) FROM VALUES (1, 2, 3), (1, 3, 4) AS t(a, b, c) GROUP BY ROLLUP (a), CUBE (b) ORDER BY 1, 2, 3
SELECT a, b, c, count(*) FROM VALUES (1, 2, 3) AS t(a, b, c) GROUP BY a, ROLLUP (b, c) ORDER BY 1, 2, 3
SELECT a, b, c, count(*) FROM VALUES (1, 2, 3) AS t(a, b, c) GROUP BY ROLLUP ((a, b), c) ORDER BY 1, 2, 3
SELECT x, grouping__id FROM VALUES (1) AS t(x) GROUP BY CUBE (x) ORDER BY 2
SELECT a, b, grouping__id, grouping_id(), grouping_id(a, b), grouping(a), grouping(b) FROM VALUES (1, 2) AS t(a, b) GROUP BY CUBE (a, b) ORDER BY 3
SELECT a, b, grouping_id(b, a) FROM VALUES (1, 2) AS t(a, b) GROUP BY CUBE (a, b) ORDER BY 3
SELECT a, grouping_id(b) FROM VALUES (1, 2) AS t(a, b) GROUP BY CUBE (a, b) ORDER BY 2
SELECT a, b, grouping_id() FROM VALUES (1, 2) AS t(a, b) GROUP BY a, b GROUPING SETS ((b), (a)) ORDER BY 3
SELECT a, b, grouping_id() FROM VALUES (1, 2) AS t(a, b) GROUP BY GROUPING SETS ((b), (a)) ORDER BY 3
SELECT a, count(*) FROM VALUES (1, 2) AS t(a, b) GROUP BY CUBE (a, b) HAVING grouping_id() = 1 ORDER BY 1
SELECT a, count(*) FROM VALUES (1, 2) AS t(a, b) GROUP BY CUBE (a, b) HAVING grouping__id > 1 ORDER BY grouping__id, a
SELECT grouping(a) FROM VALUES (1) AS t(a) GROUP BY a
SELECT grouping__id FROM VALUES (1) AS t(a) GROUP BY a
SELECT grouping__id FROM VALUES (1) AS t(a)
SELECT grouping(b) FROM VALUES (1, 2) AS t(a, b) GROUP BY CUBE (a)
SELECT grouping__id FROM VALUES (7) AS t(grouping__id)
SELECT sum(v) AS s, count(*) AS c FROM (SELECT 1 AS a, 2 AS v WHERE false) GROUP BY GROUPING SETS ((), ())
SELECT sum(v) AS s, count(*) AS c FROM (SELECT 1 AS a, 2 AS v WHERE false) GROUP BY GROUPING SETS ((a), ())
SELECT sum(v) AS s FROM (SELECT 1 AS a, 2 AS v WHERE false) GROUP BY ROLLUP (a)
SELECT sum(v) AS s FROM (SELECT 1 AS a, 2 AS v WHERE false) GROUP BY CUBE (a)
SELECT sum(v) AS s FROM (SELECT 1 AS a, 2 AS v WHERE false) GROUP BY GROUPING SETS (())
SELECT sum(v) AS s FROM (SELECT 1 AS a, 2 AS v) GROUP BY GROUPING SETS (())
SELECT x + y AS t, y, count(*) AS c FROM VALUES (1, 2), (3, 4) AS t(x, y) GROUP BY GROUPING SETS ((x + y), (y + x), (y))
SELECT a + 1 AS k, count(*) FROM VALUES (1, 2), (1, 3) AS t(a, b) GROUP BY CUBE (a + 1) ORDER BY 1
SELECT x, count(*) AS c FROM VALUES (1), (2) AS t(x) GROUP BY ROLLUP(x, ())
SELECT * FROM VALUES (1, 2) AS t(x, y) GROUP BY x, y, 1
SELECT 1 AS one FROM people HAVING count(*) > 1
SELECT count(*) FROM people HAVING max(age) > 1000
SELECT 1 AS one HAVING true
SELECT name FROM people HAVING name = 'x'
SELECT a.* FROM (VALUES (1, 2) AS l(x, y) CROSS JOIN VALUES (3) AS r(z)) AS a
SELECT a.x, z FROM (VALUES (1, 2) AS l(x, y) JOIN VALUES (1, 3) AS r(x2, z) ON l.x = r.x2) AS a (x, b, c, z)
SELECT a.k, a.v, w FROM (VALUES (1, 2) AS l(k, v) JOIN VALUES (1, 3) AS r(k, w) USING (k)) AS a
SELECT l.x FROM (VALUES (1) AS l(x) CROSS JOIN VALUES (2) AS r(y)) AS a
SELECT l.x, r.y FROM (VALUES (1) AS l(x) CROSS JOIN VALUES (2) AS r(y))
SELECT t.x FROM (VALUES (1) AS v(x)) t
SELECT v.x FROM (VALUES (1) AS v(x)) t
SELECT k FROM VALUES (1, 'a'), (2, 'b') AS t(k, v) WHERE (k, v) IN (SELECT 2, 'b')
SELECT k FROM VALUES (1, 'a'), (2, 'b') AS t(k, v) WHERE (k, v) NOT IN (SELECT 2, 'b')
SELECT k FROM VALUES (1, 'a'), (2, NULL) AS t(k, v) WHERE (k, v) IN (SELECT k, v FROM VALUES (1, 'a'), (2, NULL) AS u(k, v))
SELECT k FROM VALUES (1, 'a'), (2, NULL) AS t(k, v) WHERE (k, v) NOT IN (SELECT k, v FROM VALUES (3, 'a') AS u(k, v))
SELECT k FROM VALUES (1, 'a'), (2, NULL) AS t(k, v) WHERE (k, v) NOT IN (SELECT k, v FROM VALUES (2, 'a') AS u(k, v))
SELECT k FROM VALUES (1, 'a') AS t(k, v) WHERE (k, v) IN (SELECT 1)
SELECT k FROM VALUES (1, 'a') AS t(k, v) WHERE (k, v) IN (SELECT 1, 2, 3)
SELECT k FROM VALUES (1, 2) AS t(k, v) WHERE (k, v) IN (SELECT k + 0L, v FROM VALUES (1, 2) AS u(k, v) WHERE u.k = t.k)
SELECT k FROM VALUES (1, 'a'), (2, 'b') AS t(k, v) WHERE (k, v) IN ((2, 'b'), (3, 'c'))
SELECT v, rank() OVER w AS r FROM VALUES (1), (2) AS t(v) WINDOW w AS (ORDER BY v DESC) ORDER BY v
SELECT v, rank() OVER x AS r FROM VALUES (1), (2) AS t(v) WINDOW x AS w, w AS (ORDER BY v DESC) ORDER BY v
SELECT v, count(*) OVER (CLUSTER BY v) AS r FROM VALUES (1), (2) AS t(v) ORDER BY v
SELECT v, count(*) OVER (DISTRIBUTE BY 1 SORT BY v) AS r FROM VALUES (1), (2) AS t(v) ORDER BY v
SELECT v, first_value(v) OVER w AS f FROM VALUES (1), (2) AS t(v) WINDOW w AS (ORDER BY v DESC), w AS (ORDER BY v)
SELECT count(v) OVER (ORDER BY v ROWS BETWEEN UNBOUNDED FOLLOWING AND 1 FOLLOWING) AS c FROM VALUES (1), (2) AS t(v)
SELECT v, count(v) FILTER (WHERE v > 1) OVER (PARTITION BY 1) AS c FROM VALUES (1), (2) AS t(v) ORDER BY v
SELECT v FROM VALUES (2), (1) AS t(v) CLUSTER BY v
SELECT v FROM VALUES (2), (1) AS t(v) DISTRIBUTE BY v SORT BY v DESC
SELECT v FROM VALUES (2), (1) AS t(v) DISTRIBUTE BY nope
SELECT v FROM VALUES (2), (1) AS t(v) SORT BY v
SELECT v FROM VALUES (2), (1) AS t(v) ORDER BY v SORT BY v
SELECT v FROM VALUES (2), (1) AS t(v) ORDER BY v LIMIT ALL
SELECT /*+ BROADCAST(t), COALESCE(1) */ v FROM VALUES (1) AS t(v)
SELECT 1 UNION SELECT 2
SELECT 1 AS one UNION SELECT 2 UNION SELECT 3
SELECT 1 AS one UNION SELECT 2
SELECT 1 AS x UNION ALL SELECT 2 EXCEPT DISTINCT SELECT 1 INTERSECT DISTINCT SELECT 1
SELECT 1 MINUS ALL SELECT 2
WITH t AS (SELECT 1 AS a), u AS (WITH t AS (SELECT 2 AS a) SELECT * FROM t) SELECT * FROM u
WITH t AS (SELECT 1 AS a) SELECT * FROM (WITH t AS (SELECT 2 AS a) SELECT * FROM t)
SELECT x FROM VALUES (1, 2) AS t(x, y) LATERAL VIEW OUTER explode(array()) e AS z
SELECT t.x, u.z FROM VALUES (1), (2) AS t(x), LATERAL (SELECT t.x + 1 AS z) u ORDER BY 1
SELECT t.x, u.z FROM VALUES (1), (2) AS t(x) LEFT JOIN LATERAL (SELECT t.x + 1 AS z WHERE t.x = 1) u ORDER BY 1
SELECT t.x, u.z FROM VALUES (1), (2) AS t(x) JOIN LATERAL (SELECT t.x + 1 AS z) u ON u.z > 2
SELECT * FROM range(3)
SELECT * FROM range(1, 3)
SELECT * FROM range(1, 10, 4)
SELECT * FROM range(10, 1, -4)
SELECT * FROM range(1, 10, 4, 2) AS r(x)
SELECT * FROM range(0)
SELECT * FROM range(1 + 1)
SELECT * FROM range('2')
SELECT * FROM range(1, 2, 0)
SELECT * FROM range(1, 2, 3, 4, 5)
SELECT * FROM range(start => 1)
SELECT * FROM range(NULL)
SELECT * FROM range(2.5)
SELECT * FROM explode(array(1, 2))
SELECT * FROM explode(array(1, 2)) AS e(x)
SELECT * FROM posexplode(array('a', 'b')) AS e(p, v)
SELECT * FROM explode(map('a', 1)) AS e
SELECT * FROM explode_outer(array())
SELECT * FROM inline(array(struct(1 AS a, 'x' AS b), struct(2, 'y')))
SELECT * FROM stack(2, 1, 'a', 2, 'b')
SELECT * FROM nope(1)
SELECT * FROM VALUES (1, 2), (3, 4)
SELECT * FROM VALUES 1, 2 t(x)
SELECT * FROM VALUES (1, 2) AS t
SELECT t.col1 FROM VALUES (1, 2) AS t
SELECT * FROM (VALUES (1, 2) AS t(x, y)) u(z, w)
VALUES (1, 2) AS t(x, y) ORDER BY x LIMIT 1
VALUES (2), (1) ORDER BY col1
SELECT count(t.*) FROM VALUES (1, NULL), (2, 3) AS t(a, b)
SELECT count(*) FROM VALUES (1, NULL), (2, 3) AS t(a, b)
SELECT struct(t.*) AS s FROM VALUES (1, 'a') AS t(a, b)
SELECT struct(*) AS s FROM VALUES (1, 'a') AS t(a, b)
SELECT array(t.*) AS s FROM VALUES (1, 2) AS t(a, b)
SELECT concat(*) AS s FROM VALUES ('x', 'a') AS t(a, b)
SELECT s.* FROM VALUES (named_struct('a', 1, 'b', 'x')) AS t(s)
SELECT t.s.* FROM VALUES (named_struct('a', 1, 'b', 'x')) AS t(s)
SELECT x.b.c[0].d FROM VALUES (named_struct('b', named_struct('c', array(named_struct('d', 7))))) AS t(x)
SELECT first(v IGNORE NULLS) FROM VALUES (CAST(NULL AS int)), (2) AS t(v)
SELECT first(v) IGNORE NULLS FROM VALUES (CAST(NULL AS int)), (2) AS t(v)
SELECT last(v IGNORE NULLS) FROM VALUES (2), (CAST(NULL AS int)) AS t(v)
SELECT first(v) RESPECT NULLS FROM VALUES (CAST(NULL AS int)), (2) AS t(v)
SELECT sum(v) FILTER (WHERE k IN (SELECT 1)) AS s FROM VALUES (1, 5), (2, 7) AS t(k, v)
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY v DESC) FROM VALUES (1), (2), (4) AS t(v)
SELECT 1 !> 2, 1 !< 2, NOT true, ! false, 1 == 1, 1 <> 2, 1 != 2
SELECT 1 IS DISTINCT FROM NULL, NULL IS NOT DISTINCT FROM NULL
SELECT 'abc' LIKE ANY ('a%', 'x'), 'abc' LIKE ALL ('a%', 'x'), 'abc' NOT LIKE SOME ('a%', 'x')
SELECT 5 & 3, 5 | 3, 5 ^ 3, ~5, 7 DIV 2, 7 % 4, 'a' || 'b'
SELECT 'it''s', "a""b", 'a' 'b', r'\n', 'a\tb'
SELECT '\u0041\103\%\_\Z'
SELECT X'1C7', X''
SELECT 2.5E1BD, 1e3BD, 1.5e-3BD
SELECT 128Y
SELECT -9.9E38f
SELECT 1e309
SELECT -128Y, -32768S, -9223372036854775808L
SELECT DATE '2020', DATE '2020-1', DATE '2020-1-2T12:30', DATE ' 2020-01-02 '
SELECT DATE '2020-02-30'
SELECT DATE '020-01-01'
SELECT TIMESTAMP '2020', TIMESTAMP '2020-1', TIMESTAMP '2020-1-2 3', TIMESTAMP '2020-1-2 3:4:5.1234567'
SELECT TIMESTAMP '2021-04-05 06:07:08 Europe/Berlin', TIMESTAMP '2021-04-05T06:07:08Z', TIMESTAMP '2021-04-05 06:07:08+1:30'
SELECT TIMESTAMP '2021-04-05 06:07:08.000'
SELECT TIMESTAMP '2021-04-05 06:07:08 Foo/Bar'
SELECT TIMESTAMP '2021-04-05 24:00:00'
SELECT k FROM VALUES (1, 'b') AS t(k, v) WHERE NOT ((k, v) IN (SELECT k, v FROM VALUES (1, 'a'), (2, NULL) AS u(k, v)))
SELECT k FROM VALUES (1, 'b'), (2, 'x') AS t(k, v) WHERE (k, v) NOT IN (SELECT k, v FROM VALUES (1, 'a'), (2, NULL) AS u(k, v))
SELECT k FROM VALUES (1, 'b'), (2, 'x') AS t(k, v) WHERE NOT (k < 5 AND (k, v) IN (SELECT k, v FROM VALUES (1, 'a'), (2, NULL) AS u(k, v)))
SELECT k FROM VALUES (1, 'b'), (2, 'x') AS t(k, v) WHERE k = 2 OR (k, v) IN (SELECT k, v FROM VALUES (1, 'b'), (2, NULL) AS u(k, v))
SELECT count(v) OVER (ORDER BY v ROWS BETWEEN 2 FOLLOWING AND 1 FOLLOWING) AS c FROM VALUES (1), (2) AS t(v)
SELECT count(v) OVER (ORDER BY v ROWS BETWEEN 1 PRECEDING AND 2 PRECEDING) AS c FROM VALUES (1), (2) AS t(v)
SELECT count(v) OVER (ORDER BY v ROWS BETWEEN CURRENT ROW AND CURRENT ROW) AS c FROM VALUES (1), (2) AS t(v)
SELECT a, b, sum(c) FROM VALUES (1, 2, 3), (1, 3, 4) AS t(a, b, c) GROUP BY a + 0, b GROUPING SETS ((b)) ORDER BY 2
SELECT a, b, c, grouping_id() FROM VALUES (1, 2, 3) AS t(a, b, c) GROUP BY a, b, c GROUPING SETS ((a), (c)) ORDER BY 4
SELECT a, grouping__id, rank() OVER (ORDER BY grouping__id) AS r FROM VALUES (1), (2) AS t(a) GROUP BY ROLLUP (a) ORDER BY 1, 2
SELECT coalesce(a, -1) AS k, grouping(a) = 1 AS g FROM VALUES (1) AS t(a) GROUP BY CUBE (a) ORDER BY 1
SELECT max(x.v) FROM (VALUES (1, 2) AS t(k, v)) x GROUP BY x.k
SELECT * FROM (VALUES (2), (1) ORDER BY col1 LIMIT 1)
SELECT * FROM (VALUES (1) UNION ALL VALUES (2)) ORDER BY 1
SELECT DATE '-0001-01-02' > DATE '-0002-01-02'
SELECT DATE '+2020-02-03', DATE '2020-1-2 any text'
SELECT TIMESTAMP '2020-06-01 12:00:00 Europe/Berlin', TIMESTAMP '2020-01-01 12:00:00 America/New_York'
SELECT TIMESTAMP '2020-01-02 03:04:05 UTC+1', TIMESTAMP '2020-01-02 03:04:05 GMT-02:30', TIMESTAMP '2020-01-02 03:04:05-8'
SELECT TIMESTAMP '2020-01-02 03:04:05 PST', TIMESTAMP '2020-01-02 03:04:05 CST'
SELECT TIMESTAMP '2020-01-02 23:59:60'
SELECT TIMESTAMP '2020-1-2T'
SELECT TIMESTAMP '2020-01-02 UTC'
SELECT TIMESTAMP '2020-01-02T03:04', TIMESTAMP '2020-01-02 3:4:5.', TIMESTAMP '2020-01-02 03:04:05.120'
SELECT TIMESTAMP 'epoch', DATE 'epoch'
SELECT DATE '10000000-01-02'
SELECT DATE '-1-01-02'
SELECT TIMESTAMP '2021-03-28 02:30:00 Europe/Berlin', TIMESTAMP '2021-10-31 02:30:00 Europe/Berlin'
SELECT * FROM VALUES ('a', array(1, 1), 5), ('a', array(2), 6) AS t(g, m, v) PIVOT (sum(v) FOR m IN (array(1, 1), array(2)))
SELECT * FROM VALUES ('a', named_struct('x', 1, 'y', 'p'), 5) AS t(g, m, v) PIVOT (sum(v) FOR m IN ((1, 'p'), (2, 'q')))
SELECT * FROM VALUES ('a', array(1, 1), 5), ('a', array(2), 6) AS t(g, m, v) PIVOT (sum(v) FOR (g, m) IN (('a', array(1, 1)), ('b', array(2))))
SELECT * FROM VALUES ('a', map('k', 1), 5) AS t(g, m, v) PIVOT (sum(v) FOR m IN (map('k', 1)))
SELECT count(*) FROM range(6 + cos(3))
SELECT * FROM range(abs(-2))
SELECT * FROM range((SELECT 3))
SELECT * FROM range(array(1))
SELECT TIMESTAMP '2021-04-05 06:07:08' - INTERVAL '01:02:03' HOUR TO SECOND
SELECT * EXCEPT (SELECT 1)
SELECT * FROM VALUES (1, 2) AS t(a, b), LATERAL (SELECT t.*)
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY v) OVER (PARTITION BY 1) FROM VALUES (1), (2) AS t(v)
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY v) OVER (PARTITION BY 1 ORDER BY v) FROM VALUES (1), (2) AS t(v)
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY v) OVER w FROM VALUES (1), (2) AS t(v) WINDOW w AS (ROWS BETWEEN 1 PRECEDING AND CURRENT ROW)
