/** Functions of numbers of Spark where the engine's differ. */
export const MATH_MACROS: readonly string[] = [
  // A quotient of two logarithms; the engine's by 0 is NULL, and Java's is not.
  "CREATE OR REPLACE MACRO sp_log(a, b) AS CASE WHEN a <> 0 THEN b / a WHEN b = 0 OR isnan(b) THEN CAST('NaN' AS DOUBLE) WHEN b > 0 THEN CAST('Infinity' AS DOUBLE) WHEN b < 0 THEN CAST('-Infinity' AS DOUBLE) END",
  // The engine stops at the sine of infinity.
  "CREATE OR REPLACE MACRO sp_angle(x) AS CASE WHEN isinf(x) THEN CAST('NaN' AS DOUBLE) ELSE x END",
  // 1 / x for a sine or a tangent.
  "CREATE OR REPLACE MACRO sp_inverse(x) AS CASE WHEN x = 0 THEN CASE WHEN signbit(x) THEN CAST('-Infinity' AS DOUBLE) ELSE CAST('Infinity' AS DOUBLE) END ELSE 1 / x END",
  // The engine's root may miss by the last digit, so that that of 27 is not 3. As Java's library: a root of 20 bits, a little too large, and one step of Newton in its order.
  'CREATE OR REPLACE MACRO sp_cbrt_start(root) AS CAST(CAST(((CAST(CAST(root AS BIT) AS BIGINT) >> 32) + 1) << 32 AS BIT) AS DOUBLE)',
  'CREATE OR REPLACE MACRO sp_cbrt_step(x, root) AS root + root * ((x / (root * root) - root) / ((root + root) + x / (root * root)))',
  'CREATE OR REPLACE MACRO sp_cbrt(x) AS CASE WHEN x = 0 OR isnan(x) OR isinf(x) THEN x ELSE sign(x) * sp_cbrt_step(abs(x), sp_cbrt_start(cbrt(abs(x)))) END',
  'CREATE OR REPLACE MACRO sp_width_bucket(v, low, high, n) AS CASE WHEN n <= 0 OR n = 9223372036854775807 OR low = high OR NOT isfinite(low) OR NOT isfinite(high) OR isnan(v) OR v IS NULL OR low IS NULL OR high IS NULL OR n IS NULL THEN NULL WHEN (low < high AND v < low) OR (low > high AND v > low) THEN CAST(0 AS BIGINT) WHEN (low < high AND v >= high) OR (low > high AND v <= high) THEN n + 1 WHEN low < high THEN sp_double_bigint(n * (v - low) / (high - low)) + 1 ELSE sp_double_bigint(n * (low - v) / (low - high)) + 1 END',
  // a / b for b > 0, to the whole number below and above.
  'CREATE OR REPLACE MACRO sp_floor_divide(a, b) AS a // b - CASE WHEN a % b < 0 THEN 1 ELSE 0 END',
  'CREATE OR REPLACE MACRO sp_ceil_divide(a, b) AS a // b + CASE WHEN a % b > 0 THEN 1 ELSE 0 END',
]
