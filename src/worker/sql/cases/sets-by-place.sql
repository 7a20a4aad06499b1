SELECT a, b, count(1) FROM VALUES (1, 1), (1, 2), (2, 1) d(a, b) GROUP BY GROUPING SETS ((1), (b), (a, 2)) ORDER BY a, b
SELECT a, b, count(1) FROM VALUES (1, 1), (1, 2), (2, 1) d(a, b) GROUP BY a, 2 GROUPING SETS ((1), (b), (a, 2)) ORDER BY a, b
SELECT d.a, count(1) FROM VALUES (1, 1), (1, 2), (2, 1) d(a, b) GROUP BY GROUPING SETS ((1), (a)) ORDER BY 1, 2
SELECT a + 1, count(1) FROM VALUES (1, 1), (1, 2), (2, 1) d(a, b) GROUP BY GROUPING SETS ((1), (a + 1)) ORDER BY 1, 2
SELECT d.s.f, count(1), grouping_id() FROM VALUES (named_struct('f', 1)) d(s) GROUP BY GROUPING SETS ((1), (d.s.f)) ORDER BY 1, 2
SELECT d.s.f, count(1) FROM VALUES (named_struct('f', 1)) d(s) GROUP BY GROUPING SETS ((1), (s.f)) ORDER BY 1, 2
SELECT d.m.k, count(1) FROM VALUES (map('k', 1)) d(m) GROUP BY 1, GROUPING SETS ((1), (d.m.k)) ORDER BY 1, 2
SELECT d.s, s.s, count(1) FROM VALUES (named_struct('s', 1)) d(s) GROUP BY GROUPING SETS ((1), (d.s), (2), (s.s)) ORDER BY 1, 2, 3
SELECT 1 AS a, count(1), grouping_id() FROM VALUES (1), (2) t(b) GROUP BY GROUPING SETS (())
SELECT count(1), grouping__id FROM VALUES (1), (2) t(b) GROUP BY GROUPING SETS ((), (), ())
