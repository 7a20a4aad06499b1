SELECT k, max(x) AS x FROM VALUES (1, 'a'), (2, 'b') AS t(x, k) GROUP BY k ORDER BY max(x) DESC
SELECT k, max(x) AS x FROM VALUES (1, 'a'), (2, 'b') AS t(x, k) GROUP BY k HAVING x > 0 ORDER BY max(x) DESC
SELECT k, rank() OVER (ORDER BY sum(x)) AS x FROM VALUES (1, 'a'), (2, 'b') AS t(x, k) GROUP BY k ORDER BY max(x) DESC
SELECT k, max(x) AS x FROM VALUES (1, 'a'), (2, 'b') AS t(x, k) GROUP BY k HAVING max(x) > 0 ORDER BY x DESC
SELECT b + a AS s, count(*) FROM VALUES (1, 2.5), (1, 2.5), (2, 3.5) AS t(a, b) GROUP BY a + b ORDER BY s
SELECT b * a AS s, count(*) FROM VALUES (1, 2.5), (1, 2.5), (2, 3.5) AS t(a, b) GROUP BY a * b ORDER BY s
SELECT NOT a IN (1, 2) AS s, count(*) FROM VALUES (1, 2.5), (1, 2.5), (3, 3.5) AS t(a, b) GROUP BY a NOT IN (2, 1) ORDER BY s
SELECT a NOT IN (1, 2) AS s, count(*) FROM VALUES (1, 2.5), (1, 2.5), (3, 3.5) AS t(a, b) GROUP BY NOT (a IN (2, 1)) ORDER BY s
SELECT k NOT LIKE 'a%' AS s, count(*) FROM VALUES ('a'), ('b') AS t(k) GROUP BY NOT (k LIKE 'a%') ORDER BY s
SELECT CASE a WHEN 1 THEN 'x' WHEN 2 THEN 'z' ELSE 'y' END AS s, count(*) FROM VALUES (1, 2.5), (1, 2.5), (3, 3.5) AS t(a, b) GROUP BY CASE WHEN a = 1 THEN 'x' WHEN a = 2 THEN 'z' ELSE 'y' END ORDER BY s
SELECT CASE WHEN 1 = a THEN 'x' ELSE 'y' END AS s, count(*) FROM VALUES (1, 2.5), (1, 2.5), (3, 3.5) AS t(a, b) GROUP BY CASE a WHEN 1 THEN 'x' ELSE 'y' END ORDER BY s
SELECT parse_url('http://h/p?a=1&ab=2', 'QUERY', 'a*') AS a, parse_url('http://h/p?a=1&b.c=2', 'QUERY', 'b.c') AS b, parse_url('http://h/p?utm.source=1&b[]=2', 'QUERY', 'b\\[\\]') AS c, parse_url('http://h/p?a=1', 'HOST', 'b.c') AS d, parse_url('http://h/p?a=1', 'QUERY', 'x.y') AS e
SELECT parse_url(u, 'QUERY', k) AS q FROM VALUES ('http://h/p?a=1&b=2', 'b'), ('http://h/p?a=1&b=2', 'c'), ('http://h/p?a=1', NULL), (NULL, 'a'), ('http://h/p?a=1&b=', 'b') AS t(u, k)
SELECT parse_url('http://h/p?a=1&b=2', 'QUERY', '(a)') AS a, parse_url('http://h/p', 'QUERY', 'a.') AS b, parse_url('http://h/p?x a=1', 'QUERY', 'a.') AS c
SELECT * FROM (SELECT 1 AS k, 1 AS k, 5 AS v) a JOIN (SELECT 1 AS k, 7 AS w) b USING (k)
SELECT k, v, w FROM (SELECT 1 AS a, 5 AS v) a JOIN (SELECT 1 AS k, 7 AS w) b ON a.a = b.k JOIN (SELECT 1 AS k) c USING (k)
SELECT current_date AS d FROM VALUES (1), (2) AS t(current_date) ORDER BY current_date DESC
SELECT current_date FROM VALUES (1), (2) AS t(current_date) ORDER BY current_date DESC
SELECT TIMESTAMP '294247-01-10 04:00:54.775807' > TIMESTAMP '2000-01-01 00:00:00'
SELECT CAST(greatest(d, INTERVAL '1' DAY) AS STRING) AS g, count(*) FROM VALUES (INTERVAL '2' DAY) AS t(d) GROUP BY greatest(INTERVAL '1' DAY, d)
SELECT d IN (INTERVAL '1' DAY, INTERVAL '2' DAY) AS g, count(*) FROM VALUES (INTERVAL '2' DAY) AS t(d) GROUP BY d IN (INTERVAL '2' DAY, INTERVAL '1' DAY)
SELECT INTERVAL '1' DAY + d AS g, count(*) FROM VALUES (TIMESTAMP '2020-01-01 00:00:00') AS t(d) GROUP BY d + INTERVAL '1' DAY
