import { once } from './once.ts'

const WHOLE_UNITS = '(?:year|month|week|day|hour|minute|millisecond|microsecond)s?'
/** An amount with its unit: what has a fraction is of seconds, and a point alone stands behind a sign only. */
const PART = String.raw`(?:(?:[+-]\s*)?0*\d{1,19}\s+${WHOLE_UNITS}|(?:[+-]\s*)?(?:0*\d{1,19}(?:\.\d{0,9})?|\.\d{1,9})\s+seconds?|[+-]\s*\.\s+seconds?)(?:\s+|$)`

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
  "CREATE OR REPLACE MACRO sp_moment_counts(a, b, n) AS CASE WHEN a IS NULL OR b IS NULL OR n IS NULL THEN NULL WHEN a = b THEN [0] ELSE range(sp_within('sequence', CAST((b - a) // n + 1 AS HUGEINT) * 8, (b - a) // n + 1)) END",
  'CREATE OR REPLACE MACRO sp_moment_list(a, b, n) AS list_transform(sp_moment_counts(epoch_us(a), epoch_us(b), CASE WHEN a = b THEN n ELSE sp_step(n, b > a) END), lambda k: a + to_microseconds(CAST(k * n AS BIGINT)))',
  'CREATE OR REPLACE MACRO sp_monthly_moment_list(a, b, n) AS list_filter(list_transform(sp_moment_counts(sp_month_position(a), sp_month_position(b), CASE WHEN a = b THEN n ELSE sp_step(n, b > a) END), lambda k: a + to_months(CAST(k * n AS INTEGER))), lambda e: CASE WHEN n < 0 THEN e >= b ELSE e <= b END)',
  // Of texts: 1 day -2 hours, 1.5 seconds. What is none is NULL.
  String.raw`CREATE OR REPLACE MACRO sp_unit_sum(s, unit) AS coalesce(list_sum(list_transform(regexp_extract_all(s, '([+-]?\s*\d+)\s+' || unit || 's?(?:\s|$)', 1), lambda t: CAST(regexp_replace(t, '[\s+]', '', 'g') AS HUGEINT))), 0)`,
  "CREATE OR REPLACE MACRO sp_interval_fraction(digits) AS CAST(left(rpad(digits, 6, '0'), 6) AS HUGEINT)",
  String.raw`CREATE OR REPLACE MACRO sp_written_seconds(t) AS CASE WHEN starts_with(t, '-') THEN -1 ELSE 1 END * (CAST('0' || regexp_extract(t, '\d*(?:[.]|$)') AS DECIMAL(38,0)) * 1000000 + sp_interval_fraction(regexp_extract(t, '[.](\d*)', 1)))`,
  String.raw`CREATE OR REPLACE MACRO sp_second_sum(s) AS coalesce(list_sum(list_transform(regexp_extract_all(s, '([+-]?\s*\d*[.]?\d*)\s+seconds?(?:\s|$)', 1), lambda t: CAST(sp_written_seconds(regexp_replace(t, '\s', '', 'g')) AS HUGEINT))), 0)`,
  `CREATE OR REPLACE MACRO sp_text_calendar(s) AS ${once(String.raw`regexp_replace(lower(sp_trim_space(s)), '^interval\s+', '')`, 't', `CASE WHEN regexp_full_match(t, '(?:${PART})+') THEN sp_calendar(TRY_CAST(sp_unit_sum(t, 'year') * 12 + sp_unit_sum(t, 'month') AS INTEGER), TRY_CAST(sp_unit_sum(t, 'week') * 7 + sp_unit_sum(t, 'day') AS INTEGER), TRY_CAST(sp_unit_sum(t, 'hour') * 3600000000 + sp_unit_sum(t, 'minute') * 60000000 + sp_second_sum(t) + sp_unit_sum(t, 'millisecond') * 1000 + sp_unit_sum(t, 'microsecond') AS BIGINT)) END`)}`,
  'CREATE OR REPLACE MACRO sp_quoted_interval(s, quoted) AS CASE WHEN regexp_matches(s, quoted) THEN regexp_extract(s, quoted, 2) ELSE s END',
  "CREATE OR REPLACE MACRO sp_try_interval_part(digits, max) AS CASE WHEN CAST('0' || digits AS HUGEINT) <= max THEN CAST('0' || digits AS HUGEINT) END",
  "CREATE OR REPLACE MACRO sp_interval_part(digits, max) AS CASE WHEN CAST('0' || digits AS HUGEINT) <= max THEN CAST('0' || digits AS HUGEINT) ELSE error('A part of an interval is too great') END",
]
