import { Binary, BSONSymbol, Decimal128, Double, Int32, Long, ObjectId } from 'bson'
import type { SparkType } from '../../../base/spark-type.ts'
import type { ColumnValue } from '../../engine/value-writers.ts'
import { readText } from '../shared/read-text.ts'
import { allOf } from '../shared/record-stores/all-of.ts'
import { wholeText } from '../shared/record-stores/whole-text.ts'
import { documentJson, isDocument } from './document-json.ts'

const DAY_MS = 86_400_000

/**
 * A value of a document as its column's type; undefined: it is none of the type. Numbers are of any of the types of numbers as long as nothing of them is lost but
 * digits of a decimal behind its point; of a text there is one for every value. A moment that no Date can be is none of any type: only that it is one is known.
 */
export function readValue(value: unknown, type: SparkType): ColumnValue | undefined {
  if (value === null || value === undefined) return null
  if (value instanceof Date && Number.isNaN(value.getTime())) return undefined
  switch (type.kind) {
    case 'boolean':
      return typeof value === 'boolean' ? value : undefined
    case 'tinyint':
    case 'smallint':
    case 'int':
    case 'bigint': {
      // The text of a double has no more digits than tell it from others.
      if (value instanceof Double && Number.isInteger(value.value)) return readText(BigInt(value.value).toString(), type)
      const text = numberText(value)
      return text === undefined ? undefined : readText(wholeText(text), type)
    }
    case 'float':
    case 'double':
      if (value instanceof Double) return value.value
      return numberText(value) === undefined ? undefined : Number(numberText(value))
    case 'decimal': {
      const text = numberText(value)
      return text === undefined ? undefined : readText(text, type)
    }
    case 'date':
      return value instanceof Date ? Math.floor(value.getTime() / DAY_MS) : undefined
    case 'timestamp':
      return value instanceof Date ? BigInt(value.getTime()) * 1000n : undefined
    case 'binary':
      return value instanceof Binary ? value.buffer.subarray(0, value.position) : undefined
    case 'string':
      return textOf(value)
    case 'array': {
      if (!Array.isArray(value)) return undefined
      return allOf(value.map((item: unknown) => readValue(item, type.element)))
    }
    case 'struct': {
      if (!isDocument(value)) return undefined
      return allOf(type.fields.map((field) => readValue(Object.hasOwn(value, field.name) ? value[field.name] : null, field.type)))
    }
    case 'map': {
      if (!isDocument(value) || type.key.kind !== 'string') return undefined
      const keys = Object.keys(value)
      const values = allOf(keys.map((key) => readValue(value[key], type.value)))
      return values === undefined ? undefined : { keys, values }
    }
    default:
      return undefined
  }
}

function numberText(value: unknown): string | undefined {
  if (value instanceof Int32) return String(value.value)
  if (value instanceof Long) return value.toString()
  if (value instanceof Decimal128) return value.toString()
  if (value instanceof Double) return String(value.value)
  return undefined
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  if (value instanceof BSONSymbol) return value.value
  if (value instanceof ObjectId) return value.toHexString()
  return numberText(value) ?? (value instanceof Date ? JSON.stringify(value) : documentJson(value))
}
