SELECT size(array(1, 2, 3)), size(map('a', 1)), size(NULL), size(CAST(NULL AS ARRAY<INT>)), cardinality(array(1)), array_size(array(1, 2))
SELECT array_contains(array(1, 2), 2), array_contains(array(1, 2), 5), array_contains(array(1, NULL), 5), array_contains(array(1), CAST(NULL AS INT))
SELECT array_distinct(array(1, 2, 1, NULL, NULL, 3)), array_union(array(1, 2), array(2, 3)), array_intersect(array(1, 2, 3), array(2, 3, 4)), array_except(array(1, 2, 2, 3), array(2))
SELECT array_union(array(1, NULL), array(NULL, 2)), array_intersect(array(1, NULL), array(NULL)), array_except(array(1, NULL), array(1)), arrays_overlap(array(1, 2), array(2)), arrays_overlap(array(1, NULL), array(2)), arrays_overlap(array(1), array(2))
SELECT array_position(array(3, 1, 2), 1), array_position(array(1), 5), array_remove(array(1, 2, 1, NULL), 1), array_max(array(1, 5, NULL)), array_min(array(3, 1, NULL)), array_repeat('x', 3)
SELECT array_append(array(1), 2), array_prepend(array(1), 0), array_compact(array(1, NULL, 2)), array_join(array('a', NULL, 'b'), ','), array_join(array('a', NULL), ',', '?'), array_join(array(1, 2), '-')
SELECT sort_array(array(3, NULL, 1)), sort_array(array(3, NULL, 1), false), sort_array(array('b', 'a')), slice(array(1, 2, 3, 4), 2, 2), slice(array(1, 2, 3), -2, 2), slice(array(1, 2), 5, 1), slice(array(1, 2, 3), 2, 10)
SELECT element_at(array(1, 2, 3), 2), element_at(array(1, 2, 3), -1), element_at(map('a', 1), 'a'), element_at(map('a', 1), 'x'), element_at(array(1), 5), try_element_at(array(1), 1)
SELECT sequence(1, 5), sequence(5, 1), sequence(1, 10, 3), sequence(DATE '2024-01-01', DATE '2024-01-03'), sequence(DATE '2024-01-31', DATE '2024-04-30', INTERVAL 1 MONTH), sequence(1L, 3L)
SELECT flatten(array(array(1, 2), array(3))), flatten(array(array(1), NULL)), reverse(array('a', 'b'))
SELECT transform(array(1, 2, 3), x -> x + 1), transform(array(1, 2), (x, i) -> x * i), transform(array('a', NULL), x -> upper(x)), filter(array(1, 2, 3, NULL), x -> x > 1), filter(array(0, 1, 2), (x, i) -> x + i > 2)
SELECT exists(array(1, 2, 3), x -> x % 2 = 0), exists(array(1, NULL), x -> x > 5), forall(array(2, 4), x -> x % 2 = 0), forall(array(2, NULL), x -> x > 1), exists(array(), x -> x IS NULL)
SELECT aggregate(array(1, 2, 3), 0, (acc, x) -> acc + x), aggregate(array(1, 2, 3), 0, (acc, x) -> acc + x, acc -> acc * 10), reduce(array(1, 2), 10, (a, x) -> a + x)
SELECT map_keys(map('a', 1, 'b', 2)), map_values(map('a', 1, 'b', 2)), map_entries(map('a', 1)), map_from_arrays(array('x', 'y'), array(1, 2)), map_from_entries(array(struct('k', 1))), map_contains_key(map('a', 1), 'a')
SELECT transform_values(map('a', 1), (k, v) -> v + 1), transform_keys(map('a', 1), (k, v) -> upper(k)), map_filter(map('a', 1, 'b', 2), (k, v) -> v > 1)
SELECT k, size(arr), arr[0], array_contains(arr, 5), m['a'], size(m), s.x FROM nested ORDER BY k
SELECT k, transform(arr, x -> x * k) FROM nested ORDER BY k
SELECT array(1, 2.5), array('a', 1), map('a', 1, 'b', 2.5), array(array(1), array(2))
SELECT struct('a', 1), named_struct('x', 1, 'y', array(1)), array(struct(1 AS a), struct(2 AS a)).a
SELECT array(1, 2) = array(1, 2), struct(1, 2) = struct(1, 2), array(1) < array(2)
SELECT k, sort_array(arr), array_max(arr), array_distinct(arr) FROM nested ORDER BY k
SELECT map('a', 1) AS m, map(1, 'x')[1], array(map('a', 1))[0]['a']
SELECT filter(array('a', 'bb'), x -> length(x) > 1), transform(filter(array(1, 2, 3), x -> x > 1), x -> x * 10), exists(transform(array(1), y -> y + 1), z -> z = 2)
SELECT collect_list(struct(id, name)) FROM (SELECT id, name FROM people WHERE id < 3 ORDER BY id)
SELECT arrays_zip(array(1, 2), array('a', 'b'))
SELECT shuffle(array(1)), zip_with(array(1, 2), array(3, 4), (x, y) -> x + y)
SELECT concat_ws(',', collect_list(name)) FROM (SELECT name FROM people ORDER BY id)
SELECT explode(sequence(1, 3)) AS n ORDER BY n
SELECT explode(split('a,b', ',')) AS part
SELECT size(split('a b c', ' ')), split('a b c', ' ')[1], size(array()), element_at(split('x-y', '-'), -1)
