import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { textFinder } from './text-finder.ts'

describe('textFinder', () => {
  it('finds what the language finds', () => {
    const few = fc.string({ unit: fc.constantFrom('a', 'A', 'b', '%', 'ü'), maxLength: 12 })
    const part = fc.string({ unit: fc.constantFrom('a', 'B', '%', 'Ü'), maxLength: 4 })
    fc.assert(
      fc.property(few, part, (text, wanted) => {
        expect(textFinder(wanted)(text)).toBe(text.toLowerCase().includes(wanted.toLowerCase()))
      }),
      { numRuns: 2_000 },
    )
  })
})
