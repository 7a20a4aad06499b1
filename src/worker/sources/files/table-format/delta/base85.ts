import { CausewayError } from '../../../../../base/errors.ts'
import { DAMAGED_FILE } from '../damaged-file.ts'

/** Z85: five characters for four bytes. */
const CHARACTERS = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#'
const VALUES = new Map([...CHARACTERS].map((character, value) => [character, value]))

/** @throws CausewayError, with `shown`, for a text that is none */
export function decodeBase85(text: string, shown: string): Buffer {
  const damaged = (): CausewayError =>
    new CausewayError('invalid-parameter', `${shown}: a text that should be in Base85 is not`, { hint: DAMAGED_FILE })
  if (text.length % 5 !== 0) throw damaged()
  const bytes = Buffer.alloc((text.length / 5) * 4)
  for (let at = 0; at < text.length; at += 5) {
    let word = 0
    for (const character of text.slice(at, at + 5)) {
      const value = VALUES.get(character)
      if (value === undefined) throw damaged()
      word = word * 85 + value
    }
    if (word > 0xffff_ffff) throw damaged()
    bytes.writeUInt32BE(word, (at / 5) * 4)
  }
  return bytes
}

export function uuidOfBase85(text: string, shown: string): string {
  const hex = decodeBase85(text, shown).toString('hex')
  if (hex.length !== 32)
    throw new CausewayError('invalid-parameter', `${shown}: the name of a file of deleted rows is no UUID`, { hint: DAMAGED_FILE })
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}
