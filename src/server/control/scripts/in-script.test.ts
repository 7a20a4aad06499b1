import { expect, it } from 'vitest'
import { CausewayError } from '../../../base/errors.ts'
import { inScript } from './in-script.ts'

const mistake = (line: number, column: number) =>
  new CausewayError('sql-syntax', `Syntax error at line ${line}, column ${column}: "FORM" is unexpected`, {
    place: { line, column, length: 4, expected: 'FROM' },
    hint: 'Write FROM.',
  })

it('tells the place of a mistake in the text of the script', () => {
  expect(inScript(mistake(1, 10), 'SELECT 1 FORM t', { line: 7, column: 5 })).toMatchObject({
    message: 'Syntax error at line 7, column 14: "FORM" is unexpected',
    place: { line: 7, column: 14, length: 4, expected: 'FROM' },
    hint: 'Write FROM.',
    kind: 'sql-syntax',
  })
  // In a later line of the statement the column is as it was.
  expect(inScript(mistake(2, 3), 'SELECT 1\n  FORM t', { line: 7, column: 5 }).message).toContain('line 8, column 3')
})

it('says that a place is of the statement with its values, where a variable stands before it', () => {
  const told = inScript(mistake(1, 15), `SELECT \${a} x FORM t`, { line: 7, column: 5 })
  expect(told.place).toBeUndefined()
  expect(told.message).toBe('Syntax error at line 1, column 15 of the statement with the values of its variables: "FORM" is unexpected')
  expect(inScript(mistake(1, 10), `SELECT 1 FORM {{t}}`, { line: 7, column: 5 }).place).toMatchObject({ line: 7, column: 14 })
})

it('says so too of a mistake whose place is only in the message, as of a statement with a sensitive variable', () => {
  const error = new CausewayError('sql-syntax', 'Syntax error at line 1, column 9: "x" is unexpected')
  expect(inScript(error, "SELECT '{{pin}}' x y", { line: 7, column: 5 }).message).toContain('column 9 of the statement with the values')
})

it('leaves an error without a place as it is', () => {
  const error = new CausewayError('not-found', 'There is no table t')
  expect(inScript(error, 'SELECT 1', { line: 2, column: 1 })).toBe(error)
})
