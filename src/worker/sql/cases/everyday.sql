SELECT p.id, o.order_id FROM people p LEFT JOIN orders o ON p.id = o.id AND o.quantity > 2 ORDER BY p.id, o.order_id
SELECT p.id, o.order_id FROM people p LEFT JOIN orders o ON p.id = o.id WHERE o.quantity > 2 OR o.quantity IS NULL ORDER BY p.id, o.order_id
SELECT p.id, o.order_id FROM people p FULL OUTER JOIN orders o ON p.id = o.id AND p.city = 'Rome' ORDER BY p.id, o.order_id
SELECT count(*) FROM people a JOIN people b ON a.city <=> b.city
SELECT a.id, b.id FROM people a LEFT JOIN people b ON a.age < b.age AND b.city IS NOT NULL ORDER BY 1, 2
SELECT * FROM people p LEFT ANTI JOIN orders o ON p.id = o.id AND o.item = 'book' ORDER BY id
SELECT count(*) FROM people p JOIN orders o ON p.id = o.id JOIN nested n ON n.k = p.id
SELECT id, p.name, o.item FROM people p FULL JOIN orders o USING (id) WHERE item IS NULL OR id > 5 ORDER BY id
SELECT * FROM people p NATURAL LEFT JOIN (SELECT id, 1 AS flag FROM orders WHERE order_id = 10) q ORDER BY id
SELECT p.id FROM people p, orders o WHERE p.id = o.id AND o.price > 5 ORDER BY p.id, o.order_id
SELECT p.name, t.total FROM people p JOIN (SELECT id, sum(quantity) AS total FROM orders GROUP BY id) t ON p.id = t.id ORDER BY t.total DESC
SELECT name, (SELECT sum(quantity) FROM orders o WHERE o.id = p.id) s FROM people p ORDER BY id
SELECT name FROM people p WHERE (SELECT count(*) FROM orders o WHERE o.id = p.id) = 0 ORDER BY name
SELECT name FROM people p WHERE age > (SELECT avg(age) FROM people q WHERE q.city = p.city) ORDER BY name
SELECT (SELECT id FROM people WHERE id > 100) AS x
SELECT name FROM people p WHERE (SELECT o.item FROM orders o WHERE o.id = p.id LIMIT 1) = 'pen'
SELECT name FROM people WHERE (id, age) IN ((1, 34), (2, 28)) ORDER BY name
SELECT name FROM people WHERE age IN (SELECT NULL) OR id = 1
SELECT id, age IN (28, NULL), age NOT IN (28), age IN (SELECT age FROM people WHERE id = 3) FROM people ORDER BY id
SELECT count(*) FROM people WHERE city NOT IN ('Rome')
SELECT EXISTS (SELECT 1 FROM people WHERE id = 99), NOT EXISTS (SELECT 1)
SELECT id FROM people UNION SELECT CAST(1 AS BIGINT) ORDER BY id
SELECT 1 AS a, 'x' AS b UNION ALL SELECT 2.5, NULL ORDER BY a
SELECT DATE '2024-01-01' AS d UNION ALL SELECT TIMESTAMP '2024-01-01 10:00:00' ORDER BY d
SELECT DATE '2024-01-01' AS d UNION ALL SELECT '2024-01-02' ORDER BY d
SELECT true AS b UNION ALL SELECT 1
SELECT array(1) AS a UNION ALL SELECT array(2.5)
SELECT 1 UNION ALL SELECT 1, 2
SELECT CAST(1 AS DECIMAL(10,2)) AS d UNION ALL SELECT CAST(1 AS DECIMAL(20,8)) UNION ALL SELECT 1L
SELECT NULL AS x UNION ALL SELECT 5 ORDER BY x
SELECT age FROM people UNION SELECT age FROM people ORDER BY age LIMIT 2
SELECT 1 AS a UNION ALL SELECT 1 EXCEPT DISTINCT SELECT 2 INTERSECT DISTINCT SELECT 2
SELECT 1 AS a EXCEPT DISTINCT SELECT 1 UNION DISTINCT SELECT 2
SELECT id FROM people ORDER BY city, id
SELECT id FROM people ORDER BY city DESC, id
SELECT id FROM people ORDER BY city ASC NULLS LAST, age DESC NULLS FIRST, id
SELECT id FROM people ORDER BY age IS NULL, age, id
SELECT id, age FROM people ORDER BY 2 DESC, 1
SELECT id FROM people ORDER BY length(name), upper(name)
SELECT id AS age FROM people ORDER BY age
SELECT age + 1 AS age FROM people ORDER BY age + 0
SELECT id % 2 AS m, id FROM people ORDER BY m, id DESC LIMIT 3
SELECT id FROM people LIMIT 0
SELECT id FROM people ORDER BY id LIMIT 2 OFFSET 10
SELECT * FROM (SELECT id FROM people ORDER BY id LIMIT 3) WHERE id > 1 ORDER BY id
SELECT name FROM people WHERE name > 'a' ORDER BY name
SELECT name FROM people WHERE name < 'a' ORDER BY name
SELECT name FROM people ORDER BY name
SELECT max(name), min(name) FROM people
SELECT upper(name) u FROM people WHERE u = 'ANN'
SELECT id x, x + 1 y, y * 2 z FROM people ORDER BY id LIMIT 2
SELECT people.id, PEOPLE.NAME FROM people WHERE People.Id = 1
SELECT `id`, `p`.`name` FROM people `p` WHERE p.ID = 1
SELECT id AS `my col`, name AS `a.b` FROM people WHERE id = 1
SELECT p.* , upper(p.name) AS name2 FROM people p WHERE id = 1
SELECT k, a FROM nested LATERAL VIEW OUTER explode(arr) AS a ORDER BY k, a
SELECT k, key, value FROM nested LATERAL VIEW OUTER explode(m) AS key, value ORDER BY k, key
SELECT k, w FROM (SELECT 1 AS k, 'a b  c' AS s) LATERAL VIEW explode(split(s, ' ')) t AS w ORDER BY w
SELECT k, count(x) FROM nested LATERAL VIEW explode(arr) t AS x GROUP BY k ORDER BY k
SELECT k, x FROM nested LATERAL VIEW explode(arr) t AS x WHERE x > 2 ORDER BY k, x
SELECT x, y FROM (SELECT array(array(1, 2), array(3)) a) LATERAL VIEW explode(a) t AS x LATERAL VIEW explode(x) u AS y ORDER BY y
SELECT explode(array(1, 2))
SELECT explode(array(3, 4))
SELECT explode(map('a', 1)) AS (k, v)
SELECT k, explode_outer(m) FROM nested ORDER BY k, key
SELECT inline(array(struct(1, 'a'), struct(2, NULL)))
SELECT col, count(*) FROM (SELECT explode(array('a', 'b', 'a')) AS col) GROUP BY col ORDER BY col
SELECT get_json_object('{"a":1.50,"b":[{"c":null}],"d":true,"e":"q\\"r"}', '$.a')
SELECT get_json_object('{"a":{"b":[1,{"c":2}]}}', '$.a.b[1].c')
SELECT get_json_object('{"a":null}', '$.a')
SELECT get_json_object('{"a":"x"}', '$')
SELECT get_json_object('{"a":[1, 2]}', '$.a')
SELECT get_json_object('{"a":true}', '$.a')
SELECT get_json_object('[1,2]', '$[0]')
SELECT get_json_object('{"a":1e3}', '$.a')
SELECT get_json_object('{"a":"\\u00e9"}', '$.a')
SELECT get_json_object('', '$.a')
SELECT get_json_object('{"A":1}', '$.a')
SELECT get_json_object('{"a": {"c" : 1, "b": [1 , 2]}}', '$.a')
SELECT get_json_object('{"a":12345678901234567890.123}', '$.a')
SELECT get_json_object('{"a":"b"', '$.a')
SELECT md5('')
SELECT sha1(NULL)
SELECT base64('é')
SELECT base64(X'ff')
SELECT unbase64('////')
SELECT nvl(NULL, 'x') || 'y'
SELECT 'a' || 1
SELECT 'a' || NULL
SELECT concat('a', DATE '2024-01-01', true, 1.50, 2.0D)
SELECT elt(3, 'a', 'b')
SELECT elt(0, 'a')
SELECT elt(NULL, 'a')
SELECT field('b', 'a', 'b')
SELECT find_in_set('', 'a,,b')
SELECT find_in_set(NULL, 'a')
SELECT find_in_set('b', NULL)
SELECT levenshtein('', 'abc')
SELECT levenshtein('a', NULL)
SELECT translate('hello', 'lo', 'L')
SELECT split_part('a,b,c', ',', 4)
SELECT split_part('a,b,c', ',', -3)
SELECT split_part(NULL, ',', 1)
SELECT split_part('abc', '', 1)
SELECT try_divide(1, 0)
SELECT try_add(2147483647, 1)
SELECT try_cast('a' AS INT)
SELECT try_multiply(9223372036854775807L, 2L)
SELECT bit_length('é')
SELECT bit_count(-1)
SELECT e() > 2.7
SELECT pi() > 3.14
SELECT nanvl(CAST('NaN' AS DOUBLE), 1)
SELECT isnan(NULL)
SELECT isnull(NULL)
SELECT isnotnull(1)
SELECT typeof(uuid())
SELECT stack(2, 'a', 1, 'b', 2.5)
SELECT stack(2, 'a', 1, 'b', 2) AS (k, v)
SELECT CASE WHEN age > 30 THEN 1 WHEN age > 20 THEN 2L ELSE 2.5 END AS x FROM people ORDER BY id
SELECT CASE city WHEN 'Rome' THEN 'IT' WHEN 'Oslo' THEN 'NO' ELSE NULL END c, count(*) FROM people GROUP BY 1 ORDER BY 1
SELECT IF(age > 30, 'a', NULL), IF(NULL, 1, 2), age > 30 AND NULL FROM people ORDER BY id
SELECT id, salary * 1.1, salary + age, salary / 3, age / 2, age * 1.5D, salary * age, -salary, salary % 7 FROM people ORDER BY id
SELECT sum(salary * 1.175), avg(salary), max(salary) / count(*), round(avg(salary), 1), sum(salary) / sum(age) FROM people
SELECT id, t1 + s2, i4 * l8, f4 + d8, m * f4, f4 * i4, t1 / s2, l8 % i4, d8 + m, f4 + m FROM numbers, (SELECT 1 AS id) ORDER BY i4
SELECT typeof(t1 + s2), typeof(i4 * l8), typeof(f4 + l8), typeof(m + l8), typeof(m * f4), typeof(t1 * m), typeof(-t1), typeof(t1 + 1), typeof(m / i4), typeof(sum(f4)), typeof(avg(f4)) FROM numbers GROUP BY t1, s2, i4, l8, f4, m
SELECT sum(f4), sum(d8), avg(f4), max(f4), stddev(i4) FROM numbers
SELECT m > i4, f4 = m, f4 < d8, b = true, t1 = l8, s2 IN (10, 10.5) FROM numbers ORDER BY i4
SELECT CAST(12345.6789 AS DECIMAL(10,3)) * CAST(1.01 AS DECIMAL(5,4))
SELECT CAST(1 AS DECIMAL(38,18)) / 3
SELECT CAST(1 AS DECIMAL(38,37)) * 10
SELECT CAST(99999999999999999999 AS DECIMAL(38,10)) * CAST(99999999999 AS DECIMAL(38,10))
SELECT CAST(1 AS DECIMAL(38,0)) + CAST(0.1 AS DECIMAL(38,38))
SELECT CAST(99999999999999999999999999999999999999 AS DECIMAL(38,0)) + 1
SELECT CAST(5 AS DECIMAL(10,0)) / CAST(0 AS DECIMAL(10,0))
SELECT -CAST(1.5 AS DECIMAL(3,1))
SELECT abs(-1.50)
SELECT CAST(10 AS DECIMAL(5,2)) % 3
SELECT 7.5 DIV 2
SELECT CAST(1.50 AS DECIMAL(10,4)) = 1.5
SELECT 1.50 || ''
SELECT 1.23456789012345678901234567890 * 1.1
SELECT 1E-5 + 1.0
SELECT 100000000000000000000 + 1
SELECT 12345678901234567890
SELECT 1.0e2
SELECT .5
SELECT 5.
SELECT 1.5E2D
SELECT 0x1F
SELECT "double quoted"
SELECT 'it\'s'
SELECT 'tab\there'
SELECT 'a' 'b'
SELECT '\x41'
SELECT '\101'
SELECT '\%'
SELECT '\_'
SELECT r'a\nb'
SELECT X'1F'
SELECT x''
SELECT hex(X'1f2')
SELECT CAST(X'616263' AS STRING)
SELECT X'61' = 'a'
SELECT DATE '2024-13-01'
SELECT TIMESTAMP '2024-01-01'
SELECT DATE '2024-1-5'
SELECT 1 AS `select`
SELECT 2 AS from_
SELECT 3 AS `group`
SELECT count(*) count, max(id) max FROM people
SELECT DISTINCT ON (city) id FROM people
WITH t AS (SELECT 1 AS x), t2 AS (SELECT * FROM t UNION ALL SELECT x + 1 FROM t) SELECT sum(x) FROM t2
WITH people AS (SELECT 7 AS id) SELECT id FROM people
WITH a AS (WITH b AS (SELECT 1 x) SELECT * FROM b) SELECT * FROM a
SELECT * FROM (WITH q AS (SELECT 3 AS z) SELECT z FROM q)
SELECT a.* FROM (SELECT 1 x, 2 y) a JOIN (SELECT 1 x) b ON a.x = b.x
SELECT x FROM (SELECT 1 x) a JOIN (SELECT 1 x) b ON a.x = b.x
SELECT * FROM (SELECT 1 AS a, 2 AS a)
SELECT a FROM (SELECT 1 AS a, 2 AS A)
SELECT sum(id) s FROM people WHERE s > 1
SELECT id FROM people WHERE sum(id) > 1
SELECT id, count(*) FROM people
SELECT name, count(*) FROM people GROUP BY id
SELECT id + 1, count(*) FROM people GROUP BY id + 1 ORDER BY id + 1
SELECT id + 1 + 1 FROM people GROUP BY id + 1 ORDER BY 1
SELECT count(DISTINCT city), count(DISTINCT age), sum(DISTINCT age), count(*) FROM people
SELECT count(DISTINCT id, NULL), count(city, NULL), count(DISTINCT city, age) FROM people
SELECT city, collect_list(id) FROM (SELECT city, id FROM people ORDER BY id) GROUP BY city ORDER BY city
SELECT max(DISTINCT age), min(since), max(since), min(at), count(at) FROM people JOIN orders USING (id)
SELECT year(since), count(*) FROM people GROUP BY year(since) ORDER BY 1
SELECT date_trunc('MONTH', at) m, sum(price * quantity) FROM orders GROUP BY m ORDER BY m
SELECT order_id FROM orders WHERE at BETWEEN '2024-01-05' AND '2024-01-06' ORDER BY 1
SELECT order_id FROM orders WHERE at > DATE '2024-01-31' ORDER BY 1
SELECT order_id FROM orders WHERE to_date(at) = '2024-01-05' OR year(at) = '2023' ORDER BY 1
SELECT order_id FROM orders WHERE price = 9.99 ORDER BY 1
SELECT order_id FROM orders WHERE price IN (9.99, 1.5) ORDER BY 1
SELECT order_id FROM orders WHERE price > '9.5' AND quantity <> '3' ORDER BY 1
SELECT id FROM people WHERE salary = 900 OR salary = '700.1' OR salary = 1500.25D ORDER BY 1
SELECT id FROM people WHERE since > '2020' ORDER BY id
SELECT id FROM people WHERE since = '2020-1-15' ORDER BY id
SELECT id FROM people WHERE since IN ('2020-01-15', '2019-12-31') ORDER BY id
SELECT id FROM people WHERE city = 'rome' OR lower(city) = 'rome' ORDER BY id
SELECT id FROM people WHERE age BETWEEN 40 AND 28
SELECT id FROM people WHERE NOT age > 30 ORDER BY id
SELECT id FROM people WHERE age != 28 OR age IS NULL ORDER BY id
SELECT id FROM people WHERE city LIKE '%o%' AND NOT city LIKE 'R%' ORDER BY id
SELECT id FROM people WHERE coalesce(age, 0) < 30 ORDER BY id
SELECT id FROM people WHERE (age, city) = (28, 'Oslo')
SELECT id FROM people WHERE true AND 1 = 1 AND id
SELECT NOT 1
SELECT TIMESTAMP '2024-01-02 00:00:00' - TIMESTAMP '2024-01-01 12:00:00' = INTERVAL 12 HOURS
SELECT INTERVAL 1 HOUR > INTERVAL 59 MINUTES
SELECT INTERVAL 1 YEAR = INTERVAL 12 MONTHS
SELECT DATE '2024-01-01' + INTERVAL '10' DAY * 2
SELECT DATE '2024-03-01' - 1
SELECT avg(datediff(DATE '2023-01-01', since)), max(since) - min(since) > INTERVAL 1 DAY FROM people
SELECT length(CAST('é' AS BINARY))
SELECT octet_length(CAST('é' AS BINARY))
SELECT bit_length(X'0102')
SELECT char_length(X'e9')
SELECT concat(X'61', X'62')
SELECT substring(X'61626364', 2, 2)
SELECT CAST(X'ff61' AS STRING)
SELECT upper(X'61')
SELECT reverse(X'6162')
SELECT md5(X'ff')
SELECT sha1(X'ff')
SELECT sha2(X'ff', 256)
SELECT base64(X'ff00')
SELECT hex(X'ff')
SELECT X'ff' = X'FF'
SELECT X'61' < X'62'
SELECT typeof(repeat(X'61', 2))
SELECT CAST(0.5 AS STRING)
SELECT CAST(-0.25 AS STRING)
SELECT concat('x', 0.5)
SELECT 0.10 || ''
SELECT CAST(CAST(0 AS DECIMAL(10,8)) AS STRING)
SELECT CAST(CAST(1.5 AS DECIMAL(20,10)) AS STRING)
SELECT CAST(CAST(-0.00000123 AS DECIMAL(10,8)) AS STRING)
SELECT CAST(CAST(0.000001 AS DECIMAL(10,7)) AS STRING)
SELECT CAST(NULL AS DECIMAL(2,2)) || 'x'
SELECT array(0.5, 0.25)
SELECT CAST(array(0.5) AS STRING)
SELECT 'abc' NOT LIKE ALL ('a%', 'x%')
SELECT 'abc' NOT LIKE ANY ('a%', 'a_c')
SELECT NULL NOT LIKE ANY ('a')
SELECT 'a' LIKE ANY ('b', NULL)
SELECT 'abc' NOT LIKE ANY ('x%')
SELECT format_number(1.015, 2)
SELECT format_number(1.025, 2)
SELECT format_number(1.005D, 2)
SELECT format_number(-1234567.891, 1)
SELECT format_number(0.5, 0)
SELECT format_number(1.5, 0)
SELECT format_number(-0.4, 0)
SELECT format_number(999.999, 2)
SELECT format_number(9007199254740993, 0)
SELECT format_number(12, 2)
SELECT format_number(1234567.1, 3)
SELECT format_number(-0.001, 2)
SELECT format_number(100, 0)
SELECT bround(12345678901234567890.25, 1)
SELECT bround(1.005, 2)
SELECT bround(-2.5, 0)
SELECT bround(0.125, 2)
SELECT round(9007199254740993, -1)
SELECT bround(15, -1)
SELECT bround(25, -1)
SELECT round(-15, -1)
SELECT round(CAST(125 AS TINYINT), -1)
SELECT round(12345, -10)
SELECT bround(1.5, -1)
SELECT corr(x, y), corr(y, y) FROM VALUES (1, 5), (2, 5) AS t(x, y)
SELECT sum(x), avg(x) FROM VALUES (CAST('99999999999999999999999999999999999999' AS DECIMAL(38,0))), (CAST(1 AS DECIMAL(38,0))) AS t(x)
SELECT sum(x) OVER (ORDER BY x), avg(x) OVER () FROM VALUES (CAST(1.5 AS DECIMAL(38,18))), (CAST(2.5 AS DECIMAL(38,18))) AS t(x) ORDER BY 1
SELECT sum(DISTINCT x), avg(DISTINCT x), sum(x) FILTER (WHERE x > 1) FROM VALUES (CAST(1.5 AS DECIMAL(38,18))), (CAST(2.5 AS DECIMAL(38,18))), (NULL) AS t(x)
SELECT sum(x), avg(x) FROM VALUES (CAST(NULL AS DECIMAL(38,2))) AS t(x)
SELECT '2024-01-01 10:00:00' + INTERVAL 30 MINUTES
SELECT typeof(DATE '2024-01-01' + INTERVAL 1 DAY * 2)
SELECT INTERVAL 1 DAY * 2 + TIMESTAMP '2024-01-01 00:00:00'
SELECT to_date('99-01-05', 'yy-MM-dd')
SELECT to_date('05/01/70', 'dd/MM/yy')
SELECT to_timestamp('700101', 'yyMMdd')
SELECT to_date('00-02-29', 'yy-MM-dd')
SELECT from_utc_timestamp('2024-01-01 00:00:00', '-03:30')
SELECT from_utc_timestamp('2024-01-01 00:00:00', 'UTC+2')
SELECT to_utc_timestamp('2024-01-01 00:00:00', 'GMT-5')
SELECT to_utc_timestamp('2024-01-01 00:00:00', '+08:00')
SELECT to_utc_timestamp('2024-10-27 02:30:00', 'Europe/Berlin')
SELECT to_utc_timestamp('2024-03-31 02:30:00', 'Europe/Berlin')
SELECT from_utc_timestamp('2024-10-27 01:30:00', 'Europe/Berlin')
SELECT from_utc_timestamp('2024-01-01 00:00:00', 'Z')
SELECT CAST('2024-01-01 10:11:12 GMT+2' AS TIMESTAMP)
SELECT CAST('2024-01-01 10:11:12 UTC+02:30' AS TIMESTAMP)
SELECT CAST('2024-01-01T10:11Z' AS TIMESTAMP)
SELECT CAST('2024-01-01 1:2' AS TIMESTAMP)
SELECT CAST('2024-01-01 10:11:12.' AS TIMESTAMP)
SELECT CAST('2024-07-01T10:11:12 America/New_York' AS TIMESTAMP)
SELECT CAST('2024-01-01 10:11:12America/New_York' AS TIMESTAMP)
SELECT CAST('2024-01-01T23' AS TIMESTAMP)
SELECT CAST('2024-01-01 10:' AS TIMESTAMP)
SELECT CAST('2024-01-01 10:11:60' AS TIMESTAMP)
SELECT CAST('2024-01-01 10:11:12 Nowhere' AS TIMESTAMP)
SELECT hour('10:30:15')
SELECT minute('T10:30:15.5')
SELECT second('1:2:3')
SELECT CAST('10' AS TIMESTAMP)
SELECT CAST('25:00:00' AS TIMESTAMP)
SELECT date_format('23:59:59', 'HH:mm:ss')
SELECT CAST('+2024-01-01' AS DATE)
SELECT CAST('+2024-02' AS DATE)
SELECT CAST('02024-01-01' AS DATE)
SELECT CAST('002024-1-1' AS DATE)
SELECT (1, 'a') IN ((1, 'a'), (2, 'b'))
SELECT (1, 2) = (1, 2)
SELECT struct(1 AS a) = struct(1 AS b)
SELECT (1, NULL) IN ((1, 2))
SELECT (1, 2L) IN ((1, 2))
SELECT k, a FROM nested LATERAL VIEW explode(arr) AS a ORDER BY k, a
SELECT k, a FROM nested LATERAL VIEW posexplode(arr) t AS p, a ORDER BY k, p
SELECT timestamp_seconds(1.5D)
SELECT timestamp_seconds(-1.5)
SELECT try_subtract(-2147483648, 1)
SELECT try_divide(5, 2)
SELECT try_divide(1.0, 0)
SELECT try_add(1, NULL)
SELECT upper('ß')
SELECT initcap('ßa')
SELECT lower('ΑΣ')
SELECT upper('ﬁ')
SELECT ucase('Maß')
SELECT split_part('a.b', '.', 2)
SELECT split_part('', ',', 1)
SELECT split_part('abc', '', 2)
SELECT split('a||b', '\\|\\|')
SELECT split('aXb', 'X*')
SELECT locate('', 'abc', 10)
SELECT locate('', '')
SELECT locate(NULL, 'a')
SELECT concat_ws(CAST(NULL AS STRING), 'a')
SELECT name, concat_ws(city, 'a', 'b') FROM people ORDER BY id
SELECT least(1.5, 2)
SELECT greatest(CAST(1 AS DECIMAL(38,0)), CAST(1.5 AS DECIMAL(38,37)))
SELECT coalesce(CAST(1 AS DECIMAL(38,0)), 1.5)
SELECT CAST(1e40 AS FLOAT)
SELECT CAST(CAST(1e30 AS DECIMAL(38,0)) AS FLOAT)
SELECT CAST('1e50' AS FLOAT)
SELECT CAST('-1e400' AS DOUBLE)
SELECT CAST('NaN' AS FLOAT)
SELECT a.id, b.id FROM people a JOIN people b ON (a.age, a.city) = (b.age, b.city) ORDER BY 1, 2
SELECT count(*) FROM people WHERE (id, name) NOT IN ((1, 'Ann'), (2, 'x'))
SELECT id, sum(quantity) s FROM orders GROUP BY id ORDER BY sum(quantity) DESC, id LIMIT 2
SELECT o.id, p.name, count(*) FROM orders o LEFT JOIN people p ON o.id = p.id GROUP BY o.id, p.name ORDER BY o.id
SELECT date_format(at, 'yyyy-MM') m, count(DISTINCT id), sum(quantity * price) / count(*) FROM orders GROUP BY 1 ORDER BY 1
SELECT id, order_id, price - lag(price) OVER (PARTITION BY id ORDER BY at) d, sum(price) OVER (PARTITION BY id ORDER BY at ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) r FROM orders ORDER BY order_id
SELECT * FROM (SELECT *, row_number() OVER (PARTITION BY id ORDER BY price DESC NULLS LAST, order_id) rn FROM orders) WHERE rn = 1 ORDER BY id
SELECT city, count(*) c, avg(age) a, min(name) FROM people WHERE city IS NOT NULL GROUP BY city HAVING avg(age) > 20 OR c > 1 ORDER BY c DESC, city
SELECT CASE WHEN grouping(city) = 1 THEN 'total' ELSE city END AS c, sum(salary) FROM people GROUP BY ROLLUP (city) ORDER BY grouping(city), city
SELECT id, name FROM people WHERE id IN (SELECT id FROM orders GROUP BY id HAVING count(*) > 1) ORDER BY id
SELECT p.id, x.m FROM people p LEFT JOIN (SELECT id, max(price) m FROM orders GROUP BY id) x ON x.id = p.id ORDER BY x.m NULLS LAST, p.id
SELECT percentile(price, 0.5), percentile_approx(price, 0.25), stddev(quantity) FROM orders
SELECT datediff(max(at), min(at)), months_between(max(at), min(at)), count_if(price > 5) FROM orders
SELECT CAST(price AS INT), CAST(price AS DECIMAL(10,1)), round(price, 1), CAST(price AS STRING), format_number(price, 1) FROM orders ORDER BY order_id
SELECT nvl(price, 0), coalesce(item, 'none'), nullif(quantity, 1), if(price IS NULL, 'n', 'y') FROM orders ORDER BY order_id
SELECT sum(CASE WHEN city = 'Rome' THEN 1 ELSE 0 END) rome, sum(IF(age > 30, salary, 0)) s, avg(CASE WHEN age > 30 THEN salary END) a FROM people
SELECT concat_ws(', ', sort_array(collect_list(name))) FROM people
SELECT id, element_at(split(name, ''), 1), substring(name, -2), substring(name, 2, 1), instr(name, 'e') FROM people ORDER BY id
SELECT trunc(since, 'MM'), date_sub(since, dayofmonth(since) - 1), last_day(since), add_months(since, -1), dayofweek(since) FROM people ORDER BY id
SELECT to_date(date_format(since, 'yyyyMM') || '01', 'yyyyMMdd'), cast(date_format(since, 'yyyyMMdd') AS INT), year(since) * 100 + month(since) FROM people ORDER BY id
SELECT from_unixtime(unix_timestamp(at) + 3600), unix_timestamp(at) - unix_timestamp(TIMESTAMP '2024-01-01 00:00:00'), at - INTERVAL 1 HOUR, date(at) + 1 FROM orders ORDER BY order_id
SELECT max(salary) OVER (PARTITION BY city) - salary, salary > avg(salary) OVER (), round(100 * salary / sum(salary) OVER (), 2) FROM people ORDER BY id
SELECT id FROM people WHERE salary BETWEEN 700.1 AND 1200.5 ORDER BY id
SELECT id, age / 7, age % 7, age DIV 7, -age, age * 1.0, age + 0.5D FROM people ORDER BY id
SELECT sum(age) / count(age), sum(age) / count(*), avg(age * 1.0), sum(age * 0.1), sum(age * 0.1D) FROM people
SELECT city, collect_list(age) FROM people WHERE age IS NOT NULL GROUP BY city HAVING size(collect_list(age)) > 0 ORDER BY city
SELECT DISTINCT city, count(*) OVER (PARTITION BY city) c FROM people ORDER BY c DESC, city
SELECT id, CASE WHEN age BETWEEN 20 AND 30 THEN '20s' WHEN age BETWEEN 30 AND 40 THEN '30s' ELSE 'other' END g FROM people ORDER BY g, id
SELECT g, count(*), avg(salary) FROM (SELECT CASE WHEN age < 30 THEN 'y' ELSE 'o' END g, salary FROM people) GROUP BY g ORDER BY g
SELECT p.*, o.* FROM people p LEFT JOIN orders o ON p.id = o.id AND o.at >= '2024-02-01' WHERE p.id <= 3 ORDER BY p.id, o.order_id
SELECT a.id, b.id FROM people a CROSS JOIN people b WHERE a.id < b.id AND a.age = b.age
SELECT count(*) FROM people p JOIN orders o ON p.id = o.id OR p.age = o.quantity
SELECT count(*) FROM people p LEFT JOIN orders o ON p.id = o.id AND o.id IS NULL
SELECT id FROM people p WHERE salary = (SELECT max(salary) FROM people q WHERE q.city = p.city) ORDER BY id
SELECT id FROM people p WHERE NOT EXISTS (SELECT 1 FROM people q WHERE q.salary > p.salary) ORDER BY id
SELECT id FROM people WHERE city IN (SELECT city FROM people WHERE age = 28) AND id NOT IN (SELECT id FROM orders WHERE quantity > 5) ORDER BY id
SELECT id, salary FROM people ORDER BY salary DESC NULLS LAST LIMIT 2
SELECT sum(salary) FROM (SELECT salary FROM people ORDER BY salary DESC NULLS LAST LIMIT 2)
SELECT year(at) y, sum(price) FROM orders GROUP BY ROLLUP (y) ORDER BY y
SELECT city, age, count(*), grouping_id(city, age) FROM people GROUP BY GROUPING SETS ((city, age), (city), ()) ORDER BY 4, 1, 2
SELECT item, sum(quantity) q, rank() OVER (ORDER BY sum(quantity) DESC) r FROM orders GROUP BY item ORDER BY r, item
SELECT id, salary, sum(salary) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING) m, avg(salary) OVER (ORDER BY id ROWS 2 PRECEDING) a FROM people ORDER BY id
SELECT id, first_value(name) OVER (PARTITION BY city ORDER BY age NULLS LAST) f, last_value(name) OVER (PARTITION BY city ORDER BY id ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) l FROM people ORDER BY id
SELECT id, datediff(at, lag(at) OVER (PARTITION BY id ORDER BY at)) d FROM orders ORDER BY order_id
SELECT id, count(*) OVER (ORDER BY age RANGE BETWEEN 10 PRECEDING AND 10 FOLLOWING) c FROM people ORDER BY id
SELECT id, min(age) OVER (PARTITION BY city ORDER BY id DESC) FROM people ORDER BY id
SELECT max(at) - INTERVAL 7 DAYS FROM orders
SELECT id FROM orders WHERE at < CAST('2024-01-06' AS TIMESTAMP) + INTERVAL 1 DAY AND at >= DATE '2024-01-05' ORDER BY order_id
SELECT order_id FROM orders WHERE date_format(at, 'yyyy-MM') = '2024-01' ORDER BY order_id
SELECT order_id FROM orders WHERE at IS NULL OR month(at) IN (1, 12) ORDER BY order_id
SELECT order_id, hour(at) + minute(at) / 60 FROM orders ORDER BY order_id
SELECT unix_timestamp(at) % 86400, to_date(at) = '2024-01-05' FROM orders ORDER BY order_id
SELECT order_id, date_trunc('week', at), weekofyear(at), dayofweek(at), date_format(at, 'EEE') FROM orders ORDER BY order_id
SELECT order_id, price * quantity AS total, round(price * quantity * 1.19, 2) gross, CAST(price * quantity AS DECIMAL(10,2)) d FROM orders ORDER BY order_id
SELECT sum(CAST(price AS DECIMAL(10,2)) * quantity), avg(CAST(price AS DECIMAL(10,2))), max(CAST(price AS DECIMAL(10,2))) FROM orders
SELECT sum(CAST(price AS DECIMAL(10,2))) / count(price), sum(CAST(price AS DECIMAL(10,2))) * 100 / 3 FROM orders
SELECT round(sum(salary) / count(*), 2), round(sum(salary) * 1.0 / 7, 3), CAST(avg(salary) AS DECIMAL(10,2)), avg(salary) * 12 FROM people
SELECT salary / 7, salary * salary, salary / 0.3, 1 / salary, salary - 0.005, salary + 1e-3, CAST(salary AS INT) / 7 FROM people ORDER BY id
SELECT CAST(salary AS STRING), CAST(salary AS DOUBLE), CAST(salary AS DECIMAL(4,0)), CAST(salary AS DECIMAL(3,0)), CAST(salary AS INT), CAST(salary AS FLOAT) FROM people ORDER BY id
SELECT round(salary, -2), round(salary, 1), floor(salary), ceil(salary), bround(salary, 1), truncate FROM people, (SELECT 1 AS truncate) ORDER BY id
SELECT coalesce(city, age, 'x'), coalesce(age, salary), coalesce(since, 'none'), nvl(salary, 0), nvl(city, id) FROM people ORDER BY id
SELECT if(age > 30, age, salary), if(city IS NULL, 0, id), CASE WHEN age IS NULL THEN since ELSE '2000-01-01' END FROM people ORDER BY id
SELECT greatest(age, salary), least(id, age, 30), greatest(name, city), greatest(since, DATE '2020-06-01') FROM people ORDER BY id
SELECT name || ' (' || coalesce(city, '?') || ', ' || age || ')' FROM people ORDER BY id
SELECT concat_ws('|', id, name, city, age, salary, since) FROM people ORDER BY id
SELECT upper(substr(name, 1, 1)) || lower(substr(name, 2)), length(city), reverse(name), lpad(id, 3, '0'), rpad(name, 5, '.') FROM people ORDER BY id
SELECT regexp_replace(name, '[aeiou]', '*'), regexp_extract(city, '^(.)', 1), name RLIKE '^[A-C]', city LIKE '_o%', split(city, 'o') FROM people ORDER BY id
SELECT replace(city, 'o', '0'), translate(name, 'abe', 'xy'), instr(city, 'o'), locate('o', city, 2), substring_index(city, 'o', 1) FROM people ORDER BY id
SELECT arr[0], arr[1], arr[10], size(arr), array_contains(arr, 1), array_max(arr), sort_array(arr), array_join(arr, ','), concat(arr, array(9)) FROM nested ORDER BY k
SELECT k, filter(arr, x -> x > 1), transform(arr, (x, i) -> coalesce(x, 0) + i), exists(arr, x -> x IS NULL), aggregate(arr, 0, (a, x) -> a + coalesce(x, 0)) FROM nested ORDER BY k
SELECT k, m['a'], element_at(m, 'b'), map_keys(m), map_values(m), size(m), m IS NULL, s.x, s.y, s IS NULL FROM nested ORDER BY k
SELECT s.x, count(*) FROM nested GROUP BY s.x ORDER BY 1
SELECT arr, count(*) FROM nested GROUP BY arr ORDER BY 2 DESC, size(arr)
SELECT count(DISTINCT arr), count(DISTINCT s), count(s), count(m) FROM nested
SELECT a.k, b.k FROM nested a JOIN nested b ON a.arr = b.arr ORDER BY 1
SELECT e, count(*) FROM nested LATERAL VIEW explode(arr) x AS e GROUP BY e HAVING count(*) >= 1 ORDER BY e
SELECT k, e.x FROM nested LATERAL VIEW explode(array(s)) t AS e ORDER BY k
SELECT k, avg(e), max(p) FROM nested LATERAL VIEW posexplode(arr) t AS p, e GROUP BY k ORDER BY k
SELECT b, count(*), sum(i4), bool_or(b) FROM numbers GROUP BY b ORDER BY b
SELECT t1 + 1, s2 * 2, i4 / 3, l8 DIV 3, f4 * 2, d8 / 3, m * 2, NOT b, -t1, abs(s2) FROM numbers ORDER BY i4
SELECT t1 = i4, s2 < l8, f4 = d8, m <> d8, b <=> NULL, t1 <=> NULL, i4 BETWEEN -1000 AND 0 FROM numbers ORDER BY i4
SELECT CAST(f4 AS STRING), CAST(d8 AS STRING), CAST(m AS STRING), CAST(l8 AS STRING), CAST(b AS STRING), CAST(f4 AS DECIMAL(5,2)), CAST(d8 AS DECIMAL(3,0)), CAST(m AS INT) FROM numbers ORDER BY i4
SELECT id FROM people UNION ALL SELECT quantity FROM orders ORDER BY id DESC LIMIT 3
SELECT * FROM (SELECT id, 'p' t FROM people UNION ALL SELECT order_id, 'o' FROM orders) WHERE t = 'o' AND id > 12 ORDER BY id
SELECT name FROM people UNION SELECT item FROM orders EXCEPT SELECT 'book' ORDER BY name
WITH x AS (SELECT city, sum(salary) s FROM people GROUP BY city), y AS (SELECT avg(s) a FROM x) SELECT city FROM x, y WHERE s > a ORDER BY city
WITH RECURSIVE_T AS (SELECT 1 AS n) SELECT n FROM recursive_t
SELECT count(*) FROM people WHERE name = 'ANN' OR name = 'Ann '
SELECT id FROM people WHERE city > 'P' AND city < 'S' ORDER BY id
SELECT id FROM people WHERE name IN ('Ann', 'BOB', NULL) ORDER BY id
SELECT id FROM people WHERE age NOT BETWEEN 28 AND 34 ORDER BY id
SELECT to_timestamp('2024-02-30 10:00:00')
SELECT to_date('2024-02-30')
SELECT to_timestamp('2024-02-29 24:00:00')
SELECT to_date('29.02.2023', 'dd.MM.yyyy')
SELECT to_timestamp('2024-13-01', 'yyyy-MM-dd')
SELECT date_format(CAST('2024-02-29 23:59:59.999999' AS TIMESTAMP), 'yyyy-MM-dd HH:mm:ss.SSSSSS')
SELECT date_add(CAST('2024-02-29' AS DATE), 366)
SELECT last_day('2100-02-01')
SELECT dayofyear('2023-12-31')
SELECT from_unixtime(1e9)
SELECT from_unixtime(0, 'yyyy')
SELECT unix_timestamp('1970-01-01 00:00:01')
SELECT unix_timestamp('2024-01-01T00:00:00')
SELECT months_between('2024-02-29', '2023-02-28')
SELECT add_months('2023-01-31', 13)
SELECT date_sub('2024-03-01', 1)
SELECT next_day('2024-02-29', 'thu')
SELECT trunc('2024-02-29', 'quarter')
SELECT date_trunc('month', '2024-02-29 10:00:00')
