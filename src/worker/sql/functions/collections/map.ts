/** Functions that make maps and take them apart. */

import type { SparkType } from '../../../../base/spark-type.ts'
import { BOOLEAN, type Bound, STRING, VOID } from '../../bound/bound.ts'
import type { Sql } from '../../bound/sql.ts'
import { fragment, joined, template } from '../../bound/template.ts'
import { engineType } from '../../dialect/engine-type.ts'
import { quoteString } from '../../dialect/quote.ts'
import { semanticError } from '../../syntax-error.ts'
import { tightestType } from '../../types/coercion.ts'
import { custom } from '../custom-function.ts'
import type { SqlFunction } from '../function-record.ts'
import { castBound, castSql } from '../operators/cast.ts'
import { unified } from '../operators/unify.ts'
import { arrayOf, arrayOrNull, checkKey, mapOf } from './collection-arguments.ts'
import { STR_TO_MAP } from './str-to-map.ts'

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
  checkKey(keys.type, 'map')
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

const mapPart = (name: string, engine: string, element: (map: ReturnType<typeof mapOf>) => SparkType): SqlFunction =>
  custom(name, 1, 1, ([value], call) => {
    const isNull = value?.type.kind === 'void'
    const source = isNull ? { sql: value.sql, key: VOID, value: VOID } : mapOf(value, call.name)
    const type: SparkType = { kind: 'array', element: element(source) }
    return { sql: isNull ? template`CAST(NULL AS ${engineType(type)})` : template`${engine}(${source.sql})`, type }
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
const mapConcat = custom('map_concat', 0, 10_000, (values, call) => {
  const empty: SparkType = { kind: 'map', key: STRING, value: STRING }
  if (values.length === 0) return { sql: template`CAST(map() AS ${engineType(empty)})`, type: empty }
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
  const [keys, items] = [arrayOrNull(values[0], call.name), arrayOrNull(values[1], call.name)]
  checkKey(keys.element, call.name)
  const type: SparkType = { kind: 'map', key: keys.element, value: items.element }
  if (values.some((value) => value.type.kind === 'void')) return { sql: template`CAST(NULL AS ${engineType(type)})`, type }
  return {
    sql: template`(CASE WHEN len(${keys}) = len(${items}) THEN map(${keys}, ${items}) WHEN ${keys} IS NOT NULL AND ${items} IS NOT NULL THEN error('map_from_arrays: there are more keys than values, or fewer') END)`,
    type,
  }
})

const mapFromEntries = custom('map_from_entries', 1, 1, ([value], call) => {
  const list = arrayOf(value, call.name)
  const fields = list.element.kind === 'struct' ? list.element.fields : []
  const [key, item] = fields
  if (key === undefined || item === undefined || fields.length !== 2)
    throw semanticError('map_from_entries takes an array of structs with two fields')
  checkKey(key.type, 'map_from_entries')
  const part = (name: string): Sql => template`list_transform(${list.sql}, lambda e: struct_extract(e, ${quoteString(name)}))`
  // An entry that is NULL makes NULL of the map.
  const hasNone = template`len(list_filter(${list.sql}, lambda e: e IS NULL)) > 0`
  return {
    sql: template`(CASE WHEN ${hasNone} THEN NULL ELSE map(${part(key.name)}, ${part(item.name)}) END)`,
    type: { kind: 'map', key: key.type, value: item.type },
  }
})

export const MAP_FUNCTIONS: readonly SqlFunction[] = [
  STR_TO_MAP,
  map,
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
]
