import { firstBytes } from '../../plain/assembly/elements'
import { addList, addText, allocate, Column, childOf, elementCount, KIND, place, setNull } from './column'
import { readBigint, readDouble, readInt } from './numbers'
import { addNullOutside, fieldNamed, readOutside, rewindOutside } from './outside'
import { passValue, peek } from './pass'
import { QUOTE, stringEnd } from './strings'
import { readDate, readTimestamp } from './times'

const COMMA: i32 = 0x2c
const COLON: i32 = 0x3a
const OPEN_BRACKET: u32 = 0x5b
const CLOSE_BRACKET: i32 = 0x5d
const OPEN_BRACE: u32 = 0x7b
const CLOSE_BRACE: i32 = 0x7d
/** The word null. */
const NULL_BYTES: u32 = 0x6c6c756e
const TRUE_BYTES: u32 = 0x65757274
/** Behind an f. */
const ALSE_BYTES: u32 = 0x65736c61

const NAMES_MAX: i32 = 128
const NAME_BYTES_MAX: usize = 256

/** A name that objects have: where it is kept, with its closing quote, its length and its field. */
@unmanaged
class Name {
  bytes: usize
  length: u32
  field: i32
}

export function addNull(column: Column): void {
  const kind = column.kind
  if (kind === KIND.OTHER) {
    addNullOutside(column.id)
    column.rows += 1
    return
  }
  const row = column.rows
  if (kind === KIND.STRING) addText(column, column.block, 0)
  else if (kind === KIND.LIST) addList(column, 0)
  else {
    place(column)
    if (kind === KIND.STRUCT) for (let index = 0; index < column.childCount; index += 1) addNull(childOf(column, index))
    column.rows = row + 1
  }
  setNull(column, row)
}

/** Keeps the first so many rows. */
export function rewind(column: Column, rows: i32): void {
  const kind = column.kind
  if (kind === KIND.OTHER) {
    rewindOutside(column.id, rows)
    column.rows = rows
    return
  }
  if (column.anyNull !== 0) {
    for (let row = rows; row < min(column.rows + 1, column.capacity); row += 1) {
      const word = column.validity + (<usize>(row >> 5) << 2)
      store<u32>(word, load<u32>(word) | (<u32>1 << (row & 31)))
    }
  }
  if (kind === KIND.STRING) {
    while (column.longCount > 0) {
      const row = load<i32>(column.longRows + (<usize>(column.longCount - 1) << 2))
      if (row < rows) break
      column.longCount -= 1
      column.blockLength = load<u32>(column.values + (<usize>row << 4), 8)
    }
  } else if (kind === KIND.LIST) rewind(childOf(column, 0), <i32>elementCount(column, rows))
  else if (kind === KIND.STRUCT) for (let index = 0; index < column.childCount; index += 1) rewind(childOf(column, index), rows)
  column.rows = rows
}

/** Reads the value there, and adds it. Where it ends; 0: it cannot be read alone. */
export function readValue(column: Column, at: usize, end: usize): usize {
  let behind: usize = 0
  switch (column.kind) {
    case KIND.BOOLEAN:
      behind = readBoolean(column, at, end)
      break
    case KIND.INT:
      behind = readInt(column, at, end)
      break
    case KIND.BIGINT:
      behind = readBigint(column, at, end)
      break
    case KIND.DOUBLE:
      behind = readDouble(column, at, end)
      break
    case KIND.STRING:
      behind = readText(column, at, end)
      break
    case KIND.TIMESTAMP:
      behind = readTimestamp(column, at, end)
      break
    case KIND.DATE:
      behind = readDate(column, at, end)
      break
    case KIND.LIST:
      if (load<u8>(at) === OPEN_BRACKET) return readList(column, at + 1, end)
      break
    case KIND.STRUCT:
      if (load<u8>(at) === OPEN_BRACE) return readStruct(column, at + 1, end)
      break
    default: {
      const outside = readOutside(column.id, at)
      if (outside !== 0) column.rows += 1
      return outside
    }
  }
  if (behind !== 0) return behind
  if (at + 4 <= end && load<u32>(at) === NULL_BYTES) {
    addNull(column)
    return at + 4
  }
  return column.kind >= KIND.LIST ? 0 : readOutside(column.id, at)
}

function readBoolean(column: Column, at: usize, end: usize): usize {
  let behind: usize = 0
  if (at + 4 <= end && load<u32>(at) === TRUE_BYTES) behind = at + 4
  else if (at + 5 <= end && load<u8>(at) === 0x66 && load<u32>(at + 1) === ALSE_BYTES) behind = at + 5
  if (behind === 0) return 0
  store<u8>(place(column), behind === at + 4 ? 1 : 0)
  column.rows += 1
  return behind
}

function readText(column: Column, at: usize, end: usize): usize {
  if (load<u8>(at) !== QUOTE) return 0
  const close = stringEnd(at + 1, end)
  if (close === 0) return 0
  addText(column, at + 1, <u32>(close - at - 1))
  return close + 1
}

function readList(column: Column, from: usize, end: usize): usize {
  const elements = childOf(column, 0)
  let at = peek(from, end)
  if (at === 0) return 0
  if (load<u8>(at) === CLOSE_BRACKET) {
    addList(column, 0)
    return at + 1
  }
  for (let length: u32 = 1; at !== 0; length += 1) {
    at = readValue(elements, at, end)
    if (at !== 0) at = peek(at, end)
    if (at === 0) return 0
    const c = load<u8>(at)
    if (c === CLOSE_BRACKET) {
      addList(column, length)
      return at + 1
    }
    if (c !== COMMA) return 0
    at = peek(at + 1, end)
  }
  return 0
}

function readStruct(column: Column, from: usize, end: usize): usize {
  const behind = readFields(column, from, end)
  if (behind === 0) return 0
  place(column)
  column.rows += 1
  return behind
}

/** From behind the opening bracket; fields of which there is nothing are NULL. */
export function readFields(column: Column, from: usize, end: usize): usize {
  column.object += 1
  // All numbers were given: what was seen says nothing any more, and 0 is what has seen none.
  if (column.object === 0) {
    memory.fill(column.seen, 0, <usize>column.childCount << 2)
    column.object = 1
  }
  const object = column.object
  let at = peek(from, end)
  if (at === 0) return 0
  let found = 0
  if (load<u8>(at) === CLOSE_BRACE) at += 1
  else {
    // Objects of a file have the same names in the same order, mostly.
    next = 0
    for (;;) {
      if (load<u8>(at) !== QUOTE) return 0
      const expected = next
      const field = readName(column, at + 1, end, expected)
      if (field === NO_NAME) return 0
      const following = next
      at = peek(nameEnd, end)
      if (at === 0 || load<u8>(at) !== COLON) return 0
      at = peek(at + 1, end)
      if (at === 0) return 0
      if (field < 0) at = passValue(at, end, 0)
      else {
        const seen = column.seen + (<usize>field << 2)
        // Of a name that comes twice the last counts.
        if (load<i32>(seen) === object) return 0
        store<i32>(seen, object)
        found += 1
        at = readValue(childOf(column, field), at, end)
      }
      if (at === 0) return 0
      at = peek(at, end)
      if (at === 0) return 0
      const c = load<u8>(at)
      at += 1
      if (c === CLOSE_BRACE) break
      if (c !== COMMA) return 0
      at = peek(at, end)
      if (at === 0) return 0
      next = following
    }
  }
  if (found < column.childCount) {
    for (let index = 0; index < column.childCount; index += 1) {
      if (load<i32>(column.seen + (<usize>index << 2)) !== object) addNull(childOf(column, index))
    }
  }
  return at
}

const NO_NAME: i32 = -2
/** Behind the closing quote of the name that was read last. */
let nameEnd: usize = 0
/** Which name of the object is expected next. */
let next: i32 = 0

@inline
function nameOf(column: Column, index: i32): Name {
  return changetype<Name>(column.names + <usize>index * offsetof<Name>())
}

function isName(name: Name, at: usize, end: usize): bool {
  const length = name.length
  if (at + length > end) return false
  let p: usize = 0
  for (; p + 16 < length; p += 16) if (v128.any_true(v128.xor(v128.load(at + p), v128.load(name.bytes + p)))) return false
  return !v128.any_true(v128.xor(firstBytes(at + p, length - <u32>p), v128.load(name.bytes + p)))
}

/** The field of the name there; -1: it has none; NO_NAME: it is not plain. */
function readName(column: Column, at: usize, end: usize, expected: i32): i32 {
  const count = column.nameCount
  if (expected < count) {
    const name = nameOf(column, expected)
    if (isName(name, at, end)) return takeName(name, at, expected)
  }
  for (let index = 0; index < count; index += 1) {
    const name = nameOf(column, index)
    if (isName(name, at, end)) return takeName(name, at, index)
  }
  const close = stringEnd(at, end)
  if (close === 0) return NO_NAME
  nameEnd = close + 1
  const field = fieldNamed(column.id, at, <i32>(close - at))
  const length = nameEnd - at
  next = expected
  if (count < NAMES_MAX && length <= NAME_BYTES_MAX) {
    keepName(column, at, <u32>length, field)
    next = count + 1
  }
  return field
}

@inline
function takeName(name: Name, at: usize, index: i32): i32 {
  nameEnd = at + name.length
  next = index + 1
  return name.field
}

function keepName(column: Column, at: usize, length: u32, field: i32): void {
  if (column.names === 0) column.names = allocate(<usize>NAMES_MAX * offsetof<Name>())
  const name = nameOf(column, column.nameCount)
  name.bytes = allocate(<usize>length + 16)
  memory.fill(name.bytes, 0, <usize>length + 16)
  memory.copy(name.bytes, at, length)
  name.length = length
  name.field = field
  column.nameCount += 1
}
