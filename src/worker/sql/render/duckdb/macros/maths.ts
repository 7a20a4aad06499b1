/** Functions of numbers of Spark where the engine's differ. */
export const MATH_MACROS: readonly string[] = [
  // Java's pow: 1 to the power of NaN, and 1 or -1 to that of infinity, are no numbers.
  "CREATE OR REPLACE MACRO sp_power(x, y) AS CASE WHEN isnan(y) OR (abs(x) = 1 AND isinf(y)) THEN x * CAST('NaN' AS DOUBLE) ELSE pow(x, y) END",
  // The engine stops at the sine of infinity.
  "CREATE OR REPLACE MACRO sp_angle(x) AS CASE WHEN isinf(x) THEN CAST('NaN' AS DOUBLE) ELSE x END",
  // 1 / x for a sine or a tangent.
  "CREATE OR REPLACE MACRO sp_inverse(x) AS CASE WHEN x = 0 THEN CASE WHEN signbit(x) THEN CAST('-Infinity' AS DOUBLE) ELSE CAST('Infinity' AS DOUBLE) END ELSE 1 / x END",
  // The engine's root may miss by the last digit, so that that of 27 is not 3. As Java's library: a root of 20 bits, a little too large, and one step of Newton in its order.
  'CREATE OR REPLACE MACRO sp_cbrt_start(root) AS CAST(CAST(((CAST(CAST(root AS BIT) AS BIGINT) >> 32) + 1) << 32 AS BIT) AS DOUBLE)',
  'CREATE OR REPLACE MACRO sp_cbrt_step(x, root) AS root + root * ((x / (root * root) - root) / ((root + root) + x / (root * root)))',
  'CREATE OR REPLACE MACRO sp_cbrt(x) AS CASE WHEN x = 0 OR isnan(x) OR isinf(x) THEN x ELSE sign(x) * sp_cbrt_step(abs(x), sp_cbrt_start(cbrt(abs(x)))) END',
  // By what is lost when 1 is added, and when it is taken away again (Kahan).
  'CREATE OR REPLACE MACRO sp_log1p(x) AS CASE WHEN x <= -1 THEN NULL WHEN 1 + x = 1 THEN x WHEN isinf(x) THEN x ELSE ln(1 + x) * (x / ((1 + x) - 1)) END',
  'CREATE OR REPLACE MACRO sp_expm1(x) AS CASE WHEN exp(x) = 1 THEN x WHEN abs(x) < 0.5 THEN (exp(x) - 1) * (x / ln(exp(x))) ELSE exp(x) - 1 END',
  "CREATE OR REPLACE MACRO sp_atanh(x) AS CASE WHEN abs(x) > 1 THEN CAST('NaN' AS DOUBLE) WHEN abs(x) = 1 THEN x * CAST('Infinity' AS DOUBLE) ELSE 0.5 * (sp_log1p(x) - sp_log1p(-x)) END",
  // The squares of what is very large or very small are infinite or 0.
  'CREATE OR REPLACE MACRO sp_scaled_hypot(high, low) AS CASE WHEN high = 0 THEN high ELSE high * sqrt(1 + (low / high) * (low / high)) END',
  "CREATE OR REPLACE MACRO sp_hypot(a, b) AS CASE WHEN a IS NULL OR b IS NULL THEN NULL WHEN isinf(a) OR isinf(b) THEN CAST('Infinity' AS DOUBLE) WHEN isnan(a) OR isnan(b) THEN CAST('NaN' AS DOUBLE) WHEN greatest(abs(a), abs(b)) BETWEEN 1e-150 AND 1e150 THEN sqrt(a * a + b * b) ELSE sp_scaled_hypot(greatest(abs(a), abs(b)), least(abs(a), abs(b))) END",
  'CREATE OR REPLACE MACRO sp_width_bucket(v, low, high, n) AS CASE WHEN n <= 0 OR n = 9223372036854775807 OR low = high OR NOT isfinite(low) OR NOT isfinite(high) OR isnan(v) OR v IS NULL OR low IS NULL OR high IS NULL OR n IS NULL THEN NULL WHEN (low < high AND v < low) OR (low > high AND v > low) THEN CAST(0 AS BIGINT) WHEN (low < high AND v >= high) OR (low > high AND v <= high) THEN n + 1 WHEN low < high THEN sp_double_bigint(n * (v - low) / (high - low)) + 1 ELSE sp_double_bigint(n * (low - v) / (low - high)) + 1 END',
  // a / b for b > 0, to the whole number below and above.
  'CREATE OR REPLACE MACRO sp_floor_divide(a, b) AS a // b - CASE WHEN a % b < 0 THEN 1 ELSE 0 END',
  'CREATE OR REPLACE MACRO sp_ceil_divide(a, b) AS a // b + CASE WHEN a % b > 0 THEN 1 ELSE 0 END',
]
