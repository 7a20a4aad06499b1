import { describe, expect, it } from 'vitest'
import { BlockBytes, NeedMore } from './block-bytes.ts'
import { ColumnWriter } from './block-column.ts'
import { readValues } from './nested-values.ts'

const blockOf = (bytes: Uint8Array): BlockBytes => {
  const block = new BlockBytes()
  block.append(bytes, 0)
  return block
}
const endsOf = (...ends: readonly number[]): Buffer => Buffer.from(new BigUint64Array(ends.map(BigInt)).buffer)
const NOT_BLOCKS = /are not what its table looked like/

describe('what a server in the place of ClickHouse sends', () => {
  it('is no number where it has no end: it would become none, which no bound stops', () => {
    expect(() => blockOf(Buffer.concat([Buffer.alloc(200, 0x80), Buffer.of(0)])).varint()).toThrow(NOT_BLOCKS)
    expect(blockOf(Buffer.of(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x0f)).varint()).toBe(Number.MAX_SAFE_INTEGER)
    expect(() => blockOf(Buffer.of(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x10)).varint()).toThrow(NOT_BLOCKS)
  })

  it('gets no room for rows of which not a byte is there', () => {
    const rows = 2 ** 53
    expect(() => new ColumnWriter('a', { kind: 'string' }).read(blockOf(Buffer.of(1, 97)), 'String', rows)).toThrow(NeedMore)
    expect(() => readValues(blockOf(endsOf(2 ** 32 - 1)), 'Array(String)', 1)).toThrow(NeedMore)
  })

  it('has no array that ends before it begins', () => {
    const block = blockOf(Buffer.concat([endsOf(2, 1, 2), Buffer.of(1, 2)]))
    expect(() => readValues(block, 'Array(UInt8)', 3)).toThrow(NOT_BLOCKS)
    expect(readValues(blockOf(Buffer.concat([endsOf(1, 1, 2), Buffer.of(1, 2)])), 'Array(UInt8)', 3)).toEqual([[1], [], [2]])
  })
})
