SELECT transform_values(map(1, 2), (K, k) -> K) AS a
SELECT zip_with(array(1), array(2), (x, x) -> x) AS a
SELECT transform(array(1), (x, X) -> x) AS a
SELECT map_zip_with(map(1, 2), map(1, 3), (k, a, a) -> a) AS a
SELECT array_sort(array(2, 1), (a, a) -> 0) AS a
SELECT transform(array(array(1)), x -> transform(x, x -> x + 1)) AS a
SELECT filter(array(1), (x, x) -> true) AS a
SELECT aggregate(array(1, 2), 0, (acc, acc) -> acc) AS a
