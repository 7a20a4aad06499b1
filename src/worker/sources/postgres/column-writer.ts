import type { NativeVector } from '../../engine/vector-writers.ts'

/** Writes one column of up to a vector of rows: field `row` is `lengths[row]` bytes at `offsets[row]`, a length of -1 is NULL. */
export interface ColumnWriter {
  write(bytes: Buffer, offsets: Int32Array, lengths: Int32Array, rows: number, vector: NativeVector): void
}
