import { mkdir, readdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { TestWorker } from '../../fixtures/test-worker.ts'

let worker: TestWorker
let bucket: string

beforeAll(async () => {
  worker = await TestWorker.start()
  bucket = join(worker.buckets, 'b1')
})
afterAll(() => worker.end())

async function put(path: string, text: string): Promise<void> {
  const file = join(bucket, path)
  await mkdir(join(file, '..'), { recursive: true })
  await writeFile(file, text)
}

const filesIn = async (folder: string): Promise<readonly string[]> => (await readdir(folder).catch(() => [])).toSorted()

describe('INSERT OVERWRITE of files at a location', () => {
  test('removes the files that were there, in folders below too, and not what their links lead to', async () => {
    await put('over/a.csv', 'old\n')
    await put('over/deep/b.csv', 'old\n')
    await put('over/_SUCCESS', '')
    await put('neighbour/c.csv', 'theirs\n')
    await symlink(join(bucket, 'neighbour', 'c.csv'), join(bucket, 'over', 'link.csv'))
    await worker.run("CREATE TABLE over (s STRING) USING csv OPTIONS (path 'obs://b1/over', recursiveFileLookup 'true')")
    expect(await worker.run("INSERT OVERWRITE over SELECT concat(s, '!') FROM over")).toMatchObject({ rowCount: 3 })
    expect((await worker.rows('SELECT s FROM over ORDER BY s')).flat()).toEqual(['old!', 'old!', 'theirs!'])
    expect(await filesIn(join(bucket, 'neighbour'))).toEqual(['c.csv'])
    expect(await filesIn(join(bucket, 'over'))).toContain('_SUCCESS')
    await worker.run('INSERT OVERWRITE over SELECT s FROM over WHERE false')
    expect(await worker.rows('SELECT s FROM over')).toEqual([])
  })

  test('leaves them when its query fails', async () => {
    await worker.tableWithBadLastRow('unreadable', 100_000)
    await put('stays/a.csv', '1,old\n')
    await worker.run("CREATE TABLE stays (x INT, t STRING) USING csv OPTIONS (path 'obs://b1/stays')")
    await worker.fail('INSERT OVERWRITE stays SELECT * FROM default.unreadable')
    expect(await worker.rows('SELECT * FROM stays')).toEqual([[1, 'old']])
  })
})
