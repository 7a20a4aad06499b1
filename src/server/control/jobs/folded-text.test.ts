import fc from 'fast-check'
import { expect, it } from 'vitest'
import { foldedText } from './folded-text.ts'
import { textFinder } from './text-finder.ts'
import { TextSignatures } from './text-signatures.ts'

it('folds parts apart as it folds them together', () => {
  const text = fc.string({
    unit: fc.constantFrom(
      'a',
      'S',
      'ſ',
      'ß',
      'ẞ',
      'İ',
      'ı',
      '\u{212A}',
      'Σ',
      'σ',
      'ς',
      'Α',
      '\u0307',
      '\u0301',
      ' ',
      '.',
      "'",
      'ŉ',
      'ﬁ',
      '𐐀',
    ),
    maxLength: 6,
  })
  fc.assert(
    fc.property(text, text, (one, other) => {
      expect(foldedText(one + other)).toBe(foldedText(one) + foldedText(other))
    }),
    { numRuns: 2_000 },
  )
})

it.each([
  ["SELECT 'ΟΔΟΣΑ'", 'ΟΔΟΣ'],
  ["SELECT 'ΟΔΟΣ'", 'οδοσ'],
  ["SELECT 'οδος'", 'ΟΔΟΣ'],
  ['ſelect 1', 'SELECT'],
  ['SELECT 1', 'ſelect'],
  ['SELECT İ1', 'İ1'],
  ['300 \u{212A} x', '300 k x'],
  ['300 k x', '300 \u{212A}'],
  ["SELECT 'straße'", 'STRASSE'],
  ["SELECT 'ẞ groß'", 'ß groß'],
  ["SELECT 'GROSS'", 'groẞ'],
])('finds in %s the part %s, and the signatures do not leave it out', async (text, part) => {
  const signatures = new TextSignatures()
  signatures.add(1, 0, text)
  expect(textFinder(part)(text)).toBe(true)
  expect((await signatures.candidates(part, 0, 1)) ?? [1]).toEqual([1])
})

it('finds no other letters', () => {
  for (const [text, part] of [
    ['ISTANBUL', 'İSTANBUL'],
    ['οδοζ', 'οδος'],
    ['é', 'e\u0301'],
  ] as const)
    expect(textFinder(part)(text)).toBe(false)
})
