SELECT regexp_extract('abc', 'x(b)', 2), regexp_extract('abc', 'x(b)', -1), regexp_extract('abc', 'x'), regexp_extract('', '(b)', 3), regexp_extract(CAST(NULL AS STRING), 'x(b)', 2)
SELECT regexp_extract_all('abc', 'x(b)', 2), regexp_extract_all('abc', 'x(b)', -1), regexp_extract_all('abc', 'x'), regexp_extract_all(CAST(NULL AS STRING), 'x(b)', 2)
SELECT regexp_extract(s, p, 2), regexp_extract_all(s, p, 2) FROM VALUES ('abc', 'x(b)'), ('abc', '(a)(b)'), (NULL, '(b)'), ('b', NULL) AS t(s, p)
SELECT regexp_extract(s, 'x(b)', g), regexp_extract_all(s, 'x(b)', g) FROM VALUES ('abc', 2), ('abc', -1), ('xb', 1), ('xb', NULL), (NULL, 5) AS t(s, g)
SELECT regexp_extract(name, '(z)z', 3) FROM people WHERE id < 3
