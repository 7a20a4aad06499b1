SELECT regexp_replace('1234567.891', '(?<=\\d)(?=(?:\\d{3})+(?!\\d))', ',') AS a, regexp_replace('1234567', '\\B(?=(\\d{3})+$)', ',') AS b, regexp_replace('fooBarBaz', '(?<=[a-z])(?=[A-Z])', '_') AS c, regexp_replace('a1b22', '(?<!\\d)\\d(?!\\d)', '#') AS d
SELECT 'password1' RLIKE '^(?=.*\\d)(?=.*[a-z]).{8,}$' AS a, 'password' RLIKE '^(?=.*\\d).*$' AS b, 'abab' RLIKE '^(ab)\\1$' AS c, 'abba' RLIKE '(.)(.)\\2\\1' AS d, 'foobar' RLIKE 'foo(?!bar)' AS e, 'aaa' RLIKE 'a++a' AS f, 'aaab' RLIKE '(?>a+)b' AS g, 'x' RLIKE '(?i)X' AS h
SELECT regexp_extract('key: value', '(?<=key: )\\w+', 0) AS a, regexp_extract('the the cat', '\\b(\\w+) \\1\\b', 1) AS b, regexp_extract('2020-01-02', '(?<y>\\d{4})-(?<m>\\d\\d)', 2) AS c, regexp_extract('aXbXc', '(?:a)(X)(?=b)', 1) AS d, regexp_extract('abc', '(?=(b))', 1) AS e
SELECT regexp_replace('John Smith', '(?<first>\\w+) (?<last>\\w+)', '${last}, ${first}') AS a, regexp_replace('aaa', 'a*', 'X') AS b, regexp_replace('abc', 'x*', '-') AS c, regexp_replace('abc', '', '-') AS d, regexp_replace('baaac', 'a*', 'X') AS e, regexp_replace('abc', '(b|)', '<$1>') AS f, regexp_replace('', 'a*', 'X') AS g, regexp_replace('ab', '(?=b)', '|') AS h
SELECT split('aXbXXc', 'X*') AS a, split('abc', '') AS b, split('a1b2c3', '(?<=\\d)') AS c, split('a1b2c3', '(?=\\d)') AS d, split('oneAtwoBthree', '[AB]', 2) AS e, split('', 'a*') AS f, split('abc', '', 2) AS g, split('a,b,,', ',', -1) AS h, split('a,b,,', ',', 0) AS i, split('camelCaseText', '(?<=[a-z])(?=[A-Z])') AS j
SELECT regexp_extract_all('a1b2c3', '(?<=[a-z])\\d', 0) AS a, regexp_extract_all('aabbcc', '(\\w)\\1', 1) AS b, regexp_extract_all('x=1;y=2', '(\\w)=(\\d)(?=;|$)', 2) AS c, regexp_extract_all('abc', 'x*', 0) AS d, regexp_extract_all('1a2b', '(?<d>\\d)(?<l>\\w)', 2) AS e
SELECT 'line1\nline2' RLIKE '(?m)^line2$' AS a, regexp_replace('a\nb\r\nc', '(?m)$', ';') AS b, regexp_replace('a\nb\r\nc\n', '(?m)^', '> ') AS c, 'a\nb' RLIKE 'a.b' AS d, 'a\nb' RLIKE '(?s)a.b' AS e, 'ab' RLIKE '(?x) a  b # comment' AS f, regexp_replace('a\rb', '(?md)$', ';') AS g, '' RLIKE '(?m)^' AS h
SELECT regexp_replace('ab\n', '$', 'X') AS a, regexp_replace('ab', '$', 'X') AS b, regexp_replace('ab\r\n', 'b$', 'X') AS c, regexp_extract('ab\n', 'b$', 0) AS d, 'ab\n' RLIKE 'b$\n' AS e, 'ab\n' RLIKE '(b$)\n' AS f, 'ab\n' RLIKE 'b\\z' AS g, 'ab\n' RLIKE 'b\\Z' AS h, regexp_replace('ab\n', '\\Z', 'X') AS i, 'a\n\n' RLIKE 'a$' AS j
SELECT regexp_replace('été à la mer', '\\b', '|') AS a, regexp_extract_all('naïve café', '\\b\\w+\\b', 0) AS b, 'é' RLIKE '\\w' AS c, regexp_replace('foo_bar baz', '\\b', '|') AS d, regexp_replace('été', '\\B', '-') AS e, 'привет мир' RLIKE '\\bмир\\b' AS f, regexp_replace('e\u0301a', '\\b', '|') AS g
SELECT 'É' RLIKE '(?i)é' AS a, 'É' RLIKE '(?iu)é' AS b, 'ſ' RLIKE '(?iu)s' AS c, 'K' RLIKE '(?i)k' AS d, 'ABC' RLIKE '(?i)[a-c]+$' AS e, 'aBc' RLIKE 'a(?i)b(?-i)c' AS f, 'aBC' RLIKE 'a(?i)b(?-i)c' AS g, 'xY' RLIKE 'x(?i:y)' AS h, '_' RLIKE '(?i)[Z-a]' AS i
SELECT 'b' RLIKE '^[a-z&&[^aeiou]]$' AS a, 'e' RLIKE '^[a-z&&[^aeiou]]$' AS b, 'd' RLIKE '^[a-d[m-p]]$' AS c, 'n' RLIKE '^[a-d[m-p]]$' AS d, 'n' RLIKE '^[^a-d[m-p]]$' AS e, 'z' RLIKE '^[^a-d[m-p]]$' AS f, 'c' RLIKE '^[a-z&&def]$' AS g, 'e' RLIKE '^[a-z&&def]$' AS h, '&' RLIKE '^[a&b]$' AS i, 'b' RLIKE '^[^a&&[b]]$' AS j
SELECT 'a' RLIKE '^[a[^b]]$' AS a, 'b' RLIKE '^[a[^b]]$' AS b, '7' RLIKE '^[\\d&&[^7]]$' AS c, ']' RLIKE '^[]a]$' AS d, '^' RLIKE '^[\\^]$' AS e, '-' RLIKE '^[a-]$' AS f, '[' RLIKE '^[\\[]$' AS g, '7' RLIKE '^[a-c&&[\\d]]$' AS h, 'é' RLIKE '^\\p{L}$' AS i, 'é' RLIKE '^\\p{Alpha}$' AS j, 'é' RLIKE '^\\p{IsAlphabetic}$' AS k, 'Σ' RLIKE '^\\p{IsGreek}(?=)$' AS l, '!' RLIKE '^\\p{Punct}(?=)$' AS m, 'A' RLIKE '^\\P{Lower}(?=)$' AS n
SELECT '\t' RLIKE '^\\t(?=)$' AS a, 'A' RLIKE '^\\x41(?=)$' AS b, 'A' RLIKE '^\\u0041(?=)$' AS c, 'A' RLIKE '^\\0101(?=)$' AS d, '😀' RLIKE '^\\x{1F600}(?=)$' AS e, '😀' RLIKE '^.(?=)$' AS f, 'a.b' RLIKE '^\\Qa.b\\E(?=)$' AS g, 'axb' RLIKE '^\\Qa.b\\E(?=)$' AS h, '\u000B' RLIKE '^\\v(?=)$' AS i, ' ' RLIKE '^\\h(?=)$' AS j, 'a\r\nb' RLIKE '^a\\Rb(?=)$' AS k, '\u0001' RLIKE '^\\cA(?=)$' AS l, '\u001B' RLIKE '^\\e(?=)$' AS m
SELECT regexp_extract('ab12', '([a-z])+(\\d)*(?=)', 1) AS a, regexp_extract('ab12', '([a-z])+(\\d)*(?=)', 2) AS b, regexp_extract('b', '(a)?b(?=)', 1) AS c, regexp_replace('b', '(a)?b(?=)', '[$1]') AS d, regexp_extract('aaa', 'a{2}+(?=)', 0) AS e, regexp_extract('aaaa', 'a{1,3}?(?=)', 0) AS f, regexp_extract('aaaa', 'a?+(a)', 1) AS g, regexp_extract('xyz', '(x)(y)(z)(?=)', 3) AS h
SELECT regexp_extract('abcdefghijkl', '(a)(b)(c)(d)(e)(f)(g)(h)(i)(j)(k)(l)', 10) AS a, regexp_extract('abcdefghijkl', '(a)(b)(c)(d)(e)(f)(g)(h)(i)(j)(k)(l)', 12) AS b, regexp_replace('abcdefghijkl', '(a)(b)(c)(d)(e)(f)(g)(h)(i)(j)(k)(l)', '$12-$11-$10-$1') AS c, regexp_replace('ab', '(a)(b)', '$12') AS d, regexp_replace('aa', '(a)\\11', 'x') AS e
SELECT regexp_extract('abc', '(b)', 2)
SELECT regexp_extract('abc', '(x)', 2) AS a
SELECT regexp_extract('abc', '(b)', -1)
SELECT regexp_replace('abc', 'b', '$1')
SELECT regexp_replace('abc', 'x', '$1') AS a, regexp_replace('abc', 'x', '$') AS b, regexp_replace('abc', 'x', '\\') AS c
SELECT regexp_replace('abc', 'b', '$')
SELECT regexp_replace('abc', 'b', '\\')
SELECT regexp_replace('abc', '(?<n>b)', '${m}')
SELECT regexp_replace('abc', 'b', '\\$1\\\\x') AS a, regexp_replace('a.b', '\\.', '\\\\') AS b, regexp_replace('abc', 'b', '$0$0') AS c
SELECT regexp_replace('abcabc', 'b', 'X', 3) AS a, regexp_replace('abcabc', '^c', 'X', 3) AS b, regexp_replace('abcabc', '(?<=b)c', 'X', 3) AS c, regexp_replace('abc', 'b', 'X', 10) AS d, regexp_replace('😀b', 'b', 'X', 3) AS e, regexp_replace('abc', 'b', 'X', CAST(NULL AS INT)) AS f, regexp_replace('', '', 'X', 1) AS g, regexp_replace('abc', '$', 'X', 4) AS h
SELECT regexp_replace('abc', 'b', 'X', 0)
SELECT s, p, s RLIKE p AS t, regexp_replace(s, p, '<$0>') AS r, regexp_extract(s, p, 0) AS x, split(s, p) AS l, regexp_extract_all(s, p, 0) AS a FROM VALUES ('abab', '(ab)\\1'), ('foobar', 'foo(?=bar)'), ('a.b', '\\.'), ('xay', '(?i)A'), ('été', '\\bé'), ('ab\n', 'b$'), (NULL, 'a'), ('a', NULL), ('', 'x*') AS t(s, p)
SELECT regexp_extract(s, '(\\w)(\\d)', g) AS x FROM VALUES ('a1', 0), ('b2', 1), ('c3', 2), (NULL, 1), ('a', 7), ('d4', NULL) AS t(s, g)
SELECT regexp_extract(s, '(\\w)(\\d)', g) AS x FROM VALUES ('a1', 3) AS t(s, g)
SELECT regexp_replace(s, '(\\w)(\\d)', r) AS x FROM VALUES ('a1', '$2$1'), ('b2', '[$0]'), ('c3', ''), (NULL, 'x'), ('a', '$9'), ('d4', NULL) AS t(s, r)
SELECT split(s, p, n) AS x FROM VALUES ('a,b,c', ',', 2), ('a,b,c', ',', -1), ('a,b,c', ',', 0), ('abc', '', 2), ('a1b2', '\\d', 5), (NULL, ',', 1), ('a', NULL, 1), ('a', ',', NULL) AS t(s, p, n)
SELECT 'a' RLIKE '('
SELECT 'a' RLIKE '[a'
SELECT 'a' RLIKE '(?<=a+)b'
SELECT 'a' RLIKE '(?<n>a)(?<n>b)'
SELECT 'a' RLIKE '(?=a)**'
SELECT 'a' RLIKE '(?=a)[z-a]'
SELECT 'a' RLIKE '(?=a)\\y'
SELECT 'a' RLIKE '(?=a)a{2,1}'
SELECT 'a' RLIKE '(?=a)\\k<x>'
SELECT 'a' RLIKE '(?q)(?=a)'
SELECT 'ab' RLIKE '(?<=a{1,3})b' AS a, 'ab' RLIKE '(?<=a|bc)b' AS b, 'xab' RLIKE '(?<=x(?=a)a)b' AS c, 'ab' RLIKE '(?<!a)b' AS d, 'b' RLIKE '(?<!a{2})b' AS e
SELECT str_to_map('a=1&b=2', '&', '=') AS a, str_to_map('a:1,b', ',', ':') AS b, str_to_map('a1b2', '(?<=\\d)(?=[a-z])', '(?<=[a-z])') AS c, str_to_map('k=v=w', ';', '=') AS d, str_to_map('', ',', ':') AS e
SELECT str_to_map(s, p, k) AS m FROM VALUES ('a:1,b:2', ',', ':'), ('a=1;b=2', ';', '='), (NULL, ',', ':'), ('x', NULL, ':') AS t(s, p, k)
SELECT 'a' LIKE '%' AND 'aXb' RLIKE 'X(?=b)' AS a, 'ab' REGEXP '(a)(?=b)' AS b, regexp_like('ab', 'a(?!c)') AS c, 'ab' NOT RLIKE 'a(?!c)' AS d
SELECT regexp_replace('The Cat', '(?i)\\bcat\\b', 'dog') AS a, regexp_replace('<b>x</b>', '<(\\w+)>(.*?)</\\1>', '$2') AS b, regexp_extract('a"b\\"c"d', '"(?:[^"\\\\]|\\\\.)*+"', 0) AS c, regexp_replace('aaa bbb', '(\\w)\\1+', '$1') AS d, regexp_replace('  a  b ', '^\\s+|\\s+$|\\s+(?=\\s)', '') AS e
SELECT regexp_extract('abcd', '(?:(a)|(b)|(c))+', 1) AS a
SELECT regexp_extract('aba', '(?:(a)|b)*(?=)', 1) AS a
SELECT regexp_replace('ab', '(a)|(b)', '[$1$2]') AS a, 'b' RLIKE '(?:(a)|b)\\1' AS b
