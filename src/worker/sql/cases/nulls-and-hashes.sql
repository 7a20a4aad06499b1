SELECT format_string('%h', 'abc'), format_string('%h %H', 1, -1), format_string('%h', true), format_string('%h', false), format_string('%h', NULL)
SELECT format_string('%h', 1L), format_string('%h', -1L), format_string('%h', 10000000000L), format_string('%h', 1.5D), format_string('%h', CAST(1.5 AS FLOAT)), format_string('%h', DATE '2024-01-01'), format_string('%h', TIMESTAMP '2024-01-01 00:00:00')
SELECT format_string('%-10h|', 'abc'), format_string('%10H|', 'abc'), format_string('%h', ''), format_string('%h', 'é😀'), format_string('%5.2h|', 'abc'), format_string('%h', CAST(3 AS TINYINT)), format_string('%h', CAST(-3 AS SMALLINT))
SELECT format_string('%h|%h', name, age) FROM people
SELECT format_string('%h %h %h %h', t1, l8, d8, b), format_string('%h', f4) FROM numbers
SELECT format_string('%h', CAST('NaN' AS DOUBLE)), format_string('%h', -0.0D), format_string('%h', DATE '1960-01-01'), format_string('%h', TIMESTAMP '1960-01-01 00:00:00'), format_string('%010h', 1)
SELECT to_json(map(INTERVAL 1 DAY, 1)), to_json(map(INTERVAL '1-2' YEAR TO MONTH, 1)), to_json(map(INTERVAL '1 2:03:04.5' DAY TO SECOND, 1)), to_json(map(INTERVAL '-1' SECOND, 1))
SELECT to_json(map(make_interval(1, 2, 3, 4, 5, 6, 7.5), 1))
SELECT to_json(map(DATE '2024-01-01', 1)), to_json(map(TIMESTAMP '2024-01-01 00:00:00', 1)), to_json(map(DATE '1960-01-01', TIMESTAMP '1960-01-01 00:00:00'))
SELECT to_json(map(at, order_id)) FROM orders WHERE at IS NOT NULL
SELECT date_part(NULL, DATE '2024-01-01'), date_part(NULL, INTERVAL '2-1' YEAR TO MONTH), date_part(CAST(NULL AS STRING), INTERVAL 1 DAY), extract(YEAR FROM NULL)
SELECT to_binary('abc', concat('utf', '-8')), to_binary(NULL, CAST(NULL AS STRING)), to_binary('abc', CAST(NULL AS STRING)), to_binary('abc', NULL)
SELECT try_to_binary('abc', concat('utf', '-8')), try_to_binary(NULL, CAST(NULL AS STRING))
SELECT round(NULL, 2), round(1.5, NULL), round(2.5D, CAST(NULL AS INT)), bround(25, NULL), round(id, NULL) FROM people
SELECT bround(x, 2), round(x, 2), bround(x, 1), round(x, 3) FROM VALUES (2.675D), (1.005D), (0.125D), (2.345D), (-2.5D), (1e-5D), (123456.785D), (0.1D), (1e20D), (4.35D), (8.5D), (0.285D), (-0.4D), (-0.0D), (NULL) t(x)
SELECT bround(x, -1), round(x, -1), bround(x), round(x), round(x, -2), bround(x, -400) FROM VALUES (25D), (35D), (-25D), (15.000001D), (1e20D), (44.5D), (2.5D), (0.5D), (-0.5D), (0.49999999999999994D), (-0.4D), (1.23456789e300D), (CAST('NaN' AS DOUBLE)), (CAST('Infinity' AS DOUBLE)) t(x)
SELECT bround(x, 17), round(x, 17), bround(x, 16), round(x, 20), round(x, -20), round(x, 400), bround(x, 14) FROM VALUES (0.1D), (1.1D), (3.3333333333333335D), (1e300D), (1e-300D), (0.30000000000000004D), (123456.789123456789D), (-4.9e-324D) t(x)
SELECT bround(CAST(x AS FLOAT), 1), round(CAST(x AS FLOAT), 2), round(CAST(x AS FLOAT), -1), bround(CAST(x AS FLOAT), -1), round(CAST(x AS FLOAT), 20) FROM VALUES (0.25D), (1.35D), (2.675D), (45D), (16777217D), (-0.0D), (3.4e38D) t(x)
SELECT named_struct('a', 1) UNION ALL SELECT named_struct('b', 2)
SELECT named_struct('a', 1) UNION ALL SELECT named_struct('b', 2L)
SELECT named_struct('a', 1, 'b', 'x') EXCEPT SELECT named_struct('c', 1, 'd', 'x')
SELECT s FROM nested UNION SELECT named_struct('p', 1, 'q', 'one')
SELECT array(named_struct('a', 1)) UNION ALL SELECT array(named_struct('b', 2))
SELECT k, s IN (struct(1, 'one'), struct(2L, 'two')) FROM nested
SELECT k, s IN (struct(1, 'one'), struct(2, 'two')) FROM nested
SELECT (id, age) IN ((1L, 34)), (id, age) NOT IN ((1, 34)) FROM people
SELECT (id, age) IN ((1, 34), (2, NULL)) FROM people
SELECT coalesce(CAST(NULL AS INT), 3), greatest(CAST(NULL AS INT), 1), CAST(NULL AS INT) + 1, if(CAST(NULL AS BOOLEAN), 1, 2), CAST(NULL AS STRING) LIKE 'a', nvl(CAST(NULL AS STRING), 'x'), CAST(NULL AS INT) IN (1, 2), CAST(NULL AS DATE) + 1
SELECT CAST(NULL AS INT) a, count(*) FROM people GROUP BY CAST(NULL AS INT)
SELECT CAST(NULL AS INT) a FROM people ORDER BY CAST(NULL AS INT), id
SELECT typeof(CAST(NULL AS DECIMAL(5,2))), typeof(array(CAST(NULL AS INT))), array(CAST(NULL AS INT), 1), map(1, CAST(NULL AS STRING)), named_struct('a', CAST(NULL AS DOUBLE))
SELECT sum(CAST(NULL AS INT)), count(CAST(NULL AS INT)), max(CAST(NULL AS STRING)), avg(CAST(NULL AS DOUBLE)), first(CAST(NULL AS INT)), collect_list(CAST(NULL AS INT)) FROM people
SELECT CASE WHEN CAST(NULL AS BOOLEAN) THEN 1 ELSE 2 END, CAST(NULL AS INT) <=> NULL, CAST(NULL AS INT) = 1, NOT CAST(NULL AS BOOLEAN), CAST(NULL AS BOOLEAN) AND false, CAST(CAST(NULL AS INT) AS STRING) IS NULL, nullif(CAST(NULL AS INT), 1)
SELECT * FROM people WHERE CAST(NULL AS BOOLEAN)
SELECT age FROM people WHERE age NOT IN (1, CAST(NULL AS INT))
SELECT CAST(NULL AS INT) UNION SELECT 1
SELECT explode(CAST(NULL AS ARRAY<INT>))
SELECT nth_value(id, CAST(NULL AS INT)) OVER (ORDER BY id), ntile(CAST(NULL AS INT)) OVER (ORDER BY id) FROM people
SELECT 1 FROM people LIMIT CAST(NULL AS INT)
SELECT (k, s.x) IN ((1, 1), (2, 3)), s IN ((1, 'one'), (2, 'two')) FROM nested
