import { moveBlock, SHORT_BYTES_MAX, storeLong, storeShort, TEXT_BYTES } from '../../plain/assembly/elements'
import { tooLargeOutside } from './outside'

/** What a column holds, as line-columns.ts numbers it. */
export namespace KIND {
  /** Its values are read and kept outside. */
  export const OTHER: i32 = 0
  export const BOOLEAN: i32 = 1
  export const INT: i32 = 2
  export const BIGINT: i32 = 3
  export const DOUBLE: i32 = 4
  export const STRING: i32 = 5
  export const TIMESTAMP: i32 = 6
  export const DATE: i32 = 7
  export const LIST: i32 = 8
  export const STRUCT: i32 = 9
}

/** Values are read by so many bytes at once, also where fewer are left. */
export const SLACK: usize = 32

const PAGE_BITS: usize = 16
const FIRST_BLOCK_BYTES: u32 = 1 << 13
const FIRST_LONG_ROWS: i32 = 256

let top: usize = __heap_base

/** Places are of 32 bits, and so is what is read beyond an end. */
const MEMORY_MAX: u64 = (1 << 32) - (1 << 16)
/** Twice as many have no number. */
const ROWS_MAX: i32 = 1 << 29

/** For those outside. */
export function allocate(bytes: usize): usize {
  return allocateMany(bytes)
}

/** Never given back: what grows takes twice as much, and so all of it at most twice what it needs. A sum of 32 bits would go round, to what others have. */
function allocateMany(bytes: u64): usize {
  const at = (<u64>top + 15) & ~(<u64>15)
  const end = at + bytes + SLACK
  if (bytes > MEMORY_MAX || end > MEMORY_MAX) tooLargeOutside()
  top = <usize>end
  const pages = <i32>((end + 0xffff) >> PAGE_BITS)
  const missing = pages - memory.size()
  if (missing > 0 && memory.grow(missing) < 0) tooLargeOutside()
  return <usize>at
}

/** A column of a vector, or a part of a nested one. What it was made of is not checked: line-columns.ts makes it. */
@unmanaged
export class Column {
  kind: i32
  /** What it is called outside. */
  id: i32
  rows: i32
  capacity: i32
  /** Bytes of a row in `values`: numbers, elements of texts, or where a list begins and how long it is, each in 64 bits. */
  width: i32
  anyNull: i32
  values: usize
  /** A bit for each row, which is 0 where it is NULL. */
  validity: usize
  /** The bytes of texts that do not fit into their elements, which say meanwhile where they begin in it. */
  block: usize
  blockLength: u32
  blockCapacity: u32
  /** The rows of these texts. */
  longRows: usize
  longCount: i32
  longCapacity: i32
  children: usize
  childCount: i32
  /** Of objects: names that were seen, in their order. */
  names: usize
  nameCount: i32
  /** For each field the number of the object that had it last. */
  seen: usize
  object: i32
}

export function newColumn(kind: i32, id: i32, width: i32, capacity: i32, childCount: i32): Column {
  const column = changetype<Column>(allocate(offsetof<Column>()))
  memory.fill(changetype<usize>(column), 0, offsetof<Column>())
  column.kind = kind
  column.id = id
  column.width = width
  column.capacity = capacity
  column.values = allocate(<usize>(capacity * width))
  column.validity = allocate(<usize>(capacity >> 3))
  memory.fill(column.validity, 0xff, <usize>(capacity >> 3))
  column.childCount = childCount
  column.children = allocate(<usize>childCount << 2)
  column.seen = allocate(<usize>childCount << 2)
  memory.fill(column.seen, 0, <usize>childCount << 2)
  if (kind === KIND.STRING) {
    column.blockCapacity = FIRST_BLOCK_BYTES
    column.block = allocate(FIRST_BLOCK_BYTES)
    column.longCapacity = FIRST_LONG_ROWS
    column.longRows = allocate(<usize>FIRST_LONG_ROWS << 2)
  }
  return column
}

@inline
export function childOf(column: Column, index: i32): Column {
  return changetype<Column>(load<usize>(column.children + (<usize>index << 2)))
}

export function setChild(column: Column, index: i32, child: Column): void {
  store<usize>(column.children + (<usize>index << 2), changetype<usize>(child))
}

function growRows(column: Column): void {
  if (column.capacity > ROWS_MAX) tooLargeOutside()
  const before = <usize>column.capacity
  const values = allocateMany(<u64>before * 2 * column.width)
  memory.copy(values, column.values, before * column.width)
  const validity = allocate(before >> 2)
  memory.copy(validity, column.validity, before >> 3)
  memory.fill(validity + (before >> 3), 0xff, before >> 3)
  column.values = values
  column.validity = validity
  column.capacity *= 2
}

/** Where the value of the next row is to be written. */
@inline
export function place(column: Column): usize {
  if (column.rows >= column.capacity) growRows(column)
  return column.values + <usize>column.rows * column.width
}

function growBlock(column: Column, needed: u64): void {
  const capacity = max(<u64>column.blockCapacity * 2, needed)
  const block = allocateMany(capacity)
  memory.copy(block, column.block, column.blockLength)
  column.block = block
  column.blockCapacity = <u32>capacity
}

function growLongRows(column: Column): void {
  const rows = allocate(<usize>column.longCapacity << 3)
  memory.copy(rows, column.longRows, <usize>column.longCapacity << 2)
  column.longRows = rows
  column.longCapacity *= 2
}

/** The engine keeps a value of up to 12 bytes in its element, and of a longer one the first four. */
export function addText(column: Column, from: usize, length: u32): void {
  const element = place(column)
  const row = column.rows
  column.rows = row + 1
  if (length <= SHORT_BYTES_MAX) {
    storeShort(element, from, length)
    return
  }
  const begin = column.blockLength
  const end = <u64>begin + length
  if (end > <u64>column.blockCapacity) growBlock(column, end)
  memory.copy(column.block + begin, from, length)
  column.blockLength = <u32>end
  storeLong(element, from, length, begin)
  if (column.longCount >= column.longCapacity) growLongRows(column)
  store<i32>(column.longRows + (<usize>column.longCount << 2), row)
  column.longCount += 1
}

/** The engine has the block at that address now. */
export function setAddress(column: Column, low: u32, high: u32): void {
  const address = (<u64>high << 32) | <u64>low
  for (let index = 0; index < column.longCount; index += 1) {
    const element = column.values + <usize>load<i32>(column.longRows + (<usize>index << 2)) * TEXT_BYTES
    moveBlock(element, address)
  }
}

/** Of a list: how many elements all of them have. */
@inline
export function elementCount(column: Column, rows: i32): u32 {
  if (rows === 0) return 0
  const entry = column.values + (<usize>(rows - 1) << 4)
  return load<u32>(entry) + load<u32>(entry, 8)
}

/** Its elements are behind those of the lists before it. */
export function addList(column: Column, length: u32): void {
  const entry = place(column)
  store<u64>(entry, <u64>elementCount(column, column.rows))
  store<u64>(entry, <u64>length, 8)
  column.rows += 1
}

export function setNull(column: Column, row: i32): void {
  const word = column.validity + (<usize>(row >> 5) << 2)
  store<u32>(word, load<u32>(word) & ~(<u32>1 << (row & 31)))
  column.anyNull = 1
}

export function clear(column: Column): void {
  column.rows = 0
  column.blockLength = 0
  column.longCount = 0
  if (column.anyNull !== 0) memory.fill(column.validity, 0xff, <usize>(column.capacity >> 3))
  column.anyNull = 0
}
