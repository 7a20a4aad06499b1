import { isUtf8 } from 'node:buffer'
import { CausewayError } from '../../../base/errors.ts'
import { sparkTypeName } from '../../../base/spark-type.ts'
import type { Decoder } from '../../engine/decoder.ts'
import type { StreamColumn } from '../../engine/stream-column.ts'
import type { ColumnValue } from '../../engine/value-writers.ts'
import { readText } from '../shared/read-text.ts'
import { type RecordColumn, RecordDecoder, type RecordFormat } from '../shared/record-stores/record-decoder.ts'
import { shownValue } from '../shared/record-stores/shown-value.ts'
import { END_MARK } from './texts-format.ts'

/** Rows of texts, each read as its column's type. */
export const makeTextsDecoder = (columns: readonly StreamColumn[]): Decoder => new RecordDecoder(columns, rowsOfTexts)

const rowsOfTexts = (columns: readonly RecordColumn[]): RecordFormat => ({
  next(bytes, from) {
    let at = from + 1
    if (at > bytes.length) return undefined
    if (bytes[from] === END_MARK) return { kind: 'end-of-stream', end: at }
    for (const _ of columns) {
      if (at + 4 > bytes.length) return undefined
      at += 4 + Math.max(bytes.readInt32LE(at), 0)
    }
    return at > bytes.length ? undefined : { kind: 'record', end: at }
  },
  read(row) {
    let at = 1
    for (const column of columns) {
      const length = row.readInt32LE(at)
      at += 4
      column.writer.add(length < 0 ? null : valueIn(column, row.subarray(at, at + length)))
      at += Math.max(length, 0)
    }
  },
})

function valueIn({ name, type }: RecordColumn, bytes: Buffer): ColumnValue {
  if (type.kind === 'string' && isUtf8(bytes)) return bytes
  const text = bytes.toString('utf8')
  const value = readText(text, type)
  if (value !== undefined) return value
  throw new CausewayError(
    'remote-failure',
    `The field "${name}" of a key has the text "${shownValue(text)}", which is no ${sparkTypeName(type)}`,
    { hint: 'Correct it in Redis, or make the column a STRING and use TRY_CAST' },
  )
}
