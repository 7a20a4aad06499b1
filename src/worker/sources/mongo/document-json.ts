import { EJSON, Long } from 'bson'
import { JSON_WITH_SOURCE } from '../../../base/json-with-source.ts'

/** MongoDB's extended JSON, relaxed, of which EJSON makes doubles of whole numbers of 64 bits: here they have each of their digits. */
export const documentJson = (value: unknown): string => JSON.stringify(withDigits(value))

function withDigits(value: unknown): unknown {
  if (value instanceof Long) return JSON_WITH_SOURCE.rawJSON(value.toString())
  if (Array.isArray(value)) return value.map(withDigits)
  if (isDocument(value)) return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, withDigits(one)]))
  return EJSON.serialize(value, { relaxed: true })
}

export const isDocument = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && Object.getPrototypeOf(value) === Object.prototype
