SELECT map_contains_key(map('1', 'a'), 1) AS m
SELECT map_contains_key(map(1, 'a'), '1') AS m
SELECT map_contains_key(map(1, 'a'), 1L) AS m
SELECT map_contains_key(map(1, 'a'), NULL) AS m
SELECT map_contains_key(map(1, 'a', 2, 'b'), 2) AS m, map_contains_key(CAST(NULL AS map<int,int>), 2) AS n
SELECT zip_with(array(1, 2, 3), array('a', 'b'), (x, y) -> concat(x, y)) AS x
SELECT zip_with(NULL, array(1), (x, y) -> x) AS z
SELECT k, zip_with(xs, ys, (x, y) -> x * y + k) AS z FROM VALUES (1, array(1, 2), array(3)), (2, array(), array(5)), (3, NULL, array(1)) AS t(k, xs, ys) ORDER BY k
SELECT element_at(map('1', 'a'), 1) AS x
SELECT element_at(map(1, 'a'), '1') AS x
SELECT element_at(map(1, 'a'), 1L) AS x, element_at(map(1, 'a'), 2S) AS y
SELECT map_concat(map(1, 'a'), map(2, 'b'))
SELECT map_concat(map(1, 'a'), CAST(NULL AS map<int,string>)) AS x
SELECT map_concat(map(1, 2), map(3L, 4.5)) AS x
SELECT map_concat(map(1, 'a'), array(1)) AS x
