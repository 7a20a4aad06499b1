SELECT CAST('2147483648' AS INT)
SELECT CAST('-129' AS TINYINT)
SELECT CAST('1e2' AS BIGINT)
SELECT CAST('1,234' AS INT)
SELECT CAST('12abc' AS INT)
SELECT CAST('0x1F' AS INT)
SELECT CAST('१२' AS INT)
SELECT CAST('\t12\n' AS INT)
SELECT CAST('' AS DOUBLE)
SELECT CAST(' ' AS DOUBLE)
SELECT CAST('1.5e' AS DOUBLE)
SELECT CAST('.5' AS DOUBLE)
SELECT CAST('5.' AS DOUBLE)
SELECT CAST('1_000' AS INT)
SELECT CAST('1_000' AS DOUBLE)
SELECT CAST('1_0.5' AS DECIMAL(10,2))
SELECT CAST('nan' AS DOUBLE)
SELECT CAST('+Infinity' AS DOUBLE)
SELECT CAST('infinity' AS DOUBLE)
SELECT CAST('inf' AS FLOAT)
SELECT CAST('1f' AS DOUBLE)
SELECT CAST('1D' AS FLOAT)
SELECT CAST('0x10' AS DOUBLE)
SELECT CAST('12.5.6' AS DECIMAL(10,2))
SELECT CAST('1e40' AS DECIMAL(38,0))
SELECT CAST('-' AS DECIMAL(10,0))
SELECT CAST('99999999999999999999999999999999999999' AS DECIMAL(38,0))
SELECT CAST('999999999999999999999999999999999999999' AS DECIMAL(38,0))
SELECT CAST('0.005' AS DECIMAL(10,2))
SELECT CAST('-0.005' AS DECIMAL(10,2))
SELECT CAST('0.0049999' AS DECIMAL(10,2))
SELECT CAST('2024-02-29 ' AS DATE)
SELECT CAST('2023-02-29' AS DATE)
SELECT CAST('+2024-01-01' AS DATE)
SELECT CAST('20240101' AS DATE)
SELECT CAST('2024/01/01' AS DATE)
SELECT CAST('01-02-2024' AS DATE)
SELECT CAST('2024-01-01Z' AS DATE)
SELECT CAST('2024-01-01 10:11:12.1234567' AS TIMESTAMP)
SELECT CAST('2024-01-01 10:11:12 Europe/Berlin' AS TIMESTAMP)
SELECT CAST('2024-01-01 10:11:12 +05:30' AS TIMESTAMP)
SELECT CAST('2024-01-01T10:11:12+0530' AS TIMESTAMP)
SELECT CAST('2024-01-01 10:11:12-8' AS TIMESTAMP)
SELECT CAST('10:11:12' AS TIMESTAMP) IS NULL
SELECT CAST('2024-01-01T' AS TIMESTAMP)
SELECT CAST('2024-01-01 24:00:00' AS TIMESTAMP)
SELECT CAST('2024-01-01 10' AS TIMESTAMP)
SELECT CAST(1e300 AS FLOAT)
SELECT CAST(-1e300 AS FLOAT)
SELECT CAST(1e-320 AS FLOAT)
SELECT CAST(CAST('NaN' AS FLOAT) AS BIGINT)
SELECT CAST(CAST('Infinity' AS DOUBLE) AS INT)
SELECT CAST(CAST('-Infinity' AS DOUBLE) AS BIGINT)
SELECT CAST(9223372036854775807 AS DOUBLE)
SELECT CAST(9223372036854775807 AS FLOAT)
SELECT CAST(1.999999999999 AS INT)
SELECT CAST(-0.9 AS INT)
SELECT CAST(1e18 AS INT)
SELECT CAST(123.456 AS DECIMAL(4,1))
SELECT CAST(999.96 AS DECIMAL(4,1))
SELECT CAST(99999 AS DECIMAL(4,1))
SELECT CAST(0.1F AS STRING)
SELECT CAST(0.1F AS DOUBLE)
SELECT CAST(1e-7 AS STRING)
SELECT CAST(123456.7F AS STRING)
SELECT CAST(1.0E-3 AS STRING)
SELECT CAST(9.999E-4 AS STRING)
SELECT CAST(1234567.0D AS STRING)
SELECT CAST(12345678.9D AS STRING)
SELECT CAST(0.00 AS STRING)
SELECT CAST(TIMESTAMP '0001-01-01 00:00:00' AS STRING)
SELECT CAST(CAST(253402300800 AS BIGINT) AS TIMESTAMP) > TIMESTAMP '9999-12-31 00:00:00'
SELECT CAST(true AS DOUBLE)
SELECT CAST(true AS STRING)
SELECT CAST('t' AS BOOLEAN)
SELECT CAST('n' AS BOOLEAN)
SELECT CAST('1' AS BOOLEAN)
SELECT CAST('on' AS BOOLEAN)
SELECT CAST('TRUE ' AS BOOLEAN)
SELECT CAST(0.0D AS BOOLEAN)
SELECT CAST(0.4 AS BOOLEAN)
SELECT CAST(CAST('NaN' AS DOUBLE) AS BOOLEAN)
SELECT 2147483647 + 1
SELECT abs(-2147483648)
SELECT sum(x) FROM (SELECT 9223372036854775807 AS x UNION ALL SELECT 1)
SELECT avg(x) FROM (SELECT 9223372036854775807 AS x UNION ALL SELECT 9223372036854775807)
SELECT sum(x) FROM (SELECT CAST(9e37 AS DECIMAL(38,0)) AS x UNION ALL SELECT CAST(9e37 AS DECIMAL(38,0)))
SELECT 5 / 2
SELECT 5 / 0
SELECT 0 / 0
SELECT 5 % 0
SELECT 5.0 / 0
SELECT 5 DIV 2
SELECT -5 DIV 2
SELECT 5 DIV 0
SELECT -7 % 3
SELECT 7 % -3
SELECT 1.0D / 0.0D
SELECT 0.0D / 0.0D
SELECT 5.5D % 2
SELECT -5.5D % 2
SELECT 5.5 % 2
SELECT 10 / 3
SELECT 10.0 / 3
SELECT 10 / 3.0
SELECT 1.1 * 1.1
SELECT 1.10 + 2.2
SELECT 3 - 1.5
SELECT 0.1 + 0.2
SELECT 0.1D + 0.2D
SELECT 1e1 + 1
SELECT 1.0F + 1
SELECT 1.0F / 3
SELECT '5' + 3
SELECT '5' * '2'
SELECT '5.5' + 1
SELECT 'a' + 1
SELECT '7' % 4
SELECT '10' / 4
SELECT '9' - 2L
SELECT '5' + 1.5
SELECT 1.5 * '2'
SELECT 3 = '3'
SELECT 3 = '3.0'
SELECT 3 = 'x'
SELECT 3.5 = '3.5'
SELECT '10' > 9
SELECT '10' > '9'
SELECT true = 'true'
SELECT true = '1'
SELECT DATE '2024-01-01' = '2024-01-01'
SELECT DATE '2024-01-01' < '2024-1-2'
SELECT DATE '2024-01-01' = 'x'
SELECT TIMESTAMP '2024-01-01 00:00:00' = DATE '2024-01-01'
SELECT 1 IN ('1', '2')
SELECT '1' IN (1, 2)
SELECT 1 IN (2, NULL)
SELECT NULL IN (1)
SELECT 1 NOT IN (2, NULL)
SELECT 1.0 = 1
SELECT 1L = 1.0D
SELECT CAST(0.1 AS FLOAT) = 0.1D
SELECT CAST(0.1 AS FLOAT) = 0.1
SELECT NULL = NULL
SELECT NULL <=> NULL
SELECT NULL <> 1
SELECT NOT NULL
SELECT NULL AND false
SELECT NULL OR true
SELECT NULL AND true
SELECT CAST('NaN' AS DOUBLE) = CAST('NaN' AS DOUBLE)
SELECT CAST('NaN' AS DOUBLE) > CAST('Infinity' AS DOUBLE)
SELECT x FROM VALUES (CAST('NaN' AS DOUBLE)), (1.0D), (NULL), (CAST('Infinity' AS DOUBLE)), (CAST('-Infinity' AS DOUBLE)), (-0.0D), (0.0D) AS t(x) ORDER BY x
SELECT x FROM VALUES (CAST('NaN' AS DOUBLE)), (1.0D), (NULL), (CAST('Infinity' AS DOUBLE)) AS t(x) ORDER BY x DESC
SELECT x, count(*) FROM VALUES (CAST('NaN' AS DOUBLE)), (CAST('NaN' AS DOUBLE)), (-0.0D), (0.0D) AS t(x) GROUP BY x ORDER BY x
SELECT count(DISTINCT x) FROM VALUES (-0.0D), (0.0D), (CAST('NaN' AS DOUBLE)), (CAST('NaN' AS DOUBLE)) AS t(x)
SELECT max(x), min(x) FROM VALUES (CAST('NaN' AS DOUBLE)), (1.0D) AS t(x)
SELECT a.x FROM VALUES (0.0D) AS a(x) JOIN VALUES (-0.0D) AS b(x) ON a.x = b.x
SELECT greatest(1, NULL, 3)
SELECT least(NULL, 2)
SELECT greatest('a', 'B')
SELECT greatest(1, 2.5)
SELECT greatest(CAST('NaN' AS DOUBLE), 1D)
SELECT least(CAST('NaN' AS DOUBLE), 1D)
SELECT greatest(DATE '2024-01-01', TIMESTAMP '2024-01-01 01:00:00')
SELECT CASE WHEN true THEN 1 ELSE 'a' END
SELECT CASE WHEN false THEN 1 ELSE 2.5 END
SELECT CASE WHEN true THEN 1 ELSE 2L END
SELECT CASE WHEN false THEN 1 END
SELECT typeof(CASE WHEN true THEN 1 ELSE 2.5 END)
SELECT typeof(CASE WHEN true THEN DATE '2024-01-01' ELSE 'x' END)
SELECT typeof(coalesce(NULL, 1.5F, 2L))
SELECT typeof(if(true, 1Y, 1000S))
SELECT typeof(nvl(1, 'a'))
SELECT typeof(ifnull(NULL, 1))
SELECT nvl2(NULL, 1, 'b')
SELECT nullif(1, 1.0)
SELECT nullif('a', 'b')
SELECT typeof(coalesce(1.5, 2.25))
SELECT typeof(coalesce(1L, 2.5))
SELECT typeof(coalesce(CAST(1 AS DECIMAL(38,0)), 1.123456))
SELECT CASE 1 WHEN 1.0 THEN 'one' WHEN '1' THEN 'text' END
SELECT CASE NULL WHEN NULL THEN 'null' ELSE 'else' END
SELECT substring('hello', -3, 2)
SELECT substring('hello', 0, 3)
SELECT substring('hello', -10, 7)
SELECT substring('hello', 3, 100)
SELECT substring('hello', 2147483647, 1)
SELECT left('hello', -1)
SELECT right('hello', 0)
SELECT right('hello', 2147483647)
SELECT left(NULL, 1)
SELECT left('a', NULL)
SELECT instr('', 'a')
SELECT instr('a', '')
SELECT locate('', 'abc')
SELECT locate('', 'abc', 2)
SELECT locate('', '')
SELECT locate('b', 'abcb', -1)
SELECT lpad('abc', 5, '')
SELECT rpad('abc', 2, 'xy')
SELECT lpad('', 3, 'ab')
SELECT lpad('abc', NULL, 'x')
SELECT rpad('日本', 4, '*')
SELECT trim('\t a \n')
SELECT trim(NULL)
SELECT ltrim('  ab  ')
SELECT rtrim('  ab  ')
SELECT length(trim('\u00a0a'))
SELECT split('a,b,', ',')
SELECT split('', ',')
SELECT split(',', ',')
SELECT split('a1b22c', '[0-9]+')
SELECT split('abc', 'x')
SELECT split('a.b.c', '\\.')
SELECT split('a|b', '|')
SELECT split('aXbXc', 'X', 2)
SELECT split('abc', '', 2)
SELECT split('a,b,c', ',', 0)
SELECT split('a,b,,', ',', -1)
SELECT concat_ws(',', NULL, NULL)
SELECT concat_ws(NULL, 'a', 'b')
SELECT concat_ws(',', array())
SELECT concat_ws('', 'a', 1, true)
SELECT initcap('o\'neil mc-donald  two')
SELECT initcap('ÉCOLE normale')
SELECT upper('straße')
SELECT lower('İ')
SELECT upper('ǆ')
SELECT reverse('añb')
SELECT length('añ👍')
SELECT char_length(NULL)
SELECT length('')
SELECT length(X'00ff')
SELECT octet_length('añ👍')
SELECT repeat('ab', NULL)
SELECT space(0)
SELECT replace('aaa', 'aa', 'b')
SELECT replace('abc', NULL, 'x')
SELECT translate('abc', '', 'x')
SELECT translate('abc', 'ab', '')
SELECT substring_index('a.b.c', '', 1)
SELECT substring_index('a--b--c', '--', -2)
SELECT substring_index('', '.', 1)
SELECT substring_index('abc', '.', 2147483647)
SELECT ascii('日')
SELECT chr(256)
SELECT chr(-1)
SELECT chr(321)
SELECT chr(0) = ''
SELECT char(233)
SELECT 'abc' LIKE 'a%'
SELECT 'a%c' LIKE 'a\\%c'
SELECT 'abc' LIKE '_b_'
SELECT 'ABC' LIKE 'abc'
SELECT 'abc' ILIKE 'A%'
SELECT 'a\nb' LIKE 'a%b'
SELECT '' LIKE '%'
SELECT '' LIKE '_'
SELECT NULL LIKE '%'
SELECT 'a_b' LIKE 'a/_b' ESCAPE '/'
SELECT 'a\\b' LIKE 'a\\\\b'
SELECT 'abc' NOT LIKE 'x%'
SELECT 'aXb' LIKE 'a_b'
SELECT '100%' LIKE '%\\%'
SELECT 'abc' LIKE ANY ('a%', 'z%')
SELECT 'abc' LIKE ALL ('a%', '%c')
SELECT 'abc' NOT LIKE ANY ('a%', 'z%')
SELECT 'abc' NOT LIKE ALL ('x%', 'y%')
SELECT 'line1\nline2' RLIKE 'line1.line2'
SELECT 'abc' RLIKE 'B'
SELECT 'abc' RLIKE '(?i)B'
SELECT 'a1' RLIKE '\\d'
SELECT 'abc' RLIKE '^b'
SELECT '' RLIKE ''
SELECT 'x' RLIKE NULL
SELECT regexp_replace('aBc', '(?i)b', 'X')
SELECT regexp_replace('a.b', '\\.', '\\$')
SELECT regexp_replace('abc', '', '-')
SELECT regexp_replace('a1b2', '[0-9]', '<$0>')
SELECT regexp_replace(NULL, 'a', 'b')
SELECT regexp_replace('aaa', 'a{2}', 'b')
SELECT regexp_extract('a1b2', '([a-z])(\\d)', 0)
SELECT regexp_extract('xyz', '(\\d+)', 1)
SELECT regexp_extract('ab', '(a)?(c)?', 2)
SELECT regexp_extract('foo=1;bar=2', 'bar=(\\d)', 1)
SELECT regexp_extract(NULL, 'a', 0)
SELECT regexp_extract_all('a1b2', '[a-z]\\d', 0)
SELECT regexp_extract_all('', 'a', 0)
SELECT regexp_count('aaa', 'aa')
SELECT regexp_substr('abc', 'z')
SELECT format_number(1234.5, 2)
SELECT format_number(0.125D, 2)
SELECT format_number(2.5D, 0)
SELECT format_number(3.5D, 0)
SELECT format_number(-0.4D, 0)
SELECT format_number(12345678901234567890, 2)
SELECT format_number(1e20, 1)
SELECT format_number(NULL, 2)
SELECT format_number(CAST('NaN' AS DOUBLE), 2)
SELECT format_number(1.005, 2)
SELECT format_number(0, 3)
SELECT format_number(123L, 1)
SELECT round(2.5)
SELECT round(-2.5)
SELECT round(3.5D)
SELECT round(2.45, 1)
SELECT round(-1.005D, 2)
SELECT round(1234.567, -2)
SELECT round(15, -1)
SELECT round(-25, -1)
SELECT round(1.5F)
SELECT round(2.675D, 2)
SELECT round(NULL, 1)
SELECT bround(2.5)
SELECT bround(3.5)
SELECT bround(2.5D)
SELECT bround(-2.5D)
SELECT bround(25, -1)
SELECT bround(2.25, 1)
SELECT bround(1.15D, 1)
SELECT typeof(round(2.5))
SELECT typeof(round(12345.678, 2))
SELECT typeof(round(12345.678, -2))
SELECT typeof(floor(2.5))
SELECT typeof(ceil(12.345))
SELECT typeof(round(5))
SELECT typeof(bround(2.55, 1))
SELECT floor(-2.5)
SELECT ceil(-2.5)
SELECT floor(2.5D)
SELECT ceil(-0.5D)
SELECT floor(NULL)
SELECT ceil(1e20)
SELECT floor(123456789012345678901.5)
SELECT ceil(5)
SELECT floor(3.1411, 3)
SELECT pmod(-7, 3)
SELECT pmod(7, -3)
SELECT pmod(-7.5, 2)
SELECT pmod(-1L, 10)
SELECT pmod(5, 0)
SELECT mod(-7, 3)
SELECT pmod(-7, -3)
SELECT sqrt(-1)
SELECT ln(0)
SELECT ln(-1)
SELECT log10(0)
SELECT exp(1000)
SELECT power(2, 0.5)
SELECT power(-8, 1.0/3)
SELECT power(0, 0)
SELECT log(2, 8)
SELECT log(0, 2)
SELECT log(2, 0)
SELECT cbrt(-27)
SELECT power(10, 400)
SELECT exp(710)
SELECT sinh(1000)
SELECT power(0, -1)
SELECT power(-1, 0.5)
SELECT atan2(0, 0)
SELECT tan(pi()/2) > 1e15
SELECT acos(2)
SELECT cot(0)
SELECT sign(-5)
SELECT sign(0)
SELECT sign(0.0D)
SELECT signum(-2.5)
SELECT sign(NULL)
SELECT negative(5)
SELECT positive(-3)
SELECT hex(-1)
SELECT hex(CAST(-1 AS INT))
SELECT hex('')
SELECT hex('é')
SELECT unhex('zz')
SELECT unhex('F')
SELECT bin(-1)
SELECT hex(0)
SELECT shiftleft(1, 31)
SELECT shiftleft(1, 32)
SELECT shiftright(-8, 1)
SELECT 5 & 3
SELECT 5 | 3
SELECT 5 ^ 3
SELECT ~5
SELECT -1 & 255
SELECT factorial(20)
SELECT factorial(21)
SELECT factorial(-1)
SELECT factorial(0)
SELECT date_add('2024-02-30', 1)
SELECT date_add(NULL, 1)
SELECT date_add(DATE '2024-01-31', -31)
SELECT date_sub(DATE '2024-03-01', 1)
SELECT date_add(TIMESTAMP '2024-01-01 23:59:59', 1)
SELECT DATE '2024-01-31' + 1
SELECT DATE '2024-01-31' - 31
SELECT DATE '2024-01-31' + INTERVAL 1 MONTH
SELECT DATE '2024-03-31' - INTERVAL 1 MONTH
SELECT DATE '2024-02-29' + INTERVAL 1 YEAR
SELECT DATE '2024-01-31' + INTERVAL 1 DAY
SELECT DATE '2024-01-31' + INTERVAL 25 HOURS
SELECT TIMESTAMP '2024-01-31 10:00:00' + INTERVAL '1 2:3:4' DAY TO SECOND
SELECT TIMESTAMP '2024-03-31 10:00:00' - INTERVAL '1-1' YEAR TO MONTH
SELECT INTERVAL 1 DAY + DATE '2024-01-01'
SELECT INTERVAL 2 WEEKS + TIMESTAMP '2024-01-01 00:00:00'
SELECT DATE '2024-01-10' - DATE '2024-01-01' > INTERVAL 8 DAYS
SELECT DATE '2024-01-01' + INTERVAL '1 month 2 days'
SELECT DATE '2024-01-01' + INTERVAL 1 MONTH 2 DAYS
SELECT datediff('2024-03-01', '2024-02-28')
SELECT datediff(TIMESTAMP '2024-01-02 00:00:00', TIMESTAMP '2024-01-01 23:59:59')
SELECT datediff('x', '2024-01-01')
SELECT datediff(NULL, '2024-01-01')
SELECT datediff(DATE '1582-10-15', DATE '1582-10-04')
SELECT months_between('2024-03-31', '2024-02-28')
SELECT months_between('2024-02-29', '2024-01-31')
SELECT months_between('2024-01-01', '2024-01-01 12:00:00')
SELECT months_between('2023-12-15', '2024-01-20')
SELECT months_between('2024-05-31 10:00:00', '2024-02-29 22:00:00')
SELECT add_months('2024-01-30', 1)
SELECT add_months(DATE '2023-02-28', 12)
SELECT add_months('2024-02-29', -12)
SELECT add_months('2024-12-31', 2)
SELECT add_months(NULL, 1)
SELECT add_months('2024-01-31 10:00:00', 1)
SELECT last_day('2023-02-10')
SELECT last_day('bad')
SELECT next_day('2024-01-01', 'MONDAY')
SELECT next_day('2024-01-01', 'tue')
SELECT next_day('2024-01-07', 'Sunday')
SELECT next_day(NULL, 'Mo')
SELECT trunc('2024-05-31', 'MONTH')
SELECT trunc('2024-05-31', 'Q')
SELECT trunc('2024-01-07', 'WEEK')
SELECT trunc('2024-05-31', 'mon')
SELECT trunc('2024-05-31', 'DAY')
SELECT trunc('bad', 'MM')
SELECT trunc('2024-05-31', 'yy')
SELECT trunc(TIMESTAMP '2024-05-31 10:00:00', 'YEAR')
SELECT date_trunc('QUARTER', '2024-05-31 10:11:12')
SELECT date_trunc('MON', DATE '2024-05-31')
SELECT date_trunc('dd', '2024-05-31 10:11:12')
SELECT date_trunc('WEEK', '2024-01-07')
SELECT date_trunc('MILLISECOND', TIMESTAMP '2024-01-01 00:00:00.123456')
SELECT date_trunc('CENTURY', '2024-01-01')
SELECT date_trunc('yy', '2024-05-31')
SELECT dayofweek('2024-01-07')
SELECT weekday('2024-01-07')
SELECT weekofyear('2021-01-03')
SELECT weekofyear('2020-12-31')
SELECT dayofyear('2024-12-31')
SELECT quarter('2024-12-31')
SELECT extract(ISOYEAR FROM DATE '2021-01-03')
SELECT extract(WEEK FROM DATE '2024-12-30')
SELECT year('2024-13-01')
SELECT month('bad')
SELECT day(NULL)
SELECT hour('2024-01-01')
SELECT hour('10:30:00') IS NULL
SELECT minute('2024-01-01 10:30')
SELECT second('2024-01-01 10:30:59.9')
SELECT year(TIMESTAMP '0099-01-01 00:00:00')
SELECT date_format('2024-01-05 13:05:09', 'hh:mm:ss a')
SELECT date_format('2024-01-05', 'E')
SELECT date_format('2024-01-05', 'EEEE, d MMMM yyyy')
SELECT date_format('2024-01-05 00:30:00', 'h')
SELECT date_format('2024-01-05 00:30:00', 'H:m:s')
SELECT date_format(NULL, 'yyyy')
SELECT date_format('bad', 'yyyy')
SELECT date_format('2024-01-05 13:05:09.123456', 'yyyy-MM-dd HH:mm:ss.SSS')
SELECT date_format('2024-01-05 13:05:09.1', 'SSSSSS')
SELECT date_format('2024-01-05 13:05:09.98', 'S')
SELECT date_format('1969-12-31 23:59:59.5', 'ss.SSS')
SELECT date_format('2024-06-15', 'yyyyMMdd')
SELECT date_format('2024-06-15', 'yyMMdd')
SELECT date_format('2024-06-15', 'MMM-yy')
SELECT date_format('2024-06-15', "'Q'Q yyyy")
SELECT date_format('0099-06-15', 'yyyy')
SELECT date_format('0099-06-15', 'y')
SELECT date_format('2024-01-01', 'YYYY')
SELECT date_format('2024-01-01', 'w')
SELECT to_date('2024-01-05', 'yyyy-MM-dd')
SELECT to_date('05.01.2024', 'dd.MM.yyyy')
SELECT to_date('20240105', 'yyyyMMdd')
SELECT to_date('Jan 5, 2024', 'MMM d, yyyy')
SELECT to_date('2024-01-05 10:00', 'yyyy-MM-dd HH:mm')
SELECT to_date('', 'yyyy')
SELECT to_date(NULL, 'yyyy')
SELECT to_date('2024-02-30', 'yyyy-MM-dd')
SELECT to_date('24-01-05', 'yy-MM-dd')
SELECT to_date('99-01-05', 'yy-MM-dd')
SELECT to_timestamp('2024-01-05 13:05:09.123', 'yyyy-MM-dd HH:mm:ss.SSS')
SELECT to_timestamp('2024-01-05T13:05:09Z')
SELECT to_timestamp('05/Jan/2024:13:05:09', 'dd/MMM/yyyy:HH:mm:ss')
SELECT to_timestamp('2024-01-05 1:05 PM', 'yyyy-MM-dd h:mm a')
SELECT to_timestamp('2024-01-05 13:05:09', "yyyy-MM-dd'T'HH:mm:ss")
SELECT to_timestamp('2024-01-05T13:05:09', "yyyy-MM-dd'T'HH:mm:ss")
SELECT unix_timestamp('2024-01-01')
SELECT unix_timestamp('2024-01-01', 'yyyy-MM-dd')
SELECT unix_timestamp('bad')
SELECT unix_timestamp(NULL)
SELECT to_unix_timestamp('2024-01-01 00:00:00', 'yyyy-MM-dd HH:mm:ss')
SELECT from_unixtime(1704067199)
SELECT from_unixtime(-1)
SELECT from_unixtime(NULL)
SELECT from_unixtime('1704067200')
SELECT from_unixtime(1704067200.9)
SELECT from_unixtime(1704067200, 'yyyyMMdd')
SELECT from_utc_timestamp('2024-03-10 07:30:00', 'America/New_York')
SELECT to_utc_timestamp('2024-03-10 02:30:00', 'America/New_York')
SELECT to_utc_timestamp('2024-11-03 01:30:00', 'America/New_York')
SELECT from_utc_timestamp('2024-01-01 00:00:00', 'GMT+8')
SELECT from_utc_timestamp('2024-01-01 00:00:00', '+05:30')
SELECT from_utc_timestamp('2024-01-01 00:00:00', 'PST')
SELECT from_utc_timestamp('2024-01-01 00:00:00', 'UTC')
SELECT from_utc_timestamp('1900-01-01 00:00:00', 'Europe/Amsterdam')
SELECT make_date(2023, 2, 29)
SELECT make_date(-1, 1, 1) < DATE '0001-01-01'
SELECT make_date(10000, 1, 1) > DATE '2024-01-01'
SELECT make_date(NULL, 1, 1)
SELECT timestampdiff(YEAR, TIMESTAMP '2020-02-29 00:00:00', TIMESTAMP '2021-02-28 00:00:00')
SELECT timestampdiff(WEEK, TIMESTAMP '2024-01-01 00:00:00', TIMESTAMP '2024-01-15 00:00:00')
SELECT timestampdiff(SECOND, TIMESTAMP '2024-01-01 00:00:01', TIMESTAMP '2024-01-01 00:00:00.5')
SELECT timestampdiff(QUARTER, TIMESTAMP '2024-01-31 00:00:00', TIMESTAMP '2024-10-30 00:00:00')
SELECT timestampadd(DAY, -1, DATE '2024-03-01')
SELECT timestampadd(QUARTER, 1, TIMESTAMP '2024-11-30 10:00:00')
SELECT timestampadd(WEEK, 1, TIMESTAMP '2024-01-01 00:00:00')
SELECT timestampadd(MILLISECOND, 1, TIMESTAMP '2024-01-01 00:00:00')
SELECT unix_micros(TIMESTAMP '1969-12-31 23:59:59.999999')
SELECT unix_millis(TIMESTAMP '1969-12-31 23:59:59.9999')
SELECT unix_seconds(TIMESTAMP '1969-12-31 23:59:59.5')
SELECT unix_date(DATE '1969-12-31')
SELECT timestamp_seconds(1.5)
SELECT timestamp_seconds(-1)
SELECT extract(EPOCH FROM TIMESTAMP '2024-01-01 00:00:00')
SELECT extract(SECONDS FROM TIMESTAMP '1969-12-31 23:59:58.25')
SELECT extract(MINUTE FROM TIMESTAMP '1969-12-31 23:59:58.25')
SELECT date_part('dow', DATE '2024-01-07')
SELECT date_part('DAYOFWEEK_ISO', DATE '2024-01-07')
SELECT date_part('doy', '2024-12-31')
SELECT date('2024-01-01 10:00:00')
SELECT timestamp('2024-01-01')
SELECT date_diff('2024-01-02', '2024-01-01')
SELECT dateadd(DAY, 3, DATE '2024-01-01')
SELECT datediff(MONTH, DATE '2024-01-01', DATE '2024-03-31')
SELECT array(1, 2, 3)[3]
SELECT array(1, 2, 3)[-1]
SELECT element_at(array(1, 2, 3), -3)
SELECT element_at(array(1, 2), 3)
SELECT map('a', 1)['b']
SELECT map('a', 1)[NULL]
SELECT element_at(map(1, 'x'), 2)
SELECT size(array(NULL))
SELECT size(map())
SELECT array_contains(array('a', NULL), 'b')
SELECT array_contains(NULL, 1)
SELECT array_position(array(1, NULL, 2), 2)
SELECT array_position(array(1), NULL)
SELECT array_position(NULL, 1)
SELECT array_max(array())
SELECT array_min(array(NULL))
SELECT array_max(array('a', 'B'))
SELECT array_distinct(array('a', 'A', 'a'))
SELECT array_remove(array(1, NULL, 1), NULL)
SELECT array_join(array('a', '', NULL), '-')
SELECT array_join(array(), ',')
SELECT array_max(array(1D, CAST('NaN' AS DOUBLE)))
SELECT sort_array(array(2D, CAST('NaN' AS DOUBLE), NULL))
SELECT sort_array(array('b', 'B', 'a', NULL), false)
SELECT array_sort(array(3, NULL, 1))
SELECT slice(array(1, 2, 3, 4), -3, 2)
SELECT slice(array(1, 2), 1, 0)
SELECT slice(array(1, 2, 3), 2, 2)
SELECT slice(array(1, 2, 3), -4, 2)
SELECT sequence(1, 2, 5)
SELECT sequence(3, 1, -1)
SELECT sequence(1, 1)
SELECT sequence(DATE '2024-01-01', DATE '2024-01-10', INTERVAL 3 DAYS)
SELECT flatten(array(array(1, NULL), array()))
SELECT array_repeat(1, 0)
SELECT array_repeat(NULL, 2)
SELECT array_repeat('a', -1)
SELECT array_union(array(1), array(NULL))
SELECT array_except(array(1, NULL), array(NULL))
SELECT arrays_overlap(array(NULL), array(NULL))
SELECT array_append(array(1), NULL)
SELECT array_prepend(NULL, 1)
SELECT array_compact(array(NULL))
SELECT array_size(NULL)
SELECT transform(array(1, 2), x -> CASE WHEN x > 1 THEN 'b' ELSE 'a' END)
SELECT filter(array(1, NULL, 3), x -> x IS NOT NULL)
SELECT aggregate(array(), 5, (a, x) -> a + x)
SELECT exists(NULL, x -> x > 1)
SELECT aggregate(array('a', 'b'), '', (acc, x) -> concat(acc, x), acc -> upper(acc))
SELECT aggregate(array(1, NULL), 0, (a, x) -> a + x)
SELECT map_from_entries(array(struct('a', 1), struct('b', 2)))
SELECT map_keys(map())
SELECT map_filter(map(1, 'a', 2, 'b'), (k, v) -> k > 1)
SELECT map_contains_key(map('a', NULL), 'a')
SELECT map_from_arrays(array('a', 'b'), array(1, NULL))
SELECT str_to_map('a:1,b')
SELECT str_to_map('')
SELECT str_to_map('k1=v1&k2=v2', '&', '=')
SELECT transform_values(map('a', 1), (k, v) -> concat(k, v))
SELECT struct(1, 'a', NULL)
SELECT named_struct('a', 1).a
SELECT struct(1 AS x, 2 AS y).y
SELECT (1, 2).col2
SELECT struct(1, 2) = struct(1, 2)
SELECT struct(1, NULL) = struct(1, NULL)
SELECT struct(1, NULL) <=> struct(1, NULL)
SELECT array(1, NULL) = array(1, NULL)
SELECT array(1, 2) = array(1, '2')
SELECT map('a', 1)['a'] + 1
SELECT collect_list(x), collect_set(x), array_agg(x) FROM (SELECT 1 AS x UNION ALL SELECT NULL UNION ALL SELECT 1)
SELECT collect_list(x) FROM (SELECT * FROM VALUES (3), (1), (2) AS t(x) ORDER BY x DESC)
SELECT count(*), count(1), count(NULL), count(DISTINCT NULL), sum(NULL), max(NULL), avg(NULL) FROM people
SELECT sum(x), avg(x), min(x), max(x), count(x) FROM VALUES ('1'), ('x'), (NULL), ('3.5') AS t(x)
SELECT min(s), max(s) FROM VALUES ('b'), ('B'), ('a'), (''), (NULL) AS t(s)
SELECT sum(DISTINCT x), avg(DISTINCT x), count(DISTINCT x), sum(x) FILTER (WHERE x > 1) FROM VALUES (1), (1), (2), (NULL) AS t(x)
SELECT avg(x), sum(x), typeof(avg(x)), typeof(sum(x)) FROM VALUES (1.10), (2.20), (3.33) AS t(x)
SELECT avg(b), sum(CAST(b AS INT)), bool_and(b), bool_or(b), every(b), some(b) FROM VALUES (true), (false), (NULL) AS t(b)
SELECT stddev(x), stddev_pop(x), variance(x), var_pop(x), stddev_samp(x), corr(x, y), covar_pop(x, y), covar_samp(x, y) FROM VALUES (1, 2), (2, 4.5), (3, 6), (NULL, 1) AS t(x, y)
SELECT stddev(x), variance(x), stddev_pop(x), corr(x, x) FROM VALUES (1) AS t(x)
SELECT first(x), last(x), first(x, true), last(x, true), any_value(x, true) FROM (SELECT * FROM VALUES (NULL), (1), (2), (NULL) AS t(x))
SELECT max_by(name, age), min_by(name, age), max_by(name, NULL) FROM people
SELECT bit_and(x), bit_or(x), bit_xor(x), count_if(x > 1) FROM VALUES (1), (3), (NULL) AS t(x)
SELECT approx_count_distinct(x) FROM VALUES (1), (1), (2), (NULL) AS t(x)
SELECT grouping(city), grouping_id(city, age), count(*) FROM people GROUP BY CUBE (city, age) ORDER BY 2, 3
SELECT city, sum(age) FROM people GROUP BY GROUPING SETS ((city), ()) ORDER BY city NULLS FIRST, 2
SELECT city, age, sum(salary) FROM people GROUP BY city, ROLLUP (age) ORDER BY city, age, 3
SELECT coalesce(city, 'all') AS c, count(*) FROM people GROUP BY city WITH CUBE ORDER BY c, 2
SELECT city c, count(*) n FROM people GROUP BY c HAVING count(*) >= 1 AND max(age) > 20 ORDER BY n DESC, c
SELECT length(name) l, count(*) FROM people GROUP BY l ORDER BY l
SELECT city FROM people GROUP BY city ORDER BY max(salary) DESC, city
SELECT city, max(salary) - min(salary) AS spread, count(*) * 2 FROM people GROUP BY city ORDER BY spread NULLS LAST, city
SELECT 1 FROM people HAVING count(*) > 3
SELECT sum(age) FROM people HAVING sum(age) < 0
SELECT id, sum(age) OVER (ORDER BY city NULLS LAST, id ROWS UNBOUNDED PRECEDING) s FROM people ORDER BY id
SELECT id, sum(age) OVER (ORDER BY age DESC) s, count(age) OVER (ORDER BY age) c FROM people ORDER BY id
SELECT id, first_value(age) IGNORE NULLS OVER (ORDER BY id DESC) f, last_value(age, true) OVER (ORDER BY id) l, nth_value(age, 2) IGNORE NULLS OVER (ORDER BY id) n FROM people ORDER BY id
SELECT id, lag(age, 1, 0) OVER (ORDER BY id), lead(age) OVER (PARTITION BY city ORDER BY id), lag(age) IGNORE NULLS OVER (ORDER BY id) FROM people ORDER BY id
SELECT id, collect_list(name) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM people ORDER BY id
SELECT id, sum(salary) OVER (ORDER BY since RANGE BETWEEN INTERVAL 1 YEAR PRECEDING AND CURRENT ROW) s FROM people ORDER BY id
SELECT id, avg(age) OVER (ORDER BY id ROWS BETWEEN 2 PRECEDING AND 1 PRECEDING) a, max(age) OVER (ORDER BY id ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING) m FROM people ORDER BY id
SELECT city, sum(sum(age)) OVER (ORDER BY city) FROM people GROUP BY city ORDER BY city
SELECT id, count(DISTINCT city) OVER () FROM people
SELECT id, salary / sum(salary) OVER () AS share FROM people ORDER BY id
SELECT regexp_extract('a', '(a)', 2)
SELECT regexp_extract('a', '(a)', -1)
SELECT regexp_extract('ab', '(?:a)(b)', 1)
SELECT regexp_extract_all('ab', 'b', 1)
