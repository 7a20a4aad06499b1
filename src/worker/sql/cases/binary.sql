SELECT X'01' || X'02' AS a, typeof(X'01' || X'02') AS b, concat(X'41', 'a') AS c, concat(X'01', X'02') AS d, X'41' || 'a' AS e, X'41' || NULL AS f
SELECT lpad(X'01', 3, X'00'), lpad(X'010203', 2, X'00'), lpad(X'01', 5, X'0A0B'), lpad(X'01', 3, X''), lpad(X'01', 3), rpad(X'01', 3), rpad(X'01', 5, X'0A0B'), lpad(X'01', 0, X'00'), rpad(X'', 2, X'01')
SELECT lpad(X'41', 3, 'b'), lpad('b', 3, X'41'), typeof(lpad('b', 3, X'41')), typeof(rpad(X'41', 3))
SELECT lpad(x, n, p) AS l, rpad(x, n, p) AS r FROM VALUES (X'01', 3, X'0203'), (X'', 2, X'FF'), (NULL, 1, X'00'), (X'01', NULL, X'00'), (X'0102', 1, NULL) AS t(x, n, p)
SELECT substring(X'010203', 2), substring(X'010203', 2, 1), substring(X'010203', -2, 1), substring(X'010203', 0, 2), substring(X'010203', -5, 3), substring(X'010203', 9), substr(X'010203', 1, -1), typeof(substr(X'01', 1))
SELECT substring(X'01020304', p, n) AS s FROM VALUES (1, 2), (-3, 2), (0, 9), (NULL, 1), (2, NULL), (4, 0) AS t(p, n)
SELECT left(X'414243', 2), left(X'414243', -1), right(X'414243', 2), typeof(left(X'41', 1)), typeof(right(X'41', 1)), reverse(X'4142'), trim(X'204120')
SELECT overlay(X'01020304' PLACING X'0A0B' FROM 2), overlay(X'01020304' PLACING X'0A0B' FROM 2 FOR 0), overlay(X'0102' PLACING X'0A' FROM 9), overlay(X'0102' PLACING X'0A' FROM -1), overlay(X'0102' PLACING X'0A' FROM 1 FOR 2)
SELECT overlay(X'4142' PLACING 'z' FROM 1)
SELECT elt(1, X'41', X'42'), typeof(elt(1, X'41', X'42')), typeof(elt(1, X'41', 'b')), elt(3, 'a', 'b'), elt(0, 'a', 'b'), elt(CAST(NULL AS INT), 'a'), elt(1, 'a'), elt(2, 1, 2.5), elt('1', 'a', 'b')
SELECT CAST(1 AS BINARY), CAST(1Y AS BINARY), CAST(-2S AS BINARY), CAST(258L AS BINARY), CAST(-1 AS BINARY), CAST('é' AS BINARY)
SELECT CAST(x AS BINARY) AS b FROM VALUES (0), (NULL), (-2147483648), (2147483647) AS t(x)
SELECT CAST(1.5D AS BINARY)
SELECT CAST(true AS BINARY)
SELECT CAST(X'01' AS INT)
SELECT to_binary('abc'), to_binary('abc', 'hex'), to_binary('61', 'HEX'), to_binary('abc', 'utf-8'), to_binary('YWJj', 'base64'), to_binary('zz'), to_binary('a', NULL), to_binary(NULL, 'hex')
SELECT try_to_binary('zz'), try_to_binary('a!', 'base64'), try_to_binary('abc', 'nope'), try_to_binary('abc', 1), try_to_binary('YQ', 'base64'), try_to_binary('YW\nJj', 'base64'), try_to_binary('', 'base64')
SELECT to_binary('abc', 'utf8')
SELECT encode('aé€😀', 'UTF-8'), encode('aé€😀', 'US-ASCII'), encode('aé€😀', 'ISO-8859-1'), encode('aé€😀', 'UTF-16BE'), encode('aé€😀', 'UTF-16LE'), encode('aé€😀', 'UTF-16'), encode('', 'UTF-16'), encode('a', 'latin1'), encode('a', NULL)
SELECT decode(X'61C3A9', 'UTF-8'), decode(X'61E9', 'ISO-8859-1'), decode(X'61E9', 'US-ASCII'), decode(X'', 'US-ASCII'), decode(NULL, 'UTF-8'), decode('abc', 'utf-8')
SELECT decode(x, 1, 'one', 2, 'two', 'many') AS d, decode(x, 1, 10, 2, 20) AS e, decode(x, NULL, 'none', 'some') AS f FROM VALUES (1), (2), (3), (NULL) AS t(x)
SELECT unhex('F'), unhex('G'), unhex(''), unhex('abc'), unhex('12345'), unhex(NULL), unhex(11)
SELECT hex(17), hex(-1), hex('aé'), hex(X'0102'), hex(1Y), hex(17.9D), hex(1.5), hex(true), hex(NULL), hex(DATE '2020-01-01')
SELECT base64(repeat('a', 100)), base64(repeat('a', 57)), base64(repeat('a', 58)), base64(''), base64(NULL)
SELECT unbase64('YWJ'), unbase64('YQ'), unbase64(''), unbase64('YQ=='), unbase64('YW Jj'), unbase64(NULL)
SELECT sha2('a', 0), sha2('a', 256), sha2('a', 1), sha2(X'FF', 256), sha2('a', NULL), sha2(NULL, 256)
SELECT X'41' = 'A', X'41' < 'B', X'FF' > 'A', X'01' = X'01', X'01' < X'0102', X'80' > X'01'
SELECT X'41' IN ('A', 'B')
SELECT coalesce(X'41', 'a')
SELECT concat_ws(',', array(array('a')))
SELECT concat_ws(',', map('a', 1))
SELECT concat_ws(',', X'41', 'b', array(1, NULL, 2), true)
SELECT decode(encode('aé😀', 'UTF-16'), 'UTF-16') AS a, decode(encode('aé😀', 'UTF-16BE'), 'UTF-16BE') AS b, decode(encode('aé😀', 'UTF-16LE'), 'utf-16le') AS c, decode(X'', 'UTF-16') AS d, decode(CAST(NULL AS BINARY), 'UTF-16') AS e
SELECT decode(X'FFFE6100', 'UTF-16') AS a, decode(X'00610062', 'UTF-16') AS b, hex(decode(X'FEFF0061', 'UTF-16BE')) AS c, hex(decode(X'FFFE0061', 'UTF-16BE')) AS d, hex(decode(X'FEFFFEFF0061', 'UTF-16')) AS e, hex(decode(X'0061FFFE', 'UTF-16')) AS f
SELECT hex(decode(X'D8000061', 'UTF-16')) AS a, hex(decode(X'DC000061', 'UTF-16')) AS b, hex(decode(X'0061D800', 'UTF-16')) AS c, hex(decode(X'006162', 'UTF-16')) AS d, hex(decode(X'D80061', 'UTF-16BE')) AS e, hex(decode(X'00D83DDE00', 'UTF-16BE')) AS f, hex(decode(X'3DD800DE61', 'UTF-16LE')) AS g, hex(decode(X'D83DD83DDE00', 'UTF-16BE')) AS h
SELECT k, decode(b, 'UTF-16') AS a FROM VALUES (1, X'FEFF0041'), (2, X'42'), (3, NULL), (4, X'0043') AS t(k, b) ORDER BY k
SELECT decode('ab', 'UTF-16BE') AS a
SELECT decode(encode('a', 'utf-16'), 'utf-16'), length(decode(X'D83DDE00', 'UTF-16BE'))
