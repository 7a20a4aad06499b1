import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type CountingProxy, startCountingProxy } from '../testing/counting-proxy.ts'
import { findS3Program, NO_S3_PROGRAM } from '../testing/s3-program.ts'
import { type S3Server, startS3Server } from '../testing/s3-server.ts'
import { Api } from './support/api.ts'
import { NONE_AHEAD, TestServer } from './support/server.ts'

const program = await findS3Program()
if (program === undefined) console.log(`SKIPPED: buckets of a store of objects are not tested, for ${NO_S3_PROGRAM}`)

describe.skipIf(program === undefined)('a bucket of an S3-compatible store', () => {
  let s3: S3Server
  let api: Api
  let folder: string | undefined
  /** Counts what comes from the store. */
  let counting: CountingProxy

  beforeAll(async () => {
    s3 = await startS3Server(program ?? '', { buckets: ['lake', 'other'] })
    folder = await mkdtemp(join(tmpdir(), 'causeway-store-'))
    await writeFile(join(folder, 'key'), `${s3.accessKey}:${s3.secretKey}\n`, { mode: 0o600 })
    await writeFile(join(folder, 'wrong-key'), `${s3.accessKey}:nothing\n`, { mode: 0o600 })
    counting = await startCountingProxy(s3.port)
    const { port } = counting
    const store = (bucket: string, more = ''): string =>
      `\n    endpoint: http://127.0.0.1:${s3.port}\n    region: ${s3.region}\n    bucket: ${bucket}\n    keyFile: ${more === '' ? 'key' : more}`
    const settings = `${NONE_AHEAD}objectStores:\n  lake:${store('lake')}\n  unknown:${store('nowhere')}\n  closed:${store('lake', 'wrong-key')}\n  elsewhere:${store('lake').replace(s3.region, 'us-east-9')}\n  counted:${store('lake').replace(`:${s3.port}`, `:${port}`)}\n`
    await writeFile(join(folder, 'causeway.yaml'), settings)
    api = new Api(await TestServer.start({ CAUSEWAY_CONFIG: join(folder, 'causeway.yaml') }))
    await api.put('/causeway/v1/{p}/buckets/local')
  })
  afterAll(async () => {
    await api?.server.close()
    counting?.close()
    await s3?.stop()
    if (folder !== undefined) await rm(folder, { recursive: true, force: true })
  })

  /** Brings the files that a statement writes into a folder to the store. */
  const move = async (statement: (path: string) => string, from: string, to: (name: string, index: number) => string): Promise<void> => {
    await api.finish(statement(`obs://local/${from}`))
    const written = join(api.server.home, 'project-buckets', api.projectId, 'local', from)
    const names = (await readdir(written)).filter((name) => !/^[_.]/.test(name)).toSorted()
    for (const [index, name] of names.entries()) await s3.put('lake', to(name, index), await readFile(join(written, name)))
  }

  it('is read as a folder is: Parquet with partitions, and of it the columns that are asked for', async () => {
    for (const day of [1, 2]) {
      await move(
        (path) =>
          `CREATE TABLE made${day} USING parquet OPTIONS (path '${path}') AS SELECT id, id * ${day} AS a, CONCAT('text ', id) AS t, CAST(id AS DECIMAL(20,3)) AS d FROM RANGE(0, 200000)`,
        `made${day}`,
        (name) => `orders/day=${day}/${name}`,
      )
    }
    await api.finish("CREATE TABLE orders USING parquet OPTIONS (path 'obs://lake/orders')")
    expect(await api.rows('SELECT count(*) FROM orders')).toEqual([[400_000]])
    expect(await api.rows('SELECT day, sum(a), max(t) FROM orders GROUP BY day ORDER BY day')).toEqual([
      [1, 19999900000, 'text 99999'],
      [2, 39999800000, 'text 99999'],
    ])
    expect(await api.rows('SELECT t, d FROM orders WHERE day = 2 AND id = 77')).toEqual([['text 77', 77]])
    expect(await api.rows('SELECT count(*) FROM orders o JOIN orders p ON o.id = p.a AND p.day = 2 WHERE o.day = 1')).toEqual([[100_000]])
    expect(await api.rows('SELECT * FROM orders WHERE id = 5 ORDER BY day')).toEqual([
      [5, 5, 'text 5', 5, 1],
      [5, 10, 'text 5', 5, 2],
    ])
    expect(await api.rows("SELECT count(*) FROM parquet.`obs://lake/orders/day={1,3}/*.parquet` WHERE t LIKE '%7'")).toEqual([[20_000]])
    expect(await api.rows('SELECT count(DISTINCT t) FROM orders')).toEqual([[200_000]])
    // What a worker brought goes with its job.
    const scratch = await readdir(join(api.server.home, 'scratch'), { recursive: true })
    expect(scratch.filter((name) => name.includes('parquet'))).toEqual([])
  })

  it('brings of Parquet files the columns that are read, and not the rest', async () => {
    const sizes = [...(await s3.sizes('lake', 'orders'))]
    const whole = sizes.reduce((sum, size) => sum + size, 0)
    const bytesOf = (sql: string): Promise<number> => counting.bytesOf(() => api.finish(sql))
    const oneColumn = await bytesOf('SELECT max(a) FROM parquet.`obs://counted/orders`')
    expect(oneColumn).toBeGreaterThan(whole / 20)
    expect(oneColumn).toBeLessThan(whole / 2)
    expect(await bytesOf('EXPLAIN SELECT max(a) FROM parquet.`obs://counted/orders`')).toBeLessThan(200_000)
    expect(await bytesOf('SELECT * FROM parquet.`obs://counted/orders`')).toBeGreaterThan(whole * 0.9)
  })

  it('is read in the other formats', async () => {
    await s3.put('lake', 'csv/day=a b+c%41/ü.csv', Buffer.from('id,name\n1,"a, b"\n2,c\n'))
    await s3.put('lake', 'json/a.json', Buffer.from('{"id":1,"s":{"a":[1,2]}}\n{"id":2}\n'))
    await s3.put('lake', 'text/a.txt', Buffer.from('one\ntwo\n'))
    await api.finish("CREATE TABLE names USING csv OPTIONS (path 'obs://lake/csv', header 'true')")
    expect(await api.rows('SELECT name, day FROM names ORDER BY id')).toEqual([
      ['a, b', 'a b+cA'],
      ['c', 'a b+cA'],
    ])
    expect(await api.rows('SELECT id, s.a[1] FROM json.`obs://lake/json` ORDER BY id')).toEqual([
      [1, 2],
      [2, null],
    ])
    expect(await api.rows('SELECT value FROM text.`obs://lake/text/*.txt`')).toEqual([['one'], ['two']])
  })

  it('has no tables with a log, nor what else needs a folder, and says so by name', async () => {
    const end = await api.run("CREATE TABLE d USING delta LOCATION 'obs://lake/delta'")
    expect([end.status, end.message]).toEqual(['FAILED', expect.stringContaining('is in a store of objects')])
    expect((await api.put('/causeway/v1/{p}/buckets/lake')).status).toBe(409)
    expect((await api.get('/causeway/v1/{p}/buckets')).text).toContain('"lake"')
  })

  it.each([
    ['jobs/*', ['1', '2', '9']],
    ['jobs/.*', ['2', '9']],
    ['jobs/.unfinished-*', undefined],
    ['jobs/.unf*/part-0.csv', undefined],
    ['jobs/{.unfinished-1,sub}', ['1']],
    ['jobs/*/.unfinished-2/*', undefined],
    ['.upload?/*', undefined],
  ])('of %s nothing is read that jobs have not published', async (path, values) => {
    const files = {
      'jobs/sub/a.csv': 1,
      'jobs/.staging/a.csv': 2,
      'jobs/.unfinished-1/part-0.csv': 3,
      'jobs/sub/.unfinished-2/part-0.csv': 5,
      '.uploads/a.csv': 6,
      'jobs/.uploads/a.csv': 9,
    }
    for (const [name, value] of Object.entries(files)) await s3.put('lake', name, Buffer.from(`${value}\n`))
    const sql = `SELECT _c0 FROM csv.\`obs://lake/${path}\``
    if (values === undefined) expect((await api.run(sql)).message).toContain('there are no files in')
    else expect((await api.rows(sql)).flat().toSorted()).toEqual(values)
  })

  it('has timestamps of INT96 before the year -4713 as they were written, whichever columns are brought', async () => {
    const fixture = new URL('../src/worker/sources/files/parquet/int96/fixtures/signed-days.json', import.meta.url)
    const { v2 } = JSON.parse(await readFile(fixture, 'utf8')) as { readonly v2: string }
    await s3.put('lake', 'signed/a.parquet', Buffer.from(v2, 'base64'))
    await api.finish("CREATE TABLE signed USING parquet OPTIONS (path 'obs://lake/signed')")
    expect(await api.rows('SELECT CAST(unix_micros(max(t)) AS STRING) FROM signed')).toEqual([['-300000000000000000']])
    expect(await api.rows('SELECT sum(id) FROM signed')).toEqual([[6]])
  })

  it('tells in words what is wrong with its setting, and never the key', async () => {
    const failed = async (bucket: string): Promise<string> => {
      const end = await api.run(`SELECT count(*) FROM parquet.\`obs://${bucket}/orders\``)
      expect(end.status).toBe('FAILED')
      expect(end.message).not.toContain(s3.secretKey)
      expect(end.message).not.toContain(s3.accessKey)
      return end.message
    }
    expect(await failed('unknown')).toContain('The store has no bucket for obs://unknown/orders')
    expect(await failed('closed')).toContain('does not know the key')
    expect(await failed('elsewhere')).toContain(`the bucket is in the region ${s3.region}`)
    expect(await failed('missing')).toContain('There is no bucket named missing')
  })

  it('has each dial in the audit, with the bucket, and the key nowhere', async () => {
    const records = await api.get('/causeway/v1/audit?action=network.dial&limit=100')
    expect(records.text).toContain('"bucket":"lake"')
    expect(records.text).not.toContain(s3.secretKey)
    expect(await api.server.log()).not.toContain(s3.secretKey)
  })
})
