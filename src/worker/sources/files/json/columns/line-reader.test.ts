import { expect, test } from 'vitest'
import { newLineReader } from './line-reader.ts'

const outside = {
  readValue: () => 0,
  addNull: () => undefined,
  rewind: () => undefined,
  fieldNamed: () => -1,
  tooLarge: () => {
    throw new Error('too large')
  },
}
/** As assembly/column.ts has them. */
const KIND = { bigint: 3, struct: 9 }
const OBJECT_AT = 76

test('memory beyond what places of 32 bits reach is refused, and not given where others are', () => {
  const reader = newLineReader(outside)
  const first = reader.allocate(16)
  expect(() => reader.allocate(2 ** 32 - 8)).toThrow('too large')
  expect(() => reader.allocate(2 ** 32 - 2 ** 16)).toThrow('too large')
  expect(reader.allocate(16)).toBeGreaterThan(first)
})

test('an object whose number has gone round to that of none has all its fields', () => {
  const reader = newLineReader(outside)
  const record = reader.newColumn(KIND.struct, 0, 0, 64, 1)
  const field = reader.newColumn(KIND.bigint, 1, 8, 64, 0)
  reader.setChild(record, 0, field)
  const line = Buffer.from('{}')
  const at = reader.allocate(line.length)
  Buffer.from(reader.memory.buffer).set(line, at)
  expect(reader.readLine(record, at, at + line.length)).toBe(1)
  const objects = new Int32Array(reader.memory.buffer, record + OBJECT_AT, 1)
  expect(objects[0]).toBe(1)
  objects[0] = -1
  expect(reader.readLine(record, at, at + line.length)).toBe(1)
  expect([reader.rowsOf(record), reader.rowsOf(field)]).toEqual([2, 2])
})
