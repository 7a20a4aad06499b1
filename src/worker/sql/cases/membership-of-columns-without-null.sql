SELECT k, count(*) AS c FROM range(1, 4) AS t(k) GROUP BY k HAVING ((NOT (k IN (SELECT x FROM VALUES (1), (NULL) AS u(x)))) IS FALSE) ORDER BY k
SELECT k FROM (SELECT coalesce(k, 3) AS k FROM VALUES (1), (2), (NULL) AS s(k)) AS t WHERE CASE WHEN nvl(k IN (SELECT x FROM VALUES (2), (NULL) AS u(x)), true) THEN k IS NULL ELSE isnotnull(k) END ORDER BY k
SELECT k FROM (SELECT coalesce(k, 3) AS k FROM VALUES (1), (2), (NULL) AS s(k)) AS t WHERE ((k NOT IN (SELECT x FROM VALUES (2), (NULL) AS u(x))) = (k IS NULL)) ORDER BY k
SELECT k FROM (SELECT coalesce(k, 3) AS k FROM VALUES (1), (2), (NULL) AS s(k)) AS t WHERE ((((k + 1 IN (SELECT x FROM VALUES (1), (NULL) AS u(x))) OR k > 1)) <=> false) ORDER BY k
SELECT k FROM range(1, 4) AS t(k) WHERE ((k IN (SELECT x FROM VALUES (1), (NULL) AS u(x))) <=> false) ORDER BY k
SELECT k, y FROM (SELECT k, count(*) AS c FROM VALUES (1), (2), (NULL) AS s(k) GROUP BY k) AS t LEFT JOIN VALUES (1), (2) AS v(y) ON ((k NOT IN (SELECT x FROM VALUES (1), (NULL) AS u(x))) IS NULL) ORDER BY k, y
SELECT k, y FROM range(1, 4) AS t(k) LEFT JOIN VALUES (1), (2) AS v(y) ON ((NOT (k IN (SELECT x FROM VALUES (2), (NULL) AS u(x)))) OR k = 1) ORDER BY k, y
SELECT k FROM range(1, 4) AS t(k) WHERE ((k NOT IN (SELECT x FROM VALUES (1), (NULL) AS u(x))) = (k IS NULL)) ORDER BY k
SELECT k FROM (SELECT s.id AS k, w.id AS c FROM range(1, 4) AS s LEFT JOIN range(2, 3) AS w ON s.id = w.id) AS t WHERE ((if(c IS NULL, ((k IN (SELECT x FROM VALUES (1), (NULL) AS u(x))) IS FALSE), isnotnull(c))) = (k + 1 <> 2)) ORDER BY k
SELECT k FROM (SELECT coalesce(k, 3) AS k FROM VALUES (1), (2), (NULL) AS s(k)) AS t WHERE ((if(k + 1 IS NULL, NOT (coalesce(k, 1) IN (SELECT x FROM VALUES (1) AS u(x))), k IS NULL)) <=> false) ORDER BY k
SELECT k FROM (SELECT s.id AS k, w.id AS c FROM range(1, 4) AS s LEFT JOIN range(2, 3) AS w ON s.id = w.id) AS t WHERE NOT (nvl(k + 1 NOT IN (SELECT x FROM VALUES (1), (NULL) AS u(x)), false)) ORDER BY k
SELECT k FROM (SELECT coalesce(k, 3) AS k FROM VALUES (1), (2), (NULL) AS s(k)) AS t WHERE (((coalesce(k, 1), k) IN (SELECT x, 1 FROM VALUES (2), (NULL) AS u(x))) <=> false) ORDER BY k
SELECT k FROM (SELECT coalesce(k, 3) AS k FROM VALUES (1), (2), (NULL) AS s(k)) AS t WHERE ((((k NOT IN (SELECT x FROM VALUES (1), (NULL) AS u(x))) IS NOT TRUE)) <=> true) ORDER BY k
SELECT k FROM range(1, 4) AS t(k) WHERE NOT (coalesce(k NOT IN (SELECT x FROM VALUES (2), (NULL) AS u(x)), k IS NULL)) ORDER BY k
SELECT k, y FROM VALUES (1), (2), (NULL) AS t(k) JOIN VALUES (1), (2) AS v(y) ON (k NOT IN (SELECT x FROM VALUES (1), (NULL) AS u(x)) AND y > 1) IS NULL ORDER BY k, y
SELECT k, y FROM range(1, 4) AS t(k) JOIN VALUES (1), (2) AS v(y) ON NOT (k IN (SELECT x FROM VALUES (1), (NULL) AS u(x)) AND y > 1) ORDER BY k, y
SELECT k, y FROM VALUES (1), (2), (NULL) AS t(k) LEFT JOIN VALUES (1), (2) AS v(y) ON NOT (k IN (SELECT x FROM VALUES (1), (NULL) AS u(x)) AND y > 1) ORDER BY k, y
SELECT k, y FROM VALUES (1), (2), (NULL) AS t(k) LEFT JOIN VALUES (1), (2) AS v(y) ON (k IN (SELECT x FROM VALUES (1), (NULL) AS u(x))) <=> (y > 1) ORDER BY k, y
SELECT k, y FROM VALUES (1), (2), (NULL) AS t(k) RIGHT JOIN VALUES (1), (2) AS v(y) ON (y IN (SELECT x FROM VALUES (1), (NULL) AS u(x))) IS NULL ORDER BY k, y
SELECT k, y FROM VALUES (1), (2), (NULL) AS v(y) LEFT JOIN VALUES (1), (2), (NULL) AS t(k) ON (k IN (SELECT x FROM VALUES (1), (NULL) AS u(x))) IS NULL ORDER BY k, y
SELECT k FROM VALUES (1), (2), (NULL) AS t(k) LEFT ANTI JOIN VALUES (1), (2) AS v(y) ON (k IN (SELECT x FROM VALUES (1), (NULL) AS u(x))) IS NULL ORDER BY k
SELECT k FROM range(1, 4) AS t(k) LEFT SEMI JOIN VALUES (1), (2) AS v(y) ON NOT (k IN (SELECT x FROM VALUES (1), (NULL) AS u(x)) AND y > 1) ORDER BY k
SELECT k FROM VALUES (1), (2), (NULL) AS t(k) LEFT SEMI JOIN VALUES (1), (2) AS v(y) ON (k IN (SELECT x FROM VALUES (1), (NULL) AS u(x)) AND y > 1) IS NULL ORDER BY k
SELECT k, y FROM range(1, 4) AS t(k) FULL JOIN VALUES (1), (2) AS v(y) ON NOT (k IN (SELECT x FROM VALUES (1), (NULL) AS u(x))) ORDER BY k, y
SELECT k, y FROM range(1, 4) AS t(k) FULL JOIN VALUES (1), (2) AS v(y) ON coalesce(k + y IN (SELECT x FROM VALUES (2), (NULL) AS u(x)), true) ORDER BY k, y
SELECT k, y FROM range(1, 4) AS t(k) LEFT JOIN VALUES (1), (2) AS v(y) ON (k, y) NOT IN (SELECT x, 1 FROM VALUES (2), (NULL) AS u(x)) ORDER BY k, y
SELECT k, y FROM VALUES (1), (2), (NULL) AS t(k) JOIN VALUES (1), (2) AS v(y) ON k + y NOT IN (SELECT x FROM VALUES (2), (NULL) AS u(x)) ORDER BY k, y
SELECT k, y FROM range(1, 4) AS t(k) JOIN VALUES (1), (2) AS v(y) ON k + y NOT IN (SELECT x FROM VALUES (2), (NULL) AS u(x)) ORDER BY k, y
SELECT k, y FROM range(1, 4) AS t(k) LEFT JOIN VALUES (1), (2) AS v(y) ON k = y AND k NOT IN (SELECT x FROM VALUES (2), (NULL) AS u(x)) ORDER BY k, y
SELECT k, y FROM VALUES (1), (2), (NULL) AS t(k), VALUES (1), (2) AS v(y) WHERE (k NOT IN (SELECT x FROM VALUES (1), (NULL) AS u(x)) AND y > 1) IS NULL ORDER BY k, y
SELECT k, y FROM VALUES (1), (2), (NULL) AS t(k) JOIN VALUES (1), (2) AS v(y) ON k <> y WHERE coalesce(k + y IN (SELECT x FROM VALUES (1), (NULL) AS u(x)), true) ORDER BY k, y
SELECT k, y FROM range(1, 4) AS t(k) CROSS JOIN VALUES (1), (2) AS v(y) WHERE k + y NOT IN (SELECT x FROM VALUES (2), (NULL) AS u(x)) ORDER BY k, y
SELECT k, y FROM range(1, 4) AS t(k) LEFT JOIN VALUES (1), (2) AS v(y) ON true WHERE k + y NOT IN (SELECT x FROM VALUES (2), (NULL) AS u(x)) ORDER BY k, y
SELECT k, y, z FROM range(1, 4) AS t(k) JOIN VALUES (1), (2) AS v(y) JOIN VALUES (1) AS w(z) ON k + y NOT IN (SELECT x FROM VALUES (2), (NULL) AS u(x)) ORDER BY k, y
SELECT k, y FROM (SELECT k, y FROM range(1, 4) AS t(k) JOIN VALUES (1), (2) AS v(y)) AS q WHERE k + y NOT IN (SELECT x FROM VALUES (2), (NULL) AS u(x)) ORDER BY k, y
SELECT k, y FROM VALUES (1), (2), (NULL) AS t(k) LEFT JOIN VALUES (1), (2), (NULL) AS v(y) ON k = y AND (k IN (SELECT x FROM VALUES (1), (NULL) AS u(x))) IS NULL ORDER BY k, y
SELECT k, y FROM VALUES (1), (2), (NULL) AS t(k) LEFT JOIN VALUES (1), (2), (NULL) AS v(y) ON k = y AND NOT (k IN (SELECT x FROM VALUES (1), (NULL) AS u(x)) AND k > 1) ORDER BY k, y
SELECT k, y FROM VALUES (1), (2), (NULL) AS t(k) RIGHT JOIN VALUES (1), (2), (NULL) AS v(y) ON k = y AND (y IN (SELECT x FROM VALUES (1), (NULL) AS u(x))) <=> false ORDER BY k, y
SELECT k, y FROM VALUES (1), (2), (NULL) AS t(k) JOIN VALUES (1), (2), (NULL) AS v(y) ON k = y AND (k + y IN (SELECT x FROM VALUES (2), (NULL) AS u(x)) AND y > 1) IS NULL ORDER BY k, y
SELECT k FROM VALUES (1), (2), (NULL) AS t(k) LEFT ANTI JOIN VALUES (1), (2) AS v(y) ON k = y AND (k IN (SELECT x FROM VALUES (1), (NULL) AS u(x))) IS NULL ORDER BY k
SELECT k, y FROM VALUES (1), (2), (NULL) AS t(k) LEFT JOIN VALUES (1), (2), (NULL) AS v(y) ON k = y AND coalesce(k IN (SELECT x FROM VALUES (1), (NULL) AS u(x)), k > 1) ORDER BY k, y
SELECT k FROM range(1, 4) AS t(k) WHERE ((k IN (SELECT x FROM VALUES (1), (NULL) AS u(x))) OR isnotnull(k)) ORDER BY k
SELECT k FROM (SELECT coalesce(k, 3) AS k FROM VALUES (1), (2), (NULL) AS s(k)) AS t WHERE nvl(k IN (SELECT x FROM VALUES (1) AS u(x)), true) ORDER BY k
SELECT k FROM VALUES (1), (2), (3) AS t(k) WHERE ((CASE WHEN nvl(k + 1 IN (SELECT x FROM VALUES (1), (NULL) AS u(x)), NULL) THEN false ELSE isnotnull(k) END) IS NOT TRUE) ORDER BY k
SELECT k FROM (SELECT coalesce(k, 3) AS k FROM VALUES (1), (2), (NULL) AS s(k)) AS t WHERE ((k NOT IN (SELECT x FROM VALUES (2), (NULL) AS u(x))) AND isnotnull(k)) ORDER BY k
SELECT k FROM (SELECT s.id AS k, w.id AS c FROM range(1, 4) AS s LEFT JOIN range(2, 3) AS w ON s.id = w.id) AS t WHERE ((NOT (((c IN (SELECT x FROM VALUES (1) AS u(x))) <=> (k > 1)))) = (isnotnull(k))) ORDER BY k
SELECT k FROM range(1, 4) AS t(k) WHERE nvl2(coalesce(k, 1), ((((k IN (SELECT x FROM VALUES (1) AS u(x))) <=> true)) <=> NULL), false) ORDER BY k
SELECT k FROM (SELECT k, count(*) AS c FROM VALUES (1), (2), (NULL) AS s(k) GROUP BY k) AS t WHERE coalesce(((k IN (SELECT x FROM VALUES (1), (NULL) AS u(x))) <=> (k > 1)), true) ORDER BY k
SELECT k, y FROM (SELECT k, count(*) AS c FROM VALUES (1), (2), (NULL) AS s(k) GROUP BY k) AS t JOIN VALUES (1), (2) AS v(y) ON nvl2(k, if(coalesce(k, 1) IN (SELECT x FROM VALUES (1) AS u(x)), false, false), false) ORDER BY k, y
SELECT k FROM VALUES (1), (2), (3) AS t(k) WHERE ((k IN (SELECT x FROM VALUES (2), (NULL) AS u(x))) IS UNKNOWN) ORDER BY k
SELECT k, count(*) AS c FROM VALUES (1), (2), (NULL) AS t(k) GROUP BY k HAVING ((NOT (k NOT IN (SELECT x FROM VALUES (2), (NULL) AS u(x)))) AND k <> 2) ORDER BY k
SELECT k FROM (SELECT s.id AS k, w.id AS c FROM range(1, 4) AS s LEFT JOIN range(2, 3) AS w ON s.id = w.id) AS t WHERE ((((((k + 1 IN (SELECT x FROM VALUES (1), (NULL) AS u(x))) OR k > 1)) OR k > 1)) OR coalesce(k, 1) > 1) ORDER BY k
SELECT k FROM (SELECT coalesce(k, 3) AS k FROM VALUES (1), (2), (NULL) AS s(k)) AS t WHERE ((k IN (SELECT x FROM VALUES (2), (NULL) AS u(x))) IS NOT TRUE) ORDER BY k
SELECT k, y FROM VALUES (1), (2), (NULL) AS t(k) LEFT JOIN VALUES (1), (2) AS v(y) ON ((((CASE WHEN isnotnull(k) THEN k IN (SELECT x FROM VALUES (1) AS u(x)) WHEN coalesce(k, 1) <> 2 THEN k > 1 ELSE k IS NULL END) IS NOT NULL)) OR k > 1) ORDER BY k, y
SELECT k, count(*) AS c FROM VALUES (1), (2), (NULL) AS t(k) GROUP BY k HAVING coalesce(NOT (nvl2(k NOT IN (SELECT x FROM VALUES (2), (NULL) AS u(x)), k IS NULL, false)), true) ORDER BY k
SELECT k FROM (SELECT k, count(*) AS c FROM VALUES (1), (2), (NULL) AS s(k) GROUP BY k) AS t WHERE if(c <> 2, (k, k) NOT IN (SELECT x, 1 FROM VALUES (2), (NULL) AS u(x)), c IS NULL) ORDER BY k
SELECT k FROM (SELECT s.id AS k, w.id AS c FROM range(1, 4) AS s LEFT JOIN range(2, 3) AS w ON s.id = w.id) AS t WHERE ((((k IN (SELECT x FROM VALUES (1), (NULL) AS u(x))) <=> false)) AND k <> 2) ORDER BY k
SELECT k FROM (SELECT coalesce(k, 3) AS k FROM VALUES (1), (2), (NULL) AS s(k)) AS t WHERE nvl2(k, (k, k + 1) IN (SELECT x, 1 FROM VALUES (2), (NULL) AS u(x)), false) ORDER BY k
SELECT k, y FROM range(1, 4) AS t(k) JOIN VALUES (1), (2) AS v(y) ON ((coalesce(k, 1) IN (SELECT x FROM VALUES (1) AS u(x))) OR k > 1) ORDER BY k, y
SELECT k FROM VALUES (1), (2), (NULL) AS t(k) WHERE ((((nvl2(k, k IN (SELECT x FROM VALUES (2), (NULL) AS u(x)), isnotnull(k))) IS UNKNOWN)) <=> (k > 1)) ORDER BY k
SELECT k, count(*) AS c FROM VALUES (1), (2), (NULL) AS t(k) GROUP BY k HAVING NOT (CASE WHEN k IN (SELECT x FROM VALUES (1) AS u(x)) THEN k <> 2 ELSE false END) ORDER BY k
SELECT k FROM (SELECT coalesce(k, 3) AS k FROM VALUES (1), (2), (NULL) AS s(k)) AS t WHERE ((k NOT IN (SELECT x FROM VALUES (1) AS u(x))) IS NULL) ORDER BY k
SELECT k FROM (SELECT k, count(*) AS c FROM VALUES (1), (2), (NULL) AS s(k) GROUP BY k) AS t WHERE ((nvl(NOT (c IN (SELECT x FROM VALUES (2), (NULL) AS u(x))), NULL)) IS TRUE) ORDER BY k
SELECT k FROM VALUES (1), (2), (3) AS t(k) WHERE NOT ((coalesce(k, 1), k) NOT IN (SELECT x, 1 FROM VALUES (2), (NULL) AS u(x))) ORDER BY k
SELECT k, count(*) AS c FROM (SELECT coalesce(k, 3) AS k FROM VALUES (1), (2), (NULL) AS s(k)) AS t GROUP BY k HAVING NOT (if(k <> 2, NOT (coalesce(k, 1) NOT IN (SELECT x FROM VALUES (2), (NULL) AS u(x))), isnotnull(k))) ORDER BY k
SELECT k FROM VALUES (1), (2), (NULL) AS t(k) WHERE ((((k IN (SELECT x FROM VALUES (1) AS u(x))) = (k <> 2))) IS NULL) ORDER BY k
SELECT k FROM VALUES (1), (2), (3) AS t(k) WHERE ((k IN (SELECT x FROM VALUES (1) AS u(x))) AND k = 1) ORDER BY k
SELECT k FROM (SELECT k, count(*) AS c FROM VALUES (1), (2), (NULL) AS s(k) GROUP BY k) AS t WHERE CASE WHEN k NOT IN (SELECT x FROM VALUES (2), (NULL) AS u(x)) THEN k + 1 > 1 ELSE k IS NULL END ORDER BY k
SELECT k FROM (SELECT coalesce(k, 3) AS k FROM VALUES (1), (2), (NULL) AS s(k)) AS t WHERE ((coalesce(k + 1 IN (SELECT x FROM VALUES (1) AS u(x)), k = 1)) <=> (k = 1)) ORDER BY k
SELECT k FROM range(1, 4) AS t(k) WHERE if(k NOT IN (SELECT x FROM VALUES (1), (NULL) AS u(x)), false, coalesce(k, 1) IS NULL) ORDER BY k
