/** Regular expressions of Java that stand in rows, and where the engine's end and words are others. */
const LINE_BREAKS = String.raw`\n\r\x{85}\x{2028}\x{2029}`
const atom = (dash: string): string =>
  String.raw`(?:\\[dDwWstnrf.^$|?*+()\[\]{}/"'\\-]|\[\^?${dash}?(?:[A-Za-z0-9]-[A-Za-z0-9]|[^\\\[\]&^-]|\\[dwtnrf.^$|?*+()\[\]{}/\\-])+${dash}?\]|[^\\\^$|?*+()\[\]{}])(?:[*+?]\??|\{\d{1,2}(?:,\d{0,2})?\}\??)?`
const branches = (inner: string): string => String.raw`\^?${inner}*\$?(?:\|\^?${inner}*\$?)*`
const group = (inner: string): string => String.raw`\((?:\?:)?${branches(inner)}\)(?:[*+?]\??|\{\d{1,2}(?:,\d{0,2})?\}\??)?`
const ATOM = atom('-')
const SHALLOW = `(?:${ATOM}|${group(`(?:${ATOM})`)})`
/** What both read alike but for a few signs: atoms, groups in groups, quantifiers. */
const PLAIN = branches(`(?:${ATOM}|${group(SHALLOW)})`)
const quoted = (pattern: string): string => `'${pattern.replaceAll("'", "''")}'`
const TOKENS = quoted(String.raw`(?s)\\.|\[\^?[^\]\\]*(?:\\.[^\]\\]*)*\]|\(\?:|.`)

export const REGEXP_MACROS: readonly string[] = [
  `CREATE OR REPLACE MACRO sp_regexp_tokens(p) AS regexp_extract_all(p, ${TOKENS})`,
  String.raw`CREATE OR REPLACE MACRO sp_row_regexp(p, is_test) AS CASE WHEN NOT regexp_full_match(p, ${quoted(PLAIN)}) THEN error('A regular expression in a row that is not plain is not supported: write it in the statement') WHEN regexp_matches(p, '[\\.$]') THEN array_to_string(list_transform(sp_regexp_tokens(p), lambda k: CASE k WHEN '.' THEN '[^${LINE_BREAKS}]' WHEN '\s' THEN '[\s\x0B]' WHEN '$' THEN CASE WHEN is_test THEN '(?:\r\n|[${LINE_BREAKS}])?$' ELSE '$' END ELSE k END), '') ELSE p END`,
  "CREATE OR REPLACE MACRO sp_group_count(p) AS len(list_filter(sp_regexp_tokens(p), lambda k: k = '('))",
  'CREATE OR REPLACE MACRO sp_with_group(p, g, v, missing) AS CASE WHEN sp_group_count(p) < g THEN missing ELSE v END',
  `CREATE OR REPLACE MACRO sp_open_end(s) AS CASE WHEN regexp_matches(s, '[${LINE_BREAKS}]$') THEN error('A $ in a regular expression over a text that ends with a line break is not supported') ELSE s END`,
  "CREATE OR REPLACE MACRO sp_row_subject(s, p) AS CASE WHEN contains(p, '$') THEN sp_open_end(s) ELSE s END",
  String.raw`CREATE OR REPLACE MACRO sp_english_words(s) AS CASE WHEN regexp_matches(s, '[^\x00-\x7F]') AND regexp_matches(regexp_replace(s, '[\x00-\x7F]+', '', 'g'), '[\pL\pN\pM]') THEN error('\b in a regular expression over a text with other letters than those of English is not supported') ELSE s END`,
  // $1 of Java is \1 of the engine, and \ before a sign is that sign.
  String.raw`CREATE OR REPLACE MACRO sp_replacement(r) AS CASE WHEN regexp_full_match(r, '(?s)(?:\\.|\$[0-9]|[^\\$])*') THEN array_to_string(list_transform(regexp_extract_all(r, '(?s)\\.|\$[0-9]|.'), lambda k: CASE WHEN k = '\\' THEN k WHEN k[1] = '$' THEN '\' || k[2] WHEN k[1] = '\' THEN k[2] ELSE k END), '') WHEN r IS NOT NULL THEN error('A replacement of regexp_replace has a $ before no number of a group, or a \ before nothing') END`,
  // The greatest group that a replacement names: 0 is the whole of what was found. Java looks for it where something is found, and only there.
  String.raw`CREATE OR REPLACE MACRO sp_wanted_group(r) AS list_max(list_transform(regexp_extract_all(r, '(?s)\\.|\$[0-9]|.'), lambda k: CASE WHEN k[1] = '$' THEN CAST(k[2] AS INTEGER) ELSE 0 END))`,
  "CREATE OR REPLACE MACRO sp_replaced(s, p, r, wanted, groups) AS CASE WHEN wanted > groups AND regexp_matches(s, p) THEN error('The group ' || wanted || ' in the replacement of regexp_replace does not exist: the regular expression has ' || groups || ' groups') WHEN groups > 9 AND wanted > 0 THEN error('A group of a regular expression in a row that has more than 9 is not supported in the replacement of regexp_replace') ELSE regexp_replace(s, p, r, 'g') END",
  String.raw`CREATE OR REPLACE MACRO sp_replaces_from(s, p) AS CASE WHEN p < 1 THEN error('The position of regexp_replace counts from 1') WHEN p > 1 AND regexp_matches(s, '[\x{10000}-\x{10FFFF}]') THEN error('regexp_replace from a position, over a text with characters above U+FFFF, is not supported') WHEN p IS NOT NULL THEN length(s) >= p END`,
  // Spark 3.3 cuts behind the last character, too; and into the halves of a pair, which are no characters.
  String.raw`CREATE OR REPLACE MACRO sp_split_characters(s) AS CASE WHEN s IS NULL THEN NULL WHEN s = '' THEN [''] ELSE list_append(string_split(regexp_replace(s, '[\x{10000}-\x{10FFFF}]', '??', 'g'), ''), '') END`,
  // Java drops a trailing empty match only with a limit of 0; Spark's limit is -1: all parts stay.
  "CREATE OR REPLACE MACRO sp_split(s, p) AS CASE WHEN s IS NULL OR p IS NULL THEN NULL WHEN p = '' THEN sp_split_characters(s) WHEN regexp_matches('', p) THEN error('split by a regular expression in a row that matches nothing at all is not supported: write it in the statement') ELSE string_split_regex(s, p) END",
  // The part behind n - 1 cuts with all that follows it.
  'CREATE OR REPLACE MACRO sp_lengths(l) AS coalesce(list_sum(list_transform(l, lambda e: length(e))), 0)',
  'CREATE OR REPLACE MACRO sp_split_rest(s, parts, marks, n) AS list_append(list_slice(parts, 1, n - 1), substring(s, CAST(sp_lengths(list_slice(parts, 1, n - 1)) + sp_lengths(list_slice(marks, 1, n - 1)) + 1 AS INTEGER)))',
]
