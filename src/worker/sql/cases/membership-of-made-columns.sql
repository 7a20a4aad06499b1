SELECT k FROM (SELECT explode(array(1, 2, 3)) AS k FROM VALUES (1), (3) AS v(j)) AS q WHERE ((k IN (SELECT x FROM VALUES (1), (NULL) AS u(x))) <=> false) ORDER BY k
SELECT k FROM (SELECT explode(array(1, 2, 3)) AS k FROM VALUES (1), (3) AS v(j)) AS q WHERE ((k NOT IN (SELECT x FROM VALUES (1), (NULL) AS u(x))) = (k IS NULL)) ORDER BY k
SELECT k FROM (SELECT explode(array(1, 2, 3)) AS k FROM VALUES (1), (3) AS v(j)) AS q WHERE CASE WHEN nvl(k IN (SELECT x FROM VALUES (2), (NULL) AS u(x)), true) THEN k IS NULL ELSE isnotnull(k) END ORDER BY k
SELECT k FROM (SELECT explode(array(1, 2, NULL)) AS k FROM VALUES (1), (3) AS v(j)) AS q WHERE ((k IN (SELECT x FROM VALUES (1), (NULL) AS u(x))) <=> false) ORDER BY k
SELECT k FROM (SELECT explode(array(1, 2, NULL)) AS k FROM VALUES (1), (3) AS v(j)) AS q WHERE ((k NOT IN (SELECT x FROM VALUES (1), (NULL) AS u(x))) = (k IS NULL)) ORDER BY k
SELECT k FROM (SELECT explode(array(1, 2, NULL)) AS k FROM VALUES (1), (3) AS v(j)) AS q WHERE CASE WHEN nvl(k IN (SELECT x FROM VALUES (2), (NULL) AS u(x)), true) THEN k IS NULL ELSE isnotnull(k) END ORDER BY k
SELECT k FROM (SELECT explode(sequence(1, 3)) AS k FROM VALUES (1), (3) AS v(j)) AS q WHERE ((k IN (SELECT x FROM VALUES (1), (NULL) AS u(x))) <=> false) ORDER BY k
SELECT k FROM (SELECT explode(sequence(1, 3)) AS k FROM VALUES (1), (3) AS v(j)) AS q WHERE ((k NOT IN (SELECT x FROM VALUES (1), (NULL) AS u(x))) = (k IS NULL)) ORDER BY k
SELECT k FROM (SELECT explode(sequence(1, 3)) AS k FROM VALUES (1), (3) AS v(j)) AS q WHERE CASE WHEN nvl(k IN (SELECT x FROM VALUES (2), (NULL) AS u(x)), true) THEN k IS NULL ELSE isnotnull(k) END ORDER BY k
SELECT k FROM (SELECT explode(split('1,2', ',')) AS k FROM VALUES (1), (3) AS v(j)) AS q WHERE ((k IN (SELECT x FROM VALUES (1), (NULL) AS u(x))) <=> false) ORDER BY k
SELECT k FROM (SELECT explode(split('1,2', ',')) AS k FROM VALUES (1), (3) AS v(j)) AS q WHERE ((k NOT IN (SELECT x FROM VALUES (1), (NULL) AS u(x))) = (k IS NULL)) ORDER BY k
SELECT k FROM (SELECT explode(split('1,2', ',')) AS k FROM VALUES (1), (3) AS v(j)) AS q WHERE CASE WHEN nvl(k IN (SELECT x FROM VALUES (2), (NULL) AS u(x)), true) THEN k IS NULL ELSE isnotnull(k) END ORDER BY k
SELECT k FROM (SELECT explode(array(j, 2)) AS k FROM VALUES (1), (3) AS v(j)) AS q WHERE ((k IN (SELECT x FROM VALUES (1), (NULL) AS u(x))) <=> false) ORDER BY k
SELECT k FROM (SELECT explode(array(j, 2)) AS k FROM VALUES (1), (3) AS v(j)) AS q WHERE ((k NOT IN (SELECT x FROM VALUES (1), (NULL) AS u(x))) = (k IS NULL)) ORDER BY k
SELECT k FROM (SELECT explode(array(j, 2)) AS k FROM VALUES (1), (3) AS v(j)) AS q WHERE CASE WHEN nvl(k IN (SELECT x FROM VALUES (2), (NULL) AS u(x)), true) THEN k IS NULL ELSE isnotnull(k) END ORDER BY k
SELECT k FROM (SELECT explode(map_keys(map(1, 2))) AS k FROM VALUES (1), (3) AS v(j)) AS q WHERE ((k IN (SELECT x FROM VALUES (1), (NULL) AS u(x))) <=> false) ORDER BY k
SELECT k FROM (SELECT explode(map_keys(map(1, 2))) AS k FROM VALUES (1), (3) AS v(j)) AS q WHERE ((k NOT IN (SELECT x FROM VALUES (1), (NULL) AS u(x))) = (k IS NULL)) ORDER BY k
SELECT k FROM (SELECT explode(map_keys(map(1, 2))) AS k FROM VALUES (1), (3) AS v(j)) AS q WHERE CASE WHEN nvl(k IN (SELECT x FROM VALUES (2), (NULL) AS u(x)), true) THEN k IS NULL ELSE isnotnull(k) END ORDER BY k
SELECT k FROM (SELECT explode(filter(array(1,2,NULL), y -> y IS NOT NULL)) AS k FROM VALUES (1), (3) AS v(j)) AS q WHERE ((k IN (SELECT x FROM VALUES (1), (NULL) AS u(x))) <=> false) ORDER BY k
SELECT k FROM (SELECT explode(filter(array(1,2,NULL), y -> y IS NOT NULL)) AS k FROM VALUES (1), (3) AS v(j)) AS q WHERE ((k NOT IN (SELECT x FROM VALUES (1), (NULL) AS u(x))) = (k IS NULL)) ORDER BY k
SELECT k FROM (SELECT explode(filter(array(1,2,NULL), y -> y IS NOT NULL)) AS k FROM VALUES (1), (3) AS v(j)) AS q WHERE CASE WHEN nvl(k IN (SELECT x FROM VALUES (2), (NULL) AS u(x)), true) THEN k IS NULL ELSE isnotnull(k) END ORDER BY k
SELECT k FROM (SELECT explode(array_repeat(2, 2)) AS k FROM VALUES (1), (3) AS v(j)) AS q WHERE ((k IN (SELECT x FROM VALUES (1), (NULL) AS u(x))) <=> false) ORDER BY k
SELECT k FROM (SELECT explode(array_repeat(2, 2)) AS k FROM VALUES (1), (3) AS v(j)) AS q WHERE ((k NOT IN (SELECT x FROM VALUES (1), (NULL) AS u(x))) = (k IS NULL)) ORDER BY k
SELECT k FROM (SELECT explode(array_repeat(2, 2)) AS k FROM VALUES (1), (3) AS v(j)) AS q WHERE CASE WHEN nvl(k IN (SELECT x FROM VALUES (2), (NULL) AS u(x)), true) THEN k IS NULL ELSE isnotnull(k) END ORDER BY k
SELECT k FROM (SELECT explode(from_json('[1,2]', 'ARRAY<INT>')) AS k FROM VALUES (1), (3) AS v(j)) AS q WHERE ((k IN (SELECT x FROM VALUES (1), (NULL) AS u(x))) <=> false) ORDER BY k
SELECT k FROM (SELECT explode(from_json('[1,2]', 'ARRAY<INT>')) AS k FROM VALUES (1), (3) AS v(j)) AS q WHERE ((k NOT IN (SELECT x FROM VALUES (1), (NULL) AS u(x))) = (k IS NULL)) ORDER BY k
SELECT k FROM (SELECT explode(from_json('[1,2]', 'ARRAY<INT>')) AS k FROM VALUES (1), (3) AS v(j)) AS q WHERE CASE WHEN nvl(k IN (SELECT x FROM VALUES (2), (NULL) AS u(x)), true) THEN k IS NULL ELSE isnotnull(k) END ORDER BY k
SELECT * FROM VALUES (1), (3) AS v(j) LATERAL VIEW posexplode(array(1, 2, 3)) e AS p, k WHERE ((p IN (SELECT x FROM VALUES (1), (NULL) AS u(x))) <=> false) ORDER BY 1, 2, 3
SELECT * FROM VALUES (1), (3) AS v(j) LATERAL VIEW posexplode(array(1, 2, 3)) e AS p, k WHERE ((p NOT IN (SELECT x FROM VALUES (1), (NULL) AS u(x))) = (p IS NULL)) ORDER BY 1, 2, 3
SELECT * FROM VALUES (1), (3) AS v(j) LATERAL VIEW posexplode(array(1, 2, 3)) e AS p, k WHERE ((k IN (SELECT x FROM VALUES (1), (NULL) AS u(x))) <=> false) ORDER BY 1, 2, 3
SELECT * FROM VALUES (1), (3) AS v(j) LATERAL VIEW posexplode(array(1, 2, 3)) e AS p, k WHERE ((k NOT IN (SELECT x FROM VALUES (1), (NULL) AS u(x))) = (k IS NULL)) ORDER BY 1, 2, 3
SELECT * FROM VALUES (1), (3) AS v(j) LATERAL VIEW explode(map(1, 2, 3, 4)) e AS p, k WHERE ((p IN (SELECT x FROM VALUES (1), (NULL) AS u(x))) <=> false) ORDER BY 1, 2, 3
SELECT * FROM VALUES (1), (3) AS v(j) LATERAL VIEW explode(map(1, 2, 3, 4)) e AS p, k WHERE ((p NOT IN (SELECT x FROM VALUES (1), (NULL) AS u(x))) = (p IS NULL)) ORDER BY 1, 2, 3
SELECT * FROM VALUES (1), (3) AS v(j) LATERAL VIEW explode(map(1, 2, 3, 4)) e AS p, k WHERE ((k IN (SELECT x FROM VALUES (1), (NULL) AS u(x))) <=> false) ORDER BY 1, 2, 3
SELECT * FROM VALUES (1), (3) AS v(j) LATERAL VIEW explode(map(1, 2, 3, 4)) e AS p, k WHERE ((k NOT IN (SELECT x FROM VALUES (1), (NULL) AS u(x))) = (k IS NULL)) ORDER BY 1, 2, 3
SELECT * FROM VALUES (1), (3) AS v(j) LATERAL VIEW OUTER explode(array(1, 2)) e AS k WHERE ((k IN (SELECT x FROM VALUES (1), (NULL) AS u(x))) <=> false) ORDER BY 1, 2
SELECT * FROM VALUES (1), (3) AS v(j) LATERAL VIEW OUTER explode(array(1, 2)) e AS k WHERE ((k NOT IN (SELECT x FROM VALUES (1), (NULL) AS u(x))) = (k IS NULL)) ORDER BY 1, 2
SELECT * FROM VALUES (1), (3) AS v(j) LATERAL VIEW inline(array(struct(1 AS p, 2 AS k), struct(2, 3))) e AS p, k WHERE ((p IN (SELECT x FROM VALUES (1), (NULL) AS u(x))) <=> false) ORDER BY 1, 2, 3
SELECT * FROM VALUES (1), (3) AS v(j) LATERAL VIEW inline(array(struct(1 AS p, 2 AS k), struct(2, 3))) e AS p, k WHERE ((p NOT IN (SELECT x FROM VALUES (1), (NULL) AS u(x))) = (p IS NULL)) ORDER BY 1, 2, 3
SELECT * FROM VALUES (1), (3) AS v(j) LATERAL VIEW inline(array(struct(1 AS p, 2 AS k), struct(2, 3))) e AS p, k WHERE ((k IN (SELECT x FROM VALUES (1), (NULL) AS u(x))) <=> false) ORDER BY 1, 2, 3
SELECT * FROM VALUES (1), (3) AS v(j) LATERAL VIEW inline(array(struct(1 AS p, 2 AS k), struct(2, 3))) e AS p, k WHERE ((k NOT IN (SELECT x FROM VALUES (1), (NULL) AS u(x))) = (k IS NULL)) ORDER BY 1, 2, 3
SELECT * FROM VALUES (1), (3) AS v(j) LATERAL VIEW stack(2, 1, 2, 3, 4) e AS p, k WHERE ((p IN (SELECT x FROM VALUES (1), (NULL) AS u(x))) <=> false) ORDER BY 1, 2, 3
SELECT * FROM VALUES (1), (3) AS v(j) LATERAL VIEW stack(2, 1, 2, 3, 4) e AS p, k WHERE ((p NOT IN (SELECT x FROM VALUES (1), (NULL) AS u(x))) = (p IS NULL)) ORDER BY 1, 2, 3
SELECT * FROM VALUES (1), (3) AS v(j) LATERAL VIEW stack(2, 1, 2, 3, 4) e AS p, k WHERE ((k IN (SELECT x FROM VALUES (1), (NULL) AS u(x))) <=> false) ORDER BY 1, 2, 3
SELECT * FROM VALUES (1), (3) AS v(j) LATERAL VIEW stack(2, 1, 2, 3, 4) e AS p, k WHERE ((k NOT IN (SELECT x FROM VALUES (1), (NULL) AS u(x))) = (k IS NULL)) ORDER BY 1, 2, 3
SELECT * FROM VALUES (1), (3) AS v(j) LATERAL VIEW explode(array(1, 2)) e AS k WHERE ((k IN (SELECT x FROM VALUES (1), (NULL) AS u(x))) <=> false) ORDER BY 1, 2
SELECT * FROM VALUES (1), (3) AS v(j) LATERAL VIEW explode(array(1, 2)) e AS k WHERE ((k NOT IN (SELECT x FROM VALUES (1), (NULL) AS u(x))) = (k IS NULL)) ORDER BY 1, 2
SELECT * FROM VALUES (1), (3) AS v(j) LATERAL VIEW json_tuple('{"a":1}', 'a') e AS k WHERE ((k IN (SELECT x FROM VALUES (1), (NULL) AS u(x))) <=> false) ORDER BY 1, 2
SELECT * FROM VALUES (1), (3) AS v(j) LATERAL VIEW json_tuple('{"a":1}', 'a') e AS k WHERE ((k NOT IN (SELECT x FROM VALUES (1), (NULL) AS u(x))) = (k IS NULL)) ORDER BY 1, 2
SELECT * FROM VALUES (1), (3) AS v(j) LATERAL VIEW OUTER posexplode(array(1, 2)) e AS p, k WHERE ((p IN (SELECT x FROM VALUES (1), (NULL) AS u(x))) <=> false) ORDER BY 1, 2, 3
SELECT * FROM VALUES (1), (3) AS v(j) LATERAL VIEW OUTER posexplode(array(1, 2)) e AS p, k WHERE ((p NOT IN (SELECT x FROM VALUES (1), (NULL) AS u(x))) = (p IS NULL)) ORDER BY 1, 2, 3
SELECT * FROM VALUES (1), (3) AS v(j) LATERAL VIEW OUTER posexplode(array(1, 2)) e AS p, k WHERE ((k IN (SELECT x FROM VALUES (1), (NULL) AS u(x))) <=> false) ORDER BY 1, 2, 3
SELECT * FROM VALUES (1), (3) AS v(j) LATERAL VIEW OUTER posexplode(array(1, 2)) e AS p, k WHERE ((k NOT IN (SELECT x FROM VALUES (1), (NULL) AS u(x))) = (k IS NULL)) ORDER BY 1, 2, 3
