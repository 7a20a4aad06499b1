import { once } from './once.ts'

/** Functions of Spark on bytes, and between bytes and text. */
export const BINARY_MACROS: readonly string[] = [
  // l bytes from the byte s on, counted from 0; what lies before the first one uses up some of l.
  "CREATE OR REPLACE MACRO sp_byte_slice(b, s, l) AS CASE WHEN b IS NULL OR s IS NULL OR l IS NULL THEN NULL WHEN greatest(s, 0) >= least(octet_length(b), s + l) THEN ''::BLOB ELSE b[greatest(s, 0) + 1 : least(octet_length(b), s + l)] END",
  'CREATE OR REPLACE MACRO sp_substring_bytes(b, p, l) AS sp_byte_slice(b, CAST(CASE WHEN p > 0 THEN p - 1 WHEN p = -2147483648 THEN 0 WHEN p < 0 THEN octet_length(b) + p WHEN p = 0 THEN 0 END AS BIGINT), CASE WHEN p = -2147483648 THEN octet_length(b) + CAST(l * 0 AS BIGINT) ELSE CAST(l AS BIGINT) END)',
  'CREATE OR REPLACE MACRO sp_overlay_bytes(b, r, p, n) AS sp_substring_bytes(b, 1, sp_wrap_int(CAST(p AS BIGINT) - 1)) || r || sp_substring_bytes(b, sp_wrap_int(CAST(p AS BIGINT) + CASE WHEN n < 0 THEN octet_length(r) ELSE n END), 2147483647)',
  'CREATE OR REPLACE MACRO sp_fill_bytes(p, n) AS sp_byte_slice(repeat(p, n // octet_length(p) + 1), 0, n)',
  ...(['l', 'r'] as const).map((side) => {
    const parts = [`sp_fill_bytes(p, sp_within('${side}pad', n, n) - octet_length(b))`, 'b']
    return `CREATE OR REPLACE MACRO sp_${side}pad_bytes(b, n, p) AS CASE WHEN b IS NULL OR n IS NULL OR p IS NULL THEN NULL WHEN n < 0 THEN error('${side}pad of binary values: the length is negative') WHEN n <= octet_length(b) THEN sp_byte_slice(b, 0, n) WHEN octet_length(p) = 0 THEN b ELSE ${(side === 'l' ? parts : parts.toReversed()).join(' || ')} END`
  }),
  // Of an odd number of digits, three or more, Spark 3.3 loses the first and has a byte of zero at the end.
  "CREATE OR REPLACE MACRO sp_unhex(s) AS CASE WHEN NOT regexp_full_match(s, '[0-9a-fA-F]*') THEN CAST(NULL AS BLOB) WHEN length(s) % 2 = 0 THEN unhex(s) WHEN length(s) = 1 THEN unhex('0' || s) ELSE unhex(s[2:] || '00') END",
  // Java's MIME decoder: what is no sign of base64 is left out, and so is what is missing at the end.
  "CREATE OR REPLACE MACRO sp_base64_signs(s) AS regexp_replace(s, '[^A-Za-z0-9+/=]', '', 'g')",
  "CREATE OR REPLACE MACRO sp_is_base64(t) AS regexp_full_match(t, '([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}(==)?|[A-Za-z0-9+/]{3}=?)?')",
  "CREATE OR REPLACE MACRO sp_from_base64(t) AS from_base64(rtrim(t, '=') || repeat('=', (4 - length(rtrim(t, '=')) % 4) % 4))",
  "CREATE OR REPLACE MACRO sp_unbase64(s) AS CASE WHEN sp_is_base64(sp_base64_signs(s)) THEN sp_from_base64(sp_base64_signs(s)) WHEN s IS NOT NULL THEN error('A text is no base64') END",
  'CREATE OR REPLACE MACRO sp_try_unbase64(s) AS CASE WHEN sp_is_base64(sp_base64_signs(s)) THEN sp_from_base64(sp_base64_signs(s)) END',
  // Lines of 76 signs.
  String.raw`CREATE OR REPLACE MACRO sp_base64(b) AS rtrim(regexp_replace(to_base64(b), '(.{76})', '\1' || chr(13) || chr(10), 'g'), chr(13) || chr(10))`,
  // Characters that the set has not are a question mark.
  "CREATE OR REPLACE MACRO sp_encode_below(s, n) AS unhex(array_to_string(list_transform(string_split(s, ''), lambda c: CASE WHEN c = '' THEN '' WHEN unicode(c) < n THEN printf('%02X', unicode(c)) ELSE '3F' END), ''))",
  "CREATE OR REPLACE MACRO sp_utf16_hex(s) AS array_to_string(list_transform(string_split(s, ''), lambda c: CASE WHEN c = '' THEN '' WHEN unicode(c) < 65536 THEN printf('%04X', unicode(c)) ELSE printf('%04X', 55296 + (unicode(c) - 65536) // 1024) || printf('%04X', 56320 + (unicode(c) - 65536) % 1024) END), '')",
  String.raw`CREATE OR REPLACE MACRO sp_swapped_hex(h) AS regexp_replace(h, '(..)(..)', '\2\1', 'g')`,
  // Half a pair is no character; what stands behind the first half is lost with it, as in Java.
  "CREATE OR REPLACE MACRO sp_utf16_sign(t) AS CASE WHEN regexp_full_match(t, '....D[C-F]..') THEN chr(65536 + (CAST('0x' || t[1:4] AS INTEGER) - 55296) * 1024 + CAST('0x' || t[5:8] AS INTEGER) - 56320) WHEN length(t) <> 4 OR regexp_full_match(t, 'D[89A-F]..') THEN '�' ELSE chr(CAST('0x' || t AS INTEGER)) END",
  "CREATE OR REPLACE MACRO sp_utf16_text(h) AS array_to_string(list_transform(regexp_extract_all(h, 'D[89AB]..(?:....|..)?|....|..'), lambda t: sp_utf16_sign(t)), '')",
  `CREATE OR REPLACE MACRO sp_marked_utf16_text(b) AS ${once('hex(b)', 'h', "sp_utf16_text(CASE h[1:4] WHEN 'FEFF' THEN h[5:] WHEN 'FFFE' THEN sp_swapped_hex(h[5:]) ELSE h END)")}`,
  "CREATE OR REPLACE MACRO sp_byte_list(b) AS list_transform(regexp_extract_all(hex(b), '..'), lambda h: CAST('0x' || h AS INTEGER))",
  "CREATE OR REPLACE MACRO sp_decode_below(b, n) AS array_to_string(list_transform(sp_byte_list(b), lambda x: CASE WHEN x < n THEN chr(x) ELSE '�' END), '')",
]
