/** round and bround of doubles: of the digits that Java has of a number, and the double that is nearest to what is left of them. */
import { javaDoubleText } from '../../../base/java/java-double-text.ts'
import type { NumberFunction } from './java-math.ts'

const rounding =
  (isHalfUp: (kept: bigint) => boolean): NumberFunction =>
  (value, places) => {
    if (!Number.isFinite(value)) return value
    const [mantissa = '', exponent = '0'] = javaDoubleText(Math.abs(value)).split('E')
    const [whole = '', fraction = ''] = mantissa.split('.')
    const behindPoint = fraction.length - Number(exponent)
    const dropped = behindPoint - places
    // A number that is not rounded has its sign all the same: but for zero, which has none there.
    if (dropped <= 0) return value === 0 ? 0 : value
    const digits = whole + fraction
    if (dropped > digits.length) return 0
    const unit = 10n ** BigInt(dropped)
    const [kept, rest] = [BigInt(digits) / unit, BigInt(digits) % unit]
    const isUp = rest * 2n > unit || (rest * 2n === unit && isHalfUp(kept))
    const size = Number(`${isUp ? kept + 1n : kept}e${-places}`)
    return value < 0 && size !== 0 ? -size : size
  }

export const JAVA_ROUND = { fn_round: rounding(() => true), fn_bround: rounding((kept) => kept % 2n === 1n) } as const
