/** Days and moments of the forms that are written most, read from their bytes: 2024-01-31, 2024-01-31 12:34:56.789, with T in the middle and Z at the end, too. */

const MINUS = 0x2d
const POINT = 0x2e
const ZERO = 0x30
const COLON = 0x3a
const BLANK = 0x20
const LETTER_T = 0x54
const LETTER_Z = 0x5a
const DAY_BYTES = 10
const SECOND_BYTES = 19

const DAY_MS = 86_400_000
const MINUTE_MS = 60_000

/** Days since 1970-01-01; NaN: it is of another form. */
function plainDays(bytes: Uint8Array, from: number, end: number): number {
  if (end - from !== DAY_BYTES || bytes[from + 4] !== MINUS || bytes[from + 7] !== MINUS) return Number.NaN
  const year = twoDigits(bytes, from) * 100 + twoDigits(bytes, from + 2)
  const month = twoDigits(bytes, from + 5)
  const day = twoDigits(bytes, from + 8)
  // One that is no digit makes all of it no number.
  if (!(year >= 1 && month >= 1 && month <= 12 && day >= 1 && (day <= 28 || day <= daysOf(year, month)))) return Number.NaN
  return daysFrom(year, month, day)
}

/** A moment in UTC, in two parts, for as one number its microseconds need not be exact. */
export class PlainMoment {
  /** Since 1970, whole milliseconds of a second. */
  ms = 0
  /** What is to be added. */
  micros = 0

  /** False: it is of another form. */
  read(bytes: Uint8Array, from: number, end: number): boolean {
    const days = plainDays(bytes, from, Math.min(end, from + DAY_BYTES))
    if (Number.isNaN(days)) return false
    this.micros = 0
    this.ms = days * DAY_MS
    return end === from + DAY_BYTES || this.#readClock(bytes, from, end)
  }

  #readClock(bytes: Uint8Array, from: number, end: number): boolean {
    if (end - from < SECOND_BYTES || bytes[from + 13] !== COLON || bytes[from + 16] !== COLON) return false
    const between = bytes[from + 10]
    if (between !== BLANK && between !== LETTER_T) return false
    const hour = twoDigits(bytes, from + 11)
    const minute = twoDigits(bytes, from + 14)
    const second = twoDigits(bytes, from + 17)
    if (!(hour <= 23 && minute <= 59 && second <= 59)) return false
    this.ms += (hour * 60 + minute) * MINUTE_MS + second * 1000
    let at = from + SECOND_BYTES
    if (at < end && bytes[at] === POINT) {
      const first = at + 1
      let unit = 100_000
      for (at = first; at < end && unit >= 1; at += 1) {
        const digit = (bytes[at] ?? 0) - ZERO
        if (digit < 0 || digit > 9) break
        this.micros += digit * unit
        unit = Math.floor(unit / 10)
      }
      if (at === first) return false
    }
    return at === end || (at === end - 1 && bytes[at] === LETTER_Z)
  }
}

/** No number where one is no digit. */
function twoDigits(bytes: Uint8Array, at: number): number {
  const tens = (bytes[at] ?? 0) - ZERO
  const ones = (bytes[at + 1] ?? 0) - ZERO
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN
}

const daysOf = (year: number, month: number): number =>
  month === 2
    ? year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
      ? 29
      : 28
    : month === 4 || month === 6 || month === 9 || month === 11
      ? 30
      : 31

/** The year begins with March, so that the leap day is its last. */
function daysFrom(year: number, month: number, day: number): number {
  const shifted = month > 2 ? year : year - 1
  const era = Math.floor(shifted / 400)
  const yearOfEra = shifted - era * 400
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear
  return era * 146_097 + dayOfEra - 719_468
}
