SELECT k, e, rank() OVER (ORDER BY e, k) AS r FROM VALUES (1, -0.0D), (2, 0.0D), (3, NULL), (4, double('NaN')) AS t(k, e)
SELECT k, e, row_number() OVER (ORDER BY e DESC, k) AS r, first_value(e) OVER (ORDER BY e, k) AS f FROM VALUES (1, float('-0.0')), (2, float('0.0')), (3, NULL), (4, float('NaN')) AS t(k, e)
SELECT k, e, count(*) OVER (PARTITION BY e) AS c, sum(k) OVER (PARTITION BY e ORDER BY k) AS s FROM VALUES (1, -0.0D), (2, 0.0D), (3, NULL) AS t(k, e)
SELECT k, p, e, count(*) OVER (PARTITION BY e) AS z FROM VALUES (1, array(-0.0D, 0.0D)) AS t(k, a) LATERAL VIEW posexplode(a) v AS p, e
SELECT k, e, sum(k) OVER (ORDER BY e RANGE BETWEEN 1 PRECEDING AND CURRENT ROW) AS s FROM VALUES (1, -0.0D), (2, 0.0D), (3, 0.5D), (4, NULL) AS t(k, e)
SELECT k, e FROM VALUES (1, -0.0D), (2, 0.0D), (3, NULL), (4, -1.0D) AS t(k, e) ORDER BY e, k
SELECT e FROM VALUES (-0.0D), (1.0D), (NULL), (double('NaN')) AS t(e) ORDER BY e DESC
SELECT e AS x FROM VALUES (float('-0.0')), (float('1')), (NULL) AS t(e) ORDER BY x
SELECT e FROM VALUES (-0.0D), (1.0D) AS t(e) ORDER BY 1 LIMIT 1
SELECT -e AS x FROM VALUES (0.0D), (1.0D) AS t(e) ORDER BY x DESC
SELECT DISTINCT e FROM VALUES (-0.0D), (1.0D) AS t(e) ORDER BY e
SELECT e FROM VALUES (-0.0D), (1.0D) AS t(e) UNION ALL SELECT e FROM VALUES (-0.0D) AS u(e) ORDER BY e
SELECT e FROM (SELECT e FROM VALUES (-0.0D), (1.0D) AS t(e) ORDER BY e LIMIT 5) ORDER BY e DESC
SELECT k, max(e) AS m FROM VALUES (1, -0.0D), (2, 1.0D) AS t(k, e) GROUP BY k ORDER BY k
SELECT e FROM VALUES (-0.0D), (1.0D) AS t(e) SORT BY e
SELECT a, b FROM VALUES (-0.0D, 1) AS t(a, b) UNION SELECT a, b FROM VALUES (1.0D, 1) AS t(a, b)
SELECT a, b FROM VALUES (float('-0.0'), 1) AS t(a, b) UNION SELECT a, b FROM VALUES (1S, 1) AS t(a, b)
SELECT a, b FROM VALUES (float('-0.0'), 1), (float('NaN'), 2) AS t(a, b) EXCEPT SELECT a, b FROM VALUES (1.0BD, 3) AS t(a, b)
SELECT a, b FROM VALUES (array(-0.0D), 1) AS t(a, b) EXCEPT SELECT a, b FROM VALUES (array(1.0D), 1) AS t(a, b)
SELECT a, b FROM VALUES (array(-0.0D), 1) AS t(a, b) INTERSECT SELECT a, b FROM VALUES (array(0.0D), 1) AS t(a, b)
SELECT a, b FROM VALUES (struct(-0.0D, array(-0.0D)), 1) AS t(a, b) UNION SELECT a, b FROM VALUES (struct(0.0D, array(0.0D)), 1) AS t(a, b)
SELECT a, b FROM VALUES (-0.0D, 1) AS t(a, b) EXCEPT ALL SELECT a, b FROM VALUES (1.0D, 1) AS t(a, b)
SELECT a, b FROM VALUES (-0.0D, 1) AS t(a, b) INTERSECT ALL SELECT a, b FROM VALUES (0.0D, 1) AS t(a, b)
SELECT k, shiftright(9223372036854775807L, k) AS a, shiftright(-9223372036854775807L, k) AS b, shiftright(-9007199254740993L, k) AS c, shiftrightunsigned(-9007199254740993L, k) AS d, shiftleft(9007199254740993L, k) AS e, shiftright(-5, k) AS f FROM VALUES (1), (0), (62), (63), (64), (-1) AS t(k)
SELECT concat(CAST(NULL AS binary), X'') AS a, crc32(concat(CAST(NULL AS binary), X'')) AS b, CAST(NULL AS binary) || X'00' AS c
SELECT lag(concat(CAST(NULL AS binary), CAST('a' AS binary))) OVER (ORDER BY k) AS a FROM VALUES (1), (2) AS t(k)
SELECT concat(unhex('éÜ'), unhex('aa')) AS a, concat(unhex('zz'), X'00', unhex('1')) AS b
