import { afterAll, beforeAll, expect, test } from 'vitest'
import { TestWorker } from '../../fixtures/test-worker.ts'

let worker: TestWorker
beforeAll(async () => {
  worker = await TestWorker.start()
  await worker.run('CREATE DATABASE d')
  await worker.run("CREATE TABLE d.parts (a STRING, b INT, c STRING, d INT) PARTITIONED BY (c, d) COMMENT 'all' TBLPROPERTIES (t 'test')")
  await worker.run("INSERT INTO d.parts PARTITION (c = 'Us', d = 1) VALUES ('x', 1), ('y', 2)")
  await worker.run("CREATE TABLE plain (id INT) USING csv OPTIONS (path 'obs://b1/plain', header 'true')")
  await worker.run('CREATE VIEW d.seen (e) AS SELECT a FROM d.parts')
  await worker.run('CREATE TEMPORARY VIEW passing AS SELECT 1 AS one')
})
afterAll(() => worker.end())

/** As Spark 3.3.1 has them, but for the owner, and for the size, which it has only after ANALYZE. */
const ORIGIN = ['Owner: admin', 'Created Time: Mon Nov 23 12:34:56 UTC 2026', 'Last Access: UNKNOWN', 'Created By: Causeway']
const rowsOf = async (sql: string) => (await worker.rows(sql)) as (readonly [string, string, unknown, string])[]

test('tables and views, each with all that is known of it', async () => {
  const result = await worker.run("SHOW TABLE EXTENDED IN d LIKE 'par*|seen'")
  expect(result.columns.map(({ name, type }) => `${name}:${type}`).join(',')).toBe(
    'namespace:string,tableName:string,isTemporary:boolean,information:string',
  )
  const [parts, seen, ...others] = await rowsOf("SHOW TABLE EXTENDED IN d LIKE 'par*|seen'")
  expect(others).toEqual([])
  expect(parts?.slice(0, 3)).toEqual(['d', 'parts', false])
  expect(parts?.[3].replace(/\d+ bytes/, 'N bytes').split('\n')).toEqual([
    'Database: d',
    'Table: parts',
    ...ORIGIN,
    'Type: MANAGED',
    'Provider: parquet',
    'Comment: all',
    'Table Properties: [t=test]',
    'Statistics: N bytes, 2 rows',
    'Location: warehouse:/d.db/parts',
    'Partition Provider: Catalog',
    'Partition Columns: [`c`, `d`]',
    'Schema: root',
    ' |-- a: string (nullable = true)',
    ' |-- b: integer (nullable = true)',
    ' |-- c: string (nullable = true)',
    ' |-- d: integer (nullable = true)',
    '',
    '',
    '',
  ])
  expect(seen?.[3]).toContain('Type: VIEW\nView Text: SELECT a FROM d.parts\nView Original Text: SELECT a FROM d.parts\n')
  expect(seen?.[3]).toContain('Schema: root\n |-- e: string (nullable = true)\n')
})

test('temporary views beside them, files elsewhere, and nothing where nothing matches', async () => {
  const [passing, plain, ...others] = (await rowsOf("SHOW TABLE EXTENDED LIKE 'p*'")).toSorted(([a], [b]) => (a < b ? -1 : 1))
  expect(others).toEqual([])
  expect(passing).toEqual(['', 'passing', true, expect.stringContaining('Table: passing\nLast Access: UNKNOWN\n')])
  expect(passing?.[3]).toContain('View Query Output Columns: [one]\nSchema: root\n |-- one: integer (nullable = true)\n')
  expect(plain?.[3]).toContain('Type: EXTERNAL\nProvider: csv\nLocation: obs://b1/plain\nStorage Properties: [header=true]\nSchema: root\n')
  expect(await rowsOf("SHOW TABLE EXTENDED LIKE 'nothing'")).toEqual([])
  expect((await worker.fail("SHOW TABLE EXTENDED IN nowhere LIKE 'x'")).error.kind).toBe('not-found')
  for (const sql of ['SHOW TABLE EXTENDED', 'SHOW TABLE EXTENDED plain', "SHOW TABLE EXTENDED PARTITION (c = 'x')"])
    expect((await worker.fail(sql)).error.kind, sql).toBe('sql-syntax')
})

test('one partition of a table', async () => {
  const [row] = await rowsOf("SHOW TABLE EXTENDED IN d LIKE 'parts' PARTITION (C = 'Us', d = 1)")
  expect(row?.[3].replace(/\d+ bytes/, 'N bytes')).toBe(
    'Partition Values: [c=Us, d=1]\nLocation: warehouse:/d.db/parts/c=Us/d=1\nLast Access: UNKNOWN\nPartition Statistics: N bytes, 2 rows\n\n',
  )
  const described = await worker.rows("DESC FORMATTED d.parts PARTITION (c = 'Us', d = 1)")
  expect(described.slice(0, 8)).toEqual(await worker.rows("DESC d.parts PARTITION (c = 'Us', d = 1)"))
  expect(described.slice(8)).toEqual([
    ['', '', ''],
    ['# Detailed Partition Information', '', ''],
    ['Database', 'd', ''],
    ['Table', 'parts', ''],
    ['Partition Values', '[c=Us, d=1]', ''],
    ['Location', 'warehouse:/d.db/parts/c=Us/d=1', ''],
    ['Last Access', 'UNKNOWN', ''],
    ['Partition Statistics', expect.stringMatching(/^\d+ bytes, 2 rows$/), ''],
    ['', '', ''],
    ['# Storage Information', '', ''],
    ['Location', 'warehouse:/d.db/parts', ''],
  ])
  expect((await worker.rows("ANALYZE TABLE d.parts PARTITION (c = 'Us', d) COMPUTE STATISTICS")).length).toBe(1)
})

test.each([
  ["SHOW TABLE EXTENDED IN d LIKE 'par*' PARTITION (c = 'Us', d = 1)", 'There is no table or view named d.par*'],
  ["SHOW TABLE EXTENDED IN d LIKE 'seen' PARTITION (c = 'Us', d = 1)", 'a view has no partitions'],
  ["DESC d.parts PARTITION (c = 'Us')", 'a value for each of c, d'],
  ["DESC d.parts PARTITION (c = 'Us', d)", 'a value for each of c, d'],
  ["DESC d.parts PARTITION (c = 'Us', d = 9)", 'has no partition c=Us/d=9'],
  ["DESC d.parts PARTITION (c = 'Us', x = 9)", 'x is no partition column'],
  ["DESC d.parts PARTITION (c = 'Us', d = 1) a", 'A column is described without PARTITION'],
  ["DESC plain PARTITION (c = 'Us')", 'has no partitions'],
  ["DESC d.seen PARTITION (c = 'Us')", 'a view has no partitions'],
  ["DESC passing PARTITION (c = 'Us')", 'a view has no partitions'],
  ['DESCRIBE DETAIL d.seen', 'a view has no files of its own'],
  ['DESCRIBE DETAIL d.nothing', 'There is no table or view named d.nothing'],
  ['DESCRIBE DETAIL spark_catalog.d.parts', 'of 3 parts'],
  ["ANALYZE TABLE d.parts PARTITION (x = 'Us') COMPUTE STATISTICS", 'no column x'],
])('%s is refused', async (sql, words) => {
  expect((await worker.fail(sql)).error.message).toContain(words)
})

test('partitions of files at a location are the folders that are there', async () => {
  for (const day of ['month=01/day=2', 'month=01/day=03', 'month=12/day=1'])
    await worker
      .run(`CREATE TABLE made USING parquet OPTIONS (path 'obs://b1/ev/${day}') AS SELECT 1 AS id`)
      .then(() => worker.run('DROP TABLE made'))
  await worker.run("CREATE TABLE ev (id INT) PARTITIONED BY (month STRING, day INT) STORED AS PARQUET LOCATION 'obs://b1/ev/'")
  await worker.run('MSCK REPAIR TABLE ev')
  expect(await worker.rows('SHOW PARTITIONS ev')).toEqual([['month=01/day=03'], ['month=01/day=2'], ['month=12/day=1']])
  expect(await worker.rows("SHOW PARTITIONS ev PARTITION (month = '01', day = 3)")).toEqual([['month=01/day=03']])
  const described = await worker.rows("DESC EXTENDED ev PARTITION (month = '01', day = 3)")
  expect(described).toContainEqual(['Location', 'obs://b1/ev/month=01/day=03', ''])
  expect((await worker.fail("DESC ev PARTITION (month = '1', day = 3)")).error.kind).toBe('not-found')
  await worker.run("ALTER TABLE ev DROP PARTITION (month = '12')")
  expect(await worker.rows('SHOW PARTITIONS ev')).toEqual([['month=01/day=03'], ['month=01/day=2']])
  await worker.run("CREATE TABLE unpartitioned USING parquet OPTIONS (path 'obs://b1/ev/month=01/day=2')")
  expect((await worker.fail('SHOW PARTITIONS unpartitioned')).error.message).toContain('has no partitions')
})

test('a schema is a tree, with what Spark calls its types', async () => {
  await worker.run(
    'CREATE TABLE deep (m MAP<STRING, STRUCT<x: DECIMAL(5,2), y: ARRAY<DATE>>>, c CHAR(4), t TINYINT, s SMALLINT, l BIGINT, f FLOAT, ts TIMESTAMP)',
  )
  const [row] = await rowsOf("SHOW TABLE EXTENDED LIKE 'deep'")
  expect(row?.[3].slice(row[3].indexOf('Schema'))).toBe(
    [
      'Schema: root',
      ' |-- m: map (nullable = true)',
      ' |    |-- key: string',
      ' |    |-- value: struct (valueContainsNull = true)',
      ' |    |    |-- x: decimal(5,2) (nullable = true)',
      ' |    |    |-- y: array (nullable = true)',
      ' |    |    |    |-- element: date (containsNull = true)',
      ' |-- c: string (nullable = true)',
      ' |-- t: byte (nullable = true)',
      ' |-- s: short (nullable = true)',
      ' |-- l: long (nullable = true)',
      ' |-- f: float (nullable = true)',
      ' |-- ts: timestamp (nullable = true)',
      '',
      '',
      '',
    ].join('\n'),
  )
})

test('the options of a table of files stand among its properties', async () => {
  await worker.run("ALTER TABLE plain SET TBLPROPERTIES ('a' = '1', 'z' = '2')")
  expect(await worker.rows('SHOW TBLPROPERTIES plain')).toEqual([
    ['a', '1'],
    ['option.header', 'true'],
    ['z', '2'],
  ])
  expect(await worker.rows("SHOW TBLPROPERTIES plain('option.header')")).toEqual([['option.header', 'true']])
})

test('DESCRIBE DETAIL tells of a table what Delta Lake tells, and NULL for what it has not', async () => {
  const result = await worker.run('DESCRIBE DETAIL d.parts')
  expect(result.columns.map(({ name, type }) => `${name} ${type}`).join(', ')).toBe(
    'format string, id string, name string, description string, location string, createdAt timestamp, lastModified timestamp, partitionColumns array<string>, numFiles bigint, sizeInBytes bigint, properties map<string,string>, minReaderVersion int, minWriterVersion int',
  )
  const [row = []] = (await worker.rows('DESCRIBE DETAIL d.parts')) as (readonly unknown[])[]
  expect(row.slice(0, 6)).toEqual(['parquet', null, 'spark_catalog.d.parts', 'all', 'warehouse:/d.db/parts', '2026-11-23 12:34:56'])
  expect(row[6]).toBe('2026-11-23 12:34:56')
  expect(row.slice(7, 9)).toEqual([['c', 'd'], 1])
  expect(row[9]).toBeGreaterThan(100)
  expect(row.slice(10)).toEqual([{ t: 'test' }, null, null])
  await worker.run("CREATE TABLE bare (id INT) USING csv OPTIONS (path 'obs://b1/bare')")
  expect((await worker.rows('DESC DETAIL bare'))[0]).toEqual([
    'csv',
    null,
    'spark_catalog.default.bare',
    null,
    'obs://b1/bare',
    '2026-11-23 12:34:56',
    null,
    [],
    null,
    null,
    {},
    null,
    null,
  ])
  await worker.run('CREATE TABLE detail (parts INT)')
  expect(await worker.rows('DESCRIBE detail parts')).toEqual([
    ['col_name', 'parts'],
    ['data_type', 'int'],
    ['comment', 'NULL'],
  ])
  await worker.run('DROP TABLE detail')
})

test('a table one of whose columns is of what is no type spoils no list', async () => {
  const columns = [
    { name: 'a', type: 'int' },
    { name: 'b', type: 'decimal(5,99)' },
  ]
  const table = {
    database: 'default',
    name: 'spoiled',
    columns,
    source: { kind: 'jdbc', url: 'jdbc:clickhouse://h', dbtable: 't', options: {} },
  } as const
  worker.tables.set('default.spoiled', table)
  const shown = await worker.rows("SHOW TABLE EXTENDED LIKE '*'")
  expect(shown.length).toBeGreaterThan(1)
  expect(JSON.stringify(shown)).toContain('|-- b: decimal(5,99) (nullable = true)')
  expect((await worker.rows('DESCRIBE spoiled')).slice(0, 2)).toEqual([
    ['a', 'int', null],
    ['b', 'decimal(5,99)', null],
  ])
  expect(await worker.rows('DESCRIBE spoiled b')).toContainEqual(['data_type', 'decimal(5,99)'])
  worker.tables.delete('default.spoiled')
})
