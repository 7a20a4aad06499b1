import { describe, expect, it } from 'vitest'
import { BlockBytes } from './block-bytes.ts'
import { NoRoom, readValues } from './nested-values.ts'
import { plainType } from './plain-type.ts'
import { wideInteger } from './wide-integer.ts'

const bytesOf = (value: bigint, width: number): Buffer => {
  const words = new BigUint64Array(Math.ceil(width / 8))
  words.forEach((_, word) => {
    words[word] = BigInt.asUintN(64, value >> BigInt(word * 64))
  })
  return Buffer.from(words.buffer).subarray(0, width)
}

const DAY = 86_400n
const FIRST = -719_162n * DAY
const END = 2_932_897n * DAY

describe('a value of which the bytes say more than its type has room for here', () => {
  it.each([
    ['Decimal(1, 0)', -9n, 9n],
    ['Decimal(4, 2)', -9999n, 9999n],
    ['Decimal(9, 9)', -999_999_999n, 999_999_999n],
    ['Decimal(10, 0)', -(10n ** 10n - 1n), 10n ** 10n - 1n],
    ['Decimal(18, 4)', -(10n ** 18n - 1n), 10n ** 18n - 1n],
    ['Decimal(19, 0)', -(10n ** 19n - 1n), 10n ** 19n - 1n],
    ['Decimal(38, 10)', -(10n ** 38n - 1n), 10n ** 38n - 1n],
    ['Int128', -(10n ** 38n - 1n), 10n ** 38n - 1n],
    ['UInt256', 0n, 10n ** 38n - 1n],
    ['Date32', -719_162n, 2_932_896n],
    ['DateTime64(0)', FIRST, END - 1n],
    ['DateTime64(3)', FIRST * 1000n, END * 1000n - 1n],
    ["DateTime64(6, 'UTC')", FIRST * 1_000_000n, END * 1_000_000n - 1n],
    ['Bool', 0n, 1n],
  ])('%s', (name, least, most) => {
    const type = plainType(name) ?? wideInteger(name)
    const has = (value: bigint): boolean | undefined => {
      const { buffer, byteOffset, length } = bytesOf(value, type?.width ?? 0)
      return type?.hasRoom?.(new DataView(buffer, byteOffset, length), 0)
    }
    expect([has(least), has(0n), has(most)]).toEqual([true, true, true])
    const width = BigInt(type?.width ?? 0) * 8n
    // The next one, and what lies at the ends of its bytes.
    const ends = [2n ** (width - 1n) - 1n, ...(least === 0n ? [] : [least - 1n, -(2n ** (width - 1n))])]
    expect([most + 1n, ...ends].map(has)).toEqual([false, ...ends.map(() => false)])
  })

  it('is refused in a list, and is nothing behind a NULL', () => {
    const read = (typeText: string, ...bytes: readonly Buffer[]) => {
      const block = new BlockBytes()
      block.append(Buffer.concat(bytes), 0)
      return readValues(block, typeText, 1)
    }
    const end = bytesOf(1n, 8)
    expect(() => read('Array(Decimal(4, 2))', end, bytesOf(12_345_600n, 4))).toThrow(NoRoom)
    expect(() => read('Array(Nullable(Decimal(4, 2)))', end, Buffer.of(0), bytesOf(12_345_600n, 4))).toThrow(NoRoom)
    expect(read('Array(Nullable(Decimal(4, 2)))', end, Buffer.of(1), bytesOf(12_345_600n, 4))).toEqual([[null]])
    expect(read('Nullable(UInt256)', Buffer.of(1), bytesOf(2n ** 255n, 32))).toEqual([null])
  })
})
