import { type TSchema, Type } from 'typebox'
import { classOf, type FieldPart } from '../fields/field-classes.ts'
import { TOLD } from '../input/told-limits.ts'
import type { Json } from './json.ts'

/** Where a schema stands. */
export interface SchemaPlace {
  readonly operation: string
  readonly part: FieldPart
  readonly path: readonly string[]
}

/**
 * A schema as JSON, whose fields say what they are where they are not public (`x-class`): who keeps requests or answers knows then what to leave out. A secret is a
 * password to forms.
 */
export function classedSchema(schema: TSchema, place: SchemaPlace): Json {
  if (Type.IsObject(schema) && Object.keys(schema.properties).length > 0) {
    const properties = Object.entries(schema.properties).map(
      ([name, property]) => [name, classedSchema(property, { ...place, path: [...place.path, name] })] as const,
    )
    return { ...plain(schema), properties: Object.fromEntries(properties) }
  }
  if (Type.IsArray(schema)) return { ...plain(schema), items: classedSchema(schema.items, place) }
  if (Type.IsUnion(schema)) return { ...plain(schema), anyOf: schema.anyOf.map((form) => classedSchema(form, place)) }
  return place.path.length === 0 ? plain(schema) : { ...plain(schema), ...mark(schema, place) }
}

function mark(schema: TSchema, { operation, part, path }: SchemaPlace): Readonly<Record<string, Json>> {
  const its = classOf(operation, part, path)
  if (its === 'public') return {}
  return { ...(its === 'secret' && Type.IsString(schema) ? { format: 'password' } : {}), 'x-class': its }
}

/** Only what JSON has of a schema, with what is checked later as its own. */
function plain(schema: TSchema): Readonly<Record<string, Json>> {
  const json: Readonly<Record<string, Json>> = JSON.parse(JSON.stringify(schema), (_name, value: unknown) => withTold(value))
  return json
}

function withTold(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !(TOLD in value)) return value
  const { [TOLD]: told, ...own } = value
  return typeof told === 'object' ? { ...own, ...told } : own
}
