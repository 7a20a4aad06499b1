import { type TSchema, Type } from 'typebox'

/** A field of a schema that has no fields of its own: the names that lead to it, and what it is. */
export interface SchemaField {
  readonly path: readonly string[]
  readonly schema: TSchema
}

/** Lists are looked into, and so are alternatives: a field of several forms is there once for each. A map is one field, whatever its keys. */
export function fieldsOf(schema: TSchema, path: readonly string[] = []): readonly SchemaField[] {
  if (Type.IsObject(schema) && Object.keys(schema.properties).length > 0) {
    return Object.entries(schema.properties).flatMap(([name, property]) => fieldsOf(property, [...path, name]))
  }
  if (Type.IsArray(schema)) return fieldsOf(schema.items, path)
  if (Type.IsUnion(schema)) return schema.anyOf.flatMap((form) => fieldsOf(form, path))
  if (Type.IsIntersect(schema)) return schema.allOf.flatMap((form) => fieldsOf(form, path))
  if (Type.IsRecord(schema)) return Object.values(schema.patternProperties).flatMap((form) => fieldsOf(form, path))
  return path.length === 0 ? [] : [{ path, schema }]
}
