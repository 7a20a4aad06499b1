import type { Bound } from '../bound/bound.ts'
import { semanticError } from '../syntax-error.ts'
import type { ScalarFunction, SqlFunction } from './function-record.ts'
import { comparable } from './operators/comparison.ts'
import { extremeOfList, sortedList } from './operators/sort-key.ts'

const custom = (name: string, argumentsMax: number, emit: ScalarFunction['emit']): ScalarFunction => ({
  kind: 'scalar',
  names: [name],
  argumentsMin: 1,
  argumentsMax,
  emit,
})

function orderedArray(value: Bound | undefined, name: string) {
  if (value?.type.kind !== 'array') throw semanticError(`${name} takes an array; ${value?.name ?? ''} is ${value?.type.kind ?? 'missing'}`)
  const { element } = value.type
  comparable(element, name)
  return { list: value.sql, element }
}

const extremeOf = (name: string, engine: 'list_max' | 'list_min'): ScalarFunction =>
  custom(name, 1, ([value], call) => {
    const { list, element } = orderedArray(value, call.name)
    return { sql: extremeOfList(engine, list, element), type: element }
  })

/** What sorts the elements of an array, or takes the first or last of them. */
export const ARRAY_ORDER_FUNCTIONS: readonly SqlFunction[] = [
  custom('sort_array', 2, ([value, order], call) => {
    const { list, element } = orderedArray(value, call.name)
    const isAscending = order === undefined ? true : order.constant?.kind === 'boolean' ? order.constant.value : undefined
    if (isAscending === undefined) throw semanticError("sort_array's order is true or false, written in the statement")
    return {
      sql: sortedList(list, element, isAscending),
      type: { kind: 'array', element },
      name: `sort_array(${value?.name ?? ''}, ${isAscending})`,
    }
  }),
  extremeOf('array_max', 'list_max'),
  extremeOf('array_min', 'list_min'),
]
