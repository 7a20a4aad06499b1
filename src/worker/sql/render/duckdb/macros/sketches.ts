/** A value that is used several times, computed once. */
const once = (value: string, name: string, body: string): string => `list_extract(list_transform([${value}], lambda ${name}: ${body}), 1)`

/** The next state of java.util.Random. */
const next = (seed: string): string => `((${seed} * CAST(25214903917 AS HUGEINT) + 11) % 281474976710656)`

/** A double from 0 to 1 of the two states behind the last. */
const draw = '((s1 >> 22) * 134217728 + (s2 >> 21)) * pow(2, -53)'

/** new Random(31183), with which Hive's histogram begins. */
const FIRST_SEED = String((31183n ^ 0x5deece66dn) & ((1n << 48n) - 1n))

/** Histograms and sketches. */
export const SKETCH_MACROS: readonly string[] = [
  // Which of the nearest neighbours become one bin (NumericHistogram.trim): of equal distances a random one.
  `CREATE OR REPLACE MACRO sp_histogram_drawn(g, s) AS list_reduce(list_transform(range(1, len(g) + 1), lambda i: {'i': i, 'd': g[i], 'c': CAST(1 AS BIGINT), 's': s}), lambda a, e: CASE WHEN e.d < a.d THEN {'i': e.i, 'd': e.d, 'c': e.c, 's': a.s} WHEN e.d = a.d THEN ${once(next('a.s'), 's1', once(next('s1'), 's2', `{'i': CASE WHEN ${draw} <= 1 / (a.c + 1) THEN e.i ELSE a.i END, 'd': a.d, 'c': a.c + 1, 's': s2}`))} ELSE a END)`,
  // Where all distances differ there is nothing to draw.
  `CREATE OR REPLACE MACRO sp_histogram_nearest(b, s) AS ${once('list_transform(range(1, len(b)), lambda i: b[i + 1].x - b[i].x)', 'g', "CASE WHEN list_unique(g) = len(g) THEN {'i': CAST(list_position(g, list_min(g)) AS BIGINT), 'd': list_min(g), 'c': CAST(1 AS BIGINT), 's': s} ELSE sp_histogram_drawn(g, s) END")}`,
  `CREATE OR REPLACE MACRO sp_histogram_trim(b, s) AS ${once('sp_histogram_nearest(b, s)', 'p', "{'b': list_concat(list_concat(b[1:p.i - 1], [{'x': b[p.i].x * (b[p.i].y / (b[p.i].y + b[p.i + 1].y)) + b[p.i + 1].x / (b[p.i].y + b[p.i + 1].y) * b[p.i + 1].y, 'y': b[p.i].y + b[p.i + 1].y}]), b[p.i + 2:]), 's': p.s}")}`,
  `CREATE OR REPLACE MACRO sp_histogram_add(h, v, n) AS CASE WHEN isnan(v) THEN error('histogram_numeric: NaN has no place in a histogram') WHEN len(list_filter(h.b, lambda c: c.x = v)) > 0 THEN {'b': list_transform(h.b, lambda c: {'x': c.x, 'y': CASE WHEN c.x = v THEN c.y + 1 ELSE c.y END}), 's': h.s} WHEN len(h.b) < n THEN {'b': list_sort(list_append(h.b, {'x': v, 'y': CAST(1 AS DOUBLE)})), 's': h.s} ELSE ${once("list_sort(list_append(h.b, {'x': v, 'y': CAST(1 AS DOUBLE)}))", 'b', 'sp_histogram_trim(b, h.s)')} END`,
  `CREATE OR REPLACE MACRO sp_histogram(l, n) AS CASE WHEN l IS NOT NULL THEN list_reduce(list_prepend({'b': CAST([] AS STRUCT(x DOUBLE, y DOUBLE)[]), 's': CAST(${FIRST_SEED} AS HUGEINT)}, list_transform(l, lambda v: {'b': [{'x': v, 'y': CAST(1 AS DOUBLE)}], 's': CAST(0 AS HUGEINT)})), lambda h, e: sp_histogram_add(h, e.b[1].x, n)).b END`,
  // A count as the hexadecimal text of 8 bytes.
  "CREATE OR REPLACE MACRO sp_counter(n) AS lpad(hex(CAST(n AS BIGINT)), 16, '0')",
  // Of the low bits of a * v alone (CountMinSketchImpl.hash).
  'CREATE OR REPLACE MACRO sp_sketch_bits(p) AS (p % 2147483648 + p // 4294967296 % 2147483648) % 2147483648',
  'CREATE OR REPLACE MACRO sp_sketch_place(v, a, w) AS sp_sketch_bits((CAST(v AS HUGEINT) * a % 18446744073709551616 + 18446744073709551616) % 18446744073709551616) % w',
  `CREATE OR REPLACE MACRO sp_sketch_row(l, a, w) AS ${once("list_aggregate(list_transform(coalesce(l, CAST([] AS BIGINT[])), lambda v: CAST(sp_sketch_place(v, a, w) AS BIGINT)), 'histogram')", 'm', "array_to_string(list_transform(range(w), lambda j: sp_counter(coalesce(m[j], 0))), '')")}`,
]
