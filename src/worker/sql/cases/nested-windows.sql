SELECT a, sum(row_number() OVER (ORDER BY a)) OVER (ORDER BY a) AS s FROM VALUES (1),(2),(3) AS t(a) ORDER BY a
SELECT a, rank() OVER (ORDER BY row_number() OVER (ORDER BY a DESC)) AS s FROM VALUES (1),(2),(3) AS t(a) ORDER BY a
SELECT a, max(a) OVER (PARTITION BY ntile(2) OVER (ORDER BY a)) AS s FROM VALUES (1),(2),(3) AS t(a) ORDER BY a
SELECT sum(sum(a) OVER (ORDER BY a)) FROM VALUES (1),(2),(3) AS t(a)
SELECT a, sum(sum(a)) OVER (ORDER BY row_number() OVER (ORDER BY a)) AS s FROM VALUES (1),(2),(3) AS t(a) GROUP BY a ORDER BY a
SELECT a, sum(sum(count(*) OVER ()) OVER (ORDER BY a)) OVER (ORDER BY a) AS s FROM VALUES (1),(2),(3) AS t(a) ORDER BY a
SELECT a, lag(sum(a) OVER (ORDER BY a)) OVER (ORDER BY a) AS s FROM VALUES (1),(2),(3) AS t(a) ORDER BY s DESC
SELECT a, a - lag(a) OVER (ORDER BY a) AS d, sum(a - lag(a) OVER (ORDER BY a)) OVER (ORDER BY a) FROM VALUES (1),(2),(3) AS t(a) WHERE a > 1 ORDER BY a DESC LIMIT 1
SELECT DISTINCT sum(count(*) OVER (PARTITION BY a % 2)) OVER () AS s FROM VALUES (1),(2),(3) AS t(a)
SELECT a, count(*) OVER (PARTITION BY sum(CASE WHEN a - lag(a) OVER (ORDER BY a) > 1 THEN 1 ELSE 0 END) OVER (ORDER BY a)) AS island FROM VALUES (1),(2),(4),(5),(9) AS t(a) ORDER BY a
SELECT a, dense_rank() OVER w2 FROM VALUES (1),(2),(3) AS t(a) WINDOW w1 AS (ORDER BY a), w2 AS (ORDER BY row_number() OVER w1 DESC) ORDER BY a
SELECT a FROM VALUES (1),(2),(3) AS t(a) ORDER BY sum(row_number() OVER (ORDER BY a)) OVER (ORDER BY a)
SELECT a, sum(row_number() OVER (ORDER BY a)) OVER (ORDER BY a ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING) + max(row_number() OVER (ORDER BY a)) OVER () AS s FROM VALUES (1),(2),(3) AS t(a) ORDER BY a
SELECT k, x, sum(count(*) OVER (PARTITION BY k)) OVER (ORDER BY k, x) AS s FROM (SELECT k, explode(xs) AS x FROM VALUES (1, array(1,2)), (2, array(5)) AS t(k, xs)) ORDER BY k, x
SELECT k, explode(xs) AS x, max(count(*) OVER (PARTITION BY k)) OVER () AS s FROM VALUES (1, array(1,2)), (2, array(5)) AS t(k, xs)
SELECT transform(array(1), x -> x + row_number() OVER (ORDER BY a)) FROM VALUES (1) AS t(a)
SELECT transform(array(1), x -> sum(row_number() OVER (ORDER BY a)) OVER ()) FROM VALUES (1) AS t(a)
SELECT a, sum(b) OVER (ORDER BY a) AS c FROM (SELECT a, row_number() OVER (ORDER BY a) AS b FROM VALUES (1),(2) AS t(a)) ORDER BY a
SELECT g, count(*) AS c, rank() OVER (ORDER BY sum(count(*)) OVER (ORDER BY g) DESC) AS r FROM VALUES (1),(1),(2) AS t(g) GROUP BY g ORDER BY g
SELECT a FROM VALUES (1),(2),(3) AS t(a) WHERE a IN (SELECT max(count(*) OVER ()) OVER () FROM VALUES (1),(2) AS u(b))
SELECT a, (SELECT max(m) FROM (SELECT max(row_number() OVER (ORDER BY b)) OVER () AS m FROM VALUES (1),(2) AS u(b))) AS m FROM VALUES (1) AS t(a)
SELECT a, sum(a) FILTER (WHERE row_number() OVER (ORDER BY a) > 1) OVER () FROM VALUES (1),(2),(3) AS t(a)
SELECT a, first_value(max(a) OVER (PARTITION BY a % 2)) OVER (ORDER BY a DESC), nth_value(row_number() OVER (ORDER BY a), 2) OVER (ORDER BY a) FROM VALUES (1),(2),(3) AS t(a) ORDER BY a
SELECT sum(row_number() OVER (ORDER BY a)) OVER (ORDER BY a) FROM VALUES (1),(2),(3) AS t(a) HAVING true
SELECT a, sum(row_number() OVER (ORDER BY a)) OVER (ORDER BY a) AS s FROM VALUES (1),(2),(3) AS t(a) UNION ALL SELECT 1, 2
SELECT count(*) FROM (SELECT sum(row_number() OVER (ORDER BY a)) OVER (ORDER BY a) AS s FROM VALUES (1),(2),(3) AS t(a)) WHERE s > 1
