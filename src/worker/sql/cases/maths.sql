SELECT abs(-5)
SELECT abs(-5.5)
SELECT abs(-5.5D)
SELECT abs('-3')
SELECT negative(5)
SELECT positive(5)
SELECT sign(-3)
SELECT signum(2.5)
SELECT sign(0)
SELECT floor(2.7D)
SELECT floor(-2.7D)
SELECT ceil(2.1D)
SELECT ceil(-2.1D)
SELECT floor(2.7)
SELECT ceiling(2.1)
SELECT floor(5)
SELECT ceil(-5.5)
SELECT floor(12345.678)
SELECT round(2.5)
SELECT round(-2.5)
SELECT round(2.675D, 2)
SELECT round(1.005D, 2)
SELECT round(2.345, 2)
SELECT round(1234.567, -2)
SELECT round(5)
SELECT round(15, -1)
SELECT round(2.5D)
SELECT round(0.5D)
SELECT round(1.5D)
SELECT bround(2.5)
SELECT bround(3.5)
SELECT bround(2.5D)
SELECT bround(25, -1)
SELECT bround(2.345, 2)
SELECT round(price, 1), round(price * 3, 2) FROM orders ORDER BY order_id
SELECT sqrt(16)
SELECT sqrt(2)
SELECT sqrt(-1)
SELECT cbrt(27)
SELECT power(2, 10)
SELECT pow(2, 0.5)
SELECT exp(1)
SELECT exp(0)
SELECT expm1(0)
SELECT ln(10)
SELECT ln(0)
SELECT ln(-1)
SELECT log(2, 8)
SELECT log(10)
SELECT log10(1000)
SELECT log2(8)
SELECT log1p(0)
SELECT log10(0)
SELECT log(0, 5)
SELECT sin(1)
SELECT cos(1)
SELECT tan(1)
SELECT asin(1)
SELECT acos(1)
SELECT atan(1)
SELECT atan2(1, 2)
SELECT sinh(1)
SELECT cosh(1)
SELECT tanh(1)
SELECT cot(1)
SELECT asin(2)
SELECT degrees(3.141592653589793)
SELECT radians(180)
SELECT pi()
SELECT e()
SELECT hypot(3, 4)
SELECT rint(2.5D)
SELECT rint(3.5D)
SELECT factorial(5)
SELECT factorial(21)
SELECT factorial(0)
SELECT mod(10, 3)
SELECT mod(-10, 3)
SELECT pmod(10, 3)
SELECT pmod(-10, 3)
SELECT pmod(-7, -3)
SELECT pmod(5, 0)
SELECT mod(10.5, 3)
SELECT shiftleft(1, 4)
SELECT shiftright(16, 2)
SELECT shiftright(-16, 2)
SELECT shiftleft(1, 33)
SELECT shiftleft(1L, 40)
SELECT shiftleft(1, 31)
SELECT bit_count(7)
SELECT width_bucket(5.3, 0.2, 10.6, 5)
SELECT width_bucket(-2.1, 1.3, 3.4, 3)
SELECT width_bucket(8.1, 0.0, 5.7, 4)
SELECT try_add(1, 2)
SELECT try_divide(1, 0)
SELECT try_divide(6, 4)
SELECT try_subtract(5, 3)
SELECT try_multiply(2, 3)
SELECT greatest(1.5, 2)
SELECT least(DATE '2024-01-01', DATE '2023-01-01')
SELECT conv('ff', 16, 10)
SELECT sum(i4) FROM numbers
SELECT sum(l8) FROM numbers
SELECT sum(d8) FROM numbers
SELECT sum(m) FROM numbers
SELECT sum(t1) FROM numbers
SELECT avg(i4) FROM numbers
SELECT avg(m) FROM numbers
SELECT avg(d8) FROM numbers
SELECT min(d8) FROM numbers
SELECT max(m) FROM numbers
SELECT sum(f4), avg(f4), sum(b) FROM numbers
SELECT stddev(age) FROM people
SELECT stddev_pop(age) FROM people
SELECT variance(age) FROM people
SELECT var_pop(age) FROM people
SELECT stddev_samp(age) FROM people
SELECT var_samp(age) FROM people
SELECT skewness(age) FROM people
SELECT kurtosis(age) FROM people
SELECT corr(id, age) FROM people
SELECT covar_pop(id, age) FROM people
SELECT covar_samp(id, age) FROM people
SELECT percentile(age, 0.5) FROM people
SELECT percentile(age, 0.25) FROM people
SELECT median(age) FROM people
SELECT percentile_approx(age, 0.5) FROM people
SELECT mode(age) FROM people
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY age) FROM people
SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY age) FROM people
SELECT approx_count_distinct(city) FROM people
SELECT count_if(age > 28) FROM people
SELECT bool_and(age > 20) FROM people
SELECT bool_or(age > 40) FROM people
SELECT every(age > 30) FROM people
SELECT some(age > 30) FROM people
SELECT any(age > 40) FROM people
SELECT max_by(name, age) FROM (SELECT * FROM people ORDER BY id)
SELECT min_by(name, id) FROM (SELECT * FROM people ORDER BY id)
SELECT first(name) FROM (SELECT * FROM people ORDER BY id)
SELECT last(name) FROM (SELECT * FROM people ORDER BY id)
SELECT first(age, true) FROM (SELECT * FROM people ORDER BY id)
SELECT any_value(city) FROM (SELECT * FROM people ORDER BY id)
SELECT bit_and(id) FROM people
SELECT bit_or(id) FROM people
SELECT bit_xor(id) FROM people
SELECT collect_list(id) FROM people WHERE id < 4
SELECT sort_array(collect_set(age)) FROM people WHERE id < 4
SELECT array_agg(city) FROM people WHERE id < 4
SELECT sum(DISTINCT age) FROM people
SELECT avg(DISTINCT age) FROM people
SELECT count(DISTINCT age) FROM people
SELECT sum('1') FROM people
SELECT sum(NULL) FROM people
SELECT avg(NULL) FROM people
SELECT max(NULL) FROM people
SELECT min('b') FROM people
SELECT count(NULL) FROM people
SELECT sum(salary) FROM people
SELECT avg(salary) FROM people
SELECT sum(salary) / 3 FROM people
SELECT max(salary) - min(salary) FROM people
SELECT avg(x) FROM VALUES (1.0), (2.0), (2.0) AS t(x)
SELECT stddev(x) FROM VALUES (1) AS t(x)
SELECT i4 * 2 + 1, d8 * d8, power(d8, 2), m + 1.5, abs(f4) FROM numbers
SELECT 0.1D + 0.2D
SELECT 1e308 * 10
SELECT 1.0D / 3
SELECT count(*) FROM people
SELECT count(1) FROM people
SELECT count(age) FROM people
SELECT count('x') FROM people
SELECT product(id) FROM people
