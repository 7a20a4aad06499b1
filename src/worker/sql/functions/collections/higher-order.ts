import { type SparkType, sparkTypeName } from '../../../../base/spark-type.ts'
import { BOOLEAN, type Bound, compose, INT } from '../../bound/bound.ts'
import { isSameLeaf, leavesOf, replaceLeaves } from '../../bound/replace-leaves.ts'
import { NULL_SQL, parameter, type Sql } from '../../bound/sql.ts'
import { fragment, type Hole, joined, lambda, step, template } from '../../bound/template.ts'
import { engineType } from '../../dialect/engine-type.ts'
import { quoteString } from '../../dialect/quote.ts'
import { semanticError } from '../../syntax-error.ts'
import type { Expression } from '../../tree/query.ts'
import { namedLike } from '../../types/coercion.ts'
import type { HigherOrderFunction, LambdaBinder, SqlFunction } from '../function-record.ts'
import { castBound } from '../operators/cast.ts'
import { asBoolean } from '../operators/unify.ts'
import { asZipped, checkKey } from './collection-arguments.ts'
import { MAP_ZIP_WITH } from './map-zip-with.ts'

function arrayArgument(
  expression: Expression | undefined,
  binder: LambdaBinder,
  name: string,
): { readonly list: Bound; readonly element: SparkType } {
  if (expression === undefined) throw semanticError(`${name} takes an array`)
  const list = binder.bind(expression)
  if (list.type.kind !== 'array') throw semanticError(`${name} takes an array; ${list.name} is ${list.type.kind}`)
  return { list, element: list.type.element }
}

const needed = (expression: Expression | undefined, name: string): Expression => {
  if (expression === undefined) throw semanticError(`${name} takes a lambda function`)
  return expression
}

/** x -> … or (x, i) -> …; the engine counts i from 1, Spark from 0. */
const fromZero = ([item, index]: readonly Sql[]): readonly Sql[] => [
  item ?? NULL_SQL,
  ...(index === undefined ? [] : [template`CAST(${index} - 1 AS INTEGER)`]),
]

/** A map is gone through by its entries: the first parameter stands for the entry. */
const ofEntry = ([entry]: readonly Sql[]): readonly Sql[] => [
  template`struct_extract(${entry}, 'key')`,
  template`struct_extract(${entry}, 'value')`,
]

function overArray(
  names: string,
  make: (list: Bound, body: Bound, inLambda: (sql: Sql) => Sql) => { readonly sql: Sql; readonly type: SparkType },
  takesIndex = true,
): HigherOrderFunction {
  return {
    kind: 'higher-order',
    names: names.split(' '),
    argumentsMin: 2,
    argumentsMax: 2,
    emit: ([first, second], binder, call) => {
      const { list, element } = arrayArgument(first, binder, call.name)
      const types = takesIndex && second?.kind === 'lambda' ? [element, INT] : [element]
      const { parameters, body, text } = binder.bindLambda(needed(second, call.name), types, fromZero)
      const made = make(list, body, (sql) => lambda(parameters, sql))
      return compose([list, body], { ...made, name: `${call.name}(${list.name}, ${text})` })
    },
  }
}

const transform = overArray('transform', (list, body, inLambda) => ({
  sql: template`list_transform(${list.sql}, ${inLambda(body.sql)})`,
  type: { kind: 'array', element: body.type },
}))

const filter = overArray('filter', (list, body, inLambda) => ({
  sql: template`list_filter(${list.sql}, ${inLambda(asBoolean(body, 'filter').sql)})`,
  type: list.type,
}))

/** The body stands in it once, and it may be computed once. */
const testsOf = (list: Bound, test: Sql): Sql => step(template`list_transform(${list}, ${test})`)

/** Three-valued: an unknown test leaves the answer unknown where no other decides it. */
const exists = overArray(
  'exists any_match',
  (list, body, inLambda) => {
    const tests = testsOf(list, inLambda(asBoolean(body, 'exists').sql))
    return {
      sql: template`(CASE WHEN ${tests} IS NULL THEN NULL WHEN list_contains(${tests}, TRUE) THEN TRUE WHEN len(list_filter(${tests}, lambda e: e IS NULL)) > 0 THEN NULL ELSE FALSE END)`,
      type: BOOLEAN,
    }
  },
  false,
)

const forall = overArray(
  'forall all_match',
  (list, body, inLambda) => {
    const tests = testsOf(list, inLambda(asBoolean(body, 'forall').sql))
    return {
      sql: template`(CASE WHEN ${tests} IS NULL THEN NULL WHEN list_contains(${tests}, FALSE) THEN FALSE WHEN len(list_filter(${tests}, lambda e: e IS NULL)) > 0 THEN NULL ELSE TRUE END)`,
      type: BOOLEAN,
    }
  },
  false,
)

/** The shorter array goes on with NULLs. */
const zipWith: HigherOrderFunction = {
  kind: 'higher-order',
  names: ['zip_with'],
  argumentsMin: 3,
  argumentsMax: 3,
  emit: ([first, second, third], binder, call) => {
    const [left, right] = [arrayArgument(first, binder, call.name), arrayArgument(second, binder, call.name)]
    const ofPair = ([pair]: readonly Sql[]): readonly Sql[] => [template`struct_extract(${pair}, 1)`, template`struct_extract(${pair}, 2)`]
    const { parameters, body, text } = binder.bindLambda(needed(third, call.name), [left.element, right.element], ofPair)
    const [pair] = parameters
    if (pair === undefined || parameters.length !== 2) throw semanticError(`The lambda function of ${call.name} takes two parameters`)
    const [a, b] = [left.list.sql, right.list.sql]
    return compose([left.list, right.list, body], {
      sql: template`(CASE WHEN ${a} IS NOT NULL AND ${b} IS NOT NULL THEN list_transform(list_zip(${asZipped(left.list)}, ${asZipped(right.list)}), ${lambda([pair], body)}) END)`,
      type: { kind: 'array', element: body.type },
      name: `${call.name}(${left.list.name}, ${right.list.name}, ${text})`,
    })
  },
}

const aggregate: HigherOrderFunction = {
  kind: 'higher-order',
  names: ['aggregate', 'reduce'],
  argumentsMin: 3,
  argumentsMax: 4,
  emit: ([first, second, third, fourth], binder, call) => {
    const { list, element } = arrayArgument(first, binder, call.name)
    const start = binder.bind(needed(second, call.name))
    const merge = binder.bindLambda(needed(third, call.name), [start.type, element])
    const { type } = start
    // The fields of a struct are those of the start, by their places; nothing else is cast (DataType.equalsStructurally).
    if (sparkTypeName(namedLike(merge.body.type, type)) !== sparkTypeName(type))
      throw semanticError(
        `${call.name}: the start is ${sparkTypeName(type)} and the merged value ${sparkTypeName(merge.body.type)}`,
        'Cast the start to the type of the result.',
      )
    if (merge.parameters.length !== 2) throw semanticError(`The merge of ${call.name} takes two parameters`)
    const [accumulator, item] = merge.parameters
    const reduced = reduceList(
      { sql: list.sql, type: element },
      { sql: castBound(start, type).sql, type },
      { accumulator: accumulator ?? '', item: item ?? '', body: castBound(merge.body, type).sql },
    )
    const merged: Bound = compose([list, start, merge.body], {
      sql: reduced,
      type,
      name: `${call.name}(${list.name}, ${start.name}, ${merge.text}, lambdafunction(namedlambdavariable(), namedlambdavariable()))`,
    })
    if (fourth === undefined) return merged
    const finish = binder.bindLambda(fourth, [type])
    const [result] = finish.parameters
    return compose([merged, finish.body], {
      sql: template`list_extract(list_transform([${reduced}], ${lambda([result ?? 'p'], finish.body)}), 1)`,
      type: finish.body.type,
      name: `${call.name}(${list.name}, ${start.name}, ${merge.text}, ${finish.text})`,
    })
  },
}

/**
 * The engine's list_reduce keeps one type for elements and result, and reads columns from outside of it at the first row only. So its elements are
 * structs of the result so far, the element, and whatever the merge reads from outside.
 */
function reduceList(
  list: { readonly sql: Sql; readonly type: SparkType },
  start: { readonly sql: Sql; readonly type: SparkType },
  merge: { readonly accumulator: string; readonly item: string; readonly body: Sql },
): Sql {
  const captured = leavesOf(merge.body).filter(
    (leaf) => leaf.kind === 'column' || (leaf.name !== merge.accumulator && leaf.name !== merge.item),
  )
  const fieldOf = (holder: string, field: string): Sql => template`struct_extract(${parameter(holder)}, ${quoteString(field)})`
  const body = replaceLeaves(merge.body, (leaf) => {
    if (leaf.kind === 'parameter' && leaf.name === merge.accumulator) return fieldOf(merge.accumulator, 'result')
    if (leaf.kind === 'parameter' && leaf.name === merge.item) return fieldOf(merge.item, 'element')
    const place = captured.findIndex((other) => isSameLeaf(leaf, other))
    return place >= 0 ? fieldOf(merge.item, `captured${place}`) : undefined
  })
  const struct = (result: Hole, element: Hole, others: readonly Hole[]): Sql =>
    template`struct_pack(result := ${result}, element := ${element}${joined(
      others.map((other, place) => fragment`, captured${place} := ${other}`),
      '',
    )})`
  const nothing = template`CAST(NULL AS ${engineType(start.type)})`
  const elements = template`list_transform(${list.sql}, ${lambda(['e'], struct(nothing, parameter('e'), captured))})`
  const kept = captured.map((_, place) => fieldOf(merge.item, `captured${place}`))
  const next = struct(body, fieldOf(merge.item, 'element'), kept)
  const first = struct(start.sql, template`CAST(NULL AS ${engineType(list.type)})`, captured)
  return template`struct_extract(list_reduce(${elements}, ${lambda([merge.accumulator, merge.item], next)}, ${first}), 'result')`
}

/** transform_values, transform_keys and map_filter go over the entries. */
function overMap(
  name: string,
  make: (
    map: Extract<SparkType, { kind: 'map' }>,
    entries: Sql,
    body: Bound,
    entry: string,
  ) => { readonly sql: Sql; readonly type: SparkType },
): HigherOrderFunction {
  return {
    kind: 'higher-order',
    names: [name],
    argumentsMin: 2,
    argumentsMax: 2,
    emit: ([first, second], binder) => {
      const map = binder.bind(needed(first, name))
      if (map.type.kind !== 'map') throw semanticError(`${name} takes a map; ${map.name} is ${map.type.kind}`)
      const { parameters, body, text } = binder.bindLambda(needed(second, name), [map.type.key, map.type.value], ofEntry)
      const [entry, value] = parameters
      if (entry === undefined || value === undefined) throw semanticError(`The lambda function of ${name} takes a key and a value`)
      const made = make(map.type, template`map_entries(${map.sql})`, body, entry)
      return compose([map, body], {
        sql: template`(CASE WHEN ${map.sql} IS NOT NULL THEN ${made.sql} END)`,
        type: made.type,
        name: `${name}(${map.name}, ${text})`,
      })
    },
  }
}

export const HIGHER_ORDER_FUNCTIONS: readonly SqlFunction[] = [
  transform,
  filter,
  exists,
  forall,
  zipWith,
  aggregate,
  MAP_ZIP_WITH,
  overMap('transform_values', (map, entries, body, entry) => ({
    sql: template`map(list_transform(${entries}, lambda ${entry}: struct_extract(${entry}, 'key')), list_transform(${entries}, ${lambda([entry], body)}))`,
    type: { kind: 'map', key: map.key, value: body.type },
  })),
  overMap('transform_keys', (map, entries, body, entry) => {
    checkKey(body.type, 'transform_keys')
    return {
      sql: template`map(list_transform(${entries}, ${lambda([entry], body)}), list_transform(${entries}, lambda ${entry}: struct_extract(${entry}, 'value')))`,
      type: { kind: 'map', key: body.type, value: map.value },
    }
  }),
  overMap('map_filter', (map, entries, body, entry) => ({
    sql: template`map_from_entries(list_filter(${entries}, ${lambda([entry], asBoolean(body, 'map_filter'))}))`,
    type: map,
  })),
]
