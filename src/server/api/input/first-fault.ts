import { type TSchema, Type } from 'typebox'
import { Compile, type Validator } from 'typebox/compile'
import { isRecord } from '../../../base/fields.ts'

/** The smallest part of a value that is not as its schema says, as far as lists hold it. */
export interface Fault {
  readonly schema: TSchema
  readonly value: unknown
  /** Of the part within the whole: names of fields and places in lists. */
  readonly path: readonly (string | number)[]
}

const validators = new WeakMap<TSchema, Validator>()

/** Each is made once. */
export function validatorOf(schema: TSchema): Validator {
  const known = validators.get(schema)
  if (known !== undefined) return known
  const made: Validator = Compile(schema)
  validators.set(schema, made)
  return made
}

/** A list of more is not told item by item. */
const SHOWN_ITEMS_MAX = 100

/**
 * Where to look for what is wrong with a value that its schema refuses. The library that says it looks at all of a value, however much of it is wrong: a list of
 * thousands took half a second. Of a list that is too long, or has a wrong item, only as much is left as tells so.
 */
export function firstFault(schema: TSchema, value: unknown, path: readonly (string | number)[] = []): Fault {
  if (Type.IsObject(schema) && isRecord(value)) return faultOfObject(schema.properties, { schema, value, path })
  if (!Type.IsArray(schema) || !Array.isArray(value)) return { schema, value, path }
  const max = maxItemsOf(schema)
  // Items that are right cost little to look at, and one that is none is the same wrong one each time.
  if (value.length > max) return { schema: Type.Array(Type.Unknown(), { maxItems: max }), value, path }
  const { items } = schema
  const validator = validatorOf(items)
  const wrong = value.findIndex((item) => !validator.Check(item))
  return wrong === -1 ? { schema, value, path } : firstFault(items, value[wrong], [...path, wrong])
}

function faultOfObject(
  properties: Readonly<Record<string, TSchema>>,
  whole: Fault & { readonly value: Readonly<Record<string, unknown>> },
): Fault {
  const others: Record<string, unknown> = { ...whole.value }
  for (const [name, schema] of Object.entries(properties)) {
    const value = Object.hasOwn(whole.value, name) ? whole.value[name] : undefined
    if (!Array.isArray(value) && !isRecord(value)) continue
    if (validatorOf(schema).Check(value)) {
      if (Array.isArray(value) && value.length > SHOWN_ITEMS_MAX) others[name] = value.slice(0, SHOWN_ITEMS_MAX)
    } else return firstFault(schema, value, [...whole.path, name])
  }
  return { ...whole, value: others }
}

function maxItemsOf(schema: TSchema): number {
  return 'maxItems' in schema && typeof schema.maxItems === 'number' ? schema.maxItems : Number.POSITIVE_INFINITY
}
