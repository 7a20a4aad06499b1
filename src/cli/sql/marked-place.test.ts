import { expect, it } from 'vitest'
import { markedPlace } from './marked-place.ts'

it('marks the signs that are meant, beneath their line as a file has it', () => {
  expect(markedPlace('SELECT 1\nFORM t', { line: 2, column: 1, length: 4 })).toBe('2 | FORM t\n    ^^^^')
  expect(markedPlace('SELECT 1\nFORM t', { line: 2, column: 1, length: 4 }, 10)).toBe('11 | FORM t\n     ^^^^')
  expect(markedPlace("SELECT '漢字' x y", { line: 1, column: 15, length: 1 })).toBe(`1 | SELECT '漢字' x y\n${' '.repeat(20)}^`)
})

it('marks the end of a statement, and what is behind a long beginning', () => {
  expect(markedPlace('SELECT', { line: 1, column: 7, length: 0 })).toBe(`1 | SELECT\n${' '.repeat(10)}^`)
  const [line = '', mark = ''] = markedPlace(`${'a '.repeat(500)}b${' c'.repeat(500)}`, { line: 1, column: 1001, length: 1 }).split('\n')
  expect(line[mark.indexOf('^')]).toBe('b')
  expect(line.length).toBeLessThan(200)
  expect(markedPlace('SELECT', { line: 3, column: 1, length: 1 })).toBe('')
})

it('shows nothing that a terminal obeys', () => {
  expect(markedPlace('SELECT \u001b[2J x', { line: 1, column: 8, length: 1 })).not.toContain('\u001b')
})
