SELECT format_string('%s|%d|%x|%X|%o|%b|%f|%,d|%05.1f|%-10s|%10s|%%', 'a', 1, 255, 255, 8, true, 2.25D, 1234567, 2.25D, 'l', 'r') AS f
SELECT printf('%2$s %1$s', 'a', 'b') AS a, printf('%s', NULL) AS b, printf('%s', 1.5D) AS c, printf('%s', 1.50BD) AS d, printf('%s', true) AS e, printf('%s', DATE '2020-01-01') AS f, printf('%s', TIMESTAMP '2020-01-01 00:00:00') AS g, printf('%S', 'ab') AS h, printf('%.2s', 'abc') AS i, printf('%10.2s|', 'abc') AS j
SELECT printf('%d', 1L) AS a, printf('%05d', -42) AS b, printf('%+d', 5) AS c, printf('% d', 5) AS d, printf('%(d', -5) AS e, printf('%d', NULL) AS f, printf('%5d|%-5d|', 1, 2) AS g, printf('%,.2f', 1234567.891D) AS h, printf('%,d', -1234) AS i, printf('%,d', 0) AS j
SELECT printf('%x', -1) AS a, printf('%x', -1L) AS b, printf('%x', CAST(-1 AS TINYINT)) AS c, printf('%o', -1) AS d, printf('%08x', 255) AS e, printf('%c', 65) AS f, printf('%b', NULL) AS g, printf('%b', 'x') AS h, printf('%B', true) AS i, printf('%-6b|', false) AS j
SELECT printf('%.15f', 0.1D) AS a, printf('%.3f', 1e-10D) AS b, printf('%.4f', 0.00005D) AS c, printf('%.1f', 0.05D) AS d, printf('%.1f', 0.15D) AS e, printf('%.1f', 0.45D) AS f, printf('%.2f', 0.125D) AS g, printf('%.0f', 2.5D) AS h, printf('%.3f', 1.0005D) AS i, printf('%.2f', 1e16D) AS j, printf('%.1f', 0.25F) AS k, printf('%+.1f', 2.0D) AS l, printf('%08.3f', -3.14159D) AS m, printf('%,(.2f', -1234.5D) AS n, printf('%f', CAST('NaN' AS DOUBLE)) AS o, printf('%10f|', CAST('-Infinity' AS DOUBLE)) AS p
SELECT printf('%s is %d, %,.1f and %s', s, n, d, b) AS f FROM VALUES ('a', 1, 2.25D, true), (NULL, NULL, NULL, NULL), ('', -1234567, -1234567.85D, false) AS t(s, n, d, b)
SELECT printf('%d', 'a')
SELECT printf('%d', 1.5D)
SELECT printf('%f', 1)
SELECT printf('%s')
SELECT printf('%q', 1)
SELECT printf('no args') AS a, printf('a%nb') AS b, printf('x', 1, 2) AS c, printf('%s %<s %s', 'a', 'b') AS d
SELECT regexp_replace('aXbXc', 'X', '-', 3), regexp_replace('aXbXc', 'X', '-', 5), regexp_replace('aXbXc', 'X', '-', 1), regexp_replace('aXbXc', '^b', '-', 3), regexp_replace('aXbXc', 'X', '-', 99), regexp_replace('abc', '$', '-', 4), regexp_replace('abc', 'b', '[$0]')
SELECT regexp_replace(s, 'X', '-', 2) AS r FROM VALUES ('XaX'), (NULL), ('') AS t(s)
SELECT regexp_replace('aXb', 'X', '-', 0)
SELECT regexp_replace('aXb', 'X', '-', x) FROM VALUES (1), (3) AS t(x)
SELECT regexp_extract_all('k1,k,k22', 'k(\\d+)?', 1), regexp_extract_all('abc', 'z', 0), regexp_extract_all('k1,k', 'k(\\d)?(x)?', 2), regexp_extract('k', 'k(\\d+)?', 1), regexp_extract_all(NULL, 'a', 0)
SELECT 'axb' LIKE 'a@xb' ESCAPE '@'
SELECT 'ab' LIKE 'ab@' ESCAPE '@'
SELECT 'ab' LIKE 'a\\b'
SELECT 'ab' ILIKE 'a\\b'
SELECT 'ab' LIKE ANY ('a\\b', 'ab')
SELECT 'a%b' LIKE 'a@%b' ESCAPE '@', 'a@b' LIKE 'a@@b' ESCAPE '@', 'a_b' LIKE 'a\\_b', 'a%' LIKE 'a%%' ESCAPE '%', 'a\\' LIKE 'a\\\\'
SELECT s LIKE p AS l FROM VALUES ('a%', 'a\\%'), ('ab', 'a_'), (NULL, 'a'), ('a', NULL) AS t(s, p)
SELECT split('aXbXXc', 'X+', 2), split('a1b22c333d', '\\d+', 3), split('aXb', 'X', 1), split('abc', 'z', 5), split('a.b.c', '\\.', 2), split(NULL, 'a', 2)
SELECT split(s, '[,;]+', 2) AS p FROM VALUES ('a,;b,c'), (''), (','), (NULL) AS t(s)
SELECT overlay('abc' PLACING 'X' FROM 0), overlay('abc' PLACING 'X' FROM -1), overlay('abc' PLACING 'X' FROM 10), overlay('abc' PLACING 'X' FROM 2 FOR 9)
SELECT 'a\n' RLIKE 'a$', 'a\nb' RLIKE 'a$', 'ab' RLIKE 'b$|c$', 'a\r\n' RLIKE '^(a$)', 'x' RLIKE '\\p{Lower}', 'é' RLIKE '\\p{Alpha}', 'x1' RLIKE '^[\\p{Alpha}1]+$', 'a$' RLIKE 'a\\$'
SELECT soundex('Miller'), soundex('robert'), soundex('Ashcraft'), soundex('Tymczak'), soundex('Pfister'), soundex(''), soundex('1a'), soundex('a1b'), soundex('Honeyman'), soundex('é')
SELECT parse_url('http://h/path?query=1&b=2#f', 'QUERY', 'query'), parse_url('http://h/p?query=1', 'QUERY', 'b'), parse_url('http://u:p@h:80/p?q=1&qq=2', 'QUERY', 'q'), parse_url('http://h/p', 'HOST', 'q'), parse_url('http://h/p?a=', 'QUERY', 'a'), parse_url('http://h/p?a&b=1', 'QUERY', 'a'), parse_url('http://h/p', 'QUERY', 'a')
