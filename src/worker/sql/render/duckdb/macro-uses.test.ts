import { expect, test } from 'vitest'
import { expandText } from './macro-uses.ts'

test('quotes and brackets in a quoted name hide no use of a hole', () => {
  let uses = 0
  const count = (text: string): number => {
    uses = 0
    expandText(
      text,
      (word) => (word === 'hole' ? 0 : undefined),
      (_, times) => {
        uses += times
      },
    )
    return uses
  }
  expect(count(`struct_pack("it's" := hole, "hole" := 1, "so" := hole)`)).toBe(2)
  const alone = count('sp_double_text(hole)')
  expect(alone).toBeGreaterThan(1)
  expect(count('sp_double_text(f(struct_pack(")))" := 1), hole))')).toBe(alone)
})
