import { CausewayError } from '../../../base/errors.ts'
import type { StreamColumn, ValueKind } from '../../engine/stream-column.ts'
import { flushFixed, Validity, VECTOR_ROWS } from '../../engine/vector-writers.ts'
import { decimalStore } from '../shared/jdbc/decimal-store.ts'
import { type ColumnWriter, wrongForm } from './column-writer.ts'

const MINUS = 0x2d
const POINT = 0x2e
const ZERO = 0x30
const SAFE_DIGITS_MAX = 15

/** The engine keeps a decimal as an integer, scaled by the type's scale. Small values go through doubles, which are exact there; the others through BigInt. */
export function decimalColumn(column: StreamColumn, type: Extract<ValueKind, { kind: 'decimal' }>): ColumnWriter {
  const { name, use } = column
  const validity = new Validity()
  const store = decimalStore(type.precision, VECTOR_ROWS)
  const limit = 10n ** BigInt(type.precision)
  const safeLimit = Math.min(10 ** type.precision, Number.MAX_SAFE_INTEGER)
  // Where it is only compared with what is known beforehand, the largest value stands for all that are larger.
  const isReplaced = use === 'unused' || use === 'nullness' || use === 'constant-comparison'
  return (bytes, offsets, lengths, rows, vector) => {
    validity.reset()
    for (let row = 0; row < rows; row += 1) {
      const length = lengths[row] ?? -1
      if (length < 0) {
        validity.setNull(row)
        continue
      }
      const at = offsets[row] ?? 0
      const small = smallValue(bytes, at, length, type.scale)
      if (small < safeLimit && small > -safeLimit) {
        store.small(row, small)
        continue
      }
      const big = bigValue(bytes.toString('latin1', at, at + length), type.scale)
      if (big === undefined) throw wrongForm(column)
      if (big < limit && big > -limit) store.big(row, big)
      else if (isReplaced) store.big(row, big < 0n ? 1n - limit : limit - 1n)
      else throw doesNotFit(name, `decimal(${type.precision},${type.scale})`)
    }
    flushFixed(vector, store.buffer, rows * store.elementBytes)
    validity.flush(vector, rows)
  }
}

/** The scaled value when a double holds it and its digits behind the point are the type's; Infinity when not. */
function smallValue(bytes: Buffer, from: number, length: number, scale: number): number {
  if (length > SAFE_DIGITS_MAX) return Number.POSITIVE_INFINITY
  const end = from + length
  const isNegative = bytes[from] === MINUS
  let value = 0
  let point = end
  for (let at = isNegative ? from + 1 : from; at < end; at += 1) {
    const byte = bytes[at] ?? 0
    if (byte === POINT && point === end) {
      point = at + 1
      continue
    }
    const digit = byte - ZERO
    if (digit < 0 || digit > 9) return Number.POSITIVE_INFINITY
    value = value * 10 + digit
  }
  if (end - point !== scale) return Number.POSITIVE_INFINITY
  return isNegative ? -value : value
}

/** Rounded half away from zero to the scale; undefined: it is no decimal. */
function bigValue(text: string, scale: number): bigint | undefined {
  const [, sign, whole = '', fraction = ''] = /^(-?)(\d*)(?:\.(\d*))?$/.exec(text) ?? []
  if (sign === undefined || whole + fraction === '') return undefined
  const kept = BigInt(whole + fraction.slice(0, scale).padEnd(scale, '0'))
  const value = (fraction[scale] ?? '0') >= '5' ? kept + 1n : kept
  return sign === '-' ? -value : value
}

const doesNotFit = (name: string, typeName: string): CausewayError =>
  new CausewayError('not-supported', `Column "${name}" holds a number that does not fit ${typeName}`, {
    hint: 'Leave such rows out with a condition on the column, which the database decides, or read the column as another type: through a view, or a query in the option query',
  })
