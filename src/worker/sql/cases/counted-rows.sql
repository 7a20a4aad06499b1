SELECT count(*) FROM range(10) GROUP BY rand(1)
SELECT floor(rand(1) * 3) AS k, count(*) FROM range(20) GROUP BY floor(rand(1) * 3)
SELECT floor(rand(1) * 3) AS k, count(*) FROM range(20) GROUP BY k ORDER BY k
SELECT floor(rand(1) * 3) AS k, count(*) FROM range(20) GROUP BY 1 ORDER BY 1
SELECT floor(rand(1) * 3) AS k, sum(id) FROM range(20) GROUP BY k ORDER BY k
SELECT floor(rand(1) * 3) AS k, sum(id) FROM VALUES (1), (2), (3), (4), (5), (6) t(id) GROUP BY k ORDER BY k
SELECT sum(id) FROM VALUES (1), (2), (3), (4), (5), (6) t(id) GROUP BY floor(rand(1) * 3) ORDER BY 1
SELECT sum(id) FROM VALUES (1), (2), (3), (4), (5), (6) t(id) GROUP BY floor(randn(7) * 3) ORDER BY 1
SELECT id, rand(5) AS r FROM VALUES (1), (2), (3), (4), (5), (6) t(id) ORDER BY r
SELECT id FROM VALUES (1), (2), (3), (4), (5), (6) t(id) ORDER BY rand(5)
SELECT id FROM VALUES (1), (2), (3), (4), (5), (6) t(id) ORDER BY randn(5) DESC
SELECT id FROM VALUES (1), (2), (3), (4), (5), (6) t(id) SORT BY rand(5)
SELECT id FROM VALUES (1), (2), (3), (4), (5), (6) t(id) WHERE rand(3) < 0.5
SELECT id FROM VALUES (1), (2), (3), (4), (5), (6) t(id) WHERE rand(3) < 0.5 AND id > 2
SELECT id, rand(3) FROM VALUES (1), (2), (3), (4), (5), (6) t(id) WHERE id > 2
SELECT id, rand(3), rand(3), rand(4) FROM VALUES (1), (2), (3) t(id)
SELECT sum(rand(3)) FROM VALUES (1), (2), (3) t(id)
SELECT sum(floor(rand(3) * 10)) FROM VALUES (1), (2), (3) t(id)
SELECT id % 2, sum(rand(3)) FROM VALUES (1), (2), (3) t(id) GROUP BY id % 2
SELECT max(rand(3)), min(rand(3)), avg(rand(3)) FROM VALUES (1), (2), (3) t(id)
SELECT count(DISTINCT floor(rand(3) * 2)) FROM VALUES (1), (2), (3) t(id)
SELECT first(rand(3)) FROM VALUES (1), (2), (3) t(id)
SELECT collect_list(floor(rand(3) * 10)) FROM VALUES (1), (2), (3) t(id)
SELECT collect_list(monotonically_increasing_id()) FROM VALUES (1), (2), (3) t(id)
SELECT sum(monotonically_increasing_id()) FROM VALUES (1), (2), (3) t(id)
SELECT sum(id) FROM VALUES (1), (2), (3) t(id) GROUP BY monotonically_increasing_id() ORDER BY 1
SELECT * FROM VALUES (1), (2) t(a) JOIN VALUES (1), (2) u(b) ON rand(3) < 0.5
SELECT * FROM VALUES (1), (2) t(a) JOIN VALUES (1), (2) u(b) ON a = b AND rand(3) < 2
SELECT * FROM VALUES (1), (2) t(a) LEFT JOIN VALUES (1), (2) u(b) ON a = b AND rand(3) < 2
SELECT * FROM VALUES (1), (2) t(a) JOIN VALUES (1), (2) u(b) ON a = b AND monotonically_increasing_id() < 2
SELECT * FROM VALUES (1), (2) t(a) LEFT SEMI JOIN VALUES (1), (2) u(b) ON a = b AND rand(3) < 2
SELECT sum(id) OVER (ORDER BY rand(3)) FROM VALUES (1), (2), (3) t(id)
SELECT id, row_number() OVER (ORDER BY rand(3)) FROM VALUES (1), (2), (3), (4) t(id) ORDER BY id
SELECT id, row_number() OVER (PARTITION BY floor(rand(3) * 2) ORDER BY id) FROM VALUES (1), (2), (3), (4) t(id) ORDER BY id
SELECT id, sum(rand(3)) OVER (ORDER BY id) FROM VALUES (1), (2), (3), (4) t(id) ORDER BY id
SELECT id, sum(id) OVER (ORDER BY id RANGE BETWEEN rand(3) PRECEDING AND CURRENT ROW) FROM VALUES (1), (2) t(id)
SELECT id, lag(rand(3)) OVER (ORDER BY id) FROM VALUES (1), (2), (3), (4) t(id) ORDER BY id
SELECT id, rand(3) FROM VALUES (1), (2), (3) t(id) GROUP BY id, rand(3) ORDER BY id
SELECT rand(1) AS r FROM VALUES (1), (2) t(id) GROUP BY rand(1)
SELECT rand(1) AS r FROM VALUES (1), (2) t(id) GROUP BY r
SELECT rand(1) + 1 AS r FROM VALUES (1), (2) t(id) GROUP BY rand(1)
SELECT rand(id) FROM VALUES (1), (2) t(id)
SELECT rand(1 + 1) FROM VALUES (1), (2) t(id)
SELECT rand(NULL), randn(NULL), rand(CAST(NULL AS INT)) FROM VALUES (1), (2) t(id)
SELECT rand(1L), rand(-1), rand(9223372036854775807), rand('1') FROM VALUES (1), (2) t(id)
SELECT rand(1L), rand(-1), rand(9223372036854775807), rand(-9223372036854775808) FROM VALUES (1), (2) t(id)
SELECT rand(1Y) FROM VALUES (1), (2) t(id)
SELECT rand(1.0) FROM VALUES (1), (2) t(id)
SELECT rand(CAST('5' AS INT)) FROM VALUES (1), (2) t(id)
SELECT rand(length('abc')) FROM VALUES (1), (2) t(id)
SELECT randn(3), randn(3) * 2, rand(3) > 0.5 FROM VALUES (1), (2) t(id)
SELECT DISTINCT floor(rand(3) * 2) AS x FROM range(10) ORDER BY x
SELECT DISTINCT floor(rand(3) * 3) AS x FROM VALUES (1), (2), (3), (4) t(id) ORDER BY x
SELECT floor(rand(3) * 3) FROM VALUES (1), (2), (3), (4) t(id) UNION ALL SELECT floor(rand(3) * 3) FROM VALUES (1), (2) t(id)
SELECT * FROM (SELECT id, rand(3) AS r FROM VALUES (1), (2), (3), (4) t(id)) WHERE r > 0.5
SELECT * FROM (SELECT id, rand(3) AS r FROM VALUES (1), (2), (3), (4) t(id)) WHERE id > 2
SELECT * FROM (SELECT id, rand(3) AS r FROM VALUES (1), (2), (3), (4) t(id)) LIMIT 2
SELECT r, r FROM (SELECT id, rand(3) AS r FROM VALUES (1), (2) t(id))
SELECT r + r FROM (SELECT id, rand(3) AS r FROM VALUES (1), (2) t(id))
SELECT sum(r) FROM (SELECT id, rand(3) AS r FROM VALUES (1), (2) t(id))
WITH c AS (SELECT id, rand(3) AS r FROM VALUES (1), (2) t(id)) SELECT * FROM c a JOIN c b ON a.r = b.r
SELECT (SELECT rand(3)) FROM VALUES (1), (2) t(id)
SELECT id FROM VALUES (1), (2) t(id) WHERE id IN (SELECT floor(rand(3) * 3) FROM VALUES (1), (2), (3))
SELECT id, (SELECT max(rand(3)) FROM VALUES (1) u(x) WHERE x = id) FROM VALUES (1), (2) t(id)
SELECT * FROM VALUES (rand(3)), (rand(4)) t(r)
SELECT * FROM VALUES (1), (2) t(id) LATERAL VIEW explode(array(rand(3))) v AS x
SELECT explode(array(rand(3), 1D)) FROM VALUES (1), (2) t(id)
SELECT floor(rand(3) * 4) AS k, count(*) c FROM VALUES (1), (2), (3), (4), (5) t(id) WHERE id > 1 GROUP BY k ORDER BY k
SELECT k, count(*) FROM (SELECT floor(rand(3) * 4) AS k FROM VALUES (1), (2), (3), (4), (5) t(id)) GROUP BY k ORDER BY k
SELECT floor(rand(3) * 2) AS k, sum(id) FROM VALUES (1), (2), (3), (4), (5) t(id) GROUP BY CUBE(k) ORDER BY 1, 2
SELECT floor(rand(3) * 2) AS k, sum(id) FROM VALUES (1), (2), (3), (4), (5) t(id) GROUP BY k WITH ROLLUP ORDER BY 1, 2
SELECT id % 2 AS m, floor(rand(3) * 2) AS k, sum(id) FROM VALUES (1), (2), (3), (4), (5) t(id) GROUP BY m, k ORDER BY 1, 2
SELECT floor(rand(1) * 3) AS k, sum(id) FROM VALUES (1), (2), (3), (4), (5), (6) t(id) GROUP BY k HAVING k > 0 ORDER BY k
SELECT floor(rand(1) * 3) AS k, sum(id) FROM VALUES (1), (2), (3), (4), (5), (6) t(id) GROUP BY k HAVING sum(id) > 3 ORDER BY sum(id)
SELECT grouping(rand(1)) FROM VALUES (1), (2) t(id) GROUP BY CUBE(rand(1))
SELECT id, ntile(2) OVER (ORDER BY rand(9), id) FROM VALUES (1), (2), (3), (4) t(id) ORDER BY 1
SELECT max(id) FILTER (WHERE rand(3) < 0.5) FROM VALUES (1), (2) t(id)
SELECT percentile(rand(3), 0.5) FROM VALUES (1), (2), (3) t(id)
SELECT max_by(id, rand(3)) FROM VALUES (1), (2), (3) t(id)
SELECT sum(DISTINCT floor(rand(3) * 3)) FROM VALUES (1), (2), (3) t(id)
SELECT id FROM VALUES (1), (2), (3) t(id) CLUSTER BY rand(3)
SELECT id FROM VALUES (1), (2), (3) t(id) ORDER BY id LIMIT CAST(rand(3) * 10 AS INT)
SELECT id FROM VALUES (1), (2), (3) t(id) LIMIT floor(2.5)
SELECT /*+ REPARTITION(1) */ rand(3) FROM VALUES (1), (2) t(id)
SELECT spark_partition_id(), count(*) FROM VALUES (1), (2) t(id) GROUP BY spark_partition_id()
SELECT * FROM VALUES (1), (2) t(id) PIVOT (sum(rand(3)) FOR id IN (1, 2))
SELECT * FROM (SELECT id, floor(rand(3) * 2) AS k FROM VALUES (1), (2), (3) t(id)) PIVOT (sum(id) FOR k IN (0, 1))
SELECT sum(rand()) FROM VALUES (1), (2) t(a)
SELECT count(rand()) FROM VALUES (1), (2) t(a)
SELECT collect_list(uuid()) FROM VALUES (1), (2) t(a)
SELECT max(shuffle(array(1, 2))) FROM VALUES (1), (2) t(a)
SELECT a FROM VALUES (1), (2) t(a) GROUP BY a HAVING max(rand()) > 0
SELECT a FROM VALUES (1), (2) t(a) GROUP BY a ORDER BY max(rand())
SELECT max(a) FILTER (WHERE rand() < 2) FROM VALUES (1), (2) t(a)
SELECT max(rand()) OVER () IS NOT NULL FROM VALUES (1), (2) t(a)
SELECT * FROM VALUES (1) t(a) JOIN VALUES (1) u(b) ON a = b AND rand() < 2
SELECT * FROM VALUES (1) t(a) FULL JOIN VALUES (1) u(b) ON a = b AND rand() < 2
SELECT * FROM VALUES (1) t(a) LEFT ANTI JOIN VALUES (1) u(b) ON rand() < 2
SELECT * FROM VALUES (1) t(a) JOIN VALUES (1) u(b) ON shuffle(array(a)) = array(b)
SELECT a FROM VALUES (1) t(a) WHERE a IN (SELECT b FROM VALUES (1) u(b) WHERE rand() < 2)
SELECT a FROM VALUES (1) t(a) WHERE a IN (SELECT b FROM VALUES (1) u(b) WHERE rand() < 2 AND b = a)
SELECT a FROM VALUES (1) t(a) WHERE EXISTS (SELECT b FROM VALUES (1) u(b) WHERE b = a AND rand() < 2)
SELECT a FROM VALUES (1) t(a) WHERE (SELECT rand()) < 2
SELECT count(*) FROM VALUES (1), (2) t(a) WHERE rand() < 2
SELECT CASE WHEN rand() < 2 THEN 1 END, count(*) FROM VALUES (1), (2) t(a)
SELECT count(DISTINCT u), count(u) FROM (SELECT (SELECT uuid()) AS u FROM VALUES (1), (2), (3) t(a))
SELECT count(DISTINCT u), count(u) FROM (SELECT (SELECT rand()) AS u FROM VALUES (1), (2), (3) t(a))
SELECT count(DISTINCT u), count(u) FROM (SELECT (SELECT max(x) FROM (SELECT rand() AS x)) AS u FROM VALUES (1), (2), (3) t(a))
SELECT count(DISTINCT u), count(u) FROM (SELECT (SELECT uuid() FROM VALUES (1)) AS u FROM VALUES (1), (2), (3) t(a))
SELECT count(DISTINCT u), count(u) FROM (SELECT (SELECT uuid() FROM range(1)) AS u FROM VALUES (1), (2), (3) t(a))
SELECT count(DISTINCT u), count(u) FROM (SELECT (SELECT uuid() WHERE true) AS u FROM VALUES (1), (2), (3) t(a))
SELECT count(DISTINCT u), count(u) FROM (SELECT (SELECT x FROM (SELECT uuid() AS x)) AS u FROM VALUES (1), (2), (3) t(a))
SELECT count(DISTINCT u), count(u) FROM (SELECT (SELECT DISTINCT uuid()) AS u FROM VALUES (1), (2), (3) t(a))
SELECT count(DISTINCT u), count(u) FROM (SELECT (SELECT uuid() LIMIT 1) AS u FROM VALUES (1), (2), (3) t(a))
SELECT a FROM VALUES (1), (2), (3) t(a) WHERE (SELECT rand(3)) < 0.5
SELECT (SELECT rand(3)) AS r, rand(3) FROM VALUES (1), (2), (3) t(a)
SELECT (SELECT monotonically_increasing_id()) AS r FROM VALUES (1), (2), (3) t(a)
WITH c AS (SELECT uuid() AS u) SELECT count(DISTINCT v) FROM (SELECT (SELECT u FROM c) AS v FROM VALUES (1), (2) t(a))
SELECT spark_partition_id() AS p, count(*) FROM VALUES (1), (2) t(a) GROUP BY p
SELECT max(monotonically_increasing_id()) FROM VALUES (1), (2) t(a)
SELECT a FROM VALUES (1), (2) t(a) ORDER BY spark_partition_id(), a DESC
SELECT floor(rand(1) * 3) AS k, sum(a) FROM VALUES (1), (2), (3), (4), (5) t(a) WHERE rand(2) < 0.8 GROUP BY floor(rand(1) * 3) ORDER BY 1, 2
SELECT floor(rand(1) * 3) AS k, sum(a + b), count(*) FROM VALUES (1, 2), (2, 3), (3, 4), (4, 5), (5, 6) t(a, b) WHERE rand(2) < 0.8 AND b < 6 GROUP BY k HAVING sum(a) > 1 ORDER BY k
SELECT monotonically_increasing_id() AS m, count(*) FROM VALUES (1), (2), (3), (4) t(a) WHERE rand(5) < 0.5 GROUP BY m ORDER BY m
SELECT floor(rand(1) * 3) AS k, sum(count(*)) OVER () FROM VALUES (1), (2), (3), (4), (5) t(a) WHERE rand(2) < 0.8 GROUP BY k ORDER BY k
SELECT floor(rand(1) * 3) AS k, (SELECT max(q) FROM VALUES (3) u(q)) AS m FROM VALUES (1), (2), (3) t(a) GROUP BY k ORDER BY k
SELECT a, (SELECT max(q) FROM VALUES (3) u(q)) AS m FROM VALUES (1), (2), (3), (4) t(a) WHERE rand(5) < 0.5
