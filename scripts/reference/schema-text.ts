import { type TObject, type TRecord, type TSchema, Type } from 'typebox'

export interface ParameterRow {
  readonly name: string
  readonly type: string
  readonly mandatory: boolean
}

/** The fields of an object and, with their paths, those of the objects in it. */
export function parameterRows(schema: TObject, prefix = ''): readonly ParameterRow[] {
  return Object.entries(schema.properties).flatMap(([key, property]) => {
    const name = prefix === '' ? key : `${prefix}.${key}`
    const own = { name, type: typeText(property), mandatory: !Type.IsOptional(property) }
    const inner = Type.IsArray(property) ? property.items : property
    return Type.IsObject(inner) ? [own, ...parameterRows(inner, Type.IsArray(property) ? `${name}[]` : name)] : [own]
  })
}

function typeText(schema: TSchema): string {
  if (Type.IsEnum(schema)) return `one of ${schema.enum.map((value) => `\`${String(value)}\``).join(', ')}`
  if (Type.IsArray(schema)) return `array of ${typeText(schema.items)}`
  if (Type.IsRecord(schema)) return recordText(schema)
  if (Type.IsObject(schema)) return 'object'
  if (Type.IsInteger(schema)) return withRange('integer', schema)
  if (Type.IsNumber(schema)) return withRange('number', schema)
  if (Type.IsBoolean(schema)) return 'boolean'
  if (Type.IsString(schema)) return 'string'
  if (Type.IsNull(schema)) return 'null'
  if (Type.IsUnion(schema)) return schema.anyOf.map(typeText).join(' or ')
  return 'any'
}

function withRange(type: string, schema: TSchema): string {
  const minimum = 'minimum' in schema ? schema.minimum : undefined
  const maximum = 'maximum' in schema ? schema.maximum : undefined
  if (typeof minimum === 'number' && typeof maximum === 'number') return `${type}, ${minimum} to ${maximum}`
  if (typeof minimum === 'number') return `${type}, at least ${minimum}`
  return type
}

/** Of an object whose keys are the caller's to name. */
function recordText(schema: TRecord): string {
  const [values] = Object.values(schema.patternProperties)
  const of = values === undefined ? 'any' : typeText(values)
  return of === 'any' ? 'object' : `object of ${of}`
}
