SELECT locate('a', 'bab', NULL), locate(NULL, 'bab', NULL), locate('a', NULL, NULL), locate('a', 'bab', 0), locate('a', 'bab', -1), locate('', 'bab', 5), locate('', 'bab', 3), locate('', '', 1), locate('', 'bab', 4)
SELECT locate('a', 'bab', n) FROM VALUES (NULL), (0), (1), (3), (-2147483648), (2147483647) AS t(n)
SELECT acosh(-2147483648), acosh(-1e10D), acosh(-94906267), acosh(-5), acosh(1e308D), acosh(double('Infinity')), acosh(double('-Infinity')), acosh(double('NaN')), acosh(0.5)
SELECT asinh(-2147483648), asinh(-1e10D), asinh(-94906267), asinh(-5), asinh(1e308D), asinh(double('Infinity')), asinh(double('-Infinity')), asinh(-0.0D), asinh(1e-20D), atanh(1), atanh(-1), atanh(2), atanh(-0.0D), atanh(1e-20D), atanh(0.9999999999999999D)
SELECT soundex(1)
SELECT soundex(NULL)
SELECT get_json_object(1, '$.a')
SELECT get_json_object('{}', 1)
SELECT json_array_length(1)
SELECT json_object_keys(1)
SELECT unix_seconds('2020-01-01')
SELECT unix_seconds(DATE'2020-01-01')
SELECT unix_millis(DATE'2020-01-01')
SELECT unix_micros(NULL)
SELECT unix_date('2020-01-01')
SELECT unix_date(TIMESTAMP'2020-01-01')
SELECT date_from_unix_date('1')
SELECT date_from_unix_date(1L)
SELECT parse_url('http://a/b', 'HOST'), parse_url('http://a/b?x=1', 'QUERY', 'x')
SELECT parse_url(1, 'HOST')
SELECT parse_url('http://a/b', true)
SELECT parse_url('http://a/b', array('a'))
SELECT regr_count('a', 1), regr_count(NULL, 1)
SELECT regr_count(true, 1)
SELECT regr_count(DATE'2020-01-01', 1)
SELECT regr_avgx('1', '2'), regr_avgy(1, 'x')
SELECT regr_avgx(true, 1)
SELECT regr_avgx(1, DATE'2020-01-01')
SELECT nanvl('a', 1), nanvl(1, '2'), nanvl(1.5BD, 2)
SELECT nanvl(true, 1)
SELECT nanvl(1, DATE'2020-01-01')
SELECT nanvl(DATE'2020-01-01', 1)
SELECT isnan('a'), isnan(1)
SELECT isnan(true)
SELECT 1 LIKE 1, DATE'2020-01-01' LIKE '2020%', true LIKE 'true', 1.5 LIKE '1_5', NULL LIKE 1
SELECT array(1) LIKE 'a'
SELECT 'a' LIKE array('a')
SELECT 'a' LIKE map('a', 1)
SELECT struct(1) RLIKE 'a'
SELECT 'a' RLIKE array('a')
SELECT INTERVAL '1' DAY LIKE 'a'
SELECT ilike(array(1), 'a')
SELECT split(array('a'), 'a')
SELECT split('a', array('a'))
SELECT split(1.5, '\\.'), split('a1b', 1), split(INTERVAL '1' DAY, ' ')
SELECT regexp_replace(array('a'), 'a', 'b')
SELECT regexp_replace('a', 'a', array('b'))
SELECT regexp_extract(array('a'), 'a', 0)
SELECT regexp_extract(123, '(2)', 1), regexp_replace(123, 2, 5), regexp_like(12, 1)
SELECT X'61' LIKE 'a', X'61' RLIKE 'a'
SELECT 'a' LIKE ANY (array('a'))
SELECT overlay('127', '0', -2147483648, 0), overlay('127', '0', 0, 0), overlay('127', '0', 127, 1), overlay('12345', 'xy', 2, -2147483648), overlay('12345', 'xy', 5, 2147483647), overlay('12345', 'xy', 2147483647)
SELECT (SELECT current_date) IS NOT NULL AS d FROM VALUES (41) AS t(current_date)
SELECT (SELECT user) FROM VALUES ('z') AS t(user)
SELECT k FROM VALUES (1, 5) AS t(k, current_date) WHERE EXISTS (SELECT 1 FROM VALUES (1) AS u(x) WHERE current_date > DATE'2000-01-01')
SELECT ceil('3.14', 1) AS a, floor('3.14', -1) AS b, ceil('3.14', 20) AS c, ceil(NULL, 1) AS d
SELECT array_remove(array(1, 2), 2.0) AS m
SELECT array_remove(array(1, 2), 2D) AS m, array_remove(array(1.5, 2), 2) AS n, array_position(array(1, 2), 2D) AS p, array_position(array(1.5, 2), 2) AS q, array_position(array(1, 2), NULL) AS r, array_remove(array(1), NULL) AS s
SELECT array_remove(array(1.5, 2), 2.55) AS m
SELECT array_remove(array(1.5, 2), 2D) AS m
SELECT array_position(array(1, 2), 2.0) AS m
SELECT array_position(array(array(1)), array(1L)) AS m
SELECT array_remove(array(array(1)), array(1L)) AS m
SELECT array_position(array('a'), 1) AS m
SELECT x IS TRUE AS a, x IS NOT TRUE AS b, x IS FALSE AS c FROM VALUES (1), (0), (5), (NULL) AS t(x)
SELECT x IS UNKNOWN AS a, x IS TRUE AS b FROM VALUES ('true'), ('x') AS t(x)
SELECT x IS UNKNOWN AS a FROM VALUES (1) AS t(x)
SELECT x IS UNKNOWN AS a FROM VALUES (array(1)) AS t(x)
SELECT x IS TRUE FROM VALUES (1.5) AS t(x)
SELECT x IS TRUE FROM VALUES (DATE'2020-01-01') AS t(x)
SELECT x IS NOT FALSE, x IS TRUE FROM VALUES (true), (NULL) AS t(x)
SELECT NULL IS TRUE, NULL IS UNKNOWN
SELECT trim('xyxabx', 'xy'), trim('x', 'axa'), trim(NULL, 'a')
WITH t AS (SELECT 1 AS a), T AS (SELECT 2 AS a), u AS (SELECT * FROM t) SELECT * FROM u, T
WITH t AS (SELECT 1 AS a), T AS (SELECT a + 1 AS a FROM t) SELECT * FROM t
SELECT try_cast(array(1, 300) AS array<tinyint>) AS a, try_cast(map(1, 300) AS map<int, tinyint>) AS b, try_cast(named_struct('a', 300) AS struct<a: tinyint>) AS c, try_cast(array(array(300, 1)) AS array<array<tinyint>>) AS d
SELECT try_cast(array(1.5D, 1e10D) AS array<int>) AS a
SELECT try_cast(array('1', 'x') AS array<int>) AS a, try_cast(array('1', 'x') AS array<string>) AS b
SELECT try_cast(map('1', 2) AS map<int, int>) AS b
SELECT try_cast(map(1, 2) AS map<tinyint, int>) AS b
SELECT CAST(map(1, 2) AS map<tinyint, int>) AS b, CAST(map(1D, 2) AS map<float, int>) AS c
SELECT CAST(map(1, 2) AS map<string, string>) AS b, CAST(map(DATE'2020-01-01', 2) AS map<timestamp, string>) AS c, CAST(map(TIMESTAMP'2020-01-01', 2) AS map<date, string>) AS d, CAST(map(1.5BD, 2) AS map<int, string>) AS e
SELECT CAST(map('1', 2) AS map<date, int>) AS b
SELECT CAST(map(1.5D, 2) AS map<int, int>) AS b
SELECT CAST(map(1, 2) AS map<decimal(5,0), int>) AS b
SELECT CAST(map(1, 2) AS map<decimal(10,0), int>) AS b
SELECT CAST(map(1.5BD, 2) AS map<decimal(10,0), int>) AS b
SELECT CAST(map(1.5D, 2) AS map<timestamp, int>) AS b
SELECT CAST(map(true, 2) AS map<int, int>) AS b, CAST(map(1, 2) AS map<boolean, int>) AS c
SELECT CAST(map(1L, 2) AS map<timestamp, int>) AS b
SELECT CAST(map(struct('1'), 2) AS map<struct<a:int>, int>) AS b
SELECT CAST(array(map('1', 2)) AS array<map<int, int>>) AS b
SELECT CAST(map(1D, 2) AS map<decimal(10,0), int>) AS b
SELECT CAST(map(1.5BD, 2) AS map<double, int>) AS b
SELECT to_date(array(1)) AS a
SELECT to_date(X'61') AS a, to_timestamp(X'61') AS b
SELECT to_timestamp(true) AS a, to_timestamp(INTERVAL '1' DAY) AS b, to_timestamp(true, 'yyyy') AS c
SELECT to_timestamp(array(1)) AS a
SELECT to_date(x) AS a FROM VALUES (1), (NULL) AS t(x)
SELECT to_unix_timestamp(TIMESTAMP'2020-01-01', 1) AS a
SELECT to_unix_timestamp(TIMESTAMP'2020-01-01', TIMESTAMP'2020-01-01') AS a
SELECT unix_timestamp(DATE'2020-01-01', 'abc') AS a, to_unix_timestamp(TIMESTAMP'2020-01-01', 'yyyy') AS b
SELECT unix_timestamp(1) AS a
SELECT unix_timestamp(true, 'yyyy') AS a
SELECT unix_timestamp('2020', x) AS a FROM VALUES (1) AS t(x)
SELECT from_unixtime('5') AS a, from_unixtime(5.7) AS b, from_unixtime(NULL) AS c
SELECT from_unixtime(true) AS a
SELECT sum(v) OVER W AS b FROM VALUES (1), (2) AS t(v) WINDOW w AS (ORDER BY v) ORDER BY b
SELECT v, first_value(v) OVER w AS f, first_value(v) OVER W AS g FROM VALUES (1), (2) AS t(v) WINDOW w AS (ORDER BY v DESC), W AS (ORDER BY v)
SELECT sum(v) OVER (W) AS b FROM VALUES (1), (2) AS t(v) WINDOW w AS (ORDER BY v) ORDER BY b
SELECT sum(v) OVER x AS b FROM VALUES (1), (2) AS t(v) WINDOW w AS (ORDER BY v), x AS (W) ORDER BY b
SELECT to_timestamp(1), to_timestamp(1.5), to_date(NULL, 'x'), to_date('2020-01-01', NULL), to_date(NULL)
SELECT unix_timestamp('2020-01-01', NULL), from_unixtime(0, NULL), date_format('2020-01-01', NULL), to_timestamp('2020-01-01', NULL)
SELECT to_date(array(1), 'yyyy')
SELECT CAST(map(1.55BD, 2) AS map<decimal(10,1), int>) AS b
SELECT CAST(map(1.55BD, 2) AS map<decimal(2,1), int>) AS b
SELECT CAST(map(1, 2) AS map<decimal(20,5), int>) AS b
SELECT to_timestamp(20200102, 'yyyyMMdd')
SELECT to_date(2020, 'yyyy') AS a, to_timestamp(true, 'yyyy') AS c
SELECT -1 IS UNKNOWN
SELECT DATE'2020-01-01' IS NOT UNKNOWN
SELECT CAST('a' AS STRING) IS UNKNOWN, (1=1) IS UNKNOWN, (1+1D) IS UNKNOWN
