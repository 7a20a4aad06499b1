import { isUtf8 } from 'node:buffer'
import { CausewayError } from '../../../base/errors.ts'
import { type SparkType, sparkTypeName } from '../../../base/spark-type.ts'
import type { Decoder, NativeChunk } from '../../engine/decoder.ts'
import { type StreamColumn, typeOfValue } from '../../engine/stream-column.ts'
import { type ColumnValue, type ValueWriter, valueWriter } from '../../engine/value-writers.ts'
import { VECTOR_ROWS, vectorOf } from '../../engine/vector-writers.ts'
import { inOneLine } from '../shared/in-one-line.ts'
import { readText } from '../shared/read-text.ts'
import { END_MARK } from './texts-format.ts'

interface Target {
  readonly name: string
  readonly type: SparkType
  readonly writer: ValueWriter
}

const SHOWN_CHARACTERS = 60

/** Rows of texts, each read as its column's type. */
export class TextsDecoder implements Decoder {
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
      const end = this.#rowEnd()
      if (end === undefined) break
      this.#readRow()
      this.#offset = end
      rows += 1
    }
    if (rows > 0) for (const [index, { writer }] of this.#targets.entries()) writer.flush(vectorOf(chunk, index))
    this.#rowCount += rows
    return rows
  }

  /** Undefined: the row is not whole. */
  #rowEnd(): number | undefined {
    let at = this.#offset + 1
    if (this.#ended || at > this.#bytes.length) return undefined
    if (this.#bytes[this.#offset] === END_MARK) {
      this.#ended = true
      this.#offset = at
      return undefined
    }
    for (const _ of this.#targets) {
      if (at + 4 > this.#bytes.length) return undefined
      at += 4 + Math.max(this.#bytes.readInt32LE(at), 0)
    }
    return at > this.#bytes.length ? undefined : at
  }

  #readRow(): void {
    let at = this.#offset + 1
    for (const target of this.#targets) {
      const length = this.#bytes.readInt32LE(at)
      at += 4
      target.writer.add(length < 0 ? null : valueIn(target, this.#bytes.subarray(at, at + length)))
      at += Math.max(length, 0)
    }
  }
}

function valueIn({ name, type }: Target, bytes: Buffer): ColumnValue {
  if (type.kind === 'string' && isUtf8(bytes)) return bytes
  const text = bytes.toString('utf8')
  const value = readText(text, type)
  if (value !== undefined) return value
  const shown = inOneLine(text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text)
  throw new CausewayError('remote-failure', `The field "${name}" of a key has the text "${shown}", which is no ${sparkTypeName(type)}`, {
    hint: 'Correct it in Redis, or make the column a STRING and use TRY_CAST',
  })
}
