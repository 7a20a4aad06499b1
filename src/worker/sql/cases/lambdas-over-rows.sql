SELECT k, e FROM VALUES (1), (2) t(k) LATERAL VIEW explode(transform(array(1, 2), x -> x + k)) v AS e ORDER BY k, e
SELECT k, p, e FROM VALUES (1), (2) t(k) LATERAL VIEW posexplode(transform(CAST(array() AS array<int>), x -> x + k)) v AS p, e ORDER BY k, p
SELECT k, e FROM VALUES (1), (2) t(k) LATERAL VIEW OUTER explode(filter(array(1, 2), x -> x > k)) v AS e ORDER BY k, e
SELECT k, a, b FROM VALUES (1), (2) t(k) LATERAL VIEW explode(map_filter(map('a', 1, 'b', 2), (x, y) -> y = k)) v AS a, b ORDER BY k
SELECT d, e FROM VALUES (DATE '2024-01-30') t(d) LATERAL VIEW explode(transform(sequence(0, 2), i -> add_months(d, i))) v AS e ORDER BY e
SELECT k, e, f FROM VALUES (1), (2) t(k) LATERAL VIEW explode(transform(array(1, 2), x -> x + k)) v AS e LATERAL VIEW explode(transform(array(10), x -> x + k + e)) w AS f ORDER BY k, e, f
SELECT a.k, b.j, e FROM VALUES (1), (2) a(k) JOIN VALUES (1, 5), (2, 6) b(k, j) ON a.k = b.k LATERAL VIEW explode(transform(array(10, 20), x -> x + a.k + b.j)) v AS e ORDER BY a.k, e
SELECT k, sum(e) OVER (PARTITION BY k) AS s FROM VALUES (1), (2) t(k) LATERAL VIEW explode(transform(array(10, 20), x -> x + k)) v AS e ORDER BY k
SELECT k, explode(transform(array(1, 2), x -> x + k)) AS e, e + 1 AS f FROM VALUES (1), (2) t(k) ORDER BY k, e
SELECT sum(k) FROM VALUES (1), (2) t(k) HAVING sort_array(collect_list(struct(k, 1)))[0].k = 1
SELECT sum(k) FROM VALUES (1), (2) t(k) HAVING array_sort(collect_list(struct(k, 1)))[0].k = 2
SELECT g, sum(k) FROM VALUES (1, array('b', 'a')), (2, NULL) t(k, g) GROUP BY g HAVING sort_array(collect_list(reverse(g))) IS NOT NULL ORDER BY 2
SELECT g, count(*) FROM VALUES (1, 1, 2), (1, 3, 4), (2, 5, 1) x(g, k, j) GROUP BY g HAVING skewness(k) = 0 ORDER BY g
SELECT g, count(*) FROM VALUES (1, 1, 2), (1, 3, 4), (2, 5, 1) x(g, k, j) GROUP BY g HAVING kurtosis(k) < 0 ORDER BY g
SELECT g, count(*) FROM VALUES (1, 1, 2), (1, 3, 4), (2, 5, 1) x(g, k, j) GROUP BY g HAVING regr_r2(k, j) > 0.9 ORDER BY g
SELECT g, count(*) FROM VALUES (1, 1, 2), (1, 3, 4), (2, 5, 1) x(g, k, j) GROUP BY g HAVING percentile(k, 0.5, 2) > 1 ORDER BY g
SELECT g, count(*) FROM VALUES (1, 1, 2), (1, 3, 4), (2, 5, 1) x(g, k, j) GROUP BY g HAVING histogram_numeric(k, 2)[0].x = 1 ORDER BY g
SELECT g, count(*) FROM VALUES (1, 1, 2), (1, 3, 4), (2, 5, 1) x(g, k, j) GROUP BY g HAVING conv(sum(k), 10, 16) = '5' ORDER BY g
SELECT g, count(*) FROM VALUES (1, 1, 2), (1, 3, 4), (2, 5, 1) x(g, k, j) GROUP BY g HAVING size(shuffle(collect_list(k))) = 2 ORDER BY g
