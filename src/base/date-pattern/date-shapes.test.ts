import { expect, test } from 'vitest'
import { shapeOf } from './date-shapes.ts'
import { piecesOf } from './pieces.ts'

test.each([
  '[d]'.repeat(8),
  'd[ ]'.repeat(8),
  'd1d',
  'dMM1',
  `${'[]'.repeat(8)}${'d[:][-]'.repeat(4)}d`,
  '[dd]'.repeat(40),
  '[a'.repeat(40),
  '[MMM][MMMM]',
  '[XXX][X]',
  'yyyySSS',
  'yyyy-MM-dd z',
  'G yyyy',
  'yyyy-MM DDD',
  "'a'".repeat(20_000),
])('a pattern by which an expression may read otherwise than Java is read step by step: %s', (pattern) => {
  expect(shapeOf(pattern, 'timestamp')).toBeUndefined()
})

test('a date does not go by an offset', () => {
  expect(shapeOf('yyyy-MM-dd HH:mm XXX', 'timestamp')).toBeDefined()
  expect(shapeOf('yyyy-MM-dd HH:mm XXX', 'date')).toBeUndefined()
})

test.each([
  'yyyy-MM-dd HH:mm:ss',
  'yyyyMMdd',
  "dd/MM/yyyy'T'HH:mm[:ss]",
  'd M y h:m:s a',
  'dMM',
  'd MMM yyyy',
  'yyyy-DDD',
  'yyyy-MM-dd HH:mm:ss.SSSXXX',
])('one by which it reads alike is an expression: %s', (pattern) => {
  expect(shapeOf(pattern, 'timestamp')).toBeDefined()
})

test.each(['['.repeat(20_000), '[y]'.repeat(20_000), "'", 'b', '#'])(
  'what is wrong with a pattern is said in a sentence, however long that is',
  (sign) => {
    const message = (): string => {
      try {
        shapeOf(`${sign}${'y'.repeat(20_000)}`, 'date')
        return ''
      } catch (error) {
        return error instanceof Error ? error.message : ''
      }
    }
    expect(message().length).toBeGreaterThan(20)
    expect(message().length).toBeLessThan(400)
  },
)

test('text of any length may stand in quotes', () => {
  const text = "it''s ".repeat(2_000_000)
  expect(piecesOf(`'${text}'`)).toEqual([{ kind: 'text', text: text.replaceAll("''", "'") }])
  expect(["''", "''''", "'''a'", "'a'''", "'a''b'"].map((pattern) => piecesOf(pattern))).toEqual(
    ["'", "'", "'a", "a'", "a'b"].map((read) => [{ kind: 'text', text: read }]),
  )
  for (const pattern of ["'", "'''", "'a''", `'${"''".repeat(3_000_000)}`]) expect(() => piecesOf(pattern)).toThrow('has an open quote')
})
