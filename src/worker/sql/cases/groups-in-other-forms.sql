SELECT age FROM people p GROUP BY age HAVING (SELECT count(*) FROM orders o WHERE o.person = p.age) > 0
SELECT age, count(*) FROM people p GROUP BY age HAVING count(*) > (SELECT count(*) FROM orders o WHERE o.id = p.age)
SELECT age FROM people p GROUP BY age HAVING EXISTS (SELECT 1 FROM orders o WHERE o.id = p.age)
SELECT age FROM people p GROUP BY age HAVING age > (SELECT max(o.id) FROM orders o WHERE o.id = p.age)
SELECT if(age > 1, 1, 2) FROM people GROUP BY CASE WHEN age > 1 THEN 1 ELSE 2 END
SELECT CASE WHEN age > 1 THEN 1 ELSE 2 END FROM people GROUP BY if(age > 1, 1, 2)
SELECT iff(age > 1, 1, 2) FROM people GROUP BY if(age > 1, 1, 2)
SELECT m['a'] FROM nested GROUP BY element_at(m, 'a')
SELECT element_at(m, 'a') FROM nested GROUP BY m['a']
SELECT ifnull(age, 1) FROM people GROUP BY coalesce(age, 1)
SELECT nvl(age, 1) FROM people GROUP BY ifnull(age, 1)
SELECT nvl(age, 1) FROM people GROUP BY coalesce(age, 1)
SELECT nvl2(age, 1, 2) FROM people GROUP BY if(age IS NOT NULL, 1, 2)
SELECT nullif(age, 1) FROM people GROUP BY if(age = 1, NULL, age)
SELECT lcase(name) FROM people GROUP BY lower(name)
SELECT substr(name, 1, 2) FROM people GROUP BY substring(name, 1, 2)
SELECT left(name, 2) FROM people GROUP BY substring(name, 1, 2)
SELECT year(d) FROM (SELECT since AS d FROM people) GROUP BY extract(YEAR FROM d)
SELECT isnull(age) FROM people GROUP BY age IS NULL
SELECT age <> 1 FROM people GROUP BY NOT age = 1
SELECT NOT age > 1 FROM people GROUP BY age <= 1
SELECT age > id FROM people GROUP BY id < age
SELECT age >= id FROM people GROUP BY id <= age
SELECT age > 1 FROM people GROUP BY 1 < age
SELECT greatest(age, id) FROM people GROUP BY greatest(id, age)
SELECT least(age, id) FROM people GROUP BY least(id, age)
SELECT age IN (1, 2) FROM people GROUP BY age IN (2, 1)
SELECT age IN (1, 2, 1) FROM people GROUP BY age IN (2, 1)
SELECT NOT (age = id) FROM people GROUP BY id != age
SELECT age <=> id FROM people GROUP BY id <=> age
SELECT age BETWEEN 1 AND 3 FROM people GROUP BY age >= 1 AND age <= 3
SELECT age BETWEEN 1 AND 3 FROM people GROUP BY age <= 3 AND 1 <= age
SELECT age & id FROM people GROUP BY id & age
SELECT age | id FROM people GROUP BY id | age
SELECT age ^ id FROM people GROUP BY id ^ age
SELECT -(-age) FROM people GROUP BY age
SELECT NOT (NOT age > 1) FROM people GROUP BY age > 1
SELECT NOT (NOT (age > 1)) FROM people GROUP BY age > 1
SELECT age + 1 - 1 FROM people GROUP BY age - 1 + 1
SELECT age - id FROM people GROUP BY -id + age
SELECT date_add(d, 1) FROM (SELECT since AS d FROM people) GROUP BY d + 1
SELECT d + 1 FROM (SELECT since AS d FROM people) GROUP BY date_add(d, 1)
SELECT d - 1 FROM (SELECT since AS d FROM people) GROUP BY date_sub(d, 1)
SELECT d + INTERVAL '1' DAY FROM (SELECT since AS d FROM people) GROUP BY date_add(d, 1)
SELECT d - INTERVAL '1' DAY FROM (SELECT since AS d FROM people) GROUP BY d + INTERVAL '-1' DAY
SELECT name || 'a' FROM people GROUP BY concat(name, 'a')
SELECT age % 2 FROM people GROUP BY mod(age, 2)
SELECT age * 2 FROM people GROUP BY 2 * age
SELECT pow(age, 2) FROM people GROUP BY power(age, 2)
SELECT s.x FROM nested GROUP BY s.X
SELECT CAST(age AS INT) FROM people GROUP BY age
SELECT age FROM people GROUP BY CAST(age AS INT)
SELECT int(age) FROM people GROUP BY CAST(age AS INT)
SELECT bigint(age) FROM people GROUP BY CAST(age AS BIGINT)
SELECT name LIKE 'a%' FROM people GROUP BY startswith(name, 'a')
SELECT !(age > 1) FROM people GROUP BY NOT age > 1
SELECT age == 1 FROM people GROUP BY age = 1
SELECT age FROM people GROUP BY +age
SELECT +age FROM people GROUP BY age
SELECT round(age) FROM people GROUP BY round(age, 0)
SELECT trim(name) FROM people GROUP BY trim(BOTH FROM name)
SELECT a[0] FROM (SELECT array(age) AS a FROM people) GROUP BY element_at(a, 1)
SELECT count(*) FROM people GROUP BY age HAVING if(age > 1, true, false)
SELECT age > 1 AND id < 3 FROM people GROUP BY 3 > id AND 1 < age
SELECT count(*) FROM people GROUP BY age > id HAVING id < age
SELECT age > id, count(*) FROM people GROUP BY id < age ORDER BY age > id
SELECT city, age > id, grouping(age > id) FROM people GROUP BY ROLLUP (city, id < age)
SELECT max(age > id) FROM people GROUP BY age
SELECT concat(CAST(age > id AS STRING), 'x') FROM people GROUP BY id < age
SELECT age > id AS x FROM people GROUP BY x ORDER BY id < age
SELECT array(greatest(age, id)) FROM people GROUP BY greatest(id, age)
SELECT x.age > 1 FROM people x GROUP BY 1 < age
