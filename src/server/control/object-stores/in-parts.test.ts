import { expect, it } from 'vitest'
import { inParts } from './in-parts.ts'

async function partsOf(pieces: readonly string[], bytesOf: (part: number) => number): Promise<readonly (readonly [string, boolean])[]> {
  async function* content(): AsyncGenerator<Uint8Array> {
    for (const piece of pieces) yield Buffer.from(piece)
  }
  const parts: (readonly [string, boolean])[] = []
  for await (const { bytes, isLast } of inParts(content(), bytesOf)) parts.push([bytes.toString(), isLast])
  return parts
}

it.each([
  { pieces: [], parts: [['', true]] },
  { pieces: ['', 'ab', ''], parts: [['ab', true]] },
  { pieces: ['ab', 'c'], parts: [['abc', true]] },
  {
    pieces: ['abcdefgh'],
    parts: [
      ['abc', false],
      ['defg', false],
      ['h', true],
    ],
  },
  {
    pieces: ['a', 'bcd', 'e'],
    parts: [
      ['abc', false],
      ['de', true],
    ],
  },
  {
    pieces: ['abcd', 'efg'],
    parts: [
      ['abc', false],
      ['defg', true],
    ],
  },
])('$pieces are $parts, of 3, 4, 5 … bytes', async ({ pieces, parts }) => {
  expect(await partsOf(pieces, (part) => part + 2)).toEqual(parts)
})

it('more parts than a store takes are refused', async () => {
  await expect(partsOf(['a'.repeat(10_001)], () => 1)).rejects.toMatchObject({ kind: 'limit-exceeded' })
  expect(await partsOf(['a'.repeat(10_000)], () => 1)).toHaveLength(10_000)
})
