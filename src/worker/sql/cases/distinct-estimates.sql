SELECT xxhash64(''), xxhash64('a'), xxhash64('abcd'), xxhash64('abcdefgh'), xxhash64('abcdefghijklmno'), xxhash64('é😀'), xxhash64(repeat('x', 31)), xxhash64(repeat('xyz', 11)), xxhash64(repeat('0123456789abcdef', 9)), xxhash64(repeat('é', 1000))
SELECT sum(CAST(xxhash64(repeat(CAST(id AS STRING), CAST(id % 40 AS INT)), id) AS DECIMAL(30,0))) FROM range(20000)
SELECT approx_count_distinct(id), approx_count_distinct(id, 0.01), approx_count_distinct(CAST(id AS STRING)), approx_count_distinct(id, 0.39), approx_count_distinct(id, 0.2) FROM range(1000)
SELECT approx_count_distinct(id), approx_count_distinct(id, 0.01), approx_count_distinct(CAST(id AS STRING)), approx_count_distinct(id, 0.39), approx_count_distinct(id, 0.2) FROM range(20000)
SELECT approx_count_distinct(id), approx_count_distinct(id, 0.1), approx_count_distinct(id, 0.15), approx_count_distinct(id, 0.3), approx_count_distinct(id, 0.02) FROM range(300)
SELECT approx_count_distinct(id), approx_count_distinct(id, 0.1), approx_count_distinct(id, 0.15), approx_count_distinct(id, 0.3), approx_count_distinct(id, 0.02) FROM range(2000)
SELECT id % 13 AS g, approx_count_distinct(id), approx_count_distinct(CAST(id AS DOUBLE)), approx_count_distinct(CAST(id AS DECIMAL(30,2))), approx_count_distinct(DATE '2000-01-01' + CAST(id AS INT)), approx_count_distinct(timestamp_seconds(id)), approx_count_distinct(CAST(id AS FLOAT)), approx_count_distinct(array(id, 1)), approx_count_distinct(struct(id, 'a')) FROM range(20000) GROUP BY id % 13 ORDER BY g
SELECT approx_count_distinct(x), approx_count_distinct(DISTINCT x), approx_count_distinct(x) FILTER (WHERE x > 5) FROM VALUES (double('NaN')), (0.0D), (-0.0D), (NULL), (double('NaN')), (7D) AS t(x)
SELECT approx_count_distinct(x), approx_count_distinct(NULL), approx_count_distinct(1) FROM (SELECT 1 AS x WHERE false)
SELECT id, approx_count_distinct(id) OVER (ORDER BY id), approx_count_distinct(id) OVER (PARTITION BY id % 2) FROM range(600)
SELECT approx_count_distinct(id, 0.4) FROM range(10)
SELECT approx_count_distinct(CAST(id AS STRING)), count(*) FROM range(9000) GROUP BY id % 7 ORDER BY 1
SELECT approx_count_distinct(true), approx_count_distinct(X'00'), approx_count_distinct(INTERVAL '1' DAY), approx_count_distinct(INTERVAL '1' YEAR), approx_count_distinct(1Y), approx_count_distinct(1S)
SELECT approx_count_distinct(id, 0) FROM range(10)
SELECT approx_count_distinct(id, 0.05D) FROM range(10)
SELECT * FROM (SELECT id, id % 3 AS k FROM range(3000)) PIVOT (approx_count_distinct(id) FOR k IN (0, 1, 2))
SELECT approx_count_distinct(id) AS c FROM range(5000) HAVING approx_count_distinct(id) > 10
