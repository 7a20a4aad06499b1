/** Texts and arithmetic of intervals: months as INTEGER, microseconds as BIGINT, or all three of a calendar interval in a struct. */
export const INTERVAL_MACROS: readonly string[] = [
  "CREATE OR REPLACE MACRO sp_two_digits(n) AS CASE WHEN n < 10 THEN '0' ELSE '' END || n",
  // Seconds of microseconds without zeros at the end: 7, 0.5.
  "CREATE OR REPLACE MACRO sp_seconds_text(u) AS (u // 1000000) || CASE WHEN u % 1000000 = 0 THEN '' ELSE '.' || rtrim(lpad(CAST(u % 1000000 AS VARCHAR), 6, '0'), '0') END",
  "CREATE OR REPLACE MACRO sp_two_seconds(u) AS CASE WHEN u < 10000000 THEN '0' ELSE '' END || sp_seconds_text(u)",
  "CREATE OR REPLACE MACRO sp_year_month_size(m) AS (m // 12) || '-' || (m % 12)",
  // As results show them: 1-2, 4 00:00:00.000000000.
  "CREATE OR REPLACE MACRO sp_year_month_text(m) AS CASE WHEN m < 0 THEN '-' ELSE '' END || sp_year_month_size(abs(CAST(m AS BIGINT)))",
  "CREATE OR REPLACE MACRO sp_day_time_size(u) AS (u // 86400000000) || ' ' || sp_two_digits(u // 3600000000 % 24) || ':' || sp_two_digits(u // 60000000 % 60) || ':' || sp_two_digits(u // 1000000 % 60) || '.' || lpad(CAST(u % 1000000 AS VARCHAR), 6, '0') || '000'",
  "CREATE OR REPLACE MACRO sp_day_time_text(u) AS CASE WHEN u < 0 THEN '-' ELSE '' END || sp_day_time_size(abs(CAST(u AS HUGEINT)))",
  "CREATE OR REPLACE MACRO sp_calendar_unit(n, name) AS CASE WHEN n = 0 THEN '' ELSE n || name END",
  "CREATE OR REPLACE MACRO sp_calendar_seconds(u) AS CASE WHEN u = 0 THEN '' ELSE CASE WHEN u < 0 THEN '-' ELSE '' END || sp_seconds_text(abs(u)) || ' seconds ' END",
  "CREATE OR REPLACE MACRO sp_calendar_text(i) AS coalesce(nullif(rtrim(sp_calendar_unit(i.months // 12, ' years ') || sp_calendar_unit(i.months % 12, ' months ') || sp_calendar_unit(i.days, ' days ') || sp_calendar_unit(i.microseconds // 3600000000, ' hours ') || sp_calendar_unit(i.microseconds // 60000000 % 60, ' minutes ') || sp_calendar_seconds(i.microseconds % 60000000)), ''), CASE WHEN i IS NOT NULL THEN '0 seconds' END)",
  'CREATE OR REPLACE MACRO sp_calendar(m, d, u) AS CASE WHEN m IS NULL OR d IS NULL OR u IS NULL THEN NULL ELSE struct_pack(months := CAST(m AS INTEGER), days := CAST(d AS INTEGER), microseconds := CAST(u AS BIGINT)) END',
  'CREATE OR REPLACE MACRO sp_calendar_added(t, i, direction) AS CAST(t + to_months(CAST(i.months * direction AS INTEGER)) + to_days(CAST(i.days * direction AS INTEGER)) + to_microseconds(i.microseconds * direction) AS TIMESTAMP)',
  // By a number, half away from zero; unlike a number, an interval divided by 0 stops the job.
  "CREATE OR REPLACE MACRO sp_interval_by_integer(a, b) AS CASE WHEN a IS NOT NULL AND b = 0 THEN error('An interval is divided by zero') ELSE sp_round_divide(CAST(a AS HUGEINT), CAST(b AS HUGEINT)) END",
  "CREATE OR REPLACE MACRO sp_interval_by_double(a, b) AS CASE WHEN a IS NOT NULL AND b = 0 THEN error('An interval is divided by zero') ELSE round(CAST(a AS DOUBLE) / b) END",
  'CREATE OR REPLACE MACRO sp_scaled(x, n, times) AS CASE WHEN times THEN CAST(x AS DOUBLE) * n ELSE CAST(x AS DOUBLE) / n END',
  'CREATE OR REPLACE MACRO sp_calendar_of_doubles(m, d, u) AS sp_calendar(sp_double_int(m), sp_double_int(d), sp_double_bigint(floor(u + CAST(86400000000 AS DOUBLE) * (d - sp_double_int(d)) + CAST(0.5 AS DOUBLE))))',
  'CREATE OR REPLACE MACRO sp_calendar_scaled(i, n, times) AS sp_calendar_of_doubles(sp_scaled(i.months, n, times), sp_scaled(i.days, n, times), sp_scaled(i.microseconds, n, times))',
  // From a to b by microseconds or by months, which are counted from the start each time, so the 31st comes back after a shorter month.
  "CREATE OR REPLACE MACRO sp_step(n, forwards) AS CASE WHEN n = 0 OR (n > 0) <> forwards THEN error('The step of the sequence does not lead from its start to its stop') ELSE n END",
  'CREATE OR REPLACE MACRO sp_moment_counts(a, b, n) AS CASE WHEN a IS NULL OR b IS NULL OR n IS NULL THEN NULL WHEN a = b THEN [0] ELSE range((b - a) // n + 1) END',
  'CREATE OR REPLACE MACRO sp_moment_list(a, b, n) AS list_transform(sp_moment_counts(epoch_us(a), epoch_us(b), CASE WHEN a = b THEN n ELSE sp_step(n, b > a) END), lambda k: a + to_microseconds(CAST(k * n AS BIGINT)))',
  'CREATE OR REPLACE MACRO sp_monthly_moment_list(a, b, n) AS list_filter(list_transform(sp_moment_counts(sp_month_position(a), sp_month_position(b), CASE WHEN a = b THEN n ELSE sp_step(n, b > a) END), lambda k: a + to_months(CAST(k * n AS INTEGER))), lambda e: CASE WHEN n < 0 THEN e >= b ELSE e <= b END)',
]
