SELECT to_binary(null, cast(null as int))
SELECT try_to_binary('a', cast(null as int))
SELECT to_binary(null, null)
SELECT date_part(CAST(NULL AS INT), DATE '2024-01-01')
SELECT id, rank() OVER (ORDER BY id) r, explode(array(id)) AS x FROM people ORDER BY r
SELECT posexplode(split(space(datediff(DATE '2024-01-04', DATE '2024-01-01')), ' ')) AS (i, x), date_add(DATE '2024-01-01', i) AS day
SELECT id, explode(array(7, 8)) AS id, id + 1 AS n FROM people WHERE id = 1
SELECT explode(array(1, 2, 3)) AS n, lag(n) OVER (ORDER BY n) p, n - lag(n) OVER (ORDER BY n) d
SELECT explode(array(1, 2)) AS x HAVING x > 1
