import fc from 'fast-check'
import { expect, it } from 'vitest'
import { textFinder } from './text-finder.ts'
import { TextSignatures } from './text-signatures.ts'

it('leaves out no text that holds the part, of any length and case', () => {
  const unit = fc.constantFrom('a', 'A', 'b', ' ', '%', 'ü', 'Ü', 'Σ', 'σ', 'ς', '😀', 'İ')
  const text = fc.oneof(
    fc.string({ unit, maxLength: 12 }),
    fc.string({ unit, minLength: 150, maxLength: 200 }),
    fc.string({ unit, minLength: 1_270, maxLength: 1_300 }),
  )
  fc.assert(
    fc.property(fc.array(text, { maxLength: 80 }), fc.string({ unit, maxLength: 5 }), (texts, part) => {
      const signatures = new TextSignatures()
      for (const [key, each] of texts.entries()) signatures.add(key, each)
      const candidates = new Set(signatures.candidates(part, texts.length) ?? texts.keys())
      const holds = textFinder(part)
      expect(texts.flatMap((each, key) => (holds(each) && !candidates.has(key) ? [each] : []))).toEqual([])
    }),
    { numRuns: 300 },
  )
})

const COUNT = 5_000
const statement = (n: number): string => (n === 3 ? 'SELECT * FROM needle' : `SELECT ${n}, a, b, c FROM some_table_of_mine WHERE a > ${n}`)

function many(): TextSignatures {
  const signatures = new TextSignatures()
  for (let n = 0; n < COUNT; n += 1) signatures.add(n + 1, n % 50 === 7 ? `${statement(n)} -- ${'long, '.repeat(n)}` : statement(n))
  return signatures
}

it('leaves out almost all others, and has the keys in their order', () => {
  const signatures = many()
  const found = signatures.candidates('NEEDLE', COUNT) ?? []
  expect(found).toContain(4)
  expect(found.length).toBeLessThan(COUNT / 200)
  expect(signatures.candidates('long, long', COUNT)?.length).toBeLessThan(COUNT / 25)
  const all = Array.from({ length: COUNT }, (_, n) => n + 1)
  expect(signatures.candidates('sel', COUNT)).toEqual(all)
  expect(signatures.candidates('sel', COUNT - 1)).toBeUndefined()
  for (const part of ['', 'e', 'se']) expect(signatures.candidates(part, COUNT)).toBeUndefined()
})

it('forgets what is dropped, and takes more', () => {
  const signatures = many()
  signatures.dropBefore(COUNT + 1)
  expect(signatures.candidates('sel', COUNT)).toEqual([])
  signatures.add(COUNT + 1, 'SELECT 1')
  expect(signatures.candidates('lect', COUNT)).toEqual([COUNT + 1])
  signatures.dropBefore(COUNT + 1)
  expect(signatures.candidates('lect', COUNT)).toEqual([COUNT + 1])
})
