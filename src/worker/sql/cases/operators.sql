SELECT 1 + 1, 2 - 3, 2 * 3, 7 / 2, 7 % 3, -7 % 3, 7 div 2, -7 div 2
SELECT 1 / 0, 1 % 0, 1 div 0, 1.0 / 0, 1.5D / 0
SELECT 1 / 3, 10 / 4, 1L / 3
SELECT 1.5 + 1, 1.5 * 2.25, 1.5 / 2, 1.5 - 0.25, 10 % 3.5
SELECT 1.00 / 3, 2.0 / 3.0, 1 / 3.0, 100.25 / 7
SELECT 1.5BD + 1.5D, 1 + 1.5D, 1L + 1, 1Y + 1S
SELECT 123456789.123456789 * 987654321.987654321
SELECT 12345678901234567890.12 + 0.1, 99999999999 * 10
SELECT t1 + s2, i4 + l8, f4 + d8, m + i4, m * m, m / i4 FROM numbers
SELECT -i4, +d8, ~i4, -m FROM numbers
SELECT 5 & 3, 5 | 3, 5 ^ 3, ~5
SELECT '3' + 4, '3.5' * 2, 'x' + 1, '10' / '4', '7' % 2
SELECT 'a' || 'b', 'a' || NULL, 1 || 'b', 'x' || 1.50 || true
SELECT 1 = 1, 1 <> 2, 1 != 1, 1 == 1, 2 > 1, 2 >= 2, 1 < 1, 1 <= 1
SELECT NULL = NULL, NULL <=> NULL, 1 <=> NULL, NOT NULL
SELECT '1' = 1, '01' = 1, 'a' = 1, 1.0 = '1', '2024-01-01' = DATE '2024-01-01', true = 'true', true = 1
SELECT DATE '2024-01-01' = TIMESTAMP '2024-01-01 00:00:00', DATE '2024-01-02' > '2024-01-01'
SELECT true AND NULL, false AND NULL, true OR NULL, NULL OR false, NOT true
SELECT 1 IN (1, 2), 3 IN (1, 2), NULL IN (1), 1 IN (2, NULL), 1 NOT IN (2, 3), '1' IN (1, 2)
SELECT 5 BETWEEN 1 AND 10, 5 NOT BETWEEN 1 AND 10, NULL BETWEEN 1 AND 2
SELECT 'abc' LIKE 'a%', 'abc' LIKE '_b_', 'abc' LIKE 'B%', 'a%c' LIKE 'a\\%c', 'a_c' LIKE 'a/_c' ESCAPE '/', 'ABC' ILIKE 'a%'
SELECT 'abc' LIKE ANY ('x%', 'a%'), 'abc' LIKE ALL ('a%', '%c'), 'abc' NOT LIKE 'x%'
SELECT 'abc' RLIKE 'b', 'abc' RLIKE '^b', 'a1' REGEXP '[0-9]$'
SELECT NULL IS NULL, 1 IS NOT NULL, true IS TRUE, NULL IS NOT TRUE, false IS FALSE
SELECT 1 IS DISTINCT FROM NULL, NULL IS DISTINCT FROM NULL, 1 IS NOT DISTINCT FROM 1
SELECT 10L, 10S, 10Y, 1.5BD, 1.5D, 1.5F, 1e3, 1.5e-3, .5, 5., 1E10
SELECT 2147483647, 2147483648, -2147483648, 9223372036854775807, 9223372036854775808
SELECT 'it\'s', "double", 'a\nb', 'tab\t', 'back\\slash', '\u0041', r'raw\n', 'con' 'cat'
SELECT X'4D7953', DATE '2024-02-29', TIMESTAMP '2024-02-29 12:34:56.789', TIMESTAMP '2024-01-01'
SELECT array(1, 2, 3)[0], array(1, 2)[5], map('a', 1)['a'], map('a', 1)['z'], array('x', 'y')[1]
SELECT named_struct('a', 1, 'b', 'x').b, struct(1, 'y').col2, struct(1 AS p).p
SELECT (1, 'a'), struct(1, 2), array(1, NULL), array()
SELECT arr[0], arr[2], m['a'], s.x FROM nested ORDER BY k
SELECT DATE '2024-01-31' + INTERVAL 1 MONTH, DATE '2024-01-31' - INTERVAL 1 DAY, DATE '2024-03-01' + 5, DATE '2024-03-01' - 1
SELECT TIMESTAMP '2024-01-31 10:00:00' + INTERVAL 2 HOURS, TIMESTAMP '2024-01-31 10:00:00' - INTERVAL 1 YEAR, DATE '2024-01-01' + INTERVAL 3 HOURS
SELECT TIMESTAMP '2024-01-01 00:00:00' + INTERVAL '1 02:03:04' DAY TO SECOND, DATE '2024-01-01' + INTERVAL '1-2' YEAR TO MONTH
SELECT INTERVAL 1 DAY + DATE '2024-01-01', INTERVAL '2' WEEK + DATE '2024-01-01', DATE '2024-01-01' + INTERVAL 36 HOURS
SELECT CASE WHEN 1 = 1 THEN 1 ELSE 2.5 END, CASE WHEN false THEN 'a' END, CASE 1 WHEN 1 THEN 'x' ELSE 'y' END
SELECT CASE WHEN true THEN 1 ELSE 'x' END, CASE WHEN true THEN DATE '2024-01-01' ELSE TIMESTAMP '2024-01-01 01:00:00' END
SELECT if(1 > 2, 'a', 'b'), iff(true, 1, 2), nvl(NULL, 3), nvl2(NULL, 1, 2), ifnull(1, 2), nullif(1, 1), nullif(1, 2)
SELECT coalesce(NULL, NULL, 3), coalesce(1, 2.5), coalesce(NULL, 'x'), coalesce(1, 'x')
SELECT greatest(1, 5, 3), least(1, 5, 3), greatest(1, NULL, 2), least('b', 'a'), greatest(1, 2.5)
SELECT isnull(NULL), isnotnull(1), isnan(CAST('NaN' AS DOUBLE)), nanvl(CAST('NaN' AS DOUBLE), 5), isnan(NULL)
SELECT true = false, false < true, !true, NOT false
SELECT 1 + NULL, NULL || 'a', NULL > 1, -NULL
SELECT (1 + 2) * 3, 1 + 2 * 3, -(1), - -1, 2 - -2
SELECT 3 > 2 AND 2 > 1 OR false, NOT 1 = 2
SELECT -5 % 3, 5 % -3, -5.5 % 2, 5.5D % 2
SELECT i4 / 7, l8 % 13, d8 / 3, m % 2, i4 div 7 FROM numbers
SELECT b AND i4 > 0, NOT b FROM numbers
