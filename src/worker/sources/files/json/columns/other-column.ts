import type { ValueWriter } from '../../../../engine/value-writers.ts'
import type { NativeVector } from '../../../../engine/vector-writers.ts'
import type { JsonValue } from '../json-value.ts'

/** Of a type that the reader of lines does not keep, or of values that no line has. */
export class OtherColumn {
  readonly #writer: ValueWriter
  readonly #values: JsonValue[] = []

  constructor(writer: ValueWriter) {
    this.#writer = writer
  }

  add(value: JsonValue): void {
    this.#values.push(value)
  }

  /** Keeps the first so many. */
  rewind(rows: number): void {
    this.#values.length = rows
  }

  /** Writes what was added into the vector, and begins anew. */
  flush(vector: NativeVector): void {
    for (const value of this.#values) this.#writer.add(value)
    this.#writer.flush(vector)
    this.#values.length = 0
  }
}
