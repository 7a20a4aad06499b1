import { mkdirSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { TestWorker } from '../../fixtures/test-worker.ts'

let worker: TestWorker
beforeAll(async () => {
  worker = await TestWorker.start()
  put('m/a.csv', 'a,b\n1,2\n')
  put('m/b.csv', 'c,d\n3,4\n5,"x y"\n')
  await worker.run("CREATE TABLE mt (a STRING, b STRING) USING csv OPTIONS (header 'true') LOCATION 'obs://b1/m'")
})
afterAll(() => worker.end())

const WRITTEN = new Date('2024-05-06T07:08:09.123Z')

function put(path: string, text: string): void {
  const at = worker.inBucket(path)
  mkdirSync(join(at, '..'), { recursive: true })
  writeFileSync(at, text)
  utimesSync(at, WRITTEN, WRITTEN)
}

const message = async (sql: string): Promise<string> => (await worker.fail(sql)).error.message

// All answers are those of Spark 3.3.1, but for the places.
describe('the hidden column _metadata', () => {
  test('tells of the file of each row', async () => {
    expect(await worker.rows('SELECT a, _metadata.file_path, _metadata.file_name, _METADATA.file_size FROM mt ORDER BY a')).toEqual([
      ['1', 'obs://b1/m/a.csv', 'a.csv', 8],
      ['3', 'obs://b1/m/b.csv', 'b.csv', 16],
      ['5', 'obs://b1/m/b.csv', 'b.csv', 16],
    ])
    expect(await worker.rows("SELECT DISTINCT _metadata.file_modification_time = timestamp'2024-05-06 07:08:09.123' FROM mt")).toEqual([
      [true],
    ])
    expect(await worker.rows('SELECT * FROM mt ORDER BY a LIMIT 1')).toEqual([['1', '2']])
    expect(await worker.rows('SELECT _metadata.* FROM mt WHERE a = 1')).toMatchObject([['obs://b1/m/a.csv', 'a.csv', 8, expect.anything()]])
    expect(await worker.rows('SELECT typeof(_metadata) FROM mt LIMIT 1')).toEqual([
      ['struct<file_path:string,file_name:string,file_size:bigint,file_modification_time:timestamp>'],
    ])
    expect((await worker.run('SELECT *, _metadata.file_name, upper(_metadata.file_name) FROM csv.`obs://b1/m`')) as unknown).toMatchObject({
      columns: [{ name: '_c0' }, { name: '_c1' }, { name: 'file_name' }, { name: 'upper(_metadata.file_name)' }],
    })
  })

  test('is a column as others are', async () => {
    expect(await worker.rows('SELECT _metadata.file_name, count(*) FROM mt GROUP BY _metadata.file_name ORDER BY 1')).toEqual([
      ['a.csv', 1],
      ['b.csv', 2],
    ])
    expect(await worker.rows("SELECT a FROM mt WHERE _metadata.file_name = 'b.csv' ORDER BY a")).toEqual([['3'], ['5']])
    expect(await worker.rows('SELECT a FROM mt ORDER BY _metadata.file_name DESC, a')).toEqual([['3'], ['5'], ['1']])
    for (const name of ['mt._metadata', 'default.mt._metadata'])
      expect(await worker.rows(`SELECT max(${name}.file_name) FROM mt`)).toEqual([['b.csv']])
    expect(await worker.rows('SELECT x._metadata.file_name, y._metadata.file_size FROM mt x JOIN mt y ON x.a = y.a WHERE x.a = 1')).toEqual(
      [['a.csv', 8]],
    )
    expect(await worker.rows('SELECT f FROM (SELECT _metadata.file_name AS f, a FROM mt) WHERE a = 3')).toEqual([['b.csv']])
    expect(
      await worker.rows("SELECT a FROM mt WHERE EXISTS (SELECT 1 FROM range(1) WHERE mt._metadata.file_name = 'b.csv') ORDER BY a"),
    ).toEqual([['3'], ['5']])
    expect(await worker.rows('SELECT (SELECT max(_metadata.file_name) FROM mt)')).toEqual([['b.csv']])
    expect(await worker.rows('SELECT e, _metadata.file_name FROM mt LATERAL VIEW explode(array(1)) t AS e WHERE a = 1')).toEqual([
      [1, 'a.csv'],
    ])
    expect(await message('SELECT _metadata.file_name FROM mt x JOIN mt y ON x.a = y.a')).toContain('ambiguous')
    expect(await message('SELECT _metadata.nope FROM mt')).toContain('nope')
    await worker.run('CREATE TABLE kept AS SELECT a, _metadata.file_name AS f FROM mt')
    expect(await worker.rows('SELECT f FROM kept WHERE a = 1')).toEqual([['a.csv']])
  })

  test.each(['parquet', 'json', 'text'])('is there of %s, with partitions and names that a URI writes otherwise', async (format) => {
    const table = `of_${format}`
    const v = format === 'text' ? "'x'" : '7'
    await worker.run(
      `CREATE TABLE ${table} USING ${format} PARTITIONED BY (k) LOCATION 'obs://b1/${table}' AS SELECT ${v} AS v, 'a b' AS k UNION ALL SELECT ${v}, 'c'`,
    )
    const rows = (await worker.rows(
      `SELECT k, _metadata.file_path = input_file_name(), _metadata.file_path, _metadata.file_name, _metadata.file_size FROM ${table} ORDER BY k`,
    )) as [string, boolean, string, string, number][]
    expect(rows.map(([k, isSame]) => [k, isSame])).toEqual([
      ['a b', true],
      ['c', true],
    ])
    for (const [k, , path, name, size] of rows) {
      expect(path).toBe(`obs://b1/${table}/k=${k.replace(' ', '%20')}/${name}`)
      expect(size).toBe(statSync(join(worker.inBucket(table), `k=${k}`, name)).size)
    }
  })

  test('gives way to a column of that name, and is none of queries, views and tables of other kinds', async () => {
    put('m2/a.csv', '_metadata,b\n1,2\n')
    await worker.run("CREATE TABLE m2 (_metadata STRING, b STRING) USING csv OPTIONS (header 'true') LOCATION 'obs://b1/m2'")
    expect(await worker.rows('SELECT _metadata, b FROM m2')).toEqual([['1', '2']])
    expect(await message('SELECT _metadata.file_name FROM m2')).not.toBe('')
    await worker.run('CREATE VIEW mv AS SELECT * FROM mt')
    for (const from of ['mv', '(SELECT * FROM mt)'])
      expect(await message(`SELECT _metadata.file_name FROM ${from}`)).toContain('does not exist')
    await worker.run("CREATE TABLE mh (a INT) STORED AS PARQUET LOCATION 'obs://b1/mh'")
    expect(await message('SELECT _metadata.file_name FROM mh')).toContain('does not exist')
    await worker.run('CREATE TABLE mg (a INT)')
    expect((await worker.fail('SELECT _metadata.file_name FROM mg')).error).toMatchObject({
      kind: 'not-supported',
      message: expect.stringContaining('_metadata of default.mg'),
    })
  })
})
