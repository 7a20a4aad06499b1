import { mkdir, readdir } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { TestWorker } from '../../fixtures/test-worker.ts'
import { data, long, record, writeAvro } from './avro/fixtures/avro-writer.ts'

let worker: TestWorker

beforeAll(async () => {
  worker = await TestWorker.start()
  await worker.put('in/a.csv', 'id|name\n1|Ann\n2|Bo\nx|Cy\n')
  await worker.put('plain/a.csv', "#1,no\n7,'G,s'\n8,~~'~~\n")
  await worker.put('json/a.json', '{"name":"Di","id":4}\n')
  await worker.run('CREATE TABLE nested (a ARRAY<INT>)')
  await worker.run('CREATE TABLE pairs (id INT, name STRING)')
})
afterAll(() => worker.end())

async function load(path: string, options: string): Promise<readonly unknown[]> {
  await worker.run(`LOAD DATA INPATH 'obs://b1/${path}' OVERWRITE INTO TABLE pairs ${options}`)
  return await worker.rows('SELECT * FROM pairs ORDER BY id, name')
}

test('files are loaded into a managed table, and stay', async () => {
  await worker.run('CREATE TABLE people (id INT, name STRING)')
  const loaded = await worker.run("LOAD DATA INPATH 'obs://b1/in' INTO TABLE people OPTIONS ('HEADER'='true', 'DELIMITER'='|')")
  expect(loaded).toMatchObject({ jobType: 'IMPORT', rowCount: 3 })
  await worker.run("LOAD DATA INPATH 'obs://b1/json/*.json' INTO TABLE people OPTIONS ('DATA_TYPE'='JSON')")
  expect(await worker.rows('SELECT * FROM people ORDER BY name')).toEqual([
    [1, 'Ann'],
    [2, 'Bo'],
    [null, 'Cy'],
    [4, 'Di'],
  ])
  expect(await readdir(worker.inBucket('in'))).toEqual(['a.csv'])
  expect(await readdir(worker.inBucket('json'))).toEqual(['a.json'])
})

test('a column may be called as what every object inherits', async () => {
  await worker.put('odd/a.csv', '1,Ann,2\n')
  await worker.run('CREATE TABLE odd (id INT, constructor STRING, toString INT)')
  await worker.run("LOAD DATA INPATH 'obs://b1/odd' INTO TABLE odd")
  expect(await worker.rows('SELECT * FROM odd')).toEqual([[1, 'Ann', 2]])
})

test('CSV, unless DATA_TYPE says something else, with the options by the names of the vendor', async () => {
  expect(await load('in', "OPTIONS ('HEADER'='true', 'DELIMITER'='|', 'MODE'='DROPMALFORMED')")).toEqual([
    [1, 'Ann'],
    [2, 'Bo'],
  ])
  expect(await load('plain', `OPTIONS ('QUOTECHAR'="'")`)).toEqual([
    [7, 'G,s'],
    [8, "~~'~~"],
  ])
  expect(await load('plain', `OPTIONS ('QUOTECHAR'="'", 'COMMENTCHAR'='7', 'MAXCOLUMNS'='2', 'DELIMITER'=',', 'ESCAPECHAR'='~')`)).toEqual([
    [null, 'no'],
    [8, "~~'~~"],
  ])
  await worker.put('days/a.csv', '1,31.12.2023\n')
  expect(await load('days', "OPTIONS ('DATEFORMAT'='dd.MM.yyyy')")).toEqual([[1, '31.12.2023']])
  await worker.run('CREATE TABLE dated (id INT, day DATE)')
  await worker.run("LOAD DATA INPATH 'obs://b1/days' INTO TABLE dated OPTIONS ('DATEFORMAT'='dd.MM.yyyy')")
  expect(await worker.rows('SELECT * FROM dated')).toEqual([[1, '2023-12-31']])
})

test('FILEHEADER names the columns of the files, in their order; what the table does not have is left out', async () => {
  await worker.put('turned/a.csv', 'Ed,zz,5\n')
  expect(await load('turned', "OPTIONS ('FILEHEADER'='Name, other, id')")).toEqual([[5, 'Ed']])
})

test('columns of JSON, Parquet and Avro files are found by their names', async () => {
  expect(await load('json', "OPTIONS ('DATA_TYPE'='json')")).toEqual([[4, 'Di']])
  await worker.run("INSERT OVERWRITE DIRECTORY 'obs://b1/pq' USING parquet SELECT 'Ed' AS name, 5 AS id")
  expect(await load('pq', "OPTIONS ('DATA_TYPE'='Parquet')")).toEqual([[5, 'Ed']])
  await mkdir(worker.inBucket('avro'))
  await writeAvro(worker.inBucket('avro/a.avro'), record('r', { name: 'string', id: 'int' }), [Buffer.concat([data('Flo'), long(6)])])
  expect(await load('avro', "OPTIONS ('DATA_TYPE'='avro')")).toEqual([[6, 'Flo']])
})

test('into a partition, whose column the files do not have', async () => {
  await worker.run('CREATE TABLE days (id INT, name STRING, day DATE) PARTITIONED BY (day)')
  await worker.run(
    "LOAD DATA INPATH 'obs://b1/in' INTO TABLE days PARTITION (day = '2024-01-01') OPTIONS ('HEADER'='true', 'DELIMITER'='|')",
  )
  await worker.run("LOAD DATA INPATH 'obs://b1/json' OVERWRITE INTO TABLE days PARTITION (day = '2024-01-02') OPTIONS ('DATA_TYPE'='json')")
  expect(await worker.rows('SELECT day, count(*) FROM days GROUP BY day ORDER BY day')).toEqual([
    ['2024-01-01', 3],
    ['2024-01-02', 1],
  ])
})

test.each(['nowhere', 'nowhere/*.csv'])('%s, where no files are, takes no rows away', async (path) => {
  const before = await load('json', "OPTIONS ('DATA_TYPE'='json')")
  expect((await worker.fail(`LOAD DATA INPATH 'obs://b1/${path}' OVERWRITE INTO TABLE pairs`)).error).toMatchObject({
    kind: 'not-found',
    message: `There are no files in obs://b1/${path}`,
  })
  expect(await worker.rows('SELECT * FROM pairs')).toEqual(before)
})

test('FAILFAST writes nothing', async () => {
  const before = await load('json', "OPTIONS ('DATA_TYPE'='json')")
  const failed = await worker.fail(
    "LOAD DATA INPATH 'obs://b1/in' OVERWRITE INTO TABLE pairs OPTIONS ('HEADER'='true', 'DELIMITER'='|', 'MODE'='FAILFAST')",
  )
  expect(failed.error.message).toContain('a.csv')
  expect(await worker.rows('SELECT * FROM pairs')).toEqual(before)
})

test('from where no files are nothing is loaded, and nothing overwritten', async () => {
  const before = await load('json', "OPTIONS ('DATA_TYPE'='json')")
  for (const path of ['nowhere', 'json/*.csv'])
    expect((await worker.fail(`LOAD DATA INPATH 'obs://b1/${path}' OVERWRITE INTO TABLE pairs`)).error).toMatchObject({
      kind: 'not-found',
      message: `There are no files in obs://b1/${path}`,
    })
  expect(await worker.rows('SELECT * FROM pairs')).toEqual(before)
})

test.each([
  ["LOAD DATA LOCAL INPATH '/tmp/x' INTO TABLE pairs", 'not-supported', 'LOAD DATA LOCAL'],
  ["LOAD DATA INPATH '/etc/passwd' INTO TABLE pairs", 'sql-semantics', "'/etc/passwd' is not an obs:// path"],
  ["LOAD DATA INPATH 'obs://b1/in' INTO TABLE pairs OPTIONS ('DATA_TYPE'='carbon')", 'not-supported', 'LOAD DATA of carbon files'],
  ["LOAD DATA INPATH 'obs://b1/in' INTO TABLE pairs OPTIONS ('BADRECORDSPATH'='obs://b1/bad')", 'not-supported', 'badrecordspath'],
  ["LOAD DATA INPATH 'obs://b1/in' INTO TABLE pairs OPTIONS (colour 'x')", 'not-supported', 'colour'],
  ["LOAD DATA INPATH 'obs://b1/in' INTO TABLE pairs OPTIONS (path 'obs://b2/x')", 'sql-semantics', 'has one place'],
  [`LOAD DATA INPATH 'obs://b1/in' INTO TABLE pairs OPTIONS (quote '"', 'QUOTECHAR' '"')`, 'sql-semantics', 'given twice'],
  ["LOAD DATA INPATH 'obs://b1/in' INTO TABLE pairs OPTIONS ('FILEHEADER'='id,no')", 'sql-semantics', 'does not name the column name'],
  ["LOAD DATA INPATH 'obs://b1/in' INTO TABLE pairs OPTIONS ('FILEHEADER'='id,name,ID')", 'sql-semantics', 'names ID twice'],
  ["LOAD DATA INPATH 'obs://b1/in' INTO TABLE nowhere", 'sql-semantics', 'nowhere does not exist'],
  ["LOAD DATA INPATH 'obs://b1/in' INTO TABLE nested", 'not-supported', 'array<int>'],
  ["LOAD DATA INPATH 'obs://b1/in' INTO TABLE csv.`obs://b1/in`", 'sql-semantics', 'not written into them so'],
])('%s', async (sql, kind, message) => {
  expect((await worker.fail(sql)).error).toMatchObject({ kind, message: expect.stringContaining(message) })
})
