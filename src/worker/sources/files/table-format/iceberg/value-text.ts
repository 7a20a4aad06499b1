import { isUtf8 } from 'node:buffer'
import type { SparkType } from '../../../../../base/spark-type.ts'
import type { ColumnValue } from '../../../../engine/value-writers.ts'

const MILLIS_PER_DAY = 86_400_000
const MICROS_PER_MILLI = 1000n

/** A value of a manifest as Spark writes it. Undefined: it is no value of the type. */
export function textOfValue(value: ColumnValue, type: SparkType): string | null | undefined {
  if (value === null) return null
  switch (type.kind) {
    case 'string':
    case 'binary':
      return value instanceof Uint8Array && isUtf8(value) ? Buffer.from(value).toString('utf8') : undefined
    case 'boolean':
      return typeof value === 'boolean' ? String(value) : undefined
    case 'date':
      return typeof value === 'number' ? dayText(value * MILLIS_PER_DAY) : undefined
    case 'timestamp':
      return typeof value === 'bigint' ? timeText(value) : undefined
    case 'decimal':
      return typeof value === 'bigint' ? decimalText(value, type.scale) : undefined
    default:
      return typeof value === 'number' || typeof value === 'bigint' ? String(value) : undefined
  }
}

function dayText(millis: number): string | undefined {
  const day = new Date(millis)
  if (Number.isNaN(day.getTime())) return undefined
  const [text] = day.toISOString().split('T')
  // Other years are written with a sign and six digits, which no cast reads.
  return text !== undefined && /^\d{4}-/.test(text) ? text : undefined
}

function timeText(micros: bigint): string | undefined {
  const rest = ((micros % MICROS_PER_MILLI) + MICROS_PER_MILLI) % MICROS_PER_MILLI
  const millis = Number((micros - rest) / MICROS_PER_MILLI)
  const day = dayText(millis)
  if (day === undefined) return undefined
  const time = new Date(millis).toISOString().slice(11, 23)
  return `${day} ${time}${String(rest).padStart(3, '0')}`
}

function decimalText(digits: bigint, scale: number): string {
  const text = String(digits < 0n ? -digits : digits).padStart(scale + 1, '0')
  const point = text.length - scale
  const sign = digits < 0n ? '-' : ''
  return scale === 0 ? `${sign}${text}` : `${sign}${text.slice(0, point)}.${text.slice(point)}`
}
