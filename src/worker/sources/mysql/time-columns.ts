import { CausewayError } from '../../../base/errors.ts'
import type { StreamColumn } from '../../engine/stream-column.ts'
import { flushFixed, Validity, VECTOR_ROWS } from '../../engine/vector-writers.ts'
import { type ColumnWriter, wrongForm } from './column-writer.ts'
import { readDigits } from './number-texts.ts'
import type { ZeroDates } from './remote-type.ts'

const DASH = 0x2d
const COLON = 0x3a
const POINT = 0x2e
const DATE_BYTES = 10
const SECONDS_BYTES = 19
const MICROSECONDS_A_DAY = 86_400_000_000
const TWO_16 = 65_536
const TWO_32 = 4_294_967_296
/** 0001-01-01. */
const FIRST_DAY = -719_162
/** Before all dates that can be: it is only compared. */
const BEFORE_ALL = FIRST_DAY - 366
const DAYS_BEFORE = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334]

/** Dates and times of the day as MySQL writes them; `kind`: in days or in microseconds from 1970 on. A time without a day is one of 1970-01-01. */
export function timeColumn(column: StreamColumn, kind: 'date' | 'timestamp', zeroDates: ZeroDates): ColumnWriter {
  const validity = new Validity()
  const words = kind === 'date' ? 1 : 2
  const values = new Int32Array(VECTOR_ROWS * words)
  const { use } = column
  const isRead = use === undefined || use === 'value' || use === 'comparison'
  const put = kind === 'date' ? putDay : putMicroseconds
  /** Of a zero date; undefined: NULL. */
  const zeroDay = (): number | undefined => {
    if (zeroDates === 'null') return undefined
    if (zeroDates === 'first-day') return FIRST_DAY
    if (isRead) throw zeroDate(column.name)
    return BEFORE_ALL
  }
  return (bytes, offsets, lengths, rows, vector) => {
    validity.reset()
    try {
      for (let row = 0; row < rows; row += 1) {
        const length = lengths[row] ?? -1
        if (length < 0) {
          validity.setNull(row)
          continue
        }
        const at = offsets[row] ?? 0
        if (kind === 'timestamp' && bytes[at + 4] !== DASH) {
          put(values, row, 0, timeOfDay(bytes, at, at + length, column, isRead))
          continue
        }
        const day = dayOf(bytes, at, length, column.name, isRead)
        const known = day ?? zeroDay()
        if (known === undefined) validity.setNull(row)
        else put(values, row, known, day === undefined || kind === 'date' ? 0 : clock(bytes, at, length))
      }
    } catch (error) {
      throw error instanceof RangeError ? wrongForm(column) : error
    }
    flushFixed(vector, values.buffer, rows * words * 4)
    validity.flush(vector, rows)
  }
}

const putDay = (to: Int32Array, row: number, day: number): void => {
  to[row] = day
}

function putMicroseconds(to: Int32Array, row: number, day: number, microseconds: number): void {
  // More than a double holds: by halves of 32 bits, the days in steps of 16.
  const steps = Math.floor(day / TWO_16)
  const lower = (day - steps * TWO_16) * MICROSECONDS_A_DAY + microseconds
  const upper = steps * MICROSECONDS_A_DAY
  const high = Math.floor(upper / TWO_16)
  const low = lower + (upper - high * TWO_16) * TWO_16
  to[2 * row] = low % TWO_32
  to[2 * row + 1] = high + Math.floor(low / TWO_32)
}

/** Days from 1970-01-01 on; undefined: 0000-00-00. */
function dayOf(bytes: Buffer, at: number, length: number, name: string, isRead: boolean): number | undefined {
  if (length < DATE_BYTES || bytes[at + 4] !== DASH || bytes[at + 7] !== DASH) throw new RangeError('no date')
  const year = readDigits(bytes, at, at + 4)
  const month = readDigits(bytes, at + 5, at + 7)
  const day = readDigits(bytes, at + 8, at + 10)
  if (month === 0 || day === 0) {
    if (year === 0 && month === 0 && day === 0) return undefined
    if (isRead) throw partOfDate(name)
    return BEFORE_ALL
  }
  if (month > 12) throw new RangeError('no month')
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  const before = year - 1
  const days = 365 * before + Math.floor(before / 4) - Math.floor(before / 100) + Math.floor(before / 400)
  return FIRST_DAY + days + (DAYS_BEFORE[month - 1] ?? 0) + (isLeap && month > 2 ? 1 : 0) + day - 1
}

/** Microseconds of the day behind a date. */
function clock(bytes: Buffer, at: number, length: number): number {
  if (length === DATE_BYTES) return 0
  if (length < SECONDS_BYTES) throw new RangeError('no time')
  const seconds =
    readDigits(bytes, at + 11, at + 13) * 3600 + readDigits(bytes, at + 14, at + 16) * 60 + readDigits(bytes, at + 17, at + SECONDS_BYTES)
  return seconds * 1_000_000 + fraction(bytes, at + SECONDS_BYTES, at + length)
}

function fraction(bytes: Buffer, at: number, end: number): number {
  if (at === end) return 0
  if (bytes[at] !== POINT || end - at > 7) throw new RangeError('no fraction')
  return readDigits(bytes, at + 1, end) * 10 ** (7 - (end - at))
}

/** A TIME is a duration there: what is no time of a day has no counterpart. */
function timeOfDay(bytes: Buffer, at: number, end: number, column: StreamColumn, isRead: boolean): number {
  const isNegative = bytes[at] === DASH
  const colon = bytes.indexOf(COLON, at)
  if (colon < 0 || colon + 6 > end) throw new RangeError('no time')
  const hours = readDigits(bytes, isNegative ? at + 1 : at, colon)
  if (isNegative || hours > 23) {
    if (isRead) throw noTimeOfDay(column.name)
    return isNegative ? 0 : MICROSECONDS_A_DAY - 1
  }
  const seconds = hours * 3600 + readDigits(bytes, colon + 1, colon + 3) * 60 + readDigits(bytes, colon + 4, colon + 6)
  return seconds * 1_000_000 + fraction(bytes, colon + 6, end)
}

const LEAVE_OUT =
  'Leave such rows out with a condition on the column, or read it as another value: through a view, or a query in the option query'

const zeroDate = (name: string) =>
  new CausewayError('not-supported', `Column "${name}" holds the date 0000-00-00, which is none here`, {
    hint: 'Add zeroDateTimeBehavior=CONVERT_TO_NULL to the JDBC URL, or leave such rows out with a condition on the column',
  })

const partOfDate = (name: string) =>
  new CausewayError('not-supported', `Column "${name}" holds a date whose month or day is 00, which is none here`, { hint: LEAVE_OUT })

const noTimeOfDay = (name: string) =>
  new CausewayError('not-supported', `Column "${name}" holds a TIME that is no time of a day: negative, or 24 hours and more`, {
    hint: LEAVE_OUT,
  })
