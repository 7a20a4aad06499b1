import { mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { zstdCompressSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findS3Program, NO_S3_PROGRAM } from '../../../../../testing/s3-program.ts'
import { type S3Server, startS3Server } from '../../../../../testing/s3-server.ts'
import { TestWorker } from '../../../fixtures/test-worker.ts'
import { writeParquet } from '../fixtures/write-parquet.ts'
import { bombFile, lyingFiles } from './fixtures/lying-footers.ts'

const program = await findS3Program()
if (program === undefined) console.log(`SKIPPED: lying Parquet footers in a store are not tested, for ${NO_S3_PROGRAM}`)
const BUCKETS = program === undefined ? ['b1'] : ['b1', 'lake']

const ROWS = 20_480
const DAMAGED = /is a damaged Parquet file|^One of the Parquet files that the statement reads is damaged/
/** In the words of its reader. */
const WRONG = /^Failed to read Parquet file|^Malformed Parquet schema/
const NONE = /is no Parquet file, or not all of it is there/
const TOO_MUCH = /says of itself is too much/

const EXPECTED: Readonly<Record<string, RegExp | 'read'>> = {
  'a chunk begins behind the end': DAMAGED,
  'a chunk begins in the footer': DAMAGED,
  'a chunk begins before the file': DAMAGED,
  'a chunk begins at the end of all numbers': DAMAGED,
  'a chunk has less than no bytes': DAMAGED,
  'a chunk has all bytes that there are': DAMAGED,
  // Its pages say how long they are.
  'a chunk has no bytes': 'read',
  'a chunk is the one of another column': DAMAGED,
  'chunks overlap': DAMAGED,
  'a chunk has more values': 'read',
  'a chunk has less than no values': DAMAGED,
  'groups have more rows': DAMAGED,
  'groups have all rows': DAMAGED,
  'groups have less than no rows': DAMAGED,
  'the file has less than no rows': DAMAGED,
  'the file has all rows': 'read',
  'a group has no chunks': WRONG,
  'a group has more chunks than columns': WRONG,
  'a chunk says nothing of itself': DAMAGED,
  'no schema': WRONG,
  'a root with less than no columns': DAMAGED,
  'a root with more columns than there are': DAMAGED,
  'a schema a hundred thousand deep': TOO_MUCH,
  'a million columns': TOO_MUCH,
  'ten million groups': TOO_MUCH,
  'a schema a hundred thousand deep in the field 65,538': TOO_MUCH,
  'a million notes': TOO_MUCH,
  'a list of more than there is': DAMAGED,
  'structs a million deep': DAMAGED,
  'lists a million deep': DAMAGED,
  'a footer longer than the file': NONE,
  'a footer of four GiB': /damaged|no Parquet file/,
  'an empty footer': /damaged|no Parquet file/,
  'a footer of nothing': DAMAGED,
  'a footer of noise': DAMAGED,
}

describe('a Parquet file that lies', () => {
  let folder: string
  let s3: S3Server | undefined
  let worker: TestWorker
  let honest: string

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'causeway-lying-'))
    s3 = program === undefined ? undefined : await startS3Server(program, { buckets: ['lake'] })
    const stores = s3 === undefined ? {} : { lake: { ...addressOf(s3), bucket: 'lake', isTls: false, isPathStyle: true } }
    worker = await TestWorker.start({ stores })
    honest = join(folder, 'honest.parquet')
    await writeParquet(honest, `SELECT range AS a, concat('b', range % 100) AS b FROM range(${ROWS})`, ['ROW_GROUP_SIZE 2048'])
  })
  afterAll(async () => {
    await worker?.end()
    await s3?.stop()
    await rm(folder, { recursive: true, force: true })
  })

  const put = async (bucket: string, key: string, bytes: Buffer): Promise<void> =>
    bucket === 'b1' ? void (await worker.put(key, bytes)) : await s3?.put(bucket, key, bytes)

  it('ends its job in words of ours, or is read, and leaves the worker as it was', async () => {
    const files = await lyingFiles(honest)
    expect(Object.keys(files)).toEqual(Object.keys(EXPECTED))
    const { pid } = worker.child
    for (const [index, [name, make]] of Object.entries(files).entries()) {
      const bytes = make()
      const expected = EXPECTED[name]
      for (const bucket of BUCKETS) {
        await put(bucket, `lies/${index}/x.parquet`, bytes)
        const from = `parquet.\`obs://${bucket}/lies/${index}\``
        const ended = await worker.start(`SELECT count(*), max(a), max(b) FROM ${from} WHERE a > 5`).ended
        if (expected === 'read')
          expect([name, bucket, ended]).toMatchObject([name, bucket, { result: { rowsJson: [`[${ROWS - 6},${ROWS - 1},"b99"]`] } }])
        else expect([name, bucket, ended]).toMatchObject([name, bucket, { error: { message: expect.stringMatching(expected ?? /never/) } }])
        const text = JSON.stringify(ended)
        expect([name, text.includes(worker.home)]).toEqual([name, false])
        // A count takes rows at their word: it is to end as well.
        expect([name, (await worker.start(`SELECT count(*) FROM ${from}`).ended).kind]).toEqual([
          name,
          expect.stringMatching(/^job-(finished|failed)$/),
        ])
      }
    }
    expect(worker.child.pid).toBe(pid)
    expect(await worker.rows('SELECT 1')).toEqual([[1]])
  })

  it('is refused by its name among others, and also where its columns are found out', async () => {
    const files = await lyingFiles(honest)
    await worker.put('among/b.parquet', files['a schema a hundred thousand deep']?.() ?? '')
    await writeParquet(worker.inBucket('among', 'a.parquet'), "SELECT 1 AS a, 'x' AS b")
    for (const sql of ['SELECT max(a) FROM parquet.`obs://b1/among`', 'SELECT * FROM parquet.`obs://b1/among/b.parquet`'])
      expect((await worker.fail(sql)).error).toMatchObject({
        kind: 'limit-exceeded',
        message: expect.stringContaining('obs://b1/among/b.parquet'),
      })
    expect((await worker.fail("CREATE TABLE among USING parquet OPTIONS (path 'obs://b1/among/b.parquet')")).error.kind).toBe(
      'limit-exceeded',
    )
  })

  it('does not have a footer of gigabytes read', async () => {
    const path = worker.inBucket('huge', 'a.parquet')
    await worker.put('huge/a.parquet', '')
    expect(dirname(path)).toBe(worker.inBucket('huge'))
    const file = await open(path, 'r+')
    await file.truncate(3 * 2 ** 30)
    const tail = Buffer.from('\0\0\0\0PAR1')
    tail.writeUInt32LE(2 ** 31)
    await file.write(tail, 0, tail.length, 3 * 2 ** 30 - tail.length)
    await file.close()
    expect((await worker.fail('SELECT * FROM parquet.`obs://b1/huge`')).error).toMatchObject({
      kind: 'limit-exceeded',
      message: expect.stringContaining('2048 MiB'),
    })
  })

  it.each(['INT64', 'INT96'] as const)('with pages of %s that become far larger takes no more memory than its queue has', async (type) => {
    // 1 MiB of zeros for each frame, of which there are 1,500 in a page.
    const frame = zstdCompressSync(Buffer.alloc(1 << 20))
    const bytes = bombFile(type, Buffer.concat(Array.from({ length: 1_500 }, () => frame)), 1_500 << 20)
    for (const bucket of BUCKETS) {
      await put(bucket, `bomb-${type}/x.parquet`, bytes)
      const { error } = await worker.fail(`SELECT max(a) FROM parquet.\`obs://${bucket}/bomb-${type}\``)
      expect(error.message).toMatch(/memory|damaged|days/)
    }
    expect(await worker.rows('SELECT 1')).toEqual([[1]])
  })
})

const addressOf = ({ host, port, region, accessKey, secretKey }: S3Server) => ({ host, port, region, accessKey, secretKey })
