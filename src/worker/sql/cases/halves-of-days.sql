SELECT to_timestamp('PM', 'a') AS a, to_timestamp('PM 20', 'a mm') AS b, to_timestamp('AM', 'a') AS c, to_timestamp('10', 'hh') AS e, to_timestamp('12', 'hh') AS f, to_timestamp('0', 'K') AS g, to_timestamp('2021-01-01 PM', 'yyyy-MM-dd a') AS h
SELECT to_timestamp('10 PM', 'HH a') AS d
SELECT to_timestamp('13 PM', 'HH a') AS d, to_timestamp('24 PM', 'kk a') AS e, to_timestamp('0 PM', 'K a') AS f, to_timestamp('pm', 'a') AS g
SELECT to_timestamp(x, p) AS a FROM VALUES ('PM', 'a'), ('PM 20', 'a mm'), ('AM', 'a'), ('12 PM', 'hh a'), ('13 PM', 'HH a') AS t(x, p)
SELECT to_date('PM', 'a') AS a, unix_timestamp('PM', 'a') AS b
SELECT to_date('PM', 'a') AS a, unix_timestamp('PM', 'a') AS b
