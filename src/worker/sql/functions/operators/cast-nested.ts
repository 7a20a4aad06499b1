import { type SparkType, sparkTypeName } from '../../../../base/spark-type.ts'
import { parameter, type Sql } from '../../bound/sql.ts'
import { fragment, joined, lambda, template, text } from '../../bound/template.ts'
import { quoteIdentifier, quoteString } from '../../dialect/quote.ts'
import { notSupported, semanticError } from '../../syntax-error.ts'
import { decimalOf, isInteger, isNested } from '../../types/coercion.ts'

type Cast = (sql: Sql, from: SparkType, to: SparkType) => Sql

/** The parameter of the lambda functions here. */
const ELEMENT = parameter('e')

/** Of arrays, maps and structs; `cast` is of the values inside. Throws sql-semantics for a cast Spark has not. */
export function castNested(sql: Sql, from: SparkType, to: SparkType, cast: Cast): Sql {
  if (from.kind === 'array' && to.kind === 'array')
    return template`list_transform(${sql}, ${lambda(['e'], cast(ELEMENT, from.element, to.element))})`
  if (from.kind === 'struct' && to.kind === 'struct' && from.fields.length === to.fields.length) {
    const fields = to.fields.map((field, index) => {
      const source = from.fields[index]
      if (source === undefined) throw impossible(from, to)
      return fragment`${quoteIdentifier(field.name)} := ${cast(template`struct_extract(${sql}, ${quoteString(source.name)})`, source.type, field.type)}`
    })
    return template`CASE WHEN ${sql} IS NULL THEN NULL ELSE struct_pack(${joined(fields, ', ')}) END`
  }
  if (from.kind === 'map' && to.kind === 'map') {
    if (mayMakeNull(from.key, to.key)) throw impossible(from, to)
    const keys = template`list_transform(map_keys(${sql}), ${lambda(['e'], cast(ELEMENT, from.key, to.key))})`
    const values = template`list_transform(map_values(${sql}), ${lambda(['e'], cast(ELEMENT, from.value, to.value))})`
    return template`CASE WHEN ${sql} IS NULL THEN NULL ELSE map(${keys}, ${values}) END`
  }
  if (to.kind === 'string') return nestedText(sql, from, cast)
  throw impossible(from, to)
}

/** Whether Spark takes it that a value may become NULL (Cast.forceNullable): no key of a map is cast so. */
function mayMakeNull(from: SparkType, to: SparkType): boolean {
  if (from.kind === to.kind && from.kind !== 'decimal') return false
  if (from.kind === 'void' || isNested(from) || isNested(to)) return false
  if (from.kind === 'string') return to.kind !== 'binary'
  if (to.kind === 'string') return false
  const isFloating = from.kind === 'float' || from.kind === 'double'
  if (to.kind === 'timestamp') return isFloating
  if (to.kind === 'date') return from.kind !== 'timestamp'
  if (from.kind === 'date') return true
  if (to.kind === 'decimal') {
    const narrow = from.kind === 'boolean' ? { precision: 1, scale: 0 } : decimalOf(from)
    if (isFloating || narrow === undefined) return true
    const more = to.precision - to.scale - (narrow.precision - narrow.scale)
    return more < 0 || (to.scale < narrow.scale && (more === 0 || from.kind !== 'decimal'))
  }
  return (isFloating || from.kind === 'decimal') && isInteger(to)
}

/** Arrays, maps and structs as Spark 3 prints them: [1, null], {a -> 1}, {1, b}. */
function nestedText(sql: Sql, from: SparkType, cast: Cast): Sql {
  const printed = (value: Sql, type: SparkType): Sql => template`coalesce(${cast(value, type, { kind: 'string' })}, 'null')`
  if (from.kind === 'array')
    return template`('[' || array_to_string(list_transform(${sql}, ${lambda(['e'], printed(ELEMENT, from.element))}), ', ') || ']')`
  if (from.kind === 'struct') {
    const fields = from.fields.map((field) => printed(template`struct_extract(${sql}, ${quoteString(field.name)})`, field.type))
    const list = fields.length === 0 ? "''" : joined(fields, " || ', ' || ")
    return template`CASE WHEN ${sql} IS NULL THEN NULL ELSE '{' || ${list} || '}' END`
  }
  if (from.kind === 'map') {
    const entry = template`${printed(text('e.key'), from.key)} || ' -> ' || ${printed(text('e.value'), from.value)}`
    return template`('{' || array_to_string(list_transform(map_entries(${sql}), ${lambda(['e'], entry)}), ', ') || '}')`
  }
  throw notSupported(`CAST of ${sparkTypeName(from)} to string`)
}

export function impossible(from: SparkType, to: SparkType): Error {
  return semanticError(`Cannot cast ${sparkTypeName(from)} to ${sparkTypeName(to)}`)
}
