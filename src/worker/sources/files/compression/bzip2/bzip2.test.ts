import { buffer } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { Bzip2Writer } from './bzip2-writer.ts'
import { decompressBzip2 } from './read-bzip2.ts'
import { sortedRotations } from './rotations.ts'

async function packed(...pieces: readonly Buffer[]): Promise<Buffer> {
  const writer = new Bzip2Writer()
  const all = buffer(writer)
  for (const piece of pieces) writer.write(piece)
  writer.end()
  return await all
}

/** Bytes that are the same in each run, of so many kinds. */
function bytesOf(length: number, kinds: number, seed: number): Buffer {
  let state = seed
  return Buffer.from(
    Uint8Array.from({ length }, () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
      return (state >>> 24) % kinds
    }),
  )
}

const LENGTHS = [1, 2, 3, 4, 5, 6, 49, 50, 51, 254, 255, 256, 259, 260, 261, 1000, 5000]
const CASES = LENGTHS.flatMap((length) => [1, 2, 3, 16, 256].map((kinds) => [length, kinds] as const))

test.each(CASES)('%i bytes of %i kinds come back', async (length, kinds) => {
  for (const seed of [1, 2]) {
    const bytes = bytesOf(length, kinds, seed)
    expect((await packed(bytes))?.length).toBeGreaterThan(14)
    expect(decompressBzip2(await packed(bytes), length)?.equals(bytes)).toBe(true)
    const cut = length >> 1
    expect(decompressBzip2(await packed(bytes.subarray(0, cut), bytes.subarray(cut)), length)?.equals(bytes)).toBe(true)
  }
})

test('more than a block, with runs that cross its end, and what repeats takes less room', async () => {
  const words = Buffer.from('the same words again and again, '.repeat(29_000))
  const zeros = Buffer.alloc(300_000)
  const all = Buffer.concat([words.subarray(0, 890_000), zeros, bytesOf(50_000, 256, 3)])
  const bytes = await packed(all)
  expect(decompressBzip2(bytes, all.length)?.equals(all)).toBe(true)
  expect((await packed(words)).length).toBeLessThan(words.length / 100)
})

test('of nothing there is a stream without blocks, as bzip2 writes it', async () => {
  expect((await packed()).toString('hex')).toBe('425a683917724538509000000000')
})

// What bzip2 1.0.8 writes of the same bytes.
test('the bytes are those of bzip2 itself where there is one way only', async () => {
  expect((await packed(Buffer.from('a'))).toString('hex')).toBe(
    '425a683931415926535919939b6b00000001002000200021184682ee48a70a120332736d60',
  )
})

test('rotations are sorted as by their bytes', () => {
  for (const [length, kinds] of [
    [1, 2],
    [7, 1],
    [64, 2],
    [300, 3],
    [500, 256],
  ] as const) {
    const bytes = bytesOf(length, kinds, 5)
    const rotation = (start: number): string => Buffer.concat([bytes.subarray(start), bytes.subarray(0, start)]).toString('latin1')
    const sorted = [...sortedRotations(bytes)].map(rotation)
    expect(sorted).toEqual(sorted.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0)))
    expect(new Set(sortedRotations(bytes)).size).toBe(length)
  }
})
