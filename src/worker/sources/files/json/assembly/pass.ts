import { QUOTE, stringEnd } from './strings'

const SPACE: u32 = 0x20
const TAB: u32 = 0x09
const COMMA: u32 = 0x2c
const COLON: u32 = 0x3a
const MINUS: u32 = 0x2d
const POINT: u32 = 0x2e
const ZERO: u32 = 0x30
const OPEN_BRACKET: u32 = 0x5b
const CLOSE_BRACKET: u32 = 0x5d
const OPEN_BRACE: u32 = 0x7b
const CLOSE_BRACE: u32 = 0x7d
const NULL_BYTES: u32 = 0x6c6c756e
/** Of what is passed, one in another. */
const DEPTH_MAX: i32 = 64

/** The next byte behind white space; 0: there is none, or a control character. */
@inline
export function peek(from: usize, end: usize): usize {
  let at = from
  while (at < end) {
    const c = <u32>load<u8>(at)
    if (c > SPACE) return at
    if (c !== SPACE && c !== TAB) return 0
    at += 1
  }
  return 0
}

/** Behind a value of which nothing is wanted; 0: it is not of the plainest forms. */
export function passValue(at: usize, end: usize, depth: i32): usize {
  const c = <u32>load<u8>(at)
  if (c === QUOTE) {
    const close = stringEnd(at + 1, end)
    return close === 0 ? 0 : close + 1
  }
  if (at + 4 <= end && load<u32>(at) === NULL_BYTES) return at + 4
  if (c === MINUS || c - ZERO <= 9) return passNumber(at, end)
  if (depth >= DEPTH_MAX) return 0
  if (c === OPEN_BRACE) return passEntries(at + 1, end, CLOSE_BRACE, depth)
  return c === OPEN_BRACKET ? passEntries(at + 1, end, CLOSE_BRACKET, depth) : 0
}

function passDigits(from: usize, end: usize): usize {
  let p = from
  while (p < end && <u32>load<u8>(p) - ZERO <= 9) p += 1
  return p
}

/** Plain digits, and a fraction. */
function passNumber(at: usize, end: usize): usize {
  const first = load<u8>(at) === MINUS ? at + 1 : at
  let p = passDigits(first, end)
  if (p === first || (load<u8>(first) === ZERO && p > first + 1)) return 0
  if (p < end && load<u8>(p) === POINT) {
    const fraction = p + 1
    p = passDigits(fraction, end)
    if (p === fraction) return 0
  }
  return p
}

function passEntries(from: usize, end: usize, close: u32, depth: i32): usize {
  let at = peek(from, end)
  if (at === 0) return 0
  if (load<u8>(at) === close) return at + 1
  while (at !== 0) {
    if (close === CLOSE_BRACE) at = passName(at, end)
    if (at !== 0) at = passValue(at, end, depth + 1)
    if (at !== 0) at = peek(at, end)
    if (at === 0) return 0
    const c = <u32>load<u8>(at)
    if (c === close) return at + 1
    if (c !== COMMA) return 0
    at = peek(at + 1, end)
  }
  return 0
}

/** To the value behind it. */
function passName(at: usize, end: usize): usize {
  if (load<u8>(at) !== QUOTE) return 0
  const close = stringEnd(at + 1, end)
  if (close === 0) return 0
  const colon = peek(close + 1, end)
  if (colon === 0 || load<u8>(colon) !== COLON) return 0
  return peek(colon + 1, end)
}
