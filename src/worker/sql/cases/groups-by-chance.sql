SELECT count(*) > 0 FROM range(5) GROUP BY rand()
SELECT count(*) FROM range(5) GROUP BY uuid()
SELECT rand() > 2 AS r, count(*) FROM range(5) GROUP BY 1
SELECT cast(rand() * 0 AS INT) AS r, count(*) FROM range(5) GROUP BY r
SELECT cast(rand() * 0 AS INT) AS r, count(*) FROM range(5) GROUP BY r ORDER BY r
SELECT cast(rand() * 0 AS INT) AS r, count(*) c FROM range(5) GROUP BY r HAVING r = 0 AND count(*) > 1 ORDER BY c DESC, r
SELECT floor(rand() * 1) AS bucket, sum(id) FROM range(10) GROUP BY floor(rand() * 1)
SELECT id % 3 AS k, floor(rand() * 1) AS salt, count(*) AS n, sum(id * 2) s, max(id) - min(id) FROM range(10) GROUP BY id % 3, floor(rand() * 1) ORDER BY k
SELECT id % 3 AS k, floor(rand() * 1) AS salt, count(*) AS n FROM range(10) GROUP BY k, salt ORDER BY k
SELECT k, sum(n) FROM (SELECT id % 3 AS k, floor(rand() * 4) AS salt, count(*) AS n FROM range(100) GROUP BY 1, 2) GROUP BY k ORDER BY k
SELECT count(DISTINCT salt) BETWEEN 1 AND 4, sum(n) FROM (SELECT floor(rand() * 4) AS salt, count(*) AS n FROM range(1000) GROUP BY salt)
SELECT count(*) = count(DISTINCT salt), sum(n) FROM (SELECT floor(rand() * 4) AS salt, count(*) AS n FROM range(1000) GROUP BY salt)
SELECT count(*), sum(n) FROM (SELECT count(*) AS n FROM range(1000) GROUP BY floor(rand() * 4))
SELECT count(*) FROM (SELECT uuid() u FROM range(100) GROUP BY u)
SELECT length(u), count(*) FROM (SELECT uuid() u, count(*) FROM range(3) GROUP BY 1) GROUP BY 1
SELECT id, floor(rand() * 1) FROM range(3) GROUP BY id, floor(rand() * 1) HAVING sum(id) > 0 ORDER BY sum(id)
SELECT floor(rand() * 1) r, id % 2 p, count(*) FROM range(6) GROUP BY ROLLUP (r, p) ORDER BY r, p
SELECT floor(rand() * 1) r, id % 2 p, count(*) FROM range(6) GROUP BY CUBE (1, 2) ORDER BY r, p
SELECT floor(rand() * 1) r, id % 2 p, count(*), grouping(r) FROM range(6) GROUP BY GROUPING SETS ((r), (p), ()) ORDER BY r, p
SELECT a.x, floor(rand() * 1) s, sum(b.y) FROM VALUES (1), (2) a(x) JOIN VALUES (1, 5), (2, 6), (2, 7) b(x, y) ON a.x = b.x WHERE b.y > 5 GROUP BY a.x, s ORDER BY a.x
SELECT floor(rand() * 1) s, collect_list(x) FROM VALUES (1), (2) a(x) GROUP BY s
SELECT floor(rand() * 1) s, count(x) FILTER (WHERE x > 1), sum(DISTINCT x) FROM VALUES (1), (2), (2) a(x) GROUP BY s
SELECT DISTINCT floor(rand() * 1) s FROM VALUES (1), (2), (2) a(x) GROUP BY s, x
SELECT floor(rand() * 1) s, e, count(*) FROM VALUES (array(1, 2)) a(x) LATERAL VIEW explode(x) v AS e GROUP BY s, e ORDER BY e
SELECT floor(rand() * 1) s, sum(count(*)) OVER () FROM range(4) GROUP BY s
SELECT rand() AS r FROM range(3) GROUP BY rand() HAVING count(*) > 5
SELECT rand() FROM range(3) GROUP BY id HAVING id > 1 AND rand() < 0
SELECT s + 1, count(*) FROM (SELECT floor(rand() * 1) s FROM range(3)) GROUP BY s + 1
SELECT shuffle(array(1)) s, count(*) FROM range(3) GROUP BY s
SELECT id FROM range(4) GROUP BY id, rand() > 2 ORDER BY id
SELECT 1 AS one, floor(rand() * 1) s, count(*) FROM range(0) GROUP BY s
SELECT floor(rand() * 1) s, count(*) GROUP BY s
SELECT transform(collect_list(id), x -> x + 1), floor(rand() * 1) s FROM range(3) GROUP BY s
SELECT rand() * 0 + id % 2 AS k, count(*) FROM range(4) GROUP BY k ORDER BY k
SELECT randn() > 100 AS k, count(*) FROM range(4) GROUP BY k
SELECT count(*), floor(rand() * 1) + 1 FROM range(4) GROUP BY floor(rand() * 1) + 1
SELECT 'x' FROM range(4) WHERE rand() < 2 GROUP BY rand() > 2
SELECT rand() * 0 AS k, count(*) FROM range(4) GROUP BY k HAVING k = 0 ORDER BY k
SELECT -rand() * 0 AS k, count(*) FROM VALUES (1), (2) t(a) JOIN VALUES (1), (2) s(b) ON a = b GROUP BY 1
