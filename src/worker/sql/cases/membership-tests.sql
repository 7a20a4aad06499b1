SELECT k, b FROM VALUES (1, true), (1, false), (2, true), (2, false), (NULL, true), (NULL, false) AS t(k, b) WHERE NOT ((k NOT IN (SELECT x FROM VALUES (1), (NULL) AS u(x))) = b) ORDER BY k, b
SELECT k, b FROM VALUES (1, true), (1, false), (2, true), (2, false), (NULL, true), (NULL, false) AS t(k, b) WHERE NOT ((k IN (SELECT x FROM VALUES (1), (NULL) AS u(x))) = b) ORDER BY k, b
SELECT k, b FROM VALUES (1, true), (1, false), (2, true), (2, false), (NULL, true), (NULL, false) AS t(k, b) WHERE (k NOT IN (SELECT x FROM VALUES (1), (NULL) AS u(x))) <> b ORDER BY k, b
SELECT k, b FROM VALUES (1, true), (1, false), (2, true), (2, false), (NULL, true), (NULL, false) AS t(k, b) WHERE (k IN (SELECT x FROM VALUES (1), (NULL) AS u(x))) <> b ORDER BY k, b
SELECT k, b FROM VALUES (1, true), (1, false), (2, true), (2, false), (NULL, true), (NULL, false) AS t(k, b) WHERE (k IN (SELECT x FROM VALUES (1), (NULL) AS u(x)) AND k > 0) <> b ORDER BY k, b
SELECT k, b FROM VALUES (1, true), (1, false), (2, true), (2, false), (NULL, true), (NULL, false) AS t(k, b) WHERE (k NOT IN (SELECT x FROM VALUES (1), (NULL) AS u(x))) = (NOT b) ORDER BY k, b
SELECT k, b FROM VALUES (1, true), (1, false), (2, true), (2, false), (NULL, true), (NULL, false) AS t(k, b) WHERE (k NOT IN (SELECT x FROM VALUES (1), (NULL) AS u(x))) = NOT (k > 1) ORDER BY k, b
SELECT k, b FROM VALUES (1, true), (1, false), (2, true), (2, false), (NULL, true), (NULL, false) AS t(k, b) WHERE (k IN (SELECT x FROM VALUES (1), (NULL) AS u(x))) = NOT (k > 1) ORDER BY k, b
SELECT k, b FROM VALUES (1, true), (1, false), (2, true), (2, false), (NULL, true), (NULL, false) AS t(k, b) WHERE if(b, k IN (SELECT x FROM VALUES (1), (NULL) AS u(x)), true) = false ORDER BY k, b
SELECT k, b FROM VALUES (1, true), (1, false), (2, true), (2, false), (NULL, true), (NULL, false) AS t(k, b) WHERE if(b, k NOT IN (SELECT x FROM VALUES (1), (NULL) AS u(x)), true) = false ORDER BY k, b
SELECT k, b FROM VALUES (1, true), (1, false), (2, true), (2, false), (NULL, true), (NULL, false) AS t(k, b) WHERE (CASE WHEN b THEN k IN (SELECT x FROM VALUES (1), (NULL) AS u(x)) ELSE true END) = false ORDER BY k, b
SELECT k, b FROM VALUES (1, true), (1, false), (2, true), (2, false), (NULL, true), (NULL, false) AS t(k, b) WHERE nvl(k IN (SELECT x FROM VALUES (1), (NULL) AS u(x)), true) = false ORDER BY k, b
SELECT k, b FROM VALUES (1, true), (1, false), (2, true), (2, false), (NULL, true), (NULL, false) AS t(k, b) WHERE coalesce(k IN (SELECT x FROM VALUES (1), (NULL) AS u(x)), b) = false ORDER BY k, b
SELECT k, b FROM VALUES (1, true), (1, false), (2, true), (2, false), (NULL, true), (NULL, false) AS t(k, b) WHERE (k IN (SELECT x FROM VALUES (1), (NULL) AS u(x))) = (1 > 2) ORDER BY k, b
SELECT k, b FROM VALUES (1, true), (1, false), (2, true), (2, false), (NULL, true), (NULL, false) AS t(k, b) WHERE CAST(if(b, k IN (SELECT x FROM VALUES (1), (NULL) AS u(x)), true) AS INT) = 0 ORDER BY k, b
SELECT k, b FROM VALUES (1, true), (1, false), (2, true), (2, false), (NULL, true), (NULL, false) AS t(k, b) WHERE CAST(k IN (SELECT x FROM VALUES (1), (NULL) AS u(x)) AND b AS INT) = 0 ORDER BY k, b
SELECT k, b FROM VALUES (1, true), (1, false), (2, true), (2, false), (NULL, true), (NULL, false) AS t(k, b) WHERE CAST(k IN (SELECT x FROM VALUES (1), (NULL) AS u(x)) OR b AS INT) = 0 ORDER BY k, b
SELECT k, b FROM VALUES (1, true), (1, false), (2, true), (2, false), (NULL, true), (NULL, false) AS t(k, b) WHERE CAST(k NOT IN (SELECT x FROM VALUES (1), (NULL) AS u(x)) AS INT) = 1 ORDER BY k, b
SELECT k, b FROM VALUES (1, true), (1, false), (2, true), (2, false), (NULL, true), (NULL, false) AS t(k, b) WHERE CAST(k NOT IN (SELECT x FROM VALUES (1), (NULL) AS u(x)) AS INT) = 0 ORDER BY k, b
SELECT k, b FROM VALUES (1, true), (1, false), (2, true), (2, false), (NULL, true), (NULL, false) AS t(k, b) WHERE CAST(k IN (SELECT x FROM VALUES (1), (NULL) AS u(x)) AS INT) = CAST(b AS INT) ORDER BY k, b
SELECT k, b FROM VALUES (1, true), (1, false), (2, true), (2, false), (NULL, true), (NULL, false) AS t(k, b) WHERE CAST(k IN (SELECT x FROM VALUES (1), (NULL) AS u(x)) AS INT) BETWEEN 0 AND 0 ORDER BY k, b
SELECT k, b FROM VALUES (1, true), (1, false), (2, true), (2, false), (NULL, true), (NULL, false) AS t(k, b) WHERE CAST(k IN (SELECT x FROM VALUES (1), (NULL) AS u(x)) AS INT) IN (0, 1) ORDER BY k, b
SELECT k, b FROM VALUES (1, true), (1, false), (2, true), (2, false), (NULL, true), (NULL, false) AS t(k, b) WHERE nvl(CAST(k IN (SELECT x FROM VALUES (1), (NULL) AS u(x)) AS INT) = 0, true) ORDER BY k, b
SELECT k, b FROM VALUES (1, true), (1, false), (2, true), (2, false), (NULL, true), (NULL, false) AS t(k, b) WHERE NOT (CAST(k IN (SELECT x FROM VALUES (1), (NULL) AS u(x)) AS INT) = 1) ORDER BY k, b
SELECT k, b FROM VALUES (1, true), (1, false), (2, true), (2, false), (NULL, true), (NULL, false) AS t(k, b) WHERE NOT (CAST(k IN (SELECT x FROM VALUES (1), (NULL) AS u(x)) AS INT) > 0) ORDER BY k, b
SELECT k, b FROM VALUES (1, true), (1, false), (2, true), (2, false), (NULL, true), (NULL, false) AS t(k, b) WHERE NOT (CAST(k IN (SELECT x FROM VALUES (1), (NULL) AS u(x)) AS INT) >= 1) ORDER BY k, b
SELECT k, b FROM VALUES (1, true), (1, false), (2, true), (2, false), (NULL, true), (NULL, false) AS t(k, b) WHERE CAST(CAST(k IN (SELECT x FROM VALUES (1), (NULL) AS u(x)) AS INT) AS BIGINT) = 0 ORDER BY k, b
SELECT k, b FROM VALUES (1, true), (1, false), (2, true), (2, false), (NULL, true), (NULL, false) AS t(k, b) WHERE int(k IN (SELECT x FROM VALUES (1), (NULL) AS u(x))) = 0 ORDER BY k, b
SELECT k, b FROM VALUES (1, true), (1, false), (2, true), (2, false), (NULL, true), (NULL, false) AS t(k, b) WHERE boolean(k IN (SELECT x FROM VALUES (1), (NULL) AS u(x))) = false ORDER BY k, b
SELECT k, b FROM VALUES (1, true), (1, false), (2, true), (2, false), (NULL, true), (NULL, false) AS t(k, b) WHERE CAST(k IN (SELECT x FROM VALUES (1), (NULL) AS u(x)) AS BOOLEAN) = false ORDER BY k, b
SELECT k, b FROM VALUES (1, true), (1, false), (2, true), (2, false), (NULL, true), (NULL, false) AS t(k, b) WHERE (k IN (SELECT x FROM VALUES (1), (NULL) AS u(x))) > false ORDER BY k, b
SELECT k, b FROM VALUES (1, true), (1, false), (2, true), (2, false), (NULL, true), (NULL, false) AS t(k, b) WHERE (k IN (SELECT x FROM VALUES (1), (NULL) AS u(x))) <= false ORDER BY k, b
SELECT k, b FROM VALUES (1, true), (1, false), (2, true), (2, false), (NULL, true), (NULL, false) AS t(k, b) WHERE NOT ((k IN (SELECT x FROM VALUES (1), (NULL) AS u(x))) > false) ORDER BY k, b
SELECT k, b FROM VALUES (1, true), (1, false), (2, true), (2, false), (NULL, true), (NULL, false) AS t(k, b) WHERE (k IN (SELECT x FROM VALUES (1), (NULL) AS u(x))) IN (false, NULL) ORDER BY k, b
SELECT k, b FROM VALUES (1, true), (1, false), (2, true), (2, false), (NULL, true), (NULL, false) AS t(k, b) WHERE nvl((k IN (SELECT x FROM VALUES (1), (NULL) AS u(x))) IN (false), true) ORDER BY k, b
SELECT k, b FROM VALUES (1, true), (1, false), (2, true), (2, false), (NULL, true), (NULL, false) AS t(k, b) WHERE nvl((k IN (SELECT x FROM VALUES (1), (NULL) AS u(x))) IS NOT FALSE, true) ORDER BY k, b
SELECT k, b FROM VALUES (1, true), (1, false), (2, true), (2, false), (NULL, true), (NULL, false) AS t(k, b) WHERE ((k IN (SELECT x FROM VALUES (1), (NULL) AS u(x))) <=> false) OR b ORDER BY k, b
SELECT k, b FROM VALUES (1, true), (1, false), (2, true), (2, false), (NULL, true), (NULL, false) AS t(k, b) WHERE nvl(NOT ((k IN (SELECT x FROM VALUES (1), (NULL) AS u(x))) <=> false), true) ORDER BY k, b
SELECT k, b FROM VALUES (1, true), (1, false), (2, true), (2, false), (NULL, true), (NULL, false) AS t(k, b) WHERE (CASE k IN (SELECT x FROM VALUES (1), (NULL) AS u(x)) WHEN false THEN true END) ORDER BY k, b
SELECT k, b FROM VALUES (1, true), (1, false), (2, true), (2, false), (NULL, true), (NULL, false) AS t(k, b) WHERE (CASE WHEN (k IN (SELECT x FROM VALUES (1), (NULL) AS u(x))) = false THEN true ELSE b END) ORDER BY k, b
SELECT k FROM VALUES (1), (2), (NULL) AS t(k) WHERE CAST(k IN (SELECT x FROM VALUES (1), (NULL) AS u(x)) AS INT) = 0 ORDER BY k
SELECT k FROM VALUES (1), (2), (NULL) AS t(k) WHERE CAST(k IN (SELECT x FROM VALUES (1), (NULL) AS u(x)) AS INT) < 1 ORDER BY k
SELECT k FROM VALUES (1), (2), (NULL) AS t(k) WHERE CAST(k IN (SELECT x FROM VALUES (1), (NULL) AS u(x)) AS INT) <= 0 ORDER BY k
SELECT k FROM VALUES (1), (2), (NULL) AS t(k) WHERE 0 = CAST(k IN (SELECT x FROM VALUES (1), (NULL) AS u(x)) AS INT) ORDER BY k
SELECT k FROM VALUES (1), (2), (NULL) AS t(k) WHERE CAST(k IN (SELECT x FROM VALUES (1), (NULL) AS u(x)) AS INT) <> 1 ORDER BY k
SELECT k FROM VALUES (1), (2), (NULL) AS t(k) WHERE CAST(k IN (SELECT x FROM VALUES (1), (NULL) AS u(x)) AS INT) <=> 0 ORDER BY k
SELECT k FROM VALUES (1), (2), (NULL) AS t(k) WHERE CAST(k IN (SELECT x FROM VALUES (1), (NULL) AS u(x)) AS INT) < 5 ORDER BY k
SELECT k FROM VALUES (1), (2), (NULL) AS t(k) WHERE CAST(k IN (SELECT x FROM VALUES (1), (NULL) AS u(x)) AS INT) + 1 = 1 ORDER BY k
SELECT k FROM VALUES (1), (2), (NULL) AS t(k) WHERE CAST(k IN (SELECT x FROM VALUES (1), (NULL) AS u(x)) AS BIGINT) = 0 ORDER BY k
SELECT k FROM VALUES (1), (2), (NULL) AS t(k) WHERE CAST(k IN (SELECT x FROM VALUES (1), (NULL) AS u(x)) AS DOUBLE) = 0 ORDER BY k
SELECT k FROM VALUES (1), (2), (NULL) AS t(k) WHERE CAST(k IN (SELECT x FROM VALUES (1), (NULL) AS u(x)) AS DECIMAL(3,1)) = 0 ORDER BY k
SELECT k FROM VALUES (1), (2), (NULL) AS t(k) WHERE CAST(k IN (SELECT x FROM VALUES (1), (NULL) AS u(x)) AS INT) IN (0) ORDER BY k
SELECT k FROM VALUES (1), (2), (NULL) AS t(k) WHERE CAST(k IN (SELECT x FROM VALUES (1), (NULL) AS u(x)) AS INT) IN (0, 5) ORDER BY k
SELECT k FROM VALUES (1), (2), (NULL) AS t(k) WHERE CAST(k IN (SELECT x FROM VALUES (1), (NULL) AS u(x)) AS STRING) = 'false' ORDER BY k
SELECT k FROM VALUES (1), (2), (NULL) AS t(k) WHERE (k IN (SELECT x FROM VALUES (1), (NULL) AS u(x))) = 0 ORDER BY k
SELECT k FROM VALUES (1), (2), (NULL) AS t(k) WHERE (k IN (SELECT x FROM VALUES (1), (NULL) AS u(x))) = 'false' ORDER BY k
SELECT k FROM VALUES (1), (2), (NULL) AS t(k) WHERE nvl(NOT (k IN (SELECT x FROM VALUES (1), (NULL) AS u(x)) AND k > 0), true) ORDER BY k
SELECT k FROM VALUES (1), (2), (NULL) AS t(k) WHERE nvl(NOT (k IN (SELECT x FROM VALUES (1), (NULL) AS u(x)) OR k > 5), true) ORDER BY k
SELECT k FROM VALUES (1), (2), (NULL) AS t(k) WHERE nvl(NOT (k NOT IN (SELECT x FROM VALUES (1), (NULL) AS u(x)) OR k > 5), true) ORDER BY k
SELECT k FROM VALUES (1), (2), (NULL) AS t(k) WHERE nvl((k IN (SELECT x FROM VALUES (1), (NULL) AS u(x))) = false, true) ORDER BY k
SELECT k FROM VALUES (1), (2), (NULL) AS t(k) WHERE nvl((k NOT IN (SELECT x FROM VALUES (1), (NULL) AS u(x))) = false, true) ORDER BY k
SELECT k FROM VALUES (1), (2), (NULL) AS t(k) WHERE nvl((k IN (SELECT x FROM VALUES (1), (NULL) AS u(x))) <> true, true) ORDER BY k
SELECT k FROM VALUES (1), (2), (NULL) AS t(k) WHERE nvl(NOT (NOT (k IN (SELECT x FROM VALUES (1), (NULL) AS u(x)))), true) ORDER BY k
SELECT k FROM VALUES (1), (2), (NULL) AS t(k) WHERE nvl(NOT ((k NOT IN (SELECT x FROM VALUES (1), (NULL) AS u(x))) = true), true) ORDER BY k
SELECT k FROM VALUES (1), (2), (NULL) AS t(k) WHERE (k NOT IN (SELECT x FROM VALUES (1), (NULL) AS u(x))) = (k > 5) ORDER BY k
SELECT k FROM VALUES (1), (2), (NULL) AS t(k) WHERE (NOT (k IN (SELECT x FROM VALUES (1), (NULL) AS u(x)))) <=> isnull(k) ORDER BY k
SELECT k FROM VALUES (1), (2), (NULL) AS t(k) WHERE concat(k NOT IN (SELECT x FROM VALUES (1), (NULL) AS u(x)), '') = 'false' ORDER BY k
SELECT k FROM VALUES (1), (2), (NULL) AS t(k) WHERE NOT ((k IN (SELECT x FROM VALUES (1), (NULL) AS u(x))) <=> true) ORDER BY k
SELECT k FROM VALUES (1), (2), (NULL) AS t(k) WHERE NOT coalesce(k IN (SELECT x FROM VALUES (1), (NULL) AS u(x)), true) ORDER BY k
SELECT k FROM VALUES (1), (2), (NULL) AS t(k) WHERE nvl(if(k IN (SELECT x FROM VALUES (1), (NULL) AS u(x)), false, true), true) ORDER BY k
SELECT k FROM VALUES (1), (2), (NULL) AS t(k) WHERE nvl(NOT (k > 0 AND NOT (k IN (SELECT x FROM VALUES (1), (NULL) AS u(x)) AND k < 9)), true) ORDER BY k
SELECT k FROM VALUES (1), (2), (NULL) AS t(k) WHERE nvl(NOT ((k, 1) IN (SELECT x, 1 FROM VALUES (1), (NULL) AS u(x)) AND k > 0), true) ORDER BY k
SELECT k FROM VALUES (1), (2), (NULL) AS t(k) WHERE (NOT (k > 1 OR (k IN (SELECT x FROM VALUES (1), (NULL) AS u(x))))) IS NOT NULL ORDER BY k
SELECT k FROM VALUES (1), (2), (NULL) AS t(k) WHERE (NOT (k > 1 OR (k IN (SELECT x FROM VALUES (1), (NULL) AS u(x))))) IS NULL ORDER BY k
SELECT k FROM VALUES (1), (2), (NULL) AS t(k) WHERE (NOT (k > 0 AND (k IN (SELECT x FROM VALUES (1), (NULL) AS u(x))))) IS NULL ORDER BY k
SELECT k FROM VALUES (1), (2), (NULL) AS t(k) WHERE (NOT NOT (k > 1 OR (k IN (SELECT x FROM VALUES (1), (NULL) AS u(x))))) IS NULL ORDER BY k
SELECT k FROM VALUES (1), (2), (NULL) AS t(k) WHERE (NOT NOT NOT (k > 1 OR (k IN (SELECT x FROM VALUES (1), (NULL) AS u(x))))) IS NULL ORDER BY k
SELECT k FROM VALUES (1), (2), (NULL) AS t(k) WHERE nvl((NOT (k > 1 OR (k IN (SELECT x FROM VALUES (1), (NULL) AS u(x))))) IS NULL, true) ORDER BY k
SELECT k FROM VALUES (1), (2), (NULL) AS t(k) WHERE (NOT (k > 1 OR NOT (k IN (SELECT x FROM VALUES (1), (NULL) AS u(x))))) IS NULL ORDER BY k
SELECT k FROM VALUES (1), (2), (NULL) AS t(k) WHERE NOT ((NOT (k > 1 OR (k IN (SELECT x FROM VALUES (1), (NULL) AS u(x))))) IS NULL) ORDER BY k
SELECT k FROM VALUES (1), (2), (NULL) AS t(k) WHERE (NOT (k IN (SELECT x FROM VALUES (1), (NULL) AS u(x)))) IS NULL ORDER BY k
SELECT k FROM VALUES (1), (2), (NULL) AS t(k) WHERE isnull(NOT (k > 1 OR (k IN (SELECT x FROM VALUES (1), (NULL) AS u(x))))) ORDER BY k
SELECT k FROM VALUES (1), (2), (NULL) AS t(k) WHERE (k > 1 OR (k IN (SELECT x FROM VALUES (1), (NULL) AS u(x)))) IS NULL ORDER BY k
