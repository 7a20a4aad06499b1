SELECT make_interval(n) AS r, count(*) FROM VALUES (1), (2) AS t(n) GROUP BY make_interval(n)
SELECT n, count(*) FROM VALUES (1), (2) AS t(n) GROUP BY n, array(make_interval(n))
SELECT count(*) FROM VALUES (1), (2) AS t(n) GROUP BY GROUPING SETS ((struct(make_interval(n))), ())
SELECT array(n), count(*) FROM VALUES (map(1, 2)) AS t(n) GROUP BY 1
SELECT struct(n) FROM VALUES (map(1, 2)) AS t(n) GROUP BY 1
SELECT make_interval(n) IN (make_interval(1)) FROM VALUES (1), (2) AS t(n)
SELECT array(make_interval(n)) IN (array(make_interval(n))) FROM VALUES (1) AS t(n)
SELECT struct(make_interval(n)) = struct(make_interval(n)) FROM VALUES (1) AS t(n)
SELECT struct(make_interval(n)) FROM VALUES (1) AS t(n) ORDER BY 1
SELECT max(array(make_interval(n))) FROM VALUES (1) AS t(n)
SELECT sum(n) OVER (PARTITION BY make_interval(n)) FROM VALUES (1), (2) AS t(n)
SELECT sum(1) OVER (PARTITION BY n) FROM VALUES (map(1, 2)) AS t(n)
SELECT sum(1) OVER (PARTITION BY array(n)) FROM VALUES (map(1, 2)) AS t(n)
SELECT ~NULL
SELECT ~x AS r, ~CAST(x AS BIGINT) AS s FROM VALUES (5), (NULL) AS t(x) ORDER BY x
