SELECT from_utc_timestamp('2024-01-01 00:00:00', CAST(NULL AS STRING)), to_utc_timestamp(TIMESTAMP '2024-01-01 00:00:00', CAST(NULL AS INT)), make_timestamp(2020, 6, 1, 12, 0, 0, NULL), make_timestamp(2020, 6, 1, 12, 0, 0, CAST(NULL AS STRING))
SELECT xpath_boolean('<a><b>1</b></a>', CAST(NULL AS STRING)), xpath_double(CAST(NULL AS STRING), 'a/b'), xpath('<a/>', CAST(NULL AS STRING))
SELECT CAST('epoch EST' AS TIMESTAMP), CAST('epoch  Europe/Berlin' AS DATE), CAST('now UTC' AS TIMESTAMP), CAST('epoch Nowhere' AS DATE)
SELECT CAST(timestamp_micros(9223372036854775807) AS STRING) > '+29', timestamp_micros(-1), timestamp_micros(NULL)
SELECT try_sum(CAST(NULL AS TIMESTAMP))
SELECT try_avg(CAST(NULL AS TIMESTAMP))
SELECT sum(CAST(NULL AS TIMESTAMP)), avg(TIMESTAMP '1970-01-01 00:00:01.5'), try_sum('1'), try_avg('a')
SELECT split('abc', '', CAST(NULL AS INT)), split('a,b', ',', CAST(NULL AS STRING)), split('a,b', ',', NULL)
SELECT months_between(TIMESTAMP '2024-02-29 23:59:59', TIMESTAMP '1970-01-01 00:00:00', CAST(NULL AS boolean)) AS a, months_between(DATE '2024-02-29', DATE '2024-01-31', CAST(NULL AS boolean)) AS b, months_between(DATE '2024-02-29', DATE '2024-01-31', false) AS c
SELECT k, months_between(DATE '2024-02-28', DATE '2024-01-31', r) AS a FROM VALUES (1, true), (2, false), (3, NULL) AS t(k, r) ORDER BY k
