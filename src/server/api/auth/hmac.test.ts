import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { hmacBy } from './hmac.ts'

it.each(['sha256', 'sm3'] as const)(
  'by %s is what Node makes of the same key and texts, one after the other, for keys of every length',
  (digest) => {
    const text = fc.string({ maxLength: 100 })
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 90 }), fc.array(text, { maxLength: 4 }), (key, texts) => {
        const hmac = hmacBy(digest, key)
        for (const said of texts) expect(hmac(said)).toBe(createHmac(digest, key).update(said).digest('hex'))
      }),
    )
    for (const length of [0, 1, 40, 63, 64, 65, 128, 1000]) {
      const key = 'k'.repeat(length)
      expect(hmacBy(digest, key)('said')).toBe(createHmac(digest, key).update('said').digest('hex'))
    }
  },
)
