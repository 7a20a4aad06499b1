import type { SparkType } from '../../../base/spark-type.ts'
import type { Bound } from './bound.ts'

/** Undefined: Spark does not know it before it casts something, or that is not known here. */
export const earlyOf = ({ type, early }: Pick<Bound, 'type' | 'early'>): SparkType | undefined =>
  early?.of === type ? early.is : undefined

export const withEarly = (bound: Bound, is: SparkType | undefined): Bound =>
  is === undefined ? bound : { ...bound, early: { of: bound.type, is } }
