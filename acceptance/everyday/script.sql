-- A shop's day in DLI. Each statement is a job; a line that begins with --> holds the rows that the statement before it gives, as JSON.

-- The databases.
CREATE DATABASE IF NOT EXISTS ods COMMENT 'as it came';
CREATE DATABASE IF NOT EXISTS dwd WITH DBPROPERTIES ('team' = 'data', 'layer' = 'dwd');
CREATE DATABASE IF NOT EXISTS ads;
SHOW DATABASES LIKE '*d*';
--> [["ads"],["default"],["dwd"],["ods"]]
DESCRIBE DATABASE EXTENDED dwd;
--> [["Namespace Name","dwd"],["Comment",""],["Location","warehouse:/dwd.db"],["Properties","((layer,dwd), (team,data))"]]
USE ods;
SELECT current_database();
--> [["ods"]]

-- What came: files of the day before, uploaded to a bucket, and the shop's own PostgreSQL.
CREATE TABLE ods.orders_csv (order_id BIGINT, customer_id INT, product_id INT, quantity INT, price DECIMAL(10,2), ordered_at TIMESTAMP, note STRING)
USING csv OPTIONS (path 'obs://landing/orders', header 'true', nullValue 'NULL');
SELECT count(*), min(ordered_at), max(ordered_at) FROM orders_csv;
--> [[8,"2024-03-01 08:00:00","2024-03-02 21:30:00"]]
SELECT order_id, note FROM orders_csv WHERE note IS NOT NULL ORDER BY order_id;
--> [[1,"first order"],[4,"gift, wrapped"],[7,"he said \"soon\""]]
CREATE TABLE IF NOT EXISTS ods.customers USING JDBC OPTIONS (
  'url' = 'jdbc:postgresql://pg-orders:5432/postgres', 'driver' = 'org.postgresql.Driver', 'dbtable' = 'public.customers',
  'passwdauth' = 'pg_login', 'encryption' = 'true');
SELECT name, city FROM ods.customers WHERE city = 'Berlin' ORDER BY name;
--> [["Ann","Berlin"],["Cy","Berlin"]]
CREATE TABLE ods.vip USING JDBC OPTIONS (
  'url' = 'jdbc:postgresql://pg-orders:5432/postgres', 'driver' = 'org.postgresql.Driver',
  'dbtable' = "(SELECT id, name FROM customers WHERE joined < DATE '2021-01-01') v", 'passwdauth' = 'pg_login', 'encryption' = 'true');
SELECT * FROM ods.vip ORDER BY id;
--> [[1,"Ann"],[2,"Bo"]]
CREATE TABLE ods.events (payload STRING) USING text OPTIONS (path 'obs://landing/events');
SELECT get_json_object(payload, '$.type') AS type, count(*) FROM ods.events GROUP BY 1 ORDER BY 1;
--> [["buy",1],["view",3]]
CREATE TABLE ods.clicks (user_id INT, page STRUCT<url: STRING, ms: INT>, tags ARRAY<STRING>) USING json OPTIONS (path 'obs://landing/clicks');
SELECT user_id, page.url, tag FROM ods.clicks LATERAL VIEW explode(tags) t AS tag ORDER BY user_id, tag;
--> [[1,"/home","a"],[1,"/home","b"],[2,"/buy","a"]]
DESCRIBE ods.clicks;
--> [["user_id","int",null],["page","struct<url:string,ms:int>",null],["tags","array<string>",null]]
CREATE EXTERNAL TABLE ods.stock (product_id INT, places MAP<STRING, INT>, counted DATE, note STRING) COMMENT 'from the warehouse'
ROW FORMAT DELIMITED FIELDS TERMINATED BY '|' COLLECTION ITEMS TERMINATED BY ',' MAP KEYS TERMINATED BY ':' NULL DEFINED AS '-'
STORED AS TEXTFILE LOCATION 'obs://landing/stock';
SELECT product_id, places['north'] AS north, counted, note FROM ods.stock ORDER BY product_id;
--> [[10,5,"2024-03-02","two pallets"],[20,null,"2024-03-02",null],[30,12,null,""]]
CREATE TABLE ods.visits (page STRING, ms INT) PARTITIONED BY (day DATE) STORED AS PARQUET LOCATION 'obs://landing/visits';
INSERT INTO ods.visits PARTITION (day = '2024-03-01') SELECT '/home', 12;
INSERT INTO ods.visits PARTITION (day = '2024-03-02') VALUES ('/buy', 5), ('/home', 7);
MSCK REPAIR TABLE ods.visits;
SHOW PARTITIONS ods.visits;
--> [["day=2024-03-01"],["day=2024-03-02"]]
DESC FORMATTED ods.visits PARTITION (day = '2024-03-01');
SELECT day, sum(ms) FROM ods.visits WHERE day >= '2024-03-02' GROUP BY day;
--> [["2024-03-02",12]]

-- Staging: types, what is missing, what came twice.
CREATE TABLE dwd.orders (
  order_id BIGINT COMMENT 'of the shop', customer_id INT, product_id INT, quantity INT, amount DECIMAL(12,2), ordered_at TIMESTAMP, note STRING, day DATE
) PARTITIONED BY (day) COMMENT 'one row for each order' TBLPROPERTIES ('layer' = 'dwd');
INSERT INTO dwd.orders
SELECT order_id, customer_id, product_id, quantity, quantity * price, ordered_at, note, to_date(ordered_at)
FROM (SELECT *, row_number() OVER (PARTITION BY order_id ORDER BY ordered_at DESC) AS nth FROM ods.orders_csv) o WHERE nth = 1;
SELECT day, count(*), sum(amount) FROM dwd.orders GROUP BY day ORDER BY day;
--> [["2024-03-01",4,101.5],["2024-03-02",3,79.99]]
SHOW PARTITIONS dwd.orders;
--> [["day=2024-03-01"],["day=2024-03-02"]]
SELECT count(DISTINCT customer_id), approx_count_distinct(product_id) FROM dwd.orders WHERE day = '2024-03-01';
--> [[3,3]]
SELECT o.order_id, c.name FROM dwd.orders o LEFT JOIN ods.customers c ON o.customer_id = c.id ORDER BY o.order_id;
--> [[1,"Ann"],[2,"Bo"],[3,"Ann"],[4,"Cy"],[5,"Bo"],[6,null],[7,"Ann"]]
SELECT order_id FROM dwd.orders o WHERE NOT EXISTS (SELECT 1 FROM ods.customers c WHERE c.id = o.customer_id);
--> [[6]]
SELECT order_id FROM dwd.orders LEFT ANTI JOIN ods.customers ON customer_id = id;
--> [[6]]
SELECT coalesce(c.city, 'unknown') AS city, sum(o.amount) AS amount FROM dwd.orders o LEFT JOIN ods.customers c ON o.customer_id = c.id GROUP BY 1 ORDER BY amount DESC;
--> [["Berlin",85.49],["Rome",76],["unknown",20]]

-- The same day comes again, corrected: only its partition is replaced.
INSERT OVERWRITE TABLE dwd.orders PARTITION (day = '2024-03-02')
SELECT order_id, customer_id, product_id, quantity, amount + 1, ordered_at, note FROM dwd.orders WHERE day = '2024-03-02';
SELECT day, sum(amount) FROM dwd.orders GROUP BY day ORDER BY day;
--> [["2024-03-01",101.5],["2024-03-02",82.99]]
SET spark.sql.sources.partitionOverwriteMode = dynamic;
INSERT OVERWRITE dwd.orders SELECT 8, 2, 30, 1, 5.00, TIMESTAMP '2024-03-03 10:00:00', 'late', DATE '2024-03-03';
SELECT count(*) FROM dwd.orders;
--> [[8]]
RESET spark.sql.sources.partitionOverwriteMode;
ALTER TABLE dwd.orders ADD IF NOT EXISTS PARTITION (day = '2024-03-04');
ALTER TABLE dwd.orders DROP IF EXISTS PARTITION (day = '2024-03-04');
INSERT INTO dwd.orders PARTITION (day = '2024-03-03') (order_id, customer_id, amount, product_id, quantity, ordered_at, note) VALUES (9, 1, 2.50, NULL, NULL, NULL, NULL);
SELECT order_id, quantity, amount FROM dwd.orders WHERE day = DATE '2024-03-03' ORDER BY order_id;
--> [[8,1,5],[9,null,2.5]]

-- Corrections.
UPDATE dwd.orders SET note = concat('checked: ', note), quantity = coalesce(quantity, 1) WHERE day = '2024-03-03';
DELETE FROM dwd.orders WHERE customer_id NOT IN (SELECT id FROM ods.customers);
SELECT order_id, quantity, note FROM dwd.orders WHERE day >= '2024-03-02' ORDER BY order_id;
--> [[5,3,null],[7,1,"he said \"soon\""],[8,1,"checked: late"],[9,1,null]]
CREATE TABLE dwd.customers AS SELECT id, name, city, joined FROM ods.customers;
CREATE TABLE dwd.changes (id INT, name STRING, city STRING, joined DATE, gone BOOLEAN);
INSERT INTO dwd.changes VALUES (1, 'Ann', 'Bonn', DATE '2020-01-05', false), (2, 'Bo', NULL, NULL, true), (4, 'Di', 'Rome', DATE '2024-03-02', false);
MERGE INTO dwd.customers AS t USING dwd.changes AS s ON t.id = s.id
WHEN MATCHED AND s.gone THEN DELETE
WHEN MATCHED THEN UPDATE SET city = s.city
WHEN NOT MATCHED THEN INSERT (id, name, city, joined) VALUES (s.id, upper(s.name), s.city, s.joined);
SELECT * FROM dwd.customers ORDER BY id;
--> [[1,"Ann","Bonn","2020-01-05"],[3,"Cy","Berlin","2022-07-30"],[4,"DI","Rome","2024-03-02"]]
DESCRIBE HISTORY dwd.customers;
SELECT count(*) FROM dwd.customers VERSION AS OF 0;
--> [[3]]
RESTORE TABLE dwd.customers TO VERSION AS OF 0;
SELECT city FROM dwd.customers WHERE id = 1;
--> [["Berlin"]]
RESTORE TABLE dwd.customers TO VERSION AS OF 1;
TRUNCATE TABLE dwd.changes;
SELECT count(*) FROM dwd.changes;
--> [[0]]
DROP TABLE dwd.changes;

-- A table changes its shape.
ALTER TABLE dwd.customers ADD COLUMNS (email STRING COMMENT 'where news goes', score INT);
UPDATE dwd.customers SET email = concat(lower(name), '@shop.example');
ALTER TABLE dwd.customers RENAME COLUMN score TO points;
ALTER TABLE dwd.customers DROP COLUMN points;
ALTER TABLE dwd.customers SET TBLPROPERTIES ('checked' = 'yes');
SHOW TBLPROPERTIES dwd.customers ('checked');
--> [["checked","yes"]]
SHOW COLUMNS IN dwd.customers;
--> [["id"],["name"],["city"],["joined"],["email"]]
SELECT email FROM dwd.customers ORDER BY id;
--> [["ann@shop.example"],["cy@shop.example"],["di@shop.example"]]
ALTER TABLE dwd.customers RENAME TO dwd.buyers;
SHOW TABLES IN dwd LIKE 'buy*';
--> [["dwd","buyers",false]]
SHOW TABLE EXTENDED IN dwd LIKE 'orders';
DESCRIBE EXTENDED dwd.orders PARTITION (day = '2024-03-02');
ANALYZE TABLE dwd.orders PARTITION (day = '2024-03-02') COMPUTE STATISTICS;

-- What is computed the same way everywhere.
CREATE FUNCTION dwd.net(amount DECIMAL(12,2), rate DECIMAL(4,2) DEFAULT 0.19) RETURNS DECIMAL(12,2) COMMENT 'without tax' RETURN amount / (1 + rate);
SELECT order_id, dwd.net(amount), dwd.net(amount, 0) FROM dwd.orders WHERE order_id IN (1, 3) ORDER BY order_id;
--> [[1,33.61,40],[3,8.4,10]]
CREATE OR REPLACE FUNCTION dwd.size_of(amount DECIMAL(12,2)) RETURNS STRING RETURN CASE WHEN dwd.net(amount) >= 20 THEN 'large' ELSE 'small' END;
SELECT dwd.size_of(amount) AS size, count(*) FROM dwd.orders GROUP BY dwd.size_of(amount) ORDER BY size;
--> [["large",3],["small",5]]
SHOW USER FUNCTIONS IN dwd;
--> [["dwd.net"],["dwd.size_of"]]
DESCRIBE FUNCTION dwd.net;
--> [["Function: dwd.net"],["Type: SCALAR"],["Input: amount DECIMAL(12,2)"],["       rate DECIMAL(4,2) DEFAULT 0.19"],["Returns: DECIMAL(12,2)"],["Comment: without tax"]]
CREATE TEMPORARY FUNCTION shout(word STRING) RETURNS STRING RETURN concat(upper(word), '!');
SELECT shout(name) FROM dwd.buyers ORDER BY id LIMIT 1;
--> [["ANN!"]]
DROP TEMPORARY FUNCTION shout;

-- Views, for whoever asks every day.
CREATE OR REPLACE VIEW ads.daily (day COMMENT 'in UTC', orders, amount) COMMENT 'what the board reads' AS
SELECT day, count(*) AS n, sum(amount) AS total FROM dwd.orders GROUP BY day;
SELECT * FROM ads.daily ORDER BY day;
--> [["2024-03-01",4,101.5],["2024-03-02",2,61.99],["2024-03-03",2,7.5]]
CREATE VIEW ads.daily_net AS SELECT day, dwd.net(amount) AS net FROM ads.daily;
SELECT * FROM ads.daily_net ORDER BY day;
--> [["2024-03-01",85.29],["2024-03-02",52.09],["2024-03-03",6.3]]
DROP VIEW ads.daily_net;
DROP FUNCTION dwd.size_of;
CREATE VIEW ads.growth AS SELECT day, amount, amount - lag(amount) OVER (ORDER BY day) AS more FROM ads.daily;
SELECT day, more FROM ads.growth ORDER BY day;
--> [["2024-03-01",null],["2024-03-02",-39.51],["2024-03-03",-54.49]]
SHOW VIEWS IN ads;
--> [["ads","daily",false],["ads","growth",false]]
ALTER VIEW ads.growth AS SELECT day, round(amount / first_value(amount) OVER (ORDER BY day) * 100, 1) AS percent FROM ads.daily;
SELECT percent FROM ads.growth ORDER BY day;
--> [[100],[61.1],[7.4]]
SHOW CREATE TABLE ads.daily;
CREATE TEMPORARY VIEW recent AS SELECT * FROM dwd.orders WHERE day >= DATE '2024-03-02';
SELECT count(*) FROM recent;
--> [[4]]
CACHE TABLE recent;
UNCACHE TABLE recent;
DROP VIEW recent;
DROP VIEW IF EXISTS ads.growth;

-- What people ask.
WITH ranked AS (SELECT customer_id, amount, rank() OVER (PARTITION BY customer_id ORDER BY amount DESC) AS place FROM dwd.orders)
SELECT customer_id, amount FROM ranked WHERE place = 1 ORDER BY customer_id;
--> [[1,40],[2,43],[3,17.5]]
SELECT customer_id, day, sum(amount) FROM dwd.orders GROUP BY customer_id, day WITH ROLLUP ORDER BY customer_id NULLS FIRST, day NULLS FIRST LIMIT 3;
--> [[null,null,170.99],[1,null,71.49],[1,"2024-03-01",50]]
SELECT * FROM (SELECT customer_id, date_format(day, 'dd') AS d, amount FROM dwd.orders) PIVOT (sum(amount) FOR d IN ('01' AS first, '02' AS second)) ORDER BY customer_id;
--> [[1,50,18.99],[2,34,43],[3,17.5,null]]
SELECT CASE WHEN amount >= 20 THEN 'large' ELSE 'small' END AS size, count(*) AS n, avg(amount) FROM dwd.orders GROUP BY 1 HAVING n > 1 ORDER BY 1;
--> [["large",3,39],["small",5,10.798]]
SELECT date_trunc('MONTH', ordered_at), max(datediff(day, DATE '2024-02-28')) FROM dwd.orders WHERE ordered_at IS NOT NULL GROUP BY 1;
--> [["2024-03-01 00:00:00",4]]
SELECT percentile_approx(amount, 0.5), stddev(quantity) FROM dwd.orders WHERE day = '2024-03-01';
SELECT collect_list(order_id), concat_ws('|', sort_array(collect_set(cast(product_id AS STRING)))) FROM (SELECT * FROM dwd.orders WHERE day = '2024-03-02' ORDER BY order_id);
SELECT regexp_extract(email, '^([^@]+)@', 1) AS who, split(email, '[@.]')[1] AS shop FROM dwd.buyers ORDER BY 1;
--> [["ann","shop"],["cy","shop"],["di","shop"]]
SELECT name, months_between(DATE '2024-03-03', joined) > 24 AS old FROM dwd.buyers ORDER BY name;
--> [["Ann",true],["Cy",false],["DI",false]]
SELECT city, transform(collect_list(name), n -> lower(n)) FROM dwd.buyers GROUP BY city ORDER BY city;
--> [["Berlin",["cy"]],["Bonn",["ann"]],["Rome",["di"]]]
SELECT id FROM dwd.buyers UNION SELECT id FROM ods.vip ORDER BY id;
--> [[1],[2],[3],[4]]
SELECT id FROM ods.customers EXCEPT SELECT id FROM dwd.buyers;
--> [[2]]
SELECT a.order_id, b.order_id FROM dwd.orders a JOIN dwd.orders b ON a.customer_id = b.customer_id AND a.order_id < b.order_id AND a.day = b.day ORDER BY 1, 2;
--> [[1,3]]
SELECT hour(ordered_at) AS h, count(*) FROM dwd.orders GROUP BY hour(ordered_at) ORDER BY h NULLS LAST LIMIT 2;
--> [[8,1],[9,1]]
EXPLAIN SELECT * FROM dwd.orders o JOIN ods.customers c ON o.customer_id = c.id WHERE o.day = '2024-03-01' AND c.city = 'Rome';
DESCRIBE QUERY SELECT day, sum(amount) AS amount FROM dwd.orders GROUP BY day;
--> [["day","date",null],["amount","decimal(22,2)",null]]

-- Results leave: to the shop's database, to files, to another table.
CREATE TABLE ads.report USING JDBC OPTIONS (
  'url' = 'jdbc:postgresql://pg-orders:5432/postgres', 'driver' = 'org.postgresql.Driver', 'dbtable' = 'public.report',
  'passwdauth' = 'pg_login', 'encryption' = 'true');
INSERT INTO ads.report (day, amount) SELECT day, amount FROM ads.daily;
SELECT count(*), sum(amount) FROM ads.report;
--> [[3,170.99]]
INSERT OVERWRITE TABLE ads.report SELECT day, amount, 'again' FROM ads.daily WHERE day > '2024-03-01';
SELECT day, made_by FROM ads.report ORDER BY day;
--> [["2024-03-02","again"],["2024-03-03","again"]]
CREATE TABLE ads.daily_csv (day DATE, orders BIGINT, amount DECIMAL(22,2)) USING csv OPTIONS (path 'obs://reports/daily', header 'true');
INSERT OVERWRITE TABLE ads.daily_csv SELECT * FROM ads.daily;
SELECT sum(orders) FROM ads.daily_csv;
--> [[8]]
INSERT OVERWRITE DIRECTORY 'obs://reports/handed_over' ROW FORMAT DELIMITED FIELDS TERMINATED BY ',' ESCAPED BY '\\' STORED AS TEXTFILE
SELECT order_id, note FROM dwd.orders WHERE order_id IN (1, 4) ORDER BY order_id;
SELECT value FROM text.`obs://reports/handed_over` ORDER BY value;
--> [["1,first order"],["4,gift\\, wrapped"]]
CREATE TABLE ads.by_city USING parquet OPTIONS (path 'obs://reports/by_city') AS
SELECT c.city, count(*) AS orders FROM dwd.orders o JOIN ods.customers c ON o.customer_id = c.id GROUP BY c.city;
SELECT * FROM ads.by_city ORDER BY city;
--> [["Berlin",5],["Rome",3]]
CREATE TABLE ads.archive LIKE dwd.orders;
FROM dwd.orders INSERT INTO TABLE ads.archive SELECT * WHERE day < '2024-03-03';
SELECT count(*) FROM ads.archive;
--> [[6]]

-- The evening: numbers of the tables, old versions, the house in order.
ANALYZE TABLE dwd.orders COMPUTE STATISTICS;
VACUUM dwd.orders RETAIN 24 HOURS;
REFRESH TABLE ods.orders_csv;
DESCRIBE EXTENDED dwd.orders;
SHOW CREATE TABLE dwd.orders;
SHOW TABLES IN ads;
ALTER TABLE ads.archive DROP PARTITION (day = '2024-03-01');
SELECT count(*) FROM ads.archive;
--> [[2]]
DROP TABLE ads.archive;
DROP TABLE IF EXISTS ads.by_city;
DROP VIEW ads.daily;
DROP DATABASE ads CASCADE;
SHOW DATABASES;
--> [["default"],["dwd"],["ods"]]
