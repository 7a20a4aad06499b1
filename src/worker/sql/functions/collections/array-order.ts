import { type Bound, compose } from '../../bound/bound.ts'
import { template } from '../../bound/template.ts'
import { semanticError } from '../../syntax-error.ts'
import { custom } from '../custom-function.ts'
import type { HigherOrderFunction, ScalarFunction, SqlFunction } from '../function-record.ts'
import { comparable } from '../operators/comparison.ts'
import { extremeOfList, sortedList } from '../operators/sort-key.ts'
import { sortedByComparator } from './array-comparator.ts'
import { arrayOf, arrayOrNull } from './collection-arguments.ts'

/** As Spark prints the comparison that array_sort has without one. */
const VARIABLE = 'namedlambdavariable()'
const NATURAL_ORDER = `lambdafunction((IF(((${VARIABLE} IS NULL) AND (${VARIABLE} IS NULL)), 0, (IF((${VARIABLE} IS NULL), 1, (IF((${VARIABLE} IS NULL), -1, (IF((${VARIABLE} < ${VARIABLE}), -1, (IF((${VARIABLE} > ${VARIABLE}), 1, 0)))))))))), ${VARIABLE}, ${VARIABLE})`

function orderedArray(value: Bound | undefined, name: string) {
  const { sql, element } = name === 'array_sort' ? arrayOf(value, name) : arrayOrNull(value, name)
  comparable(element, name)
  return { list: sql, element }
}

const extremeOf = (name: string, engine: 'list_max' | 'list_min'): ScalarFunction =>
  custom(name, 1, 1, ([value], call) => {
    const { list, element } = orderedArray(value, call.name)
    return { sql: extremeOfList(engine, list, element), type: element }
  })

/** NULL last, where sort_array has it first. */
const arraySort: HigherOrderFunction = {
  kind: 'higher-order',
  names: ['array_sort'],
  argumentsMin: 1,
  argumentsMax: 2,
  emit: (written, binder, call) => {
    if (written[0] === undefined || written.length === 2) return sortedByComparator(written, binder, call)
    const value = binder.bind(written[0])
    const { list, element } = orderedArray(value, call.name)
    const there = sortedList(template`list_filter(${list}, lambda e: e IS NOT NULL)`, element, true)
    return compose([value], {
      sql: template`(CASE WHEN ${list} IS NOT NULL THEN list_concat(${there}, list_filter(${list}, lambda e: e IS NULL)) END)`,
      type: value.type,
      name: `array_sort(${value.name}, ${NATURAL_ORDER})`,
    })
  },
}

/** What sorts the elements of an array, or takes the first or last of them. */
export const ARRAY_ORDER_FUNCTIONS: readonly SqlFunction[] = [
  custom('sort_array', 1, 2, ([value, order], call) => {
    const { list, element } = orderedArray(value, call.name)
    const isAscending = order === undefined ? true : order.constant?.kind === 'boolean' ? order.constant.value : undefined
    if (isAscending === undefined) throw semanticError("sort_array's order is true or false, written in the statement")
    return {
      sql: sortedList(list, element, isAscending),
      type: { kind: 'array', element },
      name: `sort_array(${value?.name ?? ''}, ${isAscending})`,
    }
  }),
  arraySort,
  extremeOf('array_max', 'list_max'),
  extremeOf('array_min', 'list_min'),
]
