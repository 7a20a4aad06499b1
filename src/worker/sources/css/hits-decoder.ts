import { CausewayError } from '../../../base/errors.ts'
import { isRecord } from '../../../base/fields.ts'
import { type SparkType, sparkTypeName } from '../../../base/spark-type.ts'
import type { Decoder, NativeChunk } from '../../engine/decoder.ts'
import { type StreamColumn, typeOfValue } from '../../engine/stream-column.ts'
import { type ColumnValue, type ValueWriter, valueWriter } from '../../engine/value-writers.ts'
import { VECTOR_ROWS, vectorOf } from '../../engine/vector-writers.ts'
import { shownValue } from '../shared/record-stores/shown-value.ts'
import { FRAME, HEAD_BYTES } from './hits-format.ts'
import { ID_COLUMN } from './id-column.ts'
import { DigitsWanted, mayLoseDigits, parseWithDigits } from './json-numbers.ts'
import { readValue } from './read-value.ts'

/** Answers to searches, whose hits are the rows and whose fields are the columns by their names. */
export const makeHitsDecoder = (columns: readonly StreamColumn[]): Decoder => new HitsDecoder(columns)

interface RecordColumn {
  readonly name: string
  readonly type: SparkType
  readonly writer: ValueWriter
}

interface Page {
  readonly text: string
  readonly rows: number
  hits: readonly unknown[]
  next: number
}

class HitsDecoder implements Decoder {
  readonly #columns: readonly RecordColumn[]
  /** Of a number that has lost some it may not be seen: 0.10000000000000000001 becomes 0.1. */
  readonly #wantsDigits: boolean
  #pieces: Buffer[] = []
  #length = 0
  #page: Page | undefined
  #rowCount = 0
  #ended = false
  /** One page wanted all digits of its numbers: the next ones will, too. */
  #hasDigits = false

  constructor(columns: readonly StreamColumn[]) {
    this.#columns = columns.map(({ name, value }) => {
      const type = typeOfValue(value)
      return { name, type, writer: valueWriter(type) }
    })
    this.#wantsDigits = this.#columns.some(({ type }) => hasDecimals(type))
  }

  get rowCount(): number {
    return this.#rowCount
  }

  get ended(): boolean {
    return this.#ended
  }

  /** What has come is kept here: an answer has many pieces, and each would be copied with every next one. */
  rest(): undefined {
    return undefined
  }

  feed(bytes: Buffer): void {
    this.#pieces.push(bytes)
    this.#length += bytes.length
  }

  decode(chunk: NativeChunk): number {
    let rows = 0
    while (rows < VECTOR_ROWS && this.#hasRow()) {
      this.#readRow()
      rows += 1
    }
    if (rows > 0) for (const [index, { writer }] of this.#columns.entries()) writer.flush(vectorOf(chunk, index))
    this.#rowCount += rows
    return rows
  }

  #hasRow(): boolean {
    while (this.#page === undefined || this.#page.next >= this.#page.rows) {
      this.#page = undefined
      if (this.#ended || !this.#readFrame()) return false
    }
    return true
  }

  /** Whether there was a whole one. */
  #readFrame(): boolean {
    if (this.#length < HEAD_BYTES) return false
    this.#join(HEAD_BYTES)
    const head = this.#pieces[0] ?? Buffer.alloc(HEAD_BYTES)
    const [kind, length, rows] = [head[0], head.readUInt32LE(1), head.readUInt32LE(5)]
    if (this.#length < HEAD_BYTES + length) return false
    this.#join(HEAD_BYTES + length)
    const all = this.#pieces[0] ?? head
    const text = all.toString('utf8', HEAD_BYTES, HEAD_BYTES + length)
    this.#pieces[0] = all.subarray(HEAD_BYTES + length)
    this.#length -= HEAD_BYTES + length
    if (kind === FRAME.end) this.#ended = true
    else this.#page = { text, rows, hits: this.#hitsOf(text, rows), next: 0 }
    return true
  }

  /** So many bytes stand in the first piece. */
  #join(bytes: number): void {
    if ((this.#pieces[0]?.length ?? 0) < bytes) this.#pieces = [Buffer.concat(this.#pieces)]
  }

  #hitsOf(text: string, rows: number): readonly unknown[] {
    let answer: unknown
    try {
      this.#hasDigits ||= this.#wantsDigits && mayLoseDigits(text)
      answer = this.#hasDigits ? parseWithDigits(text) : JSON.parse(text)
    } catch (error) {
      throw notRead(error)
    }
    const found = isRecord(answer) && isRecord(answer['hits']) ? answer['hits']['hits'] : undefined
    if (!Array.isArray(found) || found.length < rows) throw notRead()
    return found
  }

  #readRow(): void {
    const page = this.#page
    if (page === undefined) return
    const values = this.#rowOf(page)
    for (const [index, { writer }] of this.#columns.entries()) writer.add(values[index] ?? null)
    page.next += 1
  }

  #rowOf(page: Page): readonly ColumnValue[] {
    try {
      return this.#valuesOf(page.hits[page.next])
    } catch (error) {
      if (error instanceof CausewayError) throw error
      if (!(error instanceof DigitsWanted) || this.#hasDigits) throw notRead(error)
      this.#hasDigits = true
      page.hits = this.#hitsOf(page.text, page.rows)
      return this.#rowOf(page)
    }
  }

  #valuesOf(hit: unknown): readonly ColumnValue[] {
    if (!isRecord(hit)) throw notRead()
    const { _id: id, _source: source } = hit
    // An answer leaves out what has no field that is asked for.
    const fields = source === undefined ? {} : source
    if (!isRecord(fields) || typeof id !== 'string') throw notRead()
    return this.#columns.map(({ name, type }) => {
      if (name === ID_COLUMN) return id
      const value = Object.hasOwn(fields, name) ? fields[name] : null
      const read = readValue(value, type)
      if (read === undefined) throw notOfType(name, value, type)
      return read
    })
  }
}

function hasDecimals(type: SparkType): boolean {
  switch (type.kind) {
    case 'decimal':
      return true
    case 'array':
      return hasDecimals(type.element)
    case 'struct':
      return type.fields.some((field) => hasDecimals(field.type))
    case 'map':
      return hasDecimals(type.value)
    default:
      return false
  }
}

const notRead = (cause?: unknown): CausewayError =>
  new CausewayError('remote-failure', 'What the server has sent as documents is none, or is nested too deep', {
    hint: 'Look who answers there: it may be another server than the one that is meant.',
    ...(cause === undefined ? {} : { cause }),
  })

function notOfType(name: string, value: unknown, type: RecordColumn['type']): CausewayError {
  const isSeveral = Array.isArray(value) && type.kind !== 'array'
  const shown = shownValue(shownText(value))
  return new CausewayError('remote-failure', `The field "${name}" of a document is "${shown}", which is no ${sparkTypeName(type)}`, {
    hint: isSeveral
      ? `It has several values: make the column an ARRAY<${sparkTypeName(type).toUpperCase()}>, which is read of single values too.`
      : 'Correct it there, or make the column a STRING, which every value can be read as, and use TRY_CAST.',
  })
}

function shownText(value: unknown): string {
  if (typeof value === 'string') return value
  try {
    return JSON.stringify(value)
  } catch {
    return '…'
  }
}
