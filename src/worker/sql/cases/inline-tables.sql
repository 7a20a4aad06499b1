SELECT * FROM VALUES (1), ('a') t(a)
SELECT * FROM VALUES (DATE '2020-01-01'), ('a') t(a)
SELECT * FROM VALUES (array(1)), (array('a')) t(a)
SELECT * FROM VALUES (map(1, 2)), (map('a', 2)) t(a)
SELECT * FROM VALUES (struct(1 AS a)), (struct('x' AS a)) t(a)
SELECT * FROM VALUES (X'61'), ('a') t(a)
SELECT * FROM VALUES (array(1)), (array(2.5)) t(a)
SELECT * FROM VALUES (1), (2.5), (1D), (NULL) t(a)
SELECT * FROM VALUES (1, 'x'), (NULL, NULL) t(a, b)
SELECT * FROM VALUES (DATE '2020-01-01'), (TIMESTAMP '2020-01-01 00:00:00') t(a)
SELECT timestamp'epoch EST', timestamp'epoch Europe/Berlin', date'epoch +1', timestamp'epoch Z'
SELECT timestamp'now UTC'
SELECT date'epoch Nowhere/X'
SELECT * FROM VALUES (now() = now()) t(a)
SELECT * FROM VALUES (now() = current_timestamp()) t(a)
SELECT * FROM VALUES (now() <=> now(), now() >= now(), now() < now(), now() IS NULL, current_date() = current_date()) t(a, b, c, d, e)
SELECT a = b, a < b, a < now(), date_trunc('DAY', a) = date_trunc('DAY', b) FROM VALUES (now(), now()) t(a, b)
SELECT count(DISTINCT a) FROM VALUES (now()), (current_timestamp()), (current_timestamp) t(a)
SELECT now() = now() FROM VALUES (1) t(a)
