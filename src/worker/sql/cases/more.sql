SELECT if(1 > 2, 'a', 'b')
SELECT nvl(NULL, 3)
SELECT nvl2(NULL, 1, 2)
SELECT ifnull(1, 2)
SELECT nullif(1, 1)
SELECT nullif(1, 2)
SELECT nullif(age, 28) FROM people ORDER BY id
SELECT 1 IS DISTINCT FROM NULL
SELECT NULL IS DISTINCT FROM NULL
SELECT 1 IS NOT DISTINCT FROM 1
SELECT sum(f4) FROM numbers
SELECT avg(f4) FROM numbers
SELECT sum(b) FROM numbers
SELECT struct(1, NULL) = struct(1, NULL)
SELECT array(1, NULL) = array(1, NULL)
SELECT date_add(DATE '2024-01-01', 1.5)
SELECT unknown_function(1)
SELECT nothing FROM people
SELECT id FROM people JOIN orders ON people.id = orders.id
SELECT city, name FROM people GROUP BY city
SELECT sum(age) FROM people WHERE sum(age) > 1
SELECT count(*) FROM nowhere
SELECT name FROM people ORDER BY 3
SELECT array(1, 2) + 1
SELECT upper(array('a'))
SELECT explode(1)
SELECT row_number() FROM people
SELECT id FROM people UNION SELECT id, name FROM people
SELECT (SELECT id, name FROM people)
SELECT CAST(map('a', 1) AS INT)
SELECT 1 + true
SELECT DATE '2024-01-01' + DATE '2024-01-01'
SELECT true + 1
SELECT -'5'
SELECT -true
SELECT ~'5'
SELECT 'a' > 1
SELECT array(1) = 1
SELECT substring(12345, 2, 2)
SELECT length(12345)
SELECT upper(1.5)
SELECT concat(DATE '2024-01-01', ' ', 5L, 1.5D)
SELECT round('2.567', 1)
SELECT abs('x')
SELECT year('bad')
SELECT round(5.0E300, 2)
SELECT round(1.0E10, 2)
SELECT round(CAST('NaN' AS DOUBLE), 2)
SELECT round(-0.5D)
SELECT round(123.456D, -1)
SELECT ceil(NULL)
SELECT sqrt('16')
SELECT 5 / 2.0D
SELECT CAST(5 AS DECIMAL(10,2)) / CAST(0 AS DECIMAL(10,2))
SELECT CAST(7 AS DECIMAL(10,2)) % CAST(2 AS DECIMAL(5,1))
SELECT CAST(1.23 AS DECIMAL(10,2)) * 2
SELECT CAST(1.23 AS DECIMAL(10,2)) + 2L
SELECT CAST(1.23 AS DECIMAL(10,2)) * 1.5D
SELECT CAST(1.23 AS DECIMAL(10,2)) > 1
SELECT 1.10 = 1.1
SELECT 1.5 IN (1, 1.50)
SELECT avg(x) FROM VALUES (1), (2), (NULL) AS t(x)
SELECT sum(x), avg(x), max(x) FROM VALUES (CAST(1.10 AS DECIMAL(10,2))), (2.25) AS t(x)
SELECT count(*) FROM people WHERE NULL
SELECT * FROM people WHERE false
SELECT id FROM people WHERE name > 'C' ORDER BY id
SELECT id FROM people ORDER BY city, name
SELECT id FROM people ORDER BY city DESC, name DESC
SELECT city, max(age) - min(age) AS spread FROM people GROUP BY city ORDER BY spread DESC, city
SELECT city, count(*) FROM people GROUP BY city ORDER BY count(*) DESC, city
SELECT city FROM people GROUP BY city ORDER BY sum(salary)
SELECT length(city) AS l, count(*) FROM people GROUP BY length(city) HAVING length(city) = 4
SELECT p.city, sum(o.quantity) AS q FROM people p JOIN orders o ON p.id = o.id GROUP BY p.city ORDER BY q
SELECT p.name, sum(o.quantity * o.price) OVER (PARTITION BY p.id ORDER BY o.order_id) AS running FROM people p JOIN orders o ON p.id = o.id ORDER BY o.order_id
SELECT name FROM people WHERE salary = (SELECT max(salary) FROM people)
SELECT name FROM people WHERE salary > (SELECT avg(salary) FROM people) ORDER BY name
SELECT item, rank() OVER (PARTITION BY item ORDER BY price DESC, order_id) AS r FROM orders ORDER BY item, r
SELECT a.x, b.x FROM (VALUES (1), (2)) AS a(x) LEFT JOIN (VALUES (2), (3)) AS b(x) ON a.x = b.x ORDER BY a.x
SELECT x FROM (SELECT 1 AS x UNION SELECT 2) ORDER BY x DESC
SELECT CASE WHEN grouping(city) = 1 THEN 'all' ELSE city END AS c, sum(age) FROM people GROUP BY ROLLUP(city) ORDER BY grouping(city), c
SELECT o.at, date_format(o.at, 'EEEE') FROM orders o WHERE o.at IS NOT NULL ORDER BY o.at
SELECT to_date(at) AS d, count(*) FROM orders GROUP BY to_date(at) ORDER BY d
SELECT timestampdiff(MONTH, TIMESTAMP '2024-01-15 10:00:00', TIMESTAMP '2024-03-15 09:59:59')
SELECT timestampdiff(YEAR, TIMESTAMP '2020-02-29 00:00:00', TIMESTAMP '2024-02-28 00:00:00')
SELECT timestampdiff(MONTH, TIMESTAMP '2024-03-15 10:00:00', TIMESTAMP '2024-01-15 11:00:00')
SELECT sequence(DATE '2024-01-31', DATE '2024-05-31', INTERVAL 2 MONTHS)
SELECT explode(array(1, 2)) AS x ORDER BY x DESC
SELECT regexp_replace('a.b', '\\.', '$')
SELECT 'a\\b', length('a\\b'), 'x"y', "it's"
SELECT 'A' = 'a', 'a' < 'b', 'Z' < 'a', 'é' > 'z'
SELECT min(name), max(name) FROM people
SELECT id, name FROM people WHERE name LIKE '_o_' OR name LIKE 'A%' ORDER BY id
SELECT 'a\nb' LIKE 'a%b', '50%' LIKE '50\\%', 'ab' LIKE 'a', '' LIKE '%'
SELECT coalesce(age, 0) + 1, nvl(city, 'none') FROM people ORDER BY id
SELECT sum(CASE WHEN city = 'Rome' THEN 1 ELSE 0 END) AS rome FROM people
SELECT date_format(since, 'dd.MM.yy') FROM people ORDER BY id
SELECT CAST(since AS STRING), CAST(at AS STRING) FROM people JOIN orders USING (id) ORDER BY order_id
SELECT split(item, 'o') FROM orders ORDER BY order_id
SELECT size(split(item, 'o')) FROM orders ORDER BY order_id
SELECT DISTINCT item, quantity > 1 AS many FROM orders ORDER BY item, many
SELECT percentile(price, 0.9) FROM orders
SELECT corr(quantity, price) FROM orders
SELECT stddev(price), variance(price) FROM orders
SELECT shiftright(-1, 1), shiftleft(-1L, 63), shiftright(-9223372036854775808L, 63)
SELECT lag(id, 1, 0) OVER (ORDER BY id) AS before FROM people ORDER BY id
SELECT first(city) IGNORE NULLS FROM (SELECT NULL AS city UNION ALL SELECT 'x')
SELECT collect_set(x) FROM VALUES (1), (1), (NULL) AS t(x)
SELECT count(DISTINCT x), count(x) FROM VALUES (1), (1), (NULL) AS t(x)
SELECT bool_and(x), bool_or(x) FROM VALUES (true), (NULL), (false) AS t(x)
SELECT max_by(x, y) FROM VALUES ('a', 1), ('b', NULL), (NULL, 5) AS t(x, y)
SELECT to_json(map())
SELECT split_part('a,b', ',', -2147483648)
SELECT split_part('a,b', ',', -2147483647)
