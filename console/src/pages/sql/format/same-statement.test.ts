import { expect, it } from 'vitest'
import { isSameStatement } from './same-statement.ts'

it('lets space and the capitals of words change, and nothing else', () => {
  expect(isSameStatement('select a,b from t -- x', 'SELECT\n  a,\n  b\nFROM\n  t -- x')).toBe(true)
  expect(isSameStatement("SELECT 'a  b'", "SELECT 'a b'")).toBe(false)
  expect(isSameStatement("SELECT 'a'", "SELECT 'A'")).toBe(false)
  expect(isSameStatement('SELECT `a`', 'SELECT `A`')).toBe(false)
  expect(isSameStatement('SELECT a b', 'SELECT ab')).toBe(false)
  expect(isSameStatement('SELECT 1 -- x', 'SELECT 1')).toBe(false)
  expect(isSameStatement("SELECT 'it\\'s  x'", "SELECT 'it\\'s x'")).toBe(false)
})
