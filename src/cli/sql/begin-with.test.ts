import { expect, test } from 'vitest'
import { splitStatements } from '../../base/sql-text/split-statements.ts'
import { beginWith, goOnText } from './begin-with.ts'

const TEXT = "SELECT '😀'; SELECT 2;\n-- a comment; no statement\nSELECT 3 ; SELECT\n 4"
const begun = (from: string | undefined) => beginWith(TEXT, splitStatements(TEXT), from)

test('from a statement on, all others are where they were', () => {
  const all = splitStatements(TEXT)
  for (let number = 1; number <= all.length; number += 1) {
    const { text, statements, passed } = begun(String(number))
    expect(passed).toBe(number - 1)
    expect(splitStatements(text)).toEqual(statements)
    expect(statements.map(({ sql, line, column }) => [sql, line, column])).toEqual(
      all.slice(number - 1).map(({ sql, line, column }) => [sql, line, column]),
    )
  }
  expect(begun(undefined)).toEqual({ text: TEXT, statements: all, passed: 0 })
})

test.each(['0', '5', '-1', '1.5', 'two', '', '99999999999999999999'])('%j is no statement of four', (from) => {
  expect(() => begun(from)).toThrow(`--from is ${from}, and no statement has that number`)
})

test('how to go on is told by the number in the whole text, unless it is from the beginning', () => {
  expect(goOnText(0, begun(undefined))).toBe('')
  expect(goOnText(2, begun(undefined))).toBe('Statement 3 of 4: what is before it was done. Go on with --from 3')
  expect(goOnText(1, begun('3'))).toBe('Statement 4 of 4: what is before it was done. Go on with --from 4')
})
