import { sparkTypeName } from '../../../../base/spark-type.ts'
import { type Bound, compose, INT } from '../../bound/bound.ts'
import { template } from '../../bound/template.ts'
import { quoteString } from '../../dialect/quote.ts'
import { matchHint } from '../../match-hint.ts'
import { semanticError } from '../../syntax-error.ts'
import { isInteger } from '../../types/coercion.ts'
import { castBound, castSql } from './cast.ts'

/** s.f of a struct, and the fields of every element of an array of structs. */
export function fieldOf(operand: Bound, name: string): Bound {
  const {
    constant: _constant,
    declared: _declared,
    isNeverNull: _isNeverNull,
    comment: _comment,
    nameBeforeField: _nameBeforeField,
    ...rest
  } = operand
  if (operand.type.kind === 'struct') {
    const field = operand.type.fields.find((f) => f.name.toLowerCase() === name.toLowerCase())
    if (field !== undefined)
      return { ...rest, sql: template`struct_extract(${operand.sql}, ${quoteString(field.name)})`, type: field.type, name: field.name }
    throw semanticError(
      `The struct ${operand.name} has no field ${name}`,
      matchHint(
        name,
        operand.type.fields.map((f) => f.name),
      ),
    )
  }
  if (operand.type.kind === 'array' && operand.type.element.kind === 'struct') {
    const field = operand.type.element.fields.find((f) => f.name.toLowerCase() === name.toLowerCase())
    if (field !== undefined)
      return {
        ...rest,
        sql: template`list_transform(${operand.sql}, lambda e: struct_extract(e, ${quoteString(field.name)}))`,
        type: { kind: 'array', element: field.type },
        name: `${operand.name}.${field.name}`,
      }
  }
  if (operand.type.kind === 'map' && operand.type.key.kind === 'string')
    return { ...rest, sql: template`sp_map_value(${operand.sql}, ${quoteString(name)})`, type: operand.type.value, name }
  throw semanticError(`${operand.name} is a ${sparkTypeName(operand.type)} and has no field ${name}`)
}

/** A literal, and no texts that are put together: a field has a name. */
const isWrittenText = ({ constant, name }: Bound): boolean => constant?.kind === 'string' && constant.value === name

/** array[i] counts from 0 and is NULL outside; map[key] is NULL without the key. */
export function bindSubscript(operand: Bound, index: Bound): Bound {
  const name = `${operand.name}[${index.name}]`
  if (operand.type.kind === 'array' && operand.type.element.kind === 'struct' && isWrittenText(index)) return bindField(operand, index.name)
  if (operand.type.kind === 'array') {
    if (!isInteger(index.type) && index.type.kind !== 'void')
      throw semanticError(`The index of ${operand.name} must be an integer; ${index.name} is ${sparkTypeName(index.type)}`)
    const position = castSql(index.sql, index.type, INT)
    const known = index.constant?.kind === 'number' && !index.constant.text.startsWith('-')
    const element = template`list_extract(${operand.sql}, ${position} + 1)`
    const sql = known ? element : template`(CASE WHEN ${position} >= 0 THEN ${element} END)`
    return compose([operand, index], { sql, type: operand.type.element, name })
  }
  if (operand.type.kind === 'map') {
    const key = castBound(index, operand.type.key)
    return compose([operand, index], { sql: template`sp_map_value(${operand.sql}, ${key.sql})`, type: operand.type.value, name })
  }
  if (operand.type.kind === 'struct' && isWrittenText(index)) return bindField(operand, index.name)
  throw semanticError(`${operand.name} is ${sparkTypeName(operand.type)}: [ ] reads arrays and maps`)
}

/** Of a map it is printed as m[f]: a field is what a struct has. */
export function bindField(operand: Bound, name: string): Bound {
  return {
    ...fieldOf(operand, name),
    name: operand.type.kind === 'map' ? `${operand.name}[${name}]` : `${printedBefore(operand)}.${name}`,
  }
}

const printedBefore = ({ type, name, nameBeforeField }: Bound): string => (type.kind === 'array' ? (nameBeforeField ?? name) : name)
