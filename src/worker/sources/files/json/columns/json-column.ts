import type { NativeVector } from '../../../../engine/vector-writers.ts'
import type { JsonValue } from '../json-value.ts'
import type { LineCursor } from './line-cursor.ts'

/** A column of a vector, or a part of a nested one, into which values are read straight from the bytes of a line. */
export interface JsonColumn {
  /** Reads the value that the cursor is at, adds it, and passes it. False: it is not of the plainest forms of its type, and what was added of it counts for nothing. */
  read(cursor: LineCursor): boolean
  /** One that the tokens have read. */
  add(value: JsonValue): void
  /** What was added so far stays. */
  mark(): void
  /** What was added since the last mark is taken back. */
  rewind(): void
  /** Writes what was added into the vector, and begins anew. */
  flush(vector: NativeVector): void
}
