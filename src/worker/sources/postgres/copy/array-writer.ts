import duckdb from '@duckdb/node-bindings'
import { CausewayError } from '../../../../base/errors.ts'
import type { StreamColumn, ValueKind } from '../../../engine/stream-column.ts'
import { flushFixed, Validity, VECTOR_ROWS } from '../../../engine/vector-writers.ts'
import type { ColumnWriter } from './column-writer.ts'
import { wrongForm } from './wrong-form.ts'

/** Where each list begins among the elements, and its length: two integers of 64 bits. */
const ENTRY_WORDS = 4
/** Dimensions, whether there are NULLs, the type of the elements; for each dimension its length and its first index. */
const HEADER_BYTES = 12
const DIMENSION_BYTES = 8

/** PostgreSQL's binary form of an array. The elements of all rows are indexed as fields are, and written by the writer of their type. */
export function arrayWriter(
  { name, use }: StreamColumn,
  element: ValueKind,
  makeWriter: (column: StreamColumn, capacity: number) => ColumnWriter,
): ColumnWriter {
  const validity = new Validity()
  const entries = new Uint32Array(VECTOR_ROWS * ENTRY_WORDS)
  let capacity = VECTOR_ROWS
  let offsets = new Int32Array(capacity)
  let lengths = new Int32Array(capacity)
  let elements = makeWriter({ name, value: element }, capacity)
  let writerCapacity = capacity
  const grow = (): void => {
    capacity *= 2
    const [more, longer] = [new Int32Array(capacity), new Int32Array(capacity)]
    more.set(offsets)
    longer.set(lengths)
    offsets = more
    lengths = longer
  }
  return {
    write(from, rowOffsets, rowLengths, rows, vector) {
      validity.reset()
      let total = 0
      for (let row = 0; row < rows; row += 1) {
        entries[row * ENTRY_WORDS] = total
        const fieldBytes = rowLengths[row] ?? -1
        let count = 0
        if (fieldBytes < 0) validity.setNull(row)
        else if (use !== 'nullness' && use !== 'unused') {
          const at = rowOffsets[row] ?? 0
          count = elementCount(from.view, at, fieldBytes, name)
          while (total + count > capacity) grow()
          indexElements(from.view, at + HEADER_BYTES + DIMENSION_BYTES, at + fieldBytes, { offsets, lengths, from: total, count }, name)
        }
        entries[row * ENTRY_WORDS + 2] = count
        total += count
      }
      flushFixed(vector, entries.buffer, rows * ENTRY_WORDS * 4)
      validity.flush(vector, rows)
      duckdb.list_vector_reserve(vector, total)
      duckdb.list_vector_set_size(vector, total)
      if (total === 0) return
      if (writerCapacity < capacity) {
        elements = makeWriter({ name, value: element }, capacity)
        writerCapacity = capacity
      }
      elements.write(from, offsets, lengths, total, duckdb.list_vector_get_child(vector))
    },
  }
}

function elementCount(view: DataView, at: number, fieldBytes: number, name: string): number {
  if (fieldBytes < HEADER_BYTES) throw wrongForm(name, 'an array')
  const dimensions = view.getInt32(at)
  if (dimensions === 0) return 0
  if (dimensions > 1) {
    throw new CausewayError('not-supported', `Column "${name}" holds an array of ${dimensions} dimensions, and its type here has one`, {
      hint: `Read it through a view, or a query in the option query, as to_json("${name}")::text`,
    })
  }
  if (fieldBytes < HEADER_BYTES + DIMENSION_BYTES) throw wrongForm(name, 'an array')
  const count = view.getInt32(at + HEADER_BYTES)
  // Each has its length before it.
  if (count < 0 || HEADER_BYTES + DIMENSION_BYTES + 4 * count > fieldBytes) throw wrongForm(name, 'an array')
  return count
}

interface ElementIndex {
  readonly offsets: Int32Array
  readonly lengths: Int32Array
  readonly from: number
  readonly count: number
}

function indexElements(view: DataView, start: number, end: number, { offsets, lengths, from, count }: ElementIndex, name: string): void {
  let at = start
  for (let index = from; index < from + count; index += 1) {
    if (at + 4 > end) throw wrongForm(name, 'an array')
    const length = view.getInt32(at)
    at += 4
    offsets[index] = at
    lengths[index] = length
    if (length > 0) at += length
    if (at > end) throw wrongForm(name, 'an array')
  }
}
