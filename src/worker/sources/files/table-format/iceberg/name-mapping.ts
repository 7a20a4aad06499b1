import { CausewayError } from '../../../../../base/errors.ts'
import { DAMAGED_FILE } from '../damaged-file.ts'
import type { Shape, ShapeField } from '../file-shape.ts'
import { JsonFields } from '../json-fields.ts'
import { parseExactJson } from './exact-json.ts'

/** Which numbers the fields of files have that do not say them, by the names that they may have. */
export type NameMapping = readonly MappedField[]

interface MappedField {
  readonly names: readonly string[]
  readonly id: number | undefined
  readonly fields: NameMapping
}

const DEPTH_MAX = 32

export function readNameMapping(text: string, shown: string): NameMapping {
  const place = `${shown}, schema.name-mapping.default`
  return readFields(parseExactJson(text, place), place, 0)
}

function readFields(written: unknown, shown: string, depth: number): NameMapping {
  if (!Array.isArray(written) || depth > DEPTH_MAX)
    throw new CausewayError('invalid-parameter', `${shown} is no list of names`, { hint: DAMAGED_FILE })
  return (written as readonly unknown[]).map((one) => {
    const field = new JsonFields(one, 'a mapped field', shown)
    return {
      names: field.texts('names'),
      id: field.countOr('field-id', undefined),
      fields: field.has('fields') ? readFields(field.list('fields'), shown, depth + 1) : [],
    }
  })
}

/** The fields of a file with numbers, which are the file's own unless it has none at all. @throws CausewayError where there is no mapping for those */
export function identifiedFields(fields: readonly ShapeField[], names: NameMapping | undefined, shown: string): readonly ShapeField[] {
  if (fields.length === 0 || hasId(fields)) return fields
  if (names !== undefined) return fields.map((field) => mapped(field, names))
  throw new CausewayError('not-supported', `${shown} does not say which numbers its columns have, and the table has no mapping of names`, {
    hint: 'Have the property schema.name-mapping.default set by what writes the table.',
  })
}

const hasId = (fields: readonly ShapeField[]): boolean => fields.some(({ id, shape }) => id !== undefined || hasIdWithin(shape))

function hasIdWithin(shape: Shape): boolean {
  switch (shape.kind) {
    case 'value':
      return false
    case 'struct':
      return hasId(shape.fields)
    case 'array':
      return hasIdWithin(shape.element)
    case 'map':
      return hasIdWithin(shape.key) || hasIdWithin(shape.value)
  }
}

function mapped(field: ShapeField, names: NameMapping): ShapeField {
  const found = names.find((one) => one.names.includes(field.name))
  return { name: field.name, id: found?.id, shape: mappedShape(field.shape, found?.fields ?? []) }
}

function mappedShape(shape: Shape, names: NameMapping): Shape {
  const within = (name: string): NameMapping => names.find((one) => one.names.includes(name))?.fields ?? []
  switch (shape.kind) {
    case 'value':
      return shape
    case 'struct':
      return { kind: 'struct', fields: shape.fields.map((field) => mapped(field, names)) }
    case 'array':
      return { kind: 'array', element: mappedShape(shape.element, within('element')) }
    case 'map':
      return { kind: 'map', key: mappedShape(shape.key, within('key')), value: mappedShape(shape.value, within('value')) }
  }
}
