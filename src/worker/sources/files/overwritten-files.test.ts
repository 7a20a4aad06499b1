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
    await worker.run('CREATE TABLE before AS SELECT s FROM over')
    expect(await worker.run("INSERT OVERWRITE over SELECT concat(s, '!') FROM before")).toMatchObject({ rowCount: 3 })
    expect((await worker.rows('SELECT s FROM over ORDER BY s')).flat()).toEqual(['old!', 'old!', 'theirs!'])
    expect(await filesIn(worker.inBucket('neighbour'))).toEqual(['c.csv'])
    expect(await filesIn(worker.inBucket('over'))).toContain('_SUCCESS')
    await worker.run('INSERT OVERWRITE over SELECT s FROM before WHERE false')
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

describe('INSERT OVERWRITE of a table that its query reads', () => {
  // What Spark 3.3.1 says with Hive's catalog.
  const refused = 'is overwritten by a query that reads it'

  test.each([
    ['USING parquet', refused],
    ['USING csv', refused],
    ["USING csv LOCATION 'obs://b1/own'", refused],
    ['STORED AS PARQUET', refused],
    ['STORED AS ORC', refused],
    ['STORED AS TEXTFILE', undefined],
    ['', undefined],
  ])('as a table %s: %s', async (made, message) => {
    await worker.run(`CREATE TABLE own (a INT, b INT) ${made}`)
    await worker.run('INSERT INTO own VALUES (1, 1), (2, 2)')
    await worker.run('CREATE VIEW of_own AS SELECT * FROM own')
    try {
      for (const query of [
        'SELECT a + 1, b FROM own',
        'SELECT a, b FROM of_own',
        'SELECT * FROM own WHERE a < 9',
        'WITH w AS (SELECT * FROM own) SELECT * FROM w',
        'SELECT 2, max(a) FROM (SELECT 3 AS a) WHERE a IN (SELECT a FROM own)',
      ]) {
        const insert = `INSERT OVERWRITE own ${query}`
        if (message === undefined) await worker.run(insert)
        else
          expect((await worker.fail(insert)).error, insert).toMatchObject({
            kind: 'sql-semantics',
            message: expect.stringContaining(message),
          })
      }
      await worker.run('INSERT INTO own SELECT * FROM own')
      await worker.run('INSERT OVERWRITE own VALUES (1, 1)')
      expect(await worker.rows('SELECT * FROM own')).toEqual([[1, 1]])
    } finally {
      await worker.run('DROP VIEW of_own')
      await worker.run('DROP TABLE own')
    }
  })

  test('of partitions: not those that PARTITION names, and all but where the ones that get rows are replaced', async () => {
    await worker.run('CREATE TABLE days (a INT, b INT) USING parquet PARTITIONED BY (b)')
    await worker.run('INSERT INTO days VALUES (1, 1), (2, 2)')
    for (const sql of ['days SELECT a + 1, b FROM days', 'days PARTITION (b = 1) SELECT a + 1 FROM days WHERE b = 2'])
      expect((await worker.fail(`INSERT OVERWRITE ${sql}`)).error).toMatchObject({
        message: expect.stringContaining(refused),
        hint: expect.stringContaining('partitionOverwriteMode = dynamic'),
      })
    worker.session = { ...worker.session, settings: { 'spark.sql.sources.partitionOverwriteMode': 'dynamic' } }
    await worker.run('INSERT OVERWRITE days SELECT a + 1, b FROM days WHERE b = 1')
    expect((await worker.fail('INSERT OVERWRITE days PARTITION (b = 1) SELECT a FROM days')).error.message).toContain(refused)
    worker.session = { ...worker.session, settings: {} }
    expect(await worker.rows('SELECT * FROM days ORDER BY b')).toEqual([
      [2, 1],
      [2, 2],
    ])
  })

  test('by another table of its place too, and not of an earlier version', async () => {
    await worker.run("CREATE TABLE one_name (a INT) USING csv LOCATION 'obs://b1/two_names'")
    await worker.run("CREATE TABLE other_name (a INT) USING csv LOCATION 'obs://b1/two_names/'")
    expect((await worker.fail('INSERT OVERWRITE one_name SELECT * FROM other_name')).error.message).toContain(refused)
    await worker.run('CREATE TABLE versioned USING parquet AS SELECT 1 AS a')
    await worker.run('INSERT OVERWRITE versioned VALUES (2)')
    expect(await worker.run('INSERT OVERWRITE versioned SELECT a FROM versioned VERSION AS OF 1')).toMatchObject({ rowCount: 1 })
  })
})
