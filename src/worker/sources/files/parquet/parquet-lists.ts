import type { SparkType } from '../../../../base/spark-type.ts'
import { quoteName, quoteText } from '../../../engine/quote.ts'
import { engineType } from '../../../sql/dialect/engine-type.ts'

/** One element of a file's schema, in the order in which they stand there: a parent before its children. */
export interface SchemaElement {
  readonly file: string
  readonly name: string
  readonly children: number
  readonly precision: number
  readonly scale: number
  readonly isRepeated: boolean
  readonly isList: boolean
  readonly isMap: boolean
}

/**
 * A column of a file as the engine reads it. What it does not tell: a list whose rows are groups of one field, as programs wrote them before there was a rule, is one of
 * structs for Spark, and one of bare values for the engine.
 */
export type FoldedShape =
  | { readonly kind: 'value' }
  | { readonly kind: 'struct'; readonly fields: readonly FoldedField[] }
  /** `group`: the name of the field that stands bare. */
  | { readonly kind: 'array'; readonly element: FoldedShape; readonly group: string | undefined }
  | { readonly kind: 'map'; readonly key: FoldedShape; readonly value: FoldedShape }

interface FoldedField {
  readonly name: string
  readonly shape: FoldedShape
}

/** By the engine's rules, and where Spark's ParquetToSparkSchemaConverter is of another mind. */
export function foldedShape(element: SchemaElement, parent: SchemaElement | undefined, fields: readonly FoldedField[]): FoldedShape {
  const { isRepeated, isList, isMap } = element
  const [first, second] = fields
  if (first === undefined) return isRepeated ? { kind: 'array', element: { kind: 'value' }, group: undefined } : { kind: 'value' }
  const isEntry = isRepeated && fields.length === 2 && (isMap || (parent?.isMap === true && parent.children === 1))
  if (isEntry && second !== undefined) return { kind: 'map', key: first.shape, value: second.shape }
  const isSingle = fields.length === 1 && (isList || isMap || isRepeated)
  const inner: FoldedShape = isSingle ? first.shape : { kind: 'struct', fields }
  if (!isRepeated) return inner
  const isFold = isSingle && !isList && !isMap && isGroupOfRows(element.name, parent)
  return { kind: 'array', element: inner, group: isFold ? first.name : undefined }
}

/** Whether a repeated group is what the rows of a list are, by Spark's rules, and not what stands around them. */
const isGroupOfRows = (name: string, parent: SchemaElement | undefined): boolean =>
  (parent?.isList !== true && parent?.isMap !== true) || name === 'array' || name === `${parent.name}_tuple`

export function hasFold(shape: FoldedShape): boolean {
  switch (shape.kind) {
    case 'value':
      return false
    case 'struct':
      return shape.fields.some((field) => hasFold(field.shape))
    case 'array':
      return shape.group !== undefined || hasFold(shape.element)
    case 'map':
      return hasFold(shape.key) || hasFold(shape.value)
  }
}

/** Spark's type of a column of which the engine says `type`. `wanted`: what the table says of it; where it has bare values, they stay. */
export function unfoldedType(type: SparkType, shape: FoldedShape, wanted?: SparkType): SparkType {
  if (!hasFold(shape)) return type
  if (type.kind === 'array' && shape.kind === 'array') {
    const { group } = shape
    const want = wanted?.kind === 'array' ? wanted.element : undefined
    if (group === undefined || (want !== undefined && want.kind !== 'struct'))
      return { ...type, element: unfoldedType(type.element, shape.element, want) }
    const inGroup = want === undefined ? undefined : fieldOf(want.fields, group)?.type
    return { ...type, element: { kind: 'struct', fields: [{ name: group, type: unfoldedType(type.element, shape.element, inGroup) }] } }
  }
  if (type.kind === 'map' && shape.kind === 'map') {
    const [key, value] = wanted?.kind === 'map' ? [wanted.key, wanted.value] : []
    return { ...type, key: unfoldedType(type.key, shape.key, key), value: unfoldedType(type.value, shape.value, value) }
  }
  if (type.kind === 'struct' && shape.kind === 'struct') {
    const fields = wanted?.kind === 'struct' ? wanted.fields : []
    return {
      ...type,
      fields: type.fields.map((field) => ({
        ...field,
        type: unfoldedType(field.type, fieldOf(shape.fields, field.name)?.shape ?? VALUE, fieldOf(fields, field.name)?.type),
      })),
    }
  }
  return type
}

const VALUE: FoldedShape = { kind: 'value' }

const fieldOf = <F extends { readonly name: string }>(fields: readonly F[], name: string): F | undefined =>
  fields.find((field) => field.name === name) ?? fields.find((field) => field.name.toLowerCase() === name.toLowerCase())

/** Engine text of what the engine reads as `value`, of the type `unfoldedType`: it has structs where that has them. */
export function unfoldedSql(value: string, type: SparkType, shape: FoldedShape, depth = 0): string {
  if (!hasFold(shape)) return value
  const each = `unfolded_${depth}`
  if (type.kind === 'array' && shape.kind === 'array') {
    const { group } = shape
    if (group === undefined || type.element.kind !== 'struct')
      return `list_transform(${value}, lambda ${each}: ${unfoldedSql(each, type.element, shape.element, depth + 1)})`
    const field = fieldOf(type.element.fields, group)
    const inner = field === undefined ? each : unfoldedSql(each, field.type, shape.element, depth + 1)
    return `list_transform(${value}, lambda ${each}: struct_pack(${quoteName(field?.name ?? group)} := ${inner}))`
  }
  if (type.kind === 'map' && shape.kind === 'map') {
    const key = unfoldedSql(`${each}.key`, type.key, shape.key, depth + 1)
    const mapped = unfoldedSql(`${each}.value`, type.value, shape.value, depth + 1)
    const entries = `list_transform(map_entries(${value}), lambda ${each}: struct_pack(key := ${key}, value := ${mapped}))`
    return `CASE WHEN ${value} IS NULL THEN CAST(NULL AS ${engineType(type)}) ELSE map_from_entries(${entries}) END`
  }
  if (type.kind === 'struct' && shape.kind === 'struct') {
    const fields = shape.fields.map(({ name, shape: inner }) => {
      const taken = `struct_extract(${value}, ${quoteText(name)})`
      const wanted = fieldOf(type.fields, name)
      return `${quoteName(name)} := ${wanted === undefined ? taken : unfoldedSql(taken, wanted.type, inner, depth)}`
    })
    return `CASE WHEN ${value} IS NULL THEN CAST(NULL AS ${engineType(type)}) ELSE struct_pack(${fields.join(', ')}) END`
  }
  return value
}
