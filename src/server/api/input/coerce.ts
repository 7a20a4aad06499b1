import { type TObject, type TSchema, Type } from 'typebox'
import { isRecord } from '../../../base/fields.ts'

const NUMBER = /^[+-]?\d{1,15}(\.\d{1,15})?$/

type Coercer = (value: unknown) => unknown

/**
 * Brings values from outside towards the schema, for the vendor's clients and documents write numbers and booleans as strings, and one value where an
 * array is meant. What cannot be brought there stays as it is, for the check that follows to name. Null stands for absent, and so does an
 * empty string where a number, a boolean or one of some values is meant. Looks at the schema once, however many values come.
 */
export function coercer(schema: TSchema): Coercer {
  if (Type.IsObject(schema)) return objectCoercer(schema)
  if (Type.IsArray(schema)) return arrayCoercer(schema, coercer(schema.items))
  if (Type.IsInteger(schema) || Type.IsNumber(schema)) return coerceNumber
  if (Type.IsEnum(schema)) return (value) => coerceEnum(schema.enum, value)
  if (Type.IsBoolean(schema)) return coerceBoolean
  if (Type.IsString(schema)) return coerceString
  if (Type.IsUnion(schema)) return unionCoercer(schema.anyOf)
  return (value) => value
}

function objectCoercer(schema: TObject): Coercer {
  const properties = Object.entries(schema.properties).map(([name, property]) => ({
    name,
    coerce: coercer(property),
    isOptional: Type.IsOptional(property),
    isScalar: isScalar(property),
  }))
  // Where the schema says something of other names, they are looked at and not dropped.
  const keepsOthers = 'additionalProperties' in schema
  return (value) => {
    if (!isRecord(value)) return value
    const coerced: Record<string, unknown> = {}
    for (const { name, coerce, isOptional, isScalar } of properties) {
      if (!Object.hasOwn(value, name)) continue
      const given = value[name]
      if (isOptional && (given === null || (given === '' && isScalar))) continue
      coerced[name] = coerce(given)
    }
    if (!keepsOthers) return coerced
    return { ...coerced, ...Object.fromEntries(Object.entries(value).filter(([name]) => !Object.hasOwn(schema.properties, name))) }
  }
}

/** Of several forms, one of which is an object: what is one is meant as that. */
function unionCoercer(forms: readonly TSchema[]): Coercer {
  const [object, other] = forms.filter((form) => Type.IsObject(form))
  if (object === undefined || other !== undefined) return (value) => value
  const coerce = objectCoercer(object)
  return (value) => (isRecord(value) ? coerce(value) : value)
}

function arrayCoercer(schema: TSchema, coerceItem: Coercer): Coercer {
  return (value) => {
    // One item too many is enough for the check that follows.
    if (Array.isArray(value)) return value.slice(0, itemsMax(schema, value.length) + 1).map((item) => coerceItem(item))
    return value === null || typeof value === 'object' ? value : [coerceItem(value)]
  }
}

function itemsMax(schema: TSchema, otherwise: number): number {
  return 'maxItems' in schema && typeof schema.maxItems === 'number' ? schema.maxItems : otherwise
}

function isScalar(schema: TSchema): boolean {
  return Type.IsInteger(schema) || Type.IsNumber(schema) || Type.IsBoolean(schema) || Type.IsEnum(schema)
}

function coerceNumber(value: unknown): unknown {
  return typeof value === 'string' && NUMBER.test(value.trim()) ? Number(value) : value
}

function coerceString(value: unknown): unknown {
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : value
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
