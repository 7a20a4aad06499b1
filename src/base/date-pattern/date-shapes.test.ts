import { expect, test } from 'vitest'
import { olderShapeOf, shapeOf } from './date-shapes.ts'
import { piecesOf } from './pieces.ts'

test.each([
  '[d]'.repeat(8),
  'd[ ]'.repeat(8),
  'd1'.repeat(8),
  `${'[]'.repeat(8)}${'d[:][-]'.repeat(4)}d`,
  '[dd]'.repeat(40),
  '[a'.repeat(40),
])('a pattern by which a text can be read in a thousand ways is refused: %s', (pattern) => {
  expect(() => shapeOf(pattern)).toThrow(/can be read in too many ways|twice|before a number/)
})

test.each(['y[-M[-d[ H[:m[:s[.S]]]]]]', '[M/d/y][y-M-d][d.M.y]', 'yyyyMMdd[HHmmss]', 'd M y h:m:s a', 'dMM', 'd/M/y[ H:m]'])(
  'one by which it can be read in one way, or two, is taken: %s',
  (pattern) => {
    const { shape } = shapeOf(pattern)
    expect(new RegExp(`^(?:${shape})$`).test(`${'1'.repeat(60)}x`)).toBe(false)
  },
)

test.each(['['.repeat(20_000), '[y]'.repeat(20_000), "'", 'b', '#'])(
  'what is wrong with a pattern is said in a sentence, however long that is',
  (sign) => {
    const message = (): string => {
      try {
        return shapeOf(`${sign}${'y'.repeat(20_000)}`).shape
      } catch (error) {
        return error instanceof Error ? error.message : ''
      }
    }
    expect(message().length).toBeLessThan(400)
  },
)

test.each(['zZ'.repeat(8), "z'a'".repeat(8)])(
  'names of zones that may end at every letter are not too many, to the older parser: %s',
  (pattern) => {
    expect(() => olderShapeOf(pattern)).toThrow('can be read in too many ways')
  },
)

test.each(['z', 'zZz', "z'a'Z", '[XXX][XX][X][Z]'])('names of zones have an end, and offsets are none: %s', (pattern) => {
  const { shape } = olderShapeOf(pattern) ?? { shape: '' }
  expect(new RegExp(`^(?:${shape})1`).test('a'.repeat(1_000_000))).toBe(false)
})

test.each(['HHmm'.repeat(5_000), '-'.repeat(50_000), "'a'".repeat(20_000)])(
  'a pattern that is too long for an expression is refused: %#',
  (pattern) => {
    for (const shape of [shapeOf, olderShapeOf])
      expect(() => shape(pattern)).toThrow(/^The pattern .{100}…, which is longer than 1000 characters,/)
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
