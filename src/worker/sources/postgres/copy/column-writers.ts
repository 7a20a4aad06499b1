import { CausewayError } from '../../../../base/errors.ts'
import type { StreamColumn } from '../../../engine/stream-column.ts'
import { flushFixed, StringVector, Validity } from '../../../engine/vector-writers.ts'
import { arrayWriter } from './array-writer.ts'
import type { ColumnWriter } from './column-writer.ts'
import { decimalWriter } from './decimal-writer.ts'
import { wrongForm } from './wrong-form.ts'

/** The writer for PostgreSQL's binary form of the column's type, of at most so many rows. */
export function columnWriter(column: StreamColumn, capacity: number): ColumnWriter {
  const { value } = column
  switch (value.kind) {
    case 'boolean':
      return fixed(column, capacity, new Uint8Array(capacity), 1, (view, at, to, row) => {
        to[row] = view.getUint8(at)
      })
    case 'smallint':
      return fixed(column, capacity, new Int16Array(capacity), 2, (view, at, to, row) => {
        to[row] = view.getInt16(at)
      })
    case 'int':
      return fixed(column, capacity, new Int32Array(capacity), 4, (view, at, to, row) => {
        to[row] = view.getInt32(at)
      })
    case 'bigint':
      return fixed(column, capacity, new Int32Array(capacity * 2), 8, (view, at, to, row) => {
        to[2 * row + 1] = view.getInt32(at)
        to[2 * row] = view.getInt32(at + 4)
      })
    case 'float':
      return fixed(column, capacity, new Int32Array(capacity), 4, (view, at, to, row) => {
        to[row] = view.getInt32(at)
      })
    case 'double':
      return fixed(column, capacity, new Int32Array(capacity * 2), 8, (view, at, to, row) => {
        to[2 * row + 1] = view.getInt32(at)
        to[2 * row] = view.getInt32(at + 4)
      })
    case 'date':
      return fixed(column, capacity, new Int32Array(capacity), 4, dateInto(column))
    case 'timestamp':
      return fixed(column, capacity, new Uint32Array(capacity * 2), 8, timestampInto(column))
    case 'decimal':
      return decimalWriter(column, value, capacity)
    case 'string':
    case 'binary':
      return stringWriter(column.name, value.kind, capacity)
    case 'array':
      return arrayWriter(column, value.element, columnWriter)
    case 'nested':
      throw new CausewayError('internal', `Column "${column.name}" is of a type that no remote table has`)
  }
}

type FixedArray = Uint8Array<ArrayBuffer> | Int16Array<ArrayBuffer> | Int32Array<ArrayBuffer> | Uint32Array<ArrayBuffer>

/** Each call makes a loop of its own, so that the engine that runs this sees one array type and one `put` in it. */
function fixed<A extends FixedArray>(
  column: StreamColumn,
  capacity: number,
  values: A,
  bytesWanted: number,
  put: (view: DataView, at: number, to: A, row: number) => void,
): ColumnWriter {
  const validity = new Validity(capacity)
  const elementBytes = values.byteLength / capacity
  return {
    write({ view }, offsets, lengths, rows, vector) {
      validity.reset()
      for (let row = 0; row < rows; row += 1) {
        const length = lengths[row]
        if (length === bytesWanted) put(view, offsets[row] ?? 0, values, row)
        else if (length === -1) validity.setNull(row)
        else throw wrongForm(column.name, column.value.kind)
      }
      flushFixed(vector, values.buffer, rows * elementBytes)
      validity.flush(vector, rows)
    },
  }
}

function stringWriter(name: string, kind: 'string' | 'binary', capacity: number): ColumnWriter {
  const validity = new Validity(capacity)
  const strings = new StringVector(kind === 'string', capacity)
  const empty = Buffer.alloc(0)
  return {
    write({ bytes }, offsets, lengths, rows, vector) {
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
          hint: 'The remote database does not convert its text (server encoding SQL_ASCII): repair the values there, or leave the column out',
        })
      }
      validity.flush(vector, rows)
    },
  }
}

const INT32_MAX = 0x7fffffff
const INT32_MIN = -0x80000000
/** From 1970-01-01 to 2000-01-01, where PostgreSQL's dates begin. */
const EPOCH_DAYS = 10_957

/** The engine's own infinities are compared as PostgreSQL's are; no function of Spark knows them. */
function dateInto({ name, use }: StreamColumn) {
  return (view: DataView, at: number, to: Int32Array, row: number): void => {
    const days = view.getInt32(at)
    if (days === INT32_MAX || days === INT32_MIN) {
      if (isRead(use)) throw infinite(name, 'date')
      to[row] = days === INT32_MAX ? INT32_MAX : -INT32_MAX
      return
    }
    to[row] = days + EPOCH_DAYS
  }
}

const isRead = (use: StreamColumn['use']): boolean => use === undefined || use === 'value'

const EPOCH_MICROSECONDS = 946_684_800_000_000
const EPOCH_LOW = EPOCH_MICROSECONDS % 4_294_967_296
const EPOCH_HIGH = Math.floor(EPOCH_MICROSECONDS / 4_294_967_296)

function timestampInto({ name, use }: StreamColumn) {
  const putInfinity = (to: Uint32Array, row: number, isNegative: boolean): void => {
    to[2 * row] = isNegative ? 1 : 0xffffffff
    to[2 * row + 1] = isNegative ? INT32_MIN : INT32_MAX
  }
  return (view: DataView, at: number, to: Uint32Array, row: number): void => {
    const highRead = view.getInt32(at)
    const lowRead = view.getUint32(at + 4)
    const isNegative = highRead === INT32_MIN && lowRead === 0
    if (isNegative || (highRead === INT32_MAX && lowRead === 0xffffffff)) {
      if (isRead(use)) throw infinite(name, 'timestamp')
      putInfinity(to, row, isNegative)
      return
    }
    let low = lowRead + EPOCH_LOW
    let high = highRead + EPOCH_HIGH
    if (low > 0xffffffff) {
      low -= 4_294_967_296
      high += 1
    }
    if (high > INT32_MAX) {
      if (isRead(use) || use === 'comparison') {
        throw new CausewayError('not-supported', `Column "${name}" holds a timestamp after the year 294246`, { hint: LEAVE_OUT })
      }
      putInfinity(to, row, false)
      return
    }
    to[2 * row] = low
    to[2 * row + 1] = high
  }
}

const LEAVE_OUT =
  'Leave such rows out with a condition on the column, which the database decides, or read the column as another value: through a view, or a query in the option query'

const infinite = (name: string, type: string) =>
  new CausewayError('not-supported', `Column "${name}" holds an infinite ${type}, which has no counterpart here`, {
    hint: LEAVE_OUT,
  })
