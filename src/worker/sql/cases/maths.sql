SELECT abs(-5), abs(-5.5), abs(-5.5D), abs('-3'), negative(5), positive(5), sign(-3), signum(2.5), sign(0)
SELECT floor(2.7D), floor(-2.7D), ceil(2.1D), ceil(-2.1D), floor(2.7), ceiling(2.1), floor(5), ceil(-5.5), floor(12345.678)
SELECT round(2.5), round(-2.5), round(2.675D, 2), round(1.005D, 2), round(2.345, 2), round(1234.567, -2), round(5), round(15, -1), round(2.5D), round(0.5D), round(1.5D)
SELECT bround(2.5), bround(3.5), bround(2.5D), bround(25, -1), bround(2.345, 2)
SELECT round(price, 1), round(price * 3, 2) FROM orders ORDER BY order_id
SELECT sqrt(16), sqrt(2), sqrt(-1), cbrt(27), power(2, 10), pow(2, 0.5), exp(1), exp(0), expm1(0)
SELECT ln(10), ln(0), ln(-1), log(2, 8), log(10), log10(1000), log2(8), log1p(0), log10(0), log(0, 5)
SELECT sin(1), cos(1), tan(1), asin(1), acos(1), atan(1), atan2(1, 2), sinh(1), cosh(1), tanh(1), cot(1), asin(2)
SELECT degrees(3.141592653589793), radians(180), pi(), e(), hypot(3, 4), rint(2.5D), rint(3.5D), factorial(5), factorial(21), factorial(0)
SELECT mod(10, 3), mod(-10, 3), pmod(10, 3), pmod(-10, 3), pmod(-7, -3), pmod(5, 0), mod(10.5, 3)
SELECT shiftleft(1, 4), shiftright(16, 2), shiftright(-16, 2), shiftleft(1, 33), shiftleft(1L, 40), shiftleft(1, 31), bit_count(7)
SELECT width_bucket(5.3, 0.2, 10.6, 5), width_bucket(-2.1, 1.3, 3.4, 3), width_bucket(8.1, 0.0, 5.7, 4)
SELECT try_add(1, 2), try_divide(1, 0), try_divide(6, 4), try_subtract(5, 3), try_multiply(2, 3)
SELECT greatest(1.5, 2), least(DATE '2024-01-01', DATE '2023-01-01'), conv('ff', 16, 10)
SELECT sum(i4), sum(l8), sum(d8), sum(m), sum(t1), avg(i4), avg(m), avg(d8), min(d8), max(m) FROM numbers
SELECT sum(f4), avg(f4), sum(b) FROM numbers
SELECT stddev(age), stddev_pop(age), variance(age), var_pop(age), stddev_samp(age), var_samp(age) FROM people
SELECT skewness(age), kurtosis(age) FROM people
SELECT corr(id, age), covar_pop(id, age), covar_samp(id, age) FROM people
SELECT percentile(age, 0.5), percentile(age, 0.25), median(age), percentile_approx(age, 0.5), mode(age) FROM people
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY age), percentile_disc(0.5) WITHIN GROUP (ORDER BY age) FROM people
SELECT approx_count_distinct(city), count_if(age > 28), bool_and(age > 20), bool_or(age > 40), every(age > 30), some(age > 30), any(age > 40) FROM people
SELECT max_by(name, age), min_by(name, id), first(name), last(name), first(age, true), any_value(city) FROM (SELECT * FROM people ORDER BY id)
SELECT bit_and(id), bit_or(id), bit_xor(id) FROM people
SELECT collect_list(id), sort_array(collect_set(age)), array_agg(city) FROM people WHERE id < 4
SELECT sum(DISTINCT age), avg(DISTINCT age), count(DISTINCT age) FROM people
SELECT sum('1'), sum(NULL), avg(NULL), max(NULL), min('b'), count(NULL) FROM people
SELECT sum(salary), avg(salary), sum(salary) / 3, max(salary) - min(salary) FROM people
SELECT avg(x) FROM VALUES (1.0), (2.0), (2.0) AS t(x)
SELECT stddev(x) FROM VALUES (1) AS t(x)
SELECT i4 * 2 + 1, d8 * d8, power(d8, 2), m + 1.5, abs(f4) FROM numbers
SELECT 0.1D + 0.2D, 1e308 * 10, 1.0D / 3
SELECT count(*), count(1), count(age), count('x') FROM people
SELECT product(id) FROM people
