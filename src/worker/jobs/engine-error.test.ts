import { expect, test } from 'vitest'
import { engineErrorToUser } from './engine-error.ts'

test.each(['INTERNAL', 'FATAL'])('%s errors are told in our words: no stack trace, nothing of the engine', (kind) => {
  const text = `${kind} Error: Attempted to access index 3 within vector of size 3\n\nStack Trace:\n\n/usr/lib/duckdb.node(+0x1234) [0x7f]\nThis error signals an assertion failure within DuckDB.`
  const error = engineErrorToUser(text, new Map())
  expect(error).toMatchObject({ kind: 'internal', message: 'The engine failed while it ran the statement' })
  expect(`${error.message} ${error.hint}`).not.toMatch(/duckdb|vector|Stack/i)
  expect(error.cause).toBe(text)
})

test('a stack trace behind another error is cut off', () => {
  expect(engineErrorToUser('Invalid Input Error: bad value\n\nStack Trace:\n\n0 x [0x1]', new Map()).message).toBe('bad value')
})
