/** Where the values stand in lines without signs that mean something within a value: most are. As tokenizer/plain-lines.ts finds them. */

const LINE_FEED: u32 = 0x0a
const CARRIAGE_RETURN: u32 = 0x0d
const SPACE: u32 = 0x20
const BLOCK_BYTES: usize = 64

let separator: u32 = 0
let quote: u32 = 0
let quoteEscape: u32 = 0
let escapeOfEscape: u32 = 0
/** -1: none. */
let comment: i32 = -1
/** What "" is: of the reader's own bytes, the first so many; -1: NULL. */
let emptyLength: i32 = 0
/** A value that is "" and that nobody wants is read by a rule of its own. */
let looksForSkipped: bool = false
let valuesMax: i32 = 0
let valueLengthMax: u32 = 0

export function setDialect(
  separatorSign: u32,
  quoteSign: u32,
  quoteEscapeSign: u32,
  escapeOfEscapeSign: u32,
  commentSign: i32,
  emptyBytes: i32,
  skipsEmpty: bool,
  countMax: i32,
  bytesMax: u32,
): void {
  separator = separatorSign
  quote = quoteSign
  quoteEscape = quoteEscapeSign
  escapeOfEscape = escapeOfEscapeSign
  comment = commentSign
  emptyLength = emptyBytes
  looksForSkipped = skipsEmpty
  valuesMax = countMax
  valueLengthMax = bytesMax
}

/** As value-table.ts has it. */
let slots: usize = 0
let slotCount: i32 = 0
let offsets: usize = 0
let lengths: usize = 0

export function setTable(slotsAt: usize, count: i32, offsetsAt: usize, lengthsAt: usize): void {
  slots = slotsAt
  slotCount = count
  offsets = offsetsAt
  lengths = lengthsAt
}

/** Of each row where its line begins, how long it is, and whether it has another number of values than it should. */
let recordOffsets: usize = 0
let recordLengths: usize = 0
let malformed: usize = 0
/** -1: any number is right. */
let countWanted: i32 = -1
let failsFast: bool = false

export function setRecords(offsetsAt: usize, lengthsAt: usize, malformedAt: usize, wanted: i32, failsAtOnce: bool): void {
  recordOffsets = offsetsAt
  recordLengths = lengthsAt
  malformed = malformedAt
  countWanted = wanted
  failsFast = failsAtOnce
}

/** The 64 bytes there, and a bit for each of them that ends a value and is not passed yet. */
let block: usize = 0
let mask: u64 = 0
let withReturns: bool = false

@inline
function maskOf16(at: usize, separators: v128, feeds: v128, returns: v128): u64 {
  const bytes = v128.load(at)
  const found = v128.or(i8x16.eq(bytes, separators), v128.or(i8x16.eq(bytes, feeds), i8x16.eq(bytes, returns)))
  return <u64>(<u32>i8x16.bitmask(found))
}

function openBlock(at: usize): void {
  const separators = i8x16.splat(<i8>separator)
  const feeds = i8x16.splat(<i8>LINE_FEED)
  const returns = withReturns ? i8x16.splat(<i8>CARRIAGE_RETURN) : feeds
  block = at
  mask =
    maskOf16(at, separators, feeds, returns) |
    (maskOf16(at + 16, separators, feeds, returns) << 16) |
    (maskOf16(at + 32, separators, feeds, returns) << 32) |
    (maskOf16(at + 48, separators, feeds, returns) << 48)
}

/** Where the next value ends, which is not passed yet; not before `end`: there is none. */
@inline
function nextEnd(end: usize): usize {
  while (mask === 0) {
    const following = block + BLOCK_BYTES
    if (following >= end) return end
    openBlock(following)
  }
  return block + <usize>ctz(mask)
}

/** What is to be found next is at this place or behind it. */
@inline
function passTo(at: usize): void {
  const within = at - block
  if (within < BLOCK_BYTES) mask &= u64.MAX_VALUE << <u64>within
  else openBlock(at)
}

/** Where the first sign is that means something within quotes; not before `end`: there is none. */
function quotedEnd(from: usize, end: usize): usize {
  const quotes = i8x16.splat(<i8>quote)
  const escapes = i8x16.splat(<i8>quoteEscape)
  const others = i8x16.splat(<i8>escapeOfEscape)
  const feeds = i8x16.splat(<i8>LINE_FEED)
  const returns = withReturns ? i8x16.splat(<i8>CARRIAGE_RETURN) : feeds
  for (let at = from; at < end; at += 16) {
    const bytes = v128.load(at)
    const signs = v128.or(v128.or(i8x16.eq(bytes, quotes), i8x16.eq(bytes, escapes)), i8x16.eq(bytes, others))
    const found = i8x16.bitmask(v128.or(signs, v128.or(i8x16.eq(bytes, feeds), i8x16.eq(bytes, returns))))
    if (found !== 0) return at + <usize>ctz(found)
  }
  return end
}

/** Behind the lines that were read last. */
let behind: usize = 0
export function placeBehind(): usize {
  return behind
}

/**
 * Reads lines into the rows from `first` up to `rowsMax`. How many: the line behind them is blank, a comment or of another form, or its end is not there. Places are
 * told from `base` on. `endsWithReturn`: a carriage return ends a line, too.
 */
export function readLines(base: usize, from: usize, end: usize, first: i32, rowsMax: i32, endsWithReturn: bool): i32 {
  withReturns = endsWithReturn
  behind = from
  let row = first
  if (from < end) openBlock(from)
  while (row < rowsMax && behind < end) {
    const sign = <u32>load<u8>(behind)
    if (sign <= SPACE || <i32>sign === comment) break
    const following = readLine(base, behind, end, row)
    if (following === 0) break
    behind = following
    row += 1
  }
  return row - first
}

/** Where the next line begins; 0: it was not read. */
function readLine(base: usize, start: usize, end: usize, row: i32): usize {
  let at = start
  let count: i32 = 0
  for (;;) {
    if (at >= end) return 0
    let offset = <i32>(at - base)
    let length: i32 = 0
    let close: usize = 0
    if (<u32>load<u8>(at) === quote) {
      const closing = quotedEnd(at + 1, end)
      close = closing + 1
      if (close >= end || <u32>load<u8>(closing) !== quote) return 0
      passTo(close)
      if (nextEnd(end) !== close) return 0
      offset += 1
      length = <i32>(closing - at) - 1
      if (length === 0) {
        if (looksForSkipped && (count >= slotCount || load<i32>(slots + (<usize>count << 2)) < 0)) return 0
        offset = ~0
        length = emptyLength
      }
    } else {
      close = nextEnd(end)
      if (close >= end) return 0
      length = close === at ? -1 : <i32>(close - at)
    }
    mask &= mask - 1
    if (length > 0 && <u32>length > valueLengthMax) return 0
    if (count < slotCount) {
      const slot = load<i32>(slots + (<usize>count << 2))
      if (slot >= 0) {
        const place = <usize>(slot + row) << 2
        store<i32>(offsets + place, offset)
        store<i32>(lengths + place, length)
      }
    }
    count += 1
    if (count > valuesMax) return 0
    const sign = <u32>load<u8>(close)
    at = close + 1
    if (sign === separator) continue
    if (sign === CARRIAGE_RETURN) {
      // Whether there is a line feed behind it, which is part of the same end, is not known yet.
      if (at >= end) return 0
      if (<u32>load<u8>(at) === LINE_FEED) {
        at += 1
        passTo(at)
      }
    }
    return endLine(<i32>(start - base), <i32>(close - start), count, row) ? at : 0
  }
}

function endLine(offset: i32, length: i32, count: i32, row: i32): bool {
  const isMalformed = countWanted >= 0 && count !== countWanted
  if (isMalformed && failsFast) return false
  for (let index = count; index < slotCount; index += 1) {
    const slot = load<i32>(slots + (<usize>index << 2))
    if (slot >= 0) store<i32>(lengths + (<usize>(slot + row) << 2), -1)
  }
  const place = <usize>row << 2
  store<i32>(recordOffsets + place, offset)
  store<i32>(recordLengths + place, length)
  store<u8>(malformed + <usize>row, isMalformed ? 1 : 0)
  return true
}
