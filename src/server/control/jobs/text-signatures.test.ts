import fc from 'fast-check'
import { expect, it } from 'vitest'
import { textFinder } from './text-finder.ts'
import { TextSignatures } from './text-signatures.ts'

it('leaves out no text that holds the part, of any length and case', async () => {
  const unit = fc.constantFrom('a', 'A', 'b', ' ', '%', 'ü', 'Ü', 'Σ', 'σ', 'ς', '😀', 'İ')
  const text = fc.oneof(
    fc.string({ unit, maxLength: 12 }),
    fc.string({ unit, minLength: 150, maxLength: 200 }),
    fc.string({ unit, minLength: 1_270, maxLength: 1_300 }),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(text, { maxLength: 80 }), fc.string({ unit, maxLength: 5 }), async (texts, part) => {
      const signatures = new TextSignatures()
      for (const [key, each] of texts.entries()) signatures.add(key, 0, each)
      const candidates = new Set((await signatures.candidates(part, 0, texts.length)) ?? texts.keys())
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
  for (let n = 0; n < COUNT; n += 1) signatures.add(n + 1, 0, n % 50 === 7 ? `${statement(n)} -- ${'long, '.repeat(n)}` : statement(n))
  return signatures
}

it('leaves out almost all others, and has the keys in their order', async () => {
  const signatures = many()
  const found = (await signatures.candidates('NEEDLE', 0, COUNT)) ?? []
  expect(found).toContain(4)
  expect(found.length).toBeLessThan(COUNT / 200)
  expect((await signatures.candidates('long, long', 0, COUNT))?.length).toBeLessThan(COUNT / 25)
  const all = Array.from({ length: COUNT }, (_, n) => n + 1)
  expect(await signatures.candidates('sel', 0, COUNT)).toEqual(all)
  expect(await signatures.candidates('sel', 0, COUNT - 1)).toBeUndefined()
  for (const part of ['', 'e', 'se']) expect(await signatures.candidates(part, 0, COUNT)).toBeUndefined()
})

it('forgets what is dropped, and takes more', async () => {
  const signatures = many()
  signatures.dropBefore(COUNT + 1)
  expect(await signatures.candidates('sel', 0, COUNT)).toEqual([])
  signatures.add(COUNT + 1, 0, 'SELECT 1')
  expect(await signatures.candidates('lect', 0, COUNT)).toEqual([COUNT + 1])
  signatures.dropBefore(COUNT + 1)
  expect(await signatures.candidates('lect', 0, COUNT)).toEqual([COUNT + 1])
})

it('others have their turn while many are looked through, and it ends with the reason of its signal', async () => {
  const signatures = new TextSignatures()
  for (let n = 0; n < 70 * 32; n += 1) signatures.add(n, 0, `${n}`.padEnd(1_300, ' wide'))
  for (let n = 70 * 32; n < 200_000; n += 1) signatures.add(n, 0, `SELECT ${n}`)
  const ending = new AbortController()
  setImmediate(() => ending.abort(new Error('gone')))
  await expect(signatures.candidates('select', 0, 1_000_000, ending.signal)).rejects.toThrow('gone')
  expect(await signatures.candidates('select 150', 0, 1_000_000)).toContain(150_000)
})
