SELECT a, b, count(1) FROM VALUES (1, 1), (1, 2), (2, 1) d(a, b) GROUP BY GROUPING SETS ((1), (b), (a, 2)) ORDER BY a, b
SELECT a, b, count(1) FROM VALUES (1, 1), (1, 2), (2, 1) d(a, b) GROUP BY a, 2 GROUPING SETS ((1), (b), (a, 2)) ORDER BY a, b
SELECT d.a, count(1) FROM VALUES (1, 1), (1, 2), (2, 1) d(a, b) GROUP BY GROUPING SETS ((1), (a)) ORDER BY 1, 2
SELECT a + 1, count(1) FROM VALUES (1, 1), (1, 2), (2, 1) d(a, b) GROUP BY GROUPING SETS ((1), (a + 1)) ORDER BY 1, 2
