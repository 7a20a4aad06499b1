import { CausewayError } from '../../../../base/errors.ts'
import type { StreamColumn, ValueKind } from '../../../engine/stream-column.ts'
import { flushFixed, Validity } from '../../../engine/vector-writers.ts'
import { decimalStore } from '../../shared/jdbc/decimal-store.ts'
import type { ColumnWriter } from './column-writer.ts'
import { wrongForm } from './wrong-form.ts'

/** How many groups there are, the weight of the first, the sign, and how many digits are shown. */
const DIGITS_AT = 8
const NEGATIVE = 0x4000
const NOT_A_NUMBER = 0xc000
const INFINITY = 0xd000
const NEGATIVE_INFINITY = 0xf000
const POWERS = Array.from({ length: 16 }, (_, exponent) => 10 ** exponent)
const BIG_POWERS = Array.from({ length: 80 }, (_, exponent) => 10n ** BigInt(exponent))
/** Groups of four digits that a double surely holds. */
const FAST_GROUPS_MAX = 3
const LARGER_THAN_ALL = 10n ** 40n

/**
 * PostgreSQL's numeric: groups of four decimal digits, the first of which weighs 10000^weight. The engine keeps a decimal as an integer of
 * 2, 4, 8 or 16 bytes, scaled by the type's scale. Small values go through doubles, which are exact there; the others through BigInt.
 */
export function decimalWriter({ name, use }: StreamColumn, type: Extract<ValueKind, { kind: 'decimal' }>, capacity: number): ColumnWriter {
  const validity = new Validity(capacity)
  const store = decimalStore(type.precision, capacity)
  const limit = bigPower(type.precision)
  const safeLimit = Math.min(10 ** type.precision, Number.MAX_SAFE_INTEGER)
  const typeName = `decimal(${type.precision},${type.scale})`
  // Where it is only compared with what is known beforehand, the largest value stands for all that are larger: NaN is larger than all there.
  const isReplaced = use === 'unused' || use === 'nullness' || use === 'constant-comparison'
  return {
    write({ view }, offsets, lengths, rows, vector) {
      validity.reset()
      for (let row = 0; row < rows; row += 1) {
        const length = lengths[row] ?? -1
        if (length < 0) {
          validity.setNull(row)
          continue
        }
        const at = offsets[row] ?? 0
        if (length < DIGITS_AT || length !== DIGITS_AT + 2 * view.getUint16(at)) throw wrongForm(name, type.kind)
        const small = smallValue(view, at, type.scale)
        if (small < safeLimit) {
          store.small(row, view.getUint16(at + 4) === NEGATIVE ? -small : small)
          continue
        }
        const big = bigValue(view, at, type.scale)
        if (typeof big === 'bigint' && big < limit && big > -limit) store.big(row, big)
        else if (!isReplaced) throw doesNotFit(name, typeName, big)
        else store.big(row, isBelowAll(big) ? 1n - limit : limit - 1n)
      }
      flushFixed(vector, store.buffer, rows * store.elementBytes)
      validity.flush(vector, rows)
    },
  }
}

/** The scaled value without its sign when doubles hold it exactly; Infinity when they do not, or it is not a number. */
function smallValue(view: DataView, at: number, scale: number): number {
  const groups = view.getUint16(at)
  const sign = view.getUint16(at + 4)
  if (groups > FAST_GROUPS_MAX || (sign !== 0 && sign !== NEGATIVE)) return Number.POSITIVE_INFINITY
  if (groups === 0) return 0
  let value = 0
  for (let group = 0; group < groups; group += 1) value = value * 10_000 + view.getUint16(at + DIGITS_AT + 2 * group)
  const weight = view.getInt16(at + 2)
  const exponent = 4 * (weight - groups + 1) + scale
  if (exponent === 0) return value
  const power = POWERS[Math.abs(exponent)]
  if (power === undefined) return Number.POSITIVE_INFINITY
  return exponent > 0 ? value * power : Math.round(value / power)
}

type NotFinite = 'NaN' | 'Infinity' | '-Infinity'
const NOT_FINITE: ReadonlyMap<number, NotFinite> = new Map([
  [NOT_A_NUMBER, 'NaN'],
  [INFINITY, 'Infinity'],
  [NEGATIVE_INFINITY, '-Infinity'],
])

const isBelowAll = (value: bigint | NotFinite): boolean => (typeof value === 'bigint' ? value < 0n : value === '-Infinity')

function bigValue(view: DataView, at: number, scale: number): bigint | NotFinite {
  const groups = view.getUint16(at)
  const weight = view.getInt16(at + 2)
  const sign = view.getUint16(at + 4)
  const notFinite = NOT_FINITE.get(sign)
  if (notFinite !== undefined) return notFinite
  // More groups before the point than any decimal has: no need to compute it.
  if (weight > 20) return sign === NEGATIVE ? -LARGER_THAN_ALL : LARGER_THAN_ALL
  let value = 0n
  for (let group = 0; group < groups; group += 1) value = value * 10_000n + BigInt(view.getUint16(at + DIGITS_AT + 2 * group))
  const exponent = 4 * (weight - groups + 1) + scale
  if (exponent >= 0) value *= bigPower(exponent)
  else value = divideRounded(value, bigPower(-exponent))
  return sign === NEGATIVE ? -value : value
}

/** Half away from zero, as PostgreSQL and Spark round decimals; both are positive. */
const divideRounded = (value: bigint, divisor: bigint): bigint => (value + divisor / 2n) / divisor

const bigPower = (exponent: number): bigint => BIG_POWERS[exponent] ?? 10n ** BigInt(exponent)

function doesNotFit(name: string, typeName: string, value: bigint | NotFinite): CausewayError {
  const what = typeof value === 'bigint' ? `a number that does not fit ${typeName}` : `${value}, which ${typeName} cannot hold`
  return new CausewayError('not-supported', `Column "${name}" holds ${what}`, {
    hint: 'Leave such rows out with a condition on the column, which the database decides, or read the column as another type: through a view, or a query in the option query',
  })
}
