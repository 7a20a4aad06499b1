import type { SparkType } from '../../../../base/spark-type.ts'
import { type Bound, compose } from '../../bound/bound.ts'
import { parameter, type Sql } from '../../bound/sql.ts'
import { lambda, template } from '../../bound/template.ts'
import { semanticError } from '../../syntax-error.ts'
import type { Expression } from '../../tree/query.ts'
import { commonType } from '../../types/coercion.ts'
import type { HigherOrderFunction, LambdaBinder } from '../function-record.ts'
import { castSql } from '../operators/cast.ts'

type MapType = Extract<SparkType, { kind: 'map' }>

function mapArgument(expression: Expression | undefined, binder: LambdaBinder): { readonly map: Bound; readonly type: MapType } {
  const map = expression === undefined ? undefined : binder.bind(expression)
  if (map?.type.kind !== 'map') throw semanticError(`map_zip_with takes two maps; ${map?.name} is ${map?.type.kind}`)
  return { map, type: map.type }
}

/** The type of both keys. A decimal that has not the digits for each of them would make a key of NULL. */
function keyType(a: SparkType, b: SparkType): SparkType {
  const type = commonType(a, b)
  const isNarrow = (from: SparkType): boolean =>
    type?.kind === 'decimal' && from.kind === 'decimal' && from.precision - from.scale > type.precision - type.scale
  if (type === undefined || isNarrow(a) || isNarrow(b)) throw semanticError('map_zip_with takes two maps with keys of one type')
  return type
}

const ofEntry = ([entry]: readonly Sql[]): readonly Sql[] =>
  ['k', 'a', 'b'].map((field): Sql => template`struct_extract(${entry}, '${field}')`)

const KEY = parameter('k')
const [A, B] = ['a', 'b'].map((field) => template`struct_extract(${parameter('m')}, '${field}')`)

/** Each key of both maps, those of the first before the others, with its value in each; NULL where a map has it not. */
export const MAP_ZIP_WITH: HigherOrderFunction = {
  kind: 'higher-order',
  names: ['map_zip_with'],
  argumentsMin: 3,
  argumentsMax: 3,
  emit: ([first, second, third], binder, call) => {
    const [left, right] = [mapArgument(first, binder), mapArgument(second, binder)]
    const key = keyType(left.type.key, right.type.key)
    if (third === undefined) throw semanticError('map_zip_with takes a lambda function')
    const { parameters, body, text } = binder.bindLambda(third, [key, left.type.value, right.type.value], ofEntry)
    const [entry] = parameters
    if (entry === undefined || parameters.length !== 3) throw semanticError('The lambda function of map_zip_with takes three parameters')
    const [one, other] = [left, right].map(({ map, type }) => castSql(map.sql, type, { ...type, key }))
    const maps = template`struct_pack(a := ${one}, b := ${other})`
    const keys = template`list_concat(map_keys(${A}), list_filter(map_keys(${B}), ${lambda(['k'], template`NOT list_contains(map_keys(${A}), ${KEY})`)}))`
    const values = template`struct_pack(k := ${KEY}, a := sp_map_value(${A}, ${KEY}), b := sp_map_value(${B}, ${KEY}))`
    const pair = template`struct_pack(k := struct_extract(${parameter(entry)}, 'k'), v := ${body})`
    const pairs = template`list_transform(list_transform(${keys}, ${lambda(['k'], values)}), ${lambda([entry], pair)})`
    const made = template`CASE WHEN ${A} IS NOT NULL AND ${B} IS NOT NULL THEN map_from_entries(${pairs}) END`
    return compose([left.map, right.map, body], {
      sql: template`list_extract(list_transform([${maps}], ${lambda(['m'], made)}), 1)`,
      type: { kind: 'map', key, value: body.type },
      name: `${call.name}(${left.map.name}, ${right.map.name}, ${text})`,
    })
  },
}
