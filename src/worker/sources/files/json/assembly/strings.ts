export const QUOTE: u32 = 0x22
const BACKSLASH: u32 = 0x5c
const SPACE: u32 = 0x20

/** Where the closing quote is of a string without escapes, from behind its opening one; 0: it has some, or is no text. */
export function stringEnd(from: usize, end: usize): usize {
  const quotes = i8x16.splat(<i8>QUOTE)
  const backslashes = i8x16.splat(<i8>BACKSLASH)
  const spaces = i8x16.splat(<i8>SPACE)
  let p = from
  let beyond: i32 = 0
  while (p < end) {
    const bytes = v128.load(p)
    const stops = v128.or(v128.or(i8x16.eq(bytes, quotes), i8x16.eq(bytes, backslashes)), i8x16.lt_u(bytes, spaces))
    const stop = i8x16.bitmask(stops)
    const letters = i8x16.bitmask(bytes)
    if (stop !== 0) {
      const before = ctz(stop)
      beyond |= letters & ((1 << before) - 1)
      p += before
      if (p >= end || load<u8>(p) !== QUOTE) return 0
      return beyond === 0 || isUtf8(from, p) ? p : 0
    }
    beyond |= letters
    p += 16
  }
  return 0
}

@inline
function isTail(at: usize): bool {
  return (load<u8>(at) & 0xc0) === 0x80
}

/** Without halves of a pair, and without forms longer than needed. What is behind `to` is no tail: a quote is there. */
function isUtf8(from: usize, to: usize): bool {
  let p = from
  while (p < to) {
    const c = <u32>load<u8>(p)
    if (c < 0x80) p += 1
    else if (c < 0xc2) return false
    else if (c < 0xe0) {
      if (!isTail(p + 1)) return false
      p += 2
    } else if (c < 0xf0) {
      const second = <u32>load<u8>(p + 1)
      if (!isTail(p + 1) || !isTail(p + 2) || (c === 0xe0 && second < 0xa0) || (c === 0xed && second > 0x9f)) return false
      p += 3
    } else if (c < 0xf5) {
      const second = <u32>load<u8>(p + 1)
      if (!isTail(p + 1) || !isTail(p + 2) || !isTail(p + 3) || (c === 0xf0 && second < 0x90) || (c === 0xf4 && second > 0x8f)) return false
      p += 4
    } else return false
  }
  return true
}
