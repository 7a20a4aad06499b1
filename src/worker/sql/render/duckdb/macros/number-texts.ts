import { once } from './once.ts'

const DIGITS = "'0123456789abcdefghijklmnopqrstuvwxyz'"

/** Texts of numbers to another base, in 64 bits as Java's: what has more is the greatest of them. */
export const NUMBER_TEXT_MACROS: readonly string[] = [
  `CREATE OR REPLACE MACRO sp_digit_list(t) AS list_transform(regexp_extract_all(lower(regexp_extract(t, '^[0-9A-Za-z]*')), '.'), lambda c: CAST(strpos(${DIGITS}, c) - 1 AS HUGEINT))`,
  // Up to the first sign that is no digit of the base.
  `CREATE OR REPLACE MACRO sp_leading_digits(l, f) AS list_slice(l, 1, coalesce(list_position(list_transform(l, lambda d: d >= f), TRUE), len(l) + 1) - 1)`,
  `CREATE OR REPLACE MACRO sp_unsigned_number(t, f) AS least(list_reduce(list_prepend(CAST(0 AS HUGEINT), sp_leading_digits(sp_digit_list(t), f)), lambda v, d: least(v * f + d, CAST(18446744073709551616 AS HUGEINT))), 18446744073709551615)`,
  `CREATE OR REPLACE MACRO sp_base_text(m, r) AS CASE WHEN m < r THEN '' ELSE to_base(CAST(m // r AS BIGINT), r) END || upper(substr(${DIGITS}, CAST(m % r AS BIGINT) + 1, 1))`,
  `CREATE OR REPLACE MACRO sp_negative_bits(u) AS CASE WHEN u >= 9223372036854775808 THEN CAST(18446744073709551615 AS HUGEINT) WHEN u = 0 THEN u ELSE 18446744073709551616 - u END`,
  // A base below zero asks for a sign. Java's place for the digits has 64 signs, or as many as the text: 64 digits and a sign stop it.
  `CREATE OR REPLACE MACRO sp_signed_base_text(u, negative, r, n) AS CASE WHEN u >= 9223372036854775808 THEN CASE WHEN r = 2 AND u = 9223372036854775808 AND n <= 64 THEN error('conv: a number of 64 binary digits has no place for its sign') ELSE '-' || sp_base_text(18446744073709551616 - u, r) END ELSE CASE WHEN negative THEN '-' ELSE '' END || sp_base_text(u, r) END`,
  `CREATE OR REPLACE MACRO sp_conv_text(u, negative, t, n) AS CASE WHEN t < 0 THEN sp_signed_base_text(u, negative, -t, n) WHEN negative THEN sp_base_text(sp_negative_bits(u), t) ELSE sp_base_text(u, t) END`,
  `CREATE OR REPLACE MACRO sp_conv(s, f, t) AS CASE WHEN trim(s, ' ') <> '' AND f BETWEEN 2 AND 36 AND (t BETWEEN 2 AND 36 OR t BETWEEN -36 AND -2) THEN ${once(
    "struct_pack(w := trim(s, ' '), f := f, t := CAST(t AS INTEGER))",
    'p',
    once(
      "struct_pack(u := sp_unsigned_number(regexp_replace(p.w, '^-', ''), p.f), negative := starts_with(p.w, '-'))",
      'q',
      'sp_conv_text(q.u, q.negative, p.t, octet_length(encode(p.w)))',
    ),
  )} END`,
]
