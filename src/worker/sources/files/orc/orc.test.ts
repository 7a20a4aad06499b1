import { readFileSync } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { TestWorker } from '../../../fixtures/test-worker.ts'

interface Fixture {
  readonly columns: readonly string[]
  readonly files: Readonly<Record<string, { readonly sums: readonly number[]; readonly base64: string }>>
}

/** Files that Spark 3.3.1 wrote, of 80 rows of every type, and the sums that it has of their values. */
const FIXTURE = JSON.parse(readFileSync(join(import.meta.dirname, 'fixtures', 'spark-orc.json'), 'utf8')) as Fixture
const NAMES = Object.keys(FIXTURE.files)
const bytesOf = (name: string): Buffer => Buffer.from(FIXTURE.files[name]?.base64 ?? '', 'base64')

let worker: TestWorker
beforeAll(async () => {
  worker = await TestWorker.start()
})
afterAll(() => worker.end())

const create = (name: string, columns = '') => worker.run(`CREATE TABLE ${name} ${columns} USING orc LOCATION 'obs://b1/${name}'`)
const columnsOf = (name: string) => {
  const found = worker.tables.get(`default.${name}`)
  return found !== undefined && 'columns' in found ? found.columns.map((column) => `${column.name} ${column.type}`) : []
}
const failure = async (sql: string) => (await worker.fail(sql)).error

/** hash() takes no map. */
const hashed = (column: string) => `sum(hash(${column.startsWith('m') ? `to_json(named_struct('x', ${column}))` : column}))`
const sumsOf = (columns: readonly string[]) => columns.map(hashed).join(', ')

test.each(NAMES)('a file that Spark wrote has the values that Spark reads in it: %s', async (name) => {
  await worker.put(`${name}/part-0.orc`, bytesOf(name))
  await create(name)
  expect(columnsOf(name)).toEqual(COLUMNS)
  expect(await worker.rows(`SELECT count(*), ${sumsOf(FIXTURE.columns)} FROM ${name}`)).toEqual([FIXTURE.files[name]?.sums])
  expect(await worker.rows(`SELECT count(*) FROM ${name}`)).toEqual([[80]])
})

test('files are read by percent, also where most of their bytes are of no wanted column; beside others, too', async () => {
  const [name = ''] = NAMES
  for (const part of ['a', 'b', 'c']) await worker.put(`parted/${part}.orc`, bytesOf(name))
  await create('parted')
  await worker.put('beside/lines.csv', Buffer.from('1\n2\n'))
  await worker.run("CREATE TABLE beside (x INT) USING csv OPTIONS (path 'obs://b1/beside')")
  expect((await worker.percents('SELECT max(b) FROM parted')).at(-1)).toBe(99)
  expect((await worker.percents(`SELECT ${sumsOf(FIXTURE.columns)} FROM parted`)).at(-1)).toBe(99)
  expect((await worker.percents('SELECT max(b), max(x) FROM parted CROSS JOIN beside')).at(-1)).toBe(99)
})

const COLUMNS = [
  'i int',
  'b boolean',
  'ti tinyint',
  'si smallint',
  'l bigint',
  'f float',
  'd double',
  's string',
  'bi binary',
  'da date',
  'ts timestamp',
  'tneg timestamp',
  'tsum timestamp',
  'd9 decimal(9,2)',
  'd38 decimal(38,9)',
  'd5 decimal(5,0)',
  'ar array<bigint>',
  'm map<string,bigint>',
  'mi map<int,string>',
  'st struct<x:bigint,Y:string>',
  'an array<struct<a:bigint,b:array<string>>>',
  'sn struct<n:bigint>',
  'nu int',
]

test('rows as they are, by their path, and only what a condition wants', async () => {
  await worker.put('seen/part-0.orc', bytesOf('pieces'))
  expect(
    await worker.rows(
      'SELECT i, b, ti, CAST(l AS STRING), d, s, da, tneg, d9, ar, to_json(named_struct("m", mi)), to_json(st), to_json(sn) FROM orc.`obs://b1/seen` WHERE i IN (0, 19)',
    ),
  ).toEqual([
    [
      0,
      true,
      -50,
      '9223372036854775807',
      'NaN',
      null,
      '0001-01-01',
      '1970-01-01 00:00:00',
      -500,
      [0, null, 1],
      '{"m":{"-1":null,"0":"v"}}',
      '{"x":0}',
      null,
    ],
    [
      19,
      false,
      -31,
      '-9223372036854775789',
      2.7142857142857144,
      'name ü 9',
      '1977-09-20',
      '1969-12-04 20:25:21.008772',
      -473.97,
      [19, null, 20],
      '{"m":{"-1":null,"19":"v"}}',
      '{"x":19,"Y":"q"}',
      '{"n":19}',
    ],
  ])
})

test('columns are found in any case, are NULL where there is none, and smaller numbers are NULL where they have no room', async () => {
  await worker.put('named/part-0.orc', bytesOf('zlib'))
  await create('named', '(none string, I bigint, S string, si tinyint, F double, st struct<y: string, other: int>)')
  expect(await worker.rows('SELECT none, i, s, si, f, to_json(st) FROM named WHERE i IN (1, 19)')).toEqual([
    [null, 1, 'name ü 1', 7, 0.3333333432674408, '{"y":"q"}'],
    [null, 19, 'name ü 9', null, 6.333333492279053, '{"y":"q"}'],
  ])
  await worker.run("CREATE TABLE other (i date) USING orc LOCATION 'obs://b1/named'")
  expect(await failure('SELECT * FROM other')).toMatchObject({
    kind: 'invalid-parameter',
    message: 'Column "i" of obs://b1/named/part-0.orc is int, which is not read as date',
  })
})

test('whole numbers are read as texts and doubles, as both readers of Spark do', async () => {
  await worker.put('changed/part-0.orc', bytesOf('zlib'))
  await create('changed', '(i string, ti string, l string, mi map<string,string>)')
  expect(await worker.rows("SELECT i, ti, l, to_json(mi) FROM changed WHERE i = '19'")).toEqual([
    ['19', '-31', '-9223372036854775789', '{"-1":null,"19":"v"}'],
  ])
  await worker.run("CREATE TABLE doubled (i double, ti double, l double, ar array<double>) USING orc LOCATION 'obs://b1/changed'")
  expect(await worker.rows('SELECT i, ti, l, ar FROM doubled WHERE i = 19')).toEqual([[19, -31, -(2 ** 63), [19, null, 20]]])
})

test('folders are columns, files of no bytes have no rows, and conditions on folders leave files out', async () => {
  await worker.put('folders/day=2024-01-01/part-0.orc', bytesOf('zstd'))
  await worker.put('folders/day=2024-01-02/part-0.orc', bytesOf('snappy'))
  await worker.put('folders/day=2024-01-02/none.orc', Buffer.alloc(0))
  await create('folders')
  expect(columnsOf('folders')).toEqual([...COLUMNS, 'day date'])
  expect(await worker.rows('SELECT day, count(*), sum(i) FROM folders GROUP BY day ORDER BY day')).toEqual([
    ['2024-01-01', 80, 3160],
    ['2024-01-02', 80, 3160],
  ])
  expect(await worker.rows("SELECT count(s) FROM folders WHERE day = '2024-01-02'")).toEqual([[64]])
})

test('rows go into a table of its own, by LOAD DATA as well, and none into the files', async () => {
  await worker.put('source/part-0.orc', bytesOf('lz4'))
  await create('source')
  await worker.run('CREATE TABLE copied AS SELECT i, s, ar FROM source')
  expect(await worker.rows('SELECT sum(i), count(s), sum(ar[2]) FROM copied')).toEqual([[3160, 64, 3240]])
  await worker.run('CREATE TABLE loaded (i int, s string)')
  await worker.run("LOAD DATA INPATH 'obs://b1/source' INTO TABLE loaded OPTIONS ('DATA_TYPE'='orc')")
  expect(await worker.rows('SELECT sum(i), count(s) FROM loaded')).toEqual([[3160, 64]])
  expect(await failure('INSERT INTO source SELECT * FROM source')).toMatchObject({
    kind: 'not-supported',
    message: 'Writing ORC files is not supported: tables USING orc are read',
  })
})

test('what is no ORC file, or is damaged anywhere, is told by its name, and the worker goes on', async () => {
  const whole = bytesOf('zstd')
  const file = await worker.put('damaged/part-0.orc', whole)
  await create('damaged')
  const read = () => worker.rows(`SELECT ${sumsOf(FIXTURE.columns)} FROM damaged`)
  for (const [bytes, message] of [
    [Buffer.from('a,b\n1,2\n'), 'is no ORC file'],
    [whole.subarray(0, whole.length - 1), ''],
    [whole.subarray(0, 2000), ''],
    [Buffer.concat([whole.subarray(0, 100), whole.subarray(200)]), 'is damaged'],
  ] as const) {
    await writeFile(file, bytes)
    expect(await failure(`SELECT ${sumsOf(FIXTURE.columns)} FROM damaged`)).toMatchObject({
      kind: 'invalid-parameter',
      message: expect.stringContaining(`obs://b1/damaged/part-0.orc ${message}`),
    })
  }
  // Every byte means something, and not each change is seen: what comes is rows, or an error that names the file.
  for (let at = 0; at < whole.length; at += 797) {
    const changed = Buffer.from(whole)
    changed[at] = (changed[at] ?? 0) ^ 0x55
    await writeFile(file, changed)
    await read().catch(async () => {
      expect((await failure(`SELECT ${sumsOf(FIXTURE.columns)} FROM damaged`)).message).toContain('obs://b1/damaged/part-0.orc')
    })
  }
  await rm(file)
  expect(await worker.rows('SELECT 1')).toEqual([[1]])
})
