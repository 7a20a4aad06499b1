import { lookup } from '../../../base/lookup.ts'
import type { ColumnValue } from '../../engine/value-writers.ts'
import { readTypeText } from './type-text.ts'

/** A type whose values all have one length. */
export interface PlainType {
  /** Bytes of a value. */
  readonly width: number
  readonly valueAt: (view: DataView, at: number) => ColumnValue
}

const MICROSECONDS = 1_000_000n
const MICROSECOND_DIGITS = 6

const longAt = (view: DataView, at: number): bigint => view.getBigInt64(at, true)
const instant: PlainType = { width: 8, valueAt: longAt }

const TYPES = lookup<PlainType>({
  Bool: { width: 1, valueAt: (view, at) => view.getUint8(at) !== 0 },
  Int8: { width: 1, valueAt: (view, at) => view.getInt8(at) },
  UInt8: { width: 1, valueAt: (view, at) => view.getUint8(at) },
  Int16: { width: 2, valueAt: (view, at) => view.getInt16(at, true) },
  UInt16: { width: 2, valueAt: (view, at) => view.getUint16(at, true) },
  Date: { width: 2, valueAt: (view, at) => view.getUint16(at, true) },
  Int32: { width: 4, valueAt: (view, at) => view.getInt32(at, true) },
  Date32: { width: 4, valueAt: (view, at) => view.getInt32(at, true) },
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
    case 'DateTime64': {
      const digits = Number(parts[0])
      // Of more than a TIMESTAMP has, other ones are asked for.
      if (!(digits <= MICROSECOND_DIGITS)) return undefined
      const factor = 10n ** BigInt(MICROSECOND_DIGITS - digits)
      return factor === 1n ? instant : { width: 8, valueAt: (view, at) => longAt(view, at) * factor }
    }
    case 'Decimal': {
      const precision = Number(parts[0])
      if (precision <= 9) return { width: 4, valueAt: (view, at) => BigInt(view.getInt32(at, true)) }
      if (precision <= 18) return { width: 8, valueAt: longAt }
      if (precision > 38) return undefined
      return { width: 16, valueAt: (view, at) => view.getBigUint64(at, true) | (view.getBigInt64(at + 8, true) << 64n) }
    }
    default:
      return TYPES[name]
  }
}
