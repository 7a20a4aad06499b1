SELECT map_zip_with(map(1,'a',2,'b'), map(1,'x',3,'y'), (k,v1,v2) -> concat(v1,v2)) AS v, map_zip_with(map(1,'a'), map(), (k,v1,v2) -> v1) AS w
SELECT map_zip_with(map(1,'a'), map(1L,'x'), (k,v1,v2) -> k), map_zip_with(map(1,'a'), map('x','x'), (k,v1,v2) -> struct(k, v1, v2)) AS w
SELECT map_zip_with(a, b, (k,x,y) -> coalesce(x,0)+coalesce(y,0)) AS v FROM VALUES (map(1,10), map(1,5,2,6)), (map(), map()), (NULL, map(1,1)) t(a,b)
SELECT map_zip_with(map(date'2016-03-14', 1), map('2016-03-14', 2, 'x', 3), (k, a, b) -> struct(k, a, b)) AS v
SELECT map_zip_with(map(1,1), map(1,1), (k,x) -> k)
SELECT map_zip_with(NULL, map(1,2), (k,v1,v2) -> v1)
SELECT map_zip_with(map(1,1), map(array(1),1), (k,x,y) -> k)
SELECT map_zip_with(map(CAST(1 AS DECIMAL(36,0)),1), map(CAST(1 AS DECIMAL(36,35)),1), (k,x,y) -> k)
SELECT arrays_zip(x, y), arrays_zip(y, x)[2].x FROM VALUES (array(1), array(2)), (array(1,2,3), array()), (NULL, array(1)), (array(1,2), array(NULL,5,6)) t(x,y)
SELECT arrays_zip(s.a, x) AS v FROM VALUES (named_struct('a', array(1,2)), array('p')) t(s, x)
SELECT arrays_zip(x, NULL) FROM VALUES (array(1)) t(x)
SELECT arrays_zip(s.a, array(1)) AS v FROM VALUES (named_struct('a', array(1,2))) t(s)
SELECT arrays_zip(1)
SELECT array_sort(array(3,1,NULL,2)) AS v, array_sort(CAST(NULL AS ARRAY<INT>)) AS w, array_sort(array(array(2),array(1),NULL)) AS x, array_sort(array('b','a','B')) AS y
SELECT array_sort(array(3,1,2), (a,b) -> CASE WHEN a < b THEN 1 WHEN a > b THEN -1 ELSE 0 END)
SELECT array_sort(array('bb','a','ccc'), (a,b) -> length(a) - length(b)), array_sort(array('bb','a','cc','d'), (a,b) -> length(b) - length(a))
SELECT array_sort(x, (a,b) -> CASE WHEN a.k < b.k THEN -1 WHEN a.k > b.k THEN 1 ELSE 0 END) AS v FROM VALUES (array(named_struct('k',2,'v','a'),named_struct('k',1,'v','b'),named_struct('k',2,'v','c'))) t(x)
SELECT array_sort(x, (a,b) -> (a - b) * y) FROM VALUES (array(2,1,3), 1), (array(2,1,3), -1), (NULL, 1), (array(), 1) t(x,y)
SELECT array_sort(array(2,1), (a,b) -> 'x')
SELECT array_sort(array(map(1,2)))
SELECT size(shuffle(array(1,2,3))), sort_array(shuffle(array(3,1,NULL))), shuffle(CAST(NULL AS ARRAY<INT>))
SELECT transform(array(1,2), 0), filter(array(1,2), true), exists(array(1,2), NULL), transform(x, y) FROM VALUES (array(1,2), 'a') t(x, y)
SELECT zip_with(array(1), array(2), 0), map_filter(map(1,2), true), transform_values(map(1,2), 0), zip_with(array(1), array('a'), (x,y) -> struct(x, y))
SELECT aggregate(array(1,2,3), (0 AS sum, 0 AS n), (acc, x) -> (acc.sum + x, acc.n + 1), acc -> acc.sum / acc.n) AS v
SELECT transform(array(1), x -> (x, x + 1)), zip_with(array(1,2), array('a'), (x,y) -> (x,y)), transform(array(named_struct('a', 1)), e -> e.a + 1)
