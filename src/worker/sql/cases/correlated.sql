SELECT a, (SELECT max(d) FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 WHERE t2.a = t1.a) FROM (SELECT id AS a, age AS b, name AS c FROM people) t1
SELECT a, (SELECT max(d) FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 WHERE t2.a = t1.a AND t2.d > t1.b AND t1.a > 0) FROM (SELECT id AS a, age AS b, name AS c FROM people) t1
SELECT a, (SELECT max(d) FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 WHERE t2.a > t1.a) FROM (SELECT id AS a, age AS b, name AS c FROM people) t1
SELECT a, (SELECT max(d) FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 WHERE t2.a + 0 = t1.a + 0) FROM (SELECT id AS a, age AS b, name AS c FROM people) t1
SELECT a, (SELECT max(d) FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 WHERE t2.a + t1.a = 2) FROM (SELECT id AS a, age AS b, name AS c FROM people) t1
SELECT a, (SELECT max(d) FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 WHERE t1.a = 1) FROM (SELECT id AS a, age AS b, name AS c FROM people) t1
SELECT a, (SELECT max(d) FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 WHERE t2.a <=> t1.a) FROM (SELECT id AS a, age AS b, name AS c FROM people) t1
SELECT a, (SELECT max(d) FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 WHERE t2.a = t1.a OR t2.d = 400) FROM (SELECT id AS a, age AS b, name AS c FROM people) t1
SELECT a, (SELECT max(d) FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 WHERE t2.a = t1.a AND t2.d = t1.b + 90) FROM (SELECT id AS a, age AS b, name AS c FROM people) t1
SELECT a, (SELECT max(d + t1.a) FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 WHERE t2.a = t1.a) FROM (SELECT id AS a, age AS b, name AS c FROM people) t1
SELECT a, (SELECT max(d) + t1.a FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 WHERE t2.a = t1.a) FROM (SELECT id AS a, age AS b, name AS c FROM people) t1
SELECT a, (SELECT max(t1.a) FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2) FROM (SELECT id AS a, age AS b, name AS c FROM people) t1
SELECT a, (SELECT t1.a) FROM (SELECT id AS a, age AS b, name AS c FROM people) t1
SELECT a, (SELECT t1.a + 1) FROM (SELECT id AS a, age AS b, name AS c FROM people) t1
SELECT a, (SELECT d FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 WHERE t2.a = t1.a LIMIT 1) FROM (SELECT id AS a, age AS b, name AS c FROM people) t1
SELECT a, (SELECT d FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 WHERE t2.a = t1.a) FROM (SELECT id AS a, age AS b, name AS c FROM people) t1
SELECT a, (SELECT first(d) FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 WHERE t2.a = t1.a) FROM (SELECT id AS a, age AS b, name AS c FROM people) t1
SELECT a, (SELECT d FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 WHERE t2.a = t1.a GROUP BY d) FROM (SELECT id AS a, age AS b, name AS c FROM people) t1
SELECT a, (SELECT max(d) FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 WHERE t2.a = t1.a GROUP BY t2.a) FROM (SELECT id AS a, age AS b, name AS c FROM people) t1
SELECT a, (SELECT max(d) FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 WHERE t2.a = t1.a GROUP BY e) FROM (SELECT id AS a, age AS b, name AS c FROM people) t1
SELECT a, (SELECT DISTINCT t2.a FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 WHERE t2.a = t1.a) FROM (SELECT id AS a, age AS b, name AS c FROM people) t1
SELECT a, (SELECT count(*) FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 WHERE t2.a = t1.a) FROM (SELECT id AS a, age AS b, name AS c FROM people) t1
SELECT a, (SELECT count(*) FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 WHERE t2.a = t1.a HAVING count(*) > 1) FROM (SELECT id AS a, age AS b, name AS c FROM people) t1
SELECT a, (SELECT max(d) FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 WHERE t2.a = t1.a HAVING max(d) > t1.b) FROM (SELECT id AS a, age AS b, name AS c FROM people) t1
SELECT a, (SELECT max(d) FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 WHERE t2.a = t1.a UNION ALL SELECT 1) FROM (SELECT id AS a, age AS b, name AS c FROM people) t1
SELECT a, (SELECT max(d) FROM (SELECT * FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 WHERE t2.a = t1.a UNION ALL SELECT * FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 WHERE t2.a = t1.a)) FROM (SELECT id AS a, age AS b, name AS c FROM people) t1
SELECT a, (SELECT max(d) FROM (SELECT * FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 WHERE t2.a = t1.a LIMIT 5)) FROM (SELECT id AS a, age AS b, name AS c FROM people) t1
SELECT a, (SELECT max(d) FROM (SELECT * FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 WHERE t2.a = t1.a ORDER BY d)) FROM (SELECT id AS a, age AS b, name AS c FROM people) t1
SELECT a, (SELECT max(r) FROM (SELECT d, row_number() over (ORDER BY d) r FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 WHERE t2.a = t1.a)) FROM (SELECT id AS a, age AS b, name AS c FROM people) t1
SELECT a, (SELECT max(d) FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 JOIN (SELECT id AS a, id * 2 AS g FROM people) t3 ON t2.a = t3.a AND t3.a = t1.a) FROM (SELECT id AS a, age AS b, name AS c FROM people) t1
SELECT a, (SELECT max(d) FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 JOIN (SELECT id AS a, id * 2 AS g FROM people) t3 ON t2.a = t3.a WHERE t3.a = t1.a) FROM (SELECT id AS a, age AS b, name AS c FROM people) t1
SELECT a, (SELECT max(d) FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 LEFT JOIN (SELECT id AS a, id * 2 AS g FROM people) t3 ON t2.a = t3.a WHERE t2.a = t1.a) FROM (SELECT id AS a, age AS b, name AS c FROM people) t1
SELECT a, (SELECT max(d) FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 LEFT JOIN (SELECT * FROM (SELECT id AS a, id * 2 AS g FROM people) t3 WHERE t3.a = t1.a) x ON t2.a = x.a) FROM (SELECT id AS a, age AS b, name AS c FROM people) t1
SELECT a, (SELECT max(d) FROM (SELECT * FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 WHERE t2.a = t1.a) y LEFT JOIN (SELECT id AS a, id * 2 AS g FROM people) x ON y.a = x.a) FROM (SELECT id AS a, age AS b, name AS c FROM people) t1
SELECT a, (SELECT max(d) FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 FULL JOIN (SELECT * FROM (SELECT id AS a, id * 2 AS g FROM people) t3 WHERE t3.a = t1.a) x ON t2.a = x.a) FROM (SELECT id AS a, age AS b, name AS c FROM people) t1
SELECT a, (SELECT max(d) FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 WHERE t2.a = t1.a AND EXISTS (SELECT 1 FROM (SELECT id AS a, id * 2 AS g FROM people) t3 WHERE t3.a = t1.a)) FROM (SELECT id AS a, age AS b, name AS c FROM people) t1
SELECT a, (SELECT max(d) FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 WHERE t2.a = t1.a AND EXISTS (SELECT 1 FROM (SELECT id AS a, id * 2 AS g FROM people) t3 WHERE t3.a = t2.a)) FROM (SELECT id AS a, age AS b, name AS c FROM people) t1
SELECT a, (SELECT max(d) FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 GROUP BY t1.a) FROM (SELECT id AS a, age AS b, name AS c FROM people) t1
SELECT a, (SELECT max(d) FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 WHERE t2.a = t1.a ORDER BY t1.a) FROM (SELECT id AS a, age AS b, name AS c FROM people) t1
SELECT a FROM (SELECT id AS a, age AS b, name AS c FROM people) t1 WHERE EXISTS (SELECT 1 FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 WHERE t2.a = t1.a)
SELECT a FROM (SELECT id AS a, age AS b, name AS c FROM people) t1 WHERE EXISTS (SELECT t1.a FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 WHERE t2.a = t1.a)
SELECT a FROM (SELECT id AS a, age AS b, name AS c FROM people) t1 WHERE EXISTS (SELECT 1 FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 WHERE t2.a > t1.a)
SELECT a FROM (SELECT id AS a, age AS b, name AS c FROM people) t1 WHERE EXISTS (SELECT 1 FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 WHERE t2.a = t1.a LIMIT 1)
SELECT a FROM (SELECT id AS a, age AS b, name AS c FROM people) t1 WHERE EXISTS (SELECT 1 FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 WHERE t2.a = t1.a LIMIT 0)
SELECT a FROM (SELECT id AS a, age AS b, name AS c FROM people) t1 WHERE EXISTS (SELECT 1 FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 LIMIT 1)
SELECT a FROM (SELECT id AS a, age AS b, name AS c FROM people) t1 WHERE EXISTS (SELECT d FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 WHERE t2.a = t1.a ORDER BY d)
SELECT a FROM (SELECT id AS a, age AS b, name AS c FROM people) t1 WHERE EXISTS (SELECT max(d) FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 WHERE t2.a = t1.a)
SELECT a FROM (SELECT id AS a, age AS b, name AS c FROM people) t1 WHERE EXISTS (SELECT max(d) FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 WHERE t2.a > t1.a)
SELECT a FROM (SELECT id AS a, age AS b, name AS c FROM people) t1 WHERE EXISTS (SELECT max(d) FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 WHERE t2.a = t1.a GROUP BY e)
SELECT a FROM (SELECT id AS a, age AS b, name AS c FROM people) t1 WHERE EXISTS (SELECT max(d) FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 WHERE t2.a > t1.a GROUP BY e)
SELECT a FROM (SELECT id AS a, age AS b, name AS c FROM people) t1 WHERE EXISTS (SELECT e FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 GROUP BY e HAVING count(*) > t1.a)
SELECT a FROM (SELECT id AS a, age AS b, name AS c FROM people) t1 WHERE EXISTS (SELECT max(t1.a) FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 WHERE t2.a = t1.a)
SELECT a FROM (SELECT id AS a, age AS b, name AS c FROM people) t1 WHERE EXISTS (SELECT 1 FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 WHERE t2.a = t1.a UNION ALL SELECT 1 FROM (SELECT id AS a, id * 2 AS g FROM people) t3)
SELECT a FROM (SELECT id AS a, age AS b, name AS c FROM people) t1 WHERE EXISTS (SELECT 1 FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 LEFT JOIN (SELECT id AS a, id * 2 AS g FROM people) t3 ON t2.a = t3.a AND t3.g > t1.a)
SELECT a FROM (SELECT id AS a, age AS b, name AS c FROM people) t1 WHERE EXISTS (SELECT 1 FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 JOIN (SELECT id AS a, id * 2 AS g FROM people) t3 ON t2.a = t3.a AND t3.g > t1.a)
SELECT a FROM (SELECT id AS a, age AS b, name AS c FROM people) t1 WHERE EXISTS (SELECT 1 FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2, (SELECT id AS a, id * 2 AS g FROM people) t3 WHERE t2.a = t3.a AND t3.g > t1.a)
SELECT a FROM (SELECT id AS a, age AS b, name AS c FROM people) t1 WHERE EXISTS (SELECT 1 FROM (SELECT * FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 WHERE t2.a = t1.a) x LEFT JOIN (SELECT id AS a, id * 2 AS g FROM people) t3 ON x.a = t3.a)
SELECT a FROM (SELECT id AS a, age AS b, name AS c FROM people) t1 WHERE EXISTS (SELECT DISTINCT d FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 WHERE t2.a = t1.a)
SELECT a FROM (SELECT id AS a, age AS b, name AS c FROM people) t1 WHERE EXISTS (SELECT DISTINCT d FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 WHERE t2.a > t1.a)
SELECT a FROM (SELECT id AS a, age AS b, name AS c FROM people) t1 WHERE EXISTS (SELECT row_number() over (ORDER BY d) FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 WHERE t2.a = t1.a)
SELECT a FROM (SELECT id AS a, age AS b, name AS c FROM people) t1 WHERE EXISTS (SELECT 1 FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 LATERAL view explode(array(t2.d)) v AS q WHERE q > t1.a)
SELECT a FROM (SELECT id AS a, age AS b, name AS c FROM people) t1 WHERE EXISTS (SELECT 1 FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 LATERAL view explode(array(t1.a)) v AS q)
SELECT a FROM (SELECT id AS a, age AS b, name AS c FROM people) t1 WHERE EXISTS (SELECT explode(array(t2.a)) FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 WHERE t2.a = t1.a)
SELECT a FROM (SELECT id AS a, age AS b, name AS c FROM people) t1 WHERE EXISTS (SELECT 1 WHERE t1.a > 1)
SELECT a FROM (SELECT id AS a, age AS b, name AS c FROM people) t1 WHERE EXISTS (SELECT 1 FROM (SELECT t1.a + 1 AS q) WHERE q > 2)
SELECT a FROM (SELECT id AS a, age AS b, name AS c FROM people) t1 WHERE EXISTS (SELECT 1 FROM values (t1.a) v(q) WHERE q > 1)
SELECT a FROM (SELECT id AS a, age AS b, name AS c FROM people) t1 WHERE EXISTS (SELECT 1 FROM (SELECT max(d) m FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 WHERE t2.a = t1.a) WHERE m > t1.b)
SELECT a FROM (SELECT id AS a, age AS b, name AS c FROM people) t1 WHERE EXISTS (SELECT 1 FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 WHERE t2.a = t1.a AND t2.d IN (SELECT d FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 WHERE a = t1.a))
SELECT a FROM (SELECT id AS a, age AS b, name AS c FROM people) t1 WHERE a IN (SELECT t2.a FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 WHERE t2.d > t1.b)
SELECT a FROM (SELECT id AS a, age AS b, name AS c FROM people) t1 WHERE a IN (SELECT t1.a FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2)
SELECT a FROM (SELECT id AS a, age AS b, name AS c FROM people) t1 WHERE a IN (SELECT max(t2.a) FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 WHERE t2.d > t1.b)
SELECT a FROM (SELECT id AS a, age AS b, name AS c FROM people) t1 WHERE a IN (SELECT max(t2.a) FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 WHERE t2.d = t1.b + 90)
SELECT a FROM (SELECT id AS a, age AS b, name AS c FROM people) t1 WHERE a IN (SELECT t2.a FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 WHERE t2.a = t1.a LIMIT 1)
SELECT a FROM (SELECT id AS a, age AS b, name AS c FROM people) t1 WHERE a IN (SELECT t2.a + t1.a - t1.a FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2)
SELECT a FROM (SELECT id AS a, age AS b, name AS c FROM people) t1 WHERE a NOT IN (SELECT t2.a FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 WHERE t2.a = t1.a AND t1.b > 15)
SELECT a FROM (SELECT id AS a, age AS b, name AS c FROM people) t1 WHERE a IN (WITH q AS (SELECT * FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 WHERE t2.a = t1.a) SELECT a FROM q)
SELECT * FROM (SELECT id AS a, age AS b, name AS c FROM people) t1, LATERAL (SELECT t1.a + 1 AS q)
SELECT * FROM (SELECT id AS a, age AS b, name AS c FROM people) t1, LATERAL (SELECT * FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 WHERE t2.a = t1.a)
SELECT * FROM (SELECT id AS a, age AS b, name AS c FROM people) t1, LATERAL (SELECT * FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 WHERE t2.a > t1.a)
SELECT * FROM (SELECT id AS a, age AS b, name AS c FROM people) t1, LATERAL (SELECT max(d) FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 WHERE t2.a = t1.a)
SELECT * FROM (SELECT id AS a, age AS b, name AS c FROM people) t1, LATERAL (SELECT max(d) FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 WHERE t2.a > t1.a)
SELECT * FROM (SELECT id AS a, age AS b, name AS c FROM people) t1, LATERAL (SELECT max(d + t1.a) FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2)
SELECT * FROM (SELECT id AS a, age AS b, name AS c FROM people) t1, LATERAL (SELECT d FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 WHERE t2.a = t1.a LIMIT 1)
SELECT * FROM (SELECT id AS a, age AS b, name AS c FROM people) t1, LATERAL (SELECT d FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 WHERE t2.a = t1.a ORDER BY d)
SELECT * FROM (SELECT id AS a, age AS b, name AS c FROM people) t1, LATERAL (SELECT DISTINCT d FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 WHERE t2.a = t1.a)
SELECT * FROM (SELECT id AS a, age AS b, name AS c FROM people) t1, LATERAL (SELECT t1.a UNION ALL SELECT t1.b)
SELECT * FROM (SELECT id AS a, age AS b, name AS c FROM people) t1, LATERAL (SELECT * FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 WHERE t2.a = t1.a UNION ALL SELECT * FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 WHERE t2.a = t1.a)
SELECT * FROM (SELECT id AS a, age AS b, name AS c FROM people) t1, LATERAL (SELECT t1.a, count(*) FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 GROUP BY t1.a)
SELECT * FROM (SELECT id AS a, age AS b, name AS c FROM people) t1, LATERAL (SELECT *) s
SELECT * FROM (SELECT id AS a, age AS b, name AS c FROM people) t1, LATERAL (SELECT t1.*) s
SELECT * FROM (SELECT id AS a, age AS b, name AS c FROM people) t1, LATERAL (SELECT t1.a AS q, (SELECT id AS a, quantity AS d, item AS e FROM orders) t2.* FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2) s
SELECT * FROM (SELECT id AS a, age AS b, name AS c FROM people) t1 LEFT JOIN LATERAL (SELECT * FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 WHERE t2.a = t1.a) s ON true
SELECT * FROM (SELECT id AS a, age AS b, name AS c FROM people) t1 LEFT JOIN LATERAL (SELECT * FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 WHERE t2.a = t1.a) s ON s.d > 100
SELECT * FROM (SELECT id AS a, age AS b, name AS c FROM people) t1 RIGHT JOIN LATERAL (SELECT * FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2) s ON true
SELECT * FROM (SELECT id AS a, age AS b, name AS c FROM people) t1 JOIN LATERAL (SELECT * FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 WHERE t2.a = t1.a) s USING (a)
SELECT * FROM (SELECT id AS a, age AS b, name AS c FROM people) t1, LATERAL (SELECT * FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2, LATERAL (SELECT t1.a + t2.a AS z))
SELECT * FROM (SELECT id AS a, age AS b, name AS c FROM people) t1, LATERAL (SELECT * FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2, LATERAL (SELECT t2.a AS z) WHERE t1.a = t2.a)
SELECT * FROM (SELECT id AS a, age AS b, name AS c FROM people) t1, LATERAL (SELECT * FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 JOIN (SELECT id AS a, id * 2 AS g FROM people) t3 ON t2.a = t3.a AND t2.a = t1.a)
SELECT * FROM (SELECT id AS a, age AS b, name AS c FROM people) t1, LATERAL (SELECT * FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 LEFT JOIN (SELECT id AS a, id * 2 AS g FROM people) t3 ON t2.a = t3.a AND t2.a = t1.a)
SELECT * FROM (SELECT id AS a, age AS b, name AS c FROM people) t1, LATERAL (SELECT explode(array(t1.a, (SELECT id AS a, age AS b, name AS c FROM people) t1.b)) AS e)
SELECT * FROM (SELECT id AS a, age AS b, name AS c FROM people) t1, LATERAL (SELECT row_number() over (ORDER BY d) FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 WHERE t2.a = t1.a)
SELECT * FROM (SELECT id AS a, age AS b, name AS c FROM people) t1, LATERAL (SELECT (SELECT max(d) FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 WHERE t2.a = t1.a) AS m)
SELECT a, (SELECT (SELECT max(d) FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 WHERE t2.a = t1.a) AS m) FROM (SELECT id AS a, age AS b, name AS c FROM people) t1
SELECT a, (SELECT max(g) FROM (SELECT id AS a, id * 2 AS g FROM people) t3, LATERAL (SELECT * FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 WHERE t2.a = t3.a) WHERE t3.a = t1.a) FROM (SELECT id AS a, age AS b, name AS c FROM people) t1
SELECT a, (SELECT max(g) FROM (SELECT id AS a, id * 2 AS g FROM people) t3, LATERAL (SELECT * FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 WHERE t2.a = t1.a)) FROM (SELECT id AS a, age AS b, name AS c FROM people) t1
SELECT a, (SELECT max(d) FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 WHERE t2.e = t1.c AND t2.a = t1.a) FROM (SELECT id AS a, age AS b, name AS c FROM people) t1
SELECT a, (SELECT max(d) FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 WHERE t2.a = t1.a AND t2.d = t1.a) FROM (SELECT id AS a, age AS b, name AS c FROM people) t1
SELECT a, (SELECT max(d) FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 WHERE NOT (t2.a <> t1.a)) FROM (SELECT id AS a, age AS b, name AS c FROM people) t1
SELECT a, (SELECT max(d) FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 WHERE t2.a IN (t1.a)) FROM (SELECT id AS a, age AS b, name AS c FROM people) t1
SELECT a, (SELECT max(d) FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 WHERE t2.a = t1.a AND (t1.b > 5 OR t1.a = 1)) FROM (SELECT id AS a, age AS b, name AS c FROM people) t1
SELECT a, (SELECT max(d) FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 WHERE t2.a = (t1.a)) FROM (SELECT id AS a, age AS b, name AS c FROM people) t1
SELECT a, (SELECT max(z) FROM (SELECT a + 0 AS w, d AS z FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2) q WHERE q.w = t1.a) FROM (SELECT id AS a, age AS b, name AS c FROM people) t1
SELECT a, (SELECT max(f.d) FROM (SELECT max(d) d, a FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 GROUP BY a) f WHERE f.a = t1.a) FROM (SELECT id AS a, age AS b, name AS c FROM people) t1
SELECT a, (SELECT f.d FROM (SELECT max(d) d, a FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 GROUP BY a) f WHERE f.a = t1.a) FROM (SELECT id AS a, age AS b, name AS c FROM people) t1
SELECT a, (SELECT m FROM (SELECT max(d) m FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 WHERE t2.a = t1.a)) FROM (SELECT id AS a, age AS b, name AS c FROM people) t1
SELECT a, (SELECT m FROM (SELECT max(d) m FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 WHERE t2.a = t1.a) WHERE m > 100) FROM (SELECT id AS a, age AS b, name AS c FROM people) t1
SELECT a, (SELECT m FROM (SELECT max(d) m FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 WHERE t2.a = t1.a GROUP BY t2.a) WHERE m > 100) FROM (SELECT id AS a, age AS b, name AS c FROM people) t1
SELECT a, (SELECT m + 1 FROM (SELECT max(d) m FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 WHERE t2.a = t1.a GROUP BY t2.a)) FROM (SELECT id AS a, age AS b, name AS c FROM people) t1
SELECT a, (SELECT max(d) FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 WHERE t2.a = t1.a ORDER BY 1) FROM (SELECT id AS a, age AS b, name AS c FROM people) t1
SELECT a, (SELECT count(*) FROM values (1),(2) v(q) WHERE q = t1.a) FROM (SELECT id AS a, age AS b, name AS c FROM people) t1
SELECT a, (SELECT q FROM values (1) v(q) WHERE q = t1.a) FROM (SELECT id AS a, age AS b, name AS c FROM people) t1
SELECT a, (SELECT max(d) FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 WHERE t2.a = t1.a GROUP BY t2.a, (SELECT id AS a, quantity AS d, item AS e FROM orders) t2.a + 1) FROM (SELECT id AS a, age AS b, name AS c FROM people) t1
SELECT a, (SELECT t2.a FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 WHERE t2.a = t1.a GROUP BY t2.a) FROM (SELECT id AS a, age AS b, name AS c FROM people) t1
SELECT * FROM (SELECT id AS a, age AS b, name AS c FROM people) t1, LATERAL (SELECT cast(t1.a AS string), -t1.a, (SELECT id AS a, age AS b, name AS c FROM people) t1.a is null)
SELECT * FROM (SELECT id AS a, age AS b, name AS c FROM people) t1, LATERAL (SELECT count(*) FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 WHERE t2.a = t1.a)
SELECT * FROM (SELECT id AS a, age AS b, name AS c FROM people) t1, LATERAL (SELECT count(*) c, max(d) FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 WHERE t2.a = t1.a HAVING count(*) > 0)
SELECT * FROM (SELECT 1 x, 2 y) s, LATERAL (SELECT x + y)
SELECT a FROM (SELECT id AS a, age AS b, name AS c FROM people) t1 WHERE EXISTS (SELECT count(*) FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 WHERE t2.a = t1.a)
SELECT a FROM (SELECT id AS a, age AS b, name AS c FROM people) t1 WHERE EXISTS (SELECT count(*) FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 WHERE t2.a = t1.a HAVING count(*) = 0)
SELECT a FROM (SELECT id AS a, age AS b, name AS c FROM people) t1 WHERE NOT EXISTS (SELECT count(*) FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 WHERE t2.a = t1.a)
SELECT a FROM (SELECT id AS a, age AS b, name AS c FROM people) t1 WHERE EXISTS (SELECT max(d) FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 WHERE t1.a = 1)
SELECT a FROM (SELECT id AS a, age AS b, name AS c FROM people) t1 WHERE EXISTS (SELECT max(d) FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 WHERE t1.a = 1 AND t2.a = t1.a)
SELECT a FROM (SELECT id AS a, age AS b, name AS c FROM people) t1 WHERE 0 IN (SELECT count(*) FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 WHERE t2.a = t1.a)
SELECT a FROM (SELECT id AS a, age AS b, name AS c FROM people) t1 WHERE EXISTS (SELECT 1 FROM (SELECT max(d) m FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 WHERE t2.a = t1.a) WHERE m is null)
SELECT a FROM (SELECT id AS a, age AS b, name AS c FROM people) t1 WHERE EXISTS (SELECT max(d) FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 WHERE t2.a = t1.a GROUP BY ())
SELECT a FROM (SELECT id AS a, age AS b, name AS c FROM people) t1 WHERE EXISTS (SELECT max(d) FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 WHERE t2.a = t1.a GROUP BY rollup(e))
SELECT a FROM (SELECT id AS a, age AS b, name AS c FROM people) t1 WHERE EXISTS (SELECT 1 FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 JOIN (SELECT * FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 WHERE t2.a = t1.a) x ON x.a = t2.a)
SELECT a FROM (SELECT id AS a, age AS b, name AS c FROM people) t1 WHERE EXISTS (SELECT 1 FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 SEMI JOIN (SELECT * FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 WHERE t2.a = t1.a) x ON x.a = t2.a)
SELECT a FROM (SELECT id AS a, age AS b, name AS c FROM people) t1 WHERE EXISTS (SELECT 1 FROM (SELECT * FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 WHERE t2.a = t1.a) x SEMI JOIN (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 ON x.a = t2.a)
SELECT a FROM (SELECT id AS a, age AS b, name AS c FROM people) t1 WHERE EXISTS (SELECT 1 FROM (SELECT * FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 WHERE t2.a = t1.a) x RIGHT JOIN (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 ON x.a = t2.a)
SELECT a FROM (SELECT id AS a, age AS b, name AS c FROM people) t1 WHERE EXISTS (SELECT 1 FROM (SELECT * FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 WHERE t2.a = t1.a) pivot (max(d) for e IN ('x','y')))
SELECT a FROM (SELECT id AS a, age AS b, name AS c FROM people) t1 WHERE EXISTS (SELECT 1 FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 WHERE t2.a = t1.a AND d IN (SELECT max(d) FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) z WHERE z.a = t2.a))
SELECT a FROM (SELECT id AS a, age AS b, name AS c FROM people) t1 WHERE EXISTS (WITH q AS (SELECT 1) SELECT * FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 WHERE t2.a = t1.a)
SELECT a FROM (SELECT id AS a, age AS b, name AS c FROM people) t1 WHERE EXISTS (WITH q AS (SELECT * FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 WHERE t2.a = t1.a) SELECT * FROM q, q r)
SELECT a, (WITH q AS (SELECT * FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 WHERE t2.a = t1.a) SELECT max(d) FROM q) FROM (SELECT id AS a, age AS b, name AS c FROM people) t1
SELECT a, (WITH q AS (SELECT * FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 WHERE t2.a = t1.a) SELECT max(x.d) FROM q x, q y) FROM (SELECT id AS a, age AS b, name AS c FROM people) t1
SELECT a, (WITH q AS (SELECT * FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 WHERE t2.a = t1.a), r AS (SELECT * FROM q WHERE d = t1.b) SELECT max(d) FROM r) FROM (SELECT id AS a, age AS b, name AS c FROM people) t1
SELECT a FROM (SELECT id AS a, age AS b, name AS c FROM people) t1 WHERE (SELECT max(d) FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 WHERE t2.a = t1.a) > 100
SELECT a FROM (SELECT id AS a, age AS b, name AS c FROM people) t1 ORDER BY (SELECT max(d) FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 WHERE t2.a = t1.a)
SELECT a, sum(b) FROM (SELECT id AS a, age AS b, name AS c FROM people) t1 GROUP BY a HAVING sum(b) > (SELECT max(d) FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 WHERE t2.a = t1.a) - 90
SELECT c, (SELECT count(*) FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 WHERE t2.a = max(t1.a)) FROM (SELECT id AS a, age AS b, name AS c FROM people) t1 GROUP BY c
SELECT c, (SELECT max(d) FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 WHERE t2.a = max(t1.a) + 0) FROM (SELECT id AS a, age AS b, name AS c FROM people) t1 GROUP BY c
SELECT max(a), (SELECT max(d) FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 WHERE t2.a = max(t1.a)) FROM (SELECT id AS a, age AS b, name AS c FROM people) t1
SELECT c FROM (SELECT id AS a, age AS b, name AS c FROM people) t1 GROUP BY c HAVING EXISTS (SELECT 1 FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 WHERE t2.d > max(t2.a + t1.a))
SELECT c FROM (SELECT id AS a, age AS b, name AS c FROM people) t1 WHERE EXISTS (SELECT 1 FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 WHERE t2.d > max(t1.a))
SELECT upper(c) u FROM (SELECT id AS a, age AS b, name AS c FROM people) t1 GROUP BY upper(c) HAVING EXISTS (SELECT 1 FROM (SELECT id AS a, quantity AS d, item AS e FROM orders) t2 WHERE upper(t2.e) = upper(t1.c))
SELECT id, (WITH t AS (SELECT 1 AS a) SELECT a + id FROM t) AS x FROM VALUES (0), (1) p(id)
WITH t AS (SELECT 1 AS a) SELECT id, (SELECT a FROM t WHERE a = id) AS x FROM VALUES (0), (1) p(id)
SELECT a FROM VALUES (1),(2) t(a) WHERE (SELECT count(*) FROM VALUES (1,2),(2,3) u(b,c) WHERE (b = t.a AND c = 2) OR (b = t.a AND c = 3)) > 0
SELECT a FROM VALUES (1),(2),(3) t(a) WHERE (SELECT count(*) FROM VALUES (1,2),(2,3) u(b,c) WHERE (b = t.a AND c = 2) OR (c = 3 AND u.B = T.a) OR (b = t.a AND c IS NULL)) = 0
SELECT a FROM VALUES (1),(2) t(a) WHERE (SELECT count(*) FROM VALUES (1,2),(2,3) u(b,c) WHERE (b = t.a AND c = 2) OR b = t.a) > 0
SELECT a FROM VALUES (1),(2) t(a) WHERE (SELECT count(*) FROM VALUES (1,2),(2,3) u(b,c) WHERE NOT (b <> t.a OR c = 9)) > 0
SELECT a FROM VALUES (1),(2) t(a) WHERE (SELECT count(*) FROM VALUES (1,2),(2,3) u(b,c) WHERE (b = t.a OR c = 9) AND (b = t.a OR c = 8)) > 0
SELECT a FROM VALUES (1),(2) t(a) WHERE (SELECT count(*) FROM VALUES (1,2),(2,3) u(b,c) WHERE (b = t.a AND c = 2) OR (t.a = b AND c = 3)) > 0
SELECT a FROM VALUES (1),(2) t(a) WHERE (SELECT count(*) FROM VALUES (1,2),(2,3) u(b,c) WHERE b = t.a OR false) > 0
SELECT a FROM VALUES (1),(2) t(a) WHERE (SELECT count(*) FROM VALUES (1,2),(2,3) u(b,c) WHERE b = t.a OR b = t.a) > 0
SELECT a FROM VALUES (1),(2) t(a) WHERE (SELECT count(*) FROM VALUES (1,2),(2,3) u(b,c) WHERE NOT NOT (b = t.a)) > 0
SELECT a FROM VALUES (1),(2) t(a) WHERE (SELECT count(*) FROM VALUES (1,2),(2,3) u(b,c) WHERE (b = t.a AND c > 2) OR (b <=> t.a AND c < 3)) > 0
SELECT a FROM VALUES (1),(2) t(a) WHERE (SELECT max(c) FROM VALUES (1,2),(2,3) u(b,c) WHERE (b = t.a AND c = 2 AND b > 0) OR (b = t.a AND c = 3 AND b > 0)) > 0
SELECT a FROM VALUES (1),(2) t(a) WHERE EXISTS (SELECT count(*) FROM VALUES (1,2),(2,3) u(b,c) WHERE (b = t.a AND c = 2) OR (b = t.a AND c = 3) GROUP BY c)
SELECT a FROM VALUES (1),(2) t(a) WHERE (SELECT count(*) FROM VALUES (1,2),(2,3) u(b,c) WHERE true AND (b = t.a OR (b = t.a AND c = 1))) > 0
SELECT a FROM VALUES (1),(2) t(a) WHERE EXISTS (SELECT count(*) FROM VALUES (1,2),(2,3) u(b,c) WHERE (b = t.a AND c = 2) OR (b = t.a AND c = 9))
SELECT a FROM VALUES (1),(2) t(a) WHERE a IN (SELECT count(*) FROM VALUES (1,2),(2,3) u(b,c) WHERE (b = t.a AND c = 2) OR (b = t.a AND c = 9))
SELECT a, (SELECT sum(c) FROM VALUES (1,2),(2,3) u(b,c) WHERE (b = t.a AND c = 2) OR (b = t.a AND c = 9)) s FROM VALUES (1),(2) t(a)
SELECT a, (SELECT sum(c) FROM VALUES (1,2),(2,3) u(b,c) WHERE (b = t.a AND t.a = 1) OR (b = t.a AND t.a = 2)) s FROM VALUES (1),(2) t(a)
SELECT a, (SELECT sum(c) FROM VALUES (1,2),(2,3) u(b,c) WHERE (b = t.a AND b > 1) OR (b = t.a AND rand() > 2)) s FROM VALUES (1),(2) t(a)
SELECT a, (SELECT sum(c) FROM VALUES (1,2),(2,3) u(b,c) WHERE (t.a = 1 AND b > 1) OR (t.a = 1 AND b = 1)) s FROM VALUES (1),(2) t(a)
SELECT a, (SELECT sum(c) FROM VALUES (1,2),(2,3) u(b,c) WHERE (t.a > b AND b > 1) OR (t.a > b AND b = 1)) s FROM VALUES (1),(2) t(a)
SELECT a, (SELECT c FROM VALUES (1,2),(2,3) u(b,c) WHERE (t.a = b AND b > 1) OR (t.a = b AND b = 1) GROUP BY c) s FROM VALUES (1),(2) t(a)
SELECT a, (SELECT sum(c) FROM VALUES (1,2),(2,3) u(b,c) WHERE (t.a = b AND b > 1) OR (t.a = b AND b = 1) GROUP BY b) s FROM VALUES (1),(2) t(a)
