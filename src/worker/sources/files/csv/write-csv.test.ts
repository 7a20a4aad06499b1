import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gunzipSync, zstdDecompressSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { TestWorker } from '../../../fixtures/test-worker.ts'
import { decompressBzip2 } from '../compression/bzip2/read-bzip2.ts'
import { decompressLz4 } from '../compression/lz4.ts'
import { decompressSnappy } from '../compression/snappy.ts'

let worker: TestWorker

beforeAll(async () => {
  worker = await TestWorker.start()
})
afterAll(() => worker.end())

async function written(name: string): Promise<{ readonly file: string; readonly bytes: Buffer }> {
  const folder = worker.inBucket(name)
  const [file = ''] = await readdir(folder)
  return { file, bytes: await readFile(join(folder, file)) }
}

/** Of blocks with one piece each. */
const unpackBlocks =
  (unpack: (piece: Buffer, bytesMax: number) => Buffer | undefined) =>
  (bytes: Buffer): Buffer => {
    const blocks: Buffer[] = []
    for (let at = 0; at < bytes.length; at += 8 + bytes.readUInt32BE(at + 4)) {
      const block = unpack(bytes.subarray(at + 8, at + 8 + bytes.readUInt32BE(at + 4)), 1 << 18)
      if (block?.length !== bytes.readUInt32BE(at)) throw new Error(`The block at ${at} is not as long as it says`)
      blocks.push(block)
    }
    return Buffer.concat(blocks)
  }

// What Spark 3.3.1 writes for the same rows and options.
test('rows are written as Spark writes them: quotes, escapes, blanks, empty texts, NULL, numbers and times', async () => {
  await worker.run(
    "CREATE TABLE plain (id INT, `b,x` STRING, `c \"d\"` STRING, t TIMESTAMP, d DATE, x DOUBLE, f BOOLEAN) USING csv OPTIONS (path 'obs://b1/plain', header 'true')",
  )
  const rows = [
    String.raw`(1, 'a', ' lead trail ', TIMESTAMP '2024-01-02 03:04:05.123', DATE '2024-01-02', 1.5D, true)`,
    String.raw`(2, '', ' ', TIMESTAMP '2024-01-02 03:04:05', NULL, CAST('NaN' AS double), NULL)`,
    String.raw`(3, NULL, 'q"x', NULL, NULL, NULL, NULL)`,
    String.raw`(4, 'a,b', '"q"', NULL, NULL, 1e10, NULL)`,
    String.raw`(5, 'a\\b', 'a\\b,c', NULL, NULL, NULL, NULL)`,
    String.raw`(6, '#x', 'new\nline', NULL, NULL, NULL, NULL)`,
    String.raw`(7, 'a\r', '\tx\n', NULL, NULL, 0.1D, false)`,
    String.raw`(8, 'x\\"y', '\\', NULL, NULL, NULL, NULL)`,
  ]
  await worker.run(`INSERT INTO plain VALUES ${rows.join(', ')}`)
  const { file, bytes } = await written('plain')
  expect(file).toMatch(/^part-.*\.csv$/)
  expect(bytes.toString()).toBe(
    String.raw`id,"b,x","c \"d\"",t,d,x,f
1,a,lead trail,2024-01-02T03:04:05.123Z,2024-01-02,1.5,true
2,"","",2024-01-02T03:04:05.000Z,,NaN,
3,,"q\"x",,,,
4,"a,b","\"q\"",,,1.0E10,
5,a\b,"a\\b,c",,,,
6,#x,"new
line",,,,
7,"a","x",,,0.1,false
8,"x\\\"y",\,,,,
`,
  )
})

test.each([
  [
    'all',
    `quoteAll 'true', escape '"', nullValue 'NA', emptyValue 'E'`,
    String.raw`('#a', 'a"b'), ('', NULL), ('a\\b', ' '), ('NA', 'E')`,
    `"#a","a""b"\n"E","NA"\n"a\\b","E"\n"NA","E"\n`,
  ],
  [
    'few',
    `escapeQuotes 'false', ignoreLeadingWhiteSpace 'false', ignoreTrailingWhiteSpace 'false', sep '||', nullValue 'NA'`,
    String.raw`('#a', 'a"b'), ('', NULL), ('a||b', ' '), ('a|b', '"E'), (' #', 'a"|,||')`,
    `"#a"||a"b\n""||NA\n"a||b"|| \na|b||"\\"E"\n #||"a\\"|,||"\n`,
  ],
])('%s with quotes: %s', async (name, options, rows, expected) => {
  await worker.run(`CREATE TABLE quoted_${name} (a STRING, b STRING) USING csv OPTIONS (path 'obs://b1/quoted-${name}', ${options})`)
  await worker.run(`INSERT INTO quoted_${name} VALUES ${rows}`)
  expect((await written(`quoted-${name}`)).bytes.toString()).toBe(expected)
})

test.each([
  ['gzip', '.csv.gz', gunzipSync],
  ['zstd', '.csv.zst', zstdDecompressSync],
  ['snappy', '.csv.snappy', unpackBlocks(decompressSnappy)],
  ['lz4', '.csv.lz4', unpackBlocks(decompressLz4)],
  ['bzip2', '.csv.bz2', (bytes: Buffer) => decompressBzip2(bytes, 1 << 20) ?? Buffer.alloc(0)],
])('files are compressed with %s, named so, and read again', async (compression, extension, unpack) => {
  await worker.run(
    `CREATE TABLE packed_${compression} (a STRING, b INT) USING csv OPTIONS (path 'obs://b1/packed-${compression}', compression '${compression}')`,
  )
  await worker.run(`INSERT INTO packed_${compression} SELECT concat('value ', id), id FROM range(20000)`)
  const { file, bytes } = await written(`packed-${compression}`)
  expect(file.endsWith(extension)).toBe(true)
  expect(unpack(bytes).toString().split('\n')).toHaveLength(20_001)
  expect(await worker.rows(`SELECT count(*), sum(b), max(a) FROM packed_${compression}`)).toEqual([[20_000, 199_990_000, 'value 9999']])
})

test('an insert that fails leaves no file; one into a table whose files cannot be written is refused', async () => {
  await worker.run("CREATE TABLE failing (a INT) USING csv OPTIONS (path 'obs://b1/failing', compression 'gzip')")
  await worker.fail("INSERT INTO failing SELECT CAST(raise_error('no') AS INT)")
  expect(await readdir(worker.inBucket('failing'))).toEqual([])
  await worker.run("CREATE TABLE latin (a STRING) USING csv OPTIONS (path 'obs://b1/latin', encoding 'ISO-8859-1')")
  expect((await worker.fail("INSERT INTO latin SELECT 'é'")).error).toMatchObject({
    kind: 'not-supported',
    message: expect.stringContaining('encoding=ISO-8859-1'),
  })
})
