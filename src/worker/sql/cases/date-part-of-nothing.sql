SELECT date_part(NULL, DATE'2020-01-01') AS a, date_part(NULL, interval '2-1' YEAR TO MONTH) AS b, date_part(NULL, NULL) AS c
SELECT date_part(NULL, 1)
SELECT extract(NULL FROM DATE'2020-01-01')
