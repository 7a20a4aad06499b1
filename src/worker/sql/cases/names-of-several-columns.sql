SELECT x, CAST(x AS INT) FROM VALUES ('10'), ('9'), ('1') t(x) ORDER BY x
SELECT CAST(x AS INT) FROM VALUES ('10'), ('9'), ('1') t(x) ORDER BY x
SELECT CAST(x AS INT), x FROM VALUES ('10'), ('9'), ('1') t(x) ORDER BY x
SELECT CAST(x AS INT) AS x, x FROM VALUES ('10'), ('9'), ('1') t(x) ORDER BY x
SELECT x, CAST(x AS INT) AS x FROM VALUES ('10'), ('9'), ('1') t(x) ORDER BY x
SELECT x, x FROM VALUES ('10'), ('9'), ('1') t(x) ORDER BY x
SELECT x, CAST(x AS STRING) FROM VALUES ('10'), ('9'), ('1') t(x) ORDER BY x
SELECT x, CAST(x AS INT), CAST(x AS DOUBLE) FROM VALUES ('10'), ('9'), ('1') t(x) ORDER BY x
SELECT CAST(x AS INT), CAST(x AS DOUBLE) FROM VALUES ('10'), ('9'), ('1') t(x) ORDER BY x
SELECT x, CAST(x AS INT) FROM VALUES ('10'), ('9'), ('1') t(x) ORDER BY x DESC LIMIT 1
SELECT x, CAST(x AS INT) FROM VALUES ('10'), ('9'), ('1') t(x) ORDER BY t.x
SELECT t.x, CAST(t.x AS INT) FROM VALUES ('10'), ('9'), ('1') t(x) ORDER BY x
SELECT x, CAST(x AS INT), upper(x) FROM VALUES ('10'), ('9'), ('1') t(x) ORDER BY x
SELECT x, CAST(x AS INT) FROM VALUES ('10'), ('9'), ('1') t(x) ORDER BY x || 'a'
SELECT x, count(*), CAST(x AS INT) FROM VALUES ('10'), ('9'), ('1') t(x) GROUP BY x ORDER BY x
SELECT CAST(x AS INT), count(*) FROM VALUES ('10'), ('9'), ('1') t(x) GROUP BY x ORDER BY x
SELECT CAST(x AS INT), count(*) FROM VALUES ('10'), ('9'), ('1') t(x) GROUP BY CAST(x AS INT) ORDER BY x
SELECT CAST(x AS INT), count(*) FROM VALUES ('10'), ('9'), ('1') t(x) GROUP BY x HAVING x > '5' ORDER BY 1
SELECT x, CAST(x AS INT) FROM (SELECT * FROM VALUES ('10'), ('9'), ('1') t(x)) ORDER BY x
SELECT * FROM (SELECT x, CAST(x AS INT) FROM VALUES ('10'), ('9') t(x)) ORDER BY x
SELECT x FROM (SELECT CAST(x AS INT) FROM VALUES ('10'), ('9') t(x)) ORDER BY x
SELECT DISTINCT x, CAST(x AS INT) FROM VALUES ('10'), ('9'), ('1') t(x) ORDER BY x
SELECT x, CAST(x AS INT), row_number() OVER (ORDER BY x) FROM VALUES ('10'), ('9'), ('1') t(x) ORDER BY x
SELECT s.x, CAST(s.x AS INT) FROM VALUES (struct('10' AS x)), (struct('9' AS x)) t(s) ORDER BY x
SELECT TRY_CAST(x AS INT), x FROM VALUES ('10'), ('9'), ('1') t(x) ORDER BY x
SELECT x, CAST(x AS FLOAT), from_csv(x, 'a FLOAT').a FROM VALUES ('10'), ('9'), ('1') AS t(x) ORDER BY x
SELECT x, CAST(x AS DOUBLE) FROM VALUES ('-NaN'), ('+NaN'), ('+nan'), ('NaNd') AS t(x) ORDER BY x
SELECT x, int(x) FROM VALUES ('10'), ('9'), ('1') t(x) ORDER BY x
SELECT x, CAST(CAST(x AS INT) AS DOUBLE) FROM VALUES ('10'), ('9'), ('1') t(x) ORDER BY x
SELECT y AS x, CAST(x AS INT) FROM VALUES ('10', 1), ('9', 2), ('1', 3) t(x, y) ORDER BY x
SELECT CAST(x AS INT), y FROM VALUES ('10', 1), ('9', 2), ('1', 3) t(x, y) ORDER BY x, y
SELECT a AS x, b AS x FROM VALUES (2, 1), (1, 2) t(a, b) ORDER BY x
SELECT a, a FROM VALUES (2, 1), (1, 2) t(a, b) ORDER BY a
SELECT a, -a AS a FROM VALUES (2, 1), (1, 2) t(a, b) ORDER BY a
SELECT -a AS a, a FROM VALUES (2, 1), (1, 2) t(a, b) ORDER BY a
SELECT -a AS a, b AS a FROM VALUES (2, 1), (1, 2) t(a, b) ORDER BY a
SELECT -a AS a, b AS a FROM VALUES (2, 1), (1, 2) t(a, b) ORDER BY a + 1
SELECT a, max(b) AS a FROM VALUES (2, 1), (1, 2) t(a, b) GROUP BY a ORDER BY a
SELECT max(b) AS a, a FROM VALUES (2, 1), (1, 2) t(a, b) GROUP BY a ORDER BY a
SELECT max(b) AS x, min(b) AS x FROM VALUES (2, 1), (1, 2) t(a, b) GROUP BY a ORDER BY x
SELECT max(b) AS b, min(b) AS b FROM VALUES (2, 1), (1, 2) t(a, b) GROUP BY a ORDER BY b
SELECT DISTINCT a, -a AS a FROM VALUES (2, 1), (1, 2) t(a, b) ORDER BY a
SELECT DISTINCT a, a FROM VALUES (2, 1), (1, 2) t(a, b) ORDER BY a
SELECT * FROM VALUES (2, 1), (1, 2) t(a, b), VALUES (5), (4) s(a) ORDER BY a
SELECT t.a, s.a FROM VALUES (2, 1), (1, 2) t(a, b), VALUES (5), (4) s(a) ORDER BY a
SELECT t.a, s.a FROM VALUES (2, 1), (1, 2) t(a, b), VALUES (5), (4) s(a) ORDER BY t.a DESC, s.a
SELECT a, -a AS A FROM VALUES (2, 1), (1, 2) t(a, b) ORDER BY a
SELECT a, -a AS a FROM VALUES (2, 1), (1, 2) t(a, b) UNION ALL SELECT 0, 5 ORDER BY a
SELECT a, -a AS a, sum(b) OVER (ORDER BY a) FROM VALUES (2, 1), (1, 2) t(a, b) ORDER BY a DESC
SELECT *, -a AS a FROM VALUES (2, 1), (1, 2) AS t(a, b) ORDER BY a
SELECT DISTINCT x, CAST(x AS INT) AS y FROM VALUES ('10'), ('9') AS t(x) ORDER BY x, y
SELECT x, CAST(x AS INT) FROM VALUES ('10'), ('9') AS t(x) ORDER BY 2
SELECT explode(a) AS k, k FROM VALUES (1, array(2, 1)), (0, array(5)) AS t(k, a) ORDER BY k
SELECT max(b) AS x, min(b) AS x FROM VALUES (2, 1), (1, 2) AS t(a, b) GROUP BY a HAVING x > 1
SELECT x, CAST(x AS INT), count(*) FROM VALUES ('10'), ('9'), ('1') AS t(x) GROUP BY x HAVING x > '5' ORDER BY x
SELECT explode(array(2, 1, 3)) AS x, -y AS x FROM VALUES (1) t(y) ORDER BY x
SELECT -y AS x, explode(array(2, 1, 3)) AS x FROM VALUES (1) t(y) ORDER BY x
SELECT stack(2, 3, 2, 1, 4) AS (x, z), -y AS x FROM VALUES (1) t(y) ORDER BY x
SELECT stack(2, 3, 2, 1, 4) AS (x, x), y AS x FROM VALUES (1) t(y) ORDER BY x
SELECT explode(array(2, 1, 3)) AS x, -y AS X FROM VALUES (1) t(y) ORDER BY x DESC LIMIT 2
SELECT explode(array(2, 1, 3)) AS x, -y AS x FROM VALUES (1), (2) t(y) ORDER BY x, y DESC
SELECT posexplode(array(2, 1, 3)), -y AS col FROM VALUES (1) t(y) ORDER BY col
SELECT inline(array(struct(2, 'a'), struct(1, 'b'))) AS (x, z), -y AS x FROM VALUES (1) t(y) ORDER BY x
SELECT explode(map(2, 1, 1, 2)) AS (x, z), y AS x, y AS z FROM VALUES (1) t(y) ORDER BY z DESC, x
SELECT explode(array(2, 1, 3)) AS x, -y AS x FROM VALUES (1) t(y) ORDER BY abs(x - 2), x
SELECT explode(array(named_struct('a', 2), named_struct('a', 1))) AS x, -y AS x FROM VALUES (1) t(y) ORDER BY x.a
SELECT DISTINCT explode(array(2, 1, 3)) AS x, -y AS x FROM VALUES (1) t(y) ORDER BY x
SELECT explode(array(2, 1, 3)) AS x, -y AS x FROM VALUES (1) t(y) HAVING x > 1
SELECT explode(array(2, 1, 3)) AS x, v AS x FROM VALUES (1) t(y) LATERAL VIEW explode(array(5, 4)) u AS v ORDER BY x, v
SELECT explode(array(2, 1, 3)) AS x, -y AS w FROM VALUES (1) t(y) LATERAL VIEW explode(array(5, 4)) u AS x ORDER BY x, w
SELECT explode(array(2, 1, 3)) AS x, y AS x FROM VALUES (1, 5), (2, 4) t(y, x) ORDER BY x, y
SELECT explode(array(2, 1, 3)) AS x, x + 1 AS x FROM VALUES (1) t(y) ORDER BY x
SELECT explode(array(2, 1, 3)) AS x, -y AS x, x + 1 AS w FROM VALUES (1) t(y) ORDER BY x
SELECT explode(array(2, 1, 3)) AS x, row_number() OVER (ORDER BY y) AS x FROM VALUES (1) t(y) ORDER BY x
SELECT * FROM VALUES (1), (2) o(x) WHERE EXISTS (SELECT explode(array(2, 1, 3)) AS x, -y AS x FROM VALUES (1) t(y) ORDER BY x)
