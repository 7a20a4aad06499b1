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
SELECT x, round(x), round(x, 2), round(x, 15), round(x, 16), bround(x, 2), bround(x, 5), format_number(x, 2), format_number(x, '0.###') FROM VALUES (6e-5D), (-6e-5D), (5e-17D), (-7.1e-8D), (5e-16D), (4.9e-324D), (9.99e-300D), (1e-5D), (6e-4D), (1e300D), (-1.7e308D), (9007199254740993D), (4503599627370496.5D), (123456789012345.675D) AS t(x)
SELECT sum(round(x, 2)), round(CAST(6e-5D AS FLOAT), 2), round(sum(x), 3) FROM VALUES (6e-5D), (7e-9D) AS t(x)
SELECT round(x, -18), round(x, -19), round(x, -20), round(x, -40), bround(x, -19), bround(x, -20) FROM VALUES (9223372036854775807L), (5000000000000000000L), (-9223372036854775808L), (NULL) AS t(x)
SELECT ceil(x, -36), ceil(x, -37), floor(x, -36), floor(x, -37) FROM VALUES (15.5BD), (-15.5BD), (0BD), (NULL) AS t(x)
SELECT ceil(x, -38), ceil(x, -40) FROM VALUES (-15.5BD), (0BD), (NULL) AS t(x)
SELECT floor(x, -38), floor(x, -40) FROM VALUES (15.5BD), (0BD), (NULL) AS t(x)
SELECT ceil(x, 0), floor(x, 0), ceil(x, 1), floor(x, 1) FROM VALUES (CAST('0.00000000000000000000000000000000000001' AS DECIMAL(38,38))), (-0.5), (0), (NULL) AS t(x)
