import { expect, it } from 'vitest'
import { selectionSummary } from './selection-summary.ts'

it('adds numbers up exactly, and says what it does not know exactly', () => {
  expect(selectionSummary(['0.1', '0.2', 'null'], true)).toBe('3 cells, 1 NULL, sum 0.3, least 0.1, greatest 0.2')
  expect(selectionSummary(['1.5E1', '"NaN"'], true)).toBe('2 cells, 0 NULL, sum about NaN, least 1.5E1, greatest NaN')
  expect(selectionSummary(['"a"', '"b"'], false)).toBe('2 cells, 0 NULL')
  expect(selectionSummary(['null', 'null'], true)).toBe('2 cells, 2 NULL')
  expect(selectionSummary(['1'], true)).toBe('')
})
