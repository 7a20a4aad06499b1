import type { SparkType } from '../../../base/spark-type.ts'
import { BOOLEAN, type Bound, INT, STRING } from '../bound/bound.ts'
import type { Sql } from '../bound/sql.ts'
import { fragment, joined, template, text } from '../bound/template.ts'
import { engineType } from '../dialect/engine-type.ts'
import { quoteString } from '../dialect/quote.ts'
import { notSupported, semanticError } from '../syntax-error.ts'
import { commonType, isTemporal, tightestType } from '../types/coercion.ts'
import { coerce, constantText, type Emitted, type ScalarCall, type ScalarFunction, type SqlFunction, scalar } from './function-record.ts'
import { momentSequence } from './moment-sequence.ts'
import { castBound, castSql } from './operators/cast.ts'
import { unified } from './operators/unify.ts'
import { structOf } from './struct-value.ts'

function custom(
  names: string,
  argumentsMin: number,
  argumentsMax: number,
  emit: (values: readonly Bound[], call: ScalarCall) => Emitted,
): ScalarFunction {
  return { kind: 'scalar', names: names.split(' '), argumentsMin, argumentsMax, emit }
}

function arrayOf(value: Bound | undefined, name: string): { readonly sql: Sql; readonly element: SparkType } {
  if (value?.type.kind !== 'array')
    throw semanticError(`${name} takes an array; ${value?.name ?? 'nothing'} is ${value?.type.kind ?? 'missing'}`)
  return { sql: value.sql, element: value.type.element }
}

function mapOf(value: Bound | undefined, name: string): { readonly sql: Sql; readonly key: SparkType; readonly value: SparkType } {
  if (value?.type.kind !== 'map')
    throw semanticError(`${name} takes a map; ${value?.name ?? 'nothing'} is ${value?.type.kind ?? 'missing'}`)
  return { sql: value.sql, key: value.type.key, value: value.type.value }
}

/** Two arrays of one element type. */
const pair = (names: string, macro: string, isTest = false): SqlFunction =>
  custom(names, 2, 2, (values, call) => {
    const [a, b] = [arrayOf(values[0], call.name), arrayOf(values[1], call.name)]
    const element = commonType(a.element, b.element)
    if (element === undefined) throw semanticError(`${call.name} takes two arrays of one type`)
    const type: SparkType = { kind: 'array', element }
    const [x, y] = values.map((value) => castBound(value, type).sql)
    return { sql: template`${macro}(${x}, ${y})`, type: isTest ? BOOLEAN : type }
  })

/** An array and a value that is compared with its elements. */
const withElement = (names: string, body: (list: Sql, value: Sql) => Sql, result: (type: SparkType) => SparkType): SqlFunction =>
  custom(names, 2, 2, (values, call) => {
    const list = arrayOf(values[0], call.name)
    const value = values[1]
    const element = value === undefined ? undefined : commonType(list.element, value.type)
    if (value === undefined || element === undefined)
      throw semanticError(`The value of ${call.name} must be of the type of the array's elements`)
    const type: SparkType = { kind: 'array', element }
    return {
      sql: body(castSql(list.sql, { kind: 'array', element: list.element }, type), castBound(value, element).sql),
      type: result(type),
    }
  })

const array = custom('array', 0, 10_000, (values) => {
  const { type, values: same } = unified(values, 'array')
  const list = template`[${joined(same, ', ')}]`
  return { sql: template`CAST(${list} AS ${engineType({ kind: 'array', element: type })})`, type: { kind: 'array', element: type } }
})

const map = custom('map', 0, 10_000, (values) => {
  if (values.length % 2 !== 0) throw semanticError('map takes keys and values in turn')
  const keys = unified(
    values.filter((_, index) => index % 2 === 0),
    "map's keys",
  )
  const items = unified(
    values.filter((_, index) => index % 2 === 1),
    "map's values",
  )
  const type: SparkType = { kind: 'map', key: keys.type, value: items.type }
  const list = (bounds: readonly Bound[], element: SparkType): Sql => template`CAST([${joined(bounds, ', ')}] AS ${engineType(element)}[])`
  const entries = constantEntries(values)
  return {
    sql: template`map(${list(keys.values, keys.type)}, ${list(items.values, items.type)})`,
    type,
    ...(entries === undefined ? {} : { constant: { kind: 'map' as const, entries } }),
  }
})

function constantEntries(values: readonly Bound[]): readonly (readonly [string, string])[] | undefined {
  const texts = values.map((value) => (value.constant?.kind === 'string' ? value.constant.value : undefined))
  const entries: [string, string][] = []
  for (let index = 0; index < texts.length; index += 2) {
    const [key, value] = [texts[index], texts[index + 1]]
    if (key === undefined || value === undefined) return undefined
    entries.push([key, value])
  }
  return entries
}

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
    const key = tightestType(operand.type.key, index.type)
    if (key === undefined)
      throw semanticError(`The key of ${call.name} must be of the type of the map's keys; ${index.name} is ${index.type.kind}`)
    const map = castSql(operand.sql, operand.type, { kind: 'map', key, value: operand.type.value })
    return { sql: template`sp_map_value(${map}, ${castBound(index, key)})`, type: operand.type.value }
  }
  const list = arrayOf(operand, call.name)
  const position = index === undefined ? 'NULL' : coerce(index, 'int', call.name, 1).sql
  return { sql: template`list_extract(${list.sql}, sp_first_index_check(${position}))`, type: list.element }
})

const slice = custom('slice', 3, 3, (values, call) => {
  const list = arrayOf(values[0], call.name)
  const [start, count] = [values[1], values[2]].map((value, index) =>
    value === undefined ? 'NULL' : coerce(value, 'int', call.name, index + 1).sql,
  )
  return { sql: template`sp_slice(${list.sql}, ${start}, ${count})`, type: { kind: 'array', element: list.element } }
})

const arrayJoin = custom('array_join', 2, 3, (values, call) => {
  const list = arrayOf(values[0], call.name)
  const [mark, missing] = [values[1], values[2]].map((value, index) =>
    value === undefined ? undefined : coerce(value, 'string', call.name, index + 1).sql,
  )
  const texts = castSql(list.sql, { kind: 'array', element: list.element }, { kind: 'array', element: STRING })
  const kept =
    missing === undefined
      ? template`list_filter(${texts}, lambda e: e IS NOT NULL)`
      : template`list_transform(${texts}, lambda e: coalesce(e, ${missing}))`
  return { sql: template`array_to_string(${kept}, ${mark})`, type: STRING }
})

const sequence = custom('sequence', 2, 3, (values, call) => {
  const [start, stop, step] = values
  if (start !== undefined && stop !== undefined && (isTemporal(start.type) || isTemporal(stop.type)))
    return momentSequence(start, stop, step)
  const { type, values: same } = unified(step === undefined ? values.slice(0, 2) : values, call.name)
  if (type.kind !== 'int' && type.kind !== 'bigint') throw notSupported(`sequence of ${type.kind}`)
  const [a, b, by] = same.map((value) => value.sql)
  const sql = template`sp_sequence(CAST(${a} AS BIGINT), CAST(${b} AS BIGINT), ${by === undefined ? template`CASE WHEN ${a} <= ${b} THEN 1 ELSE -1 END` : by})`
  return {
    sql: castSql(sql, { kind: 'array', element: { kind: 'bigint' } }, { kind: 'array', element: type }),
    type: { kind: 'array', element: type },
  }
})

const flatten = custom('flatten', 1, 1, ([value], call) => {
  const outer = arrayOf(value, call.name)
  if (outer.element.kind !== 'array') throw semanticError('flatten takes an array of arrays')
  return {
    sql: template`(CASE WHEN len(list_filter(${outer.sql}, lambda e: e IS NULL)) = 0 THEN flatten(${outer.sql}) END)`,
    type: outer.element,
  }
})

const mapPart = (name: string, engine: string, element: (map: ReturnType<typeof mapOf>) => SparkType): SqlFunction =>
  custom(name, 1, 1, ([value], call) => {
    const source = mapOf(value, call.name)
    return { sql: template`${engine}(${source.sql})`, type: { kind: 'array', element: element(source) } }
  })

/** The key and the map's keys in their wider type; a text becomes no number, and a number no text. */
const mapContainsKey = custom('map_contains_key', 2, 2, ([value, key], call) => {
  const source = mapOf(value, call.name)
  const type = key === undefined || key.type.kind === 'void' ? undefined : tightestType(source.key, key.type)
  if (key === undefined || type === undefined)
    throw semanticError(`The key of ${call.name} must be of the type of the map's keys; ${key?.name} is ${key?.type.kind}`)
  const keys = castSql(template`map_keys(${source.sql})`, { kind: 'array', element: source.key }, { kind: 'array', element: type })
  return { sql: template`list_contains(${keys}, ${castBound(key, type)})`, type: BOOLEAN }
})

/** A key that stands in two of the maps stops the job. */
const mapConcat = custom('map_concat', 1, 10_000, (values, call) => {
  for (const value of values) mapOf(value, call.name)
  const { type, values: same } = unified(values, call.name)
  const part = (name: string): Sql =>
    same.map((value): Sql => template`${name}(${value})`).reduce((before, list): Sql => template`list_concat(${before}, ${list})`)
  const isThere = joined(
    same.map((value) => fragment`${value} IS NOT NULL`),
    ' AND ',
  )
  return { sql: template`(CASE WHEN ${isThere} THEN map(${part('map_keys')}, ${part('map_values')}) END)`, type }
})

const mapFromArrays = custom('map_from_arrays', 2, 2, (values, call) => {
  const [keys, items] = [arrayOf(values[0], call.name), arrayOf(values[1], call.name)]
  return { sql: template`map(${keys.sql}, ${items.sql})`, type: { kind: 'map', key: keys.element, value: items.element } }
})

const mapFromEntries = custom('map_from_entries', 1, 1, ([value], call) => {
  const list = arrayOf(value, call.name)
  const fields = list.element.kind === 'struct' ? list.element.fields : []
  const [key, item] = fields
  if (key === undefined || item === undefined || fields.length !== 2)
    throw semanticError('map_from_entries takes an array of structs with two fields')
  const part = (name: string): Sql => template`list_transform(${list.sql}, lambda e: struct_extract(e, ${quoteString(name)}))`
  return { sql: template`map(${part(key.name)}, ${part(item.name)})`, type: { kind: 'map', key: key.type, value: item.type } }
})

const strToMap = custom('str_to_map', 1, 3, (values, call) => {
  const text = coerce(values[0] ?? nothing(call.name), 'string', call.name, 0).sql
  const [pairMark, keyMark] = [values[1], values[2]].map((value, index) =>
    value === undefined ? (index === 0 ? ',' : ':') : constantText(value, 'A delimiter of str_to_map'),
  )
  if ([pairMark, keyMark].some((mark) => /[\\^$.|?*+()[\]{}]/.test(mark ?? '')))
    throw notSupported('A regular expression as a delimiter of str_to_map')
  const pairs = template`string_split(${text}, ${quoteString(pairMark ?? ',')})`
  const mark = quoteString(keyMark ?? ':')
  const key = template`list_transform(${pairs}, lambda e: string_split(e, ${mark})[1])`
  const value = template`list_transform(${pairs}, lambda e: CASE WHEN contains(e, ${mark}) THEN substring(e, CAST(instr(e, ${mark}) + length(${mark}) AS INTEGER)) END)`
  return {
    sql: template`map(${key}, ${value})`,
    type: { kind: 'map', key: STRING, value: STRING },
    name: `str_to_map(${values
      .map((v) => v.name)
      .concat([',', ':'].slice(values.length - 1))
      .join(', ')})`,
  }
})

const nothing = (name: string): never => {
  throw semanticError(`${name} takes an argument`)
}

export const COLLECTION_FUNCTIONS: readonly SqlFunction[] = [
  array,
  map,
  namedStruct,
  size,
  scalar('array_size', ['array'], 'int', 'CAST(len($1) AS INTEGER)'),
  elementAt,
  slice,
  arrayJoin,
  sequence,
  flatten,
  withElement(
    'array_contains',
    (list, value) => template`sp_array_contains(${list}, ${value})`,
    () => BOOLEAN,
  ),
  withElement(
    'array_position',
    (list, value) =>
      template`(CASE WHEN ${list} IS NULL OR ${value} IS NULL THEN NULL ELSE CAST(coalesce(list_position(${list}, ${value}), 0) AS BIGINT) END)`,
    () => ({ kind: 'bigint' }),
  ),
  withElement(
    'array_remove',
    (list, value) => template`(CASE WHEN ${value} IS NOT NULL THEN list_filter(${list}, lambda e: e IS DISTINCT FROM ${value}) END)`,
    (type) => type,
  ),
  withElement(
    'array_append',
    (list, value) => template`(CASE WHEN ${list} IS NOT NULL THEN list_append(${list}, ${value}) END)`,
    (type) => type,
  ),
  withElement(
    'array_prepend',
    (list, value) => template`(CASE WHEN ${list} IS NOT NULL THEN list_prepend(${value}, ${list}) END)`,
    (type) => type,
  ),
  custom('array_distinct', 1, 1, ([value], call) => ({
    sql: template`sp_array_distinct(${arrayOf(value, call.name).sql})`,
    type: value?.type ?? STRING,
  })),
  custom('array_compact', 1, 1, ([value], call) => ({
    sql: template`list_filter(${arrayOf(value, call.name).sql}, lambda e: e IS NOT NULL)`,
    type: value?.type ?? STRING,
  })),
  custom('array_repeat', 2, 2, ([value, count], call) => ({
    sql: template`list_transform(range(${count === undefined ? '0' : coerce(count, 'int', call.name, 1).sql}), lambda e: ${value?.sql ?? 'NULL'})`,
    type: { kind: 'array', element: value?.type ?? STRING },
  })),
  pair('array_union', 'sp_array_union'),
  pair('array_intersect', 'sp_array_intersect'),
  pair('array_except', 'sp_array_except'),
  pair('arrays_overlap', 'sp_arrays_overlap', true),
  mapPart('map_keys', 'map_keys', (source) => source.key),
  mapPart('map_values', 'map_values', (source) => source.value),
  mapPart('map_entries', 'map_entries', (source) => ({
    kind: 'struct',
    fields: [
      { name: 'key', type: source.key },
      { name: 'value', type: source.value },
    ],
  })),
  mapContainsKey,
  mapConcat,
  mapFromArrays,
  mapFromEntries,
  strToMap,
]
