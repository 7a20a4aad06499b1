import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { TestWorker } from '../../../fixtures/test-worker.ts'

let worker: TestWorker
beforeAll(async () => {
  worker = await TestWorker.start()
})
afterAll(() => worker.end())

const SERDE = "ROW FORMAT SERDE 'org.apache.hadoop.hive.serde2.OpenCSVSerde'"
const OTHER_SIGNS = `WITH SERDEPROPERTIES ('separatorChar' = '|', 'quoteChar' = "'", 'escapeChar' = '/')`

function put(folder: string, text: string): string {
  const at = worker.inBucket(folder)
  mkdirSync(at, { recursive: true })
  writeFileSync(join(at, 'a.csv'), text)
  return `STORED AS TEXTFILE LOCATION 'obs://b1/${folder}'`
}

function written(folder: string): string {
  const at = worker.inBucket(folder)
  return readdirSync(at)
    .filter((name) => name.startsWith('part-'))
    .map((name) => readFileSync(join(at, name), 'utf8'))
    .join('')
}

const message = async (sql: string): Promise<string> => (await worker.fail(sql)).error.message

// What Spark 3.3.1 answers, with Hive's own class.
describe('a table of OpenCSVSerde', () => {
  test('has the fields of opencsv, all of them strings', async () => {
    const place = put(
      'read',
      'h1,h2,h3\na,"b ""q"" c",3\n x , y ,z\n"a\\"b",c\\,d,e\n,"",x\n1\n1,2,3,4\n\n"unclosed,2,3\n"a"b,c"d"e,f\n"m\nn",2,3\na, "b" ,c\né,"ü",☃\n\\N,null,NULL\n',
    )
    await worker.run(`CREATE TABLE read (a INT, b STRING, c DATE) ${SERDE} ${place}`)
    expect(await worker.rows('DESCRIBE read')).toEqual([
      ['a', 'string', null],
      ['b', 'string', null],
      ['c', 'string', null],
    ])
    expect(await worker.rows('SELECT * FROM read')).toEqual([
      ['h1', 'h2', 'h3'],
      ['a', 'b "q" c', '3'],
      [' x ', ' y ', 'z'],
      ['a"b', 'c', 'd'],
      ['', '', 'x'],
      ['1', null, null],
      ['1', '2', '3'],
      [null, null, null],
      [null, null, null],
      ['ab', 'c"d"e', 'f'],
      [null, null, null],
      [null, null, null],
      ['a', 'b" ', 'c'],
      ['é', 'ü', '☃'],
      ['N', 'null', 'NULL'],
    ])
    expect(await worker.rows('SELECT count(*), count(b), max(c) FROM read')).toEqual([[15, 10, '☃']])
  })

  test('leaves out the lines of a header where it says so, and takes no rows then', async () => {
    const place = put('headed', 'name,n\nx,1\n"y,z",2\n')
    writeFileSync(join(worker.inBucket('headed'), 'b.csv'), 'name,n\n')
    await worker.run(`CREATE TABLE headed (name STRING, n INT) ${SERDE} ${place} TBLPROPERTIES ('skip.header.line.count' = '1')`)
    expect(await worker.rows('SELECT name, CAST(n AS INT) FROM headed')).toEqual([
      ['x', 1],
      ['y,z', 2],
    ])
    expect(await message("INSERT INTO headed VALUES ('w', '3')")).toContain('skip.header.line.count')
    const delimited = put('delimited', 'name;n\nx;1\n').replace('STORED AS TEXTFILE', '')
    await worker.run(
      `CREATE TABLE delimited (name STRING, n INT) ROW FORMAT DELIMITED FIELDS TERMINATED BY ';' ${delimited} TBLPROPERTIES ('skip.header.line.count' = '1')`,
    )
    expect(await worker.rows('SELECT * FROM delimited')).toEqual([['x', 1]])
    expect(await message(`CREATE TABLE bad (a STRING) ${SERDE} ${place} TBLPROPERTIES ('skip.header.line.count' = 'one')`)).toContain(
      'whole',
    )
  })

  test('may have other signs, of which the first character counts', async () => {
    await worker.run(`CREATE TABLE signs (a STRING, b STRING, c STRING) ${SERDE} ${OTHER_SIGNS} ${put('signs', "'q/'q'|'x//y|'|z\n")}`)
    expect(await worker.rows('SELECT * FROM signs')).toEqual([["q'q", 'x/y|', 'z']])
    const first = `CREATE TABLE first (a STRING, b STRING) ${SERDE} WITH SERDEPROPERTIES ('separatorChar' = '||')`
    await worker.run(`${first} ${put('first', "'a'|'b|c'|\n")}`)
    expect(await worker.rows('SELECT * FROM first')).toEqual([["'a'", "'b"]])
    const bad = (properties: string) =>
      message(`CREATE TABLE bad (a STRING) ${SERDE} WITH SERDEPROPERTIES (${properties}) STORED AS TEXTFILE`)
    expect(await bad(`'separatorChar' = '"'`)).toContain('three different characters')
    expect(await bad("'quoteChar' = ''")).toContain('quoteChar')
    expect(await bad("'field.delim' = ';'")).toContain('field.delim')
    expect(await message("CREATE TABLE bad (a STRING) USING hive OPTIONS (separatorChar ';')")).toContain('serde')
  })

  test('is written byte by byte as by Spark', async () => {
    await worker.run(`CREATE TABLE out (a STRING, b STRING, c STRING) ${SERDE} STORED AS TEXTFILE LOCATION 'obs://b1/out'`)
    await worker.run(String.raw`INSERT INTO out VALUES ('a','b,c',NULL),('q"q','x\\y',''),('l1\nl2','é','\'')`)
    expect(written('out')).toBe('"a","b,c",\n"q""q","x\\y",""\n"l1\nl2","é","\'"\n')
    await worker.run(
      `CREATE TABLE out_signs (a STRING, b STRING, c STRING) ${SERDE} ${OTHER_SIGNS} STORED AS TEXTFILE LOCATION 'obs://b1/out_signs'`,
    )
    await worker.run(String.raw`INSERT INTO out_signs VALUES ('a','b|c',NULL),('q\'q','x/y/',''),('"','é','\\')`)
    expect(written('out_signs')).toBe("'a'|'b|c'|\n'q/'q'|'x//y//'|''\n'\"'|'é'|'\\'\n")
  })

  test('has partitions of their types, and comes of a query of strings only', async () => {
    await worker.run(`CREATE TABLE parts (a INT) PARTITIONED BY (k INT) ${SERDE} STORED AS TEXTFILE LOCATION 'obs://b1/parts'`)
    await worker.run('INSERT INTO parts PARTITION (k = 1) VALUES (7)')
    expect(await worker.rows('SELECT a, k + 1 FROM parts')).toEqual([['7', 2]])
    const ofQuery = (table: string) => `CREATE TABLE ${table} ${SERDE} STORED AS TEXTFILE LOCATION 'obs://b1/${table}' AS SELECT`
    expect(await message(`${ofQuery('numbers')} 1 AS a`)).toContain('all of its are strings')
    await worker.run(`${ofQuery('texts')} 'x' AS a`)
    expect(written('texts')).toBe('"x"\n')
  })

  test('is shown as it can be made again, and files are loaded as it says', async () => {
    put('loaded', 'h\n"a,b"\n')
    await worker.run(`CREATE TABLE loaded (a STRING) ${SERDE} TBLPROPERTIES ('skip.header.line.count' = '1')`)
    await worker.run("LOAD DATA INPATH 'obs://b1/loaded' INTO TABLE loaded")
    expect(await worker.rows('SELECT * FROM loaded')).toEqual([['a,b']])
    await worker.run("INSERT INTO loaded VALUES ('c')")
    expect(await worker.rows('SELECT * FROM loaded ORDER BY a')).toEqual([['a,b'], ['c']])
    const shown = String(((await worker.rows('SHOW CREATE TABLE signs')) as string[][])[0]?.[0])
    await worker.run('DROP TABLE signs')
    await worker.run(shown)
    expect(await worker.rows('SELECT * FROM signs')).toEqual([["q'q", 'x/y|', 'z']])
  })
})
