import { CausewayError } from '../../../base/errors.ts'
import type { StreamColumn } from '../../engine/stream-column.ts'
import { flushFixed, StringVector, Validity, VECTOR_ROWS } from '../../engine/vector-writers.ts'
import { type ColumnWriter, wrongForm } from './column-writer.ts'
import { decimalColumn } from './decimal-column.ts'
import { putBigint, readDouble, readInteger } from './number-texts.ts'
import type { ZeroDates } from './remote-type.ts'
import { timeColumn } from './time-columns.ts'

/** The writer for MySQL's text of the column's type. */
export function columnWriter(column: StreamColumn, zeroDates: ZeroDates): ColumnWriter {
  const { value } = column
  switch (value.kind) {
    case 'boolean':
      return fixed(column, new Uint8Array(VECTOR_ROWS), (bytes, at, length, to, row) => {
        to[row] = readInteger(bytes, at, length)
      })
    case 'int':
      return fixed(column, new Int32Array(VECTOR_ROWS), (bytes, at, length, to, row) => {
        to[row] = readInteger(bytes, at, length)
      })
    case 'bigint':
      return fixed(column, new Int32Array(VECTOR_ROWS * 2), putBigint)
    case 'double':
      return fixed(column, new Float64Array(VECTOR_ROWS), (bytes, at, length, to, row) => {
        to[row] = readDouble(bytes, at, length)
      })
    case 'decimal':
      return decimalColumn(column, value)
    case 'date':
    case 'timestamp':
      return timeColumn(column, value.kind, zeroDates)
    case 'string':
    case 'binary':
      return stringColumn(column.name, value.kind)
    default:
      throw new CausewayError('internal', `Column "${column.name}" is of a type that no remote table has`)
  }
}

type FixedArray = Uint8Array<ArrayBuffer> | Int32Array<ArrayBuffer> | Float64Array<ArrayBuffer>

/** Each call makes a loop of its own, so that the engine that runs this sees one array type and one `put` in it. */
function fixed<A extends FixedArray>(
  column: StreamColumn,
  values: A,
  put: (bytes: Buffer, at: number, length: number, to: A, row: number) => void,
): ColumnWriter {
  const validity = new Validity()
  const elementBytes = values.byteLength / VECTOR_ROWS
  return (bytes, offsets, lengths, rows, vector) => {
    validity.reset()
    try {
      for (let row = 0; row < rows; row += 1) {
        const length = lengths[row] ?? -1
        if (length >= 0) put(bytes, offsets[row] ?? 0, length, values, row)
        else validity.setNull(row)
      }
    } catch (error) {
      throw error instanceof RangeError ? wrongForm(column) : error
    }
    flushFixed(vector, values.buffer, rows * elementBytes)
    validity.flush(vector, rows)
  }
}

function stringColumn(name: string, kind: 'string' | 'binary'): ColumnWriter {
  const validity = new Validity()
  const strings = new StringVector(kind === 'string')
  const empty = Buffer.alloc(0)
  return (bytes, offsets, lengths, rows, vector) => {
    validity.reset()
    strings.reset()
    for (let row = 0; row < rows; row += 1) {
      const length = lengths[row] ?? -1
      if (length >= 0) {
        strings.set(row, bytes, offsets[row] ?? 0, length)
      } else {
        strings.set(row, empty, 0, 0)
        validity.setNull(row)
      }
    }
    if (!strings.flush(vector, rows)) {
      throw new CausewayError('remote-failure', `Column "${name}" holds text that is not valid UTF-8`, {
        hint: 'Repair the values in the database, or leave the column out',
      })
    }
    validity.flush(vector, rows)
  }
}
