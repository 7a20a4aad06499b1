import { type NativeVector, StringVector, Validity } from '../../../../engine/vector-writers.ts'
import { withoutHalves } from '../converters.ts'
import type { JsonDialect } from '../json-dialect.ts'
import type { JsonValue } from '../json-value.ts'
import { readString } from '../read-string.ts'
import type { JsonColumn } from './json-column.ts'
import { BACKSLASH, type LineCursor, QUOTE } from './line-cursor.ts'

const FIRST_TEXT_BYTES = 1 << 12
/** A UTF-16 unit takes at most so many bytes of UTF-8. */
const UNIT_BYTES_MAX = 3

export class TextColumn implements JsonColumn {
  /** What is added is UTF-8, for it was looked at. */
  readonly #strings = new StringVector(false)
  readonly #validity = new Validity()
  readonly #dialect: JsonDialect
  #scratch = Buffer.alloc(FIRST_TEXT_BYTES)
  #rows = 0
  #marked = 0

  constructor(dialect: JsonDialect) {
    this.#dialect = dialect
    this.#validity.reset()
  }

  read(cursor: LineCursor): boolean {
    if (cursor.bytes[cursor.at] !== QUOTE) return this.#readNull(cursor)
    const start = cursor.at + 1
    const behind = cursor.plainStringEnd()
    if (behind < 0) return this.#readEscaped(cursor, start)
    this.#strings.set(this.#rows, cursor.bytes, start, behind - 1 - start)
    this.#rows += 1
    cursor.at = behind
    return true
  }

  #readNull(cursor: LineCursor): boolean {
    if (!cursor.isNull()) return false
    this.add(null)
    return true
  }

  #readEscaped(cursor: LineCursor, start: number): boolean {
    const { bytes, end } = cursor
    if (cursor.stop !== BACKSLASH) return false
    const { text, end: behind, problem } = readString(bytes, start, end, QUOTE, this.#dialect)
    if (problem !== undefined) return false
    this.add(withoutHalves(text))
    cursor.at = behind
    return true
  }

  add(value: JsonValue): void {
    if (typeof value === 'string') {
      if (value.length * UNIT_BYTES_MAX > this.#scratch.length) this.#scratch = Buffer.alloc(value.length * UNIT_BYTES_MAX * 2)
      this.#strings.set(this.#rows, this.#scratch, 0, this.#scratch.write(value, 0, 'utf8'))
    } else {
      this.#strings.set(this.#rows, this.#scratch, 0, 0)
      this.#validity.setNull(this.#rows)
    }
    this.#rows += 1
  }

  mark(): void {
    this.#marked = this.#rows
    this.#strings.mark()
  }

  rewind(): void {
    this.#validity.setValid(this.#marked, this.#rows)
    this.#rows = this.#marked
    this.#strings.rewind()
  }

  flush(vector: NativeVector): void {
    if (!this.#strings.flush(vector, this.#rows)) throw new Error('the engine did not take a text')
    this.#validity.flush(vector, this.#rows)
    this.#validity.reset()
    this.#strings.reset()
    this.#rows = 0
    this.#marked = 0
  }
}
