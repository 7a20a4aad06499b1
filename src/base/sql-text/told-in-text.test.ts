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

it('takes no place of the words of a database, nor of what is cited, for one of the statement', () => {
  const theirs = { message: 'db.example:5432: syntax error in line 4, column 2 of the function', place: undefined }
  expect(toldInText(theirs, `SELECT \${a}`, { line: 4, column: 1 })).toEqual(theirs)
  const cited = `SELECT 'line 1, column 1' x`
  const own = `Syntax error at line 1, column 1: ${cited} is unexpected`
  expect(toldInText({ message: own, place }, cited, { line: 4, column: 1 }).message).toBe(own.replace('line 1', 'line 4'))
})

it.each(['', 'DLI.0004 ', 'DLI.0004: ', 'sql-syntax '])('knows a place of our own behind %j, where only the message tells it', (code) => {
  for (const head of ['Syntax error at', 'At']) {
    const message = `${code}${head} line 1, column 9: no`
    expect(toldInText({ message, place: undefined }, `SELECT {{a}} x`, { line: 4, column: 1 }).message).toBe(
      `${code}${head} line 1, column 9 of the statement with the values of its variables: no`,
    )
  }
})
