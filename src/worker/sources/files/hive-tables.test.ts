import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { TestWorker } from '../../fixtures/test-worker.ts'

let worker: TestWorker
beforeAll(async () => {
  worker = await TestWorker.start()
})
afterAll(() => worker.end())

const at = (name: string): string => worker.inBucket(name)
const folders = (name: string) => readdirSync(at(name)).toSorted()
const message = async (sql: string): Promise<string> => (await worker.fail(sql)).error.message
const created = async (table: string): Promise<string> => String(((await worker.rows(`SHOW CREATE TABLE ${table}`)) as string[][])[0]?.[0])

describe('INSERT OVERWRITE keeps the partitions that get no rows, as in Hive', () => {
  test.each([
    ['STORED AS PARQUET', 'STORED AS PARQUET'],
    ['STORED AS PARQUET at a location', "STORED AS PARQUET LOCATION 'obs://b1/over_parquet'"],
    ['ROW FORMAT DELIMITED', "ROW FORMAT DELIMITED FIELDS TERMINATED BY ','"],
    ['STORED AS TEXTFILE at a location', "STORED AS TEXTFILE LOCATION 'obs://b1/over_text'"],
    ['STORED AS ORC', 'STORED AS ORC'],
  ])('%s', async (name, clauses) => {
    const table = `over_${name.replaceAll(/\W/g, '_').toLowerCase()}`
    await worker.run(`CREATE TABLE ${table} (a INT) PARTITIONED BY (d STRING) ${clauses}`)
    await worker.run(`INSERT INTO ${table} VALUES (1, 'x'), (2, 'y')`)
    await worker.run(`INSERT OVERWRITE TABLE ${table} PARTITION (d) SELECT 3, 'y'`)
    expect(await worker.rows(`SELECT * FROM ${table} ORDER BY a`)).toEqual([
      [1, 'x'],
      [3, 'y'],
    ])
    await worker.run(`INSERT OVERWRITE TABLE ${table} VALUES (4, 'z')`)
    expect(await worker.rows(`SELECT a FROM ${table} ORDER BY a`)).toEqual([[1], [3], [4]])
  })

  test('unless the vendor’s setting says otherwise', async () => {
    await worker.run('CREATE TABLE over_set (a INT) PARTITIONED BY (d STRING) STORED AS PARQUET')
    await worker.run("INSERT INTO over_set VALUES (1, 'x')")
    worker.session = { ...worker.session, settings: { 'spark.sql.dynamicPartitionOverwrite.enabled': 'false' } }
    await worker.run("INSERT OVERWRITE over_set VALUES (2, 'y')")
    worker.session = { ...worker.session, settings: {} }
    expect(await worker.rows('SELECT a FROM over_set')).toEqual([[2]])
  })

  test('and a table USING parquet is replaced as a whole', async () => {
    await worker.run('CREATE TABLE over_using (a INT, d STRING) USING parquet PARTITIONED BY (d)')
    await worker.run("INSERT INTO over_using VALUES (1, 'x')")
    await worker.run("INSERT OVERWRITE over_using VALUES (2, 'y')")
    expect(await worker.rows('SELECT a FROM over_using')).toEqual([[2]])
  })
})

describe('a table without a place', () => {
  test.each(['orc', 'avro', 'csv', 'json'])('may be of %s', async (format) => {
    await worker.run(`CREATE TABLE of_${format} (a INT, b STRING) USING ${format}`)
    await worker.run(`INSERT INTO of_${format} VALUES (1, ''), (2, NULL)`)
    expect(await worker.rows(`SELECT * FROM of_${format} ORDER BY a`)).toEqual([
      [1, ''],
      [2, null],
    ])
    expect(await created(`of_${format}`)).toContain(`USING ${format}`)
  })

  test('is loaded from files of what it is said to be of', async () => {
    mkdirSync(at('load'))
    writeFileSync(join(at('load'), 'a.csv'), 'b|a\nx|1\n')
    await worker.run("CREATE TABLE loaded (b STRING, a INT) USING csv OPTIONS (header 'true', sep '|')")
    await worker.run("LOAD DATA INPATH 'obs://b1/load' INTO TABLE loaded")
    expect(await worker.rows('SELECT * FROM loaded')).toEqual([['x', 1]])
    expect(await message("CREATE TABLE bad_option (a INT) USING csv OPTIONS (header 'maybe')")).toContain('header')
  })

  test('is not EXTERNAL, as in Spark', async () => {
    expect(await message('CREATE EXTERNAL TABLE nowhere (a INT)')).toContain('LOCATION')
    expect(await message('CREATE EXTERNAL TABLE nowhere (a INT) STORED AS PARQUET')).toContain('LOCATION')
    await worker.run("CREATE EXTERNAL TABLE somewhere (a INT) USING parquet OPTIONS (path 'obs://b1/somewhere')")
  })
})

test('classes of Hive say which format they are of', async () => {
  await worker.run(`CREATE TABLE by_class (a INT, b STRING) ROW FORMAT SERDE 'org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe'
    WITH SERDEPROPERTIES ('field.delim' = '|', 'serialization.format' = '|')
    STORED AS INPUTFORMAT 'org.apache.hadoop.mapred.TextInputFormat' OUTPUTFORMAT 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat'
    LOCATION 'obs://b1/by_class'`)
  await worker.run("INSERT INTO by_class VALUES (1, 'x')")
  const [file = ''] = folders('by_class').filter((name) => name.startsWith('part-'))
  expect(readFileSync(join(at('by_class'), file), 'utf8')).toBe('1|x\n')
  await worker.run(`CREATE TABLE orc_class (a INT) ROW FORMAT SERDE 'org.apache.hadoop.hive.ql.io.orc.OrcSerde'
    STORED AS INPUTFORMAT 'org.apache.hadoop.hive.ql.io.orc.OrcInputFormat' OUTPUTFORMAT 'org.apache.hadoop.hive.ql.io.orc.OrcOutputFormat'`)
  expect(await created('orc_class')).toContain('USING orc')
  const serde = (name: string, more = '') => `CREATE TABLE no (a INT) ROW FORMAT SERDE '${name}' ${more}`
  expect(await message(serde('org.apache.hadoop.hive.serde2.RegexSerDe'))).toContain('RegexSerDe')
  expect(await message(serde('org.apache.hadoop.hive.ql.io.orc.OrcSerde', "WITH SERDEPROPERTIES ('x' = 'y')"))).toContain("property 'x'")
  expect(await message(serde('org.apache.hadoop.hive.ql.io.orc.OrcSerde', 'STORED AS PARQUET'))).toContain('ORC')
  expect(await message("CREATE TABLE no (a INT) STORED AS INPUTFORMAT 'a.B' OUTPUTFORMAT 'c.D'")).toContain('a.B')
})

test('NOT NULL of a column is read and forgotten, as in Spark', async () => {
  await worker.run(
    "CREATE TABLE nn (a INT NOT NULL COMMENT 'c', s STRUCT<x: INT NOT NULL>) PARTITIONED BY (d STRING NOT NULL) STORED AS PARQUET",
  )
  await worker.run("INSERT INTO nn VALUES (NULL, NULL, 'x')")
  expect(await worker.rows('SELECT a, s FROM nn')).toEqual([[null, null]])
  expect(await worker.rows('DESCRIBE nn')).toContainEqual(['a', 'int', 'c'])
})

test('CREATE TABLE LIKE takes what else Spark takes', async () => {
  await worker.run("CREATE TABLE other (a INT COMMENT 'c', d STRING) USING parquet PARTITIONED BY (d)")
  await worker.run("CREATE TABLE like_csv LIKE other USING csv TBLPROPERTIES ('k' = 'v')")
  expect(await created('like_csv')).toBe(
    "CREATE TABLE default.like_csv (\n  a INT COMMENT 'c',\n  d STRING)\nUSING csv\nPARTITIONED BY (d)\nTBLPROPERTIES (\n  'k' = 'v')",
  )
  await worker.run("CREATE TABLE like_text LIKE other ROW FORMAT DELIMITED FIELDS TERMINATED BY ',' STORED AS TEXTFILE")
  expect(await created('like_text')).toContain("'fielddelim' = ','")
  await worker.run("CREATE TABLE like_there LIKE other STORED AS PARQUET LOCATION 'obs://b1/like_there'")
  await worker.run("INSERT INTO like_there VALUES (1, 'x')")
  expect(folders('like_there')).toEqual(['d=x'])
  expect(await message("CREATE TABLE like_jdbc LIKE other USING delta LOCATION 'obs://b1/like_delta'")).toContain('LIKE')
  expect(await message("CREATE TABLE like_bad LIKE other USING csv OPTIONS (header 'true')")).toContain('OPTIONS')
})

describe('folders of partitions', () => {
  test.each([
    ['csv', "USING csv OPTIONS (path 'obs://b1/f_csv', header 'true')", 'a,b\n1,x\n'],
    ['json', "USING json OPTIONS (path 'obs://b1/f_json')", '{"a":1,"b":"x"}\n'],
    ['hive', "ROW FORMAT DELIMITED FIELDS TERMINATED BY ';' LOCATION 'obs://b1/f_hive'", '1;x\n'],
  ])('take files of %s', async (name, clauses, text) => {
    const table = `f_${name}`
    const partitions = name === 'hive' ? '(a INT, b STRING) PARTITIONED BY (p STRING)' : '(a INT, b STRING, p STRING)'
    await worker.run(`CREATE TABLE ${table} ${partitions} ${clauses} ${name === 'hive' ? '' : 'PARTITIONED BY (p)'}`)
    await worker.run(`INSERT INTO ${table} VALUES (1, 'x', 'one [1]*'), (2, 'y', NULL), (3, NULL, 'a/b')`)
    const [file = ''] = folders(`${table}/p=one %5B1%5D%2A`)
    expect(readFileSync(join(at(table), 'p=one %5B1%5D%2A', file), 'utf8')).toBe(text)
    await worker.run(`INSERT OVERWRITE ${table} PARTITION (p = 'a/b') VALUES (4, 'w')`)
    expect(await worker.rows(`SELECT * FROM ${table} ORDER BY a`)).toEqual([
      [1, 'x', 'one [1]*'],
      [2, 'y', null],
      [4, 'w', 'a/b'],
    ])
    expect(await message(`INSERT INTO ${table} SELECT CAST(assert_true(id < 0) AS INT), 'q', 'z' FROM range(3)`)).not.toBe('')
    expect(folders(table)).not.toContain('p=z')
  })

  test('are made with a table of a query', async () => {
    await worker.run(
      "CREATE TABLE f_ctas USING parquet PARTITIONED BY (p) LOCATION 'obs://b1/f_ctas' AS SELECT 'q' AS p, 1 AS v UNION ALL SELECT NULL, 2",
    )
    expect(folders('f_ctas')).toEqual(['p=__HIVE_DEFAULT_PARTITION__', 'p=q'])
    expect(await worker.rows('SELECT * FROM f_ctas ORDER BY v')).toEqual([
      [1, 'q'],
      [2, null],
    ])
    expect(
      await message("CREATE TABLE f_again USING parquet PARTITIONED BY (p) LOCATION 'obs://b1/f_ctas' AS SELECT 'q' AS p, 1 AS v"),
    ).toContain('already')
    expect(
      await message(
        "CREATE TABLE f_failed USING csv PARTITIONED BY (p) LOCATION 'obs://b1/f_failed' AS SELECT CAST(assert_true(id < 0) AS INT) AS v, id AS p FROM range(2)",
      ),
    ).not.toBe('')
    expect(folders('f_failed')).toEqual([])
  })

  test('are added, and may be said to be where they are', async () => {
    await worker.run("CREATE TABLE f_add (v INT) PARTITIONED BY (p STRING, q INT) STORED AS PARQUET LOCATION 'obs://b1/f_add/'")
    await worker.run("ALTER TABLE f_add ADD PARTITION (p = 'x', q = 1) PARTITION (p = 'y', q = 2) LOCATION 'obs://b1/f_add/p=y/q=2/'")
    expect(folders('f_add')).toEqual(['p=x', 'p=y'])
    await worker.run("INSERT INTO f_add PARTITION (p = 'x', q = 1) VALUES (1)")
    await worker.run("ALTER TABLE f_add ADD IF NOT EXISTS PARTITION (p = 'x', q = 1)")
    expect(await message("ALTER TABLE f_add ADD PARTITION (p = 'x', q = 1)")).toContain('already')
    expect(await message("ALTER TABLE f_add ADD PARTITION (p = 'x')")).toContain('each of p, q')
    await worker.run("ALTER TABLE f_add ADD PARTITION (p = 'z', q = 1) LOCATION 'obs://b1/elsewhere'")
    await worker.run("INSERT INTO f_add PARTITION (p = 'z', q = 1) VALUES (2)")
    expect(await worker.rows('SELECT * FROM f_add ORDER BY v')).toEqual([
      [1, 'x', 1],
      [2, 'z', 1],
    ])
    expect([folders('f_add'), folders('elsewhere')]).toEqual([['p=x', 'p=y'], [expect.stringMatching(/^part-0-.*parquet$/)]])
  })
})
