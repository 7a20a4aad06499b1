import {
  DuckDBBlobValue,
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBListValue,
  DuckDBMapValue,
  DuckDBStructValue,
  DuckDBTimestampValue,
} from '@duckdb/node-api'
import type { SparkType } from '../../../base/spark-type.ts'

/** A value of the engine in the form that scripts/spark-oracle.py writes Spark's. */
export function sparkValue(value: unknown, type: SparkType): unknown {
  if (value === null || value === undefined) return null
  if (value instanceof DuckDBDecimalValue || value instanceof DuckDBDateValue) return value.toString()
  if (value instanceof DuckDBTimestampValue) {
    const [seconds = '', fraction] = value.toString().split('.')
    return fraction === undefined ? seconds : `${seconds}.${fraction.padEnd(6, '0')}`
  }
  if (value instanceof DuckDBBlobValue) return Buffer.from(value.bytes).toString('hex')
  if (value instanceof DuckDBListValue && type.kind === 'array') return value.items.map((item) => sparkValue(item, type.element))
  if (value instanceof DuckDBMapValue && type.kind === 'map')
    return value.entries.map((entry) => [sparkValue(entry.key, type.key), sparkValue(entry.value, type.value)])
  if (value instanceof DuckDBStructValue && type.kind === 'struct')
    return type.fields.map((field) => sparkValue(value.entries[field.name], field.type))
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value)
  return value
}

/** A text that is equal for equal values; doubles are equal to 12 digits, and within arrays, maps and structs 0 and -0 are, too. */
export function valueText(value: unknown, type: SparkType, isInside = false): string {
  if (value === null) return 'NULL'
  if (type.kind === 'array' && Array.isArray(value)) return `[${value.map((item) => valueText(item, type.element, true)).join(', ')}]`
  if (type.kind === 'map' && Array.isArray(value)) {
    const entries = value.map((entry: unknown) =>
      Array.isArray(entry) ? `${valueText(entry[0], type.key, true)}: ${valueText(entry[1], type.value, true)}` : 'no entry',
    )
    return `{${entries.sort().join(', ')}}`
  }
  if (type.kind === 'struct' && Array.isArray(value))
    return `(${type.fields.map((field, index) => valueText(value[index] ?? null, field.type, true)).join(', ')})`
  if ((type.kind === 'double' || type.kind === 'float') && typeof value === 'number')
    return value === 0
      ? Object.is(value, -0) && !isInside
        ? '-0'
        : '0'
      : Math.fround(value) === value && type.kind === 'float'
        ? String(value)
        : value.toPrecision(type.kind === 'float' ? 7 : 12)
  return String(value)
}
