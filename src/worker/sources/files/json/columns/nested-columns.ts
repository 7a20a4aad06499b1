import duckdb from '@duckdb/node-bindings'
import { flushFixed, type NativeVector, Validity, VECTOR_ROWS } from '../../../../engine/vector-writers.ts'
import type { JsonValue } from '../json-value.ts'
import type { JsonColumn } from './json-column.ts'
import { CLOSE_BRACKET, COMMA, type LineCursor, OPEN_BRACE, OPEN_BRACKET } from './line-cursor.ts'
import { ObjectFields } from './object-fields.ts'

/** Of each list where it begins among the elements of all, and how many it has. */
export class ListColumn implements JsonColumn {
  readonly #elements: JsonColumn
  readonly #validity = new Validity()
  /** As pairs of numbers of 64 bits, of which the upper halves are 0. */
  #entries = new Uint32Array(VECTOR_ROWS * 4)
  #rows = 0
  #count = 0
  #marked = { rows: 0, count: 0 }

  constructor(elements: JsonColumn) {
    this.#elements = elements
    this.#validity.reset()
  }

  read(cursor: LineCursor): boolean {
    if (cursor.bytes[cursor.at] !== OPEN_BRACKET) {
      if (!cursor.isNull()) return false
      this.add(null)
      return true
    }
    cursor.at += 1
    const length = this.#readElements(cursor)
    if (length < 0) return false
    this.#put(length)
    return true
  }

  /** How many; -1: they are not of the plainest forms. */
  #readElements(cursor: LineCursor): number {
    if (cursor.peek() === CLOSE_BRACKET) {
      cursor.at += 1
      return 0
    }
    for (let length = 1; ; length += 1) {
      if (cursor.peek() < 0 || !this.#elements.read(cursor)) return -1
      const c = cursor.peek()
      cursor.at += 1
      if (c === CLOSE_BRACKET) return length
      if (c !== COMMA) return -1
    }
  }

  #put(length: number): void {
    const at = this.#rows * 4
    if (at >= this.#entries.length) {
      const larger = new Uint32Array(this.#entries.length * 2)
      larger.set(this.#entries)
      this.#entries = larger
    }
    this.#entries[at] = this.#count
    this.#entries[at + 2] = length
    this.#rows += 1
    this.#count += length
  }

  add(value: JsonValue): void {
    const elements = Array.isArray(value) ? value : undefined
    if (elements === undefined) this.#validity.setNull(this.#rows)
    else for (const element of elements) this.#elements.add(element)
    this.#put(elements?.length ?? 0)
  }

  mark(): void {
    this.#marked.rows = this.#rows
    this.#marked.count = this.#count
    this.#elements.mark()
  }

  rewind(): void {
    this.#validity.setValid(this.#marked.rows, this.#rows + 1)
    this.#rows = this.#marked.rows
    this.#count = this.#marked.count
    this.#elements.rewind()
  }

  flush(vector: NativeVector): void {
    duckdb.list_vector_reserve(vector, this.#count)
    duckdb.list_vector_set_size(vector, this.#count)
    this.#elements.flush(duckdb.list_vector_get_child(vector))
    flushFixed(vector, this.#entries.buffer, this.#rows * 16)
    this.#validity.flush(vector, this.#rows)
    this.#validity.reset()
    this.#rows = 0
    this.#count = 0
    this.#marked = { rows: 0, count: 0 }
  }
}

export class StructColumn implements JsonColumn {
  readonly #fields: readonly JsonColumn[]
  readonly #object: ObjectFields
  readonly #validity = new Validity()
  #rows = 0
  #marked = 0

  constructor(names: readonly string[], fields: readonly JsonColumn[]) {
    this.#fields = fields
    this.#object = new ObjectFields(names, fields)
    this.#validity.reset()
  }

  read(cursor: LineCursor): boolean {
    if (cursor.bytes[cursor.at] !== OPEN_BRACE) {
      if (!cursor.isNull()) return false
      this.add(null)
      return true
    }
    cursor.at += 1
    if (!this.#object.read(cursor)) return false
    this.#rows += 1
    return true
  }

  add(value: JsonValue): void {
    const values = Array.isArray(value) ? value : undefined
    if (values === undefined) this.#validity.setNull(this.#rows)
    for (const [index, field] of this.#fields.entries()) field.add(values?.[index] ?? null)
    this.#rows += 1
  }

  mark(): void {
    this.#marked = this.#rows
    for (const field of this.#fields) field.mark()
  }

  rewind(): void {
    this.#validity.setValid(this.#marked, this.#rows + 1)
    this.#rows = this.#marked
    for (const field of this.#fields) field.rewind()
  }

  flush(vector: NativeVector): void {
    for (const [index, field] of this.#fields.entries()) field.flush(duckdb.struct_vector_get_child(vector, index))
    this.#validity.flush(vector, this.#rows)
    this.#validity.reset()
    this.#rows = 0
    this.#marked = 0
  }
}
