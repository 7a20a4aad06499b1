/**
 * Numbers of the forms that are written most, read from their bytes without a text of them. What is of another form is NaN here, and left to those who know all forms:
 * nothing is said of it.
 */

const MINUS = 0x2d
const PLUS = 0x2b
const POINT = 0x2e
const ZERO = 0x30
const SMALL_E = 0x65
/** Of a letter, whether it is a small one. */
const LETTER_CASE = 0x20

/** Numbers of so many digits are exact. */
const SAFE_DIGITS = 15
/** Of a number with more digits a text is made; longer ones are rare. */
const TEXT_BYTES_MAX = 40
/** Digits of a float that is exact; both parts of the fraction are, up to so many places. */
const FLOAT_DIGITS = 7
const FLOAT_PLACES = 10

const POWERS = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15]

/** Up to 15 digits, and a minus before them. */
export function plainWhole(bytes: Uint8Array, from: number, end: number): number {
  const isNegative = bytes[from] === MINUS
  let at = isNegative ? from + 1 : from
  if (at >= end || end - at > SAFE_DIGITS) return Number.NaN
  let value = 0
  for (; at < end; at += 1) {
    const digit = (bytes[at] ?? 0) - ZERO
    if (digit < 0 || digit > 9) return Number.NaN
    value = value * 10 + digit
  }
  return isNegative ? -value : value
}

const LONG_DIGITS_MAX = 19
const LONG_LOW_DIGITS = 9
const LONG_LOW_END = 1_000_000_000n

/** Of 16 to 19 digits, and a minus before them; undefined, too, where it has more than 64 bits. */
export function plainLong(bytes: Uint8Array, from: number, end: number): bigint | undefined {
  const isNegative = bytes[from] === MINUS
  const first = isNegative ? from + 1 : from
  const low = end - LONG_LOW_DIGITS
  if (end - first <= SAFE_DIGITS || end - first > LONG_DIGITS_MAX || bytes[first] === MINUS || bytes[low] === MINUS) return undefined
  const [upper, lower] = [plainWhole(bytes, first, low), plainWhole(bytes, low, end)]
  if (Number.isNaN(upper) || Number.isNaN(lower)) return undefined
  const digits = BigInt(upper) * LONG_LOW_END + BigInt(lower)
  const value = isNegative ? -digits : digits
  return BigInt.asIntN(64, value) === value ? value : undefined
}

/** The nearest double of a number with a point, an exponent, and a minus before it, or without. */
export function plainDouble(bytes: Buffer, from: number, end: number): number {
  const isNegative = bytes[from] === MINUS
  const first = isNegative ? from + 1 : from
  let value = 0
  let point = -1
  let at = first
  for (; at < end; at += 1) {
    const byte = bytes[at] ?? 0
    const digit = byte - ZERO
    if (digit >= 0 && digit <= 9) value = value * 10 + digit
    else if (byte === POINT && point < 0) point = at
    else break
  }
  const digits = at - first - (point < 0 ? 0 : 1)
  if (digits === 0) return Number.NaN
  if (at < end || digits > SAFE_DIGITS) return doubleOfText(bytes, from, at, end)
  // Both parts are exact, and so is what the machine makes of them, but for its last rounding.
  const nearest = point < 0 ? value : value / (POWERS[at - point - 1] ?? 1)
  return isNegative ? -nearest : nearest
}

/** `exponent`: where one begins, if there is one. */
function doubleOfText(bytes: Buffer, from: number, exponent: number, end: number): number {
  if (end - from > TEXT_BYTES_MAX || (exponent < end && !isExponent(bytes, exponent, end))) return Number.NaN
  const value = Number(bytes.toString('latin1', from, end))
  // Too large or too small a one is no matter of its form.
  return Number.isFinite(value) && value !== 0 ? value : Number.NaN
}

function isExponent(bytes: Uint8Array, from: number, end: number): boolean {
  if (((bytes[from] ?? 0) | LETTER_CASE) !== SMALL_E) return false
  const sign = bytes[from + 1]
  let at = sign === MINUS || sign === PLUS ? from + 2 : from + 1
  if (at >= end) return false
  for (; at < end; at += 1) {
    const digit = (bytes[at] ?? 0) - ZERO
    if (digit < 0 || digit > 9) return false
  }
  return true
}

/** The nearest float of a number of a few digits: made of two exact ones, the nearest double of it is rounded to the same as the number itself. */
export function plainFloat(bytes: Uint8Array, from: number, end: number): number {
  const isNegative = bytes[from] === MINUS
  const places = placesOf(bytes, from, end)
  const digits = end - from - (isNegative ? 1 : 0) - (places > 0 ? 1 : 0)
  if (places > FLOAT_PLACES || digits > FLOAT_DIGITS) return Number.NaN
  const nearest = Math.fround(digitsOf(bytes, isNegative ? from + 1 : from, end) / (POWERS[places] ?? 1))
  return isNegative ? -nearest : nearest
}

/** The digits of a decimal of this scale, as a whole number; NaN, too, for one that has more places. */
export function plainDecimal(bytes: Uint8Array, from: number, end: number, scale: number): number {
  const isNegative = bytes[from] === MINUS
  const places = placesOf(bytes, from, end)
  const digits = end - from - (isNegative ? 1 : 0) - (places > 0 ? 1 : 0)
  if (places > scale || digits + scale - places > SAFE_DIGITS) return Number.NaN
  const value = digitsOf(bytes, isNegative ? from + 1 : from, end) * (POWERS[scale - places] ?? 1)
  return isNegative ? -value : value
}

/** How many bytes are behind the point; 0: there is none. */
function placesOf(bytes: Uint8Array, from: number, end: number): number {
  for (let at = end - 1; at >= from; at -= 1) if (bytes[at] === POINT) return end - 1 - at
  return 0
}

/** All digits as one number, a point among them, which has some before it and behind it, left out. */
function digitsOf(bytes: Uint8Array, from: number, end: number): number {
  if (from >= end || bytes[from] === POINT || bytes[end - 1] === POINT) return Number.NaN
  let value = 0
  let hasPoint = false
  for (let at = from; at < end; at += 1) {
    const byte = bytes[at] ?? 0
    const digit = byte - ZERO
    if (digit >= 0 && digit <= 9) value = value * 10 + digit
    else if (byte === POINT && !hasPoint) hasPoint = true
    else return Number.NaN
  }
  return value
}
