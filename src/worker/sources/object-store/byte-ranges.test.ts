import fc from 'fast-check'
import { expect, it } from 'vitest'
import { type ByteRange, merged, missing, pieces } from './byte-ranges.ts'

const range = fc.tuple(fc.nat(60), fc.nat(20)).map(([from, more]): ByteRange => ({ from, to: from + more }))
const bytesOf = (ranges: readonly ByteRange[]): readonly number[] =>
  [...new Set(ranges.flatMap(({ from, to }) => Array.from({ length: to - from + 1 }, (_, index) => from + index)))].toSorted(
    (a, b) => a - b,
  )

it('merges ranges without losing or adding a byte', () => {
  fc.assert(
    fc.property(fc.array(range), (ranges) => {
      expect(bytesOf(merged(ranges))).toEqual(bytesOf(ranges))
    }),
  )
  expect(
    merged(
      [
        { from: 0, to: 4 },
        { from: 8, to: 9 },
      ],
      3,
    ),
  ).toEqual([{ from: 0, to: 9 }])
  expect(
    merged(
      [
        { from: 0, to: 4 },
        { from: 8, to: 9 },
      ],
      2,
    ),
  ).toHaveLength(2)
})

it('finds just the bytes that are not there', () => {
  fc.assert(
    fc.property(fc.array(range), fc.array(range), (wanted, there) => {
      const have = new Set(bytesOf(there))
      expect(bytesOf(missing(wanted, there))).toEqual(bytesOf(wanted).filter((byte) => !have.has(byte)))
    }),
  )
})

it('cuts a range into pieces that are all of it', () => {
  fc.assert(
    fc.property(range, fc.integer({ min: 1, max: 9 }), (one, max) => {
      const cut = pieces(one, max)
      expect(bytesOf(cut)).toEqual(bytesOf([one]))
      expect(cut.every(({ from, to }) => to - from < max)).toBe(true)
    }),
  )
})
