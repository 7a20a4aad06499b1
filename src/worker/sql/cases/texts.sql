SELECT 'abc\n' RLIKE 'c$', 'abc\r\n' RLIKE 'c$', 'abc\n\n' RLIKE 'c$', 'abc' RLIKE '^abc$', 'a\n' RLIKE 'a\\Z', 'a\n' RLIKE 'a\\z'
SELECT '\u000B' RLIKE '\\s', '\u0085' RLIKE '\\s', '\u00a0' RLIKE '\\s', ' ' RLIKE '\\s', '\u000B' RLIKE '[\\S]'
SELECT regexp_replace('a\u000Bb c', '\\s', '-'), regexp_replace('a\u000Bb', '[\\s]', '-'), regexp_replace('a\u000Bb', '\\S', '-')
SELECT 'é' RLIKE '\\w', '٣' RLIKE '\\d', 'é' RLIKE '[[:alpha:]]', 'a' RLIKE '[[:alpha:]]'
SELECT 'é' RLIKE '\\p{L}', 'A' RLIKE '\\p{Lu}', 'a' RLIKE '\\p{IsLatin}', 'a' RLIKE '\\p{ASCII}', 'a' RLIKE '\\P{Lower}', 'é' RLIKE '\\p{Alpha}', 'a' RLIKE '\\pL'
SELECT 'a' RLIKE '\\h', '\t' RLIKE '\\h', 'a' RLIKE '\\R', '\r' RLIKE '\\R', 'a' RLIKE '\\v', 'a' RLIKE '\\H'
SELECT 'a.b' RLIKE '\\Qa.b\\E', 'axb' RLIKE '\\Qa.b\\E', 'a' RLIKE '\\x61', 'a' RLIKE '\\u0061', 'a' RLIKE '\\x{61}', 'a' RLIKE '\\0141', 'a' RLIKE '\\e'
SELECT 'a' RLIKE '(?i)A', 'a\nb' RLIKE '(?s)a.b', 'a\nb' RLIKE 'a.b', 'a\rb' RLIKE 'a.b', 'a\u2028b' RLIKE 'a.b', 'a\u0085b' RLIKE 'a.b', 'ab' RLIKE '(?i:A)B'
SELECT '\r' RLIKE '.', regexp_replace('a\rb', '.', 'x'), regexp_replace('a\nb', '(?s).', 'x')
SELECT 'ab' RLIKE '(?<name>a)b', regexp_extract('ab', '(?<n>a)(b)', 2), 'ab' RLIKE '\\bab\\b', 'a' RLIKE '\\Aa\\z', 'a b' RLIKE 'a\\b'
SELECT 'a' RLIKE 'a{'
SELECT 'a' RLIKE '*'
SELECT 'a' RLIKE '(a'
SELECT 'a' RLIKE '[a'
SELECT regexp_extract('100-200', '\\d+')
SELECT regexp_extract_all('1a 2b 14m', '\\d+')
SELECT regexp_extract('100-200', '(\\d+)-(\\d+)', g) FROM VALUES (0),(1),(2) t(g)
SELECT regexp_extract_all('100-200, 300-400', '(\\d+)-(\\d+)', g) FROM VALUES (0),(1),(2) t(g)
SELECT regexp_replace('abcabc', 'b', 'X', NULL), regexp_replace('abcabc', 'b', 'X', 3), regexp_replace(NULL, 'b', 'X', 3)
SELECT regexp_replace('abcabc', 'b', 'X', p) FROM VALUES (1),(3),(5),(6),(7),(NULL) t(p)
SELECT regexp_replace('ab', '(a)', '$10'), regexp_replace('ab', 'a', '\\n'), regexp_replace('a.b', '.', '$0'), regexp_replace('ab', '(a)(b)', '$2$1'), regexp_replace('abc', 'b', '\\$')
SELECT regexp_replace('aaa', 'a', r) FROM VALUES ('\\$'), ('x'), ('\\\\'), ('[$0]') t(r)
SELECT regexp_replace('ab', 'a', '$1')
SELECT regexp_replace('ab', 'a', '\\')
SELECT 'a b.c' RLIKE p, regexp_extract('a b.c', p, 0), split('a b.c', p) FROM VALUES ('\\s'), ('b\\.c'), ('[a-b]+'), ('(b|c)'), (NULL), ('x') t(p)
SELECT regexp_extract('ab', p, 1) FROM VALUES ('(a)'), ('(?:a)(b)'), ('(x)?b') t(p)
SELECT split('abc', ''), split('', ''), split('abc', '', 3), split('abc', '', 4), split('abc', '', 0), split('é', '')
SELECT aggregate(split('abcdefgh', ''), array(array('')), (acc, x) -> array(array(x)))
SELECT levenshtein('kitten', 'sitting'), levenshtein('', 'abc'), levenshtein('é', 'e'), levenshtein('😀', 'a'), levenshtein(NULL, 'a'), levenshtein('größe', 'grosse'), levenshtein('日本語', '日本')
SELECT translate('abc', '', 'x'), translate('', 'a', 'b'), translate('abc', 'abc', ''), translate('aab', 'aa', 'xy'), translate('😀a', '😀', 'b')
SELECT initcap('sPark sql'), initcap('a-b c_d'), initcap('éa ßb'), initcap(''), initcap('a\tb'), initcap('  x')
SELECT upper('straße'), lower('ÀÉ'), upper('ı'), lower('İ'), upper('ﬁ'), lower('ΑΣ ΣΑΣ'), upper('é😀'), upper(NULL), upper('ŉ ǰ')
SELECT substring('abc', -2147483648, 2), substring('abc', -2147483648), substring('abc', -5, 3), substring('😀bc', 2, 1)
SELECT like('abc', 'a%'), ilike('ABC', 'a_c'), like('a_c', 'a\\_c'), like('abc', 'a\\_c')
SELECT like(1, '1'), like(NULL, 'a'), ilike('a', NULL)
SELECT date_format(d, concat('yyyy', '-MM')), to_date('05/2021', concat('MM', '/', 'yyyy')) FROM VALUES (DATE '2021-04-05') AS t(d)
SELECT from_json('{"a":1}', concat('a ', 'INT')), get_json_object('{"a":1}', concat('$', '.a')), from_csv('1', concat('a', ' INT'))
SELECT cast(concat('2021', '-01-01') AS DATE), cast(concat('1', ' day') AS INTERVAL) IS NULL, cast(concat('1', '2') AS INT), concat('a', 'b') = 'ab', concat('2021', '-01-01') = DATE '2021-01-01', concat('1', '0') > 9
SELECT 'abc' LIKE concat('a', '%'), 'abc' RLIKE concat('^', 'a'), regexp_replace('abc', concat('b', 'c'), 'x'), split('a,b', concat(',', '')), concat('a', NULL), concat('a', 1), concat(concat('a', 'b'), 'c')
SELECT count(concat('a', 'b')), x, concat('a', 'b') FROM VALUES (1), (2) AS t(x) GROUP BY x, concat('a', 'b')
SELECT x FROM VALUES (1), (2) AS t(x) ORDER BY concat('a', 'b'), x
SELECT window.start, sum(v) FROM VALUES (TIMESTAMP '2021-01-01 00:05:00', 1), (TIMESTAMP '2021-01-01 00:15:00', 2) AS t(ts, v) GROUP BY window(ts, concat('10 ', 'minutes')) ORDER BY 1
SELECT concat('no', 'w') = cast('now' AS STRING), cast(concat('ep', 'och') AS DATE), cast(concat('to', 'day') AS DATE) > DATE '2024-01-01'
SELECT DATE '2021-01-01' + concat('1', ' day')
SELECT typeof(concat('a', 'b')), length(concat('a', 'b')), upper(concat('a', 'b')), named_struct(concat('a', 'b'), 1), date_add('2021-01-01', concat('1', '2')), elt(1, concat('a', 'b')), extract(YEAR FROM cast(concat('2021', '-01-01') AS DATE))
SELECT DISTINCT concat('a', 'b') FROM VALUES (1), (2) AS t(x)
SELECT concat('a', 'b') AS c, sum(x) FROM VALUES (1), (2) AS t(x) GROUP BY c WITH ROLLUP
SELECT date_add('2021-04-05', '3 '), date_sub('2021-04-05', ' -03'), date_add('2021-04-05', '+7'), date_add('2021-04-05', 3)
SELECT count(*), window.end FROM VALUES (TIMESTAMP '2021-01-01 00:05:00') AS t(ts) GROUP BY window(ts, '10 minutes', '5 minutes')
SELECT hex('x\ud800y'), hex('\ud83d\ude00'), hex('\ud83d' '\ude00'), hex('\ude00\ud83d'), length('\udc00'), 'x\ud800y' = 'x?y', hex(r'\ud800')
SELECT hex('a' || '\ud83d' || '\ude00'), hex("\U0001F600"), '\udbff\udfff' = '\U0010FFFF', hex('\ud83d\u0041\ude00')
