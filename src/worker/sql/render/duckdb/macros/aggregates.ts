const delta = '(e.a - s.a)'
const share = `(${delta} / (s.n + 1))`
const second = `(s.m2 + ${delta} * (${delta} - ${share}))`
const third = `(s.m3 - 3 * ${share} * ${second} + ${delta} * (${delta} * ${delta} - ${share} * ${share}))`
const fourth = `(s.m4 - 4 * ${share} * ${third} - 6 * (${share} * ${share}) * ${second} + ${delta} * (${delta} * (${delta} * ${delta}) - ${share} * (${share} * ${share})))`
const across = '(e.x - s.x)'
const up = '(e.y - s.y)'
const meanX = `(s.x + ${across} / (s.n + 1))`
const meanY = `(s.y + ${up} / (s.n + 1))`
const zero = 'CAST(0 AS DOUBLE)'

/** What Spark's aggregates compute of all the values of a group as a list; the lists hold no NULL. */
export const AGGREGATE_MACROS: readonly string[] = [
  // The central moments, one value after the other, as Spark's CentralMomentAgg.
  `CREATE OR REPLACE MACRO sp_moments(l) AS list_reduce(list_prepend({'n': ${zero}, 'a': ${zero}, 'm2': ${zero}, 'm3': ${zero}, 'm4': ${zero}}, list_transform(l, lambda x: {'n': CAST(1 AS DOUBLE), 'a': x, 'm2': ${zero}, 'm3': ${zero}, 'm4': ${zero}})), lambda s, e: {'n': s.n + 1, 'a': s.a + ${share}, 'm2': ${second}, 'm3': ${third}, 'm4': ${fourth}})`,
  // The moments have a name, or the engine would go through the list for each place where they stand.
  'CREATE OR REPLACE MACRO sp_skewness_of(o) AS list_extract(list_transform([o], lambda m: CASE WHEN m.n > 0 AND m.m2 <> 0 THEN sqrt(m.n) * m.m3 / sqrt(m.m2 * m.m2 * m.m2) END), 1)',
  'CREATE OR REPLACE MACRO sp_kurtosis_of(o) AS list_extract(list_transform([o], lambda m: CASE WHEN m.n > 0 AND m.m2 <> 0 THEN m.n * m.m4 / (m.m2 * m.m2) - 3 END), 1)',
  // The same of pairs, as Spark's PearsonCorrelation.
  `CREATE OR REPLACE MACRO sp_pair_moments(l) AS list_reduce(list_prepend({'n': ${zero}, 'x': ${zero}, 'y': ${zero}, 'ck': ${zero}, 'xm': ${zero}, 'ym': ${zero}}, list_transform(l, lambda p: {'n': CAST(1 AS DOUBLE), 'x': p.x, 'y': p.y, 'ck': ${zero}, 'xm': ${zero}, 'ym': ${zero}})), lambda s, e: {'n': s.n + 1, 'x': ${meanX}, 'y': ${meanY}, 'ck': s.ck + ${up} * (e.x - ${meanX}), 'xm': s.xm + ${across} * (e.x - ${meanX}), 'ym': s.ym + ${up} * (e.y - ${meanY})})`,
  // Spark 3.3: NULL where y has one value, 1 where only x has.
  'CREATE OR REPLACE MACRO sp_regr_r2_of(o) AS list_extract(list_transform([o], lambda m: CASE WHEN m.n = 0 OR m.ym = 0 THEN NULL WHEN m.xm = 0 THEN CAST(1 AS DOUBLE) ELSE (m.ck / sqrt(m.ym * m.xm)) * (m.ck / sqrt(m.ym * m.xm)) END), 1)',
  // Of a sorted list. Between two values percentile interpolates, and percentile_disc of Spark 3.3 takes the one before.
  "CREATE OR REPLACE MACRO sp_fraction(p) AS CASE WHEN p >= 0 AND p <= 1 THEN p ELSE error('percentile: a fraction is not from 0 to 1') END",
  'CREATE OR REPLACE MACRO sp_between_values(low, high, share) AS CASE WHEN share = 0 OR low = high THEN low ELSE (1 - share) * low + share * high END',
  'CREATE OR REPLACE MACRO sp_percentile(l, p) AS sp_between_values(l[CAST(floor((len(l) - 1) * sp_fraction(p)) AS BIGINT) + 1], l[CAST(ceil((len(l) - 1) * p) AS BIGINT) + 1], (len(l) - 1) * p - floor((len(l) - 1) * p))',
  // Of a sorted list of values with their frequencies: the value at a place from 0 among all.
  "CREATE OR REPLACE MACRO sp_frequency(n) AS CASE WHEN n < 0 THEN error('percentile: a frequency is negative') ELSE n END",
  `CREATE OR REPLACE MACRO sp_weighted_value(l, k) AS list_reduce(list_prepend({'v': CAST(NULL AS DOUBLE), 'w': CAST(k AS BIGINT)}, l), lambda s, e: CASE WHEN s.w < 0 THEN s WHEN e.w > s.w THEN {'v': e.v, 'w': CAST(-1 AS BIGINT)} ELSE {'v': CAST(NULL AS DOUBLE), 'w': s.w - e.w} END).v`,
  'CREATE OR REPLACE MACRO sp_weighted_at(l, k) AS sp_between_values(sp_weighted_value(l, floor(k)), sp_weighted_value(l, ceil(k)), k - floor(k))',
  `CREATE OR REPLACE MACRO sp_weighted_percentile(l, p) AS CASE WHEN list_sum(list_transform(l, lambda e: e.w)) > 0 THEN sp_weighted_at(l, (list_sum(list_transform(l, lambda e: e.w)) - 1) * sp_fraction(p)) END`,
  'CREATE OR REPLACE MACRO sp_percentile_disc(l, p) AS l[CAST(floor((len(l) - 1) * sp_fraction(p)) AS BIGINT) + 1]',
  'CREATE OR REPLACE MACRO sp_percentile_rank(l, p) AS l[greatest(CAST(ceil(len(l) * sp_fraction(p)) AS BIGINT), 1)]',
]
