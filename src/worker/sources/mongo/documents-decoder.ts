import { type Document, deserialize } from 'bson'
import { CausewayError } from '../../../base/errors.ts'
import { type SparkType, sparkTypeName } from '../../../base/spark-type.ts'
import type { Decoder } from '../../engine/decoder.ts'
import type { StreamColumn } from '../../engine/stream-column.ts'
import type { ColumnValue } from '../../engine/value-writers.ts'
import { type RecordColumn, RecordDecoder, type RecordFormat } from '../shared/record-stores/record-decoder.ts'
import { shownValue } from '../shared/record-stores/shown-value.ts'
import { DOCUMENT_BYTES_MIN, END_BYTES } from './documents-format.ts'
import { readValue } from './read-value.ts'

/** Documents, whose fields are the columns by their names. */
export const makeDocumentsDecoder = (columns: readonly StreamColumn[]): Decoder => new RecordDecoder(columns, documents)

const documents = (columns: readonly RecordColumn[]): RecordFormat => ({
  next(bytes, from) {
    const left = bytes.length - from
    if (left < END_BYTES) return undefined
    const length = bytes.readInt32LE(from)
    if (length === 0) return { kind: 'end-of-stream', end: from + END_BYTES }
    // A server may send what is no document in the place of one.
    if (length < DOCUMENT_BYTES_MIN) throw notRead()
    return left < length ? undefined : { kind: 'record', end: from + length }
  },
  read(bytes) {
    const document = documentOf(bytes)
    for (const { name, type, writer } of columns) {
      const value = Object.hasOwn(document, name) ? document[name] : null
      const read = valueAs(value, type)
      if (read === undefined) throw notOfType(name, value, type)
      writer.add(read)
    }
  },
})

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
  const shown = shownValue(String(valueAs(value, { kind: 'string' }) ?? 'a moment later or earlier than is read'))
  return new CausewayError('remote-failure', `The field "${name}" of a document is "${shown}", which is no ${sparkTypeName(type)}`, {
    hint: 'Correct it in MongoDB, or make the column a STRING, which every value can be read as, and use TRY_CAST',
  })
}
