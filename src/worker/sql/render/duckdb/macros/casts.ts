import { OTHER_DIGITS } from '../../../../../base/ascii-digits.ts'
import { once } from './once.ts'

/** Java's Double.parseDouble of 0x1.8p3, in small letters: the digits before the point, behind it, and the power of two. */
const HEXADECIMAL = String.raw`[+-]?0x([0-9a-f]+\.?|[0-9a-f]*\.[0-9a-f]+)p[+-]?\d+[df]?`

const hexadecimal = (name: string, bits: string): string =>
  String.raw`CREATE OR REPLACE MACRO ${name}(w) AS ${once("struct_pack(before := regexp_extract(w, 'x([0-9a-f]*)', 1), behind := regexp_extract(w, '[.]([0-9a-f]*)p', 1), e := greatest(least(CAST(TRY_CAST(regexp_extract(w, 'p([+-]?[0-9]+)', 1) AS HUGEINT) AS DOUBLE), 100000), -100000))", 'p', once("struct_pack(digits := ltrim(p.before || p.behind, '0'), e := CAST(p.e AS INTEGER) - 4 * length(p.behind))", 'q', `sp_times_power(CAST(${bits} AS DOUBLE), greatest(least(q.e + 4 * greatest(length(q.digits) - 15, 0), 2000), -2000))`))} * CASE WHEN starts_with(w, '-') THEN -1 ELSE 1 END`

/** Casts of Spark with spark.sql.ansi.enabled=false. */
export const CAST_MACROS: readonly string[] = [
  // Around numbers with a point, what Java's String.trim takes off; around whole numbers, truths and dates, what Java calls white space (UTF8String.trimAll).
  String.raw`CREATE OR REPLACE MACRO sp_trim_all(s) AS regexp_replace(s, '^[\x00-\x20]+|[\x00-\x20]+$', '', 'g')`,
  String.raw`CREATE OR REPLACE MACRO sp_trim_space(s) AS regexp_replace(s, '^[\t-\r\x1c-\x20]+|[\t-\r\x1c-\x20]+$', '', 'g')`,
  // Digits with a sign; a fraction is cut off; anything else is NULL.
  String.raw`CREATE OR REPLACE MACRO sp_text_integer(s) AS CASE WHEN regexp_full_match(sp_trim_space(s), '[+-]?(\d+(\.\d*)?|\.\d*)') THEN CASE regexp_extract(sp_trim_space(s), '^[+-]?\d*') WHEN '' THEN '0' WHEN '-' THEN '0' WHEN '+' THEN '0' ELSE ltrim(regexp_extract(sp_trim_space(s), '^[+-]?\d*'), '+') END END`,
  String.raw`CREATE OR REPLACE MACRO sp_whole_text(s) AS CASE WHEN regexp_full_match(sp_trim_space(s), '[+-]?\d+') THEN ltrim(sp_trim_space(s), '+') END`,
  // The first 15 digits are 60 bits, more than a double's; any other digit than 0 behind them is a bit below. By two powers of two, for one alone may be 0 where the product is not.
  String.raw`CREATE OR REPLACE MACRO sp_hexadecimal_bits(digits) AS CAST('0x0' || left(digits, 15) AS BIGINT) | CASE WHEN regexp_matches(digits[16:], '[^0]') THEN 1 ELSE 0 END`,
  'CREATE OR REPLACE MACRO sp_times_power(x, e) AS x * power(2.0, e // 2) * power(2.0, e - e // 2)',
  // What becomes a float is cut off at 52 bits, the last of which says whether there were others: so it is rounded once.
  'CREATE OR REPLACE MACRO sp_odd_bits(b) AS CASE WHEN b >= 9007199254740992 THEN (b & -256) | CASE WHEN (b & 255) <> 0 THEN 256 ELSE 0 END ELSE b END',
  hexadecimal('sp_hexadecimal_double', 'sp_hexadecimal_bits(q.digits)'),
  hexadecimal('sp_hexadecimal_float', 'sp_odd_bits(sp_hexadecimal_bits(q.digits))'),
  String.raw`CREATE OR REPLACE MACRO sp_text_double(s) AS CASE WHEN regexp_full_match(sp_trim_all(s), '[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?[dDfF]?') THEN TRY_CAST(regexp_replace(sp_trim_all(s), '[dDfF]$', '') AS DOUBLE) WHEN lower(sp_trim_all(s)) = 'nan' OR sp_trim_all(s) IN ('+NaN', '-NaN') THEN CAST('NaN' AS DOUBLE) WHEN lower(sp_trim_all(s)) IN ('infinity', '+infinity', 'inf', '+inf') THEN CAST('Infinity' AS DOUBLE) WHEN lower(sp_trim_all(s)) IN ('-infinity', '-inf') THEN CAST('-Infinity' AS DOUBLE) WHEN regexp_full_match(lower(sp_trim_all(s)), '${HEXADECIMAL}') THEN sp_hexadecimal_double(lower(sp_trim_all(s))) END`,
  // Digits of every script are digits of a decimal, as for Java's BigDecimal; not of an integer or a double.
  String.raw`CREATE OR REPLACE MACRO sp_ascii_digits(s) AS CASE WHEN regexp_matches(s, '[^\x00-\x7F]') THEN translate(s, '${OTHER_DIGITS.join('')}', '${'0123456789'.repeat(OTHER_DIGITS.length / 10)}') ELSE s END`,
  String.raw`CREATE OR REPLACE MACRO sp_text_decimal(s) AS CASE WHEN regexp_full_match(sp_trim_all(s), '[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?') THEN sp_trim_all(s) END`,
  // A number without an exponent: of negative ones the engine reads only small ones, and 1.0E4 it takes for a DECIMAL(4,0). Spark has none of more than 38 digits before the point, 0e38 among them.
  String.raw`CREATE OR REPLACE MACRO sp_moved_point(sign, digits, e, fraction) AS sign || '0' || left(digits, length(digits) - e) || '.' || right(digits, e) || fraction`,
  String.raw`CREATE OR REPLACE MACRO sp_small_exponent(s) AS CAST(least(TRY_CAST(regexp_extract(s, '[eE]-(\d+)', 1) AS HUGEINT), 1000) AS INTEGER)`,
  String.raw`CREATE OR REPLACE MACRO sp_large_exponent(s) AS CAST(least(TRY_CAST(regexp_extract(s, '[eE]\+?(\d+)', 1) AS HUGEINT), 1000) AS INTEGER)`,
  String.raw`CREATE OR REPLACE MACRO sp_point_behind(whole, fraction, e) AS CASE WHEN e - length(fraction) <= 37 THEN whole || rpad(fraction, e, '0') || '.' || substr(fraction, e + 1) END`,
  `CREATE OR REPLACE MACRO sp_plain_number(s) AS CASE WHEN regexp_matches(s, '[eE]') THEN ${once('s', 'n', String.raw`CASE WHEN regexp_matches(n, '[eE]-') THEN sp_moved_point(regexp_extract(n, '^[+-]?'), repeat('0', sp_small_exponent(n)) || regexp_extract(n, '^[+-]?(\d*)', 1), sp_small_exponent(n), regexp_extract(n, '\.(\d*)', 1)) ELSE sp_point_behind(regexp_extract(n, '^[+-]?\d*'), regexp_extract(n, '\.(\d*)', 1), sp_large_exponent(n)) END`)} ELSE s END`,
  // The engine takes 6e-05 for a decimal that rounds up at any number of digits.
  `CREATE OR REPLACE MACRO sp_plain_text(x) AS ${once('x', 'd', 'CASE WHEN abs(d) < 0.001 THEN sp_plain_number(CAST(d AS VARCHAR)) ELSE CAST(d AS VARCHAR) END')}`,
  `CREATE OR REPLACE MACRO sp_text_boolean(s) AS CASE WHEN lower(sp_trim_space(s)) IN ('t', 'true', 'y', 'yes', '1') THEN TRUE WHEN lower(sp_trim_space(s)) IN ('f', 'false', 'n', 'no', '0') THEN FALSE END`,
  // The low bits of a too big integer, as Java's narrowing does.
  `CREATE OR REPLACE MACRO sp_wrap_tinyint(x) AS CAST(xor(x & 255, 128) - 128 AS TINYINT)`,
  `CREATE OR REPLACE MACRO sp_wrap_smallint(x) AS CAST(xor(x & 65535, 32768) - 32768 AS SMALLINT)`,
  `CREATE OR REPLACE MACRO sp_wrap_int(x) AS CAST(xor(x & 4294967295, 2147483648) - 2147483648 AS INTEGER)`,
  `CREATE OR REPLACE MACRO sp_wrap_bigint(x) AS CAST(xor(CAST(x AS HUGEINT) & 18446744073709551615, 9223372036854775808) - 9223372036854775808 AS BIGINT)`,
  // Java's (int) and (long) of a double: cut, held at the ends, NaN is 0.
  `CREATE OR REPLACE MACRO sp_double_int(x) AS CASE WHEN isnan(x) THEN 0 WHEN x >= 2147483647 THEN 2147483647 WHEN x <= -2147483648 THEN CAST(-2147483648 AS INTEGER) ELSE CAST(trunc(x) AS INTEGER) END`,
  `CREATE OR REPLACE MACRO sp_double_bigint(x) AS CASE WHEN isnan(x) THEN CAST(0 AS BIGINT) WHEN x >= 9223372036854775807 THEN CAST(9223372036854775807 AS BIGINT) WHEN x <= -9223372036854775808 THEN CAST(-9223372036854775808 AS BIGINT) ELSE CAST(trunc(x) AS BIGINT) END`,
  `CREATE OR REPLACE MACRO sp_try_double_bigint(x) AS CASE WHEN x >= -9223372036854775808 AND x <= CAST(9223372036854775807 AS DOUBLE) THEN sp_double_bigint(x) END`,
  // The engine has no first 14,454 seconds and no last microsecond of Spark's timestamps.
  "CREATE OR REPLACE MACRO sp_moment(us) AS make_timestamp(CASE WHEN us BETWEEN -9223372022400000000 AND 9223372036854775806 THEN us WHEN us IS NOT NULL THEN error('A timestamp before -290308-12-22 00:00:00 or after 294247-01-10 04:00:54.775806 is not supported') END)",
  'CREATE OR REPLACE MACRO sp_double_moment(seconds) AS CASE WHEN isfinite(seconds) THEN sp_moment(sp_double_bigint(seconds * 1000000)) END',
  'CREATE OR REPLACE MACRO sp_try_double_moment(seconds) AS CASE WHEN abs(seconds * 1000000) < CAST(9223372036854775807 AS DOUBLE) THEN sp_moment(sp_double_bigint(seconds * 1000000)) END',
  // Double.toString of Java from the engine's shortest digits: 1.0E10, 1.0E-5.
  `CREATE OR REPLACE MACRO sp_digits_text(d, e, negative) AS (CASE WHEN negative THEN '-' ELSE '' END) || d[1] || '.' || (CASE WHEN length(d) > 1 THEN d[2:] ELSE '0' END) || 'E' || CAST(e AS VARCHAR)`,
  `CREATE OR REPLACE MACRO sp_floating_text(x, t) AS CASE WHEN isnan(x) THEN 'NaN' WHEN isinf(x) THEN CASE WHEN x > 0 THEN 'Infinity' ELSE '-Infinity' END WHEN x = 0 OR (abs(x) >= 0.001 AND abs(x) < 10000000) THEN CASE WHEN contains(t, '.') THEN t ELSE t || '.0' END WHEN contains(t, 'e') THEN sp_digits_text(replace(regexp_extract(ltrim(t, '-'), '^[0-9.]+'), '.', ''), CAST(regexp_extract(t, 'e([+-]?[0-9]+)', 1) AS INTEGER), x < 0) WHEN abs(x) < 1 THEN sp_digits_text(ltrim(split_part(ltrim(t, '-'), '.', 2), '0'), length(ltrim(split_part(ltrim(t, '-'), '.', 2), '0')) - length(split_part(ltrim(t, '-'), '.', 2)) - 1, x < 0) ELSE sp_digits_text(regexp_replace(rtrim(split_part(ltrim(t, '-'), '.', 1) || CASE WHEN split_part(ltrim(t, '-'), '.', 2) = '0' THEN '' ELSE split_part(ltrim(t, '-'), '.', 2) END, '0'), '^$', '0'), length(split_part(ltrim(t, '-'), '.', 1)) - 1, x < 0) END`,
  // Where Java's digits are not the shortest ones, by a function: a call of it costs some microseconds.
  `CREATE OR REPLACE MACRO sp_is_beyond(x, max) AS isfinite(x) AND x <> 0 AND (abs(x) >= max OR abs(x) < 1e-18)`,
  `CREATE OR REPLACE MACRO sp_double_digits(x) AS CASE WHEN sp_is_beyond(x, 9007199254740992.0) THEN fn_double_text(CAST(x AS VARCHAR)) ELSE CAST(x AS VARCHAR) END`,
  `CREATE OR REPLACE MACRO sp_double_text(x) AS CASE WHEN sp_is_beyond(x, 9007199254740992.0) THEN fn_double_text(CAST(x AS VARCHAR)) ELSE sp_floating_text(x, CAST(x AS VARCHAR)) END`,
  `CREATE OR REPLACE MACRO sp_float_text(x) AS CASE WHEN sp_is_beyond(x, 33554432.0) OR length(regexp_replace(regexp_extract(CAST(x AS VARCHAR), '[0-9.]+'), '^[0.]+|[.]', '', 'g')) > 8 THEN fn_float_text(CAST(x AS VARCHAR)) ELSE sp_floating_text(x, CAST(x AS VARCHAR)) END`,
  // A double too big for a float is infinite.
  `CREATE OR REPLACE MACRO sp_to_float(x) AS coalesce(TRY_CAST(x AS FLOAT), CASE WHEN x > 0 THEN CAST('Infinity' AS FLOAT) WHEN x < 0 THEN CAST('-Infinity' AS FLOAT) END)`,
  // By the double that is nearest, a number between two floats is rounded twice.
  String.raw`CREATE OR REPLACE MACRO sp_text_float(s) AS CASE WHEN regexp_full_match(sp_trim_all(s), '[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?[dDfF]?') THEN TRY_CAST(regexp_replace(sp_trim_all(s), '[dDfF]$', '') AS FLOAT) WHEN regexp_full_match(lower(sp_trim_all(s)), '${HEXADECIMAL}') THEN sp_to_float(sp_hexadecimal_float(lower(sp_trim_all(s)))) ELSE sp_to_float(sp_text_double(s)) END`,
  String.raw`CREATE OR REPLACE MACRO sp_decimal_text(x) AS regexp_replace(CAST(x AS VARCHAR), '^(-?)\.', '\10.')`,
  `CREATE OR REPLACE MACRO sp_exponent_text(digits, s) AS digits[1] || CASE WHEN length(digits) > 1 THEN '.' || digits[2:] ELSE '' END || 'E' || (length(digits) - 1 - s)`,
  `CREATE OR REPLACE MACRO sp_small_decimal_text(x, s) AS CASE WHEN abs(x) >= 0.000001 THEN sp_decimal_text(x) WHEN abs(x) < 0.000001 THEN CASE WHEN x < 0 THEN '-' ELSE '' END || sp_exponent_text(coalesce(nullif(ltrim(replace(CAST(abs(x) AS VARCHAR), '.', ''), '0'), ''), '0'), s) END`,
  // Decimals as whole numbers of their last digit's unit, and their text.
  `CREATE OR REPLACE MACRO sp_units(x, from_scale, to_scale) AS CAST(replace(CAST(x AS VARCHAR), '.', '') || repeat('0', to_scale - from_scale) AS HUGEINT)`,
  `CREATE OR REPLACE MACRO sp_units_text(q, s) AS (CASE WHEN q < 0 THEN '-' ELSE '' END) || CASE WHEN s = 0 THEN CAST(abs(q) AS VARCHAR) ELSE left(lpad(CAST(abs(q) AS VARCHAR), CAST(greatest(length(CAST(abs(q) AS VARCHAR)), s + 1) AS INTEGER), '0'), CAST(greatest(length(CAST(abs(q) AS VARCHAR)), s + 1) AS INTEGER) - s) || '.' || right(lpad(CAST(abs(q) AS VARCHAR), CAST(greatest(length(CAST(abs(q) AS VARCHAR)), s + 1) AS INTEGER), '0'), s) END`,
  // a / b for b > 0, half to the even neighbour.
  `CREATE OR REPLACE MACRO sp_half_even_divide(a, b) AS CASE WHEN abs(a % b) * 2 > b OR (abs(a % b) * 2 = b AND (a // b) % 2 <> 0) THEN a // b + CAST(sign(a) AS HUGEINT) ELSE a // b END`,
]
