import { expect, it } from 'vitest'
import { ApiError } from '../../../api/api-error.ts'
import { inText } from './in-text.ts'
import { statementsWithin } from './placed-statement.ts'

const place = { line: 1, column: 10, length: 3 }
const failure = new ApiError(400, {
  error_code: 'DLI.0004',
  error_msg: 'Syntax error at line 1, column 10: "FRM" is unexpected, not line 1, column 100',
  hint: 'Expected here: FROM.',
  request_id: 'r',
  place,
})

it.each([
  [{ line: 3, column: 1 }, 'line 3, column 10'],
  [{ line: 3, column: 5 }, 'line 3, column 14'],
  [{ line: 1, column: 1 }, 'line 1, column 10'],
])('tells where a mistake stands in the text of a statement that begins at %j', (begin, said) => {
  expect(inText(failure, { sql: 'SELECT * FRM x', ...begin })).toMatchObject({
    message: `Syntax error at ${said}: "FRM" is unexpected, not line 1, column 100`,
    code: 'DLI.0004',
    hint: 'Expected here: FROM.',
    requestId: 'r',
  })
})

it('adds columns to the first line alone, and nothing to what tells no place', () => {
  const second = new ApiError(400, { error_msg: 'at line 2, column 4', place: { line: 2, column: 4, length: 1 } })
  expect(inText(second, { sql: 'SELECT 1\nFRM x', line: 3, column: 5 })).toMatchObject({ message: 'at line 4, column 4' })
  const without = new ApiError(400, { error_msg: 'at line 2, column 4' })
  expect(inText(without, { sql: 'SELECT 1', line: 3, column: 5 })).toBe(without)
  expect(inText('lost', { sql: 'SELECT 1', line: 3, column: 5 })).toBe('lost')
})

it('says that a place is of the statement with its values, where a parameter stands before it', () => {
  const told = inText(failure, { sql: `SELECT \${a} FRM x`, line: 3, column: 1 })
  expect(told).toMatchObject({
    message: expect.stringContaining('at line 1, column 10 of the statement with the values of its variables:'),
  })
  expect(told).toMatchObject({ place: undefined })
})

it('takes the places of a selection in the whole text', () => {
  const text = 'SELECT 1;\n👍 SELECT 2;\n SELECT 3'
  expect(statementsWithin(text, { from: text.indexOf('SELECT 2'), to: text.length })).toEqual([
    { sql: 'SELECT 2', line: 2, column: 3 },
    { sql: 'SELECT 3', line: 3, column: 2 },
  ])
})
