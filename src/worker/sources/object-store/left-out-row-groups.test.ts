import { mkdir, readdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type CountingProxy, startCountingProxy } from '../../../../testing/counting-proxy.ts'
import { findS3Program, NO_S3_PROGRAM } from '../../../../testing/s3-program.ts'
import { type S3Server, startS3Server } from '../../../../testing/s3-server.ts'
import { TestWorker } from '../../fixtures/test-worker.ts'
import { writeParquet } from '../files/fixtures/write-parquet.ts'

const program = await findS3Program()
if (program === undefined) console.log(`SKIPPED: what is left out of Parquet objects is not tested, for ${NO_S3_PROGRAM}`)

const GROUP_ROWS = 10_240
const GROUPS = 6

describe.skipIf(program === undefined)('of Parquet objects of a store', () => {
  let s3: S3Server
  let worker: TestWorker
  /** Counts what comes from the store. */
  let counting: CountingProxy

  beforeAll(async () => {
    s3 = await startS3Server(program ?? '', { buckets: ['lake'] })
    const { host, port, region, accessKey, secretKey } = s3
    counting = await startCountingProxy(port)
    worker = await TestWorker.start({
      stores: { lake: { host, port, region, accessKey, secretKey, bucket: 'lake', isTls: false, isPathStyle: true } },
      addresses: { [`${host}:${port}`]: { host, port: counting.port } },
    })
  })
  afterAll(async () => {
    await worker?.end()
    counting?.close()
    await s3?.stop()
  })

  /** The same in the folder and in the store, as tables NAME and NAME_there. Six groups; of n, d, s and m each has values of its own. */
  const write = async (name: string, files: readonly string[], query = QUERY): Promise<void> => {
    for (const [index, file] of files.entries()) {
      const path = worker.inBucket(name, file)
      await mkdir(dirname(path), { recursive: true })
      await writeParquet(path, query.replaceAll('$file', String(index)), [`ROW_GROUP_SIZE ${GROUP_ROWS}`])
      await s3.put('lake', `${name}/${file}`, await readFile(path))
    }
    await worker.run(`CREATE TABLE ${name} USING parquet OPTIONS (path 'obs://b1/${name}')`)
    await worker.run(`CREATE TABLE ${name}_there USING parquet OPTIONS (path 'obs://lake/${name}')`)
  }
  const QUERY = `SELECT range + $file * ${GROUPS * GROUP_ROWS} AS n, CAST(DATE '2024-01-01' + CAST(range // ${GROUP_ROWS} AS INTEGER) AS DATE) AS d, concat('g', range // ${GROUP_ROWS}) AS s,
    CAST(range // ${GROUP_ROWS} * 1.5 AS DECIMAL(10,2)) AS m, CASE WHEN range // ${GROUP_ROWS} < 2 THEN NULL ELSE range % 3 END AS k, CAST(range AS DOUBLE) AS x,
    CAST('2024-01-01 00:00:00' AS TIMESTAMP) + to_hours(CAST(range // ${GROUP_ROWS} AS BIGINT)) AS t, md5(CAST(range AS VARCHAR)) AS filler FROM range(${GROUPS * GROUP_ROWS})`

  const bytesOf = (sql: string): Promise<number> => counting.bytesOf(() => worker.run(sql))
  const rowGroups = async (sql: string): Promise<readonly string[]> =>
    (await worker.rows(`EXPLAIN ${sql}`))
      .map(String)
      .flatMap((line) => /by this queue itself, .*?(row groups \d+ of \d+):/.exec(line)?.[1] ?? [])
  const same = async (sql: (table: string) => string, name: string): Promise<void> => {
    const [here, there] = [await worker.run(sql(name)), await worker.run(sql(`${name}_there`))]
    expect([sql(name), there.rowsJson]).toEqual([sql(name), here.rowsJson])
  }

  it('files whose types the engine overlooks are read of a store as of a folder', async () => {
    const place = join(import.meta.dirname, '../files/parquet/copies/fixtures/overlooked-types.json')
    const fixtures = JSON.parse(await readFile(place, 'utf8')) as Readonly<Record<string, string>>
    for (const name of ['logicalTypes', 'mapKeyValue']) {
      const bytes = Buffer.from(fixtures[name] ?? '', 'base64')
      await worker.put(`${name}/k=1/a.parquet`, bytes)
      await s3.put('lake', `${name}/k=1/a.parquet`, bytes)
      await worker.run(`CREATE TABLE ${name} USING parquet LOCATION 'obs://b1/${name}'`)
      await worker.run(`CREATE TABLE ${name}_there USING parquet LOCATION 'obs://lake/${name}'`)
      await same((table) => `SELECT * FROM ${table} WHERE i > 0 ORDER BY i`, name)
      await same((table) => `SELECT i, k FROM ${table} WHERE i = 1`, name)
      await same((table) => `SELECT count(*) FROM ${table}`, name)
    }
  })

  it('those row groups are not brought that can hold no wanted row', async () => {
    await write('groups', ['a.parquet'])
    const whole = await bytesOf('SELECT count(filler), max(n) FROM groups_there')
    for (const [where, read] of [
      ['n = 25000', 1],
      ["d >= DATE'2024-01-05'", 2],
      ["s IN ('g1', 'g3')", 2],
      ["s LIKE 'g2%'", 1],
      ['m < 1', 1],
      ['n BETWEEN 20500 AND 20600', 1],
      ['x < 5', 1],
      ['x = 25000', 1],
      // NaN is more.
      ['x > 1000000', GROUPS],
      ["t = TIMESTAMP'2024-01-01 02:00:00'", 1],
      ['k IS NOT NULL', 4],
      ['n > 1000000', 0],
      ['n + 1 = 25000', GROUPS],
      ["n < 5 OR s = 'g5'", 2],
    ] as const) {
      const sql = (table: string): string => `SELECT count(*), count(filler), min(n), max(n), sum(k) FROM ${table} WHERE ${where}`
      await same(sql, 'groups')
      expect([where, ...(await rowGroups(sql('groups_there')))]).toEqual([where, `row groups ${read} of ${GROUPS}`])
      const bytes = await bytesOf(sql('groups_there'))
      if (read === GROUPS) expect(bytes).toBeGreaterThan(whole * 0.8)
      else expect(bytes).toBeLessThan((whole * (read + 0.5)) / GROUPS)
    }
  })

  it('no more row groups are brought than a limit needs', async () => {
    await write('limited', ['a.parquet', 'b.parquet'])
    const whole = await bytesOf('SELECT * FROM limited_there')
    for (const [limit, read] of [
      ['LIMIT 3', 1],
      [`LIMIT ${GROUP_ROWS}`, 1],
      [`LIMIT 5 OFFSET ${GROUP_ROWS - 2}`, 2],
      [`LIMIT ${7 * GROUP_ROWS}`, 7],
      ['ORDER BY s LIMIT 3', 2 * GROUPS],
    ] as const) {
      const sql = (table: string): string => `SELECT n, s, filler FROM ${table} ${limit}`
      if (!limit.startsWith('ORDER')) await same(sql, 'limited')
      expect([limit, ...(await rowGroups(sql('limited_there')))]).toEqual([limit, `row groups ${read} of ${2 * GROUPS}`])
    }
    expect(await bytesOf('SELECT * FROM limited_there LIMIT 3')).toBeLessThan(whole / GROUPS)
    await same((table) => `SELECT count(*) FROM (SELECT * FROM ${table} LIMIT ${3 * GROUP_ROWS + 1})`, 'limited')
    await same((table) => `SELECT n FROM ${table} WHERE k = 1 LIMIT 4`, 'limited')
  })

  it('each reading of a table has its own, and files and folders keep their names', async () => {
    await write('named', ['day=1/a b.parquet', 'day=1/b.parquet', 'day=2/%41.parquet'])
    await same(
      (table) =>
        `SELECT a.n, b.n FROM ${table} a JOIN ${table} b ON a.n = b.n + ${2 * GROUP_ROWS} WHERE a.n BETWEEN 25000 AND 25002 AND b.n < 5000 ORDER BY 1`,
      'named',
    )
    await same((table) => `SELECT day, count(*), min(n), max(filler) FROM ${table} WHERE n > 100000 GROUP BY day ORDER BY day`, 'named')
    const names = await worker.rows('SELECT DISTINCT input_file_name(), day FROM named_there WHERE n IN (5, 100000) ORDER BY 1')
    expect(names).toEqual([
      ['obs://lake/named/day=1/a%20b.parquet', 1],
      ['obs://lake/named/day=1/b.parquet', 1],
    ])
    await same(
      (table) => `SELECT DISTINCT _metadata.file_name, _metadata.file_size FROM ${table} WHERE n IN (5, 100000) ORDER BY 1`,
      'named',
    )
    expect(await readdir(join(worker.home, 'scratch', 'objects'))).toEqual([])
  })

  it.each([
    ['lake', 'lake'],
    ['b1', 'lake'],
    ['lake', 'b1'],
  ])('partitions of a table in %s that stand at a place of their own in %s are those that they are', async (home, own) => {
    const name = `placed_${home}_${own}`
    await write(name, ['day=1/a.parquet', 'day=2/a.parquet'])
    await write(`${name}_own`, ['a.parquet'], QUERY.replace('$file', '2'))
    const table = (suffix: string): string => `${name}${suffix}`
    for (const [suffix, bucket, place] of [
      ['', 'b1', 'b1'],
      ['_there', home, own],
    ] as const) {
      await worker.run(`DROP TABLE ${table(suffix)}`)
      await worker.run(`CREATE TABLE ${table(suffix)} USING parquet OPTIONS (path 'obs://${bucket}/${name}')`)
      await worker.run(`ALTER TABLE ${table(suffix)} ADD PARTITION (day = 3) LOCATION 'obs://${place}/${name}_own'`)
    }
    for (const where of ['TRUE', 'n % 10240 = 5', 'n < 5', 'n >= 180000', 'n IN (5, 130000)', 'day = 3 AND n > 180000'])
      await same((one) => `SELECT day, count(*), min(n), max(filler) FROM ${one} WHERE ${where} GROUP BY day ORDER BY day`, name)
    await same((one) => `SELECT count(DISTINCT n) FROM (SELECT n, day FROM ${one} LIMIT ${GROUP_ROWS + 5})`, name)
    expect(
      await worker.rows(`SELECT DISTINCT input_file_name(), day FROM ${table('_there')} WHERE n IN (5, 130000) ORDER BY 1, 2`),
    ).toEqual(
      [
        [`obs://${home}/${name}/day=1/a.parquet`, 1],
        [`obs://${own}/${name}_own/a.parquet`, 3],
      ].toSorted(([one = ''], [other = '']) => (one < other ? -1 : 1)),
    )
  })

  it('an object that is as long as the one before is read as it is now', async () => {
    for (const from of [100_000, 200_000, 300_000, 400_000]) {
      const path = worker.inBucket('replaced', 'a.parquet')
      await writeParquet(path, `SELECT range + ${from} AS n FROM range(${2 * GROUP_ROWS})`, [`ROW_GROUP_SIZE ${GROUP_ROWS}`])
      await s3.put('lake', 'replaced/a.parquet', await readFile(path))
      const rows = await worker.rows(`SELECT count(*), max(n) FROM parquet.\`obs://lake/replaced\` WHERE n > ${from + GROUP_ROWS}`)
      expect(rows).toEqual([[GROUP_ROWS - 1, from + 2 * GROUP_ROWS - 1]])
    }
  })
})
