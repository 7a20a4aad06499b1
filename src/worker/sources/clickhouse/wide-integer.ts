import { lookup } from '../../../base/lookup.ts'
import type { PlainType } from './plain-type.ts'

/** Bits of whole numbers of which the server makes no decimals. */
export const WIDE_BITS = lookup<number>({ Int128: 128, UInt128: 128, Int256: 256, UInt256: 256 })

/** Of 38 digits. */
const DECIMAL_END = 10n ** 38n

/** One of `WIDE_BITS`. */
export function wideInteger(name: string): PlainType | undefined {
  const bits = WIDE_BITS[name]
  if (bits === undefined) return undefined
  const valueAt = (view: DataView, at: number): bigint => {
    let value = 0n
    for (let word = bits / 64 - 1; word >= 0; word -= 1) value = (value << 64n) | view.getBigUint64(at + word * 8, true)
    return name.startsWith('U') ? value : BigInt.asIntN(bits, value)
  }
  const hasRoom = (view: DataView, at: number): boolean => {
    const value = valueAt(view, at)
    return value < DECIMAL_END && value > -DECIMAL_END
  }
  return { width: bits / 8, valueAt, hasRoom }
}
