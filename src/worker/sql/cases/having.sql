SELECT name, max(id) FROM people GROUP BY name HAVING EXISTS (SELECT 1 FROM orders WHERE quantity > max(people.id) * 2)
SELECT name, max(people.id) FROM people GROUP BY name HAVING EXISTS (SELECT 1 FROM orders o WHERE o.quantity > max(people.id) AND o.order_id = max(people.id) + 10)
SELECT city FROM people p GROUP BY city HAVING max(p.id) IN (SELECT o.id FROM orders o WHERE o.quantity > min(p.id))
SELECT city FROM people p GROUP BY city HAVING (SELECT count(*) FROM orders o WHERE o.id = max(p.id)) > 0
SELECT city, count(*) AS n FROM people p GROUP BY city HAVING EXISTS (SELECT 1 FROM orders o WHERE sum(p.age) > o.quantity * 20 GROUP BY o.item) ORDER BY max(p.id) DESC
SELECT upper(city) AS u FROM people p GROUP BY upper(city) HAVING EXISTS (SELECT 1 FROM orders o WHERE o.quantity > max(p.id) * 2)
SELECT city FROM people p GROUP BY city HAVING count(DISTINCT age) = 1 AND EXISTS (SELECT 1 FROM orders o WHERE o.quantity > max(p.id) * 2) OR city = 'Oslo'
SELECT city FROM people p GROUP BY city HAVING NOT EXISTS (SELECT 1 FROM orders o WHERE o.quantity > sum(DISTINCT p.id) AND o.id = count(p.age))
SELECT DISTINCT count(*) AS n FROM people p GROUP BY city HAVING EXISTS (SELECT 1 FROM orders o WHERE o.id = min(p.id))
SELECT * FROM orders WHERE EXISTS (SELECT city FROM people p GROUP BY city HAVING EXISTS (SELECT 1 FROM numbers WHERE i4 > min(p.age)))
SELECT count(*) AS n FROM people p HAVING EXISTS (SELECT 1 FROM orders o WHERE o.quantity > count(p.age))
SELECT city FROM people p GROUP BY city HAVING EXISTS (SELECT 1 FROM orders o WHERE o.quantity > max(o.id + p.id))
SELECT city FROM people p WHERE EXISTS (SELECT 1 FROM orders o WHERE o.quantity > max(p.id))
SELECT city, (SELECT count(*) FROM orders o WHERE o.id = max(p.id)) FROM people p GROUP BY city
SELECT city FROM people p GROUP BY city HAVING EXISTS (SELECT 1 FROM orders o WHERE o.quantity > max(p.id) AND o.id = p.id)
SELECT max(id) FROM people HAVING 1
SELECT id FROM people GROUP BY id HAVING id
SELECT max(id) FROM people HAVING 'true'
SELECT max(id) FROM people HAVING NULL
SELECT s.x, s.X + 1, struct(s.x), struct(s.x AS z), (s.x, 1), upper(s.Y), s['x'], s['x'] + 1, CAST(s.x AS STRING), -s.x, nested.s.x, nested.s.x * 2 FROM nested
SELECT max(s.x), count(s.y), s.x IS NULL FROM nested GROUP BY s.x
SELECT transform(array(s), e -> e.x + 1) FROM nested
SELECT id FROM people ORDER BY id LIMIT 1 + 1
SELECT id FROM people ORDER BY id LIMIT CAST(2 AS INT)
SELECT id FROM people LIMIT 2147483647 + 1
SELECT id FROM people LIMIT 1L
SELECT id FROM people LIMIT 2147483648
SELECT id FROM people LIMIT CAST(1 AS TINYINT)
FROM people SELECT id SELECT age
FROM people SELECT id, name WHERE id < 3 SELECT age, city WHERE age > 30
SELECT 1 SELECT
SELECT people.id SELECT FROM people ORDER BY id LIMIT 1
SELECT transform(array(1, 2), e -> e + (SELECT max(id) FROM people)) FROM people
SELECT x FROM VALUES (1),(2) t(x) GROUP BY x HAVING x > 0 ORDER BY max(x)
SELECT x, count(*) FROM VALUES (1),(2) t(x) GROUP BY x HAVING count(*) > 0 ORDER BY count(*) DESC
SELECT count(*) FROM VALUES (1),(2) t(x) GROUP BY x + 1 HAVING count(*) > 0 ORDER BY x + 1
SELECT count(*) c FROM VALUES (1D),(2D) t(x) GROUP BY x HAVING count(*) > 0 ORDER BY x DESC
SELECT x, count(*) c FROM VALUES (1),(2) t(x) GROUP BY x HAVING count(*) > 0 ORDER BY c, t.x DESC
SELECT x, count(*) c FROM VALUES (1),(2) t(x) GROUP BY ROLLUP(x) HAVING grouping(x) = 0 ORDER BY grouping(x), x DESC
SELECT count(*) c FROM VALUES (1),(2) t(x) GROUP BY ROLLUP(x) HAVING count(*) > 0 ORDER BY x
