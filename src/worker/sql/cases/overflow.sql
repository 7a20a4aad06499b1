SELECT 2147483647 + 1, -2147483648 - 1, 2147483647 * 2147483647, 65536 * 65536, 46341 * 46341
SELECT 127Y + 1Y, -128Y - 1Y, 100Y * 100Y, 32767S + 1S, -32768S * -1S, 300S * 300S
SELECT 9223372036854775807 + 1, -9223372036854775807L - 5L, 9223372036854775807 * 3, 9223372036854775807L * 9223372036854775807L
SELECT -(-2147483648), -(int(-2147483648)), abs(-2147483648), abs(-128Y), abs(-9223372036854775808L), negative(-128Y), -(-9223372036854775808L)
SELECT a * b, a + b + c, (a + b) * c, a - b - c, a * b * c FROM VALUES (2147483647, 2147483647, 7), (-2147483648, -1, 7), (1, 2, 3), (NULL, 1, 1) AS t(a, b, c)
SELECT x * y, x + y * 2 - 1, x - y - y, x * x * y * y, -x, x + y + x + y + x + y + x + y FROM VALUES (9223372036854775807, 9223372036854775807), (-9223372036854775808, -1), (4, 5), (3037000500, 3037000500), (NULL, 1) AS t(x, y)
SELECT a + 1L, CAST(a AS bigint) * CAST(b AS bigint), CAST(a AS bigint) * a * b FROM VALUES (2147483647, 2147483647), (-2147483648, -2147483648) AS t(a, b)
SELECT a % b, a div b, pmod(a, b), x % y, x div y, pmod(x, y) FROM VALUES (int(-2147483648), int(-1), -9223372036854775808L, -1L), (-7, 3, -7L, 3L), (7, 0, 7L, 0L), (7, -3, 7L, -3L), (-7, -3, -7L, -3L) AS t(a, b, x, y)
SELECT int(-2147483648) % int(-1), -9223372036854775808L % -1L, -128Y % -1Y, -9223372036854775808L div -1L, int(-2147483648) div -1
SELECT sum(x), sum(DISTINCT x) FROM VALUES (9223372036854775807L), (9223372036854775807L), (3L) AS t(x)
SELECT x, sum(x) OVER (ORDER BY x) FROM VALUES (9223372036854775800L), (9223372036854775807L), (3L) AS t(x) ORDER BY x
SELECT b + a, count(*) FROM VALUES (1, 2), (2, 1) AS t(a, b) GROUP BY a + b
SELECT a + b + 1 + 1, max(a + b) + max(a) FROM VALUES (2147483647, 2), (2147483647, 2) AS t(a, b) GROUP BY a + b + 1
SELECT aggregate(array(2147483647, 1), 0, (acc, x) -> acc + x), transform(array(2147483647), x -> x + 1)
SELECT try_add(2147483647, 1), try_add(127Y, 1Y), try_add(9223372036854775807L, 1), try_add(1, 2L), try_add(NULL, 1)
SELECT try_subtract(-2147483648, 1), try_subtract(-9223372036854775808L, 1L), try_multiply(9223372036854775807L, 2L), try_multiply(46341, 46341), try_multiply(3, 4)
SELECT try_divide(1, 0), try_divide(3, 2), try_divide(1.5, 0), try_divide(6.0, 4), try_divide(1D, 0D)
SELECT try_add(DATE '2021-01-01', 1), try_add(TIMESTAMP '2021-01-01 00:00:00', INTERVAL 1 DAY), try_subtract(DATE '2021-01-01', 1)
SELECT try_sum(x), try_avg(x) FROM VALUES (9223372036854775807L), (3L) AS t(x)
SELECT try_sum(x), try_avg(x) FROM VALUES (1), (2), (NULL) AS t(x)
SELECT try_sum(x), try_avg(x) FROM VALUES (1.5), (2.5) AS t(x)
SELECT try_sum(x), try_avg(x) FROM VALUES ('1.5'), ('2.5') AS t(x)
SELECT try_sum(x) FROM VALUES (CAST('99999999999999999999999999999999999999' AS decimal(38,0))), (1) AS t(x)
SELECT length('abc') + 1, count(*) + 1, size(array(1)) * 2, year(DATE '2024-01-01') * 100 + month(DATE '2024-01-01')
