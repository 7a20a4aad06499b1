import type { ValueWriter } from '../../../../engine/value-writers.ts'
import type { NativeVector } from '../../../../engine/vector-writers.ts'
import type { Converter } from '../converters.ts'
import type { JsonTokens } from '../json-tokens.ts'
import type { JsonValue } from '../json-value.ts'
import type { JsonColumn } from './json-column.ts'
import type { LineCursor } from './line-cursor.ts'

/** Of a type that has no column of its own: the tokens read its values, and no more of the line. */
export class OtherColumn implements JsonColumn {
  readonly #convert: Converter
  readonly #writer: ValueWriter
  readonly #tokens: JsonTokens
  #values: JsonValue[] = []
  #marked = 0

  constructor(convert: Converter, writer: ValueWriter, tokens: JsonTokens) {
    this.#convert = convert
    this.#writer = writer
    this.#tokens = tokens
  }

  read(cursor: LineCursor): boolean {
    const tokens = this.#tokens
    try {
      tokens.open(cursor.bytes, cursor.at, cursor.end)
      tokens.next()
      this.#values.push(this.#convert(tokens))
    } catch {
      // Whatever it is, who reads the whole line says it.
      return false
    }
    if (tokens.isUnread) return false
    cursor.at = tokens.at
    return true
  }

  add(value: JsonValue): void {
    this.#values.push(value)
  }

  mark(): void {
    this.#marked = this.#values.length
  }

  rewind(): void {
    this.#values.length = this.#marked
  }

  flush(vector: NativeVector): void {
    for (const value of this.#values) this.#writer.add(value)
    this.#writer.flush(vector)
    this.#values = []
    this.#marked = 0
  }
}
