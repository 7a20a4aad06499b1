import { readFile, writeFile } from 'node:fs/promises'
import { DuckDBInstance } from '@duckdb/node-api'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { filesIn } from '../../fixtures/files-in.ts'
import { TestWorker } from '../../fixtures/test-worker.ts'
import { writeParquet } from './fixtures/write-parquet.ts'

let worker: TestWorker

beforeAll(async () => {
  worker = await TestWorker.start()
})
afterAll(() => worker.end())

describe('csv', () => {
  test('without a header, by position, with missing and malformed values as NULL', async () => {
    await worker.put('people/a.csv', '1,Ann,2024-02-29,1.5\n2,"Bo ""x"", y",bad,\nthree,Cy\n')
    await worker.put('people/_SUCCESS', 'not data')
    await worker.put('people/.hidden.csv', '9,no,no,9\n')
    await worker.put('people/more/b.csv', '4,Dé,2024-03-01,2.25\n')
    await worker.run(
      "CREATE TABLE people (id INT, name STRING, born DATE, score DECIMAL(5,2)) USING csv OPTIONS (path 'obs://b1/people', escape '\"', recursiveFileLookup 'true')",
    )
    expect(await worker.rows('SELECT id, name, born, score FROM default.people ORDER BY name')).toEqual([
      [1, 'Ann', '2024-02-29', 1.5],
      [2, 'Bo "x", y', null, null],
      [null, 'Cy', null, null],
      [4, 'Dé', '2024-03-01', 2.25],
    ])
  })

  test('values are taken as Spark takes them in a CSV file: what a cast would round or guess is NULL', async () => {
    const rows = [
      '12,1.50,true,1.5,2024-01-05 10:11:12+02:00',
      '3.7, 2 ,t,Infinity,2024-01-05',
      '1e3,1e2,yes,-inf,bad',
      '0x1F,1_0,TRUE,1_0.5,2024-01-05T10:11',
      '+-5,1.005,FALSE,1.5f,',
    ]
    await worker.put('dirty/a.csv', `${rows.join('\n')}\n`)
    await worker.run(
      "CREATE TABLE dirty (i INT, m DECIMAL(8,2), b BOOLEAN, x DOUBLE, t TIMESTAMP) USING csv OPTIONS (path 'obs://b1/dirty')",
    )
    expect(await worker.rows('SELECT * FROM default.dirty')).toEqual([
      [12, 1.5, true, 1.5, '2024-01-05 08:11:12'],
      [null, null, null, 'Infinity', '2024-01-05 00:00:00'],
      [null, 100, null, null, null],
      [null, null, true, null, '2024-01-05 10:11:00'],
      [null, 1.01, false, 1.5, null],
    ])
    await worker.run("CREATE TABLE strict (i INT) USING csv OPTIONS (path 'obs://b1/strict', mode 'FAILFAST')")
    await worker.put('strict/a.csv', '1\n3.7\n')
    expect((await worker.fail('SELECT * FROM default.strict')).error).toMatchObject({
      kind: 'invalid-parameter',
      message: 'obs://b1/strict/a.csv, line 2: "3.7" is no int, which column "i" has',
    })
  })

  test.each(['csv', 'json', 'parquet'])('numbers that no ordinary notation has are read as they were written to %s', async (format) => {
    await worker.run(
      `CREATE TABLE special_${format} (x DOUBLE, f FLOAT, m DECIMAL(2,2)) USING ${format} OPTIONS (path 'obs://b1/special-${format}')`,
    )
    await worker.run(`INSERT INTO special_${format} SELECT CAST('NaN' AS DOUBLE), CAST('-Infinity' AS FLOAT), CAST(-0.5 AS DECIMAL(2,2))`)
    expect((await worker.run(`SELECT * FROM default.special_${format}`)).rowsJson).toEqual(['["NaN","-Infinity",-0.50]'])
  })

  test('columns are found out from the header, all strings', async () => {
    await worker.put('headed/a.csv', 'City;Code\nOslo;01\n')
    await worker.run("CREATE TABLE headed USING csv OPTIONS (path 'obs://b1/headed', header 'true', sep ';')")
    expect(worker.tables.get('default.headed')?.columns).toEqual([
      { name: 'City', type: 'string' },
      { name: 'Code', type: 'string' },
    ])
    expect(await worker.rows('SELECT * FROM default.headed')).toEqual([['Oslo', '01']])
    await worker.run("CREATE TABLE headless USING csv OPTIONS (path 'obs://b1/headed', sep ';')")
    expect(worker.tables.get('default.headless')?.columns.map(({ name }) => name)).toEqual(['_c0', '_c1'])
  })

  test('formats of dates, and what cannot be honoured is refused by name', async () => {
    await worker.put('dated/a.csv', '29/02/2024\n')
    await worker.run("CREATE TABLE dated (d DATE) USING csv OPTIONS (path 'obs://b1/dated', dateFormat 'dd/MM/yyyy')")
    expect(await worker.rows('SELECT d FROM default.dated')).toEqual([['2024-02-29']])
    for (const [name, value] of [
      ['dateFormat', 'YYYY-ww'],
      ['encoding', 'UTF-7'],
      ['encoding', 'UTF-16'],
      ['locale', 'de-DE'],
      ['sep', '§'],
      ['unescapedQuoteHandling', 'RAISE_ERROR'],
    ] as const) {
      const failed = await worker.fail(`CREATE TABLE refused (d DATE) USING csv OPTIONS (path 'obs://b1/dated', ${name} '${value}')`)
      expect(failed.error).toMatchObject({ kind: 'not-supported', message: expect.stringMatching(new RegExp(name, 'i')) })
    }
  })
})

describe('options of files', () => {
  test.each<[string, string, string, string]>([
    ['json', "mode 'FAILSAFE'", 'invalid-parameter', 'mode of a JSON table is PERMISSIVE, DROPMALFORMED or FAILFAST'],
    ['json', "encoding 'UTF-16LE'", 'invalid-parameter', 'lineSep'],
    ['json', "encoding 'UTF-16', lineSep '|'", 'not-supported', 'UTF-16'],
    ['json', "inferTimestamp 'true'", 'not-supported', 'inferTimestamp'],
    ['json', "samplingRatio '0'", 'invalid-parameter', 'samplingRatio'],
    ['parquet', "mergeSchema 'maybe'", 'invalid-parameter', 'mergeSchema'],
    ['parquet', "compression 'lz4'", 'not-supported', 'compression'],
    ['csv', "compression 'lzo'", 'not-supported', 'compression'],
    ['csv', "sep ',', delimiter ';'", 'invalid-parameter', 'one and the same'],
    ['csv', "headr 'true'", 'not-supported', 'headr'],
    ['csv', "sep '\\\\x'", 'invalid-parameter', 'sep'],
  ])('USING %s with %s is refused', async (format, option, kind, words) => {
    const failed = await worker.fail(`CREATE TABLE o (s STRING) USING ${format} OPTIONS (path 'obs://b1/options', ${option})`)
    expect(failed.error).toMatchObject({ kind, message: expect.stringContaining(words) })
  })

  test.each([
    ['none', 'UNCOMPRESSED'],
    ['snappy', 'SNAPPY'],
    ['gzip', 'GZIP'],
    ['zstd', 'ZSTD'],
  ])('parquet files are written with the compression %s', async (compression, inFile) => {
    await worker.run(
      `CREATE TABLE packed_${compression} (s STRING) USING parquet OPTIONS (path 'obs://b1/packed-${compression}', compression '${compression}')`,
    )
    await worker.run(`INSERT INTO packed_${compression} SELECT 'aaaaaaaaaaaaaaaaaaaa'`)
    const [file = ''] = await filesIn(worker.inBucket(`packed-${compression}`))
    const reader = await (await DuckDBInstance.create()).connect()
    const rows = await reader.runAndReadAll(
      `SELECT DISTINCT compression FROM parquet_metadata('${worker.inBucket(`packed-${compression}`, file)}')`,
    )
    expect(rows.getRows()).toEqual([[inFile]])
  })
})

describe('json and parquet', () => {
  test('json records without a field make a table without columns, and are counted', async () => {
    await worker.put('bare/a.json', '{}\n\n{}\n')
    await worker.run("CREATE TABLE bare USING json OPTIONS (path 'obs://b1/bare')")
    expect(await worker.rows('SELECT count(*) FROM bare')).toEqual([[2]])
    expect(await worker.rows("SELECT *, 'x' FROM bare")).toEqual([['x'], ['x']])
  })

  test('json lines, with inferred and with given columns', async () => {
    await worker.put('events/a.json', '{"id": 1, "tags": ["a", "b"], "at": {"x": 1.5}}\n{"id": 2}\n')
    await worker.run("CREATE TABLE events USING json OPTIONS (path 'obs://b1/events')")
    expect(worker.tables.get('default.events')?.columns).toEqual([
      { name: 'at', type: 'struct<x:double>' },
      { name: 'id', type: 'bigint' },
      { name: 'tags', type: 'array<string>' },
    ])
    expect(await worker.rows('SELECT * FROM default.events ORDER BY id')).toEqual([
      [{ x: 1.5 }, 1, ['a', 'b']],
      [null, 2, null],
    ])
    await worker.run("CREATE TABLE events_some (other STRING, id INT) USING json OPTIONS (path 'obs://b1/events/a.json')")
    expect(await worker.rows('SELECT * FROM default.events_some ORDER BY id')).toEqual([
      [null, 1],
      [null, 2],
    ])
  })

  test('a decimal of more than 38 digits is refused by its column, and the others are read', async () => {
    await worker.run(
      "CREATE TABLE digits38 USING parquet OPTIONS (path 'obs://b1/digits50') AS SELECT 1 AS id, CAST(1.5 AS DECIMAL(38,5)) AS d",
    )
    const [file = ''] = await filesIn(worker.inBucket('digits50'))
    const bytes = await readFile(worker.inBucket('digits50', file))
    // Scale 5 and precision 38 of the column, in the file's own words: the precision becomes 50.
    for (let at = bytes.indexOf('150a154c', 0, 'hex'); at >= 0; at = bytes.indexOf('150a154c', at, 'hex')) bytes[at + 3] = 100
    await writeFile(worker.inBucket('digits50', file), bytes)
    const wanted = {
      kind: 'not-supported',
      message: `Column "d" of obs://b1/digits50/${file} is of the type decimal(50,5): more than 38 digits are not supported`,
    }
    expect((await worker.fail("CREATE TABLE digits50 USING parquet OPTIONS (path 'obs://b1/digits50')")).error).toMatchObject(wanted)
    expect((await worker.fail('SELECT d FROM default.digits38')).error).toMatchObject(wanted)
    await worker.run("CREATE TABLE digits_id (id INT) USING parquet OPTIONS (path 'obs://b1/digits50')")
    expect(await worker.rows('SELECT id FROM default.digits_id')).toEqual([[1]])
  })

  test('columns are those of the first file, or of all with mergeSchema; two that differ in case only are refused', async () => {
    await writeParquet(worker.inBucket('merged', '1.parquet'), 'SELECT 1 AS a')
    await writeParquet(worker.inBucket('merged', '2.parquet'), "SELECT 2 AS a, 'x' AS b")
    await worker.run("CREATE TABLE merged_first USING parquet OPTIONS (path 'obs://b1/merged')")
    expect(await worker.rows('SELECT * FROM default.merged_first ORDER BY a')).toEqual([[1], [2]])
    await worker.run("CREATE TABLE merged_all USING parquet OPTIONS (path 'obs://b1/merged', mergeSchema 'true')")
    expect(await worker.rows('SELECT * FROM default.merged_all ORDER BY a')).toEqual([
      [1, null],
      [2, 'x'],
    ])
    await writeParquet(worker.inBucket('cased', 'a.parquet'), 'SELECT 1 AS ab, 2 AS AC, 3 AS x')
    const bytes = await readFile(worker.inBucket('cased', 'a.parquet'))
    await writeFile(worker.inBucket('cased', 'a.parquet'), Buffer.from(bytes.toString('latin1').replaceAll('AC', 'AB'), 'latin1'))
    const failed = await worker.fail("CREATE TABLE cased USING parquet OPTIONS (path 'obs://b1/cased')")
    expect(failed.error).toMatchObject({ message: 'obs://b1/cased/a.parquet has columns "ab" and "AB", which differ in case only' })
    await writeFile(worker.inBucket('merged', '3.parquet'), 'no parquet')
    expect((await worker.fail('SELECT * FROM default.merged_first')).error.message).toContain('obs://b1/merged/3.parquet')
  })

  test.each([
    ['gzip', 'gz'],
    ['zstd', 'zst'],
    ['deflate', 'deflate'],
    ['snappy', 'snappy'],
    ['lz4', 'lz4'],
    ['bzip2', 'bz2'],
  ])('json is written and read compressed by %s', async (compression, ending) => {
    await worker.run(
      `CREATE TABLE zip_${compression} (i INT, s STRING) USING json OPTIONS (path 'obs://b1/zip-${compression}', compression '${compression}')`,
    )
    await worker.run(`INSERT INTO zip_${compression} SELECT 1, repeat('é', 1000)`)
    const [file = ''] = await filesIn(worker.inBucket(`zip-${compression}`))
    expect(file.endsWith(`.json.${ending}`)).toBe(true)
    expect((await readFile(worker.inBucket(`zip-${compression}`, file))).length).toBeLessThan(500)
    expect(await worker.rows(`SELECT * FROM default.zip_${compression}`)).toEqual([[1, 'é'.repeat(1000)]])
    await writeFile(worker.inBucket(`zip-${compression}`, file), 'no archive')
    const failed = await worker.fail(`SELECT * FROM default.zip_${compression}`)
    expect(failed.error).toMatchObject({
      kind: 'invalid-parameter',
      message: expect.stringContaining(`obs://b1/zip-${compression}/${file}`),
    })
  })

  test('malformed lines of a JSON file by its mode, and one file that is an array', async () => {
    await worker.put('spoilt/year=2020/a.json', '{"id":1,"s":"a"}\n{"id":"2","s":5}\nnot json\n{"id":4,"s":"d"}\n')
    const columns = '(id INT, s STRING, year INT)'
    const make = (name: string, option: string): Promise<unknown> =>
      worker.run(`CREATE TABLE ${name} ${columns} USING json OPTIONS (path 'obs://b1/spoilt'${option})`)
    await make('spoilt', '')
    expect(await worker.rows('SELECT * FROM default.spoilt')).toEqual([
      [1, 'a', 2020],
      [null, '5', 2020],
      [null, null, 2020],
      [4, 'd', 2020],
    ])
    expect(await worker.rows('SELECT count(*) FROM default.spoilt WHERE year = 2020')).toEqual([[4]])
    await make('dropped', ", mode 'DROPMALFORMED'")
    expect(await worker.rows('SELECT id FROM default.dropped')).toEqual([[1], [4]])
    expect(await worker.rows('SELECT s FROM default.dropped')).toEqual([['a'], ['5'], ['d']])
    expect(await worker.rows('SELECT count(*), count(year) FROM default.dropped')).toEqual([[3, 3]])
    expect(await worker.rows('SELECT count(*) FROM default.dropped')).toEqual([[3]])
    await make('failing', ", mode 'FAILFAST'")
    const failed = await worker.fail('SELECT * FROM default.failing')
    expect(failed.error).toMatchObject({ message: expect.stringContaining('obs://b1/spoilt/year=2020/a.json, line 2, column "id"') })
    await worker.put('whole/a.json', '[\n {"m": {"x": [{"y": 1}, null]}},\n {"m": {"x": []}}\n]\n')
    await worker.run(
      "CREATE TABLE whole (m MAP<STRING, ARRAY<STRUCT<y: INT>>>) USING json OPTIONS (path 'obs://b1/whole', multiLine 'true')",
    )
    expect(await worker.rows('SELECT m, m["x"][0].y FROM default.whole')).toEqual([
      [{ x: [{ y: 1 }, null] }, 1],
      [{ x: [] }, null],
    ])
  })

  test('records without a column that is read are counted, as in Spark', async () => {
    await worker.put('only-spoilt/a.json', '{\n "a":1\n}\n')
    await worker.run("CREATE TABLE only_spoilt USING json OPTIONS (path 'obs://b1/only-spoilt')")
    expect(await worker.rows('SELECT count(*) FROM only_spoilt')).toEqual([[3]])
    expect((await worker.fail('SELECT * FROM only_spoilt')).error.message).toContain('reads only the column "_corrupt_record"')
    await worker.put('blank-names/a.json', '{" ":1,"  ":"x","a":2}\n')
    await worker.run("CREATE TABLE blank_names USING json OPTIONS (path 'obs://b1/blank-names')")
    expect(await worker.rows('SELECT ` `, `  `, a FROM blank_names')).toEqual([[1, 'x', 2]])
    expect(await worker.rows('SELECT count(*) FROM blank_names')).toEqual([[1]])
  })

  test('vectors of nested values are as long as they need', async () => {
    const lines = Array.from({ length: 5000 }, (_, id) =>
      JSON.stringify({
        id,
        list: Array.from({ length: id % 9 }, (__, at) => ({
          name: at % 3 === 0 ? null : `a longer name than fits: ${id}.${at}`,
          inner: [at, null],
        })),
      }),
    )
    await worker.put('long/a.json', lines.join('\n'))
    await worker.run(
      "CREATE TABLE long_lists (id INT, list ARRAY<STRUCT<name: STRING, inner: ARRAY<INT>>>) USING json OPTIONS (path 'obs://b1/long')",
    )
    expect(
      await worker.rows(
        "SELECT count(*), sum(size(list)), count(l.name), sum(l.inner[0]), count(CASE WHEN l.name LIKE concat('%: ', id, '.', l.inner[0]) THEN 1 END) FROM (SELECT id, explode(list) AS l, list FROM default.long_lists)",
      ),
    ).toEqual([expectedOfLists(5000)])
  })

  test('values are taken as Spark takes them in a JSON file: none is guessed', async () => {
    const lines = [
      '{"i":1,"l":5,"d":1.5,"b":true,"dt":"2024-01-05","t":"2024-01-05 10:11:12+02:00","m":1.50}',
      '{"i":"2","l":1.0,"d":"1.5","b":"true","dt":"bad","t":1704067200,"m":"2.25"}',
      '{"i":1.5,"l":9223372036854775808,"d":"NaN","b":1,"dt":19000,"t":1.5,"m":1.005}',
      '{"i":99999999999,"l":-5,"d":"-INF","b":null,"dt":"2024-1-5","t":"","m":99999999}',
    ]
    await worker.put('dirtyjson/a.json', `${lines.join('\n')}\n`)
    await worker.run(
      "CREATE TABLE dirtyjson (i INT, l BIGINT, d DOUBLE, b BOOLEAN, dt DATE, t TIMESTAMP, m DECIMAL(8,2)) USING json OPTIONS (path 'obs://b1/dirtyjson')",
    )
    expect(await worker.rows('SELECT * FROM default.dirtyjson')).toEqual([
      [1, 5, 1.5, true, '2024-01-05', '2024-01-05 08:11:12', 1.5],
      [null, null, null, null, null, '2024-01-01 00:00:00', 2.25],
      [null, null, 'NaN', null, null, null, 1.01],
      [null, -5, '-Infinity', null, '2024-01-05', null, null],
    ])
  })

  test('parquet columns are found by name without regard to case, missing ones are NULL', async () => {
    await worker.run("CREATE TABLE made USING parquet OPTIONS (path 'obs://b1/made') AS SELECT 1 AS Id, 'x' AS name")
    const again = await worker.fail("CREATE TABLE made_over USING parquet OPTIONS (path 'obs://b1/made') AS SELECT 2 AS id")
    expect(again.error).toMatchObject({ kind: 'already-exists', message: expect.stringContaining('obs://b1/made') })
    await worker.run("CREATE TABLE made_again (name STRING, extra DOUBLE, ID BIGINT) USING parquet OPTIONS (path 'obs://b1/made')")
    expect(await worker.rows('SELECT * FROM default.made_again')).toEqual([['x', null, 1]])
  })

  test.each(['parquet', 'json', 'csv'])('what an insert writes as %s is read back the same', async (format) => {
    await worker.run(
      `CREATE TABLE back_${format} (i INT, b BIGINT, d DECIMAL(15,3), s STRING, t TIMESTAMP, y DATE, f BOOLEAN) USING ${format} OPTIONS (path 'obs://b1/back_${format}')`,
    )
    await worker.run(
      `INSERT INTO back_${format} SELECT -1, 9007199254740993, 123456789012.125, 'a,"b" é', CAST('2024-02-29 12:00:00.5' AS TIMESTAMP), CAST('1969-12-31' AS DATE), true`,
    )
    await worker.run(`INSERT INTO back_${format} SELECT 2, NULL, NULL, NULL, NULL, NULL, NULL`)
    const { rowsJson } = await worker.run(`SELECT * FROM default.back_${format} ORDER BY i`)
    expect(rowsJson).toEqual([
      '[-1,9007199254740993,123456789012.125,"a,\\"b\\" é","2024-02-29 12:00:00.5","1969-12-31",true]',
      '[2,null,null,null,null,null,null]',
    ])
  })
})

test('what a format cannot keep is refused when the table is made, or written', async () => {
  await worker.run("CREATE TABLE wide_json (s STRING) USING json OPTIONS (path 'obs://b1/wide-json', encoding 'UTF-16LE', lineSep ';')")
  const json = await worker.fail("INSERT INTO wide_json SELECT 'x'")
  expect(json.error).toMatchObject({ kind: 'not-supported', message: expect.stringContaining('encoding=UTF-16LE') })
  const csv = await worker.fail("CREATE TABLE nested (a ARRAY<INT>) USING csv OPTIONS (path 'obs://b1/nested')")
  expect(csv.error).toMatchObject({ kind: 'not-supported', message: expect.stringContaining('"a"') })
})

test('a table without files has no rows; a table without files and columns cannot be made', async () => {
  await worker.run("CREATE TABLE none (id INT, m MAP<STRING,INT>) USING parquet OPTIONS (path 'obs://b1/none')")
  expect(await worker.run('SELECT * FROM default.none')).toMatchObject({ rowsJson: [], rowCount: 0 })
  const failed = await worker.fail("CREATE TABLE none_either USING parquet OPTIONS (path 'obs://b1/none')")
  expect(failed.error.message).toContain('obs://b1/none')
  expect(failed.error.hint).toContain('columns')
})

/** Count of elements, sum of their lists' sizes, names, sum of places, names again. */
function expectedOfLists(lines: number): readonly number[] {
  let [count, sizes, names, places] = [0, 0, 0, 0]
  for (let id = 0; id < lines; id += 1) {
    const size = id % 9
    for (let at = 0; at < size; at += 1) {
      count += 1
      sizes += size
      places += at
      if (at % 3 !== 0) names += 1
    }
  }
  return [count, sizes, names, places, names]
}
