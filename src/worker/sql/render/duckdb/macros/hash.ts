/**
 * Murmur3 (x86, 32 bits) and CRC-32 as Spark has them, over unsigned numbers below 2^32. A lambda function gives each step's value a name, so that
 * no macro doubles its argument.
 */
export const HASH_MACROS: readonly string[] = [
  'CREATE OR REPLACE MACRO sp_low_word(x) AS CAST(x % 4294967296 AS UBIGINT)',
  'CREATE OR REPLACE MACRO sp_mix_key(k) AS list_transform([sp_low_word(CAST(k AS UBIGINT) * 3432918353)], lambda v: sp_low_word(sp_low_word((v << 15) | (v >> 17)) * 461845907))[1]',
  'CREATE OR REPLACE MACRO sp_mix_hash(h, k) AS list_transform([xor(CAST(h AS UBIGINT), sp_mix_key(k))], lambda v: sp_low_word(sp_low_word((v << 13) | (v >> 19)) * 5 + 3864292196))[1]',
  'CREATE OR REPLACE MACRO sp_end_hash(h, n) AS list_transform(list_transform(list_transform([xor(h, CAST(n AS UBIGINT))], lambda v: sp_low_word(xor(v, v >> 16) * 2246822507)), lambda v: sp_low_word(xor(v, v >> 13) * 3266489909)), lambda v: xor(v, v >> 16))[1]',
  'CREATE OR REPLACE MACRO sp_word(x) AS CAST(CAST(x AS BIGINT) & 4294967295 AS UBIGINT)',
  'CREATE OR REPLACE MACRO sp_hash_int(x, seed) AS sp_end_hash(sp_mix_hash(seed, sp_word(x)), 4)',
  'CREATE OR REPLACE MACRO sp_high_word(x) AS sp_word((CAST(x AS HUGEINT) - (CAST(x AS BIGINT) & 4294967295)) // 4294967296)',
  'CREATE OR REPLACE MACRO sp_hash_long(x, seed) AS sp_end_hash(sp_mix_hash(sp_mix_hash(seed, sp_word(x)), sp_high_word(x)), 8)',
  // Words of four bytes, the lowest first; each byte behind them by itself, with its sign.
  "CREATE OR REPLACE MACRO sp_hash_words(h) AS list_concat(list_transform(regexp_extract_all(h, '.{8}'), lambda w: CAST('0x' || w[7:8] || w[5:6] || w[3:4] || w[1:2] AS UBIGINT)), list_transform(regexp_extract_all(right(h, length(h) % 8), '..'), lambda b: CASE WHEN b >= '80' THEN CAST('0xFFFFFF' || b AS UBIGINT) ELSE CAST('0x' || b AS UBIGINT) END))",
  'CREATE OR REPLACE MACRO sp_hash_bytes(b, seed) AS sp_end_hash(list_reduce(list_prepend(CAST(seed AS UBIGINT), sp_hash_words(hex(b))), lambda h, k: sp_mix_hash(h, k)), octet_length(b))',
  // As Java's floatToIntBits: one zero, one NaN.
  'CREATE OR REPLACE MACRO sp_float_bits(x) AS CASE WHEN x = 0 THEN 0 WHEN isnan(x) THEN 2143289344 ELSE CAST(CAST(CAST(x AS FLOAT) AS BIT) AS INTEGER) END',
  'CREATE OR REPLACE MACRO sp_double_bits(x) AS CASE WHEN x = 0 THEN CAST(0 AS BIGINT) WHEN isnan(x) THEN 9221120237041090560 ELSE CAST(CAST(CAST(x AS DOUBLE) AS BIT) AS BIGINT) END',
  // A whole number in as few bytes as hold it and its sign, the highest first.
  String.raw`CREATE OR REPLACE MACRO sp_number_bytes(n) AS unhex(CASE WHEN n < 0 THEN regexp_replace(hex(CAST(n AS HUGEINT)), '^(?:FF)+([89A-F].)', '\1') ELSE regexp_replace(regexp_replace(hex(CAST(n AS HUGEINT)), '^((?:..)*.)$', '0\1'), '^([89A-F])', '00\1') END)`,
  'CREATE OR REPLACE MACRO sp_signed_word(h) AS CAST(CASE WHEN h >= 2147483648 THEN CAST(h AS BIGINT) - 4294967296 ELSE CAST(h AS BIGINT) END AS INTEGER)',
  'CREATE OR REPLACE MACRO sp_crc32(b) AS CASE WHEN b IS NOT NULL THEN CAST(4294967295 - list_reduce(list_prepend(CAST(4294967295 AS UBIGINT), list_transform(sp_byte_list(b), lambda x: CAST(x AS UBIGINT))), lambda c, x: list_reduce(list_prepend(xor(c, x), [CAST(0 AS UBIGINT), 0, 0, 0, 0, 0, 0, 0]), lambda v, z: CASE WHEN v & 1 = 1 THEN xor(v >> 1, CAST(3988292384 AS UBIGINT)) ELSE v >> 1 END)) AS BIGINT) END',
]
