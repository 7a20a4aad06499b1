/** As plain-times.ts reads them: days and moments of the forms that are written most. */

const MINUS: u32 = 0x2d
const POINT: u32 = 0x2e
const COLON: u32 = 0x3a
const BLANK: u32 = 0x20
const LETTER_T: u32 = 0x54
const LETTER_Z: u32 = 0x5a
export const DAY_BYTES: usize = 10
const SECOND_BYTES: usize = 19

const NONE: i32 = -1
export const NO_DAY: i32 = i32.MIN_VALUE
export const DAY_MICROS: i64 = 86_400_000_000

/** NONE: one is no digit. */
@inline
function twoDigits(at: usize): i32 {
  const tens = <u32>load<u8>(at) - 0x30
  const ones = <u32>load<u8>(at + 1) - 0x30
  return tens <= 9 && ones <= 9 ? <i32>(tens * 10 + ones) : NONE
}

function daysOfMonth(year: i32, month: i32): i32 {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}

/** Since 1970-01-01. The year begins with March, so that the leap day is its last. */
function daysFrom(year: i32, month: i32, day: i32): i32 {
  const shifted = month > 2 ? year : year - 1
  const era = shifted / 400
  const yearOfEra = shifted - era * 400
  const dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
  const dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
  return era * 146_097 + dayOfEra - 719_468
}

/** Of the ten bytes there. NO_DAY: they are of another form. */
export function plainDays(from: usize): i32 {
  if (load<u8>(from, 4) !== MINUS || load<u8>(from, 7) !== MINUS) return NO_DAY
  const century = twoDigits(from)
  const ofCentury = twoDigits(from + 2)
  const month = twoDigits(from + 5)
  const day = twoDigits(from + 8)
  if (century < 0 || ofCentury < 0 || month < 1 || month > 12 || day < 1) return NO_DAY
  const year = century * 100 + ofCentury
  if (year < 1 || (day > 28 && day > daysOfMonth(year, month))) return NO_DAY
  return daysFrom(year, month, day)
}

/** Of the time that begins with the day there; below 0: it is of another form. */
export function clockMicros(from: usize, close: usize): i64 {
  if (close - from < SECOND_BYTES || load<u8>(from, 13) !== COLON || load<u8>(from, 16) !== COLON) return NONE
  const between = <u32>load<u8>(from, 10)
  if (between !== BLANK && between !== LETTER_T) return NONE
  const hour = twoDigits(from + 11)
  const minute = twoDigits(from + 14)
  const second = twoDigits(from + 17)
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) return NONE
  let micros = <i64>((hour * 60 + minute) * 60 + second) * 1_000_000
  let p = from + SECOND_BYTES
  if (p < close && load<u8>(p) === POINT) {
    const first = p + 1
    let unit: u32 = 100_000
    for (p = first; p < close && unit >= 1; p += 1) {
      const digit = <u32>load<u8>(p) - 0x30
      if (digit > 9) break
      micros += digit * unit
      unit /= 10
    }
    if (p === first) return NONE
  }
  return p === close || (p === close - 1 && load<u8>(p) === LETTER_Z) ? micros : NONE
}
