import { expect, it } from 'vitest'
import { wrappedLines } from './wrapped-lines.ts'

const lines = (text: string, room: number): number => wrappedLines(text, room, 10)

it('puts words that have no room into the next line', () => {
  expect(lines('', 50)).toBe(1)
  expect(lines('abc def', 50)).toBe(1)
  expect(lines('abcd efgh', 50)).toBe(2)
  expect(lines('ab cd ef gh', 30)).toBe(2)
})

it('breaks what no line has room for', () => {
  expect(lines('abcdefghijklmnop', 50)).toBe(2)
  expect(lines('ab abcdefghmnop', 50)).toBe(3)
  expect(lines('abcdefghmnop ab', 50)).toBe(2)
})
