import { expect, it } from 'vitest'
import { isAbove } from './partition-bounds.ts'

it.each<[string, string, boolean]>([
  ['9', '1', true],
  ['1', '9', false],
  ['10', '9', true],
  ['5', '5', false],
  ['-1', '-2', true],
  ['-2', '+1', false],
  ['9007199254740993', '9007199254740992', true],
  ['1.5', '1.25', true],
  ['1.50', '1.5', false],
  ['2024-12-31', '2024-01-01', true],
  ['2024-01-01', '2024-12-31', false],
  ['2024-01-01 00:00:00', '2024-01-01', false],
  ['2024-01-01T00:00:00.5', '2024-01-01 00:00:00', true],
  ['2024-01-01 00:00:00.50', '2024-01-01 00:00:00.5', false],
  ['9', '2024-01-01', false],
])('%s is larger than %s: %s', (one, other, expected) => {
  expect(isAbove(one, other)).toBe(expected)
})
