import type { JsonColumn } from './json-column.ts'
import { CLOSE_BRACE, COLON, COMMA, type LineCursor, QUOTE } from './line-cursor.ts'

interface ExpectedName {
  /** With the closing quote. */
  readonly bytes: Buffer
  /** Of its column; -1: it has none. */
  readonly index: number
}

/** The fields of an object, each read into its column. Objects of a file have the same names in the same order, mostly, so each name is compared with that of the last object first. */
export class ObjectFields {
  readonly #columns: readonly JsonColumn[]
  readonly #indexes: ReadonlyMap<string, number>
  readonly #expected: (ExpectedName | undefined)[] = []
  /** For each column the number of the object that had it last. */
  readonly #objects: Float64Array
  #object = 0

  constructor(names: readonly string[], columns: readonly JsonColumn[]) {
    this.#columns = columns
    this.#indexes = new Map(names.map((name, index) => [name, index]))
    this.#objects = new Float64Array(columns.length)
  }

  /** From behind the opening bracket to behind the closing one; columns of which there is nothing are NULL. False as of a column. */
  read(cursor: LineCursor): boolean {
    this.#object += 1
    if (cursor.peek() === CLOSE_BRACE) cursor.at += 1
    else if (!this.#readEntries(cursor)) return false
    const columns = this.#columns
    for (let index = 0; index < columns.length; index += 1) if (this.#objects[index] !== this.#object) columns[index]?.add(null)
    return true
  }

  #readEntries(cursor: LineCursor): boolean {
    for (let place = 0; ; place += 1) {
      if (cursor.peek() !== QUOTE) return false
      cursor.at += 1
      const index = this.#indexAt(cursor, place)
      if (index === undefined || cursor.peek() !== COLON) return false
      cursor.at += 1
      if (cursor.peek() < 0 || !this.#readValue(cursor, index)) return false
      const c = cursor.peek()
      cursor.at += 1
      if (c === CLOSE_BRACE) return true
      if (c !== COMMA) return false
    }
  }

  #readValue(cursor: LineCursor, index: number): boolean {
    if (index < 0) return cursor.skipValue()
    // Of a name that comes twice the last counts.
    if (this.#objects[index] === this.#object) return false
    this.#objects[index] = this.#object
    return this.#columns[index]?.read(cursor) ?? false
  }

  /** Of the name that the cursor is in; undefined: it is not plain. */
  #indexAt(cursor: LineCursor, place: number): number | undefined {
    const { bytes, at, end } = cursor
    const expected = this.#expected[place]
    if (expected !== undefined) {
      const { length } = expected.bytes
      if (at + length <= end) {
        let same = 0
        while (same < length && expected.bytes[same] === bytes[at + same]) same += 1
        if (same === length) {
          cursor.at = at + length
          return expected.index
        }
      }
    }
    cursor.at = at - 1
    const behind = cursor.plainStringEnd()
    if (behind < 0) return undefined
    cursor.at = behind
    const index = this.#indexes.get(bytes.toString('utf8', at, behind - 1)) ?? -1
    this.#expected[place] = { bytes: Buffer.from(bytes.subarray(at, behind)), index }
    return index
  }
}
