SELECT max_by(x, y), min_by(x, y) FROM VALUES ('a', 1), ('b', 1), ('c', 1) t(x, y)
SELECT max_by(x, y), min_by(x, y) FROM VALUES ('a', 1), (NULL, 3), ('c', 3), ('d', 1), (NULL, 1) t(x, y)
SELECT max_by(x, y), min_by(x, y) FROM VALUES ('a', NULL), ('b', NULL) t(x, y)
SELECT k, max_by(x, y), min_by(x, y) FROM VALUES (1, 'a', 0.0D), (1, 'b', -0.0D), (2, 'c', double('NaN')), (2, 'd', double('NaN')), (2, 'e', 1D) t(k, x, y) GROUP BY k
SELECT max_by(x, y), min_by(x, y) FROM VALUES ('a', array(1, 2)), ('b', array(1, 2)), ('c', array(1)) t(x, y)
SELECT max_by(x, y) FILTER (WHERE x <> 'c'), min_by(x, y) FILTER (WHERE x <> 'c') FROM VALUES ('a', 1), ('b', 1), ('c', 1) t(x, y)
SELECT max_by(x, y), min_by(x, y) FROM VALUES ('a', struct(1, NULL)), ('b', struct(1, NULL)), ('c', struct(NULL, 1)), ('d', struct(NULL, 1)) t(x, y)
SELECT max_by(x, y), min_by(x, y) FROM (SELECT id x, id % 3 y FROM range(10))
SELECT max_by(x, y), min_by(x, y), max(y), min(y) FROM VALUES (array(1), 'a'), (array(2), 'a') t(x, y)
