SELECT DISTINCT a FROM VALUES (array(-0.0D)), (array(0.0D)) t(a)
SELECT DISTINCT a FROM VALUES (array(-0.0D)), (array(-0.0D)) t(a)
SELECT a, count(*) FROM VALUES (array(-0.0D, 1D)), (array(0.0D, 1D)) t(a) GROUP BY a
SELECT a, count(*) FROM VALUES (array(array(-0.0D), NULL)), (NULL) t(a) GROUP BY a ORDER BY count(*), a
SELECT a, count(*) FROM VALUES (named_struct('x', -0.0D, 'y', 1)), (named_struct('x', 0.0D, 'y', 1)) t(a) GROUP BY a
SELECT DISTINCT a FROM VALUES (named_struct('x', array(-0.0F), 'y', named_struct('z', -0.0D))) t(a)
SELECT a, b FROM VALUES (array(-0.0D), 1), (array(0.0D), 1) t(a, b) GROUP BY a, b
SELECT a FROM VALUES (array(-0.0D)) t(a) UNION SELECT a FROM VALUES (array(0.0D)) s(a)
SELECT a FROM VALUES (array(-0.0D)) t(a) INTERSECT SELECT a FROM VALUES (array(0.0D)) s(a)
SELECT a FROM VALUES (array(-0.0D)) t(a) EXCEPT SELECT a FROM VALUES (array(1.0D)) s(a)
SELECT a FROM VALUES (-0.0D) t(a) UNION SELECT a FROM VALUES (0.0D) s(a)
SELECT a FROM VALUES (-0.0D) t(a) INTERSECT SELECT a FROM VALUES (0.0D) s(a)
SELECT a FROM VALUES (-0.0D) t(a) EXCEPT SELECT a FROM VALUES (1.0D) s(a)
SELECT a FROM VALUES (-0.0D) t(a) INTERSECT ALL SELECT a FROM VALUES (0.0D) s(a)
SELECT a FROM VALUES (-0.0D) t(a) EXCEPT ALL SELECT a FROM VALUES (1.0D) s(a)
SELECT count(DISTINCT a), max(a) FROM VALUES (array(-0.0D)), (array(0.0D)) t(a)
SELECT collect_set(a), collect_list(DISTINCT a) FROM VALUES (-0.0D), (0.0D) t(a)
SELECT a, row_number() OVER (PARTITION BY a ORDER BY b) FROM VALUES (array(-0.0D), 1), (array(0.0D), 2) t(a, b)
SELECT t.a, s.a FROM VALUES (array(-0.0D)) t(a) JOIN VALUES (array(0.0D)) s(a) ON t.a = s.a
SELECT t.a, s.a FROM VALUES (named_struct('x', -0.0D)) t(a) JOIN VALUES (named_struct('x', 0.0D)) s(a) ON t.a = s.a
SELECT array(-0.0D) = array(0.0D), named_struct('x', -0.0D) = named_struct('x', 0.0D), array(-0.0D) < array(0.0D), array(double('NaN')) = array(double('NaN'))
SELECT a FROM VALUES (array(-0.0D)) t(a) WHERE a IN (SELECT b FROM VALUES (array(0.0D)) s(b))
SELECT a FROM VALUES (array(-0.0D)) t(a) WHERE a IN (array(0.0D), array(1D))
SELECT array_distinct(a), array_union(a, a), array_intersect(a, array(0.0D)), array_except(a, array(1D)), array_contains(a, 0.0D), array_position(a, 0.0D), array_remove(a, 0.0D), arrays_overlap(a, array(0.0D)) FROM VALUES (array(-0.0D, 0.0D)) t(a)
SELECT array_distinct(a), array_contains(a, array(0.0D)) FROM VALUES (array(array(-0.0D), array(0.0D))) t(a)
SELECT a, max(b) FROM VALUES (array(-0.0D), 1), (array(0.0D), 2) t(a, b) GROUP BY a HAVING a = array(0.0D)
SELECT a[0], count(*) FROM VALUES (array(-0.0D)), (array(0.0D)) t(a) GROUP BY a[0]
SELECT a.x, count(*) FROM VALUES (named_struct('x', -0.0D)) t(a) GROUP BY a.x
SELECT CAST(a AS STRING), count(*) FROM VALUES (array(-0.0D)) t(a) GROUP BY a
SELECT k, first(a) FROM VALUES (1, array(-0.0D)) t(k, a) GROUP BY k
SELECT sort_array(array(0.0D, -0.0D)), array_sort(array(0.0D, -0.0D)), array_max(array(-0.0D, 0.0D)), array_min(array(0.0D, -0.0D)), max(x), min(x) FROM VALUES (0.0D), (-0.0D) t(x)
SELECT x FROM VALUES (0.0D, 2), (-0.0D, 1) t(x, y) ORDER BY x, y
SELECT map(-0.0D, 1), map(0.0D, 1)[-0.0D], element_at(map(-0.0D, 1), 0.0D), map_from_arrays(array(-0.0D), array(1))
SELECT mode FROM (SELECT max_by(x, y) AS mode FROM VALUES (-0.0D, 1), (0.0D, 1) t(x, y))
SELECT a, count(*) FROM VALUES (array(-0.0F)), (array(0.0F)) t(a) GROUP BY ROLLUP (a) ORDER BY 1
