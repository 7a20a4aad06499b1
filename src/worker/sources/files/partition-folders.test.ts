import { readdir, readFile, rm } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { TestWorker } from '../../fixtures/test-worker.ts'

let worker: TestWorker

beforeAll(async () => {
  worker = await TestWorker.start()
})
afterAll(() => worker.end())

/** A table of JSON files in folders with these values of k, whose columns are found out. */
async function makeFolders(name: string, values: readonly string[]): Promise<void> {
  await rm(worker.inBucket(name), { recursive: true, force: true })
  await worker.run(`DROP TABLE IF EXISTS ${name}`)
  for (const value of values) await worker.put(`${name}/k=${value}/a.json`, '{"id": 1}\n')
  await worker.run(`CREATE TABLE ${name} USING json LOCATION 'obs://b1/${name}'`)
}

const message = async (sql: string): Promise<string> => (await worker.fail(sql)).error.message

describe('folders of partitions at a location', () => {
  test('named NULL hold that text, in files of each format', async () => {
    for (const [format, line] of [
      ['json', '{"id": 1}\n'],
      ['csv', '1\n'],
    ] as const) {
      for (const value of ['NULL', 'null', 'x', '__HIVE_DEFAULT_PARTITION__'])
        await worker.put(`nulls_${format}/k=${value}/a.${format}`, line)
      await worker.run(`CREATE TABLE nulls_${format} (id INT, \`$path\` INT, k STRING) USING ${format} LOCATION 'obs://b1/nulls_${format}'`)
      expect(await worker.rows(`SELECT k, id, \`$path\` FROM nulls_${format} ORDER BY k`)).toEqual(
        [null, 'NULL', 'null', 'x'].map((value) => [value, 1, null]),
      )
    }
  })

  test('give their columns: declared ones, and those that are found out as Spark does', async () => {
    await worker.put('ev/year=2020/month=01/part-0.json', '{"id": 1, "v": "a"}\n')
    await worker.put('ev/year=2020/month=02/part-0.json', '{"id": 2, "v": "b"}\n')
    await worker.run("CREATE TABLE ev (id BIGINT, v STRING, year INT) USING json LOCATION 'obs://b1/ev'")
    expect(await worker.rows('SELECT * FROM ev ORDER BY id')).toEqual([
      [1, 'a', 2020, 1],
      [2, 'b', 2020, 2],
    ])
    await worker.run("CREATE TABLE found USING json LOCATION 'obs://b1/ev'")
    expect((await worker.rows('DESCRIBE found')).slice(0, 4)).toMatchObject([
      ['id', 'bigint', null],
      ['v', 'string', null],
      ['year', 'int', null],
      ['month', 'int', null],
    ])
    expect(await worker.rows('SELECT id, month FROM found WHERE month > 1')).toEqual([[2, 2]])
  })

  test('of CSV files, whose lines do not have them', async () => {
    await worker.put('csv/country=de/a.csv', '1,x\n')
    await worker.put('csv/country=__HIVE_DEFAULT_PARTITION__/a.csv', '2,y\n')
    await worker.run("CREATE TABLE by_country (country STRING, id INT, t STRING) USING csv LOCATION 'obs://b1/csv'")
    expect(await worker.rows('SELECT * FROM by_country ORDER BY id')).toEqual([
      [1, 'x', 'de'],
      [2, 'y', null],
    ])
  })

  test.each([
    ['csv', '1,x\n', '(id INT, v STRING)', ['id', 'v', 'country', 'y'], [1, 'x', 'de', 7]],
    ['csv', '1,x\n', '(Country STRING, id INT, v STRING)', ['id', 'v', 'Country', 'y'], [1, 'x', 'de', 7]],
    ['csv', '1,x\n', '(y STRING, id INT, v STRING)', ['id', 'v', 'country', 'y'], [1, 'x', 'de', '7']],
    ['json', '{"y":1,"v":"x","id":1}\n', '', ['id', 'v', 'y', 'country'], [1, 'x', 7, 'de']],
    ['json', '{"v":"x","id":1}\n', '(id INT)', ['id', 'country', 'y'], [1, 'de', 7]],
    ['text', 'x\n', '(value STRING)', ['value', 'country', 'y'], ['x', 'de', 7]],
  ])('of %s %j as %s: the columns %j, as in Spark', async (format, text, list, names, row) => {
    const name = `all_${format}_${list.replaceAll(/\W/g, '')}`.toLowerCase()
    await worker.put(`${name}/country=de/y=7/a.${format}`, text)
    await worker.run(`CREATE TABLE ${name} ${list} USING ${format} LOCATION 'obs://b1/${name}'`)
    const described = (await worker.rows(`DESCRIBE ${name}`)).map((one) => (Array.isArray(one) ? one[0] : one))
    expect(described.slice(0, names.length)).toEqual(names)
    expect(await worker.rows(`SELECT * FROM ${name}`)).toEqual([row])
    expect(await worker.rows(`SELECT count(*) FROM ${name} WHERE country = 'de'`)).toEqual([[1]])
    await worker.run(`CREATE OR REPLACE TEMPORARY VIEW one_${format} ${list} USING ${format} OPTIONS (path 'obs://b1/${name}')`)
    expect(await worker.rows(`SELECT * FROM one_${format}`)).toEqual([row])
  })

  test.each([
    ['INT', 'x', true],
    ['INT', '3000000000', true],
    ['BIGINT', '3000000000', false],
    ['DOUBLE', '1_0', true],
    ['DOUBLE', '7d', false],
    ['FLOAT', '1.5F', false],
    ['DECIMAL(4,2)', '1.5', false],
    ['BOOLEAN', 'TRUE', false],
    ['BOOLEAN', 'yes', true],
    ['DATE', 'x', false],
  ])('as %s the value %s of a folder is refused: %s', async (type, value, isRefused) => {
    const name = `cast_${type}_${value}`.toLowerCase().replaceAll(/\W/g, '_')
    await worker.put(`${name}/k=${value}/a.csv`, '1\n')
    const made = worker.run(`CREATE TABLE ${name} (id INT, k ${type}) USING csv LOCATION 'obs://b1/${name}'`)
    if (!isRefused) return expect(await made.then(() => 'made')).toBe('made')
    await expect(made).rejects.toThrow(`The folder k=${value} in obs://b1/${name} is no `)
  })

  test.each([
    [['1', '20', '3000000000'], 'bigint'],
    [['1', '2.5'], 'double'],
    [['2024-01-01', '2024-02-30'], 'string'],
    [['2024-01-01', '__HIVE_DEFAULT_PARTITION__'], 'date'],
    [['2024-01-01 10%3A00%3A00'], 'timestamp'],
    [['1', 'x'], 'string'],
    [['__HIVE_DEFAULT_PARTITION__'], 'string'],
  ])('the values %j are %s', async (values, type) => {
    await makeFolders('types', values)
    expect(await worker.rows('SELECT typeof(k) FROM types LIMIT 1')).toEqual([[type]])
  })

  // As Spark 3.3.1 reads them.
  test.each([
    [['1', '3000000000', '1.5'], 'string', ['1', '1.5', '3000000000']],
    [['1', '99999999999999999999'], 'decimal(20,0)', ['1', '99999999999999999999']],
    [['3000000000', '99999999999999999999999'], 'decimal(23,0)', ['3000000000', '99999999999999999999999']],
    [['1.5', '99999999999999999999'], 'string', ['1.5', '99999999999999999999']],
    [['999999999999999999999999999999999999999', '1'], 'double', ['1.0', '1.0E39']],
    [['000000000000000000000000001', '7'], 'int', ['1', '7']],
    [['2024-01-01', '2024-01-01 10%3A00%3A00.5'], 'timestamp', ['2024-01-01 00:00:00', '2024-01-01 10:00:00.5']],
    [['2024-01-01 10%3A00%3A00.123456'], 'string', ['2024-01-01 10:00:00.123456']],
    [['2024-01-01 25%3A00%3A00'], 'string', ['2024-01-01 25:00:00']],
    [['2024-01', '2024-02'], 'string', ['2024-01', '2024-02']],
    [['1e5'], 'decimal(6,0)', ['100000']],
    [['1E3', '2'], 'decimal(10,0)', ['1000', '2']],
    [['1e-3'], 'double', ['0.001']],
    [['.5', '5.'], 'string', ['.5', '5.']],
    [['1d', '2.5F'], 'double', ['1.0', '2.5']],
    [['0x1p3'], 'double', ['8.0']],
    [['NaN', '1.5', '-Infinity'], 'double', ['-Infinity', '1.5', 'NaN']],
    [[' 1'], 'double', ['1.0']],
    [['%201'], 'string', [' 1']],
    [['%31', '2'], 'string', ['1', '2']],
    [['2020%2D01%2D02'], 'string', ['2020-01-02']],
    [['%32020-01-02 03%3A04%3A05'], 'timestamp', ['2020-01-02 03:04:05']],
    [['-0', 'AA'], 'string', ['-0', 'AA']],
    [['007', '1.50'], 'double', ['1.5', '7.0']],
    [['true', 'false'], 'string', ['false', 'true']],
  ])('the values %j are %s: %j', async (values, type, texts) => {
    await makeFolders('types', values)
    expect(await worker.rows('SELECT DISTINCT typeof(k) FROM types')).toEqual([[type]])
    expect((await worker.rows('SELECT CAST(k AS STRING) AS t FROM types ORDER BY t')).flat()).toEqual(texts)
  })

  test('have no types where the session wants none', async () => {
    worker.session = { ...worker.session, settings: { 'spark.sql.sources.partitionColumnTypeInference.enabled': 'FALSE' } }
    await makeFolders('types', ['01', '__HIVE_DEFAULT_PARTITION__'])
    worker.session = { ...worker.session, settings: {} }
    expect(await worker.rows('SELECT typeof(k), k FROM types ORDER BY k')).toEqual([
      ['string', null],
      ['string', '01'],
    ])
  })

  test('are of one column in capitals or not, also where they begin with an underscore', async () => {
    await worker.run("INSERT OVERWRITE DIRECTORY 'obs://b1/one_row' USING parquet SELECT 1 AS id, 'x' AS v, 2 AS file_index")
    const [file = ''] = (await readdir(worker.inBucket('one_row'))).filter((name) => name.endsWith('.parquet'))
    const parquet = await readFile(worker.inBucket('one_row', file))
    for (const [format, bytes] of [['parquet', parquet] as const, ['json', '{"id":1}\n'] as const, ['csv', '1\n'] as const]) {
      await worker.run('DROP TABLE IF EXISTS spelled')
      for (const folder of ['_Key=1', '_key=2', '_kEY=null']) await worker.put(`spelled_${format}/${folder}/a.${format}`, bytes)
      for (const hidden of ['_key=1/.tmp', '_temporary/_key=7']) await worker.put(`spelled_${format}/${hidden}/a.${format}`, bytes)
      await worker.put(`spelled_${format}/_key=2/a.${format}._COPYING_`, 'half')
      await worker.run(`CREATE TABLE spelled USING ${format} LOCATION 'obs://b1/spelled_${format}'`)
      expect(await worker.rows('SELECT _key FROM spelled ORDER BY 1'), format).toEqual([['1'], ['2'], ['null']])
      expect(await worker.rows("SELECT count(*) FROM spelled WHERE _KEY = '1'")).toEqual([[1]])
    }
  })

  test('that the files say as well stay where these have them, and have the values of the folders', async () => {
    await worker.put('both/id=7/a.csv', 'id,v\n1,a\n')
    await worker.put('both/id=8/a.csv', 'id,v\n2,b\n')
    await worker.run("CREATE TABLE both USING csv OPTIONS (header 'true', enforceSchema 'false') LOCATION 'obs://b1/both'")
    expect(await worker.rows('SELECT * FROM both ORDER BY id')).toEqual([
      [7, 'a'],
      [8, 'b'],
    ])
    expect(await worker.rows('SELECT v FROM both WHERE id = 8')).toEqual([['b']])
    await worker.put('both_json/v=5/a.json', '{"id":1,"v":"a","w":true}\n')
    expect(await worker.rows('SELECT * FROM json.`obs://b1/both_json`')).toEqual([[1, 5, true]])
    await worker.run("CREATE TABLE both_json USING json LOCATION 'obs://b1/both_json'")
    await worker.run('ALTER TABLE both_json ADD COLUMNS (more STRING)')
    expect(await worker.rows('SELECT * FROM both_json')).toEqual([[1, 5, true, null]])
  })

  test('are refused when they are not of the same columns', async () => {
    await worker.put('mixed/a=1/x.json', '{"id": 1}\n')
    await worker.put('mixed/y.json', '{"id": 2}\n')
    expect(await message("CREATE TABLE mixed USING json LOCATION 'obs://b1/mixed'")).toContain('different partition columns')
  })
})
