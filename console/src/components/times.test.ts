import { expect, it } from 'vitest'
import { durationText, timeText } from './times.ts'

it('says how long something took, as exactly as anybody reads', () => {
  expect([0, 12.4, 999, 1_000, 3_480, 59_999, 60_000, 125_000, 3_599_999, 4_320_000].map(durationText)).toEqual([
    '0 ms',
    '12 ms',
    '999 ms',
    '1.0 s',
    '3.4 s',
    '59.9 s',
    '1 min 0 s',
    '2 min 5 s',
    '59 min 59 s',
    '1 h 12 min',
  ])
})

it('shows what is no time as it came', () => {
  expect([1e308, -8.64e15 - 1, Number.NaN].map(timeText)).toEqual(['1e+308', '-8640000000000001', 'NaN'])
  expect(timeText(0)).toMatch(/19(69|70)/)
})
