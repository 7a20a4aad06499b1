/** Functions of numbers of Spark where the engine's differ. */
export const MATH_MACROS: readonly string[] = [
  // Java's pow: 1 to the power of NaN, and 1 or -1 to that of infinity, are no numbers.
  "CREATE OR REPLACE MACRO sp_power(x, y) AS CASE WHEN isnan(y) OR (abs(x) = 1 AND isinf(y)) THEN x * CAST('NaN' AS DOUBLE) ELSE pow(x, y) END",
  'CREATE OR REPLACE MACRO sp_width_bucket(v, low, high, n) AS CASE WHEN n <= 0 OR n = 9223372036854775807 OR low = high OR NOT isfinite(low) OR NOT isfinite(high) OR isnan(v) OR v IS NULL OR low IS NULL OR high IS NULL OR n IS NULL THEN NULL WHEN (low < high AND v < low) OR (low > high AND v > low) THEN CAST(0 AS BIGINT) WHEN (low < high AND v >= high) OR (low > high AND v <= high) THEN n + 1 WHEN low < high THEN sp_double_bigint(n * (v - low) / (high - low)) + 1 ELSE sp_double_bigint(n * (low - v) / (low - high)) + 1 END',
  // a / b for b > 0, to the whole number below and above.
  'CREATE OR REPLACE MACRO sp_floor_divide(a, b) AS a // b - CASE WHEN a % b < 0 THEN 1 ELSE 0 END',
  'CREATE OR REPLACE MACRO sp_ceil_divide(a, b) AS a // b + CASE WHEN a % b > 0 THEN 1 ELSE 0 END',
]
