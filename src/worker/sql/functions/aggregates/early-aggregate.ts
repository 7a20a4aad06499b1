import type { SparkType } from '../../../../base/spark-type.ts'
import type { Bound } from '../../bound/bound.ts'
import { earlyOf } from '../../bound/early.ts'
import { isNumeric } from '../../types/coercion.ts'

const DIGITS_MAX = 38
const bounded = (precision: number, scale: number): SparkType => ({
  kind: 'decimal',
  precision: Math.min(precision, DIGITS_MAX),
  scale: Math.min(scale, DIGITS_MAX),
})

/** What Spark takes an aggregate's value for before it casts anything. Undefined: that is not known. */
export function earlyAggregate(name: string, values: readonly Bound[], type: SparkType): SparkType | undefined {
  const types = values.map(earlyOf)
  if (types.includes(undefined)) return undefined
  const [first] = types
  if (name === 'count') return type
  if (first === undefined || types.length !== 1) return undefined
  if (name === 'min' || name === 'max') return first
  if ((name !== 'sum' && name !== 'avg') || !isNumeric(first)) return undefined
  if (first.kind !== 'decimal') return type
  return name === 'sum' ? bounded(first.precision + 10, first.scale) : bounded(first.precision + 4, first.scale + 4)
}
