SELECT from_json('{"a":NaN}', 'a DOUBLE') AS v, from_json('{"a":"NaN"}', 'a FLOAT') AS w
SELECT from_json('{"a":Infinity,"b":-Infinity,"c":+INF}', 'a DOUBLE, b DOUBLE, c FLOAT') AS v
SELECT from_json('{"a":NaN}', 'a INT') AS v, from_json('{"a":NaN,"b":1}', 'a DECIMAL(5,2), b INT') AS w, from_json('{"a":[NaN, 1.5]}', 'a ARRAY<DOUBLE>') AS x
SELECT from_json('{"a":1, "b":2}', 'map<string, int>')
SELECT from_json('{"a":{"c":1},"b":{"d":2}}', 'MAP<STRING,MAP<STRING,INT>>')
SELECT from_json('{"a":1}', 'a INT', map('nonsense','true')), from_json('{"a":1}', 'a STRING', map('primitivesAsString','true', 'multiLine', 'true'))
SELECT to_json(named_struct('a', 1), map('nonsense', 'x'))
SELECT from_json('{"a":"1"}', 'a varchar(3)')
SELECT from_json('{"a":1,"b":{"c":[{"d":1,"e":"x"},{"d":2}],"f":{"x":1.5}}}', 'struct<a:int,b:struct<c:array<struct<d:int,e:string>>,f:map<string,double>>>') AS v
SELECT from_json('{"a":{"b":{"c":{"d":[[{"e":1}],[]]}}}}', 'a struct<b:struct<c:struct<d:array<array<struct<e:int>>>>>>') AS v
SELECT from_json(j, 'a struct<b:struct<c:int,d:string>>, e array<struct<f:int>>, g int') AS v FROM VALUES ('{"a":{"b":{"c":1,"d":"x"}},"e":[{"f":1},{}],"g":2}'), ('{"a":{"b":{"c":"q"}},"g":2}'), ('{"a":{"b":5},"e":[{"f":1}]}'), ('{"a":null,"e":null,"g":null}'), ('{"e":{"f":1}}'), ('[]'), (''), (NULL), ('{') t(j)
SELECT from_json(j, 'a int, _corrupt_record string') AS v FROM VALUES ('{"a":1}'), ('{"a":"x"}'), ('{"a":'), ('1'), ('[{"a":1}]') t(j)
SELECT from_json('{"s":{"b":"😀"},"a":[{"😀":1.50},"😀"],"t":"😀"}', 's STRING, a ARRAY<STRING>, t STRING')
SELECT from_json('{"s":["\\u00e9\\u0041\\/\\u001f\\u007f€\\""],"t":{"\\uD83D\\uDE00":"𐀀"}}', 's STRING, t STRING')
SELECT json_tuple('{"s":{"b":"a😀b"},"t":"😀"}', 's', 't')
SELECT from_json('{"a":"-3","b":"0"}', 'a DATE, b DATE')
SELECT from_json('{"a":"+3","b":" 7"}', 'a DATE, b DATE')
SELECT from_json('{"a":"x","b":"-3"}', 'a DATE, b DATE', map('dateFormat', 'dd/MM/yyyy'))
SELECT from_json('{"a":"12-1","b":"2020-1-2 3"}', 'a DATE, b DATE', map('dateFormat', 'dd/MM/yyyy'))
SELECT from_json('{"a":"GMT2020","b":"2020-1-2T3:00:00GMT+01:00"}', 'a DATE, b TIMESTAMP')
SELECT from_json('{"a":"GMT2020","b":"2020-1-2T3:00:00GMT+01:00"}', 'a DATE, b TIMESTAMP', map('dateFormat', 'dd/MM/yyyy', 'timestampFormat', 'dd/MM'))
SELECT from_csv('-3,+4', 'a DATE, b DATE')
SELECT from_csv('GMT2020,2020-1-2T3:00:00GMT+01:00', 'a DATE, b TIMESTAMP')
SELECT from_csv('GMT2020,2020-1-2T3:00:00GMT+01:00', 'a DATE, b TIMESTAMP', map('dateFormat', 'dd/MM/yyyy', 'timestampFormat', 'dd/MM'))
SELECT from_json('{"a":5,"b":"x"}', 'a TIMESTAMP, b TIMESTAMP', map('timestampFormat', 'dd/MM/yyyy HH:mm'))
SELECT to_date('2024-01-02 02', 'yyyy-MM-dd dd')
