import { type TSchema, Type } from 'typebox'
import { isRecord } from '../../../base/fields.ts'
import { classOf, type FieldClass, type FieldPart } from './field-classes.ts'

const TEXT_CHARACTERS = 200
const ITEMS_MAX = 20
/** As JSON. */
const CHARACTERS_MAX = 2_000

export type PublicFields = Readonly<Record<string, unknown>>

const classes = new Map<string, FieldClass>()

function isPublic(operation: string, part: FieldPart, path: readonly string[]): boolean {
  const key = `${operation} ${part}.${path.join('.')}`
  const known = classes.get(key) ?? classOf(operation, part, path)
  classes.set(key, known)
  return known === 'public'
}

/** What of a part of a call may be written down: its public fields, cut to what a reader needs to know it. What no schema has is left out. */
export function publicFields(operation: string, part: FieldPart, schema: TSchema, value: unknown): PublicFields {
  const picked = picks(operation, part, schema, value, [])
  return isRecord(picked) ? cut(picked) : {}
}

function picks(operation: string, part: FieldPart, schema: TSchema, value: unknown, path: readonly string[]): unknown {
  if (value === undefined || value === null) return undefined
  if (Type.IsUnion(schema)) {
    for (const form of schema.anyOf) {
      const found = picks(operation, part, form, value, path)
      if (found !== undefined) return found
    }
    return undefined
  }
  if (Type.IsObject(schema) && Object.keys(schema.properties).length > 0) {
    if (!isRecord(value)) return undefined
    const entries = Object.entries(schema.properties).flatMap(([name, property]) => {
      const found = picks(operation, part, property, value[name], [...path, name])
      return found === undefined ? [] : [[name, found] as const]
    })
    return entries.length === 0 ? undefined : Object.fromEntries(entries)
  }
  if (Type.IsArray(schema)) {
    if (!Array.isArray(value)) return undefined
    const items = value.slice(0, ITEMS_MAX).flatMap((item: unknown) => picks(operation, part, schema.items, item, path) ?? [])
    return items.length === 0 ? undefined : items
  }
  if (path.length === 0 || !isPublic(operation, part, path)) return undefined
  if (Type.IsRecord(schema))
    return isRecord(value) ? Object.fromEntries(Object.entries(value).slice(0, ITEMS_MAX).flatMap(scalarEntry)) : undefined
  return scalar(value)
}

function scalar(value: unknown): unknown {
  if (typeof value === 'string') return value.length > TEXT_CHARACTERS ? `${value.slice(0, TEXT_CHARACTERS)}…` : value
  return typeof value === 'number' || typeof value === 'boolean' ? value : undefined
}

function scalarEntry([name, value]: readonly [string, unknown]): readonly (readonly [string, unknown])[] {
  const kept = scalar(value)
  return kept === undefined ? [] : [[name.slice(0, TEXT_CHARACTERS), kept]]
}

/** The first fields that there is room for. */
function cut(fields: PublicFields): PublicFields {
  const kept: Record<string, unknown> = {}
  let room = CHARACTERS_MAX
  for (const [name, value] of Object.entries(fields)) {
    room -= JSON.stringify(value).length + name.length
    if (room < 0) return { ...kept, cut: true }
    kept[name] = value
  }
  return kept
}
