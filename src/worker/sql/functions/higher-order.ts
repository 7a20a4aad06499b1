import type { SparkType } from '../../../base/spark-type.ts'
import { asBoolean } from '../bind-operator.ts'
import { BOOLEAN, type Bound, compose, INT } from '../bound.ts'
import { castBound } from '../cast.ts'
import { commonType } from '../coercion.ts'
import { engineType } from '../engine-type.ts'
import { notSupported, semanticError } from '../syntax-error.ts'
import type { Expression } from '../tree.ts'
import type { HigherOrderFunction, LambdaBinder, SqlFunction } from './function-record.ts'

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
const fromZero = ([item, index]: readonly string[]): readonly string[] => [
  item ?? '',
  ...(index === undefined ? [] : [`CAST(${index} - 1 AS INTEGER)`]),
]

const lambdaSql = (parameters: readonly string[], body: string): string => `lambda ${parameters.join(', ')}: ${body}`

/** A map is gone through by its entries: the first parameter stands for the entry. */
const ofEntry = ([entry]: readonly string[]): readonly string[] => [`struct_extract(${entry}, 'key')`, `struct_extract(${entry}, 'value')`]

function overArray(
  names: string,
  make: (list: Bound, body: Bound, lambda: (sql: string) => string) => { readonly sql: string; readonly type: SparkType },
): HigherOrderFunction {
  return {
    kind: 'higher-order',
    names: names.split(' '),
    argumentsMin: 2,
    argumentsMax: 2,
    emit: ([first, second], binder, call) => {
      const { list, element } = arrayArgument(first, binder, call.name)
      const { parameters, body, text } = binder.bindLambda(needed(second, call.name), [element, INT], fromZero)
      const made = make(list, body, (sql) => lambdaSql(parameters, sql))
      return compose([list, body], { ...made, name: `${call.name}(${list.name}, ${text})` })
    },
  }
}

const transform = overArray('transform', (list, body, lambda) => ({
  sql: `list_transform(${list.sql}, ${lambda(body.sql)})`,
  type: { kind: 'array', element: body.type },
}))

const filter = overArray('filter', (list, body, lambda) => ({
  sql: `list_filter(${list.sql}, ${lambda(asBoolean(body, 'filter').sql)})`,
  type: list.type,
}))

/** Three-valued: an unknown test leaves the answer unknown where no other decides it. */
const exists = overArray('exists any_match', (list, body, lambda) => {
  const tests = `list_transform(${list.sql}, ${lambda(asBoolean(body, 'exists').sql)})`
  return {
    sql: `(CASE WHEN ${list.sql} IS NULL THEN NULL WHEN list_contains(${tests}, TRUE) THEN TRUE WHEN len(list_filter(${tests}, lambda e: e IS NULL)) > 0 THEN NULL ELSE FALSE END)`,
    type: BOOLEAN,
  }
})

const forall = overArray('forall all_match', (list, body, lambda) => {
  const tests = `list_transform(${list.sql}, ${lambda(asBoolean(body, 'forall').sql)})`
  return {
    sql: `(CASE WHEN ${list.sql} IS NULL THEN NULL WHEN list_contains(${tests}, FALSE) THEN FALSE WHEN len(list_filter(${tests}, lambda e: e IS NULL)) > 0 THEN NULL ELSE TRUE END)`,
    type: BOOLEAN,
  }
})

const aggregate: HigherOrderFunction = {
  kind: 'higher-order',
  names: ['aggregate', 'reduce'],
  argumentsMin: 3,
  argumentsMax: 4,
  emit: ([first, second, third, fourth], binder, call) => {
    const { list, element } = arrayArgument(first, binder, call.name)
    const start = binder.bind(needed(second, call.name))
    const merge = binder.bindLambda(needed(third, call.name), [start.type, element])
    const type = commonType(start.type, merge.body.type)
    if (type === undefined || type.kind !== start.type.kind)
      throw semanticError(
        `${call.name}: the start is ${start.type.kind} and the merged value ${merge.body.type.kind}`,
        'Cast the start to the type of the result.',
      )
    if (merge.parameters.length !== 2) throw semanticError(`The merge of ${call.name} takes two parameters`)
    const [accumulator, item] = merge.parameters
    // The engine's list_reduce keeps one type for elements and result, so elements of another type are not let through.
    if (engineType(element) !== engineType(type) && element.kind !== 'void')
      throw notSupported(`${call.name} with a start of another type than the elements`, 'Transform the elements to that type first.')
    const reduced = `list_reduce(${list.sql}, lambda ${accumulator}, ${item}: ${castBound(merge.body, type).sql}, ${castBound(start, type).sql})`
    const merged: Bound = compose([list, start, merge.body], {
      sql: reduced,
      type,
      name: `${call.name}(${list.name}, ${start.name}, ${merge.text}, lambdafunction(namedlambdavariable(), namedlambdavariable()))`,
    })
    if (fourth === undefined) return merged
    const finish = binder.bindLambda(fourth, [type])
    const [result] = finish.parameters
    return compose([merged, finish.body], {
      sql: `list_extract(list_transform([${reduced}], lambda ${result ?? 'p'}: ${finish.body.sql}), 1)`,
      type: finish.body.type,
      name: `${call.name}(${list.name}, ${start.name}, ${merge.text}, ${finish.text})`,
    })
  },
}

/** transform_values, transform_keys and map_filter go over the entries. */
function overMap(
  name: string,
  make: (
    map: Extract<SparkType, { kind: 'map' }>,
    entries: string,
    body: Bound,
    entry: string,
  ) => { readonly sql: string; readonly type: SparkType },
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
      const made = make(map.type, `map_entries(${map.sql})`, body, entry)
      return compose([map, body], {
        sql: `(CASE WHEN ${map.sql} IS NOT NULL THEN ${made.sql} END)`,
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
  aggregate,
  overMap('transform_values', (map, entries, body, entry) => ({
    sql: `map(list_transform(${entries}, lambda ${entry}: struct_extract(${entry}, 'key')), list_transform(${entries}, lambda ${entry}: ${body.sql}))`,
    type: { kind: 'map', key: map.key, value: body.type },
  })),
  overMap('transform_keys', (map, entries, body, entry) => ({
    sql: `map(list_transform(${entries}, lambda ${entry}: ${body.sql}), list_transform(${entries}, lambda ${entry}: struct_extract(${entry}, 'value')))`,
    type: { kind: 'map', key: body.type, value: map.value },
  })),
  overMap('map_filter', (map, entries, body, entry) => ({
    sql: `map_from_entries(list_filter(${entries}, lambda ${entry}: ${asBoolean(body, 'map_filter').sql}))`,
    type: map,
  })),
]
