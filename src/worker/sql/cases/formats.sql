SELECT printf('%e', 12345.678D) AS a, printf('%.2e', 0.00012345D) AS b, printf('%E', 1e300D) AS c, printf('%.0e', 15D) AS d, printf('%#.0e', 25D) AS e, printf('%e', 0D) AS f, printf('%012.3e|', -1234.5D) AS g, printf('%(e', -1.5D) AS h, printf('%+e', 9.9999999D) AS i, printf('%e', 4.9E-324D) AS j, printf('%15.1e|%-15.1e|', 1D, 1D) AS k
SELECT printf('%g', 12345.678D) AS a, printf('%g', 0.00001234D) AS b, printf('%g', 0.0001D) AS c, printf('%.3g', 1234567D) AS d, printf('%G', 1e-10D) AS e, printf('%g', 0D) AS f, printf('%.0g', 123.456D) AS g, printf('%,g', 123456.7D) AS h, printf('%010.4g|', -0.5D) AS i, printf('%g', 999999.5D) AS j, printf('%g', 9999995D) AS k
SELECT printf('%a', 1D) AS a, printf('%a', -0.1D) AS b, printf('%.3a', 0.1D) AS c, printf('%A', 255.5D) AS d, printf('%a', 0D) AS e, printf('%a', 4.9E-324D) AS f, printf('%.2a', 1e-310D) AS g, printf('%012a|', 1.5D) AS h, printf('%.1a', 1.96875D) AS i, printf('%+a', 1D) AS j, printf('%.0a', 1.5D) AS k, printf('%a', CAST('NaN' AS DOUBLE)) AS l, printf('%.5a', 1.7976931348623157E308D) AS m
SELECT printf('%.30f', 0.1D) AS a, printf('%f', 1e20D) AS b, printf('%.0f', 0.5D) AS c, printf('%.0f', 1.5D) AS d, printf('%#.0f', 3D) AS e, printf('%.2f', 1e-10D) AS f, printf('%.1f', 9.95D) AS g, printf('%.3f', 123456789.12345D) AS h, printf('%,.2f', 0.001D) AS i, printf('%f', -0.0D) AS j, printf('%.1f', CAST(0.1 AS FLOAT)) AS k, printf('%.20f', CAST(0.1 AS FLOAT)) AS l
SELECT printf('%#x %#X %#o', 255, 255, 8) AS a, printf('%#010x', 255) AS b, printf('%o', -1L) AS c, printf('%o', CAST(-1 AS TINYINT)) AS d, printf('%x', CAST(-2 AS SMALLINT)) AS e, printf('%-8x|', 255) AS f, printf('%#o', 0) AS g, printf('%08o', 8L) AS h
SELECT printf('%,010d|', -1234567) AS a, printf('%(,d', -1234567L) AS b, printf('%+,d', 1234567) AS c, printf('%(08d', -42) AS d, printf('% 08d', 42) AS e, printf('%d', -9223372036854775808L) AS f, printf('%,d', 9223372036854775807L) AS g, printf('%d %d', CAST(-128 AS TINYINT), CAST(32767 AS SMALLINT)) AS h
SELECT printf('%d', DATE '2020-01-01') AS a, printf('%d', TIMESTAMP '1970-01-01 00:00:01') AS b, printf('%x', DATE '2020-01-01') AS c, printf('%c', DATE '1970-04-01') AS d, printf('%,d', TIMESTAMP '2020-01-01 00:00:00') AS e
SELECT printf('%tY-%<tm-%<td %<tH:%<tM:%<tS.%<tL', 1577934245678L) AS a, printf('%tF %<tT', 0L) AS b, printf('%tD %<tr %<tR', 1577934245678L) AS c, printf('%ts %<tQ', -1500L) AS d, printf('%tA %<ta %<tB %<tb %<th', 1577934245678L) AS e, printf('%tC %<ty %<te %<tj %<tk %<tl %<tI %<tp %<Tp %<tN', 1577934245678L) AS f, printf('%TB|%10tY|%-10tY|', 0L, 0L, 0L) AS g
SELECT printf('%tF %<tA %<tj', -12219292800001L) AS a, printf('%tF %<tA %<tj', -12219292800000L) AS b, printf('%tF', -62135769600000L) AS c, printf('%tF %<tC', -99999999999999L) AS d, printf('%tF %<tj', 4102444799999L) AS e, printf('%tF', CAST(NULL AS BIGINT)) AS f
SELECT printf('%tF', 1)
SELECT printf('%tq', 1L)
SELECT printf('%#s', 'a')
SELECT printf('%.2d', 1)
SELECT printf('%+x', 1)
SELECT printf('%,e', 1D)
SELECT printf('%(a', 1D)
SELECT printf('%#g', 1D)
SELECT printf('%-d', 1)
SELECT printf('%-05d', 1)
SELECT printf('%0$s', 1)
SELECT printf('%<s', 1)
SELECT printf('%3$s', 1, 2)
SELECT printf('%5n')
SELECT printf('%')
SELECT printf('100%')
SELECT printf('%D', 1)
SELECT printf('%c', 1L)
SELECT printf('%c', 'a')
SELECT printf('%f', 1.5BD)
SELECT printf('%c', -1)
SELECT printf('%5%|%-5%|') AS a, printf('%c%C', 97, 97) AS b, printf('%5c|%-5c|', 97, 97) AS c, printf('%c', 128512) AS d, printf('%c', CAST(NULL AS INT)) AS e, printf('%C', CAST(NULL AS INT)) AS f
SELECT printf('%b %B %b', CAST(NULL AS BOOLEAN), 'x', array(1)) AS a, printf('%.1b', true) AS b, printf('%10.3b|', 'x') AS c, printf('%h', NULL) AS d, printf('%.2s|%.10s|%S', NULL, NULL, NULL) AS e
SELECT printf('%s', 1.10BD) AS a, printf('%s', 0.0000000001BD) AS b, printf('%s', 0.1D) AS c, printf('%s', CAST(0.1 AS FLOAT)) AS d, printf('%s', 1e20D) AS e, printf('%s', CAST('-Infinity' AS DOUBLE)) AS f, printf('%S', 'straße') AS g, printf('%3$s %1$s %2$s', 'a', 'b', 'c') AS h, printf('%2$s %s %<s %s', 'a', 'b') AS i
SELECT printf(f, n, x) AS v FROM VALUES ('%d: %.2f', 1, 2.5D), ('%2$e (%1$x)', 255, 0.001D), ('no values', 3, 4D), (NULL, 5, 6D), ('%s %s', NULL, NULL) AS t(f, n, x)
SELECT printf(f, 1) FROM VALUES ('%d'), ('%q') AS t(f)
SELECT printf(f, s) FROM VALUES ('%s', 'a'), ('%d', 'b') AS t(f, s)
SELECT printf(f, s) AS v FROM VALUES ('%s', 'a'), ('%d', NULL) AS t(f, s)
SELECT printf(5) AS a, printf(true) AS b, printf(CAST(NULL AS STRING), 1) AS c, printf('') AS d, printf('%s', '') AS e
SELECT printf('%20s|%-20s|%.3s', name, city, name), printf('%05d', age) FROM people
SELECT printf('%e %g %a', d8, d8, d8), printf('%.3e', f4) FROM numbers
SELECT format_number(x, '0%'), format_number(x, '0.00‰'), format_number(x, '#%'), format_number(x, '#,##0.0#%') FROM VALUES (1), (-25), (0) AS t(x)
SELECT format_number(x, '0%'), format_number(x, '0.00‰'), format_number(x, '#%'), format_number(x, '#,##0.0#%') FROM VALUES (1.5BD), (0.00BD), (0.001BD), (-0.0001BD) AS t(x)
SELECT format_number(x, '0%'), format_number(x, '0.00‰'), format_number(x, '#%'), format_number(x, '#,##0.0#%') FROM VALUES (1.5D), (0D), (-0D), (0.001D), (1e-7D), (-1e-7D) AS t(x)
SELECT format_string('%s', INTERVAL 1 DAY)
SELECT format_string('%s', INTERVAL '1 2:3:4.5' DAY TO SECOND)
SELECT format_string('%d', INTERVAL '1 2:3:4.5' DAY TO SECOND)
SELECT format_string('%s|%d', INTERVAL '1-2' YEAR TO MONTH, INTERVAL '1-2' YEAR TO MONTH)
SELECT format_string('%x|%o|%05d|%,d|%+d|%(d', INTERVAL '1-2' YEAR TO MONTH, INTERVAL '1-2' YEAR TO MONTH, INTERVAL '1-2' YEAR TO MONTH, INTERVAL '100-2' YEAR TO MONTH, INTERVAL '1-2' YEAR TO MONTH, INTERVAL '-1-2' YEAR TO MONTH)
SELECT format_string('%10s|%-10s|%S|%.2s', INTERVAL 1 DAY, INTERVAL 1 DAY, INTERVAL 1 DAY, INTERVAL 1 DAY)
SELECT format_string('%s', make_interval(1,2,3,4,5,6,7.5))
SELECT format_string('%S', make_interval(1,2,3,4,5,6,7.5))
SELECT format_string('%d', make_interval(1,2,3,4,5,6,7.5))
SELECT format_string('%s', make_interval(0,0,0,0,0,0,0))
SELECT format_string('%c', INTERVAL '65' MONTH)
SELECT format_string('%f', INTERVAL '65' SECOND)
SELECT printf('%s %s', 'a', INTERVAL '65' SECOND)
SELECT format_string('%s', i) FROM VALUES (INTERVAL '65' SECOND), (NULL), (INTERVAL '-1' SECOND) t(i)
SELECT format_string('%s', i) FROM VALUES (INTERVAL '65' MONTH), (NULL), (INTERVAL '-1' MONTH) t(i)
SELECT format_string('%s', i) FROM VALUES (make_interval(0,1)), (NULL), (make_interval(0,-1,0,3,4,5,-0.000001)) t(i)
SELECT format_string('%s', date'2020-01-01'), format_string('%s', timestamp'2020-01-01 00:00:00'), format_string('%d', date'2020-01-01'), format_string('%d', timestamp'2020-01-01')
SELECT format_string('%s', 1.50), format_string('%s', 1.5D), format_string('%s', 1e10D), format_string('%s', CAST(1.5 AS FLOAT)), format_string('%s', true), format_string('%s', NULL)
