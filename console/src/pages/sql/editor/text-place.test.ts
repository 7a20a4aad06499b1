import { expect, it } from 'vitest'
import { rangeOfPlace } from './text-place.ts'

const marked = (sql: string, line: number, column: number, length: number): string => {
  const { from, to } = rangeOfPlace(sql, { line, column, length })
  return sql.slice(from, to)
}

it('marks what the API means, whatever stands before it', () => {
  expect(marked('SELECT 1\nFROM wrong x', 2, 6, 5)).toBe('wrong')
  expect(marked("SELECT '👍🏽' wrong", 1, 13, 5)).toBe('wrong')
  expect(marked('SELECT\r\nwrong', 2, 1, 5)).toBe('wrong')
})

it('marks something where the end is what is wrong', () => {
  expect(marked('SELECT (1', 1, 10, 0)).toBe('1')
  expect(marked('SELECT (1  \n', 2, 1, 0)).toBe('1  \n')
  expect(marked('x', 9, 9, 9)).toBe('x')
  expect(rangeOfPlace('', { line: 1, column: 1, length: 0 })).toEqual({ from: 0, to: 0 })
})
