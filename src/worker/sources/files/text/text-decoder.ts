import { isUtf8 } from 'node:buffer'
import { CausewayError } from '../../../../base/errors.ts'
import type { Decoder, NativeChunk } from '../../../engine/decoder.ts'
import type { StreamColumn } from '../../../engine/stream-column.ts'
import { StringVector, Validity, VECTOR_ROWS, vectorOf } from '../../../engine/vector-writers.ts'
import { FRAME, type FrameFile, type FrameReader } from '../file-frames.ts'
import { FrameDecoder } from '../frame-decoder.ts'
import { RECORD_BYTES_MAX } from '../record-bytes.ts'
import { type RecordEnds, RecordSplitter, RecordTooLong } from '../record-splitter.ts'
import { FieldSpans } from './field-spans.ts'
import { hiveBytes } from './hive-bytes.ts'
import { opencsvFields } from './opencsv-fields.ts'
import type { TextSettings } from './text-format.ts'

const EMPTY = Buffer.alloc(0)

export const makeTextDecoder = (columns: readonly StreamColumn[]): Decoder => new TextDecoderOfFiles(columns)

/** Rows of the files of a text table: a line each, or a file; or the fields of a line. */
class TextDecoderOfFiles extends FrameDecoder {
  readonly #columns: readonly StreamColumn[]
  readonly #strings: readonly StringVector[]
  readonly #validities: readonly Validity[]
  #settings: TextSettings = { wholeText: false, lineSeparator: undefined, partitions: [] }
  #splitter = new RecordSplitter({ kind: 'lines' }, RECORD_BYTES_MAX)
  #file: FrameFile = { shown: '', partitions: {} }
  #spans: FieldSpans | undefined
  #line = 0

  constructor(columns: readonly StreamColumn[]) {
    super()
    this.#columns = columns
    // What is no text is made one below.
    this.#strings = columns.map(() => new StringVector(false))
    this.#validities = columns.map(() => new Validity())
  }

  protected override fill(chunk: NativeChunk): number {
    for (const strings of this.#strings) strings.reset()
    for (const validity of this.#validities) validity.reset()
    let rows = 0
    while (rows < VECTOR_ROWS && this.#nextRow(rows)) rows += 1
    if (rows === 0) return 0
    for (const index of this.#columns.keys()) {
      const vector = vectorOf(chunk, index)
      this.#strings[index]?.flush(vector, rows)
      this.#validities[index]?.flush(vector, rows)
    }
    return rows
  }

  #nextRow(row: number): boolean {
    for (;;) {
      if (this.#nextValue()) {
        if (this.#line <= (this.#settings.fields?.headerLines ?? 0)) continue
        this.#put(row)
        return true
      }
      if (!this.takeNext()) return false
    }
  }

  #nextValue(): boolean {
    try {
      if (!this.#splitter.next()) return false
    } catch (error) {
      if (!(error instanceof RecordTooLong)) throw error
      const what = this.#settings.wholeText ? this.#file.shown : `Line ${this.#line + 1} of ${this.#file.shown}`
      throw new CausewayError('limit-exceeded', `${what} is larger than ${RECORD_BYTES_MAX >> 20} MiB, which no value may be`, {
        hint: 'Write lines, and read them without the option wholetext',
      })
    }
    this.#line += 1
    return true
  }

  #put(row: number): void {
    const { bytes, start, end } = this.#splitter
    const signs = this.#settings.fields?.opencsv
    const fields = signs === undefined ? undefined : opencsvFields(bytes.toString('utf8', start, end), signs)
    if (fields === undefined) this.#spans?.split(bytes, start, end)
    for (const [index, { name }] of this.#columns.entries()) {
      if (this.#settings.partitions.includes(name)) {
        this.#putOrNull(index, row, this.#file.partitions[name] ?? undefined)
      } else if (fields !== undefined) this.#putOrNull(index, row, fields[this.#settings.fields?.columns[name]?.index ?? -1])
      else if (this.#spans === undefined) this.#putSpan(index, row, bytes, start, end)
      else this.#putField(index, row, bytes, this.#spans, name)
    }
  }

  #putField(column: number, row: number, bytes: Buffer, spans: FieldSpans, name: string): void {
    const { index = -1, kind = 'other' } = this.#settings.fields?.columns[name] ?? {}
    if (spans.isNull(index, bytes)) {
      this.#putOrNull(column, row, undefined)
      return
    }
    if (kind === 'bytes') {
      this.#putText(column, row, Buffer.from(hiveBytes(bytes.subarray(spans.start(index), spans.end(index))).toString('hex')))
      return
    }
    const plain = kind === 'text' ? spans.unescaped(index, bytes) : undefined
    if (plain === undefined) this.#putSpan(column, row, bytes, spans.start(index), spans.end(index))
    else this.#putSpan(column, row, Buffer.from(plain), 0, plain.length)
  }

  #putOrNull(column: number, row: number, text: string | undefined): void {
    this.#putText(column, row, text === undefined ? EMPTY : Buffer.from(text))
    if (text === undefined) this.#validities[column]?.setNull(row)
  }

  /** What is no text is made one. */
  #putSpan(column: number, row: number, bytes: Buffer, start: number, end: number): void {
    if (isUtf8(bytes.subarray(start, end))) this.#strings[column]?.set(row, bytes, start, end - start)
    else this.#putText(column, row, Buffer.from(bytes.toString('utf8', start, end)))
  }

  #putText(column: number, row: number, text: Buffer): void {
    this.#strings[column]?.set(row, text, 0, text.length)
  }

  protected override takeFrame(frames: FrameReader): void {
    switch (frames.kind) {
      case FRAME.settings:
        this.#settings = frames.json() as TextSettings
        this.#splitter = new RecordSplitter(endsOf(this.#settings), RECORD_BYTES_MAX)
        this.#spans = spansOf(this.#settings)
        return
      case FRAME.file:
        this.#file = frames.json() as FrameFile
        this.#line = 0
        this.#splitter.beginFile()
        return
      case FRAME.bytes:
        this.#splitter.feed(frames.bytes, frames.start, frames.end)
        return
      case FRAME.endOfFile:
        this.#splitter.endFile()
        return
      default:
        this.hasEnded = true
    }
  }
}

function spansOf({ fields }: TextSettings): FieldSpans | undefined {
  if (fields === undefined) return undefined
  const { separator, escapeCode, nullText, count } = fields
  return new FieldSpans({ separator, escapeCode, nullText: Buffer.from(nullText, 'base64') }, count)
}

function endsOf({ wholeText, lineSeparator }: TextSettings): RecordEnds {
  if (wholeText) return { kind: 'file' }
  return lineSeparator === undefined ? { kind: 'lines' } : { kind: 'separator', bytes: Buffer.from(lineSeparator, 'base64') }
}
