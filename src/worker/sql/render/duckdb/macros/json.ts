import { once } from './once.ts'

/** JSON texts as Spark's parser (Jackson) takes them, and numbers as it writes them. */
export const JSON_MACROS: readonly string[] = [
  // The text with its strings emptied: what is left are marks, numbers and words.
  String.raw`CREATE OR REPLACE MACRO sp_json_bare(t) AS regexp_replace(t, '(?s)"(?:[^"\\]|\\.)*"', '""', 'g')`,
  String.raw`CREATE OR REPLACE MACRO sp_json_unquoted(b) AS replace(replace(replace(replace(b, '\\', chr(1)), '\''', ''''), '\"', '"'), '"', '\"')`,
  // 'x' is a string, too, and \' a quote in it.
  String.raw`CREATE OR REPLACE MACRO sp_json_quoted(t) AS CASE WHEN contains(t, '''') THEN array_to_string(list_transform(regexp_extract_all(t, '(?s)"(?:[^"\\]|\\.)*"|''(?:[^''\\]|\\.)*''|[^"'']+|.'), lambda k: CASE WHEN length(k) > 1 AND (k[1] = '"' OR k[1] = '''') THEN '"' || replace(sp_json_unquoted(k[2:-2]), chr(1), '\\') || '"' ELSE k END), '') ELSE t END`,
  // What the engine takes and Spark does not: a comma before a closing bracket. Which words for numbers Spark takes depends on their sign.
  String.raw`CREATE OR REPLACE MACRO sp_json_strict(t) AS CASE WHEN NOT json_valid(t) THEN CASE WHEN regexp_matches(t, '\\u[dD][89a-fA-F]') THEN error('JSON with half a surrogate pair is not supported') END WHEN NOT regexp_matches(t, '(?i),\s*[\]}]|nan|inf') THEN t ELSE ${once('sp_json_bare(t)', 'b', String.raw`CASE WHEN regexp_matches(b, ',\s*[\]}]') THEN NULL WHEN regexp_matches(b, '(?i)nan|inf') THEN error('JSON with NaN or Infinity as a number is not supported') ELSE t END`)} END`,
  // The first value of the text; what is behind it is not read. NULL for a broken one.
  `CREATE OR REPLACE MACRO sp_json_first(t) AS ${once('t', 'x', once('fn_json_first(x)', 'p', 'CASE WHEN json_valid(p) THEN p ELSE x END'))}`,
  `CREATE OR REPLACE MACRO sp_json_root(t) AS ${once(once(once('t', 'y', 'sp_json_quoted(y)'), 'q', "CASE WHEN json_valid(q) OR NOT regexp_matches(q, '^\\s*[\\[{]') THEN q ELSE sp_json_first(q) END"), 'w', 'sp_json_strict(w)')}`,
  // Words for numbers stand for themselves in from_json alone: in quotes, behind a mark that no text has.
  `CREATE OR REPLACE MACRO sp_json_record(t) AS sp_json_root(${once('t', 'g', String.raw`CASE WHEN regexp_matches(g, 'NaN|INF|Infinity') THEN array_to_string(list_transform(regexp_extract_all(g, '(?s)"(?:[^"\\]|\\.)*"|''(?:[^''\\]|\\.)*''|[+-](?:INF|Infinity)|Infinity|NaN|.'), lambda k: CASE WHEN regexp_full_match(k, '[+-](?:INF|Infinity)|Infinity|NaN') THEN '"\u0002' || k || '"' ELSE k END), '') ELSE g END`)})`,
  // Of a key that stands twice the last value counts.
  `CREATE OR REPLACE MACRO sp_json_field(o, k) AS list_extract(json_extract(o, '$.*'), ${once('json_keys(o)', 'n', 'len(n) + 1 - list_position(list_reverse(n), k)')})`,
  "CREATE OR REPLACE MACRO sp_json_all(o, k) AS list_where(json_extract(o, '$.*'), list_transform(json_keys(o), lambda n: n = k))",
  // The place in the object of the i-th value of a name, and the values before a place.
  'CREATE OR REPLACE MACRO sp_json_places(o, k) AS list_where(range(1, len(json_keys(o)) + 1), list_transform(json_keys(o), lambda n: n = k))',
  'CREATE OR REPLACE MACRO sp_json_place(o, k, i) AS list_extract(sp_json_places(o, k), i)',
  `CREATE OR REPLACE MACRO sp_json_before(vs, o, k, p) AS ${once('p', 'c', 'list_where(vs, list_transform(sp_json_places(o, k), lambda i: i <= c))')}`,
  "CREATE OR REPLACE MACRO sp_json_is_null(v) AS v IS NULL OR json_type(v) = 'NULL'",
  String.raw`CREATE OR REPLACE MACRO sp_json_number(n) AS CASE WHEN NOT regexp_matches(n, '[.eE]') THEN n ELSE ${once('TRY_CAST(n AS DOUBLE)', 'd', "coalesce(sp_double_text(d), error('A number in the JSON is too big'))")} END`,
  // Jackson writes a character beyond 16 bits as the escapes of its two halves.
  String.raw`CREATE OR REPLACE MACRO sp_json_halves(t) AS ${once('t', 'x', String.raw`CASE WHEN regexp_matches(x, '[\x{10000}-\x{10FFFF}]') THEN array_to_string(list_transform(regexp_extract_all(x, '[\x{10000}-\x{10FFFF}]|[^\x{10000}-\x{10FFFF}]+'), lambda k: CASE WHEN unicode(k) > 65535 THEN printf('\u%04X\u%04X', 55232 + (unicode(k) >> 10), 56320 + (unicode(k) & 1023)) ELSE k END), '') ELSE x END`)}`,
  String.raw`CREATE OR REPLACE MACRO sp_json_compact(t) AS ${once('t', 'c', String.raw`CASE WHEN regexp_matches(sp_json_bare(c), '\d[.eE]') THEN array_to_string(list_transform(regexp_extract_all(c, '(?s)"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|.'), lambda k: CASE WHEN regexp_full_match(k, '-?\d.*') THEN sp_json_number(k) ELSE k END), '') ELSE c END`)}`,
  // Numbers stand behind a mark that have more digits than a double, and words for what is no number: a text has the number, and the word in quotes.
  String.raw`CREATE OR REPLACE MACRO sp_json_numbers(t) AS regexp_replace(regexp_replace(t, '"\\u0003([^"]*)"', '\1', 'g'), '"\\u0002\+?(-?)(?:INF|Infinity)"', '"\\u0002\1Infinity"', 'g')`,
  String.raw`CREATE OR REPLACE MACRO sp_json_unmarked(v) AS CASE WHEN contains(CAST(v AS VARCHAR), '\u000') THEN CAST(CASE WHEN json_type(v) IN ('OBJECT', 'ARRAY') THEN replace(sp_json_numbers(CAST(v AS VARCHAR)), '"\u0002', '"') ELSE sp_json_numbers(CAST(v AS VARCHAR)) END AS JSON) ELSE v END`,
  // A value as text: strings as they are, numbers as Java prints them, the others as JSON.
  `CREATE OR REPLACE MACRO sp_json_text(v) AS ${once('sp_json_unmarked(v)', 'j', "CASE json_type(j) WHEN 'NULL' THEN NULL WHEN 'OBJECT' THEN sp_json_halves(sp_json_compact(CAST(j AS VARCHAR))) WHEN 'ARRAY' THEN sp_json_halves(sp_json_compact(CAST(j AS VARCHAR))) WHEN 'DOUBLE' THEN sp_json_number(json_extract_string(j, '$')) ELSE CASE WHEN starts_with(json_extract_string(j, '$'), chr(2)) THEN '\"' || json_extract_string(j, '$')[2:] || '\"' ELSE json_extract_string(j, '$') END END")}`,
  // What does not match a pattern, or none is given: as a cast reads it, without GMT, or days since 1970-01-01, as Spark 1.5 wrote them; earlier ones were of another calendar.
  `CREATE OR REPLACE MACRO sp_json_days(t) AS ${once('t', 'z', String.raw`CASE WHEN regexp_full_match(z, '[+-]?\d+') AND TRY_CAST(z AS BIGINT) BETWEEN -2147483648 AND 2147483647 THEN CASE WHEN CAST(z AS BIGINT) NOT BETWEEN -141427 AND 2147483646 THEN error('The date ' || z || ', in days before 1582-10-15 or the last one of all, is not supported') ELSE DATE '1970-01-01' + CAST(CAST(z AS BIGINT) AS INTEGER) END END`)}`,
  `CREATE OR REPLACE MACRO sp_json_date_otherwise(t) AS ${once('t', 'z', "coalesce(sp_to_date(replace(z, 'GMT', '')), sp_json_days(z))")}`,
  "CREATE OR REPLACE MACRO sp_json_timestamp_otherwise(t) AS sp_to_timestamp(replace(t, 'GMT', ''))",
  // What Spark's older parser would read, and the newer one does not, stops the job.
  `CREATE OR REPLACE MACRO sp_csv_date(t) AS ${once("replace(t, 'GMT', '')", 'z', String.raw`coalesce(sp_to_date(z), CASE WHEN regexp_matches(sp_ascii_digits(z), '^\s*[+-]?\d+-[+-]?\d+-[+-]?\d') THEN error('The date ' || z || ', which only the parser before Spark 3.0 reads, is not supported') END)`)}`,
  `CREATE OR REPLACE MACRO sp_json_date(t) AS ${once('t', 'z', 'coalesce(sp_csv_date(z), sp_json_days(z))')}`,
  `CREATE OR REPLACE MACRO sp_json_timestamp(t) AS ${once("replace(t, 'GMT', '')", 'z', String.raw`coalesce(sp_to_timestamp(z), CASE WHEN regexp_matches(sp_ascii_digits(z), '^\s*[+-]?\d+-[+-]?\d+-[+-]?\d+ [+-]?\d+:[+-]?\d+:[+-]?\d') THEN error('The timestamp ' || z || ', which only the parser before Spark 3.0 reads, is not supported') END)`)}`,
  `CREATE OR REPLACE MACRO sp_json_values(o, k) AS ${once('o', 'h', "CASE WHEN json_type(h) = 'OBJECT' THEN list_filter(json_extract(h, '$.*'), lambda j, i: list_extract(json_keys(h), i) = k AND json_type(j) <> 'NULL') END")}`,
  'CREATE OR REPLACE MACRO sp_json_tuple(o, k) AS sp_json_text(list_extract(sp_json_values(o, k), -1))',
]
