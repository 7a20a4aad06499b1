SELECT hash(1), hash('a'), hash(1L), hash(true), hash(false), hash(CAST(-1 AS TINYINT)), hash(CAST(300 AS SMALLINT)), hash(NULL), hash(1, 2), hash('Spark', NULL, 2)
SELECT hash(DATE '2020-01-01'), hash(DATE '1960-01-01'), hash(TIMESTAMP '2020-01-01 00:00:00.123456'), hash(1.23BD), hash(-1.2BD), hash(CAST(12345678901.5 AS DECIMAL(18,2)))
SELECT hash(X'0102'), hash(X'FFFEFDFCFB'), hash(''), hash('abcde'), hash('abcdé'), hash('abcdefgh'), hash('😀 and more text than eight')
SELECT hash(x), hash(x, s), hash(s, x) FROM VALUES (0L, 'a'), (-1L, NULL), (9223372036854775807L, 'b'), (NULL, 'c'), (-9223372036854775808L, '') AS t(x, s)
SELECT k, hash(sum(v), k) AS h FROM VALUES ('a', 1), ('a', 2), ('b', NULL) AS t(k, v) GROUP BY k ORDER BY k
SELECT hash()
SELECT crc32('abc'), crc32(X'FF'), crc32(''), crc32('a longer text, é'), crc32(NULL)
SELECT crc32(s) AS c FROM VALUES ('Spark'), (NULL), ('') AS t(s)
