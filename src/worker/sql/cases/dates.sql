SELECT year(DATE '2024-02-29'), quarter(DATE '2024-05-01'), month(DATE '2024-02-29'), day(DATE '2024-02-29'), dayofmonth(DATE '2024-02-29'), dayofweek(DATE '2024-02-29'), weekday(DATE '2024-02-29'), dayofyear(DATE '2024-02-29'), weekofyear(DATE '2024-02-29')
SELECT hour(TIMESTAMP '2024-01-01 13:14:15.678'), minute(TIMESTAMP '2024-01-01 13:14:15.678'), second(TIMESTAMP '2024-01-01 13:14:15.678'), hour('2024-01-01 05:00:00'), year('2024-03-04')
SELECT date_add(DATE '2024-02-28', 2), date_sub(DATE '2024-03-01', 1), date_add('2024-01-01', 1), datediff(DATE '2024-03-01', DATE '2024-02-01'), datediff('2024-01-01', '2024-01-31'), date_diff(DATE '2024-03-01', DATE '2024-02-01')
SELECT add_months(DATE '2024-01-31', 1), add_months(DATE '2024-02-29', 12), add_months('2024-03-31', -1), last_day(DATE '2024-02-10'), next_day(DATE '2024-02-29', 'Mon'), next_day(DATE '2024-02-29', 'TH'), next_day(DATE '2024-02-29', 'xx')
SELECT months_between('1997-02-28 10:30:00', '1996-10-30'), months_between(DATE '2024-03-31', DATE '2024-02-29'), months_between(DATE '2024-03-15', DATE '2024-01-15'), months_between('1997-02-28 10:30:00', '1996-10-30', false)
SELECT trunc(DATE '2024-08-15', 'YEAR'), trunc(DATE '2024-08-15', 'MM'), trunc(DATE '2024-08-15', 'week'), trunc(DATE '2024-08-15', 'quarter'), trunc(DATE '2024-08-15', 'x')
SELECT date_trunc('YEAR', TIMESTAMP '2024-08-15 13:14:15.678'), date_trunc('day', TIMESTAMP '2024-08-15 13:14:15.678'), date_trunc('HOUR', TIMESTAMP '2024-08-15 13:14:15.678'), date_trunc('week', TIMESTAMP '2024-08-15 13:14:15.678'), date_trunc('minute', '2024-08-15 13:14:15'), date_trunc('bad', TIMESTAMP '2024-08-15 13:14:15.678')
SELECT date_format(TIMESTAMP '2024-02-09 13:04:05.123', 'yyyy-MM-dd HH:mm:ss'), date_format(DATE '2024-02-09', 'yyyy/M/d'), date_format(TIMESTAMP '2024-02-09 13:04:05.123', 'yy MMM EEE a hh h'), date_format(TIMESTAMP '2024-02-09 13:04:05.123', 'MMMM EEEE SSS'), date_format('2024-02-09', 'D Q'), date_format(DATE '2024-02-09', "yyyy'T'MM")
SELECT to_date('2024-02-09'), to_date('09/02/2024', 'dd/MM/yyyy'), to_date('2024-02-09 10:00:00'), to_date('9/2/2024', 'd/M/yyyy'), to_date('2024', 'yyyy')
SELECT to_timestamp('2024-02-09 10:11:12'), to_timestamp('09/02/2024 10:11', 'dd/MM/yyyy HH:mm'), to_timestamp('2024-02-09'), to_timestamp('20240209', 'yyyyMMdd'), to_timestamp('10:11 PM 2024-01-01', 'hh:mm a yyyy-MM-dd')
SELECT unix_timestamp('2024-01-01 00:00:00'), unix_timestamp(DATE '2024-01-01'), unix_timestamp('01/02/2024', 'dd/MM/yyyy'), to_unix_timestamp('2024-01-01 00:00:01'), unix_timestamp(TIMESTAMP '2024-01-01 00:00:01.9')
SELECT from_unixtime(0), from_unixtime(1704067200, 'yyyy-MM-dd'), from_unixtime(1704067200)
SELECT extract(YEAR FROM DATE '2024-02-29'), extract(MONTH FROM TIMESTAMP '2024-02-29 01:02:03'), extract(DOW FROM DATE '2024-02-29'), extract(HOUR FROM TIMESTAMP '2024-02-29 01:02:03'), extract(SECOND FROM TIMESTAMP '2024-02-29 01:02:03.5'), date_part('week', DATE '2024-02-29'), date_part('doy', DATE '2024-02-29'), extract(DAY FROM DATE '2024-02-29')
SELECT make_date(2024, 2, 29), make_date(2024, 2, 30), date_from_unix_date(19000), unix_date(DATE '2024-01-01'), unix_seconds(TIMESTAMP '2024-01-01 00:00:00'), unix_millis(TIMESTAMP '2024-01-01 00:00:00.5'), unix_micros(TIMESTAMP '2024-01-01 00:00:00'), timestamp_seconds(1704067200), timestamp_millis(1704067200500), timestamp_micros(1704067200500000)
SELECT from_utc_timestamp('2024-01-01 00:00:00', 'Asia/Shanghai'), to_utc_timestamp('2024-01-01 00:00:00', 'Asia/Shanghai'), from_utc_timestamp('2024-07-01 00:00:00', 'Europe/Berlin')
SELECT timestampadd(HOUR, 5, TIMESTAMP '2024-01-01 00:00:00'), timestampadd(MONTH, 1, TIMESTAMP '2024-01-31 00:00:00'), timestampdiff(MONTH, TIMESTAMP '2024-01-31 00:00:00', TIMESTAMP '2024-02-29 00:00:00'), timestampdiff(DAY, TIMESTAMP '2024-01-01 12:00:00', TIMESTAMP '2024-01-03 00:00:00'), timestampdiff(HOUR, TIMESTAMP '2024-01-02 00:00:00', TIMESTAMP '2024-01-01 12:30:00')
SELECT dayname(DATE '2024-02-29'), monthname(DATE '2024-02-29')
SELECT current_date() = current_date, current_timestamp() IS NOT NULL, now() <= current_timestamp()
SELECT year(since), month(since), date_add(since, 10), add_months(since, 1), last_day(since), datediff(DATE '2023-01-01', since) FROM people ORDER BY id
SELECT date_format(at, 'yyyy-MM-dd'), hour(at), date_trunc('month', at), to_date(at), unix_timestamp(at) FROM orders ORDER BY order_id
SELECT max(at), min(at), count(at) FROM orders
SELECT at + INTERVAL 1 DAY, at - INTERVAL 30 MINUTES, since + INTERVAL 1 YEAR FROM orders JOIN people ON orders.id = people.id ORDER BY order_id
SELECT date_add(DATE '2024-01-01', '5'), datediff(TIMESTAMP '2024-01-02 23:00:00', '2024-01-01'), year(NULL), date_add(NULL, 1)
SELECT DATE '2024-01-01' < TIMESTAMP '2024-01-01 01:00:00', '2024-01-01' < DATE '2024-01-02', TIMESTAMP '2024-01-01 00:00:00' = '2024-01-01'
SELECT weekofyear('2021-01-01'), weekofyear('2020-12-31'), dayofweek('2024-02-25'), weekday('2024-02-25'), extract(YEAROFWEEK FROM DATE '2021-01-01')
SELECT to_date(NULL), to_date('bad'), date_trunc('MM', NULL), months_between(NULL, DATE '2024-01-01')
SELECT quarter('2024-12-31'), trunc('2024-08-15', 'MON'), date_sub('2024-01-01', -5), last_day('2023-02-01')
