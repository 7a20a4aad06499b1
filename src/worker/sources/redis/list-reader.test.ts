import { expect, it } from 'vitest'
import { ListReader } from './list-reader.ts'

const LIST = Buffer.from('*3\r\n$2\r\nab\r\n$-1\r\n$0\r\n\r\n')

it('a list that has not come whole needs more than there is, and no more than it has', () => {
  for (let length = 1; length < LIST.length; length += 1) {
    const reader = new ListReader()
    expect(reader.read(LIST.subarray(0, length), 0, 3)).toBe(false)
    expect(reader.end).toBeLessThanOrEqual(LIST.length + 2)
  }
  const reader = new ListReader()
  expect(reader.read(LIST, 0, 3)).toBe(true)
  expect(reader.end).toBe(LIST.length)
})

it.each([
  '*2\r\n$1\r\na\r\n$1\r\nb\r\n',
  '$1\r\na\r\n',
  '*3\r\n:1\r\n',
  '*3\r\n$x\r\n',
  '*3\r\n$1\nx\r',
  '*3\r\n$12345678901\r\n',
  '*-1\r\n',
])('%j is none of three texts', (text) => {
  expect(() => new ListReader().read(Buffer.from(text), 0, 3)).toThrow(RangeError)
})
