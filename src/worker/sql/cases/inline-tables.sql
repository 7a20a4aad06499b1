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
