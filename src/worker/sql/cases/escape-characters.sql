SELECT 'a%' LIKE 'aé%' ESCAPE 'é', 'ab' LIKE 'aé%' ESCAPE 'é', 'aé' LIKE 'aéé' ESCAPE 'é', 'a_b' LIKE 'aé_%' ESCAPE 'é', 'a\\%' LIKE 'a\\é%' ESCAPE 'é', 'a\\' LIKE 'a\\' ESCAPE 'é', 'abc' LIKE 'a%' ESCAPE 'é'
SELECT x LIKE y ESCAPE 'é' FROM VALUES ('a%', 'aé%'), ('ab', 'aé%'), ('aé', 'aéé'), ('a\\%', 'a\\é%'), ('a\\b', 'a\\_'), ('abc', 'a%'), ('é', '_'), (NULL, 'a'), ('a', NULL) t(x, y)
SELECT x LIKE y ESCAPE 'é' FROM VALUES ('a', 'éa') t(x, y)
SELECT 'a' LIKE 'éa' ESCAPE 'é'
SELECT 'a' LIKE 'a😀' ESCAPE '😀'
SELECT 'A%' ILIKE 'aé%' ESCAPE 'é', 'A%' ILIKE 'aÉ%' ESCAPE 'É', 'ab' ILIKE 'aX%' ESCAPE 'X', 'a%' ILIKE 'ax%' ESCAPE 'x'
SELECT 'axb' ILIKE 'aXb' ESCAPE 'X'
SELECT x ILIKE 'aX%' ESCAPE 'X', x ILIKE y ESCAPE 'X' FROM VALUES ('axb', 'aXb'), ('a%', 'aX%'), ('ax', 'aXX') t(x, y)
SELECT '€5' LIKE '€€%' ESCAPE '€', '€%' LIKE '€€€%' ESCAPE '€'
SELECT 'a' LIKE 'a' ESCAPE ''
SELECT 'a' LIKE 'a' ESCAPE 'ab'
SELECT 'aÿ' LIKE 'aÿÿ' ESCAPE 'ÿ', 'a%' NOT LIKE 'aÿ%' ESCAPE 'ÿ', 'ab' NOT LIKE 'aÿ%' ESCAPE 'ÿ', 'a.b' LIKE 'a.b' ESCAPE '.', 'a%' LIKE 'a^%' ESCAPE '^', 'a]' LIKE 'a]]' ESCAPE ']'
