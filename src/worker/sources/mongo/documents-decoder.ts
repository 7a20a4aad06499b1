import { type Document, deserialize } from 'bson'
import { CausewayError } from '../../../base/errors.ts'
import { type SparkType, sparkTypeName } from '../../../base/spark-type.ts'
import type { Decoder, NativeChunk } from '../../engine/decoder.ts'
import { type StreamColumn, typeOfValue } from '../../engine/stream-column.ts'
import { type ColumnValue, type ValueWriter, valueWriter } from '../../engine/value-writers.ts'
import { VECTOR_ROWS, vectorOf } from '../../engine/vector-writers.ts'
import { inOneLine } from '../shared/in-one-line.ts'
import { END_BYTES } from './documents-format.ts'
import { readValue } from './read-value.ts'

interface Target {
  readonly name: string
  readonly type: SparkType
  readonly writer: ValueWriter
}

const SHOWN_CHARACTERS = 60
/** A document without fields. */
const EMPTY_BYTES = 5

/** Documents, whose fields are the columns by their names. */
export class DocumentsDecoder implements Decoder {
  readonly #targets: readonly Target[]
  #bytes: Buffer = Buffer.alloc(0)
  #offset = 0
  #rowCount = 0
  #ended = false

  constructor(columns: readonly StreamColumn[]) {
    this.#targets = columns.map(({ name, value }) => {
      const type = typeOfValue(value)
      return { name, type, writer: valueWriter(type) }
    })
  }

  get rowCount(): number {
    return this.#rowCount
  }

  get ended(): boolean {
    return this.#ended
  }

  rest(): Uint8Array | undefined {
    return this.#offset === this.#bytes.length ? undefined : this.#bytes.subarray(this.#offset)
  }

  feed(bytes: Buffer): void {
    this.#bytes = bytes
    this.#offset = 0
  }

  decode(chunk: NativeChunk): number {
    let rows = 0
    while (rows < VECTOR_ROWS) {
      const document = this.#next()
      if (document === undefined) break
      this.#add(document)
      rows += 1
    }
    if (rows > 0) for (const [index, { writer }] of this.#targets.entries()) writer.flush(vectorOf(chunk, index))
    this.#rowCount += rows
    return rows
  }

  /** Undefined: there is no whole one. */
  #next(): Buffer | undefined {
    const left = this.#bytes.length - this.#offset
    if (this.#ended || left < END_BYTES) return undefined
    const length = this.#bytes.readInt32LE(this.#offset)
    if (length === 0) {
      this.#ended = true
      this.#offset += END_BYTES
      return undefined
    }
    // A server may send what is no document in the place of one.
    if (length < EMPTY_BYTES) throw notRead()
    if (left < length) return undefined
    const document = this.#bytes.subarray(this.#offset, this.#offset + length)
    this.#offset += length
    return document
  }

  #add(bytes: Buffer): void {
    const document = documentOf(bytes)
    for (const { name, type, writer } of this.#targets) {
      const value = Object.hasOwn(document, name) ? document[name] : null
      const read = valueAs(value, type)
      if (read === undefined) throw notOfType(name, value, type)
      writer.add(read)
    }
  }
}

/** One that is nested deeper than there is room for is an error of the runtime. */
function documentOf(bytes: Buffer): Document {
  try {
    return deserialize(bytes, { promoteValues: false, bsonRegExp: true, validation: { utf8: false } })
  } catch (error) {
    throw notRead(error)
  }
}

function valueAs(value: unknown, type: SparkType): ColumnValue | undefined {
  try {
    return readValue(value, type)
  } catch (error) {
    throw notRead(error)
  }
}

const notRead = (cause?: unknown): CausewayError =>
  new CausewayError('remote-failure', 'What MongoDB has sent as a document is none, or is nested too deep', {
    hint: 'Look who answers there: it may be another server than the one that is meant.',
    ...(cause === undefined ? {} : { cause }),
  })

function notOfType(name: string, value: unknown, type: SparkType): CausewayError {
  const text = String(valueAs(value, { kind: 'string' }) ?? 'a moment later or earlier than is read')
  const shown = inOneLine(text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text)
  return new CausewayError('remote-failure', `The field "${name}" of a document is "${shown}", which is no ${sparkTypeName(type)}`, {
    hint: 'Correct it in MongoDB, or make the column a STRING, which every value can be read as, and use TRY_CAST',
  })
}
