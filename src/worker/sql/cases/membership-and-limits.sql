SELECT k FROM nested WHERE s IN (SELECT named_struct('x', 1, 'y', 'one'))
SELECT k FROM nested WHERE s NOT IN (SELECT named_struct('x', 1, 'y', 'one'))
SELECT k FROM nested WHERE s IN (SELECT named_struct('x', 1, 'y', 'one') UNION ALL SELECT NULL)
SELECT k FROM nested WHERE s NOT IN (SELECT named_struct('x', 1, 'y', 'one') UNION ALL SELECT NULL)
SELECT k FROM nested WHERE s IN (SELECT s FROM nested)
SELECT k FROM nested WHERE s NOT IN (SELECT s FROM nested WHERE k > 2)
SELECT k FROM nested WHERE s IN (SELECT s2.s FROM nested s2 WHERE s2.k = nested.k)
SELECT k FROM nested WHERE s IN (SELECT named_struct('x', CAST(NULL AS INT), 'y', CAST(NULL AS STRING)))
SELECT k FROM nested WHERE s IN (SELECT named_struct('x', 1L, 'y', 'one'))
SELECT k FROM nested WHERE s IN (SELECT 1)
SELECT k FROM nested WHERE s IN (SELECT 1, 'one')
SELECT k FROM nested WHERE NOT (s IN (SELECT named_struct('x', 1, 'y', 'one'))) OR k = 1
SELECT a.k, b.k FROM nested a JOIN nested b ON a.s IN (SELECT named_struct('x', 1, 'y', 'one')) AND a.k = b.k
SELECT k FROM nested WHERE struct(k, s.x) IN (SELECT 1, 1)
SELECT k FROM nested WHERE struct(k, s.x) IN (SELECT struct(1, 1))
SELECT k FROM nested WHERE named_struct('a', k, 'b', s.x) IN (SELECT 1, 1)
SELECT k, s IN (named_struct('x', 1, 'y', 'one'), NULL) FROM nested
SELECT m IN (map('a', 1)) FROM nested
SELECT * FROM range(5) LIMIT length('abc')
SELECT * FROM range(5) LIMIT if(true, 2, 3)
SELECT * FROM range(5) LIMIT 10 % 4
SELECT * FROM range(5) LIMIT CAST(2.9 AS INT)
SELECT * FROM range(5) LIMIT coalesce(NULL, 2)
SELECT * FROM range(5) LIMIT abs(-3) - 4
SELECT * FROM range(5) LIMIT nullif(1, 1)
SELECT * FROM range(5) LIMIT CAST('x' AS INT)
SELECT * FROM range(5) LIMIT CAST(rand() AS INT)
SELECT * FROM range(5) LIMIT (SELECT 2)
SELECT * FROM range(5) LIMIT id
SELECT * FROM range(5) LIMIT 10 div 4
SELECT * FROM (SELECT id FROM range(9) ORDER BY id DESC LIMIT size(array(1, 2))) ORDER BY id
SELECT id FROM people ORDER BY id LIMIT ascii('a') - 95
SELECT count(*) FROM (SELECT * FROM range(100) LIMIT abs(-7))
