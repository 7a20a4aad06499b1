import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { TestWorker } from '../../../../fixtures/test-worker.ts'
import { writeParquet } from '../../fixtures/write-parquet.ts'
import { checkFootersAsTheyStand } from '../check-footers.ts'

let worker: TestWorker
let fixtures: Readonly<Record<string, string>>

beforeAll(async () => {
  worker = await TestWorker.start()
  fixtures = JSON.parse(await readFile(join(import.meta.dirname, 'fixtures', 'overlooked-types.json'), 'utf8')) as typeof fixtures
})
afterAll(() => worker.end())

const put = (path: string, name: string): Promise<string> => worker.put(path, Buffer.from(fixtures[name] ?? '', 'base64'))

const ROW = [1, 123.45, 12345.678, 7.5, '2020-01-02', 'text', 5, -6, 7]
const NESTED = [[1, 2, null], { k: 1, l: null }, { x: 1, y: 'y', z: [1.5] }, [['q']]]

// Spark 3.3.1 wrote it, the converted types were taken out of its footer, and the answers are Spark's own of what was left.
test('columns that say their types by logical types alone are read as those, wherever they stand', async () => {
  await put('logical/a.parquet', 'logicalTypes')
  await worker.run("CREATE TABLE logical USING parquet LOCATION 'obs://b1/logical'")
  const described = (await worker.rows('DESCRIBE logical')) as readonly (readonly [string, string])[]
  expect(described.map(([name, type]) => `${name} ${type}`)).toEqual([
    'i int',
    'd9 decimal(9,2)',
    'd18 decimal(18,3)',
    'd30 decimal(30,1)',
    'dt date',
    's string',
    't tinyint',
    'sm smallint',
    'b bigint',
    'ts timestamp',
    'a array<int>',
    'm map<string,int>',
    'st struct<x:int,y:string,z:array<decimal(5,2)>>',
    'aa array<array<string>>',
    'bin binary',
    'md map<int,array<date>>',
  ])
  expect(await worker.rows('SELECT i, d9, d18, d30, dt, s, t, sm, b FROM logical ORDER BY i')).toEqual([
    ROW,
    [2, ...Array.from({ length: 8 }, () => null)],
  ])
  expect(await worker.rows('SELECT a, m, st, aa FROM logical WHERE d9 = 123.45')).toEqual([NESTED])
  expect(await worker.rows("SELECT md[1][0], count(*) FROM logical WHERE dt = DATE'2020-01-02' AND s > 'tex' GROUP BY 1")).toEqual([
    ['2020-01-02', 1],
  ])
  expect(await worker.rows('SELECT d9, input_file_name() FROM parquet.`obs://b1/logical/a.parquet` WHERE i = 1')).toEqual([
    [123.45, 'obs://b1/logical/a.parquet'],
  ])
})

test('they are beside files that say it in both ways, in folders k=v and in columns that the table names', async () => {
  await put('mixed/k=1/a.parquet', 'logicalTypes')
  await writeParquet(
    worker.inBucket('mixed/k=2/a.parquet'),
    "SELECT 3 AS i, CAST(6.5 AS DECIMAL(9, 2)) AS d9, DATE '2021-01-01' AS dt, [9] AS a",
  )
  await worker.run("CREATE TABLE mixed (i INT, d9 DECIMAL(9, 2), dt DATE, a ARRAY<INT>, k INT) USING parquet LOCATION 'obs://b1/mixed'")
  expect(await worker.rows('SELECT * FROM mixed WHERE d9 IS NOT NULL ORDER BY i')).toEqual([
    [1, 123.45, '2020-01-02', [1, 2, null], 1],
    [3, 6.5, '2021-01-01', [9], 2],
  ])
  expect(await worker.rows("SELECT i FROM mixed WHERE k = 1 AND dt < DATE'2021-01-01'")).toEqual([[1]])
})

// As parquet-mr wrote it by a schema of our own; the answers are those of Spark 3.3.1.
test('a map that older programs call MAP_KEY_VALUE is a map', async () => {
  await put('older/a.parquet', 'mapKeyValue')
  await worker.run("CREATE TABLE older USING parquet LOCATION 'obs://b1/older'")
  expect((await worker.run('SELECT * FROM older')).columns).toEqual([
    { name: 'i', type: 'int' },
    { name: 'm', type: 'map<string,int>' },
  ])
  expect(await worker.rows('SELECT * FROM older ORDER BY i')).toEqual([
    [1, { v4: null, v6: 7 }],
    [101, null],
    [201, null],
    [301, { v304: 305, v307: 308, v310: null }],
    [401, { v404: 405 }],
    [501, { v504: 505, v507: 508, v510: null }],
  ])
})

test('BSON is bytes', async () => {
  await put('documents/a.parquet', 'bson')
  await worker.run("CREATE TABLE documents USING parquet LOCATION 'obs://b1/documents'")
  expect((await worker.run('SELECT b, e, l FROM documents')).columns.map(({ type }) => type)).toEqual(['binary', 'string', 'array<binary>'])
  expect(await worker.rows('SELECT i, hex(b), e, transform(l, x -> hex(x)) FROM documents WHERE i < 300 ORDER BY i')).toEqual([
    [1, '7632', null, [null]],
    [101, null, 'v102', [null, '76313036']],
    [201, '76323032', 'v204', ['76323037', null, '76323130']],
  ])
})

test('where files are read as they stand, such a one is refused by its name', async () => {
  const { signal } = new AbortController()
  for (const name of ['logicalTypes', 'mapKeyValue', 'bson']) {
    const path = await put(`standing/${name}.parquet`, name)
    await expect(checkFootersAsTheyStand([path], () => 'obs://b1/t/a.parquet', signal)).rejects.toMatchObject({
      kind: 'not-supported',
      message: 'obs://b1/t/a.parquet says the types of its columns by logical types alone, by MAP_KEY_VALUE or as BSON',
    })
  }
})
