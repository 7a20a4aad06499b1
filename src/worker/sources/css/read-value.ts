import { isRecord } from '../../../base/fields.ts'
import type { SparkType } from '../../../base/spark-type.ts'
import type { ColumnValue } from '../../engine/value-writers.ts'
import { readText } from '../shared/read-text.ts'
import { allOf } from '../shared/record-stores/all-of.ts'
import { wholeText } from '../shared/record-stores/whole-text.ts'
import { DigitsWanted, JsonNumber, numberText, shownText } from './json-numbers.ts'
import { dayOf, readMoment } from './read-moment.ts'

const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/

/**
 * A value of a document, as JSON has it, as its column's type; undefined: it is none of the type. A number may stand in a text, as the server takes it too; of a text there
 * is one for every value.
 * @throws DigitsWanted where it has to be read with all digits of its numbers
 */
export function readValue(value: unknown, type: SparkType): ColumnValue | undefined {
  if (value === null || value === undefined) return null
  switch (type.kind) {
    case 'boolean':
      return booleanOf(value)
    case 'tinyint':
    case 'smallint':
    case 'int':
    case 'bigint': {
      if (typeof value === 'number' && !Number.isSafeInteger(value)) throw new DigitsWanted()
      const text = typeof value === 'string' ? value : numberText(value)
      return text === undefined ? undefined : readText(wholeText(text), type)
    }
    case 'float':
    case 'double':
      if (typeof value === 'number') return value
      return readText(typeof value === 'string' ? value : (numberText(value) ?? ''), type)
    case 'decimal': {
      const text = typeof value === 'string' ? value : numberText(value)
      return text === undefined ? undefined : readText(text, type)
    }
    case 'date':
    case 'timestamp': {
      const micros = momentOf(value)
      return micros === undefined ? undefined : type.kind === 'date' ? dayOf(micros) : micros
    }
    case 'binary':
      return typeof value === 'string' && BASE64.test(value) ? Buffer.from(value, 'base64') : undefined
    case 'string':
      return textOf(value)
    case 'array': {
      // A field of several values and one of a single value are the same to the server.
      const items: readonly unknown[] = Array.isArray(value) ? value : [value]
      return allOf(items.map((item) => readValue(item, type.element)))
    }
    case 'struct':
      if (!isFields(value)) return undefined
      return allOf(type.fields.map((field) => readValue(Object.hasOwn(value, field.name) ? value[field.name] : null, field.type)))
    case 'map': {
      if (!isFields(value) || type.key.kind !== 'string') return undefined
      const keys = Object.keys(value)
      const values = allOf(keys.map((key) => readValue(value[key], type.value)))
      return values === undefined ? undefined : { keys, values }
    }
    default:
      return undefined
  }
}

const isFields = (value: unknown): value is Readonly<Record<string, unknown>> => isRecord(value) && !(value instanceof JsonNumber)

/** As the server reads it: an empty text is false. */
function booleanOf(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value
  return value === 'true' ? true : value === 'false' || value === '' ? false : undefined
}

function momentOf(value: unknown): bigint | undefined {
  if (typeof value === 'string') return readMoment(value)
  const text = numberText(value)
  return text === undefined ? undefined : readMoment(Number(text))
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  if (typeof value === 'boolean') return String(value)
  if (typeof value === 'number' || value instanceof JsonNumber) return shownText(value)
  const text = JSON.stringify(value, (_key, inner: unknown) => {
    if (typeof inner === 'number') throw new DigitsWanted()
    return inner
  })
  return text
}
