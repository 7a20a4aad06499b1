import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { TestWorker } from '../../fixtures/test-worker.ts'

let worker: TestWorker

beforeAll(async () => {
  worker = await TestWorker.start()
})
afterAll(() => worker.end())

const filesIn = async (folder: string): Promise<readonly string[]> => (await readdir(worker.inBucket(folder))).toSorted()

async function textOf(folder: string): Promise<string> {
  const name = (await filesIn(folder)).find((one) => one.startsWith('part-')) ?? ''
  return await readFile(worker.inBucket(folder, name), 'utf8')
}

// Files are those that Spark 3.3.1 writes of the same statements.
describe('INSERT OVERWRITE DIRECTORY', () => {
  test.each([
    ["'obs://b1/out/csv' USING csv OPTIONS (header 'true', sep '|')", 'out/csv', /^part-00000-[-0-9a-f]+-c000\.csv$/, 'a|b\n1|x\n'],
    ["USING json OPTIONS (path 'obs://b1/out/json')", 'out/json', /^part-00000-[-0-9a-f]+-c000\.json$/, '{"a":1,"b":"x"}\n'],
    ["'obs://b1/out/parquet' USING parquet", 'out/parquet', /^part-00000-[-0-9a-f]+-c000\.snappy\.parquet$/, undefined],
    ["'obs://b1/out/hive' STORED AS PARQUET", 'out/hive', /^part-00000-[-0-9a-f]+-c000\.snappy\.parquet$/, undefined],
  ])('%s', async (place, folder, name, text) => {
    const { rowCount, jobType } = await worker.run(`INSERT OVERWRITE DIRECTORY ${place} SELECT 1 AS a, 'x' AS b`)
    expect({ rowCount, jobType }).toEqual({ rowCount: 1, jobType: 'EXPORT' })
    expect(await filesIn(folder)).toEqual(['_SUCCESS', expect.stringMatching(name)])
    if (text === undefined) expect(await worker.rows(`SELECT * FROM parquet.\`obs://b1/${folder}\``)).toEqual([[1, 'x']])
    else expect(await textOf(folder)).toBe(text)
  })

  test('text takes one string; no rows leave an empty file; WITH and VALUES are queries', async () => {
    await worker.run("INSERT OVERWRITE DIRECTORY 'obs://b1/t' USING text VALUES ('a'), (NULL)")
    expect(await textOf('t')).toBe('a\n\n')
    await worker.run("INSERT OVERWRITE DIRECTORY 'obs://b1/t' USING csv WITH q AS (SELECT 3 AS z) SELECT * FROM q WHERE z > 3")
    expect(await textOf('t')).toBe('')
    await worker.run("WITH q AS (SELECT 3 AS z) INSERT OVERWRITE DIRECTORY 'obs://b1/t' USING csv SELECT * FROM q")
    expect(await textOf('t')).toBe('3\n')
    expect((await worker.fail("INSERT OVERWRITE DIRECTORY 'obs://b1/t' USING text SELECT 1 AS a")).error.message).toContain('strings only')
    expect(await textOf('t')).toBe('3\n')
  })

  test('what was there goes only at the end: a query may read it, and one that fails leaves it', async () => {
    await mkdir(worker.inBucket('old/more'), { recursive: true })
    await writeFile(worker.inBucket('old/a.csv'), '1\n')
    await writeFile(worker.inBucket('old/more/b.csv'), '2\n')
    const failed = await worker.fail(
      "INSERT OVERWRITE DIRECTORY 'obs://b1/old' USING csv SELECT raise_error('no') FROM csv.`obs://b1/old/{a.csv,more}`",
    )
    expect(failed.error.message).toContain('no')
    expect(await filesIn('old')).toEqual(['a.csv', 'more'])
    await worker.run("INSERT OVERWRITE DIRECTORY 'obs://b1/old' USING csv SELECT concat(_c0, '0') FROM csv.`obs://b1/old/{a.csv,more}`")
    expect(await filesIn('old')).toEqual(['_SUCCESS', expect.stringMatching(/^part-/)])
    expect(await textOf('old')).toBe('10\n20\n')
    expect((await readdir(worker.inBucket())).filter((name) => name.startsWith('.'))).toEqual([])
  })

  test('a place that is a file, or lies below one, is refused with words of its own', async () => {
    await writeFile(worker.inBucket('a-file'), 'x')
    await worker.run("CREATE TABLE below_file (x INT) USING csv LOCATION 'obs://b1/a-file/t'")
    for (const sql of [
      "INSERT OVERWRITE DIRECTORY 'obs://b1/a-file' USING csv SELECT 1",
      "INSERT OVERWRITE DIRECTORY 'obs://b1/a-file/below' USING csv SELECT 1",
      "INSERT OVERWRITE DIRECTORY 'obs://b1/a-file/below/it' USING csv SELECT 1",
      'INSERT INTO below_file VALUES (1)',
    ]) {
      const { error } = await worker.fail(sql)
      expect([sql, error.kind]).toEqual([sql, 'invalid-parameter'])
      expect(error.message).toContain('a-file')
    }
    expect(await readFile(worker.inBucket('a-file'), 'utf8')).toBe('x')
  })

  test('a link is not followed out of the bucket', async () => {
    const outside = join(worker.home, 'outside')
    await mkdir(outside)
    await writeFile(join(outside, 'keep'), 'x')
    await symlink(outside, worker.inBucket('link'))
    for (const place of ['link', 'link/below'])
      expect((await worker.fail(`INSERT OVERWRITE DIRECTORY 'obs://b1/${place}' USING csv SELECT 1`)).error.kind).toBe('forbidden')
    expect(await readdir(outside)).toEqual(['keep'])
  })

  test.each([
    ["INSERT OVERWRITE LOCAL DIRECTORY '/tmp/x' USING csv SELECT 1", 'not-supported', 'LOCAL DIRECTORY'],
    ["INSERT OVERWRITE DIRECTORY '/tmp/x' USING csv SELECT 1", 'sql-semantics', "'/tmp/x' is not the obs:// path of a folder"],
    ["INSERT OVERWRITE DIRECTORY 'obs://b1/' USING csv SELECT 1", 'sql-semantics', 'is not the obs:// path of a folder'],
    ["INSERT OVERWRITE DIRECTORY 'obs://b1/x' USING csv OPTIONS (path 'obs://b1/y') SELECT 1", 'sql-semantics', 'has one place'],
    ['INSERT OVERWRITE DIRECTORY USING csv SELECT 1', 'sql-semantics', 'has one place'],
    ["INSERT OVERWRITE DIRECTORY 'obs://b1/x' USING csv SELECT 1 AS a, 2 AS A", 'sql-semantics', 'Two columns'],
    ["INSERT OVERWRITE DIRECTORY 'obs://b1/x' USING csv SELECT array(1) AS a", 'not-supported', 'CSV has no array'],
    ["INSERT OVERWRITE DIRECTORY 'obs://b1/x' USING parquet SELECT NULL AS a", 'sql-semantics', 'NULL of no type'],
    ["INSERT OVERWRITE DIRECTORY 'obs://b1/x' USING orc SELECT 1", 'not-supported', 'orc'],
    ["INSERT OVERWRITE DIRECTORY 'obs://b1/x' USING delta SELECT 1", 'not-supported', 'USING delta'],
    ["INSERT OVERWRITE DIRECTORY 'obs://b1/x' STORED AS ORC SELECT 1", 'not-supported', "Hive's orc"],
    ["INSERT OVERWRITE DIRECTORY 'obs://b1/x' ROW FORMAT DELIMITED FIELDS TERMINATED BY '||' SELECT 1", 'not-supported', 'fieldDelim'],
    ["INSERT OVERWRITE DIRECTORY 'obs://b1/x' USING csv OPTIONS (sep '§') SELECT 1", 'not-supported', 'sep'],
    ["INSERT INTO DIRECTORY 'obs://b1/x' USING csv SELECT 1", 'sql-syntax', ''],
  ])('%s', async (sql, kind, message) => {
    expect((await worker.fail(sql)).error).toMatchObject({ kind, message: expect.stringContaining(message) })
    expect((await readdir(worker.inBucket())).includes('x')).toBe(false)
  })

  test('EXPLAIN writes nothing', async () => {
    const rows = await worker.rows("EXPLAIN INSERT OVERWRITE DIRECTORY 'obs://b1/x' USING csv SELECT 1 AS a")
    expect(JSON.stringify(rows)).toContain('Write csv files to obs://b1/x')
    expect((await readdir(worker.inBucket())).includes('x')).toBe(false)
  })
})

test('a NULL of no type is a text where files have no types, as in Spark', async () => {
  const rows = async (query: string) => {
    await worker.run(`INSERT OVERWRITE DIRECTORY 'obs://b1/void_rows' ${query}`)
    return await worker.rows('SELECT * FROM text.`obs://b1/void_rows`')
  }
  expect(await rows('USING json SELECT 1 AS a, NULL AS b, NULL AS c')).toEqual([['{"a":1}']])
  expect(await rows("ROW FORMAT DELIMITED FIELDS TERMINATED BY ',' SELECT 1 AS a, NULL AS b, 'x' AS c, NULL AS d")).toEqual([
    ['1,\\N,x,\\N'],
  ])
  expect((await worker.fail("INSERT OVERWRITE DIRECTORY 'obs://b1/void_rows' USING csv SELECT NULL AS b")).error.message).toContain(
    'no type',
  )
})
