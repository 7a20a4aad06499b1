import {
  DuckDBBlobValue,
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBListType,
  DuckDBListValue,
  DuckDBMapType,
  DuckDBMapValue,
  DuckDBStructType,
  DuckDBStructValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  type DuckDBType,
  DuckDBTypeId,
  type DuckDBValue,
} from '@duckdb/node-api'
import { dateText, timestampText } from './time-text.ts'

/** A value of one type as JSON text, exact for every number. */
export type JsonWriter = (value: DuckDBValue) => string

/**
 * The writer for a type. Integers and decimals are JSON numbers with all their digits; NaN and the infinities are strings; a date is
 * 'yyyy-MM-dd', a timestamp 'yyyy-MM-dd HH:mm:ss[.ffffff]', binary is base64; arrays are arrays, structs and maps are objects.
 */
export function jsonWriter(type: DuckDBType): JsonWriter {
  if (type.typeId === DuckDBTypeId.FLOAT) return floatJson
  if (type instanceof DuckDBListType) {
    const write = jsonWriter(type.valueType)
    return (value) => (value instanceof DuckDBListValue ? `[${value.items.map(write).join(',')}]` : valueJson(value))
  }
  if (type instanceof DuckDBStructType) {
    const fields = type.entryNames.map((name, index) => ({ name, write: jsonWriter(type.entryTypes[index] ?? type) }))
    return (value) => (value instanceof DuckDBStructValue ? structJson(value, fields) : valueJson(value))
  }
  if (type instanceof DuckDBMapType) {
    const writeKey = jsonWriter(type.keyType)
    const write = jsonWriter(type.valueType)
    return (value) => (value instanceof DuckDBMapValue ? mapJson(value, writeKey, write) : valueJson(value))
  }
  return valueJson
}

/** In the order of the type: the value itself has names that are numbers first. */
const structJson = ({ entries }: DuckDBStructValue, fields: readonly { readonly name: string; readonly write: JsonWriter }[]): string =>
  `{${fields.map(({ name, write }) => `${JSON.stringify(name)}:${write(entries[name] ?? null)}`).join(',')}}`

const mapJson = (value: DuckDBMapValue, writeKey: JsonWriter, write: JsonWriter): string =>
  `{${value.entries.map((entry) => `${keyJson(writeKey(entry.key))}:${write(entry.value)}`).join(',')}}`

function valueJson(value: DuckDBValue): string {
  if (value === null) return 'null'
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value)
    case 'boolean':
    case 'bigint':
      return String(value)
    case 'number':
      return numberJson(value)
    default:
      return objectJson(value)
  }
}

function objectJson(value: Exclude<DuckDBValue, null | string | boolean | bigint | number>): string {
  if (value instanceof DuckDBDecimalValue) return value.toString()
  if (value instanceof DuckDBDateValue) return JSON.stringify(dateText(value.days))
  if (value instanceof DuckDBTimestampValue || value instanceof DuckDBTimestampTZValue) return JSON.stringify(timestampText(value.micros))
  if (value instanceof DuckDBBlobValue) return JSON.stringify(Buffer.from(value.bytes).toString('base64'))
  return JSON.stringify(String(value))
}

/** A JSON key is text: what is not a string is written as its own JSON text in quotes. */
const keyJson = (text: string): string => (text.startsWith('"') ? text : JSON.stringify(text))

function numberJson(value: number): string {
  if (Object.is(value, -0)) return '-0.0'
  return Number.isFinite(value) ? String(value) : JSON.stringify(String(value))
}

/** A float with as few digits as tell it from its neighbours; as a double, 0.1 would be 0.10000000149011612. */
function floatJson(value: DuckDBValue): string {
  if (typeof value !== 'number' || !Number.isFinite(value) || Object.is(value, -0)) return valueJson(value)
  for (let digits = 6; digits <= 9; digits += 1) {
    const short = Number(value.toPrecision(digits))
    if (Math.fround(short) === value) return String(short)
  }
  return String(value)
}
