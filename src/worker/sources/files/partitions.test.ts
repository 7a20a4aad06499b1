import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { TestWorker } from '../../fixtures/test-worker.ts'

let worker: TestWorker
let bucket: string

beforeAll(async () => {
  worker = await TestWorker.start()
  bucket = join(worker.buckets, 'b1')
})
afterAll(() => worker.end())

async function put(path: string, text: string | Buffer): Promise<void> {
  const file = join(bucket, path)
  await mkdir(join(file, '..'), { recursive: true })
  await writeFile(file, text)
}

/** A table of JSON files in folders with these values of k, whose columns are found out. */
async function makeFolders(name: string, values: readonly string[]): Promise<void> {
  await rm(join(bucket, name), { recursive: true, force: true })
  await worker.run(`DROP TABLE IF EXISTS ${name}`)
  for (const value of values) await put(`${name}/k=${value}/a.json`, '{"id": 1}\n')
  await worker.run(`CREATE TABLE ${name} USING json LOCATION 'obs://b1/${name}'`)
}

const partitions = async (table: string): Promise<readonly unknown[]> => (await worker.rows(`SHOW PARTITIONS ${table}`)).flat()
const message = async (sql: string): Promise<string> => (await worker.fail(sql)).error.message

describe('a managed table with partitions', () => {
  beforeEach(async () => {
    await worker.run('DROP TABLE IF EXISTS sales')
    await worker.run('CREATE TABLE sales (id INT, day DATE, region STRING, amount DECIMAL(8,2)) PARTITIONED BY (day, region)')
    await worker.run(`INSERT INTO sales VALUES
      (1, 1.50, DATE '2024-01-01', 'north'), (2, 2.50, DATE '2024-01-01', 'a b/c=%ü'), (3, 3.50, DATE '2024-01-02', NULL), (4, 4.50, DATE '2024-01-02', 'north')`)
  })

  test('has its partition columns behind the others, and every value comes back', async () => {
    expect(await worker.rows('SELECT * FROM sales ORDER BY id')).toEqual([
      [1, 1.5, '2024-01-01', 'north'],
      [2, 2.5, '2024-01-01', 'a b/c=%ü'],
      [3, 3.5, '2024-01-02', null],
      [4, 4.5, '2024-01-02', 'north'],
    ])
    expect(await partitions('sales')).toEqual([
      'day=2024-01-01/region=a b%2Fc%3D%25ü',
      'day=2024-01-01/region=north',
      'day=2024-01-02/region=__HIVE_DEFAULT_PARTITION__',
      'day=2024-01-02/region=north',
    ])
    expect((await worker.rows("SHOW PARTITIONS sales PARTITION (region = 'north')")).flat()).toHaveLength(2)
    expect(await worker.rows("SELECT id FROM sales WHERE day = '2024-01-02' AND region IS NULL")).toEqual([[3]])
    expect((await worker.rows('DESCRIBE sales')).map((row) => (Array.isArray(row) ? row[0] : row)).slice(0, 4)).toEqual([
      'id',
      'amount',
      'day',
      'region',
    ])
  })

  test('is overwritten as a whole, by partition, or only where rows come', async () => {
    await worker.run("INSERT OVERWRITE sales PARTITION (day = '2024-01-02', region = 'north') SELECT 40, 40")
    expect((await worker.rows('SELECT id FROM sales ORDER BY id')).flat()).toEqual([1, 2, 3, 40])
    await worker.run("INSERT OVERWRITE TABLE sales PARTITION (day = '2024-1-1', region) SELECT 10, 10, 'south'")
    expect((await worker.rows('SELECT id FROM sales ORDER BY id')).flat()).toEqual([3, 10, 40])
    worker.session = { ...worker.session, settings: { 'spark.sql.sources.partitionOverwriteMode': 'dynamic' } }
    await worker.run("INSERT OVERWRITE sales SELECT 11, 11, DATE '2024-01-01', 'south' UNION ALL SELECT 50, 50, DATE '2024-01-03', 'x'")
    worker.session = { ...worker.session, settings: {} }
    expect((await worker.rows('SELECT id FROM sales ORDER BY id')).flat()).toEqual([3, 11, 40, 50])
    await worker.run("INSERT OVERWRITE sales SELECT 1, 1, DATE '2024-05-01', ''")
    expect(await worker.rows('SELECT id, region FROM sales')).toEqual([[1, null]])
  })

  test.each(['spark.sql.dynamicPartitionOverwrite.enabled', 'dli.sql.dynamicPartitionOverwrite.enabled'])(
    '%s: a day is overwritten where rows of it come, a partition with all its values also without any',
    async (setting) => {
      worker.session = { ...worker.session, settings: { [setting]: 'true' } }
      await worker.run("INSERT OVERWRITE sales PARTITION (day = '2024-01-01', region) SELECT 10, 10, 'north'")
      expect((await worker.rows('SELECT id FROM sales ORDER BY id')).flat()).toEqual([2, 3, 4, 10])
      await worker.run("INSERT OVERWRITE sales PARTITION (day = '2024-01-02', region) SELECT 1, 1, 'x' WHERE false")
      expect((await worker.rows('SELECT id FROM sales ORDER BY id')).flat()).toEqual([2, 3, 4, 10])
      await worker.run("INSERT OVERWRITE sales PARTITION (day = '2024-01-02', region = 'north') SELECT 1, 1 WHERE false")
      worker.session = { ...worker.session, settings: {} }
      expect((await worker.rows('SELECT id FROM sales ORDER BY id')).flat()).toEqual([2, 3, 10])
    },
  )

  test('takes values by PARTITION, a column list, and nothing where a partition is there already', async () => {
    await worker.run("INSERT INTO sales PARTITION (region = 'east', day) (id, day, amount) SELECT 5, DATE '2024-02-01', NULL")
    await worker.run("INSERT INTO sales PARTITION (day = DATE '2024-02-01', region = NULL) VALUES (6, 6)")
    expect(await worker.rows("SELECT id, amount, region FROM sales WHERE day = '2024-02-01' ORDER BY id")).toEqual([
      [5, null, 'east'],
      [6, 6, null],
    ])
    const again = "INSERT OVERWRITE sales PARTITION (day = '2024-01-01', region = 'north') IF NOT EXISTS SELECT 99, 99"
    expect((await worker.run(again)).rowCount).toBe(0)
    expect(await worker.rows('SELECT count(*) FROM sales WHERE id = 99')).toEqual([[0]])
    await worker.run("INSERT OVERWRITE sales PARTITION (day = '2025-01-01', region = 'north') IF NOT EXISTS SELECT 99, 99")
    expect(await worker.rows('SELECT count(*) FROM sales WHERE id = 99')).toEqual([[1]])
  })

  test('partitions are added without rows, dropped and truncated', async () => {
    await worker.run("ALTER TABLE sales ADD PARTITION (day = '2024-03-01', region = 'x') PARTITION (day = '2024-03-02', region = NULL)")
    expect(await partitions('sales')).toHaveLength(6)
    expect(await worker.rows("SELECT count(*) FROM sales WHERE day >= '2024-03-01'")).toEqual([[0]])
    expect(await message("ALTER TABLE sales ADD PARTITION (day = '2024-03-01', region = 'x')")).toContain('already')
    await worker.run("ALTER TABLE sales ADD IF NOT EXISTS PARTITION (day = '2024-03-01', region = 'x')")
    await worker.run("ALTER TABLE sales DROP PARTITION (day = '2024-03-01'), PARTITION (region = NULL)")
    expect(await partitions('sales')).toHaveLength(3)
    expect(await message("ALTER TABLE sales DROP PARTITION (day = '1999-01-01')")).toContain('has no partition day=1999-01-01')
    await worker.run("ALTER TABLE sales DROP IF EXISTS PARTITION (day = '1999-01-01')")
    await worker.run("TRUNCATE TABLE sales PARTITION (day = '2024-01-02')")
    expect((await worker.rows('SELECT id FROM sales ORDER BY id')).flat()).toEqual([1, 2])
    expect(await worker.rows('MSCK REPAIR TABLE sales')).toHaveLength(1)
  })

  test('reads only the files of the partitions that a condition leaves', async () => {
    await worker.run("ALTER TABLE sales DROP PARTITION (day = '2024-01-01')")
    const held = worker.versions.get('default.sales')
    if (held === undefined) throw new Error('no version')
    // No Parquet: whoever opens it fails.
    const name = 'z-broken/day=2030-01-01/region=x/part-0.parquet'
    const path = join(worker.warehouse, 'default', 'sales', name)
    await mkdir(join(path, '..'), { recursive: true })
    await writeFile(path, 'broken')
    const broken = { name, bytes: 6, rowCount: 1, partition: { day: '2030-01-01', region: 'x' } }
    worker.versions.set('default.sales', { ...held, files: [...held.files, broken] })
    expect(await worker.rows("SELECT id FROM sales WHERE day = DATE '2024-01-02' AND region = 'north'")).toEqual([[4]])
    expect(await worker.rows("SELECT id FROM sales WHERE day < '2024-06-01' AND region IN ('north', 'south')")).toEqual([[4]])
    expect((await worker.fail('SELECT sum(id) FROM sales')).error.message).not.toMatch(/z-broken/)
  })

  test.each([
    ["INSERT INTO sales PARTITION (day = 'yesterday', region = 'x') SELECT 1, 1", "'yesterday' is no date"],
    ['INSERT INTO sales PARTITION (id = 1) SELECT 1, 1, 1', 'id is no partition column'],
    ["INSERT INTO sales PARTITION (day = '2024-01-01', DAY = '2024-01-02') SELECT 1, 1", 'twice'],
    ["INSERT INTO sales PARTITION (day = '2024-01-01', region) SELECT 1, 1", 'takes 3 columns here, and the query has 2'],
    ["INSERT INTO sales PARTITION (day = current_date(), region) SELECT 1, 1, 'x'", 'no literal'],
    ["INSERT INTO sales PARTITION (day = '2024-01-01', region = 'x') (id, day) SELECT 1, 1", 'has its value by PARTITION already'],
    ["INSERT OVERWRITE sales PARTITION (day = '2024-01-01', region) IF NOT EXISTS SELECT 1, 1, 'x'", 'a value for each'],
    ["ALTER TABLE sales ADD PARTITION (day = '2024-01-01')", 'a value for each of day, region'],
    ['CREATE TABLE x (a INT) PARTITIONED BY (a)', 'All columns'],
    ['CREATE TABLE x (a INT, b INT) PARTITIONED BY (c)', 'no column c'],
    ['CREATE TABLE x (a INT, b ARRAY<INT>) PARTITIONED BY (b)', 'cannot be a partition column'],
    ['CREATE TABLE x (a INT, b INT) PARTITIONED BY (b, B)', 'twice'],
    ['CREATE TABLE x (a INT) PARTITIONED BY (a INT)', 'two columns a'],
    ['CREATE TABLE x PARTITIONED BY (b STRING) AS SELECT 1 AS a', 'no column list'],
  ])('%s is refused', async (sql, words) => {
    expect(await message(sql)).toContain(words)
  })

  test('of typed columns, and of a query, whose columns are put in order', async () => {
    await worker.run('CREATE TABLE hive_style (a INT) PARTITIONED BY (b STRING, c INT)')
    await worker.run("INSERT INTO hive_style VALUES (1, 'x', 2)")
    expect(await worker.rows('SELECT * FROM hive_style')).toEqual([[1, 'x', 2]])
    await worker.run("CREATE TABLE from_query PARTITIONED BY (p) AS SELECT 'one' AS p, 1 AS v UNION ALL SELECT 'two', 2")
    expect(await worker.rows('SELECT * FROM from_query ORDER BY v')).toEqual([
      [1, 'one'],
      [2, 'two'],
    ])
    expect(await partitions('from_query')).toEqual(['p=one', 'p=two'])
  })

  test('every type of a partition column keeps its values', async () => {
    const columns = [
      ['BOOLEAN', 'true'],
      ['TINYINT', '-128Y'],
      ['BIGINT', '9223372036854775807'],
      ['DOUBLE', '1.5E300D'],
      ['DECIMAL(20,5)', '-12345.00010BD'],
      ['TIMESTAMP', "TIMESTAMP '2024-02-29 12:34:56.789'"],
      ['STRING', "'it''s; -- =%2F'"],
    ] as const
    for (const [type, value] of columns) {
      await worker.run('DROP TABLE IF EXISTS typed')
      await worker.run(`CREATE TABLE typed (v INT, p ${type}) PARTITIONED BY (p)`)
      await worker.run(`INSERT INTO typed SELECT 1, ${value} UNION ALL SELECT 2, NULL`)
      expect(await worker.rows(`SELECT v, p <=> ${value} FROM typed ORDER BY v`)).toEqual([
        [1, true],
        [2, false],
      ])
      expect(await worker.rows('SELECT v FROM typed WHERE p IS NULL')).toEqual([[2]])
    }
  })
})

describe('any text', () => {
  const texts = [
    'NULL',
    'null',
    'a/b',
    '100%',
    '%2F',
    'k=v',
    '漢字 😀',
    ' lead',
    'trail ',
    '.',
    '..',
    '.hidden',
    '_under',
    'a\nb',
    'tab\t',
    'quo\'te"`',
    '*?[x]',
  ]
  const more = ['back\\slash', 'a+b&c#d', '-rf', '~', '__hive_default_partition__', 'é', 'e\u0301', 'x'.repeat(240)]
  const all = [...texts, ...more]

  test('is a value of a partition, and comes back as it was', async () => {
    const literal = (text: string): string => `'${text.replaceAll(/['\\]/g, '\\$&').replaceAll('\n', '\\n').replaceAll('\t', '\\t')}'`
    await worker.run('CREATE TABLE any_text (n INT, filename STRING, p STRING) PARTITIONED BY (p)')
    await worker.run(`INSERT INTO any_text VALUES ${all.map((text, n) => `(${n}, 'f', ${literal(text)})`).join(', ')}`)
    await worker.run("INSERT INTO any_text VALUES (100, 'f', NULL), (101, 'f', ''), (102, 'f', '__HIVE_DEFAULT_PARTITION__')")
    expect(await worker.rows('SELECT n, p FROM any_text ORDER BY n')).toEqual([
      ...all.map((text, n) => [n, text]),
      ...[100, 101, 102].map((n) => [n, null]),
    ])
    for (const [n, text] of all.entries())
      expect(await worker.rows(`SELECT n FROM any_text WHERE p = ${literal(text)}`), JSON.stringify(text)).toEqual([[n]])
    await worker.run("INSERT OVERWRITE any_text PARTITION (p = '__HIVE_DEFAULT_PARTITION__') SELECT 103, 'f'")
    expect(await worker.rows("SELECT n FROM any_text WHERE filename = 'f' AND p = 'NULL'")).toEqual([[0]])
    await worker.run('CREATE TABLE other_text (n INT, p STRING) PARTITIONED BY (p)')
    await worker.run('INSERT INTO other_text SELECT n, p FROM any_text')
    await worker.run("UPDATE other_text SET p = 'Null' WHERE p IN ('NULL', '..')")
    await worker.run("DELETE FROM other_text WHERE p = 'null' OR n = 5")
    expect(await worker.rows("SELECT n, p FROM other_text WHERE p IS NULL OR lower(p) = 'null' ORDER BY n")).toEqual([
      [0, 'Null'],
      [10, 'Null'],
      [103, null],
    ])
    const long = await worker.fail(`INSERT INTO any_text VALUES (1, 'f', repeat('漢', 100))`)
    expect(long.error.message).toBe('A file cannot be read or written: A value of a partition column is too long for the name of a folder')
  })

  test('but for a few is the name of a partition column', async () => {
    let made = 0
    for (const name of ['größe', 'two words', "it's!()*$", '$file', '日付']) {
      made += 1
      await worker.run(`CREATE TABLE named_${made} (n INT, \`${name}\` STRING) PARTITIONED BY (\`${name}\`)`)
      await worker.run(`INSERT INTO named_${made} VALUES (1, 'x'), (2, NULL), (3, 'NULL')`)
      expect(await worker.rows(`SELECT * FROM named_${made} ORDER BY n`), name).toEqual([
        [1, 'x'],
        [2, null],
        [3, 'NULL'],
      ])
      await worker.run(`ALTER TABLE named_${made} ADD PARTITION (\`${name}\` = 'y')`)
      expect(await worker.rows(`SELECT count(*) FROM named_${made}`)).toEqual([[3]])
    }
  })
})

describe('folders of partitions at a location', () => {
  test('named NULL hold that text, in files of each format', async () => {
    for (const [format, line] of [
      ['json', '{"id": 1}\n'],
      ['csv', '1\n'],
    ] as const) {
      for (const value of ['NULL', 'null', 'x', '__HIVE_DEFAULT_PARTITION__']) await put(`nulls_${format}/k=${value}/a.${format}`, line)
      await worker.run(`CREATE TABLE nulls_${format} (id INT, \`$path\` INT, k STRING) USING ${format} LOCATION 'obs://b1/nulls_${format}'`)
      expect(await worker.rows(`SELECT k, id, \`$path\` FROM nulls_${format} ORDER BY k`)).toEqual(
        [null, 'NULL', 'null', 'x'].map((value) => [value, 1, null]),
      )
    }
  })

  test('give their columns: declared ones, and those that are found out as Spark does', async () => {
    await put('ev/year=2020/month=01/part-0.json', '{"id": 1, "v": "a"}\n')
    await put('ev/year=2020/month=02/part-0.json', '{"id": 2, "v": "b"}\n')
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
    await put('csv/country=de/a.csv', '1,x\n')
    await put('csv/country=__HIVE_DEFAULT_PARTITION__/a.csv', '2,y\n')
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
    await put(`${name}/country=de/y=7/a.${format}`, text)
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
    ['DECIMAL(4,2)', '1.5', false],
    ['BOOLEAN', 'TRUE', false],
    ['BOOLEAN', 'yes', true],
    ['DATE', 'x', false],
  ])('as %s the value %s of a folder is refused: %s', async (type, value, isRefused) => {
    const name = `cast_${type}_${value}`.toLowerCase().replaceAll(/\W/g, '_')
    await put(`${name}/k=${value}/a.csv`, '1\n')
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
    const [file = ''] = (await readdir(join(bucket, 'one_row'))).filter((name) => name.endsWith('.parquet'))
    const parquet = await readFile(join(bucket, 'one_row', file))
    for (const [format, bytes] of [['parquet', parquet] as const, ['json', '{"id":1}\n'] as const, ['csv', '1\n'] as const]) {
      await worker.run('DROP TABLE IF EXISTS spelled')
      for (const folder of ['_Key=1', '_key=2', '_kEY=null']) await put(`spelled_${format}/${folder}/a.${format}`, bytes)
      for (const hidden of ['_key=1/.tmp', '_temporary/_key=7']) await put(`spelled_${format}/${hidden}/a.${format}`, bytes)
      await put(`spelled_${format}/_key=2/a.${format}._COPYING_`, 'half')
      await worker.run(`CREATE TABLE spelled USING ${format} LOCATION 'obs://b1/spelled_${format}'`)
      expect(await worker.rows('SELECT _key FROM spelled ORDER BY 1'), format).toEqual([['1'], ['2'], ['null']])
      expect(await worker.rows("SELECT count(*) FROM spelled WHERE _KEY = '1'")).toEqual([[1]])
    }
  })

  test('that the files say as well stay where these have them, and have the values of the folders', async () => {
    await put('both/id=7/a.csv', 'id,v\n1,a\n')
    await put('both/id=8/a.csv', 'id,v\n2,b\n')
    await worker.run("CREATE TABLE both USING csv OPTIONS (header 'true', enforceSchema 'false') LOCATION 'obs://b1/both'")
    expect(await worker.rows('SELECT * FROM both ORDER BY id')).toEqual([
      [7, 'a'],
      [8, 'b'],
    ])
    expect(await worker.rows('SELECT v FROM both WHERE id = 8')).toEqual([['b']])
    await put('both_json/v=5/a.json', '{"id":1,"v":"a","w":true}\n')
    expect(await worker.rows('SELECT * FROM json.`obs://b1/both_json`')).toEqual([[1, 5, true]])
    await worker.run("CREATE TABLE both_json USING json LOCATION 'obs://b1/both_json'")
    await worker.run('ALTER TABLE both_json ADD COLUMNS (more STRING)')
    expect(await worker.rows('SELECT * FROM both_json')).toEqual([[1, 5, true, null]])
  })

  test('are refused when they are not of the same columns, and when rows would be written into them', async () => {
    await put('mixed/a=1/x.json', '{"id": 1}\n')
    await put('mixed/y.json', '{"id": 2}\n')
    expect(await message("CREATE TABLE mixed USING json LOCATION 'obs://b1/mixed'")).toContain('different partition columns')
    await worker.run("CREATE TABLE written (id INT, a INT) USING json PARTITIONED BY (a) LOCATION 'obs://b1/written'")
    expect(await message('INSERT INTO written VALUES (1, 1)')).toContain('is not supported')
    expect(await readdir(join(bucket, 'written')).catch(() => [])).toEqual([])
  })
})
