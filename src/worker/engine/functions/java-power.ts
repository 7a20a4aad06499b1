import { headOf, highWord, lowWord, withHighWord } from './double-words.ts'

/**
 * x to the power of y by the steps of Java's StrictMath.pow (fdlibm's e_pow.c): the logarithm of x to the base 2 in two doubles, times y, and 2 to the power of that.
 * The platform's own differs in the last digit of one number of ten.
 */

const EXPONENT_OF_ONE = 0x3ff00000
const INFINITE = 0x7ff00000
const MANTISSA = 0x000fffff
const SIGN_OFF = 0x7fffffff

export function javaPower(x: number, y: number): number {
  const size = highWord(y) & SIGN_OFF
  if (y === 0) return 1
  if (Number.isNaN(x) || Number.isNaN(y)) return x + y
  const whole = wholeness(x, y)
  if (lowWord(y) === 0) {
    if (size === INFINITE) return powerOfInfinity(x, y)
    if (size === EXPONENT_OF_ONE) return y < 0 ? 1 / x : x
    if (y === 2) return x * x
    if (y === 0.5 && highWord(x) >= 0) return Math.sqrt(x)
  }
  const magnitude = Math.abs(x)
  if (magnitude === 0 || magnitude === 1 || magnitude === Number.POSITIVE_INFINITY) return ofPlain(x, y, magnitude, whole)
  if (x < 0 && whole === 0) return Number.NaN
  const sign = x < 0 && whole === 1 ? -1 : 1
  if (size > 0x41e00000) return powerOfLarge(magnitude, y, sign)
  const { head, tail } = logarithm(magnitude)
  return exponential(y, head, tail, sign)
}

/** For x < 0: 1 of an odd y, 2 of an even one, 0 of one with a fraction. */
function wholeness(x: number, y: number): 0 | 1 | 2 {
  if (highWord(x) >= 0 || !Number.isInteger(y)) return 0
  return Math.abs(y) < 2 ** 53 && Math.abs(y) % 2 === 1 ? 1 : 2
}

function powerOfInfinity(x: number, y: number): number {
  const magnitude = Math.abs(x)
  if (magnitude === 1) return Number.NaN
  return magnitude > 1 === y > 0 ? Number.POSITIVE_INFINITY : 0
}

/** Of 0, 1 and infinity, with either sign. */
function ofPlain(x: number, y: number, magnitude: number, whole: 0 | 1 | 2): number {
  const z = y < 0 ? 1 / magnitude : magnitude
  if (highWord(x) >= 0) return z
  if (magnitude === 1 && whole === 0) return Number.NaN
  return whole === 1 ? -z : z
}

/** |y| is more than 2^31: without overflow only where x is nearly 1. */
function powerOfLarge(magnitude: number, y: number, sign: number): number {
  const high = highWord(magnitude)
  if ((highWord(y) & SIGN_OFF) > 0x43f00000 || high < 0x3fefffff || high > EXPONENT_OF_ONE)
    return high < EXPONENT_OF_ONE === y < 0 ? sign * Number.POSITIVE_INFINITY : sign * 0
  const t = magnitude - 1
  const w = t * t * (0.5 - t * (0.3333333333333333 - t * 0.25))
  const u = 1.4426950216293335 * t
  const v = t * 1.9259629911266175e-8 - w * Math.LOG2E
  const head = headOf(u + v)
  return exponential(y, head, v - (head - u), sign)
}

/** log2(x) of a positive x in two doubles, the first of 32 bits. */
function logarithm(x: number): { readonly head: number; readonly tail: number } {
  let exponent = 0
  let ax = x
  let high = highWord(x)
  if (high < 0x00100000) {
    ax *= 9007199254740992
    exponent -= 53
    high = highWord(ax)
  }
  exponent += (high >> 20) - 0x3ff
  const mantissa = high & MANTISSA
  high = mantissa | EXPONENT_OF_ONE
  // Which of 1 and 1.5 it is near to.
  const isNearOneAndHalf = mantissa > 0x3988e && mantissa < 0xbb67a
  if (mantissa >= 0xbb67a) {
    exponent += 1
    high -= 0x00100000
  }
  ax = withHighWord(ax, high)
  const near = isNearOneAndHalf ? 1.5 : 1
  const u = ax - near
  const v = 1 / (ax + near)
  const s = u * v
  const sHead = headOf(s)
  let tHead = withHighWord(0, ((high >> 1) | 0x20000000) + 0x00080000 + (isNearOneAndHalf ? 1 << 18 : 0))
  let tTail = ax - (tHead - near)
  const sTail = v * (u - sHead * tHead - sHead * tTail)
  const squared = s * s
  const series =
    0.5999999999999946 +
    squared *
      (0.4285714285785502 +
        squared * (0.33333332981837743 + squared * (0.272728123808534 + squared * (0.23066074577556175 + squared * 0.20697501780033842))))
  const r = squared * squared * series + sTail * (sHead + s)
  const headSquared = sHead * sHead
  tHead = headOf(3 + headSquared + r)
  tTail = r - (tHead - 3 - headSquared)
  const p = sHead * tHead
  const q = sTail * tHead + tTail * s
  const pHead = headOf(p + q)
  const pTail = q - (pHead - p)
  const zHead = 0.9617967009544373 * pHead
  const zTail = -7.028461650952758e-9 * pHead + pTail * 0.9617966939259756 + (isNearOneAndHalf ? 1.350039202129749e-8 : 0)
  const ofNear = isNearOneAndHalf ? 0.5849624872207642 : 0
  const head = headOf(zHead + zTail + ofNear + exponent)
  return { head, tail: zTail - (head - exponent - ofNear - zHead) }
}

/** 2 to the power of y * (head + tail), with the sign. */
function exponential(y: number, head: number, tail: number, sign: number): number {
  const yHead = headOf(y)
  const pTail = (y - yHead) * head + y * tail
  let pHead = yHead * head
  const power = pTail + pHead
  if (power > 1024 || (power === 1024 && pTail + 8.008566259537294e-17 > power - pHead)) return sign * Number.POSITIVE_INFINITY
  if (power < -1075 || (power === -1075 && pTail <= power - pHead)) return sign * 0
  const high = highWord(power)
  let n = 0
  if ((high & SIGN_OFF) > 0x3fe00000) {
    const rounded = high + (0x00100000 >> (((high & SIGN_OFF) >> 20) - 0x3ff + 1))
    const shift = ((rounded & SIGN_OFF) >> 20) - 0x3ff
    n = ((rounded & MANTISSA) | 0x00100000) >> (20 - shift)
    if (high < 0) n = -n
    pHead -= withHighWord(0, rounded & ~(MANTISSA >> shift))
  }
  const t = headOf(pTail + pHead)
  const u = t * 0.6931471824645996
  const v = (pTail - (t - pHead)) * Math.LN2 + t * -1.904654299957768e-9
  const z = u + v
  const w = v - (z - u)
  const squared = z * z
  const series =
    z -
    squared *
      (0.16666666666666602 +
        squared *
          (-0.0027777777777015593 +
            squared * (6.613756321437934e-5 + squared * (-1.6533902205465252e-6 + squared * 4.1381367970572385e-8))))
  const r = (z * series) / (series - 2) - (w + z * w)
  return sign * scaled(1 - (r - z), n)
}

/** value * 2^n, rounded once where that is less than the least normal number. */
function scaled(value: number, n: number): number {
  const high = highWord(value) + (n << 20)
  if (high >> 20 > 0) return withHighWord(value, high)
  return withHighWord(value, highWord(value) + ((n + 54) << 20)) * 5.551115123125783e-17
}
