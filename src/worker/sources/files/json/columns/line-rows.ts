import type { SparkType } from '../../../../../base/spark-type.ts'
import type { NativeVector } from '../../../../engine/vector-writers.ts'
import type { JsonOptions } from '../json-options.ts'
import { JsonTokens } from '../json-tokens.ts'
import type { JsonValue } from '../json-value.ts'
import { textTimes } from '../text-times-by-pattern.ts'
import type { TextRange } from '../utf8-text.ts'
import { columnOf } from './column-of.ts'
import type { JsonColumn } from './json-column.ts'
import { LineCursor, OPEN_BRACE } from './line-cursor.ts'
import { ObjectFields } from './object-fields.ts'

interface LineField {
  readonly name: string
  readonly type: SparkType
  /** Of the values that lines have; the others are added. */
  readonly isRead: boolean
}

/** The rows of a vector, read straight from lines of the plainest form, or added as values that were read otherwise. */
export class LineRows {
  readonly #columns: readonly JsonColumn[]
  /** Those that lines do not have. */
  readonly #others: readonly JsonColumn[]
  readonly #fields: ObjectFields
  readonly #cursor = new LineCursor()
  readonly #isPlain: boolean

  constructor(fields: readonly LineField[], options: JsonOptions) {
    const { dialect, encoding, multiLine } = options
    const columnOptions = {
      dialect,
      allowNonNumericNumbers: dialect.allowNonNumericNumbers,
      times: textTimes(options),
      hasPlainTimestamps: options.timestampFormat === undefined,
      hasPlainDates: options.dateFormat === undefined,
      tokens: new JsonTokens(dialect),
    }
    this.#columns = fields.map(({ type }) => columnOf(type, columnOptions))
    const isRead = (_: unknown, index: number): boolean => fields[index]?.isRead === true
    this.#others = this.#columns.filter((_, index) => !isRead(_, index))
    this.#fields = new ObjectFields(
      fields.filter(isRead).map(({ name }) => name),
      this.#columns.filter(isRead),
    )
    this.#isPlain = !multiLine && (encoding === undefined || encoding === 'UTF-8' || encoding === 'UTF8')
  }

  /** Adds the row of a line that is one object; what lines do not have is to be added to `others`. False: nothing was added, and the line is to be read by its tokens. */
  read({ bytes, start, end }: TextRange): boolean {
    // The second byte tells the encoding, as it tells Jackson.
    if (!this.#isPlain || end - start < 2 || bytes[start] !== OPEN_BRACE || bytes[start + 1] === 0) return false
    this.#cursor.open(bytes, start + 1, end)
    if (this.#fields.read(this.#cursor)) {
      for (const column of this.#columns) column.mark()
      return true
    }
    for (const column of this.#columns) column.rewind()
    return false
  }

  /** Of columns that lines do not have, in their order: behind each line that was read. */
  addOthers(values: readonly JsonValue[]): void {
    for (const [index, column] of this.#others.entries()) {
      column.add(values[index] ?? null)
      column.mark()
    }
  }

  /** A row of all columns. */
  add(row: readonly JsonValue[]): void {
    for (const [index, column] of this.#columns.entries()) {
      column.add(row[index] ?? null)
      column.mark()
    }
  }

  flush(vectorOf: (column: number) => NativeVector): void {
    for (const [index, column] of this.#columns.entries()) column.flush(vectorOf(index))
  }
}
