/** Date and time functions of Spark where the engine's differ. */
import { once } from './once.ts'

export const DATE_MACROS: readonly string[] = [
  "CREATE OR REPLACE MACRO sp_with_days(d, n) AS CAST(DATE '1970-01-01' + sp_wrap_int(CAST(d - DATE '1970-01-01' AS BIGINT) + n) AS DATE)",
  // The engine's dates end some days before Spark's, and what is a day beyond stops the job there, too.
  "CREATE OR REPLACE MACRO sp_make_date(y, m, d) AS coalesce(TRY(make_date(y, m, d)), CASE WHEN y NOT BETWEEN -5877640 AND 5881579 AND y BETWEEN -999999999 AND 999999999 AND TRY(make_date(2000 + y % 400, m, d)) IS NOT NULL THEN error('A date before -5877641-06-25 or after 5881580-07-10 is not supported') END)",
  // The engine goes by timestamps, which end long before dates do.
  `CREATE OR REPLACE MACRO sp_month_later(y, m, d) AS make_date(y, m, least(d, CAST(day(last_day(make_date(2000 + y % 400, m, 1))) AS BIGINT)))`,
  `CREATE OR REPLACE MACRO sp_with_months(d, n) AS CASE WHEN n BETWEEN -1000000 AND 1000000 AND year(d) BETWEEN -200000 AND 200000 THEN CAST(d + to_months(CAST(n AS INTEGER)) AS DATE) ELSE ${once('CAST(year(d) AS BIGINT) * 12 + month(d) - 1 + n', 't', 'sp_month_later(CAST(floor(t / 12) AS BIGINT), (t % 12 + 12) % 12 + 1, day(d))')} END`,
  "CREATE OR REPLACE MACRO sp_next_day_number(w) AS CASE WHEN upper(w) IN ('MO', 'MON', 'MONDAY') THEN 1 WHEN upper(w) IN ('TU', 'TUE', 'TUESDAY') THEN 2 WHEN upper(w) IN ('WE', 'WED', 'WEDNESDAY') THEN 3 WHEN upper(w) IN ('TH', 'THU', 'THURSDAY') THEN 4 WHEN upper(w) IN ('FR', 'FRI', 'FRIDAY') THEN 5 WHEN upper(w) IN ('SA', 'SAT', 'SATURDAY') THEN 6 WHEN upper(w) IN ('SU', 'SUN', 'SUNDAY') THEN 7 END",
  'CREATE OR REPLACE MACRO sp_next_day(d, w) AS CAST(d + CAST((sp_next_day_number(w) - isodow(d) + 6) % 7 + 1 AS INTEGER) AS DATE)',
  "CREATE OR REPLACE MACRO sp_trunc(d, f) AS CASE WHEN upper(f) IN ('YEAR', 'YYYY', 'YY') THEN CAST(date_trunc('year', d) AS DATE) WHEN upper(f) = 'QUARTER' THEN CAST(date_trunc('quarter', d) AS DATE) WHEN upper(f) IN ('MONTH', 'MM', 'MON') THEN CAST(date_trunc('month', d) AS DATE) WHEN upper(f) = 'WEEK' THEN CAST(date_trunc('week', d) AS DATE) END",
  "CREATE OR REPLACE MACRO sp_date_trunc(f, t) AS CASE WHEN upper(f) IN ('YEAR', 'YYYY', 'YY') THEN date_trunc('year', t) WHEN upper(f) = 'QUARTER' THEN date_trunc('quarter', t) WHEN upper(f) IN ('MONTH', 'MM', 'MON') THEN date_trunc('month', t) WHEN upper(f) = 'WEEK' THEN date_trunc('week', t) WHEN upper(f) IN ('DAY', 'DD') THEN date_trunc('day', t) WHEN upper(f) = 'HOUR' THEN date_trunc('hour', t) WHEN upper(f) = 'MINUTE' THEN date_trunc('minute', t) WHEN upper(f) = 'SECOND' THEN date_trunc('second', t) WHEN upper(f) = 'MILLISECOND' THEN date_trunc('millisecond', t) WHEN upper(f) = 'MICROSECOND' THEN t END",
  // Whole seconds and milliseconds of microseconds, downwards.
  'CREATE OR REPLACE MACRO sp_floor_units(u, size) AS CAST((u - (u % size + size) % size) // size AS BIGINT)',
  // Whole months between the last days of two months, or equal days; else 31 days a month, by whole seconds; rounded half upwards to 8 digits.
  'CREATE OR REPLACE MACRO sp_second_of_day(t) AS (hour(t) * 3600 + minute(t) * 60 + second(t))',
  'CREATE OR REPLACE MACRO sp_months_apart(a, b) AS CAST((year(a) - year(b)) * 12 + month(a) - month(b) AS DOUBLE)',
  'CREATE OR REPLACE MACRO sp_fractional_months(a, b) AS sp_months_apart(a, b) + CAST((day(a) - day(b)) * 86400 + sp_second_of_day(a) - sp_second_of_day(b) AS DOUBLE) / CAST(2678400 AS DOUBLE)',
  'CREATE OR REPLACE MACRO sp_months_between(a, b, r) AS CASE WHEN r IS NULL THEN NULL WHEN day(a) = day(b) OR (CAST(a AS DATE) = last_day(CAST(a AS DATE)) AND CAST(b AS DATE) = last_day(CAST(b AS DATE))) THEN sp_months_apart(a, b) WHEN r THEN floor(sp_fractional_months(a, b) * CAST(100000000 AS DOUBLE) + CAST(0.5 AS DOUBLE)) / CAST(100000000 AS DOUBLE) ELSE sp_fractional_months(a, b) END',
  'CREATE OR REPLACE MACRO sp_day_of_year(y, n) AS CASE WHEN year(TRY(make_date(y, 1, 1) + n - 1)) = y THEN make_date(y, 1, 1) + n - 1 END',
  // A day with its clock and microseconds, of a zone that is so much ahead; NULL where the clock has no such time.
  "CREATE OR REPLACE MACRO sp_day_us(d) AS epoch_us(coalesce(TRY_CAST(d AS TIMESTAMP), CASE WHEN d IS NOT NULL THEN error('A date is too far away to be a timestamp') END))",
  'CREATE OR REPLACE MACRO sp_parsed_timestamp(d, h, m, s, u, ahead) AS CASE WHEN h BETWEEN 0 AND 23 AND m BETWEEN 0 AND 59 AND s BETWEEN 0 AND 59 THEN make_timestamp(sp_day_us(d) + CAST((h * 60 + m) * 60 + s AS BIGINT) * 1000000 + u - ahead) END',
  // 60 seconds are the next minute.
  'CREATE OR REPLACE MACRO sp_make_timestamp(d, h, m, s) AS CASE WHEN s = 60 THEN sp_parsed_timestamp(d, h, m, 0, 60000000, 0) WHEN s >= 0 AND s < 60 THEN sp_parsed_timestamp(d, h, m, 0, CAST(s * 1000000 AS BIGINT), 0) END',
  // Whole units from a to b, cut towards zero.
  'CREATE OR REPLACE MACRO sp_month_position(t) AS (CAST(year(t) AS BIGINT) * 12 + month(t))',
  "CREATE OR REPLACE MACRO sp_in_month(t) AS (epoch_us(t) - epoch_us(date_trunc('month', t)))",
  'CREATE OR REPLACE MACRO sp_month_difference(a, b) AS sp_month_position(b) - sp_month_position(a) + CASE WHEN b > a AND sp_in_month(b) < sp_in_month(a) THEN -1 WHEN b < a AND sp_in_month(b) > sp_in_month(a) THEN 1 ELSE 0 END',
  // The last window that begins before the instant, every n microseconds from the o-th on; before 1970 Spark takes the one after it, mostly.
  'CREATE OR REPLACE MACRO sp_window_start(u, n, o) AS u - (u - o + n) % n',
  'CREATE OR REPLACE MACRO sp_window_of(s, d) AS CASE WHEN s IS NOT NULL THEN struct_pack("start" := make_timestamp(s), "end" := make_timestamp(s + d)) END',
]
