/** Functions on arrays and maps of Spark where the engine's differ. */
export const COLLECTION_MACROS: readonly string[] = [
  'CREATE OR REPLACE MACRO sp_map_value(m, k) AS list_extract(map_values(m), list_position(map_keys(m), k))',
  // Of a NaN those of the one that Java has.
  'CREATE OR REPLACE MACRO sp_bits_of_all(a) AS list_transform(a, lambda e: CASE WHEN isnan(e) THEN 9221120237041090560 ELSE CAST(CAST(CAST(e AS DOUBLE) AS BIT) AS BIGINT) END)',
  'CREATE OR REPLACE MACRO sp_all_of_bits(a) AS list_transform(a, lambda e: CAST(CAST(e AS BIT) AS DOUBLE))',
  // The first of equal elements stays, NULL included.
  'CREATE OR REPLACE MACRO sp_array_distinct(a) AS list_filter(a, lambda e, i: CASE WHEN e IS NULL THEN len(list_filter(list_slice(a, 1, i - 1), lambda f: f IS NULL)) = 0 ELSE coalesce(list_position(a, e) = i, TRUE) END)',
  'CREATE OR REPLACE MACRO sp_has(a, e) AS CASE WHEN e IS NULL THEN len(list_filter(a, lambda f: f IS NULL)) > 0 ELSE coalesce(list_contains(a, e), FALSE) END',
  'CREATE OR REPLACE MACRO sp_array_contains(a, e) AS CASE WHEN a IS NULL OR e IS NULL THEN NULL WHEN list_contains(a, e) THEN TRUE WHEN len(list_filter(a, lambda f: f IS NULL)) > 0 THEN NULL ELSE FALSE END',
  'CREATE OR REPLACE MACRO sp_array_union(a, b) AS CASE WHEN a IS NULL OR b IS NULL THEN NULL ELSE sp_array_distinct(list_concat(a, b)) END',
  'CREATE OR REPLACE MACRO sp_array_intersect(a, b) AS CASE WHEN a IS NULL OR b IS NULL THEN NULL ELSE list_filter(sp_array_distinct(a), lambda e: sp_has(b, e)) END',
  'CREATE OR REPLACE MACRO sp_array_except(a, b) AS CASE WHEN a IS NULL OR b IS NULL THEN NULL ELSE list_filter(sp_array_distinct(a), lambda e: NOT sp_has(b, e)) END',
  'CREATE OR REPLACE MACRO sp_arrays_overlap(a, b) AS CASE WHEN a IS NULL OR b IS NULL THEN NULL WHEN list_has_any(list_filter(a, lambda e: e IS NOT NULL), list_filter(b, lambda e: e IS NOT NULL)) THEN TRUE WHEN len(a) > 0 AND len(b) > 0 AND (sp_has(a, NULL) OR sp_has(b, NULL)) THEN NULL ELSE FALSE END',
  "CREATE OR REPLACE MACRO sp_slice(a, s, l) AS CASE WHEN a IS NULL OR s IS NULL OR l IS NULL THEN NULL WHEN s = 0 THEN error('slice: the start counts from 1') WHEN l < 0 THEN error('slice: the length is negative') WHEN s > 0 THEN list_slice(a, s, CAST(s AS BIGINT) + l - 1) WHEN -CAST(s AS BIGINT) > len(a) THEN list_slice(a, 1, 0) ELSE list_slice(a, len(a) + s + 1, len(a) + s + l) END",
  // Java counts in 64 bits how far it is, and keeps 32 of them.
  "CREATE OR REPLACE MACRO sp_long_sequence(a, s, n) AS CASE WHEN n < 0 THEN error('sequence: there are too many values') ELSE list_transform(range(sp_within('sequence', n * 8, n)), lambda k: sp_wrap_bigint(CAST(a AS HUGEINT) + k * CAST(s AS HUGEINT))) END",
  "CREATE OR REPLACE MACRO sp_sequence(a, b, s) AS CASE WHEN s = 0 AND a = b THEN [a] WHEN s = 0 OR (s > 0 AND a > b) OR (s < 0 AND a < b) THEN error('sequence: the step does not lead from the start to the stop') WHEN abs(CAST(b AS HUGEINT) - a) <= 9223372036854775807 THEN generate_series(a, sp_within('sequence', (abs(CAST(b AS HUGEINT) - a) // abs(CAST(s AS HUGEINT)) + 1) * 8, b), s) ELSE sp_long_sequence(a, s, sp_wrap_int(sp_wrap_bigint(CAST(b AS HUGEINT) - a) // s + 1)) END",
  "CREATE OR REPLACE MACRO sp_first_index_check(i) AS CASE WHEN i = 0 THEN error('element_at: the index counts from 1') ELSE i END",
]
