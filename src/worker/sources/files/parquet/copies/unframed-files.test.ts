import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { TestWorker } from '../../../../fixtures/test-worker.ts'
import { compressLz4, decompressLz4 } from '../../compression/lz4.ts'
import { readStruct, writeStruct } from './thrift-compact.ts'
import { unframed } from './unframed-copy.ts'

let worker: TestWorker
let framed: Buffer

beforeAll(async () => {
  worker = await TestWorker.start()
  const fixture = await readFile(join(import.meta.dirname, 'fixtures', 'spark-lz4.json'), 'utf8')
  framed = Buffer.from((JSON.parse(fixture) as { readonly base64: string }).base64, 'base64')
})
afterAll(() => worker.end())

// The sums that Spark 3.3.1 has of its own file.
const SUMS = 'count(*), sum(n), count(n), max(s), sum(a[1])'
const OF_FILE = [100, 6534, 66, 'name 4', 5050]

test('a file that Spark compressed by LZ4 is read, and what was made of it goes with its job', async () => {
  await worker.put('one/part-0.lz4.parquet', framed)
  await worker.run("CREATE TABLE one USING parquet LOCATION 'obs://b1/one'")
  expect(await worker.rows(`SELECT ${SUMS} FROM one`)).toEqual([OF_FILE])
  expect(await worker.rows('SELECT id, s, n, a FROM one WHERE id = 7')).toEqual([[7, 'name 2', 14, [7, 8]]])
  expect(await worker.rows(`SELECT ${SUMS} FROM parquet.\`obs://b1/one/part-0.lz4.parquet\``)).toEqual([OF_FILE])
  expect((await readdir(join(worker.home, 'scratch'), { recursive: true })).filter((name) => name.includes('unframed'))).toEqual([])
  expect(await readdir(worker.inBucket('one'))).toEqual(['part-0.lz4.parquet'])
})

test('in folders k=v, beside files that are compressed otherwise', async () => {
  await worker.put('parts/k=1/part-0.parquet', framed)
  await worker.put('parts/k=2/part-0.parquet', framed)
  const other = worker.inBucket('parts', 'k=3', 'part-0.parquet')
  await mkdir(join(other, '..'), { recursive: true })
  const engine = await DuckDBInstance.create(':memory:', { threads: '1' })
  const connection = await engine.connect()
  await connection.run(
    `COPY (SELECT 1000::BIGINT AS id, 'other' AS s, 1::BIGINT AS n, [1::BIGINT, 2::BIGINT] AS a) TO '${other}' (FORMAT parquet, COMPRESSION zstd)`,
  )
  connection.closeSync()
  engine.closeSync()
  await worker.run("CREATE TABLE parts USING parquet LOCATION 'obs://b1/parts'")
  expect(await worker.rows(`SELECT k, ${SUMS} FROM parts GROUP BY k ORDER BY k`)).toEqual([
    [1, ...OF_FILE],
    [2, ...OF_FILE],
    [3, 1, 1, 1, 'other', 2],
  ])
  expect(await worker.rows('SELECT count(*) FROM parts WHERE k = 2')).toEqual([[100]])
})

test('a damaged one is told by its name', async () => {
  const file = await worker.put('bad/a.parquet', framed)
  await worker.run("CREATE TABLE bad USING parquet LOCATION 'obs://b1/bad'")
  for (const [from, to] of [
    [4, 60],
    [60, 300],
  ] as const) {
    await writeFile(file, Buffer.from(framed).fill(0xff, from, to))
    const { error } = await worker.fail('SELECT max(id), max(s), max(n) FROM bad')
    expect(error).toMatchObject({
      kind: 'invalid-parameter',
      message: expect.stringContaining('obs://b1/bad/a.parquet is a damaged Parquet file'),
    })
  }
})

test('several frames, pieces of one frame, and none at all', () => {
  const text = Buffer.from('one and two and three and four, '.repeat(100))
  const number = (value: number): Buffer => {
    const bytes = Buffer.alloc(4)
    bytes.writeUInt32BE(value)
    return bytes
  }
  const halves = [text.subarray(0, 1000), text.subarray(1000)]
  const piece = (bytes: Buffer) => Buffer.concat([number(compressLz4(bytes).length), compressLz4(bytes)])
  const forms = {
    'one frame': [number(text.length), piece(text)],
    'two frames': halves.flatMap((half) => [number(half.length), piece(half)]),
    'two pieces of one frame': [number(text.length), ...halves.map(piece)],
    'no frame': [compressLz4(text)],
  }
  for (const [form, parts] of Object.entries(forms))
    expect([form, decompressLz4(unframed(Buffer.concat(parts), text.length), text.length)?.equals(text)]).toEqual([form, true])
  expect(() => unframed(Buffer.from('nothing of it'), 100)).toThrow(/cannot be decompressed/)
  expect(unframed(Buffer.alloc(0), 0)).toHaveLength(1)
})

test('what a footer says is written as it was read', () => {
  const footer = framed.subarray(framed.length - 8 - framed.readUInt32LE(framed.length - 8), framed.length - 8)
  const { struct, end } = readStruct(footer)
  expect(end).toBe(footer.length)
  expect(writeStruct(struct).equals(footer)).toBe(true)
  for (let cut = 0; cut < footer.length; cut += 7) expect(() => readStruct(footer.subarray(0, cut))).toThrow(/cut off/)
})
