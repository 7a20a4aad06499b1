select window, count(*) as c from values (timestamp'2020-01-01 00:01:00'),(timestamp'2020-01-01 00:04:59.999999'),(timestamp'2020-01-01 00:05:00'),(null) t(a) group by window(a, '5 minutes')
select window.start, window.end, count(*) as c from values (timestamp'2020-01-01 00:01:00', 1),(timestamp'2020-01-01 00:04:59.999999', 2),(timestamp'2020-01-01 00:05:00', 3) t(a, b) group by window(a, '10 minutes', '5 minutes') order by window.start
select window.start, b, sum(b) as c from values (timestamp'2020-01-01 00:01:00', 1),(timestamp'2020-01-01 00:04:59.999999', 2),(timestamp'2020-01-01 00:05:00', 3) t(a, b) group by window(a, '10 minutes', '4 minutes', '1 minute'), b order by window.start, b
select window(a, '5 minutes') from values (timestamp'1969-12-31 23:59:59.5') t(a)
select window(a, '1 week') from values (timestamp'2020-01-01 00:00:00') t(a)
select window(a, '5 minutes', '5 minutes', '2 minutes').start from values (timestamp'1969-12-31 23:59:59.5') t(a)
select window(a, '5 minutes', '2 minutes', '-1 minutes') from values (timestamp'1969-12-31 23:59:59.5'), (null) t(a)
select window(a, '1 month') from values (timestamp'2020-01-01 00:00:00') t(a)
select window(a, '0 minutes') from values (timestamp'2020-01-01 00:00:00') t(a)
select window(a, '5 minutes', '10 minutes') from values (timestamp'2020-01-01 00:00:00') t(a)
select window(a, '5 minutes', '5 minutes', '5 minutes') from values (timestamp'2020-01-01 00:00:00') t(a)
select window(a, '5 minutes', '5 minutes', '-5 minutes') from values (timestamp'2020-01-01 00:00:00') t(a)
select window(a, 60000000) from values (timestamp'2020-01-01 00:00:59') t(a)
select window(a, 60000000L) from values (timestamp'2020-01-01 00:00:59') t(a)
select window(a, interval 5 minutes) from values (timestamp'2020-01-01 00:00:59') t(a)
select window(a, '5 minutes') from values (date'2020-01-01') t(a)
select window(a, '5 minutes') from values ('2020-01-01 00:03:00') t(a)
select window(a, '5 minutes') from values (5) t(a)
select *, window(a, '5 minutes') from values (timestamp'2020-01-01 00:00:59') t(a)
select window(a, '5 minutes') as w, a from values (timestamp'2020-01-01 00:00:59') t(a)
select window(a, '5 minutes'), window(a, '5 minutes') from values (timestamp'2020-01-01 00:00:59') t(a)
select window(a, '5 minutes'), window(a, '6 minutes') from values (timestamp'2020-01-01 00:00:59') t(a)
select count(*) from values (timestamp'2020-01-01 00:00:59') t(a) where window(a, '5 minutes').start = timestamp'2020-01-01 00:00:00'
select window(a, '5 minutes'), max(a) from values (timestamp'2020-01-01 00:00:59') t(a) group by window(a, '5 minutes')
select window(a, '5 minutes').end, max(a) from values (timestamp'2020-01-01 00:00:59') t(a) group by 1
select window(a, '5 minutes') w, max(a) from values (timestamp'2020-01-01 00:00:59') t(a) group by w
select window(a, '5 minutes') w, max(a) from values (timestamp'2020-01-01 00:00:59') t(a) group by window(a, '5 minutes') having window.start > timestamp'2019-01-01 00:00:00'
select count(*) c from values (timestamp'2020-01-01 00:00:59', 1) t(a, window) group by window(a, '5 minutes')
select window, count(*) c from values (timestamp'2020-01-01 00:00:59', 1) t(a, window) group by window(a, '5 minutes')
select k, window.start, count(*) c from values (timestamp'2020-01-01 00:00:59', 1) t(a, k) group by rollup(k, window(a, '5 minutes')) order by 1, 2
select count(*) over (partition by window(a, '5 minutes')) c from values (timestamp'2020-01-01 00:00:59') t(a)
select window(a, '5 minutes') w from values (timestamp'2020-01-01 00:00:59') t(a) order by window(a, '5 minutes')
select distinct window(a, '5 minutes') w from values (timestamp'2020-01-01 00:00:59') t(a)
select window(a, '5 minutes 30 seconds') w from values (timestamp'2020-01-01 00:00:59') t(a)
select window(a, '5 minutes', '2 minutes'), count(distinct b) from values (timestamp'2020-01-01 00:00:59', 1) t(a, b) group by window(a, '5 minutes', '2 minutes') order by 1
select window from (select window(a, '5 minutes') from values (timestamp'2020-01-01 00:00:59') t(a))
select window_time(window) from (select window(a, '5 minutes') from values (timestamp'2020-01-01 00:00:59') t(a))
select window() from values (1) t(a)
select window(a) from values (timestamp'2020-01-01 00:00:59') t(a)
select window(a, s) from values (timestamp'2020-01-01 00:00:59', '5 minutes') t(a, s)
select window(a, '5 minutes', '5 minutes', '0 seconds'), t.a from values (timestamp'2020-01-01 00:00:59') t(a) join values (1) u(x) on true
select window(max(a), '5 minutes') from values (timestamp'2020-01-01 00:00:59') t(a)
select window(a, '5 minutes').start s from values (timestamp'1960-05-05 00:03:00'),(timestamp'1950-01-01 00:03:00'),(timestamp'1969-12-31 23:50:00') t(a)
select window(a, '5 minutes', '5 minutes', '1 minute').start s from values (timestamp'1960-05-05 00:03:00'),(timestamp'1950-01-01 00:03:00'),(timestamp'1969-12-31 23:50:00'),(timestamp'1970-01-01 00:00:30') t(a)
select window(a, '5 minutes', '2 minutes', '-1 minute').start s from values (timestamp'1960-05-05 00:03:00'),(timestamp'1970-01-01 00:00:30') t(a)
select window.start, window.end, avg(b) as c, count(*) n from values (timestamp'1960-01-01 00:01:00', 1),(timestamp'2020-01-01 00:04:59.999999', 2),(timestamp'2020-01-01 00:05:00', null) t(a, b) where b > 0 group by window(a, '10 minutes', '3 minutes') having count(*) > 0 order by window.start
select w.start, n from (select window(a, '1 hour') w, count(*) n from values (timestamp'2020-01-01 00:01:00'),(timestamp'2020-01-01 01:01:00') t(a) group by 1) order by w.start
select window, b from values (timestamp'2020-01-01 00:01:00', 1) t(a, b) group by b, window(t.a, '1 day')
select date_format(window.start, 'HH:mm') h, count(*) n from values (timestamp'2020-01-01 00:01:00'),(timestamp'2020-01-01 01:01:00') t(a) group by window(a, '30 minutes') order by h
select window(a, '1 hour').start + interval 1 hour x, count(*) n from values (timestamp'2020-01-01 00:01:00'),(timestamp'2020-01-01 01:01:00') t(a) group by window(a, '1 hour') order by x
select window(timestamp'2020-01-01 00:01:00', '10 minutes', '5 minutes') w
select window.start s, rank() over (order by count(*) desc, window.start) r from values (timestamp'2020-01-01 00:01:00'),(timestamp'2020-01-01 01:01:00') t(a) group by window(a, '1 hour') order by s
select count(window(a, '1 hour')) c, count(distinct window(a, '1 hour')) d from values (timestamp'2020-01-01 00:01:00'),(timestamp'2020-01-01 01:01:00') t(a)
select window(a, '1 hour') w, sum(count(*)) over (order by window(a, '1 hour').start) c from values (timestamp'2020-01-01 00:01:00'),(timestamp'2020-01-01 01:01:00') t(a) group by window(a, '1 hour') order by c
select window(a, ' 1  hour ') w from values (timestamp'2020-01-01 00:01:00') t(a)
select window(a, 'interval 1 hour 5 minutes') w from values (timestamp'2020-01-01 00:01:00') t(a)
select window(a, '-5 minutes') w from values (timestamp'2020-01-01 00:01:00') t(a)
select window(a, 'x') w from values (timestamp'2020-01-01 00:01:00') t(a)
select window(a, null) w from values (timestamp'2020-01-01 00:01:00') t(a)
select window(a, '1 hour', '1 hour', '1 hour') w from values (timestamp'2020-01-01 00:01:00') t(a)
select window(a, '1.5 seconds') w from values (timestamp'2020-01-01 00:01:00') t(a)
select window(b, '1 hour') w from values (1, 2) t(a, b)
select 1 from values (1) t(a) join values (timestamp'2020-01-01 00:01:00') u(b) on window(b, '1 hour').start is not null
select (select count(*) from values (timestamp'2020-01-01 00:01:00') t(a) group by window(a, '1 hour')) c
SELECT t.k, count(*), min(u.n) FROM VALUES ('a', TIMESTAMP '2021-01-01 00:05:00'), ('b', TIMESTAMP '2021-01-01 00:06:00'), ('a', TIMESTAMP '2021-01-01 00:09:00') AS t(k, ts) JOIN VALUES ('a', 1), ('b', 2) AS u(k, n) ON t.k = u.k GROUP BY t.k, session_window(t.ts, '5 minutes') ORDER BY t.k
SELECT k, session_window.end AS e, count(*) AS c FROM VALUES ('a', TIMESTAMP '2021-01-01 00:05:00'), ('b', TIMESTAMP '2021-01-01 00:06:00'), ('a', TIMESTAMP '2021-01-01 00:29:00') AS t(k, ts) JOIN VALUES ('a', 1), ('b', 2) AS u(k, n) USING (k) WHERE k IN ('a', 'b') AND ts > (SELECT TIMESTAMP '2020-01-01 00:00:00') GROUP BY session_window(ts, '5 minutes'), k HAVING count(*) > 0 ORDER BY k, session_window.start DESC
SELECT upper(k) AS u, session_window(ts, '5 minutes') AS s, sum(v) FILTER (WHERE v > 1), collect_list(v) FROM VALUES ('a', TIMESTAMP '2021-01-01 00:05:00', 1), ('A', TIMESTAMP '2021-01-01 00:06:00', 2), ('b', TIMESTAMP '2021-01-01 00:06:30', 3) AS t(k, ts, v) GROUP BY upper(k), s
SELECT session_window(ts, '5 minutes') AS s, count(*) FROM VALUES (1D, TIMESTAMP '2021-01-01 00:05:00'), (-0D, TIMESTAMP '2021-01-01 00:06:00'), (0D, TIMESTAMP '2021-01-01 00:07:00'), (NULL, TIMESTAMP '2021-01-01 00:07:00') AS t(k, ts) GROUP BY k, session_window(ts, '5 minutes')
SELECT session_window(ts, '1 second') AS s, count(*) FROM VALUES (TIMESTAMP '2021-01-01 00:05:00'), (TIMESTAMP '2021-01-01 00:05:01'), (TIMESTAMP '2021-01-01 00:05:02.5'), (TIMESTAMP '2021-01-01 00:05:00') AS t(ts) GROUP BY session_window(ts, '1 second')
SELECT session_window(ts, g) AS s, count(*) FROM VALUES (TIMESTAMP '2021-01-01 00:05:00', '1 hour'), (TIMESTAMP '2021-01-01 00:06:00', '1 minute'), (TIMESTAMP '2021-01-01 00:50:00', '1 minute'), (TIMESTAMP '2021-01-01 00:55:00', 'x'), (TIMESTAMP '2021-01-01 00:56:00', '-5 minutes') AS t(ts, g) GROUP BY session_window(ts, g)
SELECT session_window(ts, 'x'), count(*) FROM VALUES (TIMESTAMP '2021-01-01 00:05:00') AS t(ts) GROUP BY 1
SELECT count(*) FROM VALUES (TIMESTAMP '2021-01-01 00:05:00') AS t(ts) WHERE EXISTS (SELECT 1 FROM VALUES (TIMESTAMP '2021-01-01 00:05:00') AS z(q) WHERE q = ts) GROUP BY session_window(ts, '5 minutes')
SELECT * FROM (SELECT session_window(ts, '5 minutes') AS s, count(*) AS c FROM VALUES (TIMESTAMP '2021-01-01 00:05:00') AS t(ts) GROUP BY session_window(ts, '5 minutes')) WHERE c > 0
SELECT max(c) FROM (SELECT count(*) AS c FROM VALUES (1, TIMESTAMP '2021-01-01 00:05:00'), (1, TIMESTAMP '2021-01-01 00:06:00') AS t(k, ts) GROUP BY k, session_window(ts, '5 minutes'))
SELECT rank() OVER (ORDER BY count(*)) AS r, session_window.start FROM VALUES (1, TIMESTAMP '2021-01-01 00:05:00'), (1, TIMESTAMP '2021-01-01 00:06:00') AS t(k, ts) GROUP BY k, session_window(ts, '5 minutes')
SELECT ts, session_window(ts, '5 minutes') FROM VALUES (1, TIMESTAMP '2021-01-01 00:05:00') AS t(k, ts) GROUP BY session_window(ts, '5 minutes')
SELECT window(ts, '5 minutes') AS w, session_window.start FROM VALUES (1, TIMESTAMP '2021-01-01 00:05:00') AS t(k, ts) GROUP BY 1
SELECT session_window(ts, '5 minutes').start, count(*), sum(v) FROM VALUES (TIMESTAMP '2021-01-01 00:05:00', 1), (TIMESTAMP '2021-01-01 00:10:00', 2), (TIMESTAMP '2021-01-01 00:14:59', 3), (NULL, 4) AS t(ts, v) GROUP BY session_window(ts, '5 minutes')
SELECT k, session_window.*, count(*) FROM VALUES ('a', TIMESTAMP '2021-01-01 00:05:00'), ('b', TIMESTAMP '2021-01-01 00:06:00'), ('a', TIMESTAMP '2021-01-01 00:09:00') AS t(k, ts) GROUP BY k, session_window(ts, '5 minutes') HAVING count(*) > 0 ORDER BY k
SELECT session_window(ts, '0 minutes'), count(*) FROM VALUES (TIMESTAMP '2021-01-01 00:05:00') AS t(ts) GROUP BY 1
SELECT session_window(ts, '5 minutes') AS s, count(DISTINCT v), max(v) FROM VALUES (TIMESTAMP '2021-01-01 00:05:00', 1), (TIMESTAMP '2021-01-01 00:10:00', 1) AS t(ts, v) GROUP BY s
SELECT count(*) FROM VALUES (TIMESTAMP '2021-01-01 00:05:00'), (TIMESTAMP '2021-01-01 00:05:30') AS t(ts) GROUP BY session_window(ts, '5 minutes')
SELECT session_window(ts, '5 minutes'), session_window(ts, '1 minutes'), count(*) FROM VALUES (TIMESTAMP '2021-01-01 00:05:00') AS t(ts) GROUP BY 1, 2
SELECT session_window(ts, '5 minutes'), window(ts, '1 minutes'), count(*) FROM VALUES (TIMESTAMP '2021-01-01 00:05:00') AS t(ts) GROUP BY 1, 2
SELECT session_window(ts, '1 month'), count(*) FROM VALUES (TIMESTAMP '2021-01-01 00:05:00') AS t(ts) GROUP BY 1
SELECT session_window(ts, 5), count(*) FROM VALUES (TIMESTAMP '2021-01-01 00:05:00') AS t(ts) GROUP BY 1
SELECT session_window(d, '5 minutes'), count(*) FROM VALUES (DATE '2021-01-01'), (DATE '2021-01-01') AS t(d) GROUP BY 1
SELECT session_window(d, '5 minutes'), count(*) FROM VALUES ('2021-01-01 00:01:00') AS t(d) GROUP BY 1
SELECT session_window(ts, '10 minutes'), count(*) FROM VALUES (TIMESTAMP '2021-01-01 00:05:00'), (TIMESTAMP '2021-01-01 00:12:00'), (TIMESTAMP '2021-01-01 00:42:00') AS t(ts) GROUP BY session_window(ts, '10 minutes')
SELECT k, session_window.start, session_window.end, count(*), sum(v) FROM VALUES (1, TIMESTAMP '2021-01-01 00:05:00', 3), (1, TIMESTAMP '2021-01-01 00:12:00', 4), (2, TIMESTAMP '2021-01-01 00:12:00', 5) AS t(k, ts, v) GROUP BY k, session_window(ts, '10 minutes')
SELECT session_window(ts, CASE WHEN k = 1 THEN '5 minutes' ELSE '20 minutes' END) AS w, count(*) FROM VALUES (1, TIMESTAMP '2021-01-01 00:05:00', 3), (1, TIMESTAMP '2021-01-01 00:12:00', 4), (2, TIMESTAMP '2021-01-01 00:12:00', 5) AS t(k, ts, v) GROUP BY session_window(ts, CASE WHEN k = 1 THEN '5 minutes' ELSE '20 minutes' END)
