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
