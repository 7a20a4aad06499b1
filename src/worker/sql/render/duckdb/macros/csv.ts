import { once } from './once.ts'

const DECIMAL = String.raw`[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?`
/** Whatever its exponent, which a cast takes for a number with so many digits. */
const ZERO = String.raw`[+-]?(0+(\.0*)?|\.0+)[eE][+-]?\d{1,9}`

/** Numbers in CSV texts, as Java reads them: white space around is off, and the words stand for themselves. */
export const CSV_MACROS: readonly string[] = [
  `CREATE OR REPLACE MACRO sp_csv_double(t) AS ${once('sp_trim_all(t)', 'n', String.raw`CASE WHEN t = 'Inf' OR regexp_full_match(n, '\+?Infinity') THEN CAST('Infinity' AS DOUBLE) WHEN t = '-Inf' OR n = '-Infinity' THEN CAST('-Infinity' AS DOUBLE) WHEN regexp_full_match(n, '[+-]?NaN') THEN CAST('NaN' AS DOUBLE) WHEN regexp_full_match(n, '[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?[dDfF]?') THEN coalesce(sp_text_double(n), CAST(CASE WHEN n[1] = '-' THEN '-Infinity' ELSE 'Infinity' END AS DOUBLE)) WHEN regexp_matches(n, '^[+-]?0[xX]') THEN error('A hexadecimal number in CSV is not supported') END`)}`,
  // Of whole numbers and decimals digits of every script are digits; a text of ASCII is looked at once.
  String.raw`CREATE OR REPLACE MACRO sp_csv_whole(t) AS CASE WHEN regexp_full_match(t, '[+-]?\d+') THEN ltrim(t, '+') WHEN strlen(t) > length(t) AND regexp_full_match(sp_ascii_digits(t), '[+-]?\d+') THEN ltrim(sp_ascii_digits(t), '+') END`,
  String.raw`CREATE OR REPLACE MACRO sp_csv_decimal(t) AS CASE WHEN regexp_full_match(t, '${DECIMAL}') THEN CASE WHEN regexp_full_match(t, '${ZERO}') THEN '0' ELSE t END WHEN strlen(t) > length(t) AND regexp_full_match(sp_ascii_digits(t), '${DECIMAL}') THEN sp_ascii_digits(t) END`,
  String.raw`CREATE OR REPLACE MACRO sp_csv_float(t) AS CASE WHEN regexp_matches(t, '\d') AND NOT regexp_matches(t, 'x|X') THEN coalesce(sp_text_float(t), sp_to_float(sp_csv_double(t))) ELSE sp_to_float(sp_csv_double(t)) END`,
]
