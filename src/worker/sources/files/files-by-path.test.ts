import { rm, symlink } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { TestWorker } from '../../fixtures/test-worker.ts'

let worker: TestWorker
/** With files of jobs in its bucket. */
let owner: TestWorker

beforeAll(async () => {
  worker = await TestWorker.start()
  owner = await TestWorker.start()
  await worker.put('lines/a.txt', 'one\ntwo\n')
  await worker.put('Lines/a.txt', 'ONE\n')
  await worker.put('table/k=1/a.csv', '1,Ann\n')
  await worker.put('table/k=2/a.csv', '2,Bo\n')
  await worker.put('json/a.json', '{"a":1}\n{"a":2,"b":"x"}\n')
})
afterAll(() => Promise.all([worker.end(), owner.end()]))

// Answers are those of Spark 3.3.1 to the same files.
test('files are read by their path, in any place where a table may stand', async () => {
  expect(await worker.rows('SELECT * FROM text.`obs://b1/lines`')).toEqual([['one'], ['two']])
  expect(await worker.rows('SELECT x.value FROM TEXT.`obs://b1/lines/a.txt` x WHERE x.value LIKE "t%"')).toEqual([['two']])
  expect(await worker.rows('SELECT * FROM csv.`obs://b1/table` ORDER BY k')).toEqual([
    ['1', 'Ann', 1],
    ['2', 'Bo', 2],
  ])
  expect(await worker.rows('SELECT c.a, (SELECT count(*) FROM text.`obs://b1/lines`) FROM json.`obs://b1/json` c WHERE b IS NULL')).toEqual(
    [[1, 2]],
  )
  await worker.run("CREATE TABLE pq (i INT) USING parquet OPTIONS (path 'obs://b1/pq')")
  await worker.run('INSERT INTO pq SELECT count(*) FROM csv.`obs://b1/table`')
  expect(await worker.rows('WITH p AS (SELECT * FROM parquet.`obs://b1/pq`) SELECT i FROM p')).toEqual([[2]])
})

test('the case of a path matters, and two of them are two', async () => {
  expect(await worker.rows('SELECT value FROM text.`obs://b1/lines` UNION ALL SELECT value FROM text.`obs://b1/Lines` ORDER BY 1')).toEqual(
    [['ONE'], ['one'], ['two']],
  )
})

test.each([
  ['hidden/*', ['1', '4', '5', '7', '8']],
  ['hidden/_*', ['5', '8']],
  ['hidden/.h*', ['7']],
  ['hidden/{_tmp,sub}', ['4', '5']],
  ['hidden/{_tmp,sub}/*', ['11', '4', '5']],
  ['*/_tmp', ['5']],
])('of %s the folders that are named like hidden ones are read where the pattern finds them, and no hidden file', async (path, values) => {
  const files = {
    'a.csv': 1,
    '_b.csv': 2,
    '.c.csv': 3,
    'sub/d.csv': 4,
    '_tmp/x.csv': 5,
    '_tmp/_y.csv': 6,
    '.h/x.csv': 7,
    '_p=1/x.csv': 8,
    'sub/_z.csv': 9,
    'sub/_deep/q.csv': 11,
  }
  for (const [name, value] of Object.entries(files)) await worker.put(`hidden/${name}`, `${value}\n`)
  expect((await worker.rows(`SELECT _c0 FROM csv.\`obs://b1/${path}\``)).flat().toSorted()).toEqual(values)
})

test.each([
  ['jobs/*', ['1', '2', '9']],
  ['*', ['7']],
  ['jobs/.*', ['2', '9']],
  ['jobs/.unfinished-*', undefined],
  ['jobs/.unf*/part-0.csv', undefined],
  ['jobs/{.unfinished-1,sub}', ['1']],
  ['job[s]/.unfinished-old-1/part-*', undefined],
  ['{.uploads,jobs/sub}', ['1']],
  ['.upload?/*', undefined],
  ['jobs/*/.unfinished-2/*', undefined],
  ['jobs/l*', undefined],
])('of %s nothing is read that jobs have not published, at no part of the path', async (path, values) => {
  const files = {
    'jobs/sub/a.csv': 1,
    'jobs/.staging/a.csv': 2,
    'jobs/.unfinished-1/part-0.csv': 3,
    'jobs/.unfinished-old-1/part-0.csv': 4,
    'jobs/sub/.unfinished-2/part-0.csv': 5,
    '.uploads/a.csv': 6,
    'b.csv': 7,
    'jobs/.uploads/a.csv': 9,
  }
  for (const [name, value] of Object.entries(files)) await owner.put(name, `${value}\n`)
  const link = owner.inBucket('jobs/link')
  await rm(link, { force: true })
  await symlink('.unfinished-1', link)
  const sql = `SELECT _c0 FROM csv.\`obs://b1/${path}\``
  if (values === undefined) expect((await owner.fail(sql)).error.message).toContain('there are no files in')
  else expect((await owner.rows(sql)).flat().toSorted()).toEqual(values)
})

test('its name stands before no column, as in Spark', async () => {
  expect((await worker.fail('SELECT `obs://b1/lines`.value FROM text.`obs://b1/lines`')).error).toMatchObject({ kind: 'sql-semantics' })
  expect((await worker.fail('SELECT text.value FROM text.`obs://b1/lines`')).error).toMatchObject({ kind: 'sql-semantics' })
})

test.each([
  ['SELECT * FROM binaryfile.`obs://b1/lines`', 'not-supported', 'Reading files of binaryfile'],
  ['SELECT * FROM avro.`obs://b1/lines`', 'invalid-parameter', 'obs://b1/lines/a.txt is no Avro file'],
  ['SELECT * FROM csv.`/etc/passwd`', 'sql-semantics', "'/etc/passwd' is not an obs:// path"],
  ['SELECT * FROM csv.`s3://b1/x`', 'sql-semantics', 'is not an obs:// path'],
  ['SELECT * FROM csv.`obs://b1/nowhere`', 'invalid-parameter', 'there are no files in obs://b1/nowhere'],
  ["INSERT INTO text.`obs://b1/lines` VALUES ('x')", 'sql-semantics', 'rows are not written into them so'],
  ['DELETE FROM text.`obs://b1/lines`', 'sql-semantics', 'rows are not written into them so'],
  ['SELECT * FROM csv.people', 'sql-semantics', 'csv.people'],
])('%s', async (sql, kind, message) => {
  expect((await worker.fail(sql)).error).toMatchObject({ kind, message: expect.stringContaining(message) })
})

test('a place that the server refuses is not read', async () => {
  const failed = await worker.fail('SELECT * FROM csv.`obs://other-bucket/x`')
  expect(failed.error.message).toContain('other-bucket')
})

test('what is wrong with the path is told before the job is kept', async () => {
  const analyzed = await worker.analyze('SELECT * FROM binaryfile.`obs://b1/lines`', 'syntax')
  expect(analyzed).toMatchObject({ kind: 'analysis-failed', error: { kind: 'not-supported' } })
  expect(await worker.analyze('SELECT * FROM csv.`obs://b1/lines`', 'syntax')).toMatchObject({ kind: 'analyzed', analysis: { tables: [] } })
  expect(await worker.analyze('SELECT * FROM csv.`obs://b1/lines`', 'semantics')).toMatchObject({
    kind: 'analysis-failed',
    error: { kind: 'not-supported', message: expect.stringContaining('not checked without being run') },
  })
})
