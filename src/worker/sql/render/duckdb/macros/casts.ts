/** Casts of Spark with spark.sql.ansi.enabled=false. */
export const CAST_MACROS: readonly string[] = [
  // White space and control characters are off on both sides (UTF8String.trimAll).
  String.raw`CREATE OR REPLACE MACRO sp_trim_all(s) AS regexp_replace(s, '^[\x00-\x20]+|[\x00-\x20]+$', '', 'g')`,
  // Digits with a sign; a fraction is cut off; anything else is NULL.
  String.raw`CREATE OR REPLACE MACRO sp_text_integer(s) AS CASE WHEN regexp_full_match(sp_trim_all(s), '[+-]?(\d+(\.\d*)?|\.\d*)') THEN CASE regexp_extract(sp_trim_all(s), '^[+-]?\d*') WHEN '' THEN '0' WHEN '-' THEN '0' WHEN '+' THEN '0' ELSE ltrim(regexp_extract(sp_trim_all(s), '^[+-]?\d*'), '+') END END`,
  String.raw`CREATE OR REPLACE MACRO sp_whole_text(s) AS CASE WHEN regexp_full_match(sp_trim_all(s), '[+-]?\d+') THEN ltrim(sp_trim_all(s), '+') END`,
  String.raw`CREATE OR REPLACE MACRO sp_text_double(s) AS CASE WHEN regexp_full_match(sp_trim_all(s), '[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?[dDfF]?') THEN TRY_CAST(regexp_replace(sp_trim_all(s), '[dDfF]$', '') AS DOUBLE) WHEN lower(sp_trim_all(s)) = 'nan' THEN CAST('NaN' AS DOUBLE) WHEN lower(sp_trim_all(s)) IN ('infinity', '+infinity', 'inf', '+inf') THEN CAST('Infinity' AS DOUBLE) WHEN lower(sp_trim_all(s)) IN ('-infinity', '-inf') THEN CAST('-Infinity' AS DOUBLE) END`,
  String.raw`CREATE OR REPLACE MACRO sp_text_decimal(s) AS CASE WHEN regexp_full_match(sp_trim_all(s), '[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?') THEN sp_trim_all(s) END`,
  `CREATE OR REPLACE MACRO sp_text_boolean(s) AS CASE WHEN lower(sp_trim_all(s)) IN ('t', 'true', 'y', 'yes', '1') THEN TRUE WHEN lower(sp_trim_all(s)) IN ('f', 'false', 'n', 'no', '0') THEN FALSE END`,
  // The low bits of a too big integer, as Java's narrowing does.
  `CREATE OR REPLACE MACRO sp_wrap_tinyint(x) AS CAST(xor(x & 255, 128) - 128 AS TINYINT)`,
  `CREATE OR REPLACE MACRO sp_wrap_smallint(x) AS CAST(xor(x & 65535, 32768) - 32768 AS SMALLINT)`,
  `CREATE OR REPLACE MACRO sp_wrap_int(x) AS CAST(xor(x & 4294967295, 2147483648) - 2147483648 AS INTEGER)`,
  `CREATE OR REPLACE MACRO sp_wrap_bigint(x) AS CAST(xor(CAST(x AS HUGEINT) & 18446744073709551615, 9223372036854775808) - 9223372036854775808 AS BIGINT)`,
  // Java's (int) and (long) of a double: cut, held at the ends, NaN is 0.
  `CREATE OR REPLACE MACRO sp_double_int(x) AS CASE WHEN isnan(x) THEN 0 WHEN x >= 2147483647 THEN 2147483647 WHEN x <= -2147483648 THEN CAST(-2147483648 AS INTEGER) ELSE CAST(trunc(x) AS INTEGER) END`,
  `CREATE OR REPLACE MACRO sp_double_bigint(x) AS CASE WHEN isnan(x) THEN CAST(0 AS BIGINT) WHEN x >= 9223372036854775807 THEN CAST(9223372036854775807 AS BIGINT) WHEN x <= -9223372036854775808 THEN CAST(-9223372036854775808 AS BIGINT) ELSE CAST(trunc(x) AS BIGINT) END`,
  `CREATE OR REPLACE MACRO sp_try_double_bigint(x) AS CASE WHEN x >= -9223372036854775808 AND x <= CAST(9223372036854775807 AS DOUBLE) THEN sp_double_bigint(x) END`,
  `CREATE OR REPLACE MACRO sp_finite_bigint(x) AS CASE WHEN isfinite(x) THEN sp_double_bigint(x) END`,
  // Double.toString of Java from the engine's shortest digits: 1.0E10, 1.0E-5.
  `CREATE OR REPLACE MACRO sp_digits_text(d, e, negative) AS (CASE WHEN negative THEN '-' ELSE '' END) || d[1] || '.' || (CASE WHEN length(d) > 1 THEN d[2:] ELSE '0' END) || 'E' || CAST(e AS VARCHAR)`,
  `CREATE OR REPLACE MACRO sp_floating_text(x, t) AS CASE WHEN isnan(x) THEN 'NaN' WHEN isinf(x) THEN CASE WHEN x > 0 THEN 'Infinity' ELSE '-Infinity' END WHEN x = 0 OR (abs(x) >= 0.001 AND abs(x) < 10000000) THEN CASE WHEN contains(t, '.') THEN t ELSE t || '.0' END WHEN contains(t, 'e') THEN sp_digits_text(replace(regexp_extract(ltrim(t, '-'), '^[0-9.]+'), '.', ''), CAST(regexp_extract(t, 'e([+-]?[0-9]+)', 1) AS INTEGER), x < 0) WHEN abs(x) < 1 THEN sp_digits_text(ltrim(split_part(ltrim(t, '-'), '.', 2), '0'), length(ltrim(split_part(ltrim(t, '-'), '.', 2), '0')) - length(split_part(ltrim(t, '-'), '.', 2)) - 1, x < 0) ELSE sp_digits_text(regexp_replace(rtrim(split_part(ltrim(t, '-'), '.', 1) || CASE WHEN split_part(ltrim(t, '-'), '.', 2) = '0' THEN '' ELSE split_part(ltrim(t, '-'), '.', 2) END, '0'), '^$', '0'), length(split_part(ltrim(t, '-'), '.', 1)) - 1, x < 0) END`,
  `CREATE OR REPLACE MACRO sp_double_text(x) AS sp_floating_text(x, CAST(CAST(x AS DOUBLE) AS VARCHAR))`,
  `CREATE OR REPLACE MACRO sp_float_text(x) AS sp_floating_text(x, CAST(CAST(x AS FLOAT) AS VARCHAR))`,
  // A double too big for a float is infinite.
  `CREATE OR REPLACE MACRO sp_to_float(x) AS coalesce(TRY_CAST(x AS FLOAT), CASE WHEN x > 0 THEN CAST('Infinity' AS FLOAT) WHEN x < 0 THEN CAST('-Infinity' AS FLOAT) END)`,
  String.raw`CREATE OR REPLACE MACRO sp_decimal_text(x) AS regexp_replace(CAST(x AS VARCHAR), '^(-?)\.', '\10.')`,
  `CREATE OR REPLACE MACRO sp_exponent_text(digits, s) AS digits[1] || CASE WHEN length(digits) > 1 THEN '.' || digits[2:] ELSE '' END || 'E' || (length(digits) - 1 - s)`,
  `CREATE OR REPLACE MACRO sp_small_decimal_text(x, s) AS CASE WHEN abs(x) >= 0.000001 THEN sp_decimal_text(x) ELSE CASE WHEN x < 0 THEN '-' ELSE '' END || sp_exponent_text(coalesce(nullif(ltrim(replace(CAST(abs(x) AS VARCHAR), '.', ''), '0'), ''), '0'), s) END`,
  // yyyy, yyyy-[m]m, yyyy-[m]m-[d]d, and anything behind a T or a space; a plus and zeros before the year mean nothing.
  String.raw`CREATE OR REPLACE MACRO sp_date_text(s) AS regexp_replace(sp_trim_all(s), '^[+]?0{0,3}(\d{4}(-|$))', '\1')`,
  String.raw`CREATE OR REPLACE MACRO sp_to_date(s) AS CASE WHEN regexp_full_match(sp_date_text(s), '\d{4}-\d{1,2}-\d{1,2}([ T].*)?') THEN TRY_CAST(regexp_extract(sp_date_text(s), '^\d{4}-\d{1,2}-\d{1,2}') AS DATE) WHEN regexp_full_match(sp_date_text(s), '\d{4}-\d{1,2}') THEN TRY_CAST(sp_date_text(s) || '-01' AS DATE) WHEN regexp_full_match(sp_date_text(s), '\d{4}') THEN TRY_CAST(sp_date_text(s) || '-01-01' AS DATE) END`,
  // [h]h, [h]h:[m]m, [h]h:[m]m:[s]s and a fraction, whatever is behind.
  String.raw`CREATE OR REPLACE MACRO sp_clock_us(t) AS (CAST(regexp_extract(t, '^(\d{1,2})', 1) AS BIGINT) * 3600 + CAST('0' || regexp_extract(t, '^\d{1,2}:(\d{1,2})', 1) AS BIGINT) * 60 + CAST('0' || regexp_extract(t, '^\d{1,2}:\d{1,2}:(\d{1,2})', 1) AS BIGINT)) * 1000000 + CAST(rpad(regexp_extract(t, '\.(\d{1,6})', 1), 6, '0') AS BIGINT)`,
  String.raw`CREATE OR REPLACE MACRO sp_zone_us(z) AS CASE WHEN NOT regexp_matches(z, '[+-]') THEN 0 ELSE (CASE WHEN contains(z, '-') THEN -1 ELSE 1 END) * (CAST(regexp_extract(z, '[+-](\d{1,2})', 1) AS BIGINT) * 3600 + CAST('0' || regexp_extract(z, '[+-]\d{1,2}:?(\d{2})?', 1) AS BIGINT) * 60) * 1000000 END`,
  String.raw`CREATE OR REPLACE MACRO sp_clock_timestamp(d, t) AS make_timestamp(epoch_us(CAST(d AS TIMESTAMP)) + sp_clock_us(t) - sp_zone_us(regexp_extract(t, '^[\d:.]+(.*)$', 1)))`,
  // Of a local time that a zone has twice the first counts, as in Java; the engine takes the second.
  "CREATE OR REPLACE MACRO sp_local(u, z) AS timezone(z, timezone('UTC', u))",
  "CREATE OR REPLACE MACRO sp_second_utc(t, z) AS timezone('UTC', timezone(z, t))",
  'CREATE OR REPLACE MACRO sp_to_utc(t, z) AS CASE WHEN sp_local(sp_second_utc(t, z) - INTERVAL 1 HOUR, z) = t THEN sp_second_utc(t, z) - INTERVAL 1 HOUR WHEN sp_local(sp_second_utc(t, z) - INTERVAL 30 MINUTE, z) = t THEN sp_second_utc(t, z) - INTERVAL 30 MINUTE ELSE sp_second_utc(t, z) END',
  // A clock without a date is today's. The zone stands behind the seconds: an offset, or a region, an unknown one of which stops the job.
  String.raw`CREATE OR REPLACE MACRO sp_to_timestamp(s) AS CASE WHEN regexp_full_match(sp_date_text(s), '\d{4}(-\d{1,2}(-\d{1,2})?)?') THEN CAST(sp_to_date(s) AS TIMESTAMP) WHEN regexp_full_match(sp_date_text(s), '\d{4}-\d{1,2}-\d{1,2}[ T]([01]?\d|2[0-3])(:[0-5]?\d(:[0-5]?\d(\.\d*)?( ?(Z|z|UTC|GMT|UT|(UTC|GMT|UT)?[+-]\d{1,2}(:?\d{2})?))?)?)?') THEN sp_clock_timestamp(sp_to_date(s), regexp_extract(sp_date_text(s), '[ T](.*)$', 1)) WHEN regexp_full_match(sp_date_text(s), '\d{4}-\d{1,2}-\d{1,2}[ T]([01]?\d|2[0-3]):[0-5]?\d:[0-5]?\d(\.\d*)? ?(Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Europe|Indian|Pacific|Etc|US)/[A-Za-z0-9_/+-]+') THEN sp_to_utc(make_timestamp(epoch_us(CAST(sp_to_date(s) AS TIMESTAMP)) + sp_clock_us(regexp_extract(sp_date_text(s), '[ T](.*)$', 1))), regexp_extract(sp_date_text(s), '[A-Z][A-Za-z]+/.*$')) WHEN regexp_full_match(sp_trim_all(s), 'T?([01]?\d|2[0-3]):[0-5]?\d(:[0-5]?\d(\.\d*)?( ?(Z|z|UTC|GMT|UT|(UTC|GMT|UT)?[+-]\d{1,2}(:?\d{2})?))?)?') THEN sp_clock_timestamp(current_date, ltrim(sp_trim_all(s), 'T')) END`,
  // Decimals as whole numbers of their last digit's unit, and their text.
  `CREATE OR REPLACE MACRO sp_units(x, from_scale, to_scale) AS CAST(replace(CAST(x AS VARCHAR), '.', '') || repeat('0', to_scale - from_scale) AS HUGEINT)`,
  `CREATE OR REPLACE MACRO sp_units_text(q, s) AS (CASE WHEN q < 0 THEN '-' ELSE '' END) || CASE WHEN s = 0 THEN CAST(abs(q) AS VARCHAR) ELSE left(lpad(CAST(abs(q) AS VARCHAR), CAST(greatest(length(CAST(abs(q) AS VARCHAR)), s + 1) AS INTEGER), '0'), CAST(greatest(length(CAST(abs(q) AS VARCHAR)), s + 1) AS INTEGER) - s) || '.' || right(lpad(CAST(abs(q) AS VARCHAR), CAST(greatest(length(CAST(abs(q) AS VARCHAR)), s + 1) AS INTEGER), '0'), s) END`,
  // a / b for b > 0, half to the even neighbour.
  `CREATE OR REPLACE MACRO sp_half_even_divide(a, b) AS CASE WHEN abs(a % b) * 2 > b OR (abs(a % b) * 2 = b AND (a // b) % 2 <> 0) THEN a // b + CAST(sign(a) AS HUGEINT) ELSE a // b END`,
]
