SELECT * FROM VALUES (1, 2) t(a, b) WHERE coalesce(*) = 1
SELECT * FROM VALUES (1, 2) t(a, b) WHERE coalesce(t.*) = 1
SELECT * FROM VALUES (1, 2) t(a, b) WHERE struct(*) IS NOT NULL
SELECT * FROM VALUES (1, 2) t(a, b) WHERE count(*) > 0
SELECT a FROM VALUES (1, 2) t(a, b) GROUP BY a HAVING count(*) > 0
SELECT a FROM VALUES (1, 2) t(a, b) GROUP BY a HAVING count(t.*) > 0
SELECT a FROM VALUES (1, 2) t(a, b) GROUP BY a HAVING count(DISTINCT *) > 0
SELECT a FROM VALUES (1, 2) t(a, b) GROUP BY a HAVING max(struct(*)) IS NOT NULL
SELECT a, b FROM VALUES (1, 2) t(a, b) GROUP BY a, b HAVING coalesce(*) = 1
SELECT a FROM VALUES (1, 2) t(a, b) GROUP BY a ORDER BY count(*)
SELECT a FROM VALUES (1, 2) t(a, b) GROUP BY a ORDER BY count(*) DESC, a
SELECT a FROM VALUES (1, 2) t(a, b) GROUP BY a ORDER BY count(DISTINCT *)
SELECT a FROM VALUES (1, 2) t(a, b) GROUP BY a ORDER BY count(*) + 1
SELECT a FROM VALUES (1, 2) t(a, b) ORDER BY coalesce(*)
SELECT a FROM VALUES (1, 2) t(a, b) ORDER BY struct(*)
SELECT * FROM VALUES (1, 2) t(a, b) ORDER BY struct(t.*)
SELECT a FROM VALUES (1, 2) t(a, b) SORT BY coalesce(*)
SELECT a FROM VALUES (1, 2) t(a, b) DISTRIBUTE BY coalesce(*)
SELECT a FROM VALUES (1, 2) t(a, b) CLUSTER BY coalesce(*)
SELECT count(*) FROM VALUES (1, 2) t(a, b) GROUP BY coalesce(*)
SELECT count(*) FROM VALUES (1, 2) t(a, b) GROUP BY struct(*)
SELECT struct(*), count(*) FROM VALUES (1, 2) t(a, b) GROUP BY struct(*)
SELECT count(*) FROM VALUES (1, 2) t(a, b) GROUP BY a, struct(t.*)
SELECT count(*) FROM VALUES (1, 2) t(a, b) GROUP BY GROUPING SETS ((coalesce(*)))
SELECT count(*) FROM VALUES (1, 2) t(a, b) GROUP BY CUBE (coalesce(*))
SELECT 1 IN (*) FROM VALUES (1, 2) t(a, b)
SELECT 1 IN (t.*) FROM VALUES (1, 2) t(a, b)
SELECT * FROM VALUES (1, 2) t(a, b) WHERE 1 IN (*)
SELECT a FROM VALUES (1, 2) t(a, b) GROUP BY a HAVING 1 IN (*)
SELECT * FROM VALUES (1, 2) t(a, b) LATERAL VIEW explode(array(*)) v AS x
SELECT * FROM VALUES (1, 2) t(a, b) LATERAL VIEW explode(array(t.*)) v AS x
SELECT * FROM VALUES (1, 2) t(a, b) LATERAL VIEW stack(2, *) v AS x
SELECT * FROM VALUES (1, 2) t(a, b) JOIN VALUES (1, 2) u(c, d) ON coalesce(*) = 1
SELECT * FROM VALUES (1, 2) t(a, b) JOIN VALUES (1, 2) u(c, d) ON coalesce(t.*) = c
SELECT * FROM VALUES (1, 2) t(a, b) LEFT JOIN VALUES (1, 2) u(c, d) ON greatest(u.*) = 2
SELECT coalesce(*) FROM VALUES (1, 2) t(a, b)
SELECT coalesce(t.*, 1) FROM VALUES (1, 2) t(a, b)
SELECT struct(*), struct(t.*), array(*), map(*), concat(*), greatest(*) FROM VALUES (1, 2) t(a, b)
SELECT named_struct('a', *) FROM VALUES (1) t(a)
SELECT count(DISTINCT *), count(t.*) FROM VALUES (1, 2) t(a, b)
SELECT count(DISTINCT *), count(DISTINCT t.*) FROM VALUES (1, 2) t(a, b)
SELECT count(*, a) FROM VALUES (1, 2) t(a, b)
SELECT count(a, *) FROM VALUES (1, 2) t(a, b)
SELECT max(struct(*)) FROM VALUES (1, 2) t(a, b)
SELECT count(*) OVER (), count(*) OVER (ORDER BY a) FROM VALUES (1, 2) t(a, b)
SELECT sum(a) OVER (ORDER BY coalesce(*)) FROM VALUES (1, 2) t(a, b)
SELECT sum(a) OVER (PARTITION BY coalesce(*)) FROM VALUES (1, 2) t(a, b)
SELECT sum(coalesce(*)) OVER (PARTITION BY a) FROM VALUES (1, 2) t(a, b)
SELECT sum(coalesce(*)) OVER w FROM VALUES (1, 2) t(a, b) WINDOW w AS (ORDER BY coalesce(*))
SELECT max(struct(*)) OVER (PARTITION BY a) FROM VALUES (1, 2) t(a, b)
SELECT transform(array(1), x -> coalesce(*)) FROM VALUES (1, 2) t(a, b)
SELECT transform(array(1), x -> x + coalesce(t.*)) FROM VALUES (1, 2) t(a, b)
SELECT transform(array(*), x -> x + 1) FROM VALUES (1, 2) t(a, b)
SELECT filter(array(*), x -> x > 1) FROM VALUES (1, 2) t(a, b)
SELECT CASE WHEN coalesce(*) = 1 THEN 1 END FROM VALUES (1, 2) t(a, b)
SELECT CASE coalesce(*) WHEN 1 THEN greatest(*) END FROM VALUES (1, 2) t(a, b)
SELECT CAST(coalesce(*) AS STRING) FROM VALUES (1, 2) t(a, b)
SELECT coalesce(*) + 1 AS x FROM VALUES (1, 2) t(a, b)
SELECT coalesce(*) BETWEEN 1 AND 2 FROM VALUES (1, 2) t(a, b)
SELECT struct(*).a FROM VALUES (1, 2) t(a, b)
SELECT array(*)[0] FROM VALUES (1, 2) t(a, b)
SELECT explode(array(*)) FROM VALUES (1, 2) t(a, b)
SELECT stack(1, *) FROM VALUES (1, 2) t(a, b)
SELECT * FROM VALUES (coalesce(*)) t(a)
SELECT * FROM VALUES (count(*)) t(a)
SELECT (SELECT coalesce(*) FROM VALUES (1) u(x)) FROM VALUES (1, 2) t(a, b)
SELECT a FROM VALUES (1, 2) t(a, b) WHERE EXISTS (SELECT coalesce(*) FROM VALUES (1) u(x))
SELECT a FROM VALUES (1, 2) t(a, b) WHERE a IN (SELECT coalesce(*) FROM VALUES (1) u(x))
SELECT a FROM VALUES (1, 2) t(a, b) WHERE a IN (SELECT x FROM VALUES (1) u(x) WHERE coalesce(t.*) = 1)
SELECT count(*) FILTER (WHERE coalesce(*) = 1) FROM VALUES (1, 2) t(a, b)
SELECT sum(a) FILTER (WHERE greatest(*) = 2) FROM VALUES (1, 2) t(a, b)
SELECT a, count(coalesce(*)) FROM VALUES (1, 2) t(a, b) GROUP BY a
SELECT a, coalesce(*) FROM VALUES (1, 2) t(a, b) GROUP BY a, b
SELECT a, coalesce(*) FROM VALUES (1, 2) t(a, b) GROUP BY a
SELECT * FROM VALUES (1, 2) t(a, b) PIVOT (count(*) FOR a IN (1, 2))
SELECT * FROM VALUES (1, 2) t(a, b) PIVOT (max(struct(*)) FOR a IN (1, 2))
SELECT coalesce(*), a FROM VALUES (1, 2) t(a, b) LIMIT count(*)
SELECT a AS x FROM VALUES (1, 2) t(a, b) ORDER BY (SELECT coalesce(*) FROM VALUES (1) u(x))
SELECT a FROM VALUES (1, 2) t(a, b) WHERE a = (SELECT max(struct(*).x) FROM VALUES (1) u(x))
SELECT count(*) IN (1) FROM VALUES (1, 2) t(a, b)
SELECT coalesce(*) IN (1) FROM VALUES (1, 2) t(a, b)
SELECT coalesce(*) IN (SELECT 1) FROM VALUES (1, 2) t(a, b)
SELECT coalesce(*) LIKE '1' FROM VALUES (1, 2) t(a, b)
SELECT -coalesce(*) FROM VALUES (1, 2) t(a, b)
SELECT coalesce(*) IS NULL, NOT coalesce(*) = 2 FROM VALUES (1, 2) t(a, b)
SELECT DISTINCT coalesce(*) FROM VALUES (1, 2) t(a, b)
SELECT first(*) FROM VALUES (true, false) t(a, b)
SELECT sum(*) FROM VALUES (1) t(a)
SELECT max(*) FROM VALUES (1) t(a)
SELECT upper(*) FROM VALUES ('a') t(a)
SELECT count(*) FROM VALUES (1, 2) t(a, b) HAVING coalesce(*) = 1
SELECT max(a) FROM VALUES (1, 2) t(a, b) HAVING count(*) = 1
SELECT a FROM VALUES (1, 2) t(a, b) ORDER BY count(*)
SELECT a FROM VALUES (1, 2) t(a, b) ORDER BY count(*) OVER ()
SELECT a FROM VALUES (1, 2) t(a, b) ORDER BY max(struct(*)) OVER ()
SELECT a, struct(*) AS s FROM VALUES (1, 2) t(a, b) ORDER BY s
SELECT row_number() OVER (ORDER BY struct(*)) FROM VALUES (1, 2) t(a, b)
SELECT (*) FROM VALUES (1, 2) t(a, b)
SELECT (t.*) FROM VALUES (1, 2) t(a, b)
SELECT a + (*) FROM VALUES (1, 2) t(a, b)
SELECT coalesce(u.*) FROM VALUES (named_struct('x', 1, 'y', 2)) t(s)
SELECT a FROM VALUES (1, 2) t(a, b) TABLESAMPLE (coalesce(*) PERCENT)
SELECT extract(YEAR FROM *) FROM VALUES (DATE'2020-01-01') t(a)
SELECT * FROM range(*)
SELECT * FROM VALUES (1, 2) t(a, b), LATERAL (SELECT coalesce(*) AS c)
SELECT * FROM VALUES (1, 2) t(a, b), LATERAL (SELECT coalesce(t.*) AS c)
SELECT * FROM VALUES (1, 2) t(a, b), LATERAL (SELECT coalesce(*) AS c FROM VALUES (5) u(x))
SELECT position(* IN 'a') FROM VALUES ('a') t(a)
SELECT nvl(*), ifnull(*), nullif(*), if(true, *) FROM VALUES (1, 2) t(a, b)
SELECT percentile_approx(*) FROM VALUES (1, 0.5) t(a, b)
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY coalesce(*)) FROM VALUES (1, 2) t(a, b)
SELECT grouping(*) FROM VALUES (1) t(a) GROUP BY CUBE(a)
SELECT grouping_id(*) FROM VALUES (1) t(a) GROUP BY CUBE(a)
SELECT lag(*) OVER (ORDER BY 1) FROM VALUES (1) t(a)
SELECT hash(*), xxhash64(*) FROM VALUES (1, 2) t(a, b)
SELECT a FROM VALUES (1, 2) t(a, b) WHERE hash(*) <> 0
SELECT a, hash(*) FROM VALUES (1, 2) t(a, b) ORDER BY hash(*)
SELECT * FROM VALUES (1, 2) t(a, b) WHERE a IN (SELECT count(*) FROM VALUES (1))
SELECT * FROM VALUES (1, 2) t(a, b) WHERE (SELECT count(*) FROM VALUES (1)) = 1
SELECT a FROM VALUES (1, 2) t(a, b) GROUP BY a HAVING count(*) IN (1) AND sum(b) FILTER (WHERE b > 0) > 1
SELECT a FROM VALUES (1, 2) t(a, b) GROUP BY a HAVING hash(*) <> 0
SELECT a FROM VALUES (1, 2) t(a, b) GROUP BY a HAVING count(*) FILTER (WHERE coalesce(*) = 1) = 1
SELECT a FROM VALUES (1, 2) t(a, b) GROUP BY a ORDER BY count(*) FILTER (WHERE b > 1)
SELECT overlay(* PLACING 'x' FROM 1) FROM VALUES ('a') t(a)
SELECT overlay(*, 'x', 1) FROM VALUES ('a') t(a)
SELECT trim(BOTH FROM *) FROM VALUES ('a') t(a)
SELECT trim(*) FROM VALUES ('a') t(a)
SELECT trim('a' FROM *) FROM VALUES ('a') t(a)
SELECT substring(* FROM 1) FROM VALUES ('a') t(a)
SELECT substring(*, 1) FROM VALUES ('a') t(a)
SELECT extract(YEAR FROM *) FROM VALUES (DATE'2020-01-01') t(a)
SELECT datediff(DAY, *) FROM VALUES (DATE'2020-01-01', DATE'2020-01-02') t(a, b)
SELECT dateadd(DAY, *) FROM VALUES (1, DATE'2020-01-02') t(a, b)
SELECT date_add(*) FROM VALUES (DATE'2020-01-02', 3) t(a, b)
SELECT coalesce(*) AS x, count(*) FROM VALUES (1, 2) t(a, b) GROUP BY x
SELECT coalesce(*) AS x, count(*) FROM VALUES (1, 2) t(a, b) GROUP BY 1
SELECT coalesce(*) AS x FROM VALUES (1, 2) t(a, b) GROUP BY a, b ORDER BY x
SELECT coalesce(*) AS x FROM VALUES (1, 2) t(a, b) GROUP BY a, b HAVING x = 1
SELECT coalesce(*) AS x FROM VALUES (1, 2) t(a, b) GROUP BY a, b HAVING count(*) = 1 ORDER BY count(*)
SELECT count(DISTINCT t.*, a) FROM VALUES (1, 2) t(a, b)
SELECT count(t.*, t.*) FROM VALUES (1, 2) t(a, b)
SELECT * FROM VALUES (1) t(a) JOIN VALUES (1) u(b) ON shuffle(array(a)) = array(b)
SELECT current_date() = current_date(), count(*) FROM VALUES (1) GROUP BY current_date()
SELECT 1 AS one, count(*) FROM VALUES (1) t(a) GROUP BY one
SELECT count(*) FROM VALUES (1) t(a) GROUP BY version()
SELECT count(*) FROM VALUES (1) t(a) GROUP BY pi(), e(), typeof(1), current_catalog()
SELECT pi() AS p, count(*) FROM VALUES (1) t(a) GROUP BY p ORDER BY pi()
