/**
 * Reads lines of CSV of the plainest forms, and values of rows into columns as the engine keeps them. All memory is given by rows/row-vectors.ts, which is the outside:
 * places and what is behind them are within it.
 *
 * AssemblyScript. After a change: npm run generate.
 */
import { moveBlock, SHORT_BYTES_MAX, storeLong, storeShort, TEXT_BYTES } from '../../plain/assembly/elements'
import { clockMicros, DAY_BYTES, DAY_MICROS, NO_DAY, plainDays } from '../../plain/assembly/times'
import { placeBehind, readLines, setDialect, setRecords, setTable } from './lines'
import { readDecimal, readFloat, readReal, readWhole, real, whole } from './numbers'

export { placeBehind, readLines, setDialect, setRecords, setTable }

/** The nearest double of what is there, in all forms of numbers; not a number: it is none. */
@external('outside', 'doubleAt')
declare function doubleAt(from: usize, end: usize): f64

/** As rows/plain-kind.ts numbers them. */
namespace KIND {
  export const TINYINT: i32 = 0
  export const SMALLINT: i32 = 1
  export const INT: i32 = 2
  export const BIGINT: i32 = 3
  export const SMALL_DECIMAL: i32 = 4
  export const MIDDLE_DECIMAL: i32 = 5
  export const LARGE_DECIMAL: i32 = 6
  export const FLOAT: i32 = 7
  export const DOUBLE: i32 = 8
  export const DATE: i32 = 9
  export const TIMESTAMP: i32 = 10
  export const BOOLEAN: i32 = 11
}

const TRUE_BYTES: u32 = 0x65757274
const FALS_BYTES: u32 = 0x736c6166
const LETTER_E: u32 = 0x65
const LETTER_CASE: u32 = 0x20
const LETTER_CASES: u32 = 0x20202020
/** Longer texts are copied by a call. */
const COPY_BYTES_MIN: u32 = 64

/** Where values of rows stand: below 0, the reader's own bytes have them. */
let input: usize = 0
let own: usize = 0
export function setBytes(inputAt: usize, ownAt: usize): void {
  input = inputAt
  own = ownAt
}

let hasNull: bool = false
export function anyNull(): bool {
  return hasNull
}

/** What is written now is written for so many rows, a bit for each, which is 0 where it is NULL. */
function openValidity(validity: usize, rows: i32): void {
  memory.fill(validity, 0xff, <usize>((rows + 63) >> 6) << 3)
  hasNull = false
}

@inline
function setNull(validity: usize, row: i32): void {
  const word = validity + (<usize>(row >> 5) << 2)
  store<u32>(word, load<u32>(word) & ~(<u32>1 << (row & 31)))
  hasNull = true
}

@inline
function placeOf(offset: i32): usize {
  return offset < 0 ? own + <usize>~offset : input + <usize>offset
}

/** What is like `text`, of so many bytes, becomes NULL. */
export function dropNulls(offsets: usize, lengths: usize, rows: i32, text: usize, length: i32): void {
  for (let row = 0; row < rows; row += 1) {
    if (load<i32>(lengths + (<usize>row << 2)) !== length) continue
    const from = placeOf(load<i32>(offsets + (<usize>row << 2)))
    if (memory.compare(from, text, <usize>length) === 0) store<i32>(lengths + (<usize>row << 2), -1)
  }
}

/** Reads those values that are of the plain forms of their kind; of the others, 0 stands in `taken`, and they are NULL. True: there is no other. */
export function readValues(
  kind: i32,
  offsets: usize,
  lengths: usize,
  rows: i32,
  values: usize,
  validity: usize,
  taken: usize,
  scale: i32,
  limit: i64,
): bool {
  openValidity(validity, rows)
  let takesAll = true
  for (let row = 0; row < rows; row += 1) {
    const length = load<i32>(lengths + (<usize>row << 2))
    if (length > 0) {
      const from = placeOf(load<i32>(offsets + (<usize>row << 2)))
      if (readValue(kind, from, from + <usize>length, values, <usize>row, scale, limit)) {
        store<u8>(taken + <usize>row, 1)
        continue
      }
    }
    store<u8>(taken + <usize>row, 0)
    setNull(validity, row)
    if (length >= 0) takesAll = false
  }
  return takesAll
}

@inline
function readValue(kind: i32, from: usize, end: usize, values: usize, row: usize, scale: i32, limit: i64): bool {
  switch (kind) {
    case KIND.TINYINT:
      if (!readWhole(from, end) || whole < i8.MIN_VALUE || whole > i8.MAX_VALUE) return false
      store<i8>(values + row, <i8>whole)
      return true
    case KIND.SMALLINT:
      if (!readWhole(from, end) || whole < i16.MIN_VALUE || whole > i16.MAX_VALUE) return false
      store<i16>(values + (row << 1), <i16>whole)
      return true
    case KIND.INT:
      if (!readWhole(from, end) || whole < i32.MIN_VALUE || whole > i32.MAX_VALUE) return false
      store<i32>(values + (row << 2), <i32>whole)
      return true
    case KIND.BIGINT:
      if (!readWhole(from, end)) return false
      store<i64>(values + (row << 3), whole)
      return true
    case KIND.SMALL_DECIMAL:
      if (!readDecimal(from, end, <usize>scale, limit)) return false
      store<i16>(values + (row << 1), <i16>whole)
      return true
    case KIND.MIDDLE_DECIMAL:
      if (!readDecimal(from, end, <usize>scale, limit)) return false
      store<i32>(values + (row << 2), <i32>whole)
      return true
    case KIND.LARGE_DECIMAL:
      if (!readDecimal(from, end, <usize>scale, limit)) return false
      store<i64>(values + (row << 3), whole)
      return true
    case KIND.FLOAT:
      if (!readFloat(from, end)) return false
      store<f32>(values + (row << 2), <f32>real)
      return true
    case KIND.DOUBLE: {
      const value = readReal(from, end) ? real : doubleAt(from, end)
      if (isNaN(value)) return false
      store<f64>(values + (row << 3), value)
      return true
    }
    case KIND.DATE: {
      if (end - from !== DAY_BYTES) return false
      const days = plainDays(from)
      store<i32>(values + (row << 2), days)
      return days !== NO_DAY
    }
    case KIND.TIMESTAMP: {
      if (end - from < DAY_BYTES) return false
      const days = plainDays(from)
      const micros: i64 = end - from === DAY_BYTES ? 0 : clockMicros(from, end)
      if (days === NO_DAY || micros < 0) return false
      store<i64>(values + (row << 3), <i64>days * DAY_MICROS + micros)
      return true
    }
    case KIND.BOOLEAN:
      return readBoolean(from, end - from, values + row)
    default:
      return false
  }
}

function readBoolean(from: usize, length: usize, place: usize): bool {
  const word = load<u32>(from) | LETTER_CASES
  const isTrue = length === 4 && word === TRUE_BYTES
  store<u8>(place, isTrue ? 1 : 0)
  return isTrue || (length === 5 && word === FALS_BYTES && (<u32>load<u8>(from, 4) | LETTER_CASE) === LETTER_E)
}

/**
 * Writes elements of texts, and those that are too long for them into a block, which has no address yet. How many bytes there are in it. `taken`: rows that are NULL here, for
 * their values were read; 0: there are none.
 */
export function writeTexts(offsets: usize, lengths: usize, rows: i32, elements: usize, block: usize, validity: usize, taken: usize): usize {
  openValidity(validity, rows)
  let used: usize = 0
  for (let row = 0; row < rows; row += 1) {
    const element = elements + <usize>row * TEXT_BYTES
    const signed = load<i32>(lengths + (<usize>row << 2))
    if (signed < 0 || (taken !== 0 && load<u8>(taken + <usize>row) !== 0)) {
      v128.store(element, i32x4.splat(0))
      setNull(validity, row)
      continue
    }
    const length = <u32>signed
    const from = placeOf(load<i32>(offsets + (<usize>row << 2)))
    if (length <= SHORT_BYTES_MAX) {
      storeShort(element, from, length)
      continue
    }
    // Bytes too many do not matter: what follows is written over them.
    if (length < COPY_BYTES_MIN) for (let at: usize = 0; at < length; at += 16) v128.store(block + used + at, v128.load(from + at))
    else memory.copy(block + used, from, length)
    storeLong(element, from, length, used)
    used += length
  }
  return used
}

/** The engine has the block at that address now. */
export function setAddress(elements: usize, rows: i32, low: u32, high: u32): void {
  const address = (<u64>high << 32) | <u64>low
  for (let row = 0; row < rows; row += 1) {
    const element = elements + <usize>row * TEXT_BYTES
    if (load<u32>(element) > SHORT_BYTES_MAX) moveBlock(element, address)
  }
}

/** From where on memory is free. */
export function heapBase(): usize {
  return __heap_base
}
