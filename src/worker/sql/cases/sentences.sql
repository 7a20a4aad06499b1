SELECT sentences('Hi there! Good morning.'), sentences(''), sentences(NULL), sentences('a,b. c'), sentences('It''s $5.30 today (really). Mr. Smith went... OK? yes! no'), sentences('Hello', 'en'), sentences('Hello', 'en', 'US'), sentences('x', NULL, NULL)
SELECT sentences('été à Paris. 你好。世界！ x-y z_1 a.b 3.5% e-mail@x.org http://a.b/c\nline two\n\nthree "quoted" «fr»') AS s
SELECT sentences('Hi there! Good morning. e.g. this. U.S.A. is big. A.B.', 'en', 'US'), sentences('what?no.Yes', 'xx', 'YY')
SELECT sentences("He said: \"Go.\" She went. 'Why?' (Because.) 5 apples. 6 pears. [Note.] End") AS s
SELECT sentences('...') AS a, sentences('  \t ') AS b, sentences('!!! ??? a') AS c, sentences('a.\nB c') AS d, sentences('1,000.50 and 3rd of 2nd 4x4 #5 #tag @me 50% 7&8 €9') AS e
SELECT sentences('カタカナ ひらがな 漢字 混ぜ書き。한국어 단어. ไทย') AS s
SELECT sentences('don\\\'t can"t rock-n-roll a--b a.-b -x x- 1-2 1.2.3 1..2 a1b2 _x x_y') AS s
SELECT sentences('A. "B" c. (d) E. -F g. $H') AS s
SELECT sentences('e\u0301te\u0301 a\u00adb 😀 x😀y 𝐀𝐁 c') AS s
SELECT sentences('One.Two. three.  Four') AS s, size(sentences('a. B. c.')) AS n
SELECT sentences(x) FROM VALUES ('A b. C'), (NULL), ('') t(x)
SELECT sentences(1), sentences(true)
SELECT sentences()
SELECT sentences(array('a'))
