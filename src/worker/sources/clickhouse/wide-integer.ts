import { CausewayError } from '../../../base/errors.ts'
import { lookup } from '../../../base/lookup.ts'

/** Bits of whole numbers of which the server makes no decimals. */
export const WIDE_BITS = lookup<number>({ Int128: 128, UInt128: 128, Int256: 256, UInt256: 256 })

/** Of 38 digits. */
const DECIMAL_END = 10n ** 38n

/** A value of the type of `WIDE_BITS`. @throws CausewayError for one of more than 38 digits */
export function wideAt(view: DataView, at: number, name: string, bits: number): bigint {
  let value = 0n
  for (let word = bits / 64 - 1; word >= 0; word -= 1) value = (value << 64n) | view.getBigUint64(at + word * 8, true)
  const signed = name.startsWith('U') ? value : BigInt.asIntN(bits, value)
  if (signed < DECIMAL_END && signed > -DECIMAL_END) return signed
  throw new CausewayError('remote-failure', `A column of the type ${name} has a value of more than 38 digits`, {
    hint: 'Read it as a text, by a query there: toString(…)',
  })
}
