SELECT shiftrightunsigned(-1L, 3)
SELECT shiftrightunsigned(-1, 35)
SELECT shiftrightunsigned(-1L, 64)
SELECT shiftrightunsigned(-1L, 0)
SELECT shiftrightunsigned(-1, 0)
SELECT shiftrightunsigned(-8, -1)
SELECT shiftrightunsigned(16, 2)
SELECT shiftrightunsigned(-9223372036854775808L, 63)
SELECT shiftrightunsigned(CAST(NULL AS int), 1)
SELECT shiftrightunsigned(x, 1) FROM VALUES (-5), (7), (NULL) AS t(x)
SELECT shiftrightunsigned(3Y, 1)
SELECT cbrt(27.0)
SELECT cbrt(x) FROM VALUES (1000D), (-27D), (0D), (-0.0D), (8D), (64D), (125D), (343D), (1D), (1e300D), (double('NaN')), (double('Infinity')), (double('-Infinity')), (1e-300D), (2D), (3D), (1e-320D) AS t(x)
SELECT 7Y * CAST(NULL AS decimal(8,6))
SELECT 7Y + CAST(1 AS decimal(8,6))
SELECT 7S + CAST(1 AS decimal(8,6))
SELECT -7Y + CAST(1 AS decimal(8,6))
SELECT 0.5 / 3Y
SELECT 123456.789F
SELECT 1.1F + 1
SELECT round(123456.789F, 1)
SELECT 16777217F
SELECT 1e10F
SELECT 0.1F
SELECT 1e-5F
SELECT 12345678.9F + 1
SELECT round(x, -5), round(x, -3), round(x, -4), round(x, -2), bround(x, -5), bround(x, -3), ceil(x, -3), floor(x, -4) FROM VALUES (123.4567), (999.9999), (NULL), (-999.9999), (500.0000) AS t(x)
SELECT round(0.5, -1), round(5.5, -1), round(4.9, -1), round(9.5, -1), round(0.05, -1), round(12345678901234567890123456.78, -26), round(99999999999999999999999999.99, -3)
