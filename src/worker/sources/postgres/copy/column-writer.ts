import type { NativeVector } from '../../../engine/vector-writers.ts'

/** The same bytes in two forms: numbers are read by the view in one step. */
interface FieldBytes {
  readonly bytes: Buffer
  readonly view: DataView
}

/** Writes one column of up to a vector of rows: field `row` is `lengths[row]` bytes at `offsets[row]`, a length of -1 is NULL. */
export interface ColumnWriter {
  write(from: FieldBytes, offsets: Int32Array, lengths: Int32Array, rows: number, vector: NativeVector): void
}
