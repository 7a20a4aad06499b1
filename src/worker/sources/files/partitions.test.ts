import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { TestWorker } from '../../fixtures/test-worker.ts'

let worker: TestWorker

beforeAll(async () => {
  worker = await TestWorker.start()
})
afterAll(() => worker.end())

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
    await worker.run('CREATE TABLE IF NOT EXISTS without (a INT)')
    for (const sql of ['MSCK REPAIR TABLE without', 'ALTER TABLE without RECOVER PARTITIONS'])
      expect(await message(sql)).toContain('has no partitions')
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
