SELECT explode(array(1, 2)), row_number() OVER (ORDER BY 1)
SELECT k, explode(arr) AS x, count(*) OVER (PARTITION BY k) FROM nested
SELECT k, posexplode_outer(arr) AS (p, x), sum(k) OVER () FROM nested
SELECT k, explode_outer(m), sum(k) OVER (), max(k) OVER (PARTITION BY k) FROM nested WHERE k <> 2
SELECT DISTINCT explode(arr) AS x, count(*) OVER () FROM nested ORDER BY x
SELECT inline(array(s)), rank() OVER (ORDER BY k DESC) FROM nested
SELECT stack(2, 1, 'a', 2, 'b'), count(*) OVER ()
SELECT *, explode(arr) AS x, count(*) OVER (PARTITION BY k) c FROM nested ORDER BY k, x
SELECT explode(arr) AS x, count(*) OVER (PARTITION BY x) FROM nested
SELECT explode(array(row_number() OVER (ORDER BY id), 7)) FROM people
SELECT explode(array(1, 2)) AS x, x + 1
SELECT x + 1, explode(array(1, 2)) AS x
SELECT k, explode(arr) AS x, x + k FROM nested
SELECT k, explode(arr) AS k2, k2 IS NULL n FROM nested ORDER BY n, k2
SELECT explode(m), key, value FROM nested
SELECT explode(m) AS (a, b), concat(a, b), upper(a) FROM nested
SELECT explode(arr) AS k, k + 1 FROM nested
SELECT posexplode(arr), pos + 1, col FROM nested
SELECT explode(arr) AS x, sum(x) OVER (PARTITION BY k ORDER BY x) FROM nested
SELECT explode(arr) AS x, transform(array(1), y -> y + x) FROM nested
SELECT explode(arr) AS x FROM nested WHERE x > 1
SELECT explode(arr) AS x, CASE WHEN x > 2 THEN 'big' ELSE 'small' END AS size FROM nested
SELECT explode(split('a,b', ',')) AS w, length(w) AS l, upper(w)
SELECT inline(array(struct(1 AS a, 'x' AS b))), a + 1, b
SELECT json_tuple('{"a":1,"b":2}', 'a', 'b') AS (x, y), x || y
SELECT explode(array(1,2)) AS x, count(*) OVER (PARTITION BY x), x * 2 AS d ORDER BY d DESC
SELECT explode(array(1,2)) AS x, x * 2 AS d ORDER BY x * -1
SELECT * FROM (SELECT explode(arr) AS x, x % 2 AS p FROM nested) WHERE p = 1
SELECT explode(array(min(a), max(a))) FROM VALUES 1, 2, 3 AS t(a)
SELECT a, posexplode(collect_list(b)) AS (p, v), count(*) FROM VALUES (1, 2), (1, 3), (2, 4) AS t(a, b) GROUP BY a
SELECT a, explode(array(a, a + 1)) FROM VALUES (1, 2), (1, 3), (2, 4) AS t(a, b) GROUP BY a
SELECT DISTINCT a, explode(collect_list(b)) x FROM VALUES (1, 2), (1, 2), (2, 4) AS t(a, b) GROUP BY a
SELECT inline(collect_list(struct(a, b))) FROM VALUES (1, 2), (1, 2), (2, 4) AS t(a, b)
SELECT explode(map_from_arrays(collect_list(a), collect_list(b))) FROM VALUES (1, 2), (2, 4) AS t(a, b)
SELECT posexplode(sort_array(collect_set(city))) FROM people
SELECT explode(array(count(*), max(id))) FROM people WHERE false
SELECT stack(2, min(id), 'min', max(id), 'max') FROM people
SELECT city, explode(collect_list(age)) AS a, a + 1 FROM people GROUP BY city
SELECT a, explode(collect_list(b)) x FROM VALUES (1, 2), (1, 3) AS t(a, b) GROUP BY a HAVING count(*) > 1
SELECT a, explode(collect_list(b)) x FROM VALUES (1, 2), (1, 3) AS t(a, b) GROUP BY ROLLUP (a)
SELECT explode(array(1, 2)), explode(array(3, 4))
