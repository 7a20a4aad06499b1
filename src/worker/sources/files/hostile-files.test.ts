import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { filesIn } from '../../fixtures/files-in.ts'
import { TestWorker } from '../../fixtures/test-worker.ts'

let worker: TestWorker

beforeAll(async () => {
  worker = await TestWorker.start()
})
afterAll(() => worker.end())

test('a broken file fails the job by its table, not by a path of this machine', async () => {
  await worker.put('broken/a.parquet', 'this is no Parquet file, but long enough to have a footer')
  await worker.run("CREATE TABLE broken (id INT) USING parquet OPTIONS (path 'obs://b1/broken')")
  const failed = await worker.fail('SELECT * FROM default.broken')
  expect(failed.error.message).toContain('obs://b1/broken')
  expect(JSON.stringify(failed)).not.toContain(worker.home)
})

test('of a damaged file it is told which it is, where it is one, and that it is one of them', async () => {
  await worker.run(
    "CREATE TABLE undamaged USING parquet OPTIONS (path 'obs://b1/undamaged') AS SELECT id, concat('name ', id) AS s FROM range(5000)",
  )
  const [name = ''] = (await readdir(worker.inBucket('undamaged'))).filter((one) => one.endsWith('.parquet'))
  const bytes = await readFile(worker.inBucket('undamaged', name))
  await mkdir(worker.inBucket('damaged'))
  await writeFile(worker.inBucket('damaged', 'a.parquet'), bytes.fill(0xff, 4, 64))
  await worker.run("CREATE TABLE damaged (id BIGINT, s STRING) USING parquet OPTIONS (path 'obs://b1/damaged')")
  const one = await worker.fail('SELECT max(id), max(s) FROM damaged')
  expect(one.error).toMatchObject({ kind: 'invalid-parameter', message: 'obs://b1/damaged/a.parquet is a damaged Parquet file' })
  await copyFile(worker.inBucket('undamaged', name), worker.inBucket('damaged', 'b.parquet'))
  const several = await worker.fail('SELECT max(id), max(s) FROM damaged')
  expect(several.error).toMatchObject({
    kind: 'invalid-parameter',
    message: 'One of the Parquet files that the statement reads is damaged',
  })
})

describe('hostile files', () => {
  test('a link out of the bucket is refused, whether it is a file, a folder or the table itself', async () => {
    const outside = await mkdtemp(join(tmpdir(), 'causeway-outside-'))
    try {
      await writeFile(join(outside, 'secret.csv'), 'secret\n')
      await worker.put('linked/fine.csv', 'fine\n')
      await worker.run("CREATE TABLE linked (s STRING) USING csv OPTIONS (path 'obs://b1/linked')")
      await symlink(join(outside, 'secret.csv'), worker.inBucket('linked', 'link.csv'))
      expect((await worker.fail('SELECT * FROM default.linked')).error.kind).toBe('forbidden')
      await worker.run("CREATE TABLE door (s STRING) USING csv OPTIONS (path 'obs://b1/door')")
      await symlink(outside, worker.inBucket('door'))
      expect((await worker.fail("CREATE TABLE door_2 (s STRING) USING csv OPTIONS (path 'obs://b1/door')")).error.kind).toBe('forbidden')
      expect((await worker.fail('SELECT * FROM default.door')).error.kind).toBe('forbidden')
      expect((await worker.fail("INSERT INTO door SELECT 'x'")).error.kind).toBe('forbidden')
      expect(await filesIn(outside)).toEqual(['secret.csv'])
    } finally {
      await rm(outside, { recursive: true })
    }
  })

  test('a link within the bucket is followed once', async () => {
    await worker.put('within/a.csv', 'one\n')
    await symlink(worker.inBucket('within', 'a.csv'), worker.inBucket('within', 'b.csv'))
    await worker.run("CREATE TABLE within (s STRING) USING csv OPTIONS (path 'obs://b1/within')")
    expect(await worker.rows('SELECT * FROM default.within')).toEqual([['one']])
  })

  test('names with quotes and spaces are only names', async () => {
    await worker.put("odd/it's; DROP TABLE x --.csv", 'odd\n')
    await worker.run("CREATE TABLE odd (s STRING) USING csv OPTIONS (path 'obs://b1/odd')")
    expect(await worker.rows('SELECT * FROM default.odd')).toEqual([['odd']])
    // For the engine these would be patterns: files read twice, or not at all.
    for (const name of ['data[1].csv', 'data1.csv', 'x*.csv', 'x1.csv', 'q?.csv', 'f[a]*/q1.csv'])
      await worker.put(`patterns/${name}`, `${name}\n`)
    await worker.run("CREATE TABLE patterns (s STRING) USING csv OPTIONS (path 'obs://b1/patterns', recursiveFileLookup 'true')")
    expect(await worker.rows('SELECT s FROM default.patterns ORDER BY s')).toEqual(
      ['data1.csv', 'data[1].csv', 'f[a]*/q1.csv', 'q?.csv', 'x*.csv', 'x1.csv'].map((name) => [name]),
    )
  })
})
