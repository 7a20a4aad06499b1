const MINUS = 0x2d
const ZERO = 0x30
/** So many digits a double surely holds, with room for one more step. */
const SAFE_DIGITS_MAX = 15
const LOW_DIGITS = 9
const LOW_POWER = 1e9
const TWO_16 = 65_536
const TWO_32 = 4_294_967_296

/** @throws RangeError for what is no whole number of at most 15 digits. */
export function readInteger(bytes: Buffer, from: number, length: number): number {
  const isNegative = bytes[from] === MINUS
  const at = isNegative ? from + 1 : from
  const end = from + length
  if (end - at > SAFE_DIGITS_MAX) throw new RangeError('too many digits')
  const value = readDigits(bytes, at, end)
  return isNegative ? -value : value
}

/** @throws RangeError for another character, or for none. */
export function readDigits(bytes: Buffer, at: number, end: number): number {
  if (at >= end) throw new RangeError('no digits')
  let value = 0
  for (let i = at; i < end; i += 1) {
    const digit = (bytes[i] ?? 0) - ZERO
    if (digit < 0 || digit > 9) throw new RangeError('not a digit')
    value = value * 10 + digit
  }
  return value
}

/** A 64-bit integer, by halves. @throws RangeError for what is none. */
export function putBigint(bytes: Buffer, from: number, length: number, to: Int32Array, row: number): void {
  const isNegative = bytes[from] === MINUS
  const at = isNegative ? from + 1 : from
  const end = from + length
  let low: number
  let high: number
  if (end - at <= SAFE_DIGITS_MAX) {
    const value = readDigits(bytes, at, end)
    low = value % TWO_32
    high = Math.floor(value / TWO_32)
  } else {
    if (end - at > LOW_DIGITS + 10) throw new RangeError('too many digits')
    // The digits before the last nine times 10^9, in steps of 16 bits that a double holds.
    const above = readDigits(bytes, at, end - LOW_DIGITS)
    const upper = Math.floor(above / TWO_16) * LOW_POWER
    const lower = (upper % TWO_16) * TWO_16 + (above % TWO_16) * LOW_POWER + readDigits(bytes, end - LOW_DIGITS, end)
    low = lower % TWO_32
    high = Math.floor(upper / TWO_16) + Math.floor(lower / TWO_32)
  }
  if (high > 0x7fffffff && !(isNegative && high === 0x80000000 && low === 0)) throw new RangeError('not a 64-bit integer')
  if (isNegative) {
    to[2 * row] = -low
    to[2 * row + 1] = low === 0 ? -high : ~high
  } else {
    to[2 * row] = low
    to[2 * row + 1] = high
  }
}

/** @throws RangeError for what is no number. */
export function readDouble(bytes: Buffer, from: number, length: number): number {
  const value = length === 0 ? Number.NaN : Number(bytes.toString('latin1', from, from + length))
  if (!Number.isFinite(value)) throw new RangeError('not a number')
  return value
}
