const MINUS = 0x2d
const POINT = 0x2e
const COLON = 0x3a
const SPACE = 0x20
const ZERO = 0x30
/** A double surely holds so many. */
const DIGITS_MAX = 15
const DAY_BYTES = 10
const SECOND_BYTES = 19
const FRACTION_DIGITS = 6
/** 0001-01-01, in days from 1970. */
const FIRST_DAY = -719_162
const DAYS_BEFORE = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334]
/** Every month has so many. */
const DAYS_OF_EACH_MONTH = 28
const POWERS = Array.from({ length: DIGITS_MAX + 1 }, (_, power) => 10 ** power)
const MICROSECONDS_A_SECOND = 1_000_000
const SECONDS_A_DAY = 86_400

/** A whole number of at most 15 digits; NaN: something else, which may be a number all the same. */
export function plainWhole(bytes: Buffer, from: number, length: number): number {
  const isNegative = bytes[from] === MINUS
  const value = digits(bytes, isNegative ? from + 1 : from, from + length)
  return isNegative ? -value : value
}

/** The same of digits before and behind a point: as many as a double surely holds, so that a division rounds it as it is to be. */
export function plainNumber(bytes: Buffer, from: number, length: number): number {
  const end = from + length
  const isNegative = bytes[from] === MINUS
  const start = isNegative ? from + 1 : from
  if (end - start > DIGITS_MAX + 1 || end === start) return Number.NaN
  let value = 0
  let behind = -1
  for (let at = start; at < end; at += 1) {
    const byte = bytes[at] ?? 0
    if (byte === POINT && behind < 0 && end - start > 1) behind = end - at - 1
    else if (byte >= ZERO && byte <= ZERO + 9) value = value * 10 + byte - ZERO
    else return Number.NaN
  }
  if (behind < 0 ? end - start > DIGITS_MAX : false) return Number.NaN
  const number = behind > 0 ? value / (POWERS[behind] ?? Number.NaN) : value
  return isNegative ? -number : number
}

/** 2024-02-28, in days from 1970. NaN: something else, which may be a day all the same. */
export function plainDay(bytes: Buffer, from: number, length: number): number {
  if (length !== DAY_BYTES || bytes[from + 4] !== MINUS || bytes[from + 7] !== MINUS) return Number.NaN
  const year = digits(bytes, from, from + 4)
  const month = digits(bytes, from + 5, from + 7)
  const day = digits(bytes, from + 8, from + DAY_BYTES)
  if (!(year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= DAYS_OF_EACH_MONTH)) return Number.NaN
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  const before = year - 1
  const days = 365 * before + Math.floor(before / 4) - Math.floor(before / 100) + Math.floor(before / 400)
  return FIRST_DAY + days + (DAYS_BEFORE[month - 1] ?? 0) + (isLeap && month > 2 ? 1 : 0) + day - 1
}

/** 2024-02-28 23:59:59.5, in microseconds from 1970. NaN: something else, or more than a double holds. */
export function plainMicroseconds(bytes: Buffer, from: number, length: number): number {
  const end = from + length
  const point = from + SECOND_BYTES
  if (length < SECOND_BYTES || bytes[from + DAY_BYTES] !== SPACE || bytes[from + 13] !== COLON || bytes[from + 16] !== COLON)
    return Number.NaN
  const hours = digits(bytes, from + 11, from + 13)
  const minutes = digits(bytes, from + 14, from + 16)
  const seconds = digits(bytes, from + 17, point)
  if (!(hours <= 23 && minutes <= 59 && seconds <= 59)) return Number.NaN
  let fraction = 0
  if (end > point) {
    const count = end - point - 1
    if (bytes[point] !== POINT || count > FRACTION_DIGITS) return Number.NaN
    fraction = digits(bytes, point + 1, end) * (POWERS[FRACTION_DIGITS - count] ?? Number.NaN)
  }
  const whole = plainDay(bytes, from, DAY_BYTES) * SECONDS_A_DAY + hours * 3600 + minutes * 60 + seconds
  const value = whole * MICROSECONDS_A_SECOND + fraction
  return Number.isSafeInteger(value) ? value : Number.NaN
}

function digits(bytes: Buffer, from: number, end: number): number {
  if (from >= end || end - from > DIGITS_MAX) return Number.NaN
  let value = 0
  for (let at = from; at < end; at += 1) {
    const digit = (bytes[at] ?? 0) - ZERO
    if (digit < 0 || digit > 9) return Number.NaN
    value = value * 10 + digit
  }
  return value
}
