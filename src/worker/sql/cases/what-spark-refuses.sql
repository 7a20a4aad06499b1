SELECT to_date(array(), NULL) AS a
SELECT to_timestamp(array(1), NULL) AS a
SELECT to_date(map(1, 2), NULL) AS a
SELECT to_date('2021-01-01', NULL) AS a, to_timestamp('2021-01-01', NULL) AS b, to_date(NULL, NULL) AS c
SELECT map(array(), 1) AS a
SELECT map(array(array()), 1) AS a
SELECT map(array(NULL), 1) AS a
SELECT map_keys(map(array(1), 'x', array(), 'y')) AS a
SELECT from_json('{"a":1}', '') AS a
SELECT from_json('{"a":1}', ' ') AS a
SELECT from_csv('1', '') AS a
SELECT from_csv('1', concat(' ', '')) AS a
SELECT regexp_replace('aXbXc', 'X', '-', '3') AS r
SELECT regexp_replace('aXbXc', 'X', '-', '0') AS r
SELECT struct() AS r
SELECT named_struct() AS r
SELECT array() = array()
SELECT a <=> b FROM VALUES (array(NULL), array(NULL)) t(a, b)
SELECT make_date(5881580, 7, 12)
SELECT TRY_CAST(1 AS INTERVAL DAY)
SELECT TRY_CAST(1L AS INTERVAL YEAR)
SELECT TRY_CAST(INTERVAL '3' HOUR AS INT)
SELECT TRY_CAST(INTERVAL '1' YEAR AS BIGINT)
SELECT TRY_CAST(array(1) AS ARRAY<INTERVAL DAY>)
SELECT TRY_CAST(a AS TINYINT) FROM VALUES (INTERVAL '1 02:03:04.567' DAY TO SECOND), (INTERVAL '-5' DAY) t(a)
