/** Pieces of format_string, as Java's Formatter makes them. */
export const FORMAT_MACROS: readonly string[] = [
  "CREATE OR REPLACE MACRO sp_width(t, n, is_left) AS CASE WHEN length(t) >= n THEN t WHEN is_left THEN t || repeat(' ', n - length(t)) ELSE repeat(' ', n - length(t)) || t END",
  "CREATE OR REPLACE MACRO sp_zeros(t, n) AS CASE WHEN length(t) >= n THEN t ELSE repeat('0', n - length(t)) || t END",
  // What stands before and behind a number, and zeros up to the width between them.
  'CREATE OR REPLACE MACRO sp_signed(digits, is_negative, before, behind, plus, width) AS CASE WHEN is_negative THEN before || sp_zeros(digits, width - length(before) - length(behind)) || behind ELSE plus || sp_zeros(digits, width - length(plus)) END',
  "CREATE OR REPLACE MACRO sp_grouped(digits) AS reverse(regexp_replace(rtrim(regexp_replace(reverse(regexp_extract(digits, '^[0-9]+')), '([0-9]{3})', '\\1,', 'g'), ','), '^$', '0')) || regexp_extract(digits, '[.].*$')",
  // The low bits of a negative number, as many as its type has.
  'CREATE OR REPLACE MACRO sp_hex_digits(x, digits) AS CASE WHEN x < 0 THEN right(lower(to_hex(CAST(x AS BIGINT))), digits) ELSE lower(to_hex(CAST(x AS BIGINT))) END',
  "CREATE OR REPLACE MACRO sp_octal_digits(x, bits) AS CASE WHEN x >= 0 THEN to_base(CAST(x AS BIGINT), 8) WHEN bits < 64 THEN to_base(CAST(x AS BIGINT) + (CAST(1 AS BIGINT) << bits), 8) WHEN x IS NOT NULL THEN error('format_string: %o of a negative bigint is not supported') END",
]
