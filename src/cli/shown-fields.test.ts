import { expect, it } from 'vitest'
import { furtherIn, plain, plainLines } from './shown-fields.ts'

it('a text of several lines is read as it was written, and what a terminal obeys is not obeyed', () => {
  expect(furtherIn('SELECT 1\n\tFROM t\r\n-- \u001b[2J\u009b\u202e\rx\ud800\u2028', '  ')).toBe(
    'SELECT 1\n  \tFROM t\n  -- \\u{1b}[2J\\u{9b}\\u{202e}\\u{d}x\\u{d800}\\u{2028}',
  )
  expect(plainLines('a\tb')).toBe('a\tb')
})

it('a text of one line shows its breaks and tabs, for they would move what stands beside it', () => {
  expect(plain('a\n\tb')).toBe('a\\u{a}\\u{9}b')
})
