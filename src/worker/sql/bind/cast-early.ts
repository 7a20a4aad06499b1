import { sameSparkType } from '../../../base/spark-type.ts'
import type { QueryColumn } from '../bound/sql.ts'
import { commonType, typeByPlaces } from '../types/coercion.ts'
import type { BinderState, BoundQuery } from './context.ts'
import { inTypes } from './output.ts'

/**
 * Two sides as they are when Spark has cast them for the first time. It looks for their common type while a calculation with decimals of one type still has
 * that (SPARK-39238): a side of another type is cast to it for good, and one that has it gets its own afterwards. The same sides where nothing is calculated so, or
 * where it is not known when Spark looks.
 */
export function castEarly(bounds: readonly BoundQuery[], state: BinderState): readonly BoundQuery[] {
  const [first, second, ...others] = bounds
  if (first?.early === undefined || second?.early === undefined || others.length > 0) return bounds
  const sides = [first, second]
  if (first.columns.length !== second.columns.length || !sides.some(({ columns }) => columns.some(({ retyped }) => retyped !== undefined)))
    return bounds
  const round = Math.max(first.early.round, second.early.round)
  const types = sides.map(({ columns, early }) => (early?.round === round ? early.types : columns.map(({ type }) => type)))
  return sides.map((side, place) => {
    const columns = side.columns.map((column, index): QueryColumn => {
      const [one, other] = types.map((list) => list[index] ?? column.type)
      const own = place === 0 ? one : other
      const common = one === undefined || other === undefined ? undefined : (commonType(one, other) ?? typeByPlaces(one, other))
      if (common === undefined || own === undefined) return column
      const { retyped: _retyped, ...kept } = column
      return sameSparkType(own, common) ? kept : { name: column.name, type: common }
    })
    return { ...side, columns, node: inTypes(side.node, state.relationName(), side.columns, columns) }
  })
}
