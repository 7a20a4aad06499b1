import { once } from './once.ts'

/** An offset as Java reads it: +1, +01, +1:30, +0130, +013015, +01:30:15, and the same behind UTC, GMT or UT. */
const OFFSET = String.raw`(UTC|GMT|UT)?[+-](\d{1,2}(:[0-5]?\d)?|\d{2}[0-5]\d([0-5]\d)?|\d{1,2}:[0-5]\d:[0-5]\d)`
const CLOCK = String.raw`([01]?\d|2[0-3])(:[0-5]?\d(:[0-5]?\d(\.\d*)?([^\d.:](?s:.*))?)?)?`
const DAYS = String.raw`\d{4}-\d{1,2}-\d{1,2}`

/** Dates and timestamps of texts and their texts. */
export const DATE_TEXT_MACROS: readonly string[] = [
  // More digits than letters have a plus before them.
  `CREATE OR REPLACE MACRO sp_padded_year(y, n) AS CASE WHEN y < 0 THEN '-' WHEN length(CAST(y AS VARCHAR)) > n THEN '+' ELSE '' END || lpad(CAST(abs(y) AS VARCHAR), CAST(greatest(n, length(CAST(abs(y) AS VARCHAR))) AS INTEGER), '0')`,
  // The engine writes years before 1 with (BC), and no plus before five digits.
  `CREATE OR REPLACE MACRO sp_date_string(d) AS CASE WHEN d BETWEEN DATE '0001-01-01' AND DATE '9999-12-31' THEN CAST(d AS VARCHAR) ELSE sp_padded_year(year(d), 4) || strftime(d, '-%m-%d') END`,
  `CREATE OR REPLACE MACRO sp_timestamp_string(t) AS CASE WHEN t BETWEEN TIMESTAMP '0001-01-01 00:00:00' AND TIMESTAMP '9999-12-31 23:59:59.999999' THEN CAST(t AS VARCHAR) ELSE sp_padded_year(year(t), 4) || strftime(t, '-%m-%d ') || CAST(CAST(t AS TIME) AS VARCHAR) END`,
  `CREATE OR REPLACE MACRO sp_json_timestamp_text(t) AS CASE WHEN t BETWEEN TIMESTAMP '0001-01-01 00:00:00' AND TIMESTAMP '9999-12-31 23:59:59.999999' THEN strftime(t, '"%Y-%m-%dT%H:%M:%S.%gZ"') ELSE '"' || sp_padded_year(year(t), 4) || strftime(t, '-%m-%dT%H:%M:%S.%gZ"') END`,
  // yyyy, yyyy-[m]m, yyyy-[m]m-[d]d, and anything behind a T or a space; years have up to seven digits and may have a sign.
  String.raw`CREATE OR REPLACE MACRO sp_date_number(x, p) AS CAST(coalesce(nullif(regexp_extract(x, p, 1), ''), '1') AS INTEGER)`,
  String.raw`CREATE OR REPLACE MACRO sp_wide_date(x) AS CASE WHEN regexp_matches(x, '^(\+?5881580-0?7-11|-5877641-0?6-2[34])($|[ T])') THEN error('A date before -5877641-06-25 or after 5881580-07-10 is not supported') WHEN regexp_full_match(x, '[+-]?\d{4,7}(-\d{1,2}(-\d{1,2}([ T](?s:.*))?)?)?') THEN TRY(make_date(sp_date_number(x, '^([+-]?\d+)'), sp_date_number(x, '^[+-]?\d+-(\d+)'), sp_date_number(x, '^[+-]?\d+-\d+-(\d+)'))) END`,
  String.raw`CREATE OR REPLACE MACRO sp_to_date(s) AS ${once('sp_trim_space(s)', 'x', String.raw`CASE WHEN regexp_full_match(x, '${DAYS}([ T](?s:.*))?') THEN TRY_CAST(regexp_extract(x, '^${DAYS}') AS DATE) ELSE sp_wide_date(x) END`)}`,
  // [h]h, [h]h:[m]m, [h]h:[m]m:[s]s and a fraction, whatever is behind.
  String.raw`CREATE OR REPLACE MACRO sp_clock_us(t) AS (CAST(regexp_extract(t, '^(\d{1,2})', 1) AS BIGINT) * 3600 + CAST('0' || regexp_extract(t, '^\d{1,2}:(\d{1,2})', 1) AS BIGINT) * 60 + CAST('0' || regexp_extract(t, '^\d{1,2}:\d{1,2}:(\d{1,2})', 1) AS BIGINT)) * 1000000 + CAST(rpad(regexp_extract(t, '\.(\d{1,6})', 1), 6, '0') AS BIGINT)`,
  // How far the offset at the text's end is ahead; no sign is 0.
  String.raw`CREATE OR REPLACE MACRO sp_zone_us(z) AS CASE WHEN NOT regexp_matches(z, '[+-]') THEN 0 ELSE (CASE WHEN contains(z, '-') THEN -1 ELSE 1 END) * (CAST(regexp_extract(z, '[+-](\d{1,2})', 1) AS BIGINT) * 3600 + CAST('0' || regexp_extract(z, '[+-]\d{1,2}:(\d{1,2})', 1) || regexp_extract(z, '[+-]\d{2}(\d{2})', 1) AS BIGINT) * 60 + CAST('0' || regexp_extract(z, '[+-]\d{1,2}:?\d{2}:?(\d{2})$', 1) AS BIGINT)) * 1000000 END`,
  // Of a local time that a zone has twice the first counts, as in Java; the engine takes the second.
  "CREATE OR REPLACE MACRO sp_local(u, z) AS timezone(z, timezone('UTC', u))",
  "CREATE OR REPLACE MACRO sp_second_utc(t, z) AS timezone('UTC', timezone(z, t))",
  'CREATE OR REPLACE MACRO sp_to_utc(t, z) AS CASE WHEN sp_local(sp_second_utc(t, z) - INTERVAL 1 HOUR, z) = t THEN sp_second_utc(t, z) - INTERVAL 1 HOUR WHEN sp_local(sp_second_utc(t, z) - INTERVAL 30 MINUTE, z) = t THEN sp_second_utc(t, z) - INTERVAL 30 MINUTE ELSE sp_second_utc(t, z) END',
  // NULL for an offset of more than 18 hours, and for what is no zone: the engine would find one in small letters, too, and stops the job where there is none.
  `CREATE OR REPLACE MACRO sp_of_zone(t, z) AS CASE WHEN z IN ('', 'Z', 'UTC', 'GMT', 'UT') THEN t WHEN regexp_full_match(z, '${OFFSET}') THEN CASE WHEN abs(sp_zone_us(z)) <= 64800000000 THEN make_timestamp(epoch_us(t) - sp_zone_us(z)) END WHEN fn_zone_region(z) IS NOT NULL THEN sp_to_utc(t, z) END`,
  // A zone of the rows. Without a timestamp it is not looked at, even where the engine takes this out of the CASE around it.
  `CREATE OR REPLACE MACRO sp_known_zone(t, z) AS CASE WHEN t IS NULL OR z IS NULL OR z IN ('Z', 'UTC', 'GMT', 'UT') OR fn_zone_region(z) IS NOT NULL OR (regexp_full_match(z, '${OFFSET}') AND abs(sp_zone_us(z)) <= 64800000000) THEN z ELSE error('There is no time zone ' || left(z, 60)) END`,
  'CREATE OR REPLACE MACRO sp_row_to_utc(t, z) AS CASE WHEN t IS NOT NULL AND z IS NOT NULL THEN sp_of_zone(t, sp_known_zone(t, z)) END',
  `CREATE OR REPLACE MACRO sp_row_from_utc(t, z) AS CASE WHEN t IS NULL OR z IS NULL THEN NULL WHEN sp_known_zone(t, z) IN ('Z', 'UTC', 'GMT', 'UT') THEN t WHEN regexp_full_match(z, '${OFFSET}') THEN make_timestamp(epoch_us(t) + sp_zone_us(z)) ELSE sp_local(t, z) END`,
  // The zone stands behind the seconds, or nothing.
  String.raw`CREATE OR REPLACE MACRO sp_clock_zone(t) AS ${once(String.raw`regexp_extract(t, '^\d{1,2}:\d{1,2}:\d{1,2}(?:\.\d*)?((?s:.*))$', 1)`, 'z', "CASE WHEN z = '' THEN '' ELSE nullif(sp_trim_all(z), '') END")}`,
  `CREATE OR REPLACE MACRO sp_clock_timestamp(d, t) AS ${once('sp_clock_zone(t)', 'z', 'sp_of_zone(make_timestamp(TRY_CAST(CAST(epoch_us(TRY_CAST(d AS TIMESTAMP)) AS HUGEINT) + sp_clock_us(t) AS BIGINT)), z)')}`,
  // A clock without a date is today's, of the day that its zone has.
  `CREATE OR REPLACE MACRO sp_zone_now(u, z) AS CASE WHEN z IN ('', 'Z', 'UTC', 'GMT', 'UT') THEN u WHEN regexp_full_match(z, '${OFFSET}') THEN CASE WHEN abs(sp_zone_us(z)) <= 64800000000 THEN make_timestamp(epoch_us(u) + sp_zone_us(z)) END WHEN fn_zone_region(z) IS NOT NULL THEN sp_local(u, z) END`,
  `CREATE OR REPLACE MACRO sp_clock_today(t) AS ${once('sp_clock_zone(t)', 'z', 'sp_of_zone(make_timestamp(epoch_us(CAST(CAST(sp_zone_now(CAST(get_current_timestamp() AS TIMESTAMP), z) AS DATE) AS TIMESTAMP)) + sp_clock_us(t)), z)')}`,
  String.raw`CREATE OR REPLACE MACRO sp_any_timestamp(s) AS ${once('s', 'w', String.raw`CASE WHEN regexp_full_match(w, '[+-]?\d{4,6}(-\d{1,2}(-\d{1,2})?)?') THEN TRY_CAST(sp_to_date(w) AS TIMESTAMP) WHEN w LIKE '-290308-12-21_%' AND substr(w, 15) >= '19:59:05.224192' THEN error('A timestamp before -290308-12-22 00:00:00 is not supported') WHEN regexp_full_match(w, '[+-]?\d{4,6}-\d{1,2}-\d{1,2}[ T]${CLOCK}') THEN sp_clock_timestamp(sp_to_date(w), regexp_extract(w, '[ T]((?s:.*))$', 1)) WHEN regexp_full_match(w, '(T|\d{1,2}:)(?s:.*)') AND regexp_full_match(ltrim(w, 'T'), '${CLOCK}') THEN sp_clock_today(ltrim(w, 'T')) END`)}`,
  // What does not fit stops the job.
  'CREATE OR REPLACE MACRO sp_seconds_timestamp(n) AS sp_moment(CASE WHEN n > 9223372036854 THEN 9223372036854775807 WHEN n < -9223372022400 THEN -9223372036854775808 ELSE n * 1000000 END)',
  // What does not fit turns round.
  'CREATE OR REPLACE MACRO sp_from_seconds(n) AS make_timestamp(CASE WHEN n BETWEEN -9223372036854 AND 9223372036854 THEN n * 1000000 ELSE sp_wrap_bigint(CAST(n AS HUGEINT) * 1000000) END)',
  // The usual form by the engine alone, which is a tenth of the work.
  String.raw`CREATE OR REPLACE MACRO sp_to_timestamp(s) AS CASE WHEN regexp_full_match(sp_trim_space(s), '\d{4}-\d{2}-\d{2}( ([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,6})?)?') THEN TRY_CAST(sp_trim_space(s) AS TIMESTAMP) ELSE sp_any_timestamp(sp_trim_space(s)) END`,
]
