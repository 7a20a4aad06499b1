SELECT hex('\ud83d'), '\ud83d' = '?', hex('\ud83d\ude00'), length('\ud83d'), hex('a\ude00b'), hex('\ud83d' '\ude00')
SELECT hex(format_string('%.1s', '😀')), hex(format_string('%c', 55296)), format_string('%3s', '😀')
SELECT reverse('a\u0301b'), reverse('🇩🇪x'), reverse('👨‍👩‍👧'), reverse('😀a'), reverse(''), reverse('abc'), reverse(123)
SELECT x, reverse(x) FROM VALUES ('🇩🇪x'), ('e\u0301'), ('각ᆨ'), ('ab'), (NULL) AS t(x) ORDER BY x
