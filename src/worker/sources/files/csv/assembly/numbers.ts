/** Numbers of the forms that are written most. What is of another form is not read, and nothing is said of it. */

const MINUS: u32 = 0x2d
const POINT: u32 = 0x2e
const ZERO: u32 = 0x30

/** So many digits fit into 64 bits without a sign. */
const DIGITS_MAX: usize = 19
/** Below it all whole numbers are exact as doubles. */
const EXACT_MAX: u64 = 1 << 53
/** Powers of ten beyond are not exact. */
const PLACES_MAX: usize = 22
/** Digits of a float that is exact, and places of one whose both parts are. */
const FLOAT_DIGITS: usize = 7
const FLOAT_PLACES: usize = 10
/** Of a decimal of 64 bits. */
const DECIMAL_DIGITS: usize = 18

const POWERS = memory.data<f64>([
  1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
])
const WHOLE_POWERS = memory.data<i64>([
  1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000, 1000000000, 10000000000, 100000000000, 1000000000000, 10000000000000,
  100000000000000, 1000000000000000, 10000000000000000, 100000000000000000, 1000000000000000000,
])

/** What was read last. */
export let whole: i64 = 0
export let real: f64 = 0

@inline
function digitAt(at: usize): u32 {
  return <u32>load<u8>(at) - ZERO
}

/** A whole number of up to 19 digits, and a minus before it, that fits into 64 bits. */
@inline
export function readWhole(from: usize, end: usize): bool {
  const isNegative = <u32>load<u8>(from) === MINUS
  const first = isNegative ? from + 1 : from
  if (first >= end || end - first > DIGITS_MAX) return false
  let value: u64 = 0
  for (let at = first; at < end; at += 1) {
    const digit = digitAt(at)
    if (digit > 9) return false
    value = value * 10 + digit
  }
  if (value > (isNegative ? <u64>i64.MAX_VALUE + 1 : <u64>i64.MAX_VALUE)) return false
  whole = isNegative ? <i64>(0 - value) : <i64>value
  return true
}

let isNegative: bool = false
let digits: usize = 0
let places: usize = 0
let value: u64 = 0
let beginsWithPoint: bool = false
let endsWithPoint: bool = false

/** Digits with a point among them, or none, and a minus before them: 19 at most, and one at least. */
function readDigits(from: usize, end: usize): bool {
  isNegative = <u32>load<u8>(from) === MINUS
  const first = isNegative ? from + 1 : from
  let point: usize = 0
  let read: u64 = 0
  for (let at = first; at < end; at += 1) {
    const digit = digitAt(at)
    if (digit <= 9) read = read * 10 + digit
    else if (digit === POINT - ZERO && point === 0) point = at
    else return false
  }
  if (first >= end) return false
  digits = end - first - (point === 0 ? 0 : 1)
  places = point === 0 ? 0 : end - point - 1
  value = read
  beginsWithPoint = point === first
  endsWithPoint = point === end - 1
  // More digits might have gone round.
  return digits > 0 && digits <= DIGITS_MAX
}

/** The nearest double: of digits and a power of ten that are both exact, so is what the machine makes of them, but for its last rounding. */
export function readReal(from: usize, end: usize): bool {
  if (!readDigits(from, end) || value > EXACT_MAX || places > PLACES_MAX) return false
  const nearest = <f64>value / load<f64>(POWERS + (places << 3))
  real = isNegative ? -nearest : nearest
  return true
}

/** The same of a few digits: the nearest double is rounded to the same float as the number itself. */
export function readFloat(from: usize, end: usize): bool {
  if (!readDigits(from, end) || beginsWithPoint || endsWithPoint || digits > FLOAT_DIGITS || places > FLOAT_PLACES) return false
  const nearest = <f64>(<f32>(<f64>value / load<f64>(POWERS + (places << 3))))
  real = isNegative ? -nearest : nearest
  return true
}

/** The digits of a decimal, as a whole number below `limit`. */
export function readDecimal(from: usize, end: usize, scale: usize, limit: i64): bool {
  if (!readDigits(from, end) || beginsWithPoint || endsWithPoint || places > scale) return false
  const missing = scale - places
  if (digits + missing > DECIMAL_DIGITS) return false
  const scaled = <i64>value * load<i64>(WHOLE_POWERS + (missing << 3))
  if (scaled >= limit) return false
  whole = isNegative ? -scaled : scaled
  return true
}
