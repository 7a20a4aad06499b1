import type { Expression, FunctionCall } from '../tree/query.ts'
import { isNeverNull } from './constant-value.ts'
import type { ExpressionContext } from './context.ts'
import { noteColumns } from './never-null-columns.ts'

/**
 * Which of the columns that explode or its like makes are surely never NULL to Spark. Of an array or a map that is a column itself it is not known.
 * `isOuter`: there may be a row of NULLs.
 */
export function generatedWithoutNull(
  { name, arguments: [value] }: Pick<FunctionCall, 'name' | 'arguments'>,
  columnCount: number,
  isOuter: boolean,
  context: ExpressionContext,
): readonly boolean[] {
  const none = Array.from({ length: columnCount }, () => false)
  if (value === undefined || isOuter || (name !== 'explode' && name !== 'posexplode')) return none
  noteColumns(value, context)
  const withPlace = name === 'posexplode' ? [true] : []
  const isMap = columnCount - withPlace.length === 2
  return isMap ? [...withPlace, true, hasValuesWithoutNull(value)] : [...withPlace, hasElementsWithoutNull(value)]
}

function hasElementsWithoutNull(list: Expression): boolean {
  if (list.kind !== 'call') return false
  const [first, second] = list.arguments
  switch (list.name) {
    case 'sequence':
    case 'split':
    case 'collect_list':
    case 'collect_set':
    case 'array_agg':
      return true
    case 'array':
      return list.arguments.every(isNeverNull)
    case 'array_repeat':
      return first !== undefined && isNeverNull(first)
    case 'array_distinct':
    case 'array_remove':
    case 'array_sort':
    case 'filter':
    case 'reverse':
    case 'shuffle':
    case 'slice':
    case 'sort_array':
    case 'array_except':
      return first !== undefined && hasElementsWithoutNull(first)
    case 'array_union':
      return [first, second].every((one) => one !== undefined && hasElementsWithoutNull(one))
    case 'concat':
      return list.arguments.length > 0 && list.arguments.every(hasElementsWithoutNull)
    case 'map_values':
      return first !== undefined && hasValuesWithoutNull(first)
    default:
      return false
  }
}

const hasValuesWithoutNull = (map: Expression): boolean =>
  map.kind === 'call' && map.name === 'map' && map.arguments.every((value, index) => index % 2 === 0 || isNeverNull(value))
