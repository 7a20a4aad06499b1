import { sparkTypeName } from '../../../base/spark-type.ts'
import { type Bound, DOUBLE, INT } from '../bound/bound.ts'
import { fragment, overRows, template } from '../bound/template.ts'
import { semanticError } from '../syntax-error.ts'
import { type CallTail, coerce, constantInteger, type Emitted, type SqlFunction, type WindowFunction } from './function-record.ts'

function window(
  names: string,
  argumentsMin: number,
  argumentsMax: number,
  needsOrder: boolean,
  emit: (values: readonly Bound[], tail: CallTail, name: string) => Emitted,
): WindowFunction {
  return {
    kind: 'window',
    names: names.split(' '),
    argumentsMin,
    argumentsMax,
    needsOrder,
    emit: (values, tail, call) => emit(values, tail, call.name),
  }
}

/** Those that Spark prints in capitals take any arguments and look at none. */
const rank = (name: string, printed = name): SqlFunction =>
  window(name, 0, printed === name ? 0 : Number.POSITIVE_INFINITY, true, (_values, tail) => ({
    sql: template`CAST(${overRows(template`${name}()${tail.over ?? ''}`)} AS INTEGER)`,
    type: INT,
    name: `${printed}()`,
  }))
const share = (name: string, printed = name): SqlFunction =>
  window(name, 0, printed === name ? 0 : Number.POSITIVE_INFINITY, true, (_values, tail) => ({
    sql: overRows(template`${name}()${tail.over ?? ''}`),
    type: DOUBLE,
    name: `${printed}()`,
  }))

/** lag and lead: the default has the type of the value. */
const offset = window('lag lead', 1, 3, true, (values, tail, name) => {
  const [value, distance, otherwise] = values
  if (value === undefined) throw semanticError(`${name} takes a value`)
  const rows = distance === undefined ? 1 : constantInteger(distance, `The offset of ${name}`)
  const { type } = value
  const nulls = tail.ignoresNulls ? ' IGNORE NULLS' : ''
  const fallback = otherwise === undefined ? '' : fragment`, ${coerce(otherwise, sparkTypeName(type), name, 2)}`
  return {
    sql: overRows(template`${name}(${value}, ${rows}${fallback}${nulls})${tail.over ?? ''}`),
    type,
    name: `${name}(${value.name}, ${distance?.name ?? '1'}, ${otherwise?.name ?? 'NULL'})`,
  }
})

export const WINDOW_FUNCTIONS: readonly SqlFunction[] = [
  rank('row_number'),
  rank('rank', 'RANK'),
  rank('dense_rank', 'DENSE_RANK'),
  share('percent_rank', 'PERCENT_RANK'),
  share('cume_dist'),
  window('ntile', 0, 1, true, ([count], tail) => {
    const groups = count === undefined ? 1 : constantInteger(count, 'The number of groups of ntile')
    if (groups < 1) throw semanticError('ntile takes a positive number')
    return {
      sql: template`CAST(${overRows(template`ntile(${groups})${tail.over ?? ''}`)} AS INTEGER)`,
      type: INT,
      name: `ntile(${count?.name ?? '1'})`,
    }
  }),
  offset,
  window('nth_value', 2, 2, false, ([value, place], tail) => {
    if (value === undefined) throw semanticError('nth_value takes a value')
    const row = constantInteger(place, 'The place of nth_value')
    if (row < 1) throw semanticError('The place of nth_value counts from 1')
    return {
      sql: overRows(template`nth_value(${value}, ${row}${tail.ignoresNulls ? ' IGNORE NULLS' : ''})${tail.over ?? ''}`),
      type: value.type,
      name: `nth_value(${value.name}, ${place?.name ?? ''})${tail.ignoresNulls ? ' ignore nulls' : ''}`,
    }
  }),
]
