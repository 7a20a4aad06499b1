/**
 * Reads lines of JSON of the plainest forms into columns as the engine keeps them: names are compared with those of the line before, numbers and times are read from
 * their bytes, texts are looked at sixteen bytes at once. What is not plain is left to readValue outside, or the whole line is: nothing here says what is wrong.
 *
 * AssemblyScript, for which line-columns.ts is the outside. After a change: npm run generate.
 */
import { addList, addText, allocate, Column, clear, newColumn, place, setAddress, setChild } from './column'
import { addNull, readFields, rewind } from './values'

export { addList, addNull, addText, allocate, clear, newColumn, setAddress, setChild }

const LINE_FEED: u32 = 0x0a
const CARRIAGE_RETURN: u32 = 0x0d
const OPEN_BRACE: u32 = 0x7b
const SPACE: u32 = 0x20
const TAB: u32 = 0x09

/** Of what readValue outside reads. */
let lineEnd: usize = 0
export function endOfLine(): usize {
  return lineEnd
}

/** The row of one line, whose fields are those of `record`: whatever is behind its object is passed over. False: it is not plain, and nothing was added. */
export function readLine(record: Column, at: usize, end: usize): bool {
  if (at >= end || load<u8>(at) !== OPEN_BRACE) return false
  lineEnd = end
  if (readFields(record, at + 1, end) !== 0) {
    record.rows += 1
    return true
  }
  undo(record)
  return false
}

/** The rows of the lines there, until there are so many. Where the first line begins that was not taken: it is not plain, or its end is not there. */
export function readLines(record: Column, from: usize, end: usize, rowsMax: i32, endsWithReturn: bool): usize {
  let at = from
  lineEnd = end
  while (record.rows < rowsMax && at < end && load<u8>(at) === OPEN_BRACE) {
    const behind = passLineEnd(readFields(record, at + 1, end), end, endsWithReturn)
    if (behind === 0) {
      undo(record)
      return at
    }
    record.rows += 1
    at = behind
  }
  return at
}

/** 0: something else is there. */
function passLineEnd(from: usize, end: usize, endsWithReturn: bool): usize {
  if (from === 0) return 0
  let at = from
  while (at < end && (load<u8>(at) === SPACE || load<u8>(at) === TAB)) at += 1
  if (at >= end) return 0
  const c = <u32>load<u8>(at)
  if (c === LINE_FEED) return at + 1
  // A line feed behind it, which is part of the same end, may not be there yet.
  if (c !== CARRIAGE_RETURN || !endsWithReturn || at + 1 >= end) return 0
  return load<u8>(at + 1) === LINE_FEED ? at + 2 : at + 1
}

function undo(record: Column): void {
  for (let index = 0; index < record.childCount; index += 1)
    rewind(changetype<Column>(load<usize>(record.children + ((<usize>index) << 2))), record.rows)
}

export function rowsOf(column: Column): i32 {
  return column.rows
}
export function setRows(column: Column, rows: i32): void {
  column.rows = rows
}
export function valuesOf(column: Column): usize {
  return column.values
}
/** 0: no row is NULL. */
export function validityOf(column: Column): usize {
  return column.anyNull === 0 ? 0 : column.validity
}
export function blockOf(column: Column): usize {
  return column.block
}
export function blockLengthOf(column: Column): u32 {
  return column.blockLength
}

export function addBoolean(column: Column, value: bool): void {
  store<u8>(place(column), value ? 1 : 0)
  column.rows += 1
}
export function addInt(column: Column, value: i32): void {
  store<i32>(place(column), value)
  column.rows += 1
}
export function addBigint(column: Column, value: i64): void {
  store<i64>(place(column), value)
  column.rows += 1
}
export function addDouble(column: Column, value: f64): void {
  store<f64>(place(column), value)
  column.rows += 1
}
/** Its fields are added by themselves. */
export function addStruct(column: Column): void {
  place(column)
  column.rows += 1
}
