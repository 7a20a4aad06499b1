import { expect, test } from 'vitest'
import { shapeOf } from './date-shapes.ts'

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
