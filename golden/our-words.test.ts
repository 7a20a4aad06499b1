import { expect, test } from 'vitest'
import { isOurs, piecesOf, readOurWords } from './our-words.ts'

const ours = readOurWords()

test.each([
  ['element_at: the index counts from 1', 'select element_at(array(1), 0)'],
  ['The group 3 does not exist: the regular expression has 2 groups', "select regexp_extract('a', '(a)(b)', 3)"],
  ["to_number: a text does not match the format '99G999'", "select to_number('a', '99G999')"],
  ['t has no column key1', 'desc t key1'],
  ['too big: 8', "select raise_error('too big: ' || v) from t"],
])('%s is told by Causeway, or by the statement', (message, sql) => {
  expect(isOurs(message, sql, ours)).toBe(true)
})

test.each([
  'Could not convert string "x" to INT',
  'Referenced column "x" not found in FROM clause!',
  'column "a" must appear in the GROUP BY clause or must be part of an aggregate function',
  'Scalar Function with name x does not exist!',
  'More than one row returned by a subquery',
  'Overflow in multiplication of INT64',
  'missing )',
  'Cannot compare values of type INTEGER and type VARCHAR - an explicit cast is required',
])('%s is what the engine says', (message) => {
  expect(isOurs(message, 'select 1', ours)).toBe(false)
})

test('what the engine is recognized by is none of our sentences', () => {
  expect(piecesOf("    says: /^Value out of all range/,\n    message: () => 'The result is too great for it',")).toEqual([
    'The result is too great for it',
  ])
})
