import { Column, place } from './column'

const MINUS: u32 = 0x2d
const PLUS: u32 = 0x2b
const POINT: u32 = 0x2e
const ZERO: u32 = 0x30
const LETTER_E: u32 = 0x65

/** The greatest number below which all are exact as 64 bits of a double. */
const EXACT_MAX: u64 = 1 << 53
/** Powers of ten beyond are not exact. */
const POWER_MAX: i32 = 22
/** So many digits fit into 64 bits without a sign. */
const DIGITS_MAX: usize = 19

const POWERS = memory.data<f64>([
  1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
])

@inline
function digitAt(at: usize): u32 {
  return <u32>load<u8>(at) - ZERO
}

/** Where the integer ends, whose value is left in `integer`; 0: there is none that fits. */
let integer: i64 = 0
function readInteger(at: usize, end: usize): usize {
  const isNegative = load<u8>(at) === MINUS
  const first = isNegative ? at + 1 : at
  let value: u64 = 0
  let p = first
  while (p < end) {
    const digit = digitAt(p)
    if (digit > 9) break
    value = value * 10 + digit
    p += 1
  }
  const digits = p - first
  if (digits === 0 || digits > DIGITS_MAX || (digits > 1 && load<u8>(first) === ZERO)) return 0
  const next = <u32>load<u8>(p)
  if (p < end && (next === POINT || (next | 0x20) === LETTER_E)) return 0
  if (value > (isNegative ? <u64>i64.MAX_VALUE + 1 : <u64>i64.MAX_VALUE)) return 0
  integer = isNegative ? <i64>(0 - value) : <i64>value
  return p
}

export function readBigint(column: Column, at: usize, end: usize): usize {
  const behind = readInteger(at, end)
  if (behind === 0) return 0
  store<i64>(place(column), integer)
  column.rows += 1
  return behind
}

export function readInt(column: Column, at: usize, end: usize): usize {
  const behind = readInteger(at, end)
  if (behind === 0 || integer < i32.MIN_VALUE || integer > i32.MAX_VALUE) return 0
  store<i32>(place(column), <i32>integer)
  column.rows += 1
  return behind
}

/** The nearest number, of digits and a power of ten that are both exact, and so is what the machine makes of them, but for its last rounding. */
export function readDouble(column: Column, at: usize, end: usize): usize {
  const isNegative = load<u8>(at) === MINUS
  const first = isNegative ? at + 1 : at
  let value: u64 = 0
  let p = first
  while (p < end) {
    const digit = digitAt(p)
    if (digit > 9) break
    value = value * 10 + digit
    p += 1
  }
  let digits = p - first
  if (digits === 0 || (digits > 1 && load<u8>(first) === ZERO)) return 0
  let power: i32 = 0
  if (p < end && load<u8>(p) === POINT) {
    const fraction = p + 1
    p = fraction
    while (p < end) {
      const digit = digitAt(p)
      if (digit > 9) break
      value = value * 10 + digit
      p += 1
    }
    const places = p - fraction
    if (places === 0) return 0
    digits += places
    power = -(<i32>places)
  }
  // More digits might have gone round.
  if (digits > DIGITS_MAX || value > EXACT_MAX) return 0
  if (p < end && (<u32>load<u8>(p) | 0x20) === LETTER_E) {
    p += 1
    const sign = p < end ? <u32>load<u8>(p) : 0
    if (sign === MINUS || sign === PLUS) p += 1
    const begin = p
    let exponent: i32 = 0
    while (p < end && p < begin + 4) {
      const digit = digitAt(p)
      if (digit > 9) break
      exponent = exponent * 10 + <i32>digit
      p += 1
    }
    if (p === begin || (p < end && digitAt(p) <= 9)) return 0
    power += sign === MINUS ? -exponent : exponent
  }
  // A zero may have a sign, which is not that of an integer.
  if (power < -POWER_MAX || power > POWER_MAX || (isNegative && value === 0)) return 0
  const nearest = power < 0 ? <f64>value / load<f64>(POWERS + (<usize>-power << 3)) : <f64>value * load<f64>(POWERS + (<usize>power << 3))
  store<f64>(place(column), isNegative ? -nearest : nearest)
  column.rows += 1
  return p
}
