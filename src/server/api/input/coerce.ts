import { type TObject, type TSchema, Type } from 'typebox'

const NUMBER = /^[+-]?\d{1,15}(\.\d{1,15})?$/

/**
 * A value from outside brought towards its schema, for the vendor's clients and documents write numbers and booleans as strings, and one value where an
 * array is meant. What cannot be brought there stays as it is, for the check that follows to name. Null stands for absent, and so does an
 * empty string where a number, a boolean or one of some values is meant.
 */
export function coerce(schema: TSchema, value: unknown): unknown {
  if (Type.IsObject(schema)) return isRecord(value) ? coerceObject(schema, value) : value
  if (Type.IsArray(schema)) {
    const items = schema.items
    // One item too many is enough for the check that follows.
    if (Array.isArray(value)) return value.slice(0, itemsMax(schema, value.length) + 1).map((item) => coerce(items, item))
    return value === null || typeof value === 'object' ? value : [coerce(items, value)]
  }
  if (Type.IsInteger(schema) || Type.IsNumber(schema)) {
    return typeof value === 'string' && NUMBER.test(value.trim()) ? Number(value) : value
  }
  if (Type.IsEnum(schema)) return coerceEnum(schema.enum, value)
  if (Type.IsBoolean(schema)) return coerceBoolean(value)
  if (Type.IsString(schema)) return typeof value === 'number' || typeof value === 'boolean' ? String(value) : value
  return value
}

function coerceObject(schema: TObject, value: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const coerced: Record<string, unknown> = {}
  for (const [name, property] of Object.entries(schema.properties)) {
    if (!Object.hasOwn(value, name)) continue
    const given = value[name]
    if (Type.IsOptional(property) && (given === null || (given === '' && isScalar(property)))) continue
    coerced[name] = coerce(property, given)
  }
  return coerced
}

function itemsMax(schema: TSchema, otherwise: number): number {
  return 'maxItems' in schema && typeof schema.maxItems === 'number' ? schema.maxItems : otherwise
}

function isScalar(schema: TSchema): boolean {
  return Type.IsInteger(schema) || Type.IsNumber(schema) || Type.IsBoolean(schema) || Type.IsEnum(schema)
}

/** Digits where the values are numbers. */
function coerceEnum(values: readonly unknown[], value: unknown): unknown {
  return typeof value === 'string' && values.includes(Number(value)) && value.trim() !== '' ? Number(value) : value
}

function coerceBoolean(value: unknown): unknown {
  if (typeof value !== 'string') return value
  const text = value.toLowerCase()
  return text === 'true' ? true : text === 'false' ? false : value
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
