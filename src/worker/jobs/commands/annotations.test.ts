import { afterAll, beforeAll, expect, test } from 'vitest'
import { TestWorker } from '../../fixtures/test-worker.ts'

let worker: TestWorker
beforeAll(async () => {
  worker = await TestWorker.start()
  await worker.run("CREATE TABLE items (Id INT COMMENT 'the key', name CHAR(3), s STRUCT<a: INT>) TBLPROPERTIES ('p1' = 'v1', p.q = 2)")
  await worker.run('CREATE TABLE parts (a INT, day STRING) PARTITIONED BY (day)')
  await worker.run('CREATE VIEW v AS SELECT * FROM items')
  await worker.run('CREATE TEMPORARY VIEW passing AS SELECT Id FROM items')
})
afterAll(() => worker.end())

/** As Spark 3.3.1 answers, but for the words of its refusals. */
test('DESCRIBE of one column', async () => {
  expect(await worker.run('DESC items id')).toMatchObject({ columns: [{ name: 'info_name' }, { name: 'info_value' }] })
  expect(await worker.rows('DESC items ID')).toEqual([
    ['col_name', 'ID'],
    ['data_type', 'int'],
    ['comment', 'the key'],
  ])
  const extended = [
    ['col_name', 'name'],
    ['data_type', 'char(3)'],
    ['comment', 'NULL'],
    ...['min', 'max', 'num_nulls', 'distinct_count', 'avg_col_len', 'max_col_len', 'histogram'].map((name) => [name, 'NULL']),
  ]
  expect(await worker.rows('DESCRIBE TABLE EXTENDED items items.name')).toEqual(extended)
  expect(await worker.rows('DESC FORMATTED v default.v.name')).toEqual(extended)
  expect(await worker.rows('DESC passing passing.id')).toEqual([
    ['col_name', 'id'],
    ['data_type', 'int'],
    ['comment', 'the key'],
  ])
  expect((await worker.fail('DESC items nothing')).error.message).toContain('no column nothing')
  expect((await worker.fail('DESC items s.a')).error.message).toContain('nested column s.a')
  expect((await worker.fail('DESC nothing id')).error.kind).toBe('not-found')
})

test('properties are made, shown, set and taken away', async () => {
  expect(await worker.rows('SHOW TBLPROPERTIES items')).toEqual([
    ['p.q', '2'],
    ['p1', 'v1'],
  ])
  expect(await worker.rows("SHOW TBLPROPERTIES items('p1')")).toEqual([['p1', 'v1']])
  expect(await worker.rows('SHOW TBLPROPERTIES items(p.q)')).toEqual([['p.q', '2']])
  expect(await worker.rows("SHOW TBLPROPERTIES items('p3')")).toEqual([
    ['p3', 'Table spark_catalog.default.items does not have property: p3'],
  ])
  expect(await worker.rows("SHOW TBLPROPERTIES v('p3')")).toEqual([['p3', 'Table default.v does not have property: p3']])
  expect(await worker.rows('SHOW TBLPROPERTIES passing')).toEqual([])
  await worker.run("ALTER TABLE default.items SET TBLPROPERTIES ('p1' = 'v2', z = true)")
  await worker.run("ALTER TABLE items UNSET TBLPROPERTIES ('p.q')")
  await worker.run("ALTER TABLE items UNSET TBLPROPERTIES IF EXISTS ('p.q')")
  expect((await worker.fail("ALTER TABLE items UNSET TBLPROPERTIES ('p.q')")).error.message).toContain("'p.q'")
  expect(await worker.rows('DESCRIBE EXTENDED items')).toContainEqual(['Table Properties', '[p1=v2, z=true]', ''])
  expect((await worker.fail("ALTER TABLE items SET TBLPROPERTIES ('password' = 'x')")).error.message).toContain('secret')
  expect((await worker.fail("ALTER TABLE v SET TBLPROPERTIES ('a' = 'x')")).error.message).toContain('is a view')
})

test('comments of columns and tables', async () => {
  await worker.run("ALTER TABLE items ALTER COLUMN NAME COMMENT 'what it is called'")
  await worker.run("ALTER TABLE items CHANGE id COMMENT 'a number'")
  await worker.run("COMMENT ON TABLE items IS 'things'")
  expect(await worker.rows('DESCRIBE items')).toEqual([
    ['Id', 'int', 'a number'],
    ['name', 'char(3)', 'what it is called'],
    ['s', 'struct<a:int>', null],
  ])
  expect(worker.tables.get('default.items')).toMatchObject({ comment: 'things' })
  await worker.run('COMMENT ON TABLE items IS NULL')
  expect(worker.tables.get('default.items')).not.toHaveProperty('comment')
  expect((await worker.fail("ALTER TABLE items ALTER COLUMN nothing COMMENT 'x'")).error.message).toContain('no column nothing')
  expect((await worker.fail("COMMENT ON TABLE passing IS 'x'")).error.message).toContain('is a view')
})

test('comments and properties of a database', async () => {
  const described = async () => Object.fromEntries((await worker.rows('DESCRIBE DATABASE EXTENDED d1')) as [string, string][])
  await worker.run("CREATE DATABASE d1 COMMENT 'one' WITH DBPROPERTIES ('a' = '1')")
  await worker.run("ALTER DATABASE d1 SET DBPROPERTIES ('b' = '2', 'a' = '3')")
  await worker.run("ALTER SCHEMA D1 SET PROPERTIES ('c' = '4')")
  await worker.run('ALTER NAMESPACE d1 SET DBPROPERTIES (d = 5)')
  expect(await described()).toEqual({
    'Namespace Name': 'd1',
    Comment: 'one',
    Location: 'warehouse:/d1.db',
    Properties: '((a,3), (b,2), (c,4), (d,5))',
  })
  await worker.run("COMMENT ON DATABASE d1 IS 'another'")
  expect(await described()).toMatchObject({ Comment: 'another' })
  await worker.run('COMMENT ON SCHEMA d1 IS NULL')
  expect(await described()).toMatchObject({ Comment: '' })
  await worker.run("ALTER DATABASE d1 SET DBPROPERTIES ('comment' = 'by a property')")
  expect(await described()).toMatchObject({ Comment: 'by a property', Properties: '((a,3), (b,2), (c,4), (d,5))' })
  const refused = async (sql: string): Promise<string> => {
    const { error } = await worker.fail(sql)
    return `${error.kind}: ${error.message}`
  }
  expect(await refused("ALTER DATABASE d1 SET DBPROPERTIES ('owner' = 'x')")).toMatch(/^not-supported: .*'owner'/)
  expect(await refused("ALTER DATABASE d1 SET DBPROPERTIES ('secret' = 'x')")).toMatch(/^sql-semantics: .*secret/)
  expect(await refused("ALTER DATABASE d1 SET DBPROPERTIES ('a')")).toMatch(/^sql-semantics: .*'a' has no value/)
  expect(await refused("ALTER DATABASE d1 SET LOCATION 'obs://b1/d'")).toMatch(/^not-supported: ALTER DATABASE … SET LOCATION/)
  expect(await refused("ALTER DATABASE nothing SET DBPROPERTIES ('a' = 'x')")).toMatch(/^not-found/)
  expect(await refused("COMMENT ON DATABASE nothing IS 'x'")).toMatch(/^not-found/)
  expect(await refused(`COMMENT ON DATABASE d1 IS '${'x'.repeat(5000)}'`)).toMatch(/^limit-exceeded/)
})

test('a table of files gets another location, with what is there', async () => {
  await worker.run("CREATE TABLE at (id INT, v STRING) USING parquet LOCATION 'obs://b1/at/a'")
  await worker.run("CREATE TABLE beside USING parquet LOCATION 'obs://b1/at/b' AS SELECT 2 AS id, 'b' AS v")
  await worker.run("INSERT INTO at VALUES (1, 'a')")
  await worker.run("ALTER TABLE at SET LOCATION 'obs://b1/at/b'")
  expect(await worker.rows('SELECT * FROM at')).toEqual([[2, 'b']])
  await worker.run("ALTER TABLE default.at SET LOCATION 's3a://b1/at/c'")
  expect(await worker.rows('SELECT * FROM at')).toEqual([])
  await worker.run("INSERT INTO at VALUES (3, 'c')")
  expect(await worker.rows('SELECT * FROM at')).toEqual([[3, 'c']])
  expect(worker.tables.get('default.at')?.source).toMatchObject({ location: 'obs://b1/at/c' })
  const refused = async (sql: string): Promise<string> => {
    const { error } = await worker.fail(sql)
    return `${error.kind}: ${error.message}`
  }
  expect(await refused("ALTER TABLE at SET LOCATION '/tmp/x'")).toMatch(/^sql-semantics: .*no?t? an obs:/)
  expect(await refused("ALTER TABLE at SET LOCATION ''")).toMatch(/^sql-semantics/)
  expect(await refused("ALTER TABLE items SET LOCATION 'obs://b1/x'")).toMatch(/^not-supported: default.items is no table of files/)
  expect(await refused("ALTER TABLE v SET LOCATION 'obs://b1/x'")).toContain('is a view')
  expect(await refused("ALTER TABLE nothing SET LOCATION 'obs://b1/x'")).toMatch(/^not-found/)
})

test('partitions are described, and SHOW CREATE TABLE has all of it', async () => {
  expect(await worker.rows('DESCRIBE parts')).toEqual([
    ['a', 'int', null],
    ['day', 'string', null],
    ['# Partition Information', '', ''],
    ['# col_name', 'data_type', 'comment'],
    ['day', 'string', null],
  ])
  await worker.run("ALTER TABLE parts SET TBLPROPERTIES ('a' = 'b')")
  const [row] = (await worker.rows('SHOW CREATE TABLE parts')) as [[string]]
  const before = worker.tables.get('default.parts')
  await worker.run('DROP TABLE parts')
  await worker.run(row[0])
  // What it shows says USING, which the table was made without.
  expect(worker.tables.get('default.parts')).toEqual({ ...before, source: { kind: 'managed', format: 'parquet', isHive: false } })
})

// As Spark 3.3.1 writes them, whose places are of the file system.
test.each([
  [
    "CREATE TABLE made (a INT, `B` STRING) USING csv OPTIONS (path 'obs://b1/made', header 'true', sep '|') PARTITIONED BY (`B`) COMMENT 'co' TBLPROPERTIES ('x'='y')",
    "CREATE TABLE default.made (\n  a INT,\n  B STRING)\nUSING csv\nOPTIONS (\n  'header' = 'true',\n  'sep' = '|')\nPARTITIONED BY (B)\nCOMMENT 'co'\nLOCATION 'obs://b1/made'\nTBLPROPERTIES (\n  'x' = 'y')",
  ],
  [
    "CREATE TABLE made (a INT, `b c` STRUCT<D: INT>) USING parquet LOCATION 'obs://b1/ma*/{x,y}'",
    "CREATE TABLE default.made (\n  a INT,\n  `b c` STRUCT<D: INT>)\nUSING parquet\nLOCATION 'obs://b1/ma*/{x,y}'",
  ],
])('SHOW CREATE TABLE writes a place as LOCATION: %s', async (statement, shown) => {
  await worker.run(statement)
  expect(await worker.rows('SHOW CREATE TABLE made')).toEqual([[shown]])
  const before = worker.tables.get('default.made')
  await worker.run('DROP TABLE made')
  await worker.run(shown)
  expect(worker.tables.get('default.made')).toEqual(before)
  await worker.run('DROP TABLE made')
})
