import duckdb from '@duckdb/node-bindings'
import { CausewayError } from '../../../../../base/errors.ts'
import type { JsonDialect } from '../../../../../base/json-dialect.ts'
import type { SparkType } from '../../../../../base/spark-type.ts'
import { valueWriter } from '../../../../engine/value-writers.ts'
import { type NativeVector, VECTOR_ROWS } from '../../../../engine/vector-writers.ts'
import { type Converter, type ConverterOptions, converterOf } from '../converters.ts'
import { JsonTokens } from '../json-tokens.ts'
import type { JsonField, JsonValue } from '../json-value.ts'
import { type LineReader, newLineReader } from './line-reader.ts'
import { OtherColumn } from './other-column.ts'

/** As assembly/column.ts numbers them. */
const KIND = { other: 0, boolean: 1, int: 2, bigint: 3, double: 4, string: 5, timestamp: 6, date: 7, list: 8, struct: 9 } as const
type Kind = (typeof KIND)[keyof typeof KIND]
const WIDTHS: Readonly<Record<Kind, number>> = { 0: 0, 1: 1, 2: 4, 3: 8, 4: 8, 5: 16, 6: 8, 7: 4, 8: 16, 9: 0 }

interface LineColumn {
  readonly kind: Kind
  /** Of the reader. */
  readonly at: number
  readonly children: readonly LineColumn[]
  /** Of a struct. */
  readonly fields: ReadonlyMap<string, number>
  readonly convert: Converter
  /** Where the values are kept that the reader does not. */
  readonly other: OtherColumn | undefined
}

export interface LineColumnsOptions extends ConverterOptions {
  readonly dialect: JsonDialect
  /** Timestamps are read as Spark's cast reads them. */
  readonly hasPlainTimestamps: boolean
  /** So are dates. */
  readonly hasPlainDates: boolean
  /** A carriage return ends a line, too. */
  readonly endsWithReturn: boolean
}

const LINE_FEED = 0x0a
const CARRIAGE_RETURN = 0x0d
const FIRST_INPUT_BYTES = 1 << 18
const FIRST_TEXT_BYTES = 1 << 10
/** A UTF-16 unit takes at most so many bytes of UTF-8. */
const UNIT_BYTES_MAX = 3
const STRING_BYTES = 16

/** The columns of the vectors that lines are read into, in the memory of the reader of lines (assembly/line-reader.ts), and what that one cannot read. */
export class LineColumns {
  readonly #reader: LineReader
  readonly #columns: LineColumn[] = []
  readonly #record: LineColumn
  readonly #options: LineColumnsOptions
  readonly #tokens: JsonTokens
  #input = { at: 0, bytes: 0 }
  #text = { at: 0, bytes: 0 }
  /** What is in the input. */
  #bytes: Buffer = Buffer.alloc(0)
  #start = 0
  /** The input is one line, and not several. */
  #isLine = false

  constructor(fields: readonly JsonField[], options: LineColumnsOptions) {
    this.#options = options
    this.#tokens = new JsonTokens(options.dialect)
    this.#reader = newLineReader({
      readValue: (id, at) => this.#readValue(id, at),
      addNull: (id) => this.#columns[id]?.other?.add(null),
      rewind: (id, rows) => this.#columns[id]?.other?.rewind(rows),
      fieldNamed: (id, at, length) => {
        const from = this.#placeOf(at)
        return this.#columns[id]?.fields.get(this.#bytes.toString('utf8', from, from + length)) ?? -1
      },
      tooLarge: () => {
        throw rowsTooLarge()
      },
    })
    this.#record = this.#newColumn({ kind: 'struct', fields })
  }

  get rows(): number {
    return this.#reader.rowsOf(this.#record.at)
  }

  /** Adds the row of a line that is one object, with whatever behind it. False: it is not plain, and nothing was added. */
  readLine(bytes: Buffer, start: number, end: number): boolean {
    this.#open(bytes, start, end)
    this.#isLine = true
    const from = this.#input.at
    return this.#reader.readLine(this.#record.at, from, from + end - start) !== 0
  }

  /** Adds the rows of lines, until there are so many. Where the first begins that was not taken: it is not plain, or not whole. The bytes are looked at again only if they are others. */
  readLines(bytes: Buffer, start: number, end: number, rowsMax: number): number {
    if (this.#isLine || this.#bytes !== bytes || start < this.#start || end > this.#start + this.#inputLength) this.#open(bytes, start, end)
    this.#isLine = false
    const from = this.#input.at - this.#start
    return this.#placeOf(this.#reader.readLines(this.#record.at, from + start, from + end, rowsMax, this.#options.endsWithReturn ? 1 : 0))
  }

  /** What was read stays, but the bytes are others now, wherever they are. */
  forgetBytes(): void {
    this.#inputLength = 0
    this.#bytes = Buffer.alloc(0)
  }

  addRow(row: readonly JsonValue[]): void {
    for (const [index, column] of this.#record.children.entries()) this.#add(column, row[index] ?? null)
    this.#reader.addStruct(this.#record.at)
  }

  flush(vectorOf: (column: number) => NativeVector): void {
    for (const [index, column] of this.#record.children.entries()) this.#flush(column, vectorOf(index))
    this.#reader.clear(this.#record.at)
  }

  #inputLength = 0

  #open(bytes: Buffer, start: number, end: number): void {
    const length = end - start
    if (length > this.#input.bytes) {
      const room = Math.max(FIRST_INPUT_BYTES, length, this.#input.bytes * 2)
      this.#input = { at: this.#reader.allocate(room), bytes: room }
    }
    new Uint8Array(this.#reader.memory.buffer, this.#input.at, length).set(bytes.subarray(start, end))
    this.#bytes = bytes
    this.#start = start
    this.#inputLength = length
  }

  /** Of what the reader is at, in the bytes that were given. */
  #placeOf(at: number): number {
    return at - this.#input.at + this.#start
  }

  #newColumn(type: SparkType): LineColumn {
    const kind = this.#kindOf(type)
    const id = this.#columns.length
    const types = type.kind === 'array' ? [type.element] : type.kind === 'struct' ? type.fields.map((field) => field.type) : []
    const isOther = kind === KIND.other
    const childTypes = isOther ? [] : types
    const at = this.#reader.newColumn(kind, id, WIDTHS[kind], VECTOR_ROWS, childTypes.length)
    const children: LineColumn[] = []
    const column: LineColumn = {
      kind,
      at,
      children,
      fields: new Map(type.kind === 'struct' ? type.fields.map(({ name }, index) => [name, index]) : []),
      convert: converterOf(type, this.#options),
      other: isOther ? new OtherColumn(valueWriter(type)) : undefined,
    }
    this.#columns.push(column)
    for (const [index, child] of childTypes.entries()) {
      const made = this.#newColumn(child)
      children.push(made)
      this.#reader.setChild(at, index, made.at)
    }
    return column
  }

  #kindOf(type: SparkType): Kind {
    const { hasPlainTimestamps, hasPlainDates } = this.#options
    switch (type.kind) {
      case 'boolean':
        return KIND.boolean
      case 'int':
        return KIND.int
      case 'bigint':
        return KIND.bigint
      case 'double':
        return KIND.double
      case 'string':
        return KIND.string
      case 'timestamp':
        return hasPlainTimestamps ? KIND.timestamp : KIND.other
      case 'date':
        return hasPlainDates ? KIND.date : KIND.other
      case 'array':
        return KIND.list
      case 'struct':
        return KIND.struct
      default:
        return KIND.other
    }
  }

  /** By the tokens, which read no more of the line. */
  #readValue(id: number, at: number): number {
    const column = this.#columns[id]
    const from = this.#placeOf(at)
    const end = this.#lineEnd(from)
    if (column === undefined || end < 0) return 0
    const tokens = this.#tokens
    let value: JsonValue
    try {
      tokens.open(this.#bytes, from, end)
      tokens.next()
      value = column.convert(tokens)
    } catch {
      // Whatever it is, who reads the whole line says it.
      return 0
    }
    if (tokens.isUnread) return 0
    // The reader counts the rows of a column that it does not keep.
    if (column.other === undefined) this.#add(column, value)
    else column.other.add(value)
    return at + tokens.at - from
  }

  /** -1: it is not there yet. */
  #lineEnd(from: number): number {
    const end = this.#start + this.#inputLength
    if (this.#isLine) return end
    const feed = this.#bytes.indexOf(LINE_FEED, from)
    const found = feed < 0 || feed >= end ? end : feed
    const back = this.#options.endsWithReturn ? this.#bytes.subarray(from, found).indexOf(CARRIAGE_RETURN) : -1
    return back >= 0 ? from + back : found === end ? -1 : found
  }

  #add(column: LineColumn, value: JsonValue): void {
    const reader = this.#reader
    if (column.other !== undefined) {
      column.other.add(value)
      reader.addStruct(column.at)
    } else if (value === null) reader.addNull(column.at)
    else this.#addValue(column, value)
  }

  #addValue({ kind, at, children }: LineColumn, value: Exclude<JsonValue, null>): void {
    const reader = this.#reader
    switch (kind) {
      case KIND.boolean:
        reader.addBoolean(at, value === true ? 1 : 0)
        return
      case KIND.int:
      case KIND.date:
        reader.addInt(at, Number(value))
        return
      case KIND.bigint:
      case KIND.timestamp:
        if (typeof value !== 'bigint') throw new Error('a value is no big number')
        reader.addBigint(at, value)
        return
      case KIND.double:
        reader.addDouble(at, Number(value))
        return
      case KIND.string:
        if (typeof value !== 'string') throw new Error('a value is no text')
        this.#addText(at, value)
        return
      case KIND.list: {
        const elements = valuesOf(value)
        for (const element of elements) for (const child of children) this.#add(child, element)
        reader.addList(at, elements.length)
        return
      }
      case KIND.struct: {
        const values = valuesOf(value)
        for (const [index, child] of children.entries()) this.#add(child, values[index] ?? null)
        reader.addStruct(at)
        return
      }
      case KIND.other:
        throw new Error('the column is kept elsewhere')
    }
  }

  #addText(column: number, text: string): void {
    const most = text.length * UNIT_BYTES_MAX
    if (most > this.#text.bytes) {
      const room = Math.max(FIRST_TEXT_BYTES, most * 2)
      this.#text = { at: this.#reader.allocate(room), bytes: room }
    }
    const length = Buffer.from(this.#reader.memory.buffer, this.#text.at, this.#text.bytes).write(text, 0, 'utf8')
    this.#reader.addText(column, this.#text.at, length)
  }

  #flush({ kind, at, children, other }: LineColumn, vector: NativeVector): void {
    const reader = this.#reader
    const rows = reader.rowsOf(at)
    if (other !== undefined) other.flush(vector)
    else if (kind === KIND.struct)
      for (const [index, child] of children.entries()) this.#flush(child, duckdb.struct_vector_get_child(vector, index))
    else {
      if (kind === KIND.list) this.#flushElements(children, vector)
      if (kind === KIND.string) this.#flushBlock(at, vector)
      duckdb.copy_data_to_vector(vector, 0, reader.memory.buffer, reader.valuesOf(at), rows * WIDTHS[kind])
    }
    const validity = reader.validityOf(at)
    if (validity !== 0) {
      duckdb.vector_ensure_validity_writable(vector)
      duckdb.copy_data_to_vector_validity(vector, 0, reader.memory.buffer, validity, Math.ceil(rows / 64) * 8)
    }
    reader.clear(at)
  }

  #flushElements([elements]: readonly LineColumn[], vector: NativeVector): void {
    if (elements === undefined) return
    const count = this.#reader.rowsOf(elements.at)
    duckdb.list_vector_reserve(vector, count)
    duckdb.list_vector_set_size(vector, count)
    this.#flush(elements, duckdb.list_vector_get_child(vector))
  }

  /** The engine copies all long texts as one value, and tells the address of its copy (engine/vector-writers.ts). */
  #flushBlock(at: number, vector: NativeVector): void {
    const reader = this.#reader
    const length = reader.blockLengthOf(at)
    if (length === 0) return
    duckdb.vector_assign_string_element_len(vector, 0, Buffer.from(reader.memory.buffer, reader.blockOf(at), length))
    const element = duckdb.vector_get_data(vector, STRING_BYTES)
    const view = new DataView(element.buffer, element.byteOffset, STRING_BYTES)
    if (view.getUint32(0, true) !== length) throw new Error('the engine did not take a block of text')
    reader.setAddress(at, view.getUint32(8, true), view.getUint32(12, true))
  }
}

const rowsTooLarge = () =>
  new CausewayError('limit-exceeded', `${VECTOR_ROWS} rows of a JSON file have more than 4 GiB of values`, {
    hint: 'Split the records of the file into smaller ones',
  })

function valuesOf(value: JsonValue): readonly JsonValue[] {
  if (!Array.isArray(value)) throw new Error('a value is no list')
  return value
}
