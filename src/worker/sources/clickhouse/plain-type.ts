import { lookup } from '../../../base/lookup.ts'
import type { ColumnValue } from '../../engine/value-writers.ts'
import { readTypeText, wholeNumber } from './type-text.ts'

/** A type whose values all have one length. */
export interface PlainType {
  /** Bytes of a value. */
  readonly width: number
  readonly valueAt: (view: DataView, at: number) => ColumnValue
  /** Whether the value has room here, where its bytes may say more; absent: every one has. */
  readonly hasRoom?: (view: DataView, at: number) => boolean
}

const MICROSECONDS = 1_000_000n
const MICROSECOND_DIGITS = 6

/** Of the years 1 to 9999. */
const [FIRST_DAY, LAST_DAY] = [-719_162, 2_932_896]
const DAY_MICROSECONDS = 86_400_000_000n
const [FIRST_MICROSECOND, END_MICROSECOND] = [BigInt(FIRST_DAY) * DAY_MICROSECONDS, BigInt(LAST_DAY + 1) * DAY_MICROSECONDS]
const TWO_32 = 2 ** 32
/** As much as a number of 64 bits, or the highest ones of 128, may be wrong as a double. */
const DOUBTFUL = 1e-9

const longAt = (view: DataView, at: number): bigint => view.getBigInt64(at, true)
const wideAt = (view: DataView, at: number): bigint => view.getBigUint64(at, true) | (view.getBigInt64(at + 8, true) << 64n)

const TYPES = lookup<PlainType>({
  Bool: { width: 1, valueAt: (view, at) => view.getUint8(at) !== 0, hasRoom: (view, at) => view.getUint8(at) <= 1 },
  Int8: { width: 1, valueAt: (view, at) => view.getInt8(at) },
  UInt8: { width: 1, valueAt: (view, at) => view.getUint8(at) },
  Int16: { width: 2, valueAt: (view, at) => view.getInt16(at, true) },
  UInt16: { width: 2, valueAt: (view, at) => view.getUint16(at, true) },
  Date: { width: 2, valueAt: (view, at) => view.getUint16(at, true) },
  Int32: { width: 4, valueAt: (view, at) => view.getInt32(at, true) },
  Date32: { width: 4, valueAt: (view, at) => view.getInt32(at, true), hasRoom: isDay },
  UInt32: { width: 4, valueAt: (view, at) => BigInt(view.getUint32(at, true)) },
  Float32: { width: 4, valueAt: (view, at) => view.getFloat32(at, true) },
  Float64: { width: 8, valueAt: (view, at) => view.getFloat64(at, true) },
  Int64: { width: 8, valueAt: longAt },
  UInt64: { width: 8, valueAt: (view, at) => view.getBigUint64(at, true) },
  DateTime: { width: 4, valueAt: (view, at) => BigInt(view.getUint32(at, true)) * MICROSECONDS },
})

/** Also of Decimal(9, 2) and DateTime64(3); undefined: its values have no one length, or are wider than all numbers here. */
export function plainType(typeText: string): PlainType | undefined {
  const { name, parts } = readTypeText(typeText)
  switch (name) {
    case 'DateTime64':
      return instants(wholeNumber(parts[0]))
    case 'Decimal':
      return decimals(wholeNumber(parts[0]))
    default:
      return TYPES[name]
  }
}

function isDay(view: DataView, at: number): boolean {
  const day = view.getInt32(at, true)
  return day >= FIRST_DAY && day <= LAST_DAY
}

function instants(digits: number | undefined): PlainType | undefined {
  // Of more than a TIMESTAMP has, other ones are asked for.
  if (digits === undefined || digits > MICROSECOND_DIGITS) return undefined
  const factor = 10n ** BigInt(MICROSECOND_DIGITS - digits)
  // A multiple of them would go round.
  const [first, end] = [FIRST_MICROSECOND / factor, END_MICROSECOND / factor]
  return {
    width: 8,
    valueAt: factor === 1n ? longAt : (view, at) => longAt(view, at) * factor,
    hasRoom: isBetween(longDouble, longAt, first, end),
  }
}

/** Their bytes have room for more digits than they have, and servers do not look at these everywhere: CAST('123456.00' AS Decimal(4, 2)) is one. */
function decimals(precision: number | undefined): PlainType | undefined {
  if (precision === undefined || precision < 1 || precision > 38) return undefined
  const end = 10n ** BigInt(precision)
  if (precision <= 9) {
    const limit = Number(end)
    return {
      width: 4,
      valueAt: (view, at) => BigInt(view.getInt32(at, true)),
      hasRoom: (view, at) => Math.abs(view.getInt32(at, true)) < limit,
    }
  }
  if (precision <= 18) return { width: 8, valueAt: longAt, hasRoom: isBetween(longDouble, longAt, 1n - end, end) }
  return { width: 16, valueAt: wideAt, hasRoom: isBetween(wideDouble, wideAt, 1n - end, end) }
}

const longDouble = (view: DataView, at: number): number => view.getInt32(at + 4, true) * TWO_32 + view.getUint32(at, true)
const wideDouble = (view: DataView, at: number): number =>
  (view.getInt32(at + 12, true) * TWO_32 + view.getUint32(at + 8, true)) * TWO_32 * TWO_32 + view.getUint32(at + 4, true) * TWO_32

/** From the first up to the end. A big number is made only where a double does not say it for certain. */
function isBetween(
  double: (view: DataView, at: number) => number,
  exact: (view: DataView, at: number) => bigint,
  first: bigint,
  end: bigint,
): NonNullable<PlainType['hasRoom']> {
  const [low, high] = [Number(first) * (1 - DOUBTFUL), Number(end) * (1 - DOUBTFUL)]
  return (view, at) => {
    const near = double(view, at)
    if (near > low && near < high) return true
    const value = exact(view, at)
    return value >= first && value < end
  }
}
