import { expect, it } from 'vitest'
import { toldInText } from './told-in-text.ts'

const place = { line: 1, column: 1 }

it('leaves alone what only begins as the place does', () => {
  const message = 'At line 1, column 1, and not at line 1, column 12'
  expect(toldInText({ message, place }, 'x', { line: 4, column: 1 }).message).toBe('At line 4, column 1, and not at line 1, column 12')
})

it('tells no column below 1, where words stand before the statement that its text has not', () => {
  expect(toldInText({ message: 'line 1, column 1', place }, 'EXPLAIN x', { line: 2, column: -7 })).toEqual({
    message: 'line 2, column 1',
    place: { line: 2, column: 1 },
  })
})
