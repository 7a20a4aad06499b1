import { expect, it } from 'vitest'
import { barValueText } from './bar-value-text.ts'

it.each([
  [1_565_625, '1,565,625'],
  [-1_565_625.25, '-1,565,625.25'],
  [123_456_789_012, '123,456,789,012'],
  [0, '0'],
  [0.1, '0.1'],
  [0.1 + 0.2, '≈ 0.3'],
  [1 / 3, '≈ 0.333333'],
  [12_345_678_901_234, '≈ 12.3457T'],
  [1.5e300, '≈ 1.5E300'],
  [2 ** -60, '≈ 8.67362E-19'],
])('%d stands beside its bar as %s', (value, text) => expect(barValueText(value)).toBe(text))
