import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { waitPatiently } from '../testing/patience.ts'
import { findS3Program, NO_S3_PROGRAM } from '../testing/s3-program.ts'
import { startWrittenBucket, type WrittenBucket } from './support/written-bucket.ts'

const program = await findS3Program()
if (program === undefined) console.log(`SKIPPED: writing partitions into a store of objects is not tested, for ${NO_S3_PROGRAM}`)

describe.skipIf(program === undefined)('partitions that are written into a bucket of an S3-compatible store', () => {
  let lab: WrittenBucket
  beforeAll(async () => {
    lab = await startWrittenBucket(program ?? '')
  })
  afterEach(() => {
    lab.between.decide = () => ({ kind: 'pass' })
  })
  afterAll(() => lab?.[Symbol.asyncDispose]())

  it('partitions are folders as Spark names them, and those that are meant are replaced alone', async () => {
    await lab.api.finish("CREATE TABLE p (a INT, day STRING) USING parquet PARTITIONED BY (day) LOCATION 'obs://lake/p'")
    await lab.api.finish("INSERT INTO p VALUES (1, 'x'), (2, NULL), (3, 'a/b')")
    expect(await lab.names('p')).toEqual(
      ['day=__HIVE_DEFAULT_PARTITION__', 'day=a%2Fb', 'day=x'].map((day) => expect.stringContaining(`${day}/part-`)),
    )
    await lab.api.finish("INSERT OVERWRITE p PARTITION (day = 'x') VALUES (4)")
    await lab.api.finish("INSERT OVERWRITE p VALUES (5, 'a/b')", { conf: ['spark.sql.sources.partitionOverwriteMode=dynamic'] })
    expect(await lab.api.rows('SELECT * FROM p ORDER BY a')).toEqual([
      [2, null],
      [4, 'x'],
      [5, 'a/b'],
    ])
    await lab.api.finish("INSERT OVERWRITE p VALUES (6, 'new')")
    expect(await lab.api.rows('SELECT * FROM p')).toEqual([[6, 'new']])
    await lab.api.finish("INSERT OVERWRITE p SELECT 0, 'x' WHERE false")
    expect(await lab.s3.keys('lake', 'p')).toEqual([])
    await lab.nothingUnfinished()
  })

  it('a partition that is dropped keeps its objects, and is back with the rows that are written into it', async () => {
    await lab.api.finish("CREATE TABLE dropped (a INT, day STRING) USING parquet PARTITIONED BY (day) LOCATION 'obs://lake/dropped'")
    await lab.api.finish("INSERT INTO dropped VALUES (1, 'x'), (2, 'y')")
    await lab.api.finish("ALTER TABLE dropped DROP PARTITION (day = 'x')")
    expect(await lab.api.rows('SELECT * FROM dropped')).toEqual([[2, 'y']])
    expect(await lab.api.rows('SHOW PARTITIONS dropped')).toEqual([['day=y']])
    expect(await lab.s3.keys('lake', 'dropped')).toHaveLength(2)
    await lab.api.finish('CREATE TABLE also (a INT)')
    await lab.api.finish("FROM dropped INSERT INTO also SELECT a INSERT INTO dropped PARTITION (day = 'x') SELECT a + 1")
    expect(await lab.api.rows('SELECT * FROM also')).toEqual([[2]])
    expect(await lab.api.rows('SELECT * FROM dropped ORDER BY a')).toEqual([
      [1, 'x'],
      [2, 'y'],
      [3, 'x'],
    ])
    await lab.nothingUnfinished()
  })

  it('one that has a place of its own is read and written there, in the store and beside it', async () => {
    expect((await lab.api.put('/causeway/v1/{p}/buckets/near')).status).toBeLessThan(300)
    for (const [name, table, place] of [
      ['both', 'obs://lake/both', 'obs://lake/elsewhere'],
      ['near', 'obs://lake/near', 'obs://near/elsewhere'],
      ['far', 'obs://near/far', 'obs://lake/far'],
    ] as const) {
      await lab.api.finish(`CREATE TABLE ${name} (a INT, day STRING) USING parquet PARTITIONED BY (day) LOCATION '${table}'`)
      await lab.api.finish(`ALTER TABLE ${name} ADD PARTITION (day = 'x') LOCATION '${place}'`)
      await lab.api.finish(`INSERT INTO ${name} VALUES (1, 'x'), (2, 'y')`)
      await lab.api.finish(`INSERT INTO ${name} VALUES (3, 'x')`)
      expect(await lab.api.rows(`SELECT * FROM ${name} ORDER BY a`), name).toEqual([
        [1, 'x'],
        [2, 'y'],
        [3, 'x'],
      ])
      expect(await lab.api.rows(`SELECT a FROM parquet.\`${place}\` ORDER BY a`), name).toEqual([[1], [3]])
      await lab.api.finish(`INSERT OVERWRITE ${name} PARTITION (day = 'x') VALUES (11), (13)`)
      expect(await lab.api.rows(`SELECT a FROM ${name} WHERE day = 'x' ORDER BY a`), name).toEqual([[11], [13]])
      await lab.api.finish(`ALTER TABLE ${name} DROP PARTITION (day = 'x')`)
      expect(await lab.api.rows(`SELECT * FROM ${name}`), name).toEqual([[2, 'y']])
      expect(await lab.api.rows(`SELECT a FROM parquet.\`${place}\` ORDER BY a`), name).toEqual([[11], [13]])
    }
    await lab.nothingUnfinished()
  })

  it('of two jobs that replace one partition one wins; other partitions are in nobody’s way', async () => {
    await lab.api.finish("CREATE TABLE q (a INT, day STRING) USING parquet PARTITIONED BY (day) LOCATION 'obs://lake/q'")
    await lab.api.finish("INSERT INTO q VALUES (1, 'x'), (1, 'y')")
    const first = await lab.stopped(/POST .*uploads=/, "INSERT OVERWRITE q PARTITION (day = 'x') VALUES (2)")
    await lab.api.finish("INSERT OVERWRITE q PARTITION (day = 'y') VALUES (3)")
    first.goOn()
    expect(await first.end).toMatchObject({ status: 'FINISHED' })
    const late = await lab.stopped(/POST .*uploads=/, "INSERT OVERWRITE q PARTITION (day = 'x') VALUES (4)")
    await lab.api.finish("INSERT INTO q VALUES (5, 'x')")
    late.goOn()
    expect(await late.end).toMatchObject({
      status: 'FAILED',
      message: expect.stringContaining('Another job has written into obs://lake/q'),
    })
    expect(await lab.api.rows('SELECT * FROM q ORDER BY a')).toEqual([
      [2, 'x'],
      [3, 'y'],
      [5, 'x'],
    ])
    await lab.nothingUnfinished()
  })

  it('new partitions are there all or none, wherever their server is killed', async () => {
    await lab.api.finish("CREATE TABLE n (a INT, day STRING) USING parquet PARTITIONED BY (day) LOCATION 'obs://lake/n'")
    await lab.api.finish("INSERT INTO n VALUES (1, 'x'), (2, 'y')")
    const before = await lab.s3.keys('lake', 'n')
    let completed = 0
    const second = Promise.withResolvers<void>()
    lab.between.decide = (request) => {
      if (!/POST .*uploadId=/.test(request)) return { kind: 'pass' }
      completed += 1
      if (completed === 1) return { kind: 'pass' }
      second.resolve()
      return { kind: 'hold' }
    }
    await lab.api.submit("INSERT OVERWRITE n VALUES (3, 'w'), (4, 'z')")
    await second.promise
    // One of the two new objects is there.
    expect(await lab.s3.keys('lake', 'n')).toHaveLength(before.length + 1)
    expect(await lab.api.rows('SELECT * FROM n ORDER BY a')).toEqual([
      [1, 'x'],
      [2, 'y'],
    ])
    await lab.api.server.end('SIGKILL')
    lab.between.decide = () => ({ kind: 'pass' })
    await lab.api.server.start()
    expect(await lab.api.rows('SELECT * FROM n ORDER BY a')).toEqual([
      [1, 'x'],
      [2, 'y'],
    ])
    await lab.keysBecome('n', before)
    await lab.nothingUnfinished()
    // Now all are there, and none of the old ones has gone.
    await lab.until(/HEAD /, "INSERT OVERWRITE n VALUES (5, 'w'), (6, 'z')")
    await lab.api.server.end('SIGKILL')
    lab.between.decide = () => ({ kind: 'pass' })
    await lab.api.server.start()
    expect(await lab.api.rows('SELECT * FROM n ORDER BY a')).toEqual([
      [5, 'w'],
      [6, 'z'],
    ])
    await waitPatiently({
      meanwhile: 'The old partitions are still there',
      look: async () => ((await lab.names('n')).length === 2 ? true : undefined),
      processes: () => [lab.api.server.pid],
    })
  })
})
