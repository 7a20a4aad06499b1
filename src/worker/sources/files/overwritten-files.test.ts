import { symlink } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { filesIn } from '../../fixtures/files-in.ts'
import { TestWorker } from '../../fixtures/test-worker.ts'

let worker: TestWorker

beforeAll(async () => {
  worker = await TestWorker.start()
})
afterAll(() => worker.end())

describe('INSERT OVERWRITE of files at a location', () => {
  test('removes the files that were there, in folders below too, and not what their links lead to', async () => {
    await worker.put('over/a.csv', 'old\n')
    await worker.put('over/deep/b.csv', 'old\n')
    await worker.put('over/_SUCCESS', '')
    await worker.put('neighbour/c.csv', 'theirs\n')
    await symlink(worker.inBucket('neighbour', 'c.csv'), worker.inBucket('over', 'link.csv'))
    await worker.run("CREATE TABLE over (s STRING) USING csv OPTIONS (path 'obs://b1/over', recursiveFileLookup 'true')")
    expect(await worker.run("INSERT OVERWRITE over SELECT concat(s, '!') FROM over")).toMatchObject({ rowCount: 3 })
    expect((await worker.rows('SELECT s FROM over ORDER BY s')).flat()).toEqual(['old!', 'old!', 'theirs!'])
    expect(await filesIn(worker.inBucket('neighbour'))).toEqual(['c.csv'])
    expect(await filesIn(worker.inBucket('over'))).toContain('_SUCCESS')
    await worker.run('INSERT OVERWRITE over SELECT s FROM over WHERE false')
    expect(await worker.rows('SELECT s FROM over')).toEqual([])
  })

  test('leaves them when its query fails', async () => {
    await worker.tableWithBadLastRow('unreadable', 100_000)
    await worker.put('stays/a.csv', '1,old\n')
    await worker.run("CREATE TABLE stays (x INT, t STRING) USING csv OPTIONS (path 'obs://b1/stays')")
    await worker.fail('INSERT OVERWRITE stays SELECT * FROM default.unreadable')
    expect(await worker.rows('SELECT * FROM stays')).toEqual([[1, 'old']])
  })
})
