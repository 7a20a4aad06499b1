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
SELECT percentile_disc(0.9) WITHIN GROUP (ORDER BY v), percentile_disc(0.9) WITHIN GROUP (ORDER BY v DESC), percentile_disc(array(0, 0.5, 1)) WITHIN GROUP (ORDER BY v) FROM VALUES (1),(2),(3),(4),(NULL) AS t(v)
SELECT percentile(v, array(0.1, 0.9)), percentile_approx(v, array(0.1, 0.3, 1)), percentile(v, array(0.5)) FILTER (WHERE v > 9) FROM VALUES (1),(2),(3),(4),(NULL) AS t(v)
SELECT k, skewness(v), kurtosis(v), regr_r2(v, w), regr_avgx(v, w), regr_avgy(v, w) FROM VALUES (1, 2.5, 1), (1, 3.5, 4), (1, 9, 2), (2, 1, 1), (2, 1, 2), (3, NULL, 4) AS t(k, v, w) GROUP BY k ORDER BY k
SELECT stddev(x), stddev_pop(x), var_samp(x), covar_samp(x, y), corr(x, y) FROM VALUES (double('NaN'), 1), (2D, 3), (4D, NULL) AS t(x, y)
SELECT var_samp(x), var_pop(x), covar_pop(x, x) FROM VALUES (double('Infinity')) AS t(x)
SELECT skewness(x), kurtosis(x) FROM VALUES (1D),(2D),(10D),(NULL) AS t(x)
SELECT skewness(x), kurtosis(x) FROM VALUES (1D) AS t(x)
SELECT skewness(x), kurtosis(x) FROM VALUES (1D),(1D) AS t(x)
SELECT skewness(x) FROM VALUES (double('Infinity')),(1D) AS t(x)
SELECT var_samp(x) AS v, stddev(x) AS s, var_pop(x) p FROM VALUES (2D), (double('-Infinity')), (3D) AS t(x)
SELECT var_samp(x), stddev_pop(x), var_pop(x), kurtosis(x), covar_pop(x, x), corr(x, x), covar_samp(x,x) FROM VALUES (2D) AS t(x)
SELECT regr_count(y,x), regr_avgx(y,x), regr_avgy(y,x), regr_r2(y,x) FROM VALUES (1,2),(3,5),(4,NULL),(NULL,7),(9,11) AS t(y,x)
SELECT regr_r2(y,x) FROM VALUES (1,2),(1,5) AS t(y,x)
SELECT regr_r2(y,x) FROM VALUES (1,2),(4,2) AS t(y,x)
SELECT regr_r2(y,x), regr_avgx(y,x) FROM VALUES (1,2) AS t(y,x)
SELECT percentile_disc(0.25) WITHIN GROUP (ORDER BY v), percentile_disc(0.25) WITHIN GROUP (ORDER BY v DESC), percentile_cont(0.25) WITHIN GROUP (ORDER BY v DESC) FROM VALUES (1),(2),(3),(4),(7) AS t(v)
SELECT percentile_approx(v, array(0.25, 0.5)), percentile_approx(v, 0.5, 100), approx_percentile(v, array(0.5D), 10) FROM VALUES (1),(2),(3) AS t(v)
SELECT percentile_cont(array(0.25, 0.5)) WITHIN GROUP (ORDER BY v) FROM VALUES (1),(2),(3) AS t(v)
SELECT corr(x,y), covar_pop(x,y), covar_samp(x,y) FROM VALUES (1D,2D),(3D,double('NaN')) AS t(x,y)
SELECT corr(x,y), covar_pop(x,y), covar_samp(x,y) FROM VALUES (1D,2D),(1D,2D) AS t(x,y)
SELECT count(t.*, t.*), count(DISTINCT *), count(DISTINCT t.*, a), count(*) FROM VALUES (1, 2), (1, NULL), (1, 2) AS t(a, b)
SELECT lag(v) OVER (ORDER BY v), lead(v, 2, 9) OVER (ORDER BY v), lag(v, -1) OVER (ORDER BY v), lead(v, 0) OVER (ORDER BY v), lag(v, 1, '7') OVER (ORDER BY v) FROM VALUES (1), (2), (NULL) AS t(v)
SELECT count(v) OVER (RANGE BETWEEN CURRENT ROW AND CURRENT ROW) FROM VALUES (1) AS t(v)
SELECT v, count(*) OVER (ORDER BY v RANGE BETWEEN CURRENT ROW AND 2 FOLLOWING) FROM VALUES (DATE '2020-01-01'), (DATE '2020-01-03') AS t(v) ORDER BY v
SELECT count(*) OVER (ORDER BY v RANGE BETWEEN INTERVAL 1 DAY PRECEDING AND CURRENT ROW) FROM VALUES (DATE '2020-01-01') AS t(v)
SELECT v, count(*) OVER (ORDER BY v RANGE BETWEEN INTERVAL 1 DAY PRECEDING AND CURRENT ROW) FROM VALUES (TIMESTAMP '2020-01-01 00:00:00'), (TIMESTAMP '2020-01-02 00:00:00') AS t(v) ORDER BY v
SELECT count(*) OVER (ORDER BY v RANGE BETWEEN 1 PRECEDING AND CURRENT ROW) FROM VALUES (TIMESTAMP '2020-01-01 00:00:00') AS t(v)
SELECT v, count(*) OVER (ORDER BY v RANGE BETWEEN 1 PRECEDING AND 1 FOLLOWING) FROM VALUES (1L), (2L) AS t(v) ORDER BY v
SELECT rank() OVER (ORDER BY v ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM VALUES (1) AS t(v)
SELECT rank() OVER (ORDER BY v ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) FROM VALUES (1) AS t(v)
SELECT lag(v) OVER (ORDER BY v ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM VALUES (1) AS t(v)
SELECT nth_value(v, 0) OVER (ORDER BY v) FROM VALUES (1) AS t(v)
SELECT nth_value(v, 1) OVER () FROM VALUES (1) AS t(v)
SELECT percentile_cont(0.25) WITHIN GROUP (ORDER BY v) OVER (ORDER BY v) FROM VALUES (1) AS t(v)
SELECT percentile_cont(0.25) WITHIN GROUP (ORDER BY v) OVER (PARTITION BY v ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) FROM VALUES (1) AS t(v)
SELECT map(1,2) AS a UNION SELECT map(1,2)
SELECT map(1,2) AS a UNION ALL SELECT map(1,2)
SELECT map(1,2) AS a EXCEPT SELECT map(1,2)
SELECT array(map(1,2)) AS a INTERSECT SELECT array(map(1,2))
SELECT DISTINCT map(1,2) AS a
SELECT DISTINCT a + 1 FROM VALUES (1,2) AS t(a,b) ORDER BY a + 1
SELECT DISTINCT a, count(*) FROM VALUES (1,2) AS t(a,b) GROUP BY a ORDER BY count(*)
SELECT DISTINCT a AS x FROM VALUES (1,2) AS t(a,b) ORDER BY x + 1
SELECT DISTINCT a FROM VALUES (1),(2) AS t(a) ORDER BY t.a DESC
SELECT * FROM VALUES (1),(2) AS t(k), LATERAL (SELECT t.*)
SELECT x + (SELECT 1) AS s, count(*) FROM VALUES (1), (2), (2) AS t(x) GROUP BY x + (SELECT 1)
SELECT x + (SELECT max(y) FROM VALUES (5) AS u(y)) + 1 AS s, count(*) FROM VALUES (1), (2), (2) AS t(x) GROUP BY x + (SELECT max(y) FROM VALUES (5) AS u(y))
SELECT (SELECT max(y) FROM VALUES (1, 5), (2, 6) AS u(k, y) WHERE k = x) AS s, count(*) FROM VALUES (1), (2), (2) AS t(x) GROUP BY (SELECT max(y) FROM VALUES (1, 5), (2, 6) AS u(k, y) WHERE k = x)
SELECT (SELECT max(y) FROM VALUES (1, 5), (2, 6) AS u(k, y) WHERE k = x) AS s, count(*) FROM VALUES (1), (2), (2) AS t(x) GROUP BY 1
SELECT (SELECT max(y) FROM VALUES (1, 5), (2, 6) AS u(k, y) WHERE k = x) AS s, count(*) FROM VALUES (1), (2), (2) AS t(x) GROUP BY s
SELECT (SELECT max(y) FROM VALUES (1, 5), (2, 6) AS u(k, y) WHERE k = x) AS s, count(*) FROM VALUES (1), (2), (2) AS t(x) GROUP BY x
SELECT x, (SELECT max(y) FROM VALUES (1, 5), (2, 6) AS u(k, y) WHERE k = x) + count(*) AS s FROM VALUES (1), (2), (2) AS t(x) GROUP BY x
SELECT x, max((SELECT max(y) FROM VALUES (1, 5), (2, 6) AS u(k, y) WHERE k = x)) + count(*) AS s FROM VALUES (1), (2), (2) AS t(x) GROUP BY x
SELECT CASE WHEN x = (SELECT 1) THEN 'a' ELSE 'b' END AS c, count(*) FROM VALUES (1), (2), (2) AS t(x) GROUP BY CASE WHEN x = (SELECT 1) THEN 'a' ELSE 'b' END
SELECT x - (SELECT min(x) FROM VALUES (1), (3) AS u(x)) AS c, sum(x) FROM VALUES (1), (2), (2) AS t(x) GROUP BY 1 HAVING sum(x) > 1 ORDER BY 1
SELECT x + (SELECT 1) AS s, count(*) FROM VALUES (1), (2), (2) AS t(x) GROUP BY ROLLUP(x + (SELECT 1))
SELECT x + (SELECT 1) AS s, count(*) FROM VALUES (1), (2), (2) AS t(x) GROUP BY x + (SELECT 2)
SELECT x, count(*) FROM VALUES (1), (2), (2) AS t(x) GROUP BY x HAVING (SELECT max(y) FROM VALUES (1, 5), (2, 6) AS u(k, y) WHERE k = x) > 5
SELECT a, count(DISTINCT 100), count(DISTINCT b, 100) FROM VALUES (1, 2), (4, 5), (4, 6) t(a, b) GROUP BY a ORDER BY a
SELECT a, count(DISTINCT 100), sum(DISTINCT b) FROM VALUES (1, 2), (4, 5), (4, 6) t(a, b) GROUP BY a ORDER BY a
