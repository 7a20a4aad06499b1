/** Functions that make arrays and structs, and take arrays apart. */
import { type SparkType, sparkTypeName } from '../../../../base/spark-type.ts'
import { type Bound, INT, STRING } from '../../bound/bound.ts'
import type { Sql } from '../../bound/sql.ts'
import { fragment, joined, template, text, volatile } from '../../bound/template.ts'
import { engineType } from '../../dialect/engine-type.ts'
import { quoteIdentifier } from '../../dialect/quote.ts'
import { notSupported, semanticError } from '../../syntax-error.ts'
import { elementType } from '../../types/argument-types.ts'
import { isInteger, isNested, isTemporal } from '../../types/coercion.ts'
import { custom } from '../custom-function.ts'
import { coerce, constantText, type SqlFunction, scalar } from '../function-record.ts'
import { castBound, castSql } from '../operators/cast.ts'
import { unified } from '../operators/unify.ts'
import { textsWithMark } from '../texts/texts-with-mark.ts'
import { arrayOf, arrayOrNull, asZipped } from './collection-arguments.ts'
import { momentSequence } from './moment-sequence.ts'
import { structOf } from './struct-value.ts'

const array = custom('array', 0, 10_000, (values) => {
  const { type, values: same } = unified(values, 'array')
  const list = template`[${joined(same, ', ')}]`
  return { sql: template`CAST(${list} AS ${engineType({ kind: 'array', element: type })})`, type: { kind: 'array', element: type } }
})

const namedStruct = custom('named_struct', 2, 10_000, (values) => {
  if (values.length % 2 !== 0) throw semanticError('named_struct takes names and values in turn')
  const names = values.filter((_, index) => index % 2 === 0).map((value) => constantText(value, 'A field name of named_struct'))
  const { sql, type } = structOf(
    names,
    values.filter((_, index) => index % 2 === 1),
  )
  return { sql, type }
})

const size = custom('size cardinality', 1, 1, ([value], call) => {
  if (value?.type.kind === 'void') return { sql: text('-1'), type: INT }
  if (value?.type.kind !== 'array' && value?.type.kind !== 'map') throw semanticError(`${call.name} takes an array or a map`)
  const count = value.type.kind === 'array' ? template`len(${value.sql})` : template`cardinality(${value.sql})`
  return { sql: template`coalesce(CAST(${count} AS INTEGER), -1)`, type: INT }
})

const elementAt = custom('element_at try_element_at', 2, 2, (values, call) => {
  const [operand, index] = values
  if (operand?.type.kind === 'map' && index !== undefined) {
    const key = elementType(operand.type.key, index.type)
    if (key === undefined)
      throw semanticError(`The key of ${call.name} must be of the type of the map's keys; ${index.name} is ${index.type.kind}`)
    const map = castSql(operand.sql, operand.type, { kind: 'map', key, value: operand.type.value })
    // In brackets: m[k] is another expression to Spark, when it compares those of GROUP BY.
    return { sql: template`(sp_map_value(${map}, ${castBound(index, key)}))`, type: operand.type.value }
  }
  const list = arrayOf(operand, call.name)
  if (index !== undefined && (!isInteger(index.type) || index.type.kind === 'bigint'))
    throw semanticError(`The index of ${call.name} is an INT; ${index.name} is ${sparkTypeName(index.type)}`)
  const position = index === undefined ? 'NULL' : coerce(index, 'int', call.name, 1).sql
  return { sql: template`list_extract(${list.sql}, sp_first_index_check(${position}))`, type: list.element }
})

const slice = custom('slice', 3, 3, (values, call) => {
  const list = arrayOrNull(values[0], call.name)
  const [start, count] = [values[1], values[2]].map((value, index) =>
    value === undefined ? 'NULL' : coerce(value, 'int', call.name, index + 1).sql,
  )
  return { sql: template`sp_slice(${list.sql}, ${start}, ${count})`, type: { kind: 'array', element: list.element } }
})

const arrayJoin = custom('array_join', 2, 3, (values, call) => {
  const list = arrayOrNull(values[0], call.name)
  if (isNested(list.element))
    throw semanticError(`array_join takes an array of texts, or of what is cast to one; ${values[0]?.name ?? ''} is none`)
  const other = values.slice(1).find((value) => value.type.kind !== 'string' && value.type.kind !== 'void')
  if (other !== undefined)
    throw semanticError(`The delimiter and the replacement of array_join are texts; ${other.name} is ${sparkTypeName(other.type)}`)
  const [mark, missing] = [values[1], values[2]].map((value, index) =>
    value === undefined ? undefined : coerce(value, 'string', call.name, index + 1).sql,
  )
  const texts = castSql(list.sql, { kind: 'array', element: list.element }, { kind: 'array', element: STRING })
  const kept =
    missing === undefined
      ? template`list_filter(${texts}, lambda e: e IS NOT NULL)`
      : template`list_transform(${texts}, lambda e: coalesce(e, ${missing}))`
  const isThere = joined(
    [mark, ...(missing === undefined ? [] : [missing])].map((text) => fragment`${text} IS NOT NULL`),
    ' AND ',
  )
  return { sql: template`(CASE WHEN ${isThere} THEN ${textsWithMark(kept, mark ?? 'NULL', values[1])} END)`, type: STRING }
})

const sequence = custom('sequence', 2, 3, (values, call) => {
  const [start, stop, step] = values
  if (start !== undefined && stop !== undefined && (isTemporal(start.type) || isTemporal(stop.type)))
    return momentSequence(start, stop, step)
  const { type, values: same } = unified(step === undefined ? values.slice(0, 2) : values, call.name)
  if (!isInteger(type)) throw notSupported(`sequence of ${type.kind}`)
  const [a, b, by] = same.map((value) => value.sql)
  const sql = template`sp_sequence(CAST(${a} AS BIGINT), CAST(${b} AS BIGINT), ${by === undefined ? template`CASE WHEN ${a} <= ${b} THEN 1 ELSE -1 END` : by})`
  return {
    sql: castSql(sql, { kind: 'array', element: { kind: 'bigint' } }, { kind: 'array', element: type }),
    type: { kind: 'array', element: type },
  }
})

/** A struct of the elements at each place, NULL where an array has ended. Its fields are named as the columns, or by their place. */
const arraysZip = custom('arrays_zip', 0, 1000, (values, call) => {
  if (values.length === 0) throw notSupported('arrays_zip of nothing')
  const fields = values.map((value, index) => ({
    name: call.argumentNames?.[index] ?? `${index}`,
    type: value.type.kind === 'void' ? value.type : arrayOf(value, call.name).element,
  }))
  if (new Set(fields.map(({ name }) => name.toLowerCase())).size < fields.length)
    throw notSupported('arrays_zip of two columns with one name')
  const type: SparkType = { kind: 'array', element: { kind: 'struct', fields } }
  if (values.some((value) => value.type.kind === 'void')) return { sql: template`CAST(NULL AS ${engineType(type)})`, type }
  // By their places: a cast of a struct goes by the names of fields, and the engine's are the places from 1.
  const named = joined(
    fields.map(({ name }, index) => fragment`${quoteIdentifier(name)} := z[${index + 1}]`),
    ', ',
  )
  const isThere = joined(
    values.map((value) => template`${value} IS NOT NULL`),
    ' AND ',
  )
  const zipped =
    values.length === 1
      ? template`list_transform(${values[0]}, lambda e: row(e))`
      : template`list_zip(${joined(values.map(asZipped), ', ')})`
  return { sql: template`(CASE WHEN ${isThere} THEN list_transform(${zipped}, lambda z: struct_pack(${named})) END)`, type }
})

const shuffle = custom('shuffle', 1, 1, ([value], call) => {
  const { sql, element } = arrayOrNull(value, call.name)
  const drawn = template`list_sort(list_transform(${sql}, lambda e: struct_pack(r := random(), v := e)))`
  return { sql: volatile(template`list_transform(${drawn}, lambda e: struct_extract(e, 'v'))`), type: { kind: 'array', element } }
})

const flatten = custom('flatten', 1, 1, ([value], call) => {
  const outer = arrayOf(value, call.name)
  if (outer.element.kind !== 'array') throw semanticError('flatten takes an array of arrays')
  return {
    sql: template`(CASE WHEN len(list_filter(${outer.sql}, lambda e: e IS NULL)) = 0 THEN flatten(${outer.sql}) END)`,
    type: outer.element,
  }
})

/** What one more element takes, of those that hang on the row. */
function elementBytes(value: Bound | undefined): Sql | string {
  switch (value?.type.kind) {
    case 'string':
    case 'binary':
      return template`(16 + coalesce(${value.type.kind === 'string' ? 'strlen' : 'octet_length'}(${value}), 0))`
    case 'array':
      return template`(16 + 8 * coalesce(len(${value}), 0))`
    default:
      return '8'
  }
}

export const COLLECTION_FUNCTIONS: readonly SqlFunction[] = [
  array,
  namedStruct,
  size,
  scalar('array_size', ['array'], 'int', 'CAST(len($1) AS INTEGER)'),
  elementAt,
  slice,
  arrayJoin,
  sequence,
  flatten,
  arraysZip,
  shuffle,
  custom('array_compact', 1, 1, ([value], call) => ({
    sql: template`list_filter(${arrayOf(value, call.name).sql}, lambda e: e IS NOT NULL)`,
    type: value?.type ?? STRING,
  })),
  custom('array_repeat', 2, 2, ([value, count], call) => {
    if (count === undefined || (count.type.kind !== 'int' && count.type.kind !== 'void'))
      throw semanticError(`array_repeat takes an INT as its count; ${count?.name ?? 'nothing'} is ${count?.type.kind ?? 'missing'}`)
    const times = coerce(count, 'int', call.name, 1)
    const within = template`sp_within('array_repeat', CAST(${times} AS HUGEINT) * ${elementBytes(value)}, ${times})`
    return {
      sql: template`list_transform(range(${within}), lambda e: ${value?.sql ?? 'NULL'})`,
      type: { kind: 'array', element: value?.type ?? STRING },
    }
  }),
]
