SELECT x FROM VALUES (1), (2) t(x) ORDER BY sum(x)
SELECT x FROM VALUES (1), (2) t(x) ORDER BY max(x) + x
SELECT x + 1 AS y FROM VALUES (1), (2) t(x) ORDER BY count(1)
SELECT x, count(*) OVER () FROM VALUES (1), (2) t(x) ORDER BY count(*)
SELECT 1 ORDER BY count(*)
SELECT 1 FROM VALUES (1), (2) t(x) ORDER BY max(x)
SELECT x FROM VALUES (1), (2) t(x) SORT BY count(*)
SELECT x FROM VALUES (1), (2) t(x) CLUSTER BY max(x)
SELECT explode(array(x)) FROM VALUES (1), (2) t(x) ORDER BY count(*)
SELECT 5 AS n FROM VALUES (1), (2) t(x) GROUP BY x ORDER BY max(x) DESC
SELECT count(*) AS n FROM VALUES (1), (2) t(x) ORDER BY max(x) DESC
