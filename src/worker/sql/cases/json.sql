SELECT from_json('{"a":1,"b":"x"}', 'a INT, b STRING') AS x
SELECT from_json('{"a":1,"b":"x"}', 'a INT, b STRING')
SELECT from_json('{"a":tru,"b":2}', 'a INT, b INT') AS x
SELECT from_json('{"a":1', 'a INT') AS x
SELECT from_json('{"a":1,"b":', 'a INT, b INT') AS x
SELECT from_json('{"a":1,"b":"x', 'a INT, b STRING') AS x
SELECT from_json('not json', 'a INT') AS x
SELECT from_json('{"a":1} xyz', 'a INT') AS x
SELECT from_json('{"a":1,}', 'a INT') AS x
SELECT from_json('', 'a INT') AS x
SELECT from_json('  ', 'a INT') AS x
SELECT from_json(NULL, 'a INT') AS x
SELECT from_json('null', 'a INT') AS x
SELECT from_json('1', 'a INT') AS x
SELECT from_json('"s"', 'a INT') AS x
SELECT from_json('[]', 'a INT') AS x
SELECT from_json('[{"a":1},{"a":2}]', 'a INT') AS x
SELECT from_json('[{"a":1}]', 'a INT') AS x
SELECT from_json('[1]', 'a INT') AS x
SELECT from_json('[{"a":1},{"a":2}]', 'array<struct<a:int>>') AS x
SELECT from_json('{"a":1}', 'array<struct<a:int>>') AS x
SELECT from_json('{"a":"q"}', 'array<struct<a:int>>') AS x
SELECT from_json('[{"a":"q"},{"a":1}]', 'array<struct<a:int>>') AS x
SELECT from_json('[1,2,"x"]', 'array<int>') AS x
SELECT from_json('[1,2,null]', 'array<int>') AS x
SELECT from_json('{"a":1}', 'array<int>') AS x
SELECT from_json('1', 'array<int>') AS x
SELECT from_json('bad', 'array<int>') AS x
SELECT from_json('{"a":1,"b":null}', 'map<string,int>') AS x
SELECT from_json('{"a":1,"b":"z"}', 'map<string,int>') AS x
SELECT from_json('[1]', 'map<string,int>') AS x
SELECT from_json('{"1":1}', 'map<int,int>') AS x
SELECT from_json('{"a":1,"a":2}', 'a int') AS x
SELECT from_json('{"A":1}', 'a int') AS x
SELECT from_json("{'a':'x\\'y\"z'}", 'a string') AS x
SELECT from_json('{a:1}', 'a int') AS x
SELECT from_json('{"a":1.0}', 'a int') AS x
SELECT from_json('{"a":"1"}', 'a int') AS x
SELECT from_json('{"a":200,"b":40000,"c":300,"d":3000000000}', 'a tinyint, b smallint, c tinyint, d int') AS x
SELECT from_json('{"a":1.10,"b":1e10,"c":0.00001,"d":12345678901234567890,"e":1234567890.123}', 'a string, b string, c string, d string, e string') AS x
SELECT from_json('{"a":{"x":1, "y":[1, 2.50, null], "z":"q\\n/\\u00e9\\u0001"},"b":[1 , 2]}', 'a string, b string') AS x
SELECT from_json('{"a":true,"b":"true","c":1}', 'a boolean, b boolean, c boolean') AS x
SELECT from_json('{"a":1.005,"b":"1,234.5","c":12345.6,"d":1,"e":"x"}', 'a decimal(5,2), b decimal(7,2), c decimal(4,1), d decimal(3,1), e decimal(3,1)') AS x
SELECT from_json('{"a":"c3Bhcms=","b":"***"}', 'a binary, b binary') AS x
SELECT from_json('{"a":{"b":"x","c":1},"d":2}', 'a struct<b:int,c:int>, d int') AS x
SELECT from_json('{"a":[1,"x"],"d":2}', 'a array<int>, d int') AS x
SELECT from_json('{"a":{"b":1},"d":""}', 'a array<int>, d int') AS x
SELECT from_json('{"a":{"b":1}}', 'a array<struct<b:int>>') AS x
SELECT from_json('{"a":[{"b":1}]}', 'a struct<b:int>') AS x
SELECT from_json('{"a":"x"}', 'a int, _corrupt_record string') AS x
SELECT from_json('{"a":1}', 'a int, _corrupt_record string') AS x
SELECT from_json('{"a"', 'a int, _corrupt_record string') AS x
SELECT from_json('{"a":"x"}', 'a int, c string', map('columnNameOfCorruptRecord','c')) AS x
SELECT from_json('{"a":"x"}', 'a int', map('mode','DROPMALFORMED')) AS x
SELECT from_json('{"a":1}', 'a int', map('mode','PERMISSIVE')) AS x
SELECT from_json('{"a":1}', 'int') AS x
SELECT from_json('{"a":1}', 'STRUCT<a:INT>') AS x
SELECT from_json('{"a":1}', 'STRUCT<a INT>') AS x
SELECT from_json('{"a":1}', 'a INT NOT NULL, b INT COMMENT "x"') AS x
SELECT from_json('{"a":1}', schema_of_json('{"a":1,"b":[{"x":1.5,"y":null}]}')) AS x
SELECT from_json('{"a":1}', 'a INT,,') AS x
SELECT from_json('{"a":1}', 'a: INT, b: array<int>') AS x
SELECT from_json('{"a":1}', t.s) AS x FROM VALUES ('a INT') AS t(s)
SELECT from_json(1, 'a INT') AS x
SELECT from_json('{"a":x,"b":2}', 'a INT, b INT') AS x
SELECT from_json('{"b":2,"a":x}', 'a INT, b INT') AS x
SELECT from_json('{"b":2 "a":3}', 'a INT, b INT') AS x
SELECT from_json('{"b":2]', 'a INT, b INT') AS x
SELECT from_json('{"a":01,"b":2}', 'a INT, b INT') AS x
SELECT from_json('{"a":+1,"b":2}', 'a INT, b INT') AS x
SELECT from_json('{"a":1.,"b":2}', 'a INT, b INT') AS x
SELECT from_json('{"c":x,"b":2}', 'a INT, b INT') AS x
SELECT from_json('{"a":"x\ty","b":2}', 'a string, b INT') AS x
SELECT from_json('{"a":"x\\qy","b":2}', 'a string, b INT') AS x
SELECT from_json('{"a":[1,2,],"b":2}', 'a array<int>, b INT') AS x
SELECT from_json('{"a":undefined,"b":2}', 'a array<int>, b INT') AS x
SELECT from_json('/* c */ {"a":1}', 'a INT') AS x
SELECT from_json('{"a":[[1,2],[3]]}', 'a array<array<int>>') AS x
SELECT from_json('{"a":{"k":{"z":1}}}', 'a map<string,struct<z:int>>') AS x
SELECT from_json('{}', 'a INT') AS x
SELECT from_json('{"a":null}', 'a struct<b:int>') AS x
SELECT to_json(named_struct('a', 1, 'b', 2))
SELECT to_json(map('a', 1, 'b', NULL)) AS x
SELECT to_json(map(1, 'x', 2, 'y')) AS x
SELECT to_json(map(1.5, 'x')) AS x
SELECT to_json(map(true, 'x', false, 'y')) AS x
SELECT to_json(map(1.5D, 'x')) AS x
SELECT to_json(array(named_struct('a', 1), NULL, named_struct('a', NULL))) AS x
SELECT to_json(array(1, NULL, 2)) AS x
SELECT to_json(array()) AS x
SELECT to_json(array(array(1),array())) AS x
SELECT to_json(named_struct('t', TIMESTAMP '2020-01-02 03:04:05.678901', 'u', TIMESTAMP '2020-01-02 00:00:00', 'd', DATE '2020-01-02')) AS x
SELECT to_json(named_struct('b', X'0102ff')) AS x
SELECT to_json(named_struct('d', 0.0000001234)) AS x
SELECT to_json(named_struct('d', CAST(0.0000001234 AS DECIMAL(20,10)), 'e', CAST(0 AS DECIMAL(20,10)), 'f', CAST(1 AS DECIMAL(38,18)))) AS x
SELECT to_json(1) AS x
SELECT to_json(NULL) AS x
SELECT to_json('x') AS x
SELECT to_json() AS x
SELECT to_json(CAST(NULL AS struct<a:int>)) AS x
SELECT to_json(named_struct('a', NULL), map('ignoreNullFields', 'false')) AS x
SELECT to_json(named_struct('a', chr(1) || chr(127) || chr(8) || chr(9) || chr(12) || chr(31))) AS x
SELECT get_json_object('{"a":1.10,"b":1e10,"c":{"x":1, "y":[1, 2.50]},"d":"s","e":null,"f":true,"g":12345678901234567890}', '$.a') AS x
SELECT get_json_object('{"a":1.10,"b":1e10,"c":{"x":1, "y":[1, 2.50]},"d":"s"}', '$.b') AS x
SELECT get_json_object('{"a":1.10,"b":1e10,"c":{"x":1, "y":[1, 2.50]},"d":"s"}', '$.c') AS x
SELECT get_json_object('{"a":1.10,"c":{"x":1, "y":[1, 2.50]},"d":"s"}', '$.c.y[1]') AS x
SELECT get_json_object('{"d":"s"}', '$.d') AS x
SELECT get_json_object('{"d":null}', '$.d') AS x
SELECT get_json_object('{"d":"s"}', '$') AS x
SELECT get_json_object('"s"', '$') AS x
SELECT get_json_object('[{"a":"x"},{"a":"y"}]', '$[*].a') AS x
SELECT get_json_object('[{"a":"x"}]', '$[*].a') AS x
SELECT get_json_object('[{"a":1},{"b":2},{"a":3}]', '$[*].a') AS x
SELECT get_json_object('[{"a":1},{"a":3}]', '$.a') AS x
SELECT get_json_object('{"k":[{"a":1},{"a":3}]}', '$.k.a') AS x
SELECT get_json_object('{"k":[{"a":1},{"a":3}]}', '$.k[*].a') AS x
SELECT get_json_object('{"k":[{"a":1},{"a":null}]}', '$.k[*].a') AS x
SELECT get_json_object('{"k":[[1,2],[3]]}', '$.k[*]') AS x
SELECT get_json_object('{"k":[[1,2],[3]]}', '$.k[*][0]') AS x
SELECT get_json_object('{"k":[[1,2],[3]]}', '$.k[0][*]') AS x
SELECT get_json_object('{"k":["a","b"]}', '$.k[*]') AS x
SELECT get_json_object('{"k":["a"]}', '$.k[*]') AS x
SELECT get_json_object('{"k":[]}', '$.k[*]') AS x
SELECT get_json_object('{"k":["a"]}', '$.k[0]') AS x
SELECT get_json_object('{"k":["a"]}', '$.k[5]') AS x
SELECT get_json_object('{"k":{"a":1,"b":2}}', '$..a') AS x
SELECT get_json_object('{"k k":1}', "$['k k']") AS x
SELECT get_json_object('{"k k":1}', "$.k k") AS x
SELECT get_json_object('{"k":1}', "k") AS x
SELECT get_json_object('{"k":1}', "$.") AS x
SELECT get_json_object('{"k":1}', "$k") AS x
SELECT get_json_object('{"k":1} xx', "$.k") AS x
SELECT get_json_object('{"k":1,', "$.k") AS x
SELECT get_json_object('{"k":1', "$.k") AS x
SELECT get_json_object('{"k":1,"k":2}', "$.k") AS x
SELECT get_json_object("{'k':'v'}", "$.k") AS x
SELECT get_json_object('{"a-b":1}', "$.a-b") AS x
SELECT get_json_object('{"a":"x\\ny\\u00e9"}', '$.a') AS x
SELECT get_json_object('{"a":{"b":"x\\ny\\u00e9"}}', '$.a') AS x
SELECT get_json_object('', '$.a') AS x, get_json_object(NULL, '$.a') AS y
SELECT json_tuple('{"a":1,"b":"x","c":[1, 2],"d":null,"e":1.50}', 'a','b','c','d','e','f')
SELECT json_tuple('{"a":1,"a":2}', 'a')
SELECT json_tuple('{"a":1', 'a')
SELECT json_tuple('bad', 'a', 'a')
SELECT json_tuple('[1]', 'a')
SELECT json_tuple(NULL, 'a')
SELECT json_tuple('{"a":1}')
SELECT json_tuple('{"a":1}', 1)
SELECT json_tuple("{'a':{'b':'x'}}", 'a')
SELECT json_tuple('{"a":1}', CAST(NULL AS STRING), 'a')
SELECT k, json_tuple(j, 'a', k) AS (x, y) FROM VALUES ('b', '{"a":1,"b":2}'), ('c', '{}') AS t(k, j)
SELECT k, x, y FROM VALUES ('b', '{"a":1,"b":2}'), ('c', NULL) AS t(k, j) LATERAL VIEW json_tuple(j, 'a', 'b') v AS x, y
SELECT json_object_keys('{"a":1,"b":{"c":2}}')
SELECT json_object_keys('{}') AS x, json_object_keys('[1]') AS y, json_object_keys('bad') AS z, json_object_keys('{"a":1,"a":2}') AS u, json_object_keys('') AS v
SELECT json_object_keys('{"a":1') AS x, json_object_keys('{"a":1} x') AS y, json_object_keys(1) AS z
SELECT json_array_length('[1,[2,3],{"a":1}]')
SELECT json_array_length('[]') AS x, json_array_length('{}') AS y, json_array_length('bad') AS z, json_array_length('[1,') AS u, json_array_length('[1] x') AS v, json_array_length('') AS w
SELECT json_array_length(2) AS x
SELECT json_object_keys(200) AS x
SELECT schema_of_json('{"c1":0, "c2":[1]}')
SELECT schema_of_json('{"b":1.5,"a":"x","c":null,"d":[],"e":{"f":true},"g":[1,2.5],"h":[1,"x"],"i":12345678901234567890,"j":[{"a":1},{"b":"x"}],"k":"2020-01-01","l":[null],"m":{}}') AS x
SELECT schema_of_json('[1,2]') AS x, schema_of_json('1') AS y, schema_of_json('"s"') AS z, schema_of_json('null') AS u
SELECT schema_of_json('bad') AS x
SELECT schema_of_json('') AS x
SELECT schema_of_json('{"a b":1,"A":2,"`":3}') AS x
SELECT schema_of_json(NULL) AS x
SELECT schema_of_json(j) FROM VALUES ('{}') AS t(j)
SELECT from_json('{"a":"2020-1-2"}', 'a date') AS x
SELECT from_json('{"a":"2020"}', 'a date') AS x
SELECT from_json('{"a":"2020-01-02T10:00:00"}', 'a date') AS x
SELECT from_json('{"a":"2020-01-02 junk"}', 'a date') AS x
SELECT from_json('{"a":" 2020-01-02 "}', 'a date') AS x
SELECT from_json('{"a":"x"}', 'a date') AS x
SELECT from_json('{"a":"1.5"}', 'a date') AS x
SELECT from_json('{"a":5}', 'a date') AS x
SELECT from_json('{"a":"01/02/2020"}', 'a date') AS x
SELECT from_json('{"a":"2020-01-02 10:00:00 Europe/Berlin"}', 'a timestamp') AS x
SELECT from_json('{"a":"2020"}', 'a timestamp') AS x
SELECT from_json('{"d":2,"a":{"b":"x"}}', 'a struct<b:int,c:int>, d int') AS x
SELECT from_json('{"a":[{"b":"x"}],"d":2}', 'a array<struct<b:int>>, d int') AS x
SELECT from_json('{"a":[{"b":1},5],"d":2}', 'a array<struct<b:int>>, d int') AS x
SELECT from_json('{"a":{"k":"x"},"d":2}', 'a map<string,int>, d int') AS x
SELECT from_json('{"a":{"b":{"c":"x"}},"d":2}', 'a struct<b:struct<c:int>>, d int') AS x
SELECT from_json('{"a":5,"d":2}', 'a struct<b:int>, d int') AS x
SELECT from_json('{"a":[5],"d":2}', 'a struct<b:int>, d int') AS x
SELECT from_json('{"a":1e40, "b":16777217, "c":0.1}', 'a float, b float, c float') AS x
SELECT from_json('{"a":1e2,"b":1E-2,"c":"1e2"}', 'a decimal(10,2), b decimal(10,2), c decimal(10,2)') AS x
SELECT from_json('{"a":" 1 ","b":""}', 'a decimal(10,2), b decimal(10,2)') AS x
SELECT from_json('{"a":""}', 'a string') AS x
SELECT from_json('{"a":""}', 'a binary') AS x
SELECT from_json('{"a":""}', 'a date') AS x
SELECT from_json('{"a":1.5}', 'a string, _corrupt_record int') AS x
SELECT k, from_json(j, 'a INT, b STRUCT<c: STRING>').b.c AS c FROM VALUES (1, '{"a":1,"b":{"c":"x"}}'), (2, '{"b":{"c":3.50}}'), (3, 'broken'), (4, NULL) AS t(k, j) ORDER BY k
SELECT to_json(from_json(j, 'array<struct<a:int,b:string>>')) AS x FROM VALUES ('[{"a":1},{"b":"y"}]'), ('{"a":2}'), ('[]') AS t(j)
SELECT get_json_object('{"k":[null, 1]}', '$.k[0]') AS x, get_json_object('{"k":[null, 1]}', '$.k[*]') AS y, get_json_object('null', '$') AS z
SELECT get_json_object('{"k":[[1],[2]]}', '$.k[0][*]') AS x
