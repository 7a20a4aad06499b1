SELECT 1
SELECT 1 AS a, 'x' AS b, NULL AS c, true AS d
SELECT * FROM people ORDER BY id
SELECT name, age FROM people WHERE age > 28 ORDER BY name
SELECT NAME, Age FROM People WHERE ID = 1
SELECT p.name, p.city FROM people p WHERE p.city = 'Rome' ORDER BY p.id
SELECT people.name FROM people WHERE people.id = 2
SELECT `name` AS `my name` FROM people WHERE `id` = 1
SELECT city, count(*) FROM people GROUP BY city ORDER BY city
SELECT city, count(*) AS n, avg(age), sum(salary), min(since), max(name) FROM people GROUP BY city ORDER BY n DESC, city
SELECT city AS c, count(1) FROM people GROUP BY c ORDER BY c
SELECT city, age, count(*) FROM people GROUP BY 1, 2 ORDER BY 1, 2
SELECT city, count(*) FROM people GROUP BY city HAVING count(*) > 1
SELECT city, count(*) AS n FROM people GROUP BY city HAVING n = 1 ORDER BY city
SELECT upper(city), count(*) FROM people GROUP BY upper(city) ORDER BY 1
SELECT upper(city) || '!' AS u FROM people GROUP BY upper(city) ORDER BY u
SELECT age % 2, count(*) FROM people GROUP BY age % 2 ORDER BY 1
SELECT count(*), sum(age), avg(age), max(age) FROM people WHERE id > 100
SELECT count(DISTINCT city), count(DISTINCT city, age), count(city, age) FROM people
SELECT DISTINCT city FROM people ORDER BY city
SELECT DISTINCT city, age FROM people ORDER BY age DESC, city
SELECT DISTINCT age FROM people ORDER BY age + 1
SELECT id FROM people ORDER BY age DESC NULLS FIRST, id LIMIT 3
SELECT id FROM people ORDER BY age NULLS LAST, id DESC
SELECT id FROM people ORDER BY id LIMIT 2 OFFSET 1
SELECT id FROM people ORDER BY -id LIMIT 2
SELECT id, age AS x FROM people ORDER BY x, id
SELECT age AS id FROM people ORDER BY id
SELECT p.name, o.item FROM people p JOIN orders o ON p.id = o.id ORDER BY o.order_id
SELECT p.name, o.item FROM people p LEFT JOIN orders o ON p.id = o.id ORDER BY p.id, o.order_id
SELECT p.name, o.item FROM people p RIGHT JOIN orders o ON p.id = o.id ORDER BY o.order_id
SELECT p.name, o.item FROM people p FULL OUTER JOIN orders o ON p.id = o.id ORDER BY p.id, o.order_id
SELECT name FROM people LEFT SEMI JOIN orders ON people.id = orders.id ORDER BY name
SELECT name FROM people LEFT ANTI JOIN orders ON people.id = orders.id ORDER BY name
SELECT count(*) FROM people CROSS JOIN orders
SELECT count(*) FROM people, orders WHERE people.id = orders.id
SELECT * FROM people JOIN orders USING (id) ORDER BY order_id
SELECT id, name, item FROM people LEFT JOIN orders USING (id) ORDER BY id, order_id
SELECT id, name, item FROM people RIGHT JOIN orders USING (id) ORDER BY order_id
SELECT id, name, item FROM people FULL JOIN orders USING (id) ORDER BY id, order_id
SELECT id, item FROM people NATURAL JOIN orders ORDER BY order_id
SELECT a.id, b.id FROM people a JOIN people b ON a.age = b.age AND a.id < b.id
SELECT a.name, b.name, o.item FROM people a JOIN people b ON a.age = b.age JOIN orders o ON o.id = b.id ORDER BY 1, 2, 3
SELECT name, (SELECT max(price) FROM orders) AS top FROM people ORDER BY id
SELECT name, (SELECT count(*) FROM orders o WHERE o.id = p.id) AS n FROM people p ORDER BY id
SELECT name FROM people p WHERE EXISTS (SELECT 1 FROM orders o WHERE o.id = p.id AND quantity > 1) ORDER BY name
SELECT name FROM people p WHERE NOT EXISTS (SELECT 1 FROM orders o WHERE o.id = p.id) ORDER BY name
SELECT name FROM people WHERE id IN (SELECT id FROM orders) ORDER BY name
SELECT name FROM people WHERE id NOT IN (SELECT id FROM orders WHERE id IS NOT NULL) ORDER BY name
SELECT name FROM people WHERE age NOT IN (SELECT age FROM people WHERE id = 3)
WITH r AS (SELECT * FROM people WHERE city = 'Rome') SELECT name FROM r ORDER BY name
WITH a AS (SELECT 1 AS x), b AS (SELECT x + 1 AS y FROM a) SELECT * FROM a, b
WITH a(x, y) AS (SELECT 1, 2) SELECT y, x FROM a
WITH t AS (SELECT city, count(*) n FROM people GROUP BY city) SELECT a.city, b.city FROM t a JOIN t b ON a.n = b.n WHERE a.city < b.city
SELECT * FROM (SELECT id, name FROM people) WHERE id < 3 ORDER BY id
SELECT * FROM (SELECT id, name FROM people) AS t(a, b) WHERE a = 1
SELECT id FROM people WHERE id < 3 UNION ALL SELECT order_id FROM orders WHERE order_id > 14 ORDER BY id
SELECT city FROM people UNION SELECT item FROM orders ORDER BY city
SELECT id FROM people INTERSECT SELECT id FROM orders ORDER BY id
SELECT id FROM people EXCEPT SELECT id FROM orders ORDER BY id
SELECT id FROM people MINUS SELECT id FROM orders ORDER BY 1 DESC
SELECT age FROM people EXCEPT ALL SELECT 28 ORDER BY age
SELECT age FROM people INTERSECT ALL SELECT 28
SELECT 1 AS a UNION ALL SELECT 2.5 ORDER BY a
SELECT 1 AS a UNION ALL SELECT 'x' ORDER BY a
SELECT 1 UNION DISTINCT SELECT 1 UNION ALL SELECT 1
(SELECT 1 AS a) UNION ALL (SELECT 2 ORDER BY 1 LIMIT 1) ORDER BY a DESC
VALUES (1, 'a'), (2, 'b') ORDER BY 1
VALUES 1, 2, 3 ORDER BY col1 DESC LIMIT 2
SELECT * FROM VALUES (1, 'a'), (2, NULL) AS t(x, y) ORDER BY x
SELECT * FROM range(3)
SELECT id * 2 FROM range(1, 10, 4)
TABLE numbers
SELECT city, age, count(*) FROM people GROUP BY ROLLUP(city, age) ORDER BY city, age, 3
SELECT city, age, count(*) FROM people GROUP BY CUBE(city, age) ORDER BY city, age, 3
SELECT city, age, count(*) FROM people GROUP BY GROUPING SETS ((city), (age), ()) ORDER BY city, age, 3
SELECT city, age, count(*) FROM people GROUP BY city, age WITH ROLLUP ORDER BY city, age, 3
SELECT city, grouping(city), count(*) FROM people GROUP BY ROLLUP(city) ORDER BY 2, 1
SELECT city, age, grouping_id(city, age) g, count(*) FROM people GROUP BY CUBE(city, age) ORDER BY g, city, age
SELECT name, row_number() OVER (PARTITION BY city ORDER BY id) FROM people ORDER BY id
SELECT name, rank() OVER (ORDER BY age) r, dense_rank() OVER (ORDER BY age) d FROM people ORDER BY r, name
SELECT id, sum(age) OVER (ORDER BY id) FROM people ORDER BY id
SELECT id, sum(age) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING) AS s FROM people ORDER BY id
SELECT id, avg(salary) OVER (PARTITION BY city) AS s FROM people ORDER BY id
SELECT id, lag(name) OVER (ORDER BY id), lead(name, 2, 'none') OVER (ORDER BY id) FROM people ORDER BY id
SELECT id, first_value(name) OVER (PARTITION BY age ORDER BY id) f, last_value(name) OVER (PARTITION BY age ORDER BY id) l FROM people ORDER BY id
SELECT id, ntile(2) OVER (ORDER BY id) n, percent_rank() OVER (ORDER BY id) p, cume_dist() OVER (ORDER BY id) c FROM people ORDER BY id
SELECT id, count(*) OVER w AS c, max(age) OVER w AS m FROM people WINDOW w AS (PARTITION BY city ORDER BY id) ORDER BY id
SELECT city, sum(count(*)) OVER () FROM people GROUP BY city ORDER BY city
SELECT city, rank() OVER (ORDER BY count(*) DESC) r FROM people GROUP BY city ORDER BY r, city
SELECT id, sum(age) OVER (ORDER BY age RANGE BETWEEN 5 PRECEDING AND CURRENT ROW) s FROM people ORDER BY id
SELECT id, nth_value(name, 2) OVER (ORDER BY id) FROM people ORDER BY id
SELECT * FROM (SELECT id, row_number() OVER (ORDER BY age DESC, id) rn FROM people) WHERE rn <= 2 ORDER BY rn
SELECT k, e FROM nested LATERAL VIEW explode(arr) t AS e ORDER BY k, e
SELECT k, e FROM nested LATERAL VIEW OUTER explode(arr) t AS e ORDER BY k, e
SELECT k, p, e FROM nested LATERAL VIEW posexplode(arr) t AS p, e ORDER BY k, p
SELECT k, key, value FROM nested LATERAL VIEW explode(m) t ORDER BY k, key
SELECT k, explode(arr) AS e FROM nested ORDER BY k, e
SELECT k, explode_outer(arr) FROM nested ORDER BY k, 2
SELECT k, posexplode(arr) AS (p, e) FROM nested ORDER BY k, p
SELECT k, explode(m) FROM nested ORDER BY k, key
SELECT a, b FROM (SELECT array(1, 2) x) LATERAL VIEW explode(x) t1 AS a LATERAL VIEW explode(array(a, a * 10)) t2 AS b ORDER BY a, b
SELECT inline(array(struct(1 AS a, 'x' AS b), struct(2, 'y')))
SELECT stack(2, 1, 'a', 2, 'b')
SELECT count(*) FILTER (WHERE age > 28), sum(age) FILTER (WHERE city = 'Rome') FROM people
SELECT /*+ BROADCAST(p) */ p.name FROM people p JOIN orders o ON p.id = o.id WHERE o.item = 'lamp'
SELECT 1 -- a comment
SELECT /* a */ 2
SELECT CASE WHEN age > 30 THEN 'old' WHEN age IS NULL THEN 'unknown' ELSE 'young' END FROM people ORDER BY id
SELECT CASE age WHEN 28 THEN 'a' WHEN 41 THEN 'b' END x FROM people ORDER BY id
SELECT id FROM people WHERE name LIKE '%e%' ORDER BY id
SELECT id FROM people WHERE name RLIKE '^[A-Z]' ORDER BY id
SELECT id FROM people WHERE age BETWEEN 28 AND 35 ORDER BY id
SELECT id FROM people WHERE NOT (age = 28) ORDER BY id
SELECT id FROM people WHERE age <=> NULL
SELECT id FROM people WHERE age IS DISTINCT FROM 28 ORDER BY id
SELECT id FROM people WHERE city IN ('Rome', 'Oslo') ORDER BY id
SELECT id FROM people WHERE since >= '2020-01-01' ORDER BY id
SELECT id FROM people WHERE since BETWEEN '2020-01-01' AND '2021-12-31' ORDER BY id
SELECT id FROM people WHERE id = '2'
SELECT id FROM people WHERE salary > '900' ORDER BY id
SELECT order_id FROM orders WHERE at >= '2024-02-01' ORDER BY order_id
SELECT order_id FROM orders WHERE date(at) = DATE '2024-02-01'
SELECT x.a + 1 AS b, b * 2 FROM (SELECT 1 AS a) x
SELECT sum(quantity * price) AS total, round(avg(price), 2) AS mean FROM orders
SELECT date_format(at, 'yyyy-MM') AS month, sum(quantity) FROM orders GROUP BY date_format(at, 'yyyy-MM') ORDER BY month
SELECT year(at) y, month(at) m, count(*) FROM orders WHERE at IS NOT NULL GROUP BY year(at), month(at) ORDER BY y, m
SELECT coalesce(city, '?') c, count(*) FROM people GROUP BY coalesce(city, '?') ORDER BY c
SELECT t.* , o.item FROM people t JOIN orders o ON t.id = o.id WHERE o.order_id = 10
SELECT * FROM people a JOIN orders b ON a.id = b.id WHERE b.order_id = 10
SELECT s.x, s.y FROM nested ORDER BY k
SELECT nested.s.y FROM nested ORDER BY k
SELECT n.name, t.c FROM people n, LATERAL (SELECT count(*) AS c FROM orders o WHERE o.id = n.id) t ORDER BY n.id
SELECT city, collect_list(name), collect_set(age) FROM people WHERE city = 'Oslo' GROUP BY city
SELECT max(struct(age, name)) FROM people
SELECT sum(x) FROM (SELECT 1 x UNION ALL SELECT NULL UNION ALL SELECT 2)
