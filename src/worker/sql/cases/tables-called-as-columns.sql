SELECT id FROM VALUES (2),(1) id(id) ORDER BY id.id
SELECT id.id FROM VALUES (2),(1) id(id) ORDER BY id.id
SELECT id+1 AS id FROM VALUES (2),(1) id(id) ORDER BY id.id
SELECT id AS id FROM VALUES (2),(1) id(id) ORDER BY id.id
SELECT -id AS id FROM VALUES (2),(1) id(id) ORDER BY id.id
SELECT id.id AS z, id FROM VALUES (2),(1) id(id) ORDER BY id.id DESC
SELECT DISTINCT id FROM VALUES (2),(1) id(id) ORDER BY id.id
SELECT id FROM VALUES (named_struct('id', 2)),(named_struct('id', 1)) id(id) ORDER BY id.id
SELECT id.id FROM VALUES (named_struct('id', 2)),(named_struct('id', 1)) id(id) ORDER BY id.id.id
SELECT named_struct('id', -id) AS id FROM VALUES (2),(1) id(id) ORDER BY id.id
SELECT id, count(*) c FROM VALUES (2),(1),(1) id(id) GROUP BY id ORDER BY id.id DESC
SELECT id, count(*) c FROM VALUES (2),(1),(1) id(id) GROUP BY id HAVING id.id > 1
SELECT id, count(*) c FROM VALUES (2),(1),(1) id(id) GROUP BY id.id ORDER BY id.id
SELECT id.id + 1 AS id FROM VALUES (2),(1) id(id) ORDER BY id.id
SELECT max(id) AS id FROM VALUES (2),(1) id(id) GROUP BY id ORDER BY id.id
SELECT id AS x FROM VALUES (2, 7),(1, 8) x(id, x) ORDER BY x.id
SELECT -id AS x FROM VALUES (2, 7),(1, 8) x(id, x) ORDER BY x.x
SELECT id FROM VALUES (2),(1) t(id) ORDER BY id.id
SELECT id.x FROM VALUES (2),(1) id(id) ORDER BY id.id
