import { CausewayError } from '../../../../base/errors.ts'
import { sparkTypeName } from '../../../../base/spark-type.ts'
import { quoteName, quoteText } from '../../../engine/quote.ts'
import { engineType } from '../../../sql/dialect/engine-type.ts'
import { DAMAGED_FILE } from './damaged-file.ts'
import type { Shape, ShapeField } from './file-shape.ts'
import { type FieldKey, type StoredField, type StoredType, seenType } from './table-snapshot.ts'

const DIGITS_MAX = 38

/** Engine text of a column, out of files that have `fields`; NULL where they have it not. `shown`: one of the files, for messages. */
export function storedColumnSql(column: StoredField, fields: readonly ShapeField[], shown: string): string {
  const place = { column: column.name, shown }
  const found = fieldOf(column.key, fields, place)
  return found === undefined ? nullSql(column.type) : valueSql(column.type, found.shape, quoteName(found.name), place, 0)
}

interface Place {
  readonly column: string
  readonly shown: string
}

function fieldOf(key: FieldKey, fields: readonly ShapeField[], { column, shown }: Place): ShapeField | undefined {
  if (key.kind === 'id') {
    const [found, second] = fields.filter(({ id }) => id === key.id)
    if (second === undefined) return found
    throw new CausewayError('invalid-parameter', `${shown} has two fields of the number ${key.id}, by which column "${column}" is found`, {
      hint: DAMAGED_FILE,
    })
  }
  const same = fields.filter(({ name }) => name.toLowerCase() === key.name.toLowerCase())
  if (same.length <= 1) return same[0]
  const names = same.map(({ name }) => `"${name}"`).join(' and ')
  throw new CausewayError('not-supported', `${shown} has fields ${names} for column "${column}", which differ in case only`, {
    hint: 'Have the file written anew with other names.',
  })
}

const nullSql = (type: StoredType): string => `CAST(NULL AS ${engineType(seenType(type))})`

function valueSql(type: StoredType, shape: Shape, value: string, place: Place, depth: number): string {
  if (isSame(type, shape)) {
    checkDigits(shape, place)
    return `CAST(${value} AS ${engineType(seenType(type))})`
  }
  if (type.kind === 'struct' && shape.kind === 'struct') {
    const parts = type.fields.map((field) => {
      const found = fieldOf(field.key, shape.fields, place)
      const part =
        found === undefined
          ? nullSql(field.type)
          : valueSql(field.type, found.shape, `struct_extract(${value}, ${quoteText(found.name)})`, place, depth)
      return `${quoteName(field.name)} := ${part}`
    })
    return `CASE WHEN ${value} IS NULL THEN ${nullSql(type)} ELSE struct_pack(${parts.join(', ')}) END`
  }
  const each = `stored_${depth}`
  if (type.kind === 'array' && shape.kind === 'array')
    return `list_transform(${value}, lambda ${each}: ${valueSql(type.element, shape.element, each, place, depth + 1)})`
  if (type.kind === 'map' && shape.kind === 'map') {
    const key = valueSql(type.key, shape.key, `${each}.key`, place, depth + 1)
    const mapped = valueSql(type.value, shape.value, `${each}.value`, place, depth + 1)
    const entries = `list_transform(map_entries(${value}), lambda ${each}: struct_pack(key := ${key}, value := ${mapped}))`
    return `CASE WHEN ${value} IS NULL THEN ${nullSql(type)} ELSE map_from_entries(${entries}) END`
  }
  throw new CausewayError(
    'invalid-parameter',
    `Column "${place.column}" is of type ${sparkTypeName(seenType(type))} in the table, and ${place.shown} has a ${shape.kind} for it`,
  )
}

/** Whether the engine finds everything by the names that the table has. */
function isSame(type: StoredType, shape: Shape): boolean {
  switch (type.kind) {
    case 'value':
      return shape.kind === 'value'
    case 'array':
      return shape.kind === 'array' && isSame(type.element, shape.element)
    case 'map':
      return shape.kind === 'map' && isSame(type.key, shape.key) && isSame(type.value, shape.value)
    case 'struct':
      return (
        shape.kind === 'struct' &&
        shape.fields.length === type.fields.length &&
        type.fields.every(({ name, key, type: inner }, index) => {
          const field = shape.fields[index]
          const isFound = field !== undefined && field.name === name && (key.kind === 'name' ? key.name === name : key.id === field.id)
          return isFound && isSame(inner, field.shape)
        })
      )
  }
}

/** The engine reads a decimal of more digits through a double. */
function checkDigits(shape: Shape, place: Place): void {
  switch (shape.kind) {
    case 'value':
      if (shape.precision <= DIGITS_MAX) return
      throw new CausewayError(
        'not-supported',
        `Column "${place.column}" of ${place.shown} has more than ${DIGITS_MAX} digits, which is not supported`,
      )
    case 'array':
      checkDigits(shape.element, place)
      return
    case 'map':
      checkDigits(shape.key, place)
      checkDigits(shape.value, place)
      return
    case 'struct':
      for (const field of shape.fields) checkDigits(field.shape, place)
  }
}
