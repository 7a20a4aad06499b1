import { expect, test } from 'vitest'
import { TestWorker } from '../../fixtures/test-worker.ts'
import { compressLz4, decompressLz4 } from './compression/lz4.ts'
import { compressSnappy, decompressSnappy } from './compression/snappy.ts'

/** Bytes that are the same in each run: of few different ones, or of many; some come again. */
function bytesOf(length: number, kinds: number, seed: number): Buffer {
  let state = seed
  const bytes = Buffer.alloc(length)
  for (let at = 0; at < length; at += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    bytes[at] = (state >>> 24) % kinds
  }
  return bytes
}

const LENGTHS = [0, 1, 4, 5, 11, 12, 13, 16, 59, 60, 61, 64, 65, 68, 255, 256, 257, 270, 300, 4096, 65_535, 65_536, 70_000, 131_072]
const CASES = LENGTHS.flatMap((length) => [1, 2, 7, 256].map((kinds) => [length, kinds] as const))

test.each(CASES)('%i bytes of %i kinds come back', (length, kinds) => {
  for (const seed of [1, 2, 3]) {
    const bytes = bytesOf(length, kinds, seed)
    const again = Buffer.concat([bytes, bytesOf(length % 1000, 256, seed), bytes])
    for (const whole of [bytes, again]) {
      expect(decompressSnappy(compressSnappy(whole), whole.length)?.equals(whole)).toBe(true)
      expect(decompressLz4(compressLz4(whole), whole.length)?.equals(whole)).toBe(true)
    }
  }
})

test('what repeats takes less room', () => {
  const bytes = Buffer.from('the same words again and again, '.repeat(2000))
  expect(compressSnappy(bytes).length).toBeLessThan(bytes.length / 15)
  expect(compressLz4(bytes).length).toBeLessThan(bytes.length / 50)
})

// In a worker of its own: the compiler of V8 had a wrong byte in its first reading, and in none of the later ones.
test('the first file that a worker reads has the bytes that were written', async () => {
  for (const compression of ['lz4', 'snappy', 'bzip2']) {
    const worker = await TestWorker.start()
    try {
      await worker.run(
        `INSERT OVERWRITE DIRECTORY 'obs://b1/first' USING csv OPTIONS (compression '${compression}') SELECT id, md5(CAST(id AS STRING)) FROM range(30000)`,
      )
      const sums = 'SELECT count(*), sum(hash(a, b)) FROM'
      const written = await worker.rows(`${sums} (SELECT CAST(id AS STRING) AS a, md5(CAST(id AS STRING)) AS b FROM range(30000))`)
      for (let times = 0; times < 2; times += 1)
        expect(await worker.rows(`${sums} (SELECT _c0 AS a, _c1 AS b FROM csv.\`obs://b1/first\`)`)).toEqual(written)
    } finally {
      await worker.end()
    }
  }
})
