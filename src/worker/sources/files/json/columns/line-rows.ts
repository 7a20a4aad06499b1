import type { SparkType } from '../../../../../base/spark-type.ts'
import { valueWriter } from '../../../../engine/value-writers.ts'
import { type NativeVector, VECTOR_ROWS } from '../../../../engine/vector-writers.ts'
import type { RecordSplitter } from '../../record-splitter.ts'
import type { JsonOptions } from '../json-options.ts'
import type { JsonValue } from '../json-value.ts'
import { textTimes } from '../text-times-by-pattern.ts'
import type { TextRange } from '../utf8-text.ts'
import { LineColumns } from './line-columns.ts'
import { OtherColumn } from './other-column.ts'

interface LineField {
  readonly name: string
  readonly type: SparkType
  /** Of the values that lines have; the others are added. */
  readonly isRead: boolean
}

/** The rows of a vector, read straight from lines of the plainest form, or added as values that were read otherwise. */
export class LineRows {
  readonly #lines: LineColumns
  /** Those that lines do not have. */
  readonly #others: readonly OtherColumn[]
  /** For each column its place among those of lines, or among the others. */
  readonly #places: readonly { readonly isRead: boolean; readonly at: number }[]
  readonly #isPlain: boolean
  /** Lines end as those do that are read many at once. */
  readonly #hasPlainEnds: boolean

  constructor(fields: readonly LineField[], options: JsonOptions) {
    const { dialect, encoding, multiLine, lineSep } = options
    const read = fields.filter(({ isRead }) => isRead)
    const others = fields.filter(({ isRead }) => !isRead)
    this.#lines = new LineColumns(read, {
      dialect,
      allowNonNumericNumbers: dialect.allowNonNumericNumbers,
      times: textTimes(options),
      hasPlainTimestamps: options.timestampFormat === undefined,
      hasPlainDates: options.dateFormat === undefined,
      endsWithReturn: lineSep === undefined,
    })
    this.#others = others.map(({ type }) => new OtherColumn(valueWriter(type)))
    this.#places = fields.map((field) => ({ isRead: field.isRead, at: (field.isRead ? read : others).indexOf(field) }))
    this.#isPlain = !multiLine && (encoding === undefined || encoding === 'UTF-8' || encoding === 'UTF8')
    this.#hasPlainEnds = this.#isPlain && (lineSep === undefined || lineSep === '\n')
  }

  /**
   * Adds the rows of the next lines of the splitter, until the vector is full, with `others` for what lines do not have. How many; undefined: there are no
   * lines that can be read so, and the next record is to be read by itself.
   */
  readLines(splitter: RecordSplitter, others: readonly JsonValue[]): number | undefined {
    const at = this.#hasPlainEnds ? splitter.recordAt : undefined
    if (at === undefined) return undefined
    const before = this.#lines.rows
    splitter.pass(this.#lines.readLines(splitter.piece, at, splitter.pieceEnd, VECTOR_ROWS))
    const rows = this.#lines.rows - before
    for (let row = 0; row < rows; row += 1) this.#addOthers(others)
    return rows
  }

  /** Adds the row of a line that is one object. False: nothing was added, and the line is to be read by its tokens. */
  read({ bytes, start, end }: TextRange, others: readonly JsonValue[]): boolean {
    if (!this.#isPlain || !this.#lines.readLine(bytes, start, end)) return false
    this.#addOthers(others)
    return true
  }

  /** The bytes of the splitter are others. */
  forgetBytes(): void {
    this.#lines.forgetBytes()
  }

  /** A row of all columns. */
  add(row: readonly JsonValue[]): void {
    const [read, others]: [JsonValue[], JsonValue[]] = [[], []]
    for (const [index, { isRead }] of this.#places.entries()) (isRead ? read : others).push(row[index] ?? null)
    this.#lines.addRow(read)
    this.#addOthers(others)
  }

  flush(vectorOf: (column: number) => NativeVector): void {
    const columnOf = (isRead: boolean, at: number): number => this.#places.findIndex((place) => place.isRead === isRead && place.at === at)
    this.#lines.flush((at) => vectorOf(columnOf(true, at)))
    for (const [at, column] of this.#others.entries()) column.flush(vectorOf(columnOf(false, at)))
  }

  #addOthers(values: readonly JsonValue[]): void {
    for (const [index, column] of this.#others.entries()) column.add(values[index] ?? null)
  }
}
