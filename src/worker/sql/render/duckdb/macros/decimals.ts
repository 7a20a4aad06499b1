/** Decimal arithmetic beyond the 38 digits of the engine. Operands are whole numbers of the unit of a last digit; what is too big is NULL. */
export const DECIMAL_MACROS: readonly string[] = [
  "CREATE OR REPLACE MACRO sp_power10(e) AS CAST('1' || repeat('0', CAST(least(e, 38) AS INTEGER)) AS UHUGEINT)",
  'CREATE OR REPLACE MACRO sp_size(a) AS CAST(abs(a) AS UHUGEINT)',
  // a / b, half away from zero.
  'CREATE OR REPLACE MACRO sp_round_divide(a, b) AS CASE WHEN b <> 0 THEN CAST(sign(a) AS HUGEINT) * CAST(sign(b) AS HUGEINT) * CAST((sp_size(a) + sp_size(b) // 2) // sp_size(b) AS HUGEINT) END',
  // a // b for less than 28 digits. The engine divides 128 bits one by one; a double gives the first digits and another those of what is left.
  'CREATE OR REPLACE MACRO sp_near(a, b) AS CAST(CAST(a AS DOUBLE) / CAST(b AS DOUBLE) AS HUGEINT)',
  'CREATE OR REPLACE MACRO sp_rest_of(a, b) AS a - sp_near(a, b) * b',
  'CREATE OR REPLACE MACRO sp_nearest(a, b) AS sp_near(a, b) + sp_near(sp_rest_of(a, b), b)',
  'CREATE OR REPLACE MACRO sp_cut_divide(a, b) AS sp_nearest(a, b) - CAST(CAST(sign(sp_rest_of(sp_rest_of(a, b), b)) * sign(a) < 0 AS TINYINT) * sign(a) * sign(b) AS HUGEINT)',
  // a / b to so many digits more as the powers of ten are long that it is gone on with, where the rest times such a power has no room in 128 bits: r = f * (b / f) + b % f, and
  // a double is at most one too high.
  'CREATE OR REPLACE MACRO sp_quotient_start(a, b) AS struct_pack(q := CAST(sp_size(a) // sp_size(b) AS HUGEINT), r := CAST(sp_size(a) % sp_size(b) AS HUGEINT), b := CAST(sp_size(b) AS HUGEINT))',
  'CREATE OR REPLACE MACRO sp_quotient_guess(v, f) AS struct_pack(q := v.q, r := v.r, b := v.b, d := CAST(least(floor(CAST(v.r AS DOUBLE) / CAST(v.b AS DOUBLE) * f + 0.001), f - 1) AS HUGEINT))',
  'CREATE OR REPLACE MACRO sp_quotient_rest(v, f) AS struct_pack(q := CASE WHEN v.q < CAST(sp_power10(38) AS HUGEINT) // f THEN v.q * f + v.d END, r := f * (v.r - v.d * (v.b // f)) - v.d * (v.b % f), b := v.b)',
  'CREATE OR REPLACE MACRO sp_quotient_next(v) AS struct_pack(q := CASE WHEN v.r < 0 THEN v.q - 1 ELSE v.q END, r := CASE WHEN v.r < 0 THEN v.r + v.b ELSE v.r END, b := v.b)',
  'CREATE OR REPLACE MACRO sp_quotient_step(l, f) AS list_transform(list_transform(list_transform(l, lambda v: sp_quotient_guess(v, CAST(f AS HUGEINT))), lambda v: sp_quotient_rest(v, CAST(f AS HUGEINT))), lambda v: sp_quotient_next(v))',
  // Java rounds a quotient to 38 digits behind the point first, and then to its scale: t is 10 to the power of how many those are more. So a rest that is nearly a half is one.
  'CREATE OR REPLACE MACRO sp_quotient_end(l, t) AS list_extract(list_transform(l, lambda v: v.q + CASE WHEN v.r + v.b // CAST(t AS HUGEINT) >= v.b - v.r THEN 1 ELSE 0 END), 1)',
  // a * f / b for a power of ten f, where nothing of that is too long.
  'CREATE OR REPLACE MACRO sp_short_divide(a, b, f) AS CASE WHEN sp_size(a // b) < sp_power10(38) // sp_size(f) THEN (a // b) * f + sp_round_divide((a % b) * f, b) END',
  // The sum alone may be more than 128 bits hold.
  'CREATE OR REPLACE MACRO sp_decimal_sum(a, b) AS CASE WHEN abs(a // 2 + b // 2) < 80000000000000000000000000000000000000 THEN a + b END',
  // Sums of numbers of 38 digits, by halves of 19: each sum has room for 10^19 rows.
  'CREATE OR REPLACE MACRO sp_high_half(a) AS a // CAST(10000000000000000000 AS HUGEINT)',
  'CREATE OR REPLACE MACRO sp_low_half(a) AS a % CAST(10000000000000000000 AS HUGEINT)',
  'CREATE OR REPLACE MACRO sp_of_halves(high, low) AS CASE WHEN abs(high) <= 10000000000000000000 THEN high * CAST(10000000000000000000 AS HUGEINT) + low END',
  // The halves, and what else there is.
  'CREATE OR REPLACE MACRO sp_joined_low(a, low) AS sp_low_half(coalesce(a, 0)) + low',
  'CREATE OR REPLACE MACRO sp_joined_halves(a, high, low) AS sp_of_halves(sp_high_half(coalesce(a, 0)) + high + sp_high_half(sp_joined_low(a, low)), sp_low_half(sp_joined_low(a, low)))',
  // a * b / 10^d by halves of 19 digits. Java rounds to 38 digits first (MathContext), and then to the scale.
  'CREATE OR REPLACE MACRO sp_halves(a, b) AS struct_pack(x1 := sp_size(a) // sp_power10(19), x0 := sp_size(a) % sp_power10(19), y1 := sp_size(b) // sp_power10(19), y0 := sp_size(b) % sp_power10(19))',
  'CREATE OR REPLACE MACRO sp_crossed(v) AS struct_pack(t := v.x1 * v.y1, m := v.x1 * v.y0 + v.x0 * v.y1 + (v.x0 * v.y0) // sp_power10(19), l := (v.x0 * v.y0) % sp_power10(19))',
  'CREATE OR REPLACE MACRO sp_long(v) AS struct_pack(h := v.t + v.m // sp_power10(19), l := (v.m % sp_power10(19)) * sp_power10(19) + v.l)',
  'CREATE OR REPLACE MACRO sp_digits(v) AS struct_pack(e := CASE WHEN v.h = 0 THEN 0 ELSE length(CAST(v.h AS VARCHAR)) END, h := v.h, l := v.l)',
  'CREATE OR REPLACE MACRO sp_first_digits(v) AS struct_pack(e := v.e, r := CASE WHEN v.e = 0 THEN v.l ELSE v.h * sp_power10(38 - v.e) + (v.l + sp_power10(v.e) // 2) // sp_power10(v.e) END)',
  'CREATE OR REPLACE MACRO sp_last_digits(v, d) AS CASE WHEN v.e > d THEN NULL WHEN d - v.e > 38 THEN CAST(0 AS UHUGEINT) WHEN v.e = d THEN v.r ELSE (v.r + sp_power10(d - v.e) // 2) // sp_power10(d - v.e) END',
  'CREATE OR REPLACE MACRO sp_long_product(a, b, d) AS list_extract(list_transform(list_transform(list_transform(list_transform(list_transform([sp_halves(a, b)], lambda v: sp_crossed(v)), lambda v: sp_long(v)), lambda v: sp_digits(v)), lambda v: sp_first_digits(v)), lambda v: sp_last_digits(v, d)), 1)',
  'CREATE OR REPLACE MACRO sp_decimal_product(a, b, d) AS CASE WHEN abs(CAST(a AS DOUBLE)) * abs(CAST(b AS DOUBLE)) < 1e37 THEN CASE WHEN d > 38 THEN CAST(0 AS HUGEINT) ELSE sp_round_divide(a * b, CAST(sp_power10(d) AS HUGEINT)) END ELSE CAST(sign(a) AS HUGEINT) * CAST(sign(b) AS HUGEINT) * CAST(sp_long_product(a, b, d) AS HUGEINT) END',
]
