import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createSecretBox } from './secret-box.ts'

const box = createSecretBox(Buffer.alloc(32, 7))
const refusal = expect.objectContaining({ kind: 'internal', message: 'A stored secret cannot be read' })

it('gives back every text for the purpose it was sealed for', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (text, purpose) => box.open(box.seal(text, purpose), purpose) === text),
  )
})

it('never gives the same bytes twice', () => {
  expect(Buffer.from(box.seal('a', 'p')).equals(Buffer.from(box.seal('a', 'p')))).toBe(false)
})

it('does not open for another purpose or another key', () => {
  const sealed = box.seal('secret', 'credential/one')
  expect(() => box.open(sealed, 'credential/two')).toThrow(refusal)
  expect(() => createSecretBox(Buffer.alloc(32, 8)).open(sealed, 'credential/one')).toThrow(refusal)
})

it('does not open when any bit was changed or bytes are missing', () => {
  const sealed = box.seal('secret', 'p')
  fc.assert(
    fc.property(fc.nat(sealed.length - 1), fc.nat(7), (index, bit) => {
      const altered = Buffer.from(sealed)
      altered[index] = (altered[index] ?? 0) ^ (1 << bit)
      expect(() => box.open(altered, 'p')).toThrow(refusal)
    }),
  )
  for (let length = 0; length < sealed.length; length += 1) expect(() => box.open(sealed.subarray(0, length), 'p')).toThrow(refusal)
})

it('derives keys that depend on the label', () => {
  expect(box.deriveKey('a')).toHaveLength(32)
  expect(box.deriveKey('a')).toEqual(box.deriveKey('a'))
  expect(box.deriveKey('a')).not.toEqual(box.deriveKey('b'))
})
